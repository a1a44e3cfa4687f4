"""A table put together anew from the cells of another, each of which keeps its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditkit.files.grid import Grid, Scalar


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of the new table says, and the cell of the old one that it came from."""

    value: Scalar
    row: int
    column: int


Line = dict[int, Cell]
"""A row of the new table by column."""


def text_at(grid: Grid, row: int, column: int) -> str:
    """What a cell says, blank where the row does not reach so far."""
    texts = grid.texts[row] if row < len(grid.texts) else ()
    return texts[column] if column < len(texts) else ""


def as_it_stands(grid: Grid, row: int) -> Line:
    """A row as it is in the old table."""
    return {c: Cell(v, row, c) for c, v in enumerate(grid.rows[row]) if text_at(grid, row, c)}


def put_together_anew(grid: Grid, lines: Sequence[Line], top: int) -> Grid:
    """The lines as a grid; the areas merged above its row `top` stay."""
    width = max((max(line, default=0) for line in lines), default=0) + 1
    rows = tuple(
        tuple(line[c].value if c in line else None for c in range(width)) for line in lines
    )
    places = {
        (r, c): grid.place(cell.row, cell.column)
        for r, line in enumerate(lines)
        for c, cell in line.items()
    }
    merged = tuple(area for area in grid.merged if area.bottom < top)
    return replace(grid, rows=rows, merged=merged, places=places, scan=None, tops=())
