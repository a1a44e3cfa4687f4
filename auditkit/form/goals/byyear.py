"""Goals that a form states year by year: 财政年度 or 财年｜目标｜实际完成情况 over 2023｜…｜…."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditkit.files.grid import Source
from auditkit.form.declaration import Goal
from auditkit.form.goals.periodcells import periods_as_heads
from auditkit.form.headings.goalheads import GOAL, goal_head, is_goal_label, like_head
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRow

_YEAR = re.compile(r"(20\d\d)\s*年?度?")
_REACHED = re.compile("(?:全年|年度|目标)?(?:实际)?(?:完成|实现|达成)")
_LONGEST_LABEL, _LONGEST_HEAD = 6, 16
_NOTHING = re.compile(r"[-—–－/无\s]*")


def goals_by_year(
    rows: Sequence[FormRow], year: int, log: ReadingLog
) -> tuple[tuple[Goal, ...], Sequence[FormRow]]:
    """The goal of the form's year out of such a table, and the rows that are not of it.

    The goals of other years are only recorded, as is what is stated for the whole period above. No
    goal, and all rows, where there is no such table or none of its rows is of the year.
    """
    for i, head in enumerate(rows):
        columns = _columns(head, rows[i + 1 : i + 2])
        below = [] if columns is None else _years_below(rows[i + 1 :], head)
        if columns is None or year not in [found for found, _ in below]:
            continue
        goals: list[Goal] = []
        for found, row in below:
            cells = dict(row.cells)
            text = cells.get(columns["text"], "")
            actual = cells.get(columns.get("actual", -1), "")
            if found == year and text:
                actual = "" if _NOTHING.fullmatch(actual) else actual
                goals.append(_goal(len(goals) + 1, text, actual, row, columns["text"]))
            elif text:
                what = f"{found}年的目标“{text[:40]}”只作记录"
                log.repair("另栏所载", row.source(columns["text"]), what, text, text)
        taken = {head.order, *(row.order for _, row in below)}
        return tuple(goals), [row for row in rows if row.order not in taken]
    return (), periods_as_heads(rows, year, log)


def year_of_goals(rows: Sequence[FormRow]) -> Iterator[tuple[int, Source]]:
    """The year whose goal alone such a table states, with its place: 财年｜目标 over 2024｜…."""
    for i, head in enumerate(rows):
        if _columns(head, rows[i + 1 : i + 2]) is not None:
            below = _years_below(rows[i + 1 :], head)
            if len({year for year, _ in below}) == 1:
                yield below[0][0], below[0][1].first


def of_the_period(
    yearly: tuple[Goal, ...], others: tuple[Goal, ...], log: ReadingLog
) -> tuple[Goal, ...]:
    """The goals that count: beside those of the year (`yearly`) others are of the whole period."""
    if not yearly:
        return others
    for goal in others:
        if goal.source:
            what = f"总体目标“{goal.text[:40]}”另有分年度的目标，只作记录"
            log.repair("另栏所载", goal.source, what, goal.text, goal.text)
    return yearly


def _goal(number: int, text: str, actual: str, row: FormRow, column: int) -> Goal:
    return Goal(number, GOAL.sub("", text, count=1).strip(), row.source(column), actual)


def _columns(head: FormRow, below: Sequence[FormRow]) -> dict[str, int] | None:
    """The columns of the goals and of what was reached, where a row heads years and goals."""
    (_, label), *others = head.cells
    # Whatever they call it (时间, 财年), a year stands right below it.
    dated = below and len(label) <= _LONGEST_LABEL and _YEAR.fullmatch(below[0].texts[0])
    if not others or not (dated or head.words.plays("year", "label", label)):
        return None
    found: dict[str, int] = {}
    for column, text in others:
        role = goal_head(head.words, text)
        if not role and (text in ("目标", "目标内容") or is_goal_label(head.words, text)):
            role = "text"
        role = role or like_head(text) or _reached(text)
        if role not in ("text", "actual"):
            return None
        found.setdefault(role, column)
    return found if "text" in found else None


def _reached(text: str) -> str:
    return "actual" if _REACHED.match(text) and len(text) <= _LONGEST_HEAD else ""


def _years_below(rows: Sequence[FormRow], head: FormRow) -> list[tuple[int, FormRow]]:
    found: list[tuple[int, FormRow]] = []
    for row in rows:
        match = _YEAR.fullmatch(row.texts[0])
        if match is None or row.grid is not head.grid or len(row.cells) < len(("year", "goal")):
            break
        found.append((int(match[1]), row))
    return found
