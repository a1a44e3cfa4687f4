"""A budget stated year by year: 资金安排｜2023年｜500, and below it 2024年｜620."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from auditkit.form.declaration import BudgetLine
from auditkit.form.log import MONEY_UNIT, ReadingLog
from auditkit.form.rows.outside import stated_unit
from auditkit.form.rows.rows import FormRow, amount, money_unit, squeeze

_YEAR = re.compile(r"(20\d\d)\s*年?度?(?:预算|安排|金额|资金|投资|数|额)*[:：]?")
_MONEY = re.compile(r"资金|预算|金额|经费|投资")
_SPENT = re.compile(r"执行|支出数|完成|拨付")
_ABOVE = 5


def read_years(
    top: Sequence[FormRow], year: int, log: ReadingLog
) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """The line of the form's own year, and the orders of the rows that state each year's amount.

    The other years are only recorded. Nothing is read where the form's year is not among them.
    """
    stated = [
        (int(match[1]), i, column, beside, figure)
        for i, row in enumerate(top)
        for (column, text), (beside, figure) in pairwise(row.cells)
        if (match := _YEAR.fullmatch(squeeze(text)))
        and amount(figure) is not None
        and not _YEAR.fullmatch(squeeze(figure))
        and _is_about_money(top[max(0, i - _ABOVE) : i + 1])
    ]
    years = [found[0] for found in stated]
    if years.count(year) != 1 or len(years) < 2:
        return (), set()
    lines: list[BudgetLine] = []
    for of, i, column, beside, figure in stated:
        row = top[i]
        unit, text = _unit(top, i)
        at, name = row.source(beside), f"{of}年"
        if of != year:
            what = f"“{name}”的金额不是本年度的，只作记录"
            log.repair("另栏所载", at, what, figure, figure)
            continue
        if unit != "万元":
            what = f"预算金额以{unit}为单位"
            log.issue(MONEY_UNIT, at, what, text, "已换算为万元，请核对", grave=False)
        value = amount(figure, unit)
        source = row.source(column)
        lines.append(
            BudgetLine(name, value, None, None, None, None, None, source, "", {"initial": at})
        )
    return tuple(lines), {top[i].order for _, i, *_ in stated}


def _is_about_money(rows: Sequence[FormRow]) -> bool:
    texts = [text for row in rows for text in row.texts if len(text) <= 20]
    return any(_MONEY.search(text) and not _SPENT.search(text) for text in texts)


def _unit(top: Sequence[FormRow], at: int) -> tuple[str, str]:
    for row in reversed(top[max(0, at - _ABOVE) : at + 1]):
        for text in row.texts:
            if unit := money_unit(text):
                return unit, text
    return stated_unit(top[:at]) or ("万元", "")
