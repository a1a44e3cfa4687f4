"""A budget block of income and spending side by side, without a printed total: 收入｜支出 over
财政拨款｜7420｜基本支出｜1968.5."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from auditkit.form.budget.levels import TOTAL
from auditkit.form.budget.sums import is_sum, tell_size, tell_sums
from auditkit.form.declaration import BudgetLine
from auditkit.form.log import MONEY_UNIT, ReadingLog
from auditkit.form.rows.outside import stated_unit
from auditkit.form.rows.rows import FormRow, amount, money_unit, squeeze
from auditkit.formula.tolerance import HALF_CENT
from auditkit.rules.formwords import FormWords
from auditkit.wording import plain

_SIDE = re.compile(
    r"(?:[一二三1-3][.．、])?(?:部门|单位|整体|本年度?|年度|预算|按|总)*(收入|支出)"
    r"(?:预算|构成|来源|情况|性质|类型|类别|项目|划分|分)*(?:[（(].{0,8}[)）])?"
)
_SIDES = ("收入", "支出")
_HEADS = re.compile(r"(?:项目|名称|内容|类别|(?:预算)?金额|预算数)(?:[（(].{0,8}[)）])?")
_WITHIN = re.compile("其中|(?:其)?中[:：]")


def read_both_sides(
    top: Sequence[FormRow], log: ReadingLog
) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """The lines of such a block behind their total, 万元, and the orders of its rows.

    Only where what comes in is what goes out is that sum the budget: nothing is read otherwise.
    """
    for i, row in enumerate(top):
        heads = {m[1]: at for at, text in row.cells if (m := _SIDE.fullmatch(squeeze(text)))}
        if set(heads) == set(_SIDES) and not any(amount(text) is not None for text in row.texts):
            lines, orders = _below(top, i, heads, log)
            if not lines:
                lines, orders = _across(top, i, heads, log)
            if lines:
                return lines, orders
    return (), set()


def _across(
    top: Sequence[FormRow], at: int, heads: dict[str, int], log: ReadingLog
) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """Both wholes and their parts as heads over one row of amounts: 收入预算｜支出预算｜其中：基本
    支出｜项目支出.

    A second row of heads may divide the first: 支出预算 over 合计｜基本支出｜项目支出.
    """
    row = top[at]
    named = dict(row.cells)
    for below in top[at + 1 : at + 3]:
        if below.grid is not row.grid:
            break
        figures = {column: amount(text) for column, text in below.cells}
        if all(value is None for value in figures.values()):
            named |= dict(below.cells)
            continue
        break
    else:
        return (), set()
    stated = stated_unit(top[: at + 1])
    units = [unit for text in row.texts if (unit := money_unit(text))]
    unit = units[0] if units else stated[0] if stated else "万元"
    amounts = {column: amount(text, unit) for column, text in below.cells}
    first = {side: min((c for c in amounts if c >= heads[side]), default=-1) for side in _SIDES}
    wholes = [amounts.get(column) for column in first.values()]
    if len(set(first.values())) < len(_SIDES) or amounts.keys() - named.keys():
        return (), set()
    incoming, spent = wholes
    if incoming is None or spent is None or abs(incoming - spent) > HALF_CENT:
        return (), set()
    lines: list[BudgetLine] = []
    for column in (first["支出"], *(c for c in amounts if c not in first.values())):
        text = squeeze(named[column])
        name = TOTAL if column == first["支出"] else _WITHIN.sub("", text).strip(":：")
        value, source = amounts[column], {"initial": below.source(column)}
        place = row.source(column) if column in dict(row.cells) else below.source(column)
        if value is not None:
            lines.append(BudgetLine(name, value, None, None, None, None, None, place, "", source))
    what = "资金总额取支出预算（与收入预算相等）"
    log.repair("另栏所载", lines[0].source, what, "", f"{plain(spent, 2)}万元")
    if unit != "万元":
        what, remedy = f"预算金额以{unit}为单位", "已换算为万元，请核对"
        log.issue(MONEY_UNIT, lines[0].source, what, lines[0].name, remedy, grave=False)
    tell_sums(lines, row.words, log)
    tell_size([(spent, TOTAL, lines[0].source)], unit, log)
    return tuple(lines), {one.order for one in top[at : top.index(below) + 1]}


def _below(
    top: Sequence[FormRow], at: int, heads: dict[str, int], log: ReadingLog
) -> tuple[tuple[BudgetLine, ...], set[int]]:
    head, orders = top[at], {top[at].order}
    stated = stated_unit(top[: at + 1])
    units = [unit for text in head.texts if (unit := money_unit(text))]
    unit = units[0] if units else stated[0] if stated else "万元"
    sides: dict[str, list[BudgetLine]] = {side: [] for side in _SIDES}
    for row in top[at + 1 :]:
        found = _pairs(row, heads, unit) if row.grid is head.grid else []
        if not found and row.order == head.order + 1 and all(map(_HEADS.fullmatch, row.texts)):
            orders.add(row.order)
            continue
        if not found:
            break
        orders.add(row.order)
        for side, line in found:
            sides[side].append(line)
    incoming, spent = (_added(sides[side], head.words) for side in _SIDES)
    lines = [line for side in _SIDES for line in sides[side]]
    if incoming is None or spent is None or abs(incoming - spent) > HALF_CENT * len(lines):
        return (), set()
    first = lines[0]
    above = _printed_above(top[at - 1], unit, incoming) if at else None
    whole = above or replace(first, name=TOTAL, initial=incoming)
    if above:
        orders.add(top[at - 1].order)
    else:
        what = "没有印资金总额，按收入各项相加（与支出各项之和相等）"
        log.repair("另栏所载", first.source, what, "", f"{plain(incoming, 2)}万元")
    if unit != "万元":
        what, remedy = f"预算金额以{unit}为单位", "已换算为万元，请核对"
        log.issue(MONEY_UNIT, first.source, what, first.name, remedy, grave=False)
    tell_size([(incoming, whole.name, first.source)], unit, log)
    return (whole, *lines), orders


def _printed_above(row: FormRow, unit: str, added: float) -> BudgetLine | None:
    """The total right above both sides (年度预算申请｜资金总额｜8654.32), where it is theirs."""
    for (column, text), (beside, figure) in pairwise(row.cells):
        value = amount(figure, money_unit(text) or unit)
        name = squeeze(text).rstrip(":：")
        if value is not None and is_sum(row.words, name) and abs(value - added) <= HALF_CENT:
            at, sources = row.source(column), {"initial": row.source(beside)}
            return BudgetLine(name, value, None, None, None, None, None, at, "", sources)
    return None


def _pairs(row: FormRow, heads: dict[str, int], unit: str) -> list[tuple[str, BudgetLine]]:
    """The labelled amounts of a row, each with the side under whose head it stands."""
    found = []
    for (column, text), (beside, figure) in pairwise(row.cells):
        under = [side for side in _SIDES if heads[side] <= column]
        value = amount(figure, money_unit(text) or unit)
        if not under or value is None or amount(text) is not None:
            continue
        side = max(under, key=heads.__getitem__)
        name, at = f"{side}：{squeeze(text).rstrip(':：')}", row.source(column)
        sources = {"initial": row.source(beside)}
        found.append((side, BudgetLine(name, value, None, None, None, None, None, at, "", sources)))
    return found


def _added(lines: Sequence[BudgetLine], words: FormWords) -> float | None:
    """What the lines of one side add up to, 万元, without what is part of another (其中：…); None
    where they are not what is printed as their sum (合计)."""
    named = [(line.name.partition("：")[2], line.initial or 0.0) for line in lines]
    sums = [value for name, value in named if is_sum(words, name)]
    parts = [v for name, v in named if not (_WITHIN.match(name) or is_sum(words, name))]
    added = round(math.fsum(parts), 6)
    if any(abs(value - added) > HALF_CENT * (len(parts) + 1) for value in sums):
        return None
    return added if parts else None
