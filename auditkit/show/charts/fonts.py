"""The Chinese font of charts and pages: registered, checked for missing glyphs, subset."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from auditkit.display import font_file
from auditkit.errors import AuditError

if TYPE_CHECKING:
    from auditkit.show.charts.fontcut import Flavor

_MISSING = r"Glyph \d+ .*missing from"


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


def web_font(text: str, flavor: Flavor = "woff2") -> bytes:
    """The font cut to the characters of `text`; the same bytes for the same characters.

    WOFF2 is a fifth smaller than WOFF and takes three times as long. Characters that the font
    lacks are left to the reader's own fonts.
    """
    from auditkit.show.charts.fontcut import cut

    return cut(font_file(), "".join(sorted(set(text))), flavor)
