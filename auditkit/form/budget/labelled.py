"""A budget block whose columns are named in its first row: 预算数：| 110 | 执行数：| 100."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from auditkit.form.budget.sums import MONEY, figures_of, tell_size
from auditkit.form.declaration import BudgetLine
from auditkit.form.log import MONEY_UNIT, ReadingLog
from auditkit.form.rows.outside import bare_label, stated_unit
from auditkit.form.rows.rows import FormRow, amount, money_unit, squeeze
from auditkit.form.values import rate
from auditkit.rules.formwords import FormWords

_RATE = re.compile(r"(?:预算)?执行率\s*[:：]?\s*(\d+(?:\.\d+)?[%％])")
_RATE_LABEL = re.compile(r"(?:预算)?执行率[:：]?")
_DASH = re.compile(r"[-—–－/]+|(?:预算)?执行率[:：]?")


def read_labelled(
    top: Sequence[FormRow], role_of: Callable[[FormWords, str], str], log: ReadingLog
) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """A block whose columns are named in their first row: 预算数：| 110 | 执行数：| 100."""
    lines: list[BudgetLine] = []
    used: set[int] = set()
    roles: dict[int, str] = {}
    unit = "万元"
    for i, row in enumerate(top):
        labels = {c: role for c, text in row.cells if (role := role_of(row.words, text))}
        if not roles and "executed" in labels.values() and len(labels) > 1:
            roles = labels
            stated = stated_unit(top[:i])
            units = [u for text in row.texts if (u := money_unit(text))]
            unit = units[0] if units else stated[0] if stated else unit
        cells = [(c, text) for c, text in row.cells if not money_unit(text) or c in roles]
        found: dict[str, tuple[int, str, float]] = {}
        for (column, text), (beside, figure) in pairwise([*cells, (0, "")]):
            if column in roles and (value := amount(figure, unit)) is not None:
                found[roles[column]] = beside, text, value
        if not found:
            if lines:
                break
            continue
        side = bare_label(row.texts[0])
        name = next(iter(found.values()))[1]
        name = side if labels else squeeze(name).rstrip(":：")
        sources = {role: row.source(beside) for role, (beside, _, _) in found.items()}
        initial, adjusted, executed = (found[role][2] if role in found else None for role in MONEY)
        rate_text, taken = "", {beside for beside, _, _ in found.values()} | roles.keys()
        for (_, before), (column, text) in pairwise(cells):
            printed = f"执行率{text}" if _RATE_LABEL.fullmatch(before) else text
            if match := _RATE.fullmatch(printed):
                rate_text, sources["rate"] = match[1], row.source(column)
            elif column not in taken and not _DASH.fullmatch(text):
                log.leftover(row, column, text, "预算")
        share = rate(rate_text)
        lines.append(
            BudgetLine(
                name, initial, adjusted, executed, None, share, None, row.first, rate_text, sources
            )
        )
        used.add(row.order)
    if lines and unit != "万元":
        what, remedy = f"预算金额以{unit}为单位", "已换算为万元，请核对"
        log.issue(MONEY_UNIT, lines[0].source, what, lines[0].name, remedy, grave=False)
    tell_size(figures_of(lines), unit, log)
    return tuple(lines), used
