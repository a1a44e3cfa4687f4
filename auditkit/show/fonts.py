"""The Chinese font of charts and pages: found, registered, checked for missing glyphs, subset."""

from __future__ import annotations

import importlib.util
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import matplotlib.style
from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib import font_manager

from auditkit.errors import AuditError

# Static files of the same design, where zhplot is absent. Collections (.ttc) are left out:
# matplotlib takes their first face, which is the Japanese one.
SYSTEM_FONTS = (
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Regular.otf",
    "NotoSansCJKsc-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "SourceHanSansCN-Regular.otf",
)

_MISSING = r"Glyph \d+ .*missing from"


@cache
def font_file() -> Path:
    """The font file (Noto Sans SC, static, regular). Raises AuditError where there is none."""
    # Importing zhplot would change matplotlib's settings, so only its folder is looked up.
    spec = importlib.util.find_spec("zhplot")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        carried = Path(folder) / "fonts" / "NotoSansSC-Regular.ttf"
        if carried.is_file():
            return carried
    installed = {Path(found).name: Path(found) for found in font_manager.findSystemFonts()}
    for name in SYSTEM_FONTS:
        if name in installed:
            return installed[name]
    raise AuditError(
        "找不到中文字体 Noto Sans SC。请安装 zhplot（pip install zhplot），字体随它提供。"
    )


@cache
def font_family() -> str:
    """The family name, with the file registered in matplotlib under it."""
    file = font_file()
    font_manager.fontManager.addfont(str(file))
    return font_manager.FontProperties(fname=file).get_name()


def chart_settings() -> dict[str, Any]:
    """The rcParams of a Chinese chart with text as text and the same bytes for the same data."""
    return {
        "font.family": [font_family()],
        "axes.unicode_minus": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "auditkit",
    }


def use_chinese_font() -> None:
    """Set the Chinese font for every chart of the session; a missing glyph becomes an error."""
    matplotlib.style.use(chart_settings())
    warnings.filterwarnings("error", message=_MISSING, category=UserWarning)


@contextmanager
def every_glyph() -> Iterator[None]:
    """Raise AuditError naming the character where a chart needs one that the font lacks."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=_MISSING, category=UserWarning)
        try:
            yield
        except UserWarning as warning:
            found = re.match(r"Glyph (\d+)", str(warning))
            if found is None:
                raise
            character = chr(int(found[1]))
            raise AuditError(
                f"字体缺少“{character}”（U+{ord(character):04X}），图中无法显示。"
                "请改用字体已有的字符。"
            ) from warning


@cache
def known_characters() -> frozenset[str]:
    """The characters that the font can show."""
    with TTFont(font_file(), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def subset_woff2(text: str) -> bytes:
    """The font cut to the characters of `text`, as WOFF2; the same bytes for the same characters.

    Characters that the font lacks are left to the reader's own fonts.
    """
    return _subset("".join(sorted(set(text))))


@lru_cache(maxsize=8)
def _subset(characters: str) -> bytes:
    options = subset.Options(
        flavor="woff2",
        hinting=False,
        layout_features=[],
        name_IDs=[1, 2],
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=[
            "GSUB",
            "GPOS",
            "GDEF",
            "BASE",
            "vhea",
            "vmtx",
            "VORG",
            "DSIG",
            "STAT",
            "gasp",
        ],
    )
    with TTFont(font_file(), lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        font.flavor = "woff2"
        buffer = io.BytesIO()
        font.save(buffer, reorderTables=True)
    return buffer.getvalue()
