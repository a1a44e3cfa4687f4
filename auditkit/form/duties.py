"""Duties of a department with their amounts and goals, beside the indicators of each (河北):
职责活动｜年度预算数｜内容描述｜绩效目标｜绩效指标｜评价标准."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from auditkit.form.alignment import Aligned
from auditkit.form.declaration import Goal, Task
from auditkit.form.goalheads import goal_head
from auditkit.form.headingwords import heading_role
from auditkit.form.levelnames import without_number
from auditkit.form.log import NO_AMOUNT, ReadingLog
from auditkit.form.outside import stated_unit
from auditkit.form.rows import FormRow, amount, money_unit, squeeze

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


def raise_chapter(cells: Aligned, homes: Collection[str]) -> None:
    """Make 一、基础教育, which stands over the activities 1、… of its own column, their 一级.

    `homes` are the roles of the table's columns.
    """
    chapter = "level1" not in homes and _CHAPTER.match(cells.text("level2"))
    if chapter and not cells.text("level3"):
        cells.cells["level1"] = cells.cells.pop("level2")
