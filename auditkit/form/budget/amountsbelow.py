"""Amounts of a budget that stand below their names, in a block of labels without columns."""

from __future__ import annotations

import re

from auditkit.form.budget.levels import level_of
from auditkit.form.budget.sums import is_part, is_sum
from auditkit.form.declaration import Further
from auditkit.form.rows.rows import FormRow, amount, squeeze

_DIVIDED_BY = re.compile(r"按.{1,8}(?:分|划分|分类|分列)[:：]?")


def columns_below(
    row: FormRow, below: FormRow | None, above: FormRow | None
) -> tuple[list[tuple[int, str]], tuple[Further, ...]] | None:
    """The cells of two rows in pairs, where the lower holds the amounts of what the upper heads:
    资金总额｜财政拨款｜其他资金 over 2,350.80｜2,300.80｜50.00.

    A head that goes over two rows stands in the one above: 资金总额｜按收入性质分 over
    ｜财政拨款｜其他资金.
    """
    if below is None or below.grid is not row.grid:
        return None
    amounts, printed = dict(below.cells), dict(row.cells)
    heads = [(at, text) for at, text in row.cells if at in amounts]
    if heads and above is not None and above.grid is row.grid:
        over = dict(above.cells)
        heads = [(at, printed.get(at) or over.get(at) or "") for at in amounts]
    names = [squeeze(text).rstrip(":：") for _, text in heads]
    if (
        len(heads) < 2
        or len(heads) != len(amounts)
        or not is_sum(row.words, names[0])
        or any(amount(text.rstrip("%％")) is None for text in amounts.values())
        or any(amount(text) is not None for _, text in row.cells)
    ):
        return None
    parts = [is_sum(row.words, n) or is_part(row.words, n) or bool(level_of(n)) for n in names]
    past = [row.words.plays("period", "past", name) for name in names]
    if not any(parts[1:]):
        return None
    # 上年预算数 and 预算增长率 beside those of the year are no amounts of it.
    taken = [part and not before for part, before in zip(parts, past, strict=True)]
    beside = tuple(
        Further(squeeze(text), amounts[at], below.source(at))
        for (at, text), own in zip(heads, taken, strict=True)
        if not own
    )
    side = [(at, text) for at, text in row.cells if at not in amounts]
    own_heads = [head for head, own in zip(heads, taken, strict=True) if own]
    pairs = [cell for at, text in own_heads for cell in ((at, text), (at, amounts[at]))]
    return side[:1] + pairs, beside


def sum_below(
    row: FormRow, below: FormRow | None
) -> tuple[list[tuple[int, str]], tuple[Further, ...]] | None:
    """The cells of a row with the total that stands below its head, before the parts do:
    资金总额｜按收入性质分｜按支出性质分 over 1856.30｜其中：｜其中：, or over the first parts.

    Only where what stands beside the head says how the total is divided.
    """
    if below is None or below.grid is not row.grid:
        return None
    (column, figure), *others = below.cells
    heads = dict(row.cells)
    name = squeeze(heads.get(column, "")).rstrip(":：")
    behind = [squeeze(text) for at, text in row.cells if at > column]
    parts = [squeeze(text).rstrip(":：") for _, text in others[::2]]
    if (
        not is_sum(row.words, name)
        or amount(figure) is None
        or not (behind and all(map(_DIVIDED_BY.fullmatch, behind)))
        or any(amount(text) is not None for text in parts)
    ):
        return None
    side = [(at, text) for at, text in row.cells if at < column]
    return [*side[:1], (column, heads[column]), (column, figure)], ()
