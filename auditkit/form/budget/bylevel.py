"""A budget block that states what each level of government gives, and no total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from auditkit.files.grid import Source
from auditkit.form.budget.levels import are_levels, level_of, with_total
from auditkit.form.budget.pairs import halves
from auditkit.form.declaration import BudgetLine
from auditkit.form.log import ReadingLog
from auditkit.form.rows.outside import stated_unit
from auditkit.form.rows.rows import FormRow, amount, money_unit, squeeze


def read_levels(top: Sequence[FormRow], log: ReadingLog) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """The lines of a block that states what each level of government gives and no total; their
    sum is its first line. Nothing where the amounts are not those of several levels."""
    pairs = list(_pairs(top))
    orders = [row.order for row, (name, _), _, _ in pairs if level_of(name)]
    if not orders:
        return (), set()
    # Whatever else has an amount there, or just below, is a part too: 中央预算内投资｜2000.
    lines: list[BudgetLine] = []
    used: set[int] = set()
    last = max(orders)
    for row, (name, at), (value, beside), stands in pairs:
        if min(orders) <= row.order <= last + 1:
            sources = {"initial": stands.source(beside)}
            lines.append(BudgetLine(name, value, None, None, None, None, None, at, "", sources))
            used |= {row.order, stands.order}
            last = max(last, row.order)
    added = with_total(lines, log)
    return (added, used) if len(added) > len(lines) else ((), set())


def overlapping(top: Sequence[FormRow]) -> tuple[tuple[str, Source, FormRow], ...]:
    """The amounts of levels of which one may comprise another (省级 beside 地方), so that nothing
    says what they add up to: labels, the places of their amounts, their rows. Else nothing."""
    found = [
        (name, stands.source(beside), row)
        for row, (name, _), (_, beside), stands in _pairs(top)
        if level_of(name)
    ]
    names = [name for name, _, _ in found]
    return tuple(found) if len(set(names)) > 1 and not are_levels(names) else ()


_Pair = tuple[FormRow, tuple[str, Source], tuple[float, int], FormRow]


def _pairs(top: Sequence[FormRow]) -> Iterator[_Pair]:
    """Every labelled amount: its row, the label with its place, 万元 with the column, and the row
    in which the amount stands."""
    side = ""
    for i, row in enumerate(top):
        cells = [cell for column, text in row.cells for cell in halves(row.words, column, text)]
        stands = row
        if below := _levels_above(row, top[i + 1] if i + 1 < len(top) else None):
            cells, stands = below, top[i + 1]
        stated = stated_unit(top[:i])
        side = money_unit(cells[0][1]) or side
        for (column, text), (beside, figure) in pairwise([*cells, (0, "")]):
            unit = money_unit(text) or side or (stated[0] if stated else "万元")
            value = amount(figure, unit)
            if value is not None and amount(text) is None:
                name = squeeze(text).rstrip(":：")
                yield row, (name, row.source(column)), (value, beside), stands


def _levels_above(row: FormRow, below: FormRow | None) -> list[tuple[int, str]] | None:
    """The cells of two rows in pairs, where the lower holds the amounts of 中央｜省级｜市级."""
    if below is None or below.grid is not row.grid:
        return None
    amounts = dict(below.cells)
    heads = [(at, text) for at, text in row.cells if at in amounts]
    levels = [at for at, text in heads if level_of(squeeze(text))]
    if len(levels) < 2 or any(amount(amounts[at]) is None for at, _ in heads):
        return None
    if any(amount(text) is not None for _, text in row.cells):
        return None
    side = [cell for cell in row.cells if cell[0] < heads[0][0]]
    return side[:1] + [cell for at, text in heads for cell in ((at, text), (at, amounts[at]))]
