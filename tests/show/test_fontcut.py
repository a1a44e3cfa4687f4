"""The cut of the font: byte for byte what fontTools gives that takes the whole font apart."""

from __future__ import annotations

import io
import struct
from functools import cache

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from auditkit.display import font_file
from auditkit.show.charts.fontcut import _UNUSED, cut
from auditkit.show.charts.fonts import common_characters

FLAVORS = ("woff", "woff2")


@cache
def plainly(text: str) -> dict[str, bytes]:
    """By flavour: which of them it is saved as makes no difference to what is cut."""
    options = subset.Options(
        hinting=False,
        bidi_closure=False,
        layout_features=[],
        name_IDs=[1, 2],
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=[*_UNUSED],
    )
    saved = {}
    with TTFont(font_file(), lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        for flavor in FLAVORS:
            buffer = io.BytesIO()
            font.flavor = flavor
            font.save(buffer, reorderTables=True)
            saved[flavor] = buffer.getvalue()
    return saved


@pytest.mark.parametrize("flavor", FLAVORS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "预算执行率≥95%",
        "\U00020bb7野家",  # beyond 65,535
        "预\ufe00算\U000e0100",  # with marks that choose a variant
        "✗\U0001f600",  # which the font lacks
        "".join(map(chr, range(0x4E00, 0x4F00))),
        common_characters(),
    ],
)
def test_a_cut_is_the_plain_one(text: str, flavor: str) -> None:
    assert cut(font_file(), text, flavor) == plainly(text)[flavor]  # type: ignore[arg-type]


def test_the_font_that_comes_along_has_nothing_that_a_cut_would_take_off_its_glyphs() -> None:
    with TTFont(font_file(), lazy=True) as font:
        places, shapes = font.reader["loca"], font.reader["glyf"]
        for number in range(0, font["maxp"].numGlyphs, 7):
            start, end = struct.unpack_from(">LL", places, 4 * number)
            if shape := shapes[start:end]:
                glyph = Glyph(shape)
                glyph.trim(remove_hinting=True)
                assert bytes(glyph.data) == shape, number
