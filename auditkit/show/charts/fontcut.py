"""Cutting a TrueType font to few characters.

fontTools' subsetter does it; but it first takes apart what it is going to drop, a hundred times
what it keeps. So it is given a font that holds little else than those characters.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph

Flavor = Literal["woff2", "woff"]
_UNUSED = ("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG", "STAT", "gasp")
_LONG = 2 * struct.calcsize(">H")
_NOTDEF = ".notdef"


@lru_cache(maxsize=8)
def cut(file: Path, characters: str, flavor: Flavor) -> bytes:
    """The font in `file` cut to `characters`; those that it lacks are left out.

    The font must have its glyphs one by one (long offsets, a width for each, none made of others),
    as the one that comes with auditkit has.
    """
    options = subset.Options(
        flavor=flavor,
        hinting=False,
        bidi_closure=False,
        layout_features=[],
        name_IDs=[1, 2],
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=list(_UNUSED),
    )
    with _thinned(file, characters) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        font.flavor = flavor
        buffer = io.BytesIO()
        font.save(buffer, reorderTables=True)
    return buffer.getvalue()


class _Shape(Glyph):  # type: ignore[misc]
    """A glyph of the font that comes with auditkit: it has neither hints nor bytes to spare, and
    looking for them takes a quarter of the cut."""

    def trim(self, *_: object, **__: object) -> None:
        """Nothing."""


@contextmanager
def _thinned(file: Path, characters: str) -> Iterator[TTFont]:
    """The font with the glyphs of those characters alone, in their order, and without layout."""
    with TTFont(file, lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        for table in _UNUSED:
            if table in font:
                del font[table]
        names, characters_table = _few(file, characters)
        font.setGlyphOrder(list(names.values()))
        font["maxp"].numGlyphs = len(names)
        font["cmap"] = characters_table
        glyf, hmtx = newTable("glyf"), newTable("hmtx")
        glyf.glyphOrder = list(names.values())
        glyf.axisTags = []
        glyf.glyphs, hmtx.metrics = {}, {}
        places, shapes, widths = (font.reader[tag] for tag in ("loca", "glyf", "hmtx"))
        for number, name in names.items():
            start, end = struct.unpack_from(">LL", places, number * _LONG)
            glyf.glyphs[name] = _Shape(shapes[start:end])
            hmtx.metrics[name] = struct.unpack_from(">Hh", widths, number * _LONG)
        font["glyf"], font["hmtx"], font["loca"] = glyf, hmtx, newTable("loca")
        yield font


@cache
def _character_tables(file: Path) -> list[Any]:
    """The font's tables of characters, whose glyphs are named by their numbers."""
    with TTFont(file, lazy=True) as font:
        count = font["maxp"].numGlyphs
        # Its own names are nowhere kept, and to find them takes five times as long.
        font.setGlyphOrder([_NOTDEF, *(f"{number:05}" for number in range(1, count))])
        tables = [t for t in font["cmap"].tables if t.isUnicode()]
        for table in tables:
            _ = table.cmap
        return tables


def _few(file: Path, characters: str) -> tuple[dict[int, str], Any]:
    """The glyphs of those characters, by number in order, and a table of the characters alone."""
    few = newTable("cmap")
    few.tableVersion, few.tables = 0, []
    codes = list(map(ord, characters))
    needed = {_NOTDEF}
    for table in _character_tables(file):
        part = CmapSubtable.newSubtable(table.format)
        part.platformID, part.platEncID = table.platformID, table.platEncID
        part.language = table.language
        part.cmap = {code: table.cmap[code] for code in codes if code in table.cmap}
        needed.update(part.cmap.values())
        if variants := getattr(table, "uvsDict", None):
            part.uvsDict = {
                selector: [(code, glyph) for code, glyph in given if code in codes]
                for selector, given in variants.items()
            }
            needed.update(glyph for some in part.uvsDict.values() for _, glyph in some if glyph)
        few.tables.append(part)
    return dict(sorted((0 if name == _NOTDEF else int(name), name) for name in needed)), few
