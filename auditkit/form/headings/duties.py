"""Duties of a department with their amounts and goals, beside the indicators of each (河北):
职责活动｜年度预算数｜内容描述｜绩效目标｜绩效指标｜评价标准."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from auditkit.form.declaration import Goal, Task
from auditkit.form.headings.contents import texts_at
from auditkit.form.headings.goalheads import GOAL, goal_head, is_goal_label
from auditkit.form.headings.levelnames import without_number
from auditkit.form.headings.words import heading_role, is_side_label
from auditkit.form.log import NO_AMOUNT, ReadingLog
from auditkit.form.rows.alignment import Aligned
from auditkit.form.rows.outside import stated_unit
from auditkit.form.rows.rows import FormRow, amount, money_unit, squeeze
from auditkit.rules.formwords import FormWords

_SHORTEST_GOAL = 8
_CHAPTER = re.compile(r"^[一二三四五六七八九十]{1,3}\s*[、.．]")


def duty_columns(row: FormRow) -> dict[str, int]:
    """The columns of duties by role (name, budget, content, goal) left of the indicators' names;
    none unless a row heads both names and amounts of duties."""
    words = row.words
    names = [
        c
        for c, text in row.cells
        if words.plays("columns", "name", text) or heading_role(words, text) == "level3"
    ]
    found: dict[str, int] = {}
    for column, text in row.cells:
        if not names or column >= max(names):
            break
        if "name" not in found and words.plays("tasks", "name", text):
            found["name"] = column
        elif "budget" not in found and words.plays("budget", "amount", text):
            found["budget"] = column
        elif "goal" not in found and goal_head(words, text) == "text":
            found["goal"] = column
        elif "content" not in found and words.plays("tasks", "content", text):
            found["content"] = column
    return found if {"name", "budget"} <= found.keys() else {}


def goal_column(rows: Sequence[FormRow]) -> int | None:
    """The column left of the levels that holds the goal of each group of indicators, where the
    heading `rows[0]` names it and its cells are goals, no labels: 年度绩效目标 over 目标1：….
    """
    head = rows[0]
    levels = [c for c, text in head.cells if heading_role(head.words, text).startswith("level")]
    for column, text in head.cells:
        if not levels or column >= min(levels):
            return None
        label = goal_head(head.words, text) == "text" or is_goal_label(head.words, text)
        below = texts_at(rows[1:], column)
        if label and below and all(_is_goal(head.words, one) for one in below):
            return column
    return None


def _is_goal(words: FormWords, text: str) -> bool:
    stated = GOAL.match(text) or len(text) >= _SHORTEST_GOAL
    return bool(stated) and not is_side_label(words, text) and not is_goal_label(words, text)


def read_goal_column(rows: Sequence[FormRow], number: int) -> tuple[Goal, ...]:
    """The goals beside their indicators, numbered from the one after `number` on."""
    column = goal_column(rows) if rows else None
    if column is None:
        return ()
    cells = [(row, text) for row in rows[1:] for c, text in row.cells if c == column]
    return tuple(
        Goal(number + i, GOAL.sub("", text, count=1).strip(), row.source(column))
        for i, (row, text) in enumerate(cells, 1)
    )


def read_duties(
    rows: Sequence[FormRow], above: Sequence[FormRow], log: ReadingLog
) -> tuple[tuple[Task, ...], tuple[Goal, ...]]:
    """The activities below the heading `rows[0]` as tasks, and the goals of all duties.

    A duty that has activities of its own below it is their sum, no task beside them. The rows
    `above` may state the unit of the amounts; those without one are 万元.
    """
    columns = duty_columns(rows[0]) if rows else {}
    if not columns:
        return (), ()
    heads = [unit for text in rows[0].texts if (unit := money_unit(text))]
    line = stated_unit(above)
    unit = heads[0] if heads else line[0] if line else "万元"
    lines = [row for row in rows[1:] if columns["name"] in dict(row.cells)]
    over = {row.order for row, below in pairwise(lines) if _is_over(row, below)}
    tasks: list[Task] = []
    goals: list[Goal] = []
    for row in lines:
        cells = dict(row.cells)
        name, at = squeeze(cells[columns["name"]]), row.source(columns["name"])
        if goal := cells.get(columns.get("goal", -1), "").strip():
            goals.append(Goal(len(goals) + 1, goal, row.source(columns["goal"])))
        if row.order in over or columns["budget"] not in cells:
            continue
        text, place = cells[columns["budget"]], row.source(columns["budget"])
        value = amount(text, unit)
        if value is None:
            what = f"任务“{name}”的预算合计不是数字"
            log.issue(NO_AMOUNT, place, what, text, "请补填金额（万元）；本项暂不计入合计")
        content = cells.get(columns.get("content", -1), "")
        tasks.append(Task(without_number(name), content, value, None, goal, at, place, None))
    return tuple(tasks), tuple(goals)


def _is_over(row: FormRow, below: FormRow) -> bool:
    """Whether the next duty is an activity of this one: 一、… above 1、…."""
    first, second = row.cells[0][1], below.cells[0][1]
    return bool(_CHAPTER.match(first)) and not _CHAPTER.match(second)


def chapter_alone(cells: Sequence[tuple[int, str]], homes: Mapping[str, int]) -> Aligned | None:
    """A row that is nothing but 一、基础教育 in the column of the duties, however it looks."""
    if len(cells) != 1 or "level1" in homes or homes.get("level2") != cells[0][0]:
        return None
    return Aligned({"level2": cells[0]}, (), False) if _CHAPTER.match(cells[0][1]) else None


def raise_chapter(cells: Aligned, homes: Collection[str]) -> None:
    """Make 一、基础教育, which stands over the activities 1、… of its own column, their 一级.

    `homes` are the roles of the table's columns.
    """
    chapter = "level1" not in homes and _CHAPTER.match(cells.text("level2"))
    if chapter and not cells.text("level3"):
        cells.cells["level1"] = cells.cells.pop("level2")
