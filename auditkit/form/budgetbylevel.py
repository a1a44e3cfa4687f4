"""A budget block that states what each level of government gives, and no total."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from auditkit.form.budgetlevels import level_of, with_total
from auditkit.form.budgetpairs import halves
from auditkit.form.declaration import BudgetLine
from auditkit.form.log import ReadingLog
from auditkit.form.outside import stated_unit
from auditkit.form.rows import FormRow, amount, money_unit, squeeze


def read_levels(top: Sequence[FormRow], log: ReadingLog) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """The lines of a block that states what each level of government gives and no total; their
    sum is its first line. Nothing where the amounts are not those of several levels."""
    found: list[BudgetLine] = []
    used: set[int] = set()
    side = ""
    for i, row in enumerate(top):
        cells = [cell for column, text in row.cells for cell in halves(row.words, column, text)]
        stands = row
        below = top[i + 1] if i + 1 < len(top) else None
        if pairs := _levels_above(row, below):
            cells, stands = pairs, top[i + 1]
        stated = stated_unit(top[:i])
        side = money_unit(cells[0][1]) or side
        for (column, text), (beside, figure) in pairwise([*cells, (0, "")]):
            unit = money_unit(text) or side or (stated[0] if stated else "万元")
            value = amount(figure, unit) if level_of(squeeze(text)) else None
            if value is None:
                continue
            sources = {"initial": stands.source(beside)}
            name = squeeze(text).rstrip(":：")
            at = row.source(column)
            found.append(BudgetLine(name, value, None, None, None, None, None, at, "", sources))
            used |= {row.order, stands.order}
    lines = with_total(found, log)
    return (lines, used) if len(lines) > len(found) else ((), set())


def _levels_above(row: FormRow, below: FormRow | None) -> list[tuple[int, str]] | None:
    """The cells of two rows in pairs, where the lower holds the amounts of 中央｜省级｜市级."""
    if below is None or below.grid is not row.grid:
        return None
    amounts = dict(below.cells)
    heads = [(at, text) for at, text in row.cells if level_of(squeeze(text))]
    if len(heads) < 2 or any(amount(amounts.get(at, "")) is None for at, _ in heads):
        return None
    side = [cell for cell in row.cells if cell[0] < heads[0][0]]
    return side[:1] + [cell for at, text in heads for cell in ((at, text), (at, amounts[at]))]
