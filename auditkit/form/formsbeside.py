"""Several forms beside each other in one sheet, apart by a blank column: each read by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditkit.files.grid import Grid
from auditkit.form.heading import names_a_form
from auditkit.form.headingrow import find_indicator_header
from auditkit.form.rows import FormRows
from auditkit.rules.formwords import FormWords


def apart(grid: Grid, words: FormWords) -> list[Grid]:
    """The grids of the forms that stand side by side, from the left; the grid itself where none do.

    The cells keep their places. Only what has a heading of indicators and the label of what it is
    about on every side is a form of its own: notes beside a form stay with it.
    """
    if grid.style != "sheet":
        return [grid]
    parts = list(_parts(grid))
    if len(parts) < 2 or not all(_is_form(part, words) for part in parts):
        return [grid]
    return parts


def _parts(grid: Grid) -> Iterator[Grid]:
    filled = {column for _, column, _ in grid.cells()}
    # A merged title covers the columns that it stands over.
    for area in grid.merged:
        filled.update(range(area.left, area.right + 1))
    start = None
    for column in range(max(filled, default=-1) + 2):
        if column in filled:
            start = column if start is None else start
        elif start is not None:
            yield _between(grid, start, column)
            start = None


def _between(grid: Grid, start: int, end: int) -> Grid:
    cells = tuple(
        tuple(value if start <= c < end else None for c, value in enumerate(row))
        for row in grid.rows
    )
    return replace(grid, rows=cells)


def _is_form(grid: Grid, words: FormWords) -> bool:
    rows = FormRows([grid], words)
    return find_indicator_header(rows) is not None and any(map(names_a_form, rows))
