"""A budget block whose columns are named in its first row: 预算数：| 110 | 执行数：| 100."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from auditkit.form.budget.heads import role_of
from auditkit.form.budget.sums import MONEY, figures_of, tell_size
from auditkit.form.declaration import BudgetLine
from auditkit.form.log import MONEY_UNIT, ReadingLog
from auditkit.form.rows.outside import bare_label, stated_unit
from auditkit.form.rows.rows import FormRow, amount, money_unit, squeeze
from auditkit.form.values import points, rate

_RATE = re.compile(r"(?:预算)?执行率\s*[:：]?\s*(\d+(?:\.\d+)?[%％])")
_RATE_LABEL = re.compile(r"(?:预算)?执行率[:：]?")
_POINTS = ("weight", "score")
_DASH = re.compile(r"[-—–－/]+|(?:预算)?执行率[:：]?")


def read_labelled(
    top: Sequence[FormRow], log: ReadingLog
) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """A block whose columns are named in their first row: 预算数：| 110 | 执行数：| 100."""
    lines: list[BudgetLine] = []
    used: set[int] = set()
    roles: dict[int, str] = {}
    unit = "万元"
    for i, row in enumerate(top):
        labels = {c: role for c, text in row.cells if (role := role_of(row.words, text)) in MONEY}
        if not roles and "executed" in labels.values() and len(labels) > 1:
            roles = labels
            stated = stated_unit(top[:i])
            units = [u for text in row.texts if (u := money_unit(text))]
            unit = units[0] if units else stated[0] if stated else unit
        cells = [(c, text) for c, text in row.cells if not money_unit(text) or c in roles]
        stated_points = _points_of(row, cells)
        of_points = {column for label, at, _ in stated_points.values() for column in (label, at)}
        found: dict[str, tuple[int, str, float]] = {}
        for (column, text), (beside, figure) in pairwise([*cells, (0, "")]):
            if column in of_points:
                continue
            if column in roles and (value := amount(figure, unit)) is not None:
                found[roles[column]] = beside, text, value
        shown = _rate_of(cells)
        if lines and not found and (stated_points or shown):
            lines[-1] = _with_rate(_with_points(lines[-1], stated_points, row), shown, row)
            used.add(row.order)
            continue
        if not found:
            if lines:
                break
            continue
        side = bare_label(row.texts[0])
        name = next(iter(found.values()))[1]
        name = side if labels else squeeze(name).rstrip(":：")
        sources = {role: row.source(beside) for role, (beside, _, _) in found.items()}
        initial, adjusted, executed = (found[role][2] if role in found else None for role in MONEY)
        taken = {beside for beside, _, _ in found.values()} | roles.keys() | of_points
        for column, text in cells[1:]:
            if column not in taken and column not in shown and not _DASH.fullmatch(text):
                log.leftover(row, column, text, "预算")
        line = BudgetLine(
            name, initial, adjusted, executed, None, None, None, row.first, "", sources
        )
        lines.append(_with_rate(_with_points(line, stated_points, row), shown, row))
        used.add(row.order)
    if lines and unit != "万元":
        what, remedy = f"预算金额以{unit}为单位", "已换算为万元，请核对"
        log.issue(MONEY_UNIT, lines[0].source, what, lines[0].name, remedy, grave=False)
    tell_size(figures_of(lines), unit, log)
    return tuple(lines), used


def _points_of(row: FormRow, cells: Sequence[tuple[int, str]]) -> dict[str, tuple[int, int, float]]:
    """By role the columns of label and figure, and the points: 分值 | 10 | 得分 | 9.8."""
    return {
        role: (column, beside, value)
        for (column, text), (beside, figure) in pairwise(cells)
        if (role := role_of(row.words, text)) in _POINTS and (value := points(figure)) is not None
    }


def _with_points(
    line: BudgetLine, stated: dict[str, tuple[int, int, float]], row: FormRow
) -> BudgetLine:
    """The line with the points that the form gives its execution; what it has already stays."""
    for role, (_, beside, value) in stated.items():
        if getattr(line, role) is None:
            sources = {**line.sources, role: row.source(beside)}
            line = replace(line, **{role: value}, sources=sources)  # type: ignore[arg-type]
    return line


def _rate_of(cells: Sequence[tuple[int, str]]) -> dict[int, str]:
    """The rates that a row prints, by column: 执行率：98% or 执行率 | 98%."""
    found: dict[int, str] = {}
    for (_, before), (column, text) in pairwise(cells):
        printed = f"执行率{text}" if _RATE_LABEL.fullmatch(before) else text
        if match := _RATE.fullmatch(printed):
            found[column] = match[1]
    return found


def _with_rate(line: BudgetLine, shown: dict[int, str], row: FormRow) -> BudgetLine:
    """The line with the last rate that its row prints; what it has already stays."""
    if not shown or line.rate is not None:
        return line
    column, text = [*shown.items()][-1]
    sources = {**line.sources, "rate": row.source(column)}
    return replace(line, rate=rate(text), rate_text=text, sources=sources)
