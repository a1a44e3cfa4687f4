"""Forms one below the other in one table, with the unit of their amounts printed once, above the
first: 金额单位：元 holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditkit.form.headings.row import is_indicator_header
from auditkit.form.rows.outside import unit_in
from auditkit.form.rows.rows import FormRow, FormRows
from auditkit.form.title.beginning import names_a_form


def with_unit_of_stack(rows: FormRows) -> FormRows:
    """The rows with that unit before the line that names each further form of its table.

    Where a form states a unit below its name, each has what it states.
    """
    found: dict[int, FormRow] = {}
    for first, *others in _stacks(rows):
        grid = rows[first].grid
        above, below = rows[:first], rows[first:]
        units = [unit for row in above if row.grid is grid and (unit := _unit_of(row))]
        if units and not any(row.grid is grid and _unit_of(row) for row in below):
            found |= dict.fromkeys(others, units[-1])
    if not found:
        return rows
    return rows.renumbered(
        [row for i, one in enumerate(rows) for row in (found.get(i), one) if row is not None]
    )


def _stacks(rows: FormRows) -> Iterator[list[int]]:
    """The lines that name the forms of each table: a form begins again below the indicators of
    the one above."""
    starts: list[int] = []
    headed = False
    for i, row in enumerate(rows):
        if starts and row.grid is not rows[starts[0]].grid:
            yield starts
            starts, headed = [], False
        if row.grid.style == "text":
            continue
        if names_a_form(row) and (headed or not starts):
            starts.append(i)
            headed = False
        headed = headed or (bool(starts) and is_indicator_header(row))
    if starts:
        yield starts


def _unit_of(row: FormRow) -> FormRow | None:
    """The cell of a row that states the unit of money, as a row of its own."""
    return next((replace(row, cells=(cell,)) for cell in row.cells if unit_in(cell[1])), None)
