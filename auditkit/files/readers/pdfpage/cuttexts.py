"""Cells of which the page shows no more than a part: their row is too low for their lines, or
their column too narrow, and the writer clips what stands outside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from auditkit.files.grid import RULED_TABLE, Area, Grid
from auditkit.files.readers.pdfpage.glyphs import Char, baseline, normal

_SHOWN = 0.6
"""The least share of a character that a person still reads it by."""
_FEWEST = 2
_BLANK = re.compile(r"\s")


def hidden_in(chars: Sequence[Char], *, at_side: bool) -> str:
    """What the frame of a cell hides of its `chars`, blank where a person reads them all.

    What it hides right or left is left out `at_side` of the table, where a page may cut it.
    """
    hidden = [
        normal(char["text"])
        for char in chars
        if "clip" in char and (_is_low(char) or (not at_side and _is_narrow(char)))
    ]
    text = "".join(hidden).strip()
    return text if len(text) >= _FEWEST or text.isdigit() else ""


def _is_low(char: Char) -> bool:
    _, top, _, bottom = char["clip"]
    stands, size = baseline(char), char["size"]
    return bool(min(stands, bottom) - max(stands - size, top) < _SHOWN * size)


def _is_narrow(char: Char) -> bool:
    left, _, right, _ = char["clip"]
    wide = char["x1"] - char["x0"]
    return bool(min(char["x1"], right) - max(char["x0"], left) < _SHOWN * wide)


def not_over_pages(grids: Sequence[Grid]) -> list[Grid]:
    """The grids of a file, their `clipped` without the cells that the end of a page divides.

    Those are printed whole with either part: at the foot of a page that is not the last, or with
    the words of a cell of the page before, below a heading that is printed again.
    """
    found = list(grids)
    tables = [i for i, grid in enumerate(found) if RULED_TABLE.fullmatch(grid.name)]
    for at in tables:
        found[at] = replace(found[at], clipped=_of_single_rows(found[at]))
    for above, below in pairwise(tables):
        said = _BLANK.sub("", "|".join(text for _, _, text in found[above].cells()))
        foot = len(found[above].rows) - 1
        ends = [found[above].place(foot, c) for c in range(len(found[above].rows[foot]))]
        again = [
            found[below].place(r, c)
            for r, c, text in found[below].cells()
            if _BLANK.sub("", text) in said
        ]
        found[above] = replace(found[above], clipped=_without(found[above].clipped, ends))
        found[below] = replace(found[below], clipped=_without(found[below].clipped, again))
    return found


def _of_single_rows(grid: Grid) -> Mapping[str, str]:
    """Those that lie in one row: a page may show any part of a label over several."""
    over = [grid.place(area.top, area.left) for area in grid.merged if _is_high(area)]
    return _without(grid.clipped, over)


def _is_high(area: Area) -> bool:
    return area.bottom > area.top


def _without(clipped: Mapping[str, str], places: Sequence[str]) -> Mapping[str, str]:
    gone = set(places)
    return {place: text for place, text in clipped.items() if place not in gone}
