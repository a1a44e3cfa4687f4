"""The budget block of a form: 年度资金总额 and its parts, with what was spent of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.form.budget.bothsides import read_both_sides
from auditkit.form.budget.bylevel import read_levels
from auditkit.form.budget.glued import cut_glued
from auditkit.form.budget.heads import (
    Heading,
    is_budget_heading,
    read_heading,
    role_of,
    roles_of,
)
from auditkit.form.budget.labelled import read_labelled
from auditkit.form.budget.levels import with_total
from auditkit.form.budget.pairs import read_pairs
from auditkit.form.budget.scattered import read_scattered
from auditkit.form.budget.sums import (
    MONEY,
    figures_of,
    is_group,
    is_part,
    is_sum,
    tell_size,
    tell_sums,
)
from auditkit.form.budget.years import read_years
from auditkit.form.declaration import BudgetLine, Further
from auditkit.form.headings.row import is_indicator_header
from auditkit.form.log import NO_AMOUNT, ReadingLog
from auditkit.form.rows.outside import is_outside
from auditkit.form.rows.rows import FormRow, amount, squeeze
from auditkit.form.values import points, rate


def read_budget(
    top: Sequence[FormRow], log: ReadingLog, year: int = 0
) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """The lines of the budget block, and the orders of the rows that make it up.

    `year` is the form's own: of amounts stated year by year it is the one that counts.
    """
    start = next((i for i, row in enumerate(top) if roles_of(row, year)), None)
    if start is None and (both := read_both_sides(top, log))[0]:
        return both
    if start is None:
        labelled = read_labelled(top, log)
        labelled = labelled if labelled[0] else read_scattered(top, role_of)
        if labelled[0]:
            return labelled
        by_year, orders = read_years(top, year, log)
        rest = [row for row in top if row.order not in orders]
        pairs, others = read_pairs(rest, log)
        if not (by_year or pairs):
            pairs, further = read_levels([r for r in rest if r.order not in others], log)
            others |= further
        return (*by_year, *pairs), orders | others
    heading, printed = read_heading(top, start, log, year), roles_of(top[start], year)
    lines: list[BudgetLine] = []
    used = {row.order for row in top[start : start + heading.height]}
    group = ""
    for row in top[start + heading.height :]:
        if is_indicator_header(row) or is_outside(row):
            break
        if again := roles_of(row, year):
            if again != printed and row.grid is top[start].grid:
                break  # another table: the department's projects with what was spent
            log.repair("重复表头", row.first, "换页后重印的表头，已略过")
        elif line := _line(row, heading, log):
            side = squeeze(row.cells[0][1])
            group = side if line.name != side and is_group(row.words, side) else group
            # Income and expenditure each have a 合计 of their own.
            lines.append(replace(line, name=f"{group}：{line.name}") if group else line)
        elif lines:
            break
        else:
            continue
        used.add(row.order)
    tell_sums(lines, top[start].words, log)
    tell_size(figures_of(lines), heading.unit, log)
    above, orders = read_pairs(top[:start], log)
    return (*with_total(lines, log), *above), used | orders


def first_budget(
    parts: Sequence[Sequence[FormRow]], log: ReadingLog, year: int
) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """The budget of the first of several parts of a form that has one, as `read_budget`; the rows
    of all that were understood."""
    lines: tuple[BudgetLine, ...] = ()
    used: set[int] = set()
    for rows in parts:
        if not lines:
            lines, orders = read_budget(rows, log, year)
            used |= orders
    return lines, used


def money_below(rows: Sequence[FormRow]) -> tuple[Sequence[FormRow], Sequence[FormRow]]:
    """The rows of a table of indicators, and those of a budget that is printed below them."""
    for i, row in enumerate(rows):
        if i and is_budget_heading(row):
            return rows[:i], rows[i:]
        if i and row.cells[0][0] == rows[0].cells[0][0] and len(row.cells) > 1:
            label, figure = row.texts[:2]
            # 合计｜100 adds up the points.
            named = row.words.plays("budget", "amount", label.rstrip(":："))
            if named and amount(figure) is not None:
                return rows[:i], rows[i:]
    return rows, ()


def _line(row: FormRow, heading: Heading, log: ReadingLog) -> BudgetLine | None:
    first = min(heading.roles.values())
    names = [(c, t) for c, t in row.cells if c < first and not points(t) and amount(t) is None]
    if len(names) > 1:
        names = [n for n in names if not row.words.plays("budget", "side", squeeze(n[1]))] or names[
            -1:
        ]
    named = names[-1] if names else (row.cells[0][0], "")
    name = squeeze(named[1]).rstrip(":：")
    # 其中：财政资金 below 年初预算数 is the name of its line.
    texts = {
        role: cell
        for role, cell in _by_role(row, heading).items()
        if cell[0] != named[0] or amount(cell[1]) is not None
    }
    known = is_sum(row.words, name) or is_part(row.words, name)
    filled = any(amount(texts[role][1]) is not None for role in MONEY if role in texts)
    if filled and not name:
        # One row of figures without a name is what the label at the side of the heading says.
        name = heading.side
    if filled and not name:
        log.unplaced_row(row, "预算")
    if not name or not (known or filled):
        return None
    cells = dict(row.cells)
    further = tuple(
        Further(c.heading, cells[c.at], row.source(c.at)) for c in heading.further if c.at in cells
    )
    placed = {column for column, _ in texts.values()} | {c.at for c in heading.further}
    for column, text in row.cells:
        beside = column > named[0] and column >= first
        if column not in placed and (beside or (filled and not names)):
            log.leftover(row, column, text, "预算")
    texts = cut_glued(row, name, texts, heading.roles, log)
    money = {role: _money(row, name, role, texts, heading.unit, log) for role in MONEY}
    weight, score = (points(texts.get(role, (0, ""))[1]) for role in ("weight", "score"))
    if weight is None and score is not None:
        weight = heading.weight
    rate_text = texts.get("rate", (0, ""))[1]
    return BudgetLine(
        name,
        money["initial"],
        money["adjusted"],
        money["executed"],
        weight,
        rate(rate_text),
        score,
        row.source(named[0]),
        rate_text,
        {role: row.source(column) for role, (column, _) in texts.items()},
        further,
    )


def _by_role(row: FormRow, heading: Heading) -> dict[str, tuple[int, str]]:
    """The cells below the headings, or below the further columns that a heading stands over."""
    texts: dict[str, tuple[int, str]] = {}
    cells = dict(row.cells)
    for role, home in heading.roles.items():
        for column in range(home, home + heading.widths.get(home, 1)):
            if column in cells:
                texts[role] = (column, cells[column])
                break
    return texts


def _money(
    row: FormRow,
    name: str,
    role: str,
    texts: dict[str, tuple[int, str]],
    unit: str,
    log: ReadingLog,
) -> float | None:
    column, text = texts.get(role, (0, ""))
    value = amount(text, unit)
    if value is None and text and not re.fullmatch(r"[-—–－/*]+", text):
        what = f"“{name}”的金额不是数字"
        log.issue(NO_AMOUNT, row.source(column), what, text, "请核对后填写金额；本项按空白处理")
    return value
