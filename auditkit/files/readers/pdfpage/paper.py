"""Tables wider than their paper: a writer prints what has room, and the rest nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pdfplumber.page import Page

from auditkit.files.grid import Grid
from auditkit.files.readers.pdfpage.grids import Cell

# Points; and the fewest lines across that leave the paper.
_NEAR, _BEYOND = 1.5, 0.2
_ROOM, _FEWEST = 36.0, 3


def over_the_paper(page: Page, tables: Sequence[Sequence[Cell]]) -> list[bool]:
    """Of each table whether the right edge of the paper cuts it: lines or words run over it."""
    edge = page.width
    lines = [e for e in page.edges if e["orientation"] == "h" and e["x1"] > edge + _BEYOND]
    words = [char for char in page.chars if char["x0"] < edge < char["x1"] - 1]
    found = []
    for cells in tables:
        top, bottom = min(cell[1] for cell in cells), max(cell[3] for cell in cells)
        leaving = sum(top - _NEAR <= line["top"] <= bottom + _NEAR for line in lines)
        over = leaving >= _FEWEST or any(top <= char["top"] < bottom for char in words)
        found.append(over and max(cell[2] for cell in cells) >= edge - _NEAR)
    return found


def with_cut_words(cells: Sequence[Cell], edge: float) -> list[Cell]:
    """The cells, those at the edge of the paper so wide that they hold the words cut by it."""
    return [
        (x0, top, x1 + _ROOM if x1 >= edge - _NEAR else x1, bottom) for x0, top, x1, bottom in cells
    ]


def marked(grids: Sequence[Grid], cut: Sequence[bool]) -> list[Grid]:
    """The grids of a page, the tables that are cut marked so."""
    names = {f"表{number}" for number, one in enumerate(cut, 1) if one}
    return [replace(g, cut=True) if g.name.rpartition(" ")[2] in names else g for g in grids]
