"""The Chinese font of charts and pages: found, registered, checked for missing glyphs, subset."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from auditkit.errors import AuditError

_MISSING = r"Glyph \d+ .*missing from"


@cache
def font_file() -> Path:
    """The font file that comes with auditkit: Noto Sans SC, static, regular, under the OFL.

    Raises AuditError where it is missing from the installation.
    """
    file = Path(__file__).parent / "assets" / "fonts" / "NotoSansSC-Regular.ttf"
    if not file.is_file():
        raise AuditError("安装不完整：缺少随附的中文字体 Noto Sans SC。请重新安装 auditkit。")
    return file


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
    # FreeType reads them in a twentieth of fontTools' time.
    return frozenset(map(chr, FT2Font(str(font_file())).get_charmap()))


@cache
def _characters_and_glyphs() -> tuple[list[str], list[Any]]:
    """The font's glyph names in order, and its tables of characters.

    Reading them takes a third of cutting the font, and they are the same for every cut.
    """
    from fontTools.ttLib import TTFont

    with TTFont(font_file(), lazy=True) as font:
        return font.getGlyphOrder(), [t for t in font["cmap"].tables if t.isUnicode()]


@cache
def common_characters() -> str:
    """The characters that nearly every report shows, each once, in order."""
    text = resources.files("auditkit.show").joinpath("assets", "common_characters.txt")
    return text.read_text("utf-8").strip()


@cache
def common_font() -> bytes:
    """The font cut to `common_characters`, as WOFF2.

    It is the same for every page and takes half a second to cut, so it comes with auditkit;
    `web_font(common_characters())` makes it anew where the characters or the font change.
    """
    return font_file().with_name("common.woff2").read_bytes()


Flavor = Literal["woff2", "woff"]


def web_font(text: str, flavor: Flavor = "woff2") -> bytes:
    """The font cut to the characters of `text`; the same bytes for the same characters.

    WOFF2 is a fifth smaller than WOFF and takes three times as long. Characters that the font
    lacks are left to the reader's own fonts.
    """
    return _subset("".join(sorted(set(text))), flavor)


_UNUSED = ("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG", "STAT", "gasp")


@lru_cache(maxsize=8)
def _subset(characters: str, flavor: Flavor) -> bytes:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        flavor=flavor,
        hinting=False,
        layout_features=[],
        name_IDs=[1, 2],
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=list(_UNUSED),
    )
    with TTFont(font_file(), lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        # The subsetter would read them all before it drops them.
        for table in _UNUSED:
            if table in font:
                del font[table]
        order, tables = _characters_and_glyphs()
        font.setGlyphOrder(order)
        font["cmap"] = _only(characters, tables)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        font.flavor = flavor
        buffer = io.BytesIO()
        font.save(buffer, reorderTables=True)
    return buffer.getvalue()


def _only(characters: str, tables: list[Any]) -> Any:
    """A table of those characters alone, their variants too."""
    from fontTools.ttLib import newTable
    from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

    few = newTable("cmap")
    few.tableVersion, few.tables = 0, []
    codes = list(map(ord, characters))
    for table in tables:
        part = CmapSubtable.newSubtable(table.format)
        part.platformID, part.platEncID = table.platformID, table.platEncID
        part.language = table.language
        part.cmap = {code: table.cmap[code] for code in codes if code in table.cmap}
        if variants := getattr(table, "uvsDict", None):
            part.uvsDict = {
                selector: [(code, glyph) for code, glyph in given if code in codes]
                for selector, given in variants.items()
            }
        few.tables.append(part)
    return few
