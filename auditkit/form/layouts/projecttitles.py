"""Forms of projects one after the other, each named only by the line above its table:
一、妇女“两癌”筛查项目."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from auditkit.form.counted import NUMERALS, number_of
from auditkit.form.goals.rows import begins_goals
from auditkit.form.headings.row import is_indicator_header
from auditkit.form.rows.rows import FormRow, FormRows, squeeze
from auditkit.form.title.beginning import names_a_form

_TITLE = re.compile(
    rf"(?:项目|[（(])?\s*(?P<number>[{NUMERALS}]{{1,3}}|\d{{1,2}})\s*[)）]?\s*[、.．:：]?\s*"
    r"(?P<name>[^\d\s：:，。；,;、.．)）][^：:。；;]{3,39})"
)
# What titles of a part of one form end with.
_OF_FORM = re.compile(
    r".*(?:表|情况|说明|目标|指标|预算|任务|职责|概况|体系|内容|依据|意见|结果|分析|问题|建议|要求)"
    r"|(?:部门|单位)?(?:整体|基本支出|项目支出).*"
)
_COUNTED = re.compile(rf"[（(]?(?:[{NUMERALS}]{{1,3}}|\d{{1,2}})[)）]?\s*[、.．]")
_FEWEST = 2
_MOST_ABOVE = 15


def names_projects(lines: Collection[str]) -> bool:
    """Whether several of the lines of a text may each name a project."""
    return sum(_named(line) is not None for line in lines) >= _FEWEST


def named_by_titles(rows: FormRows) -> FormRows:
    """The rows with 项目名称 before each such title, where several that are counted one by one
    stand over a form of their own: over its goals or budget, and the heading of its indicators."""
    found = {i: named for i in range(len(rows)) if (named := _named_at(rows, i))}
    numbers = [number for number, _ in found.values()]
    if len(found) < _FEWEST or numbers != [*range(numbers[0], numbers[0] + len(numbers))]:
        return rows
    return rows.renumbered(
        [_labelled(row, found[i][1]) if i in found else row for i, row in enumerate(rows)]
    )


def _named(text: str) -> tuple[int, str] | None:
    """The number of a title and the project that it names; None for any other text."""
    match = _TITLE.fullmatch(squeeze(text))
    if not match or _OF_FORM.fullmatch(match["name"]):
        return None
    return number_of(match["number"]), match["name"]


def _named_at(rows: Sequence[FormRow], at: int) -> tuple[int, str] | None:
    named = _titled(rows, at)
    if named is None:
        return None
    for i in range(at + 1, min(len(rows), at + 1 + _MOST_ABOVE)):
        if is_indicator_header(rows[i]):
            return named if i > at + 1 else None
        if names_a_form(rows[i]) or _titled(rows, i):
            return None
    return None


def _titled(rows: Sequence[FormRow], at: int) -> tuple[int, str] | None:
    """What a lone line names, unless it is one of the goals: these are counted too, each in a row
    of its own."""
    row = rows[at]
    named = _named(row.texts[0]) if len(row.cells) == 1 else None
    before = rows[at - 1] if at and named else None
    counted = before is not None and _COUNTED.match(before.texts[-1])
    return None if counted or (before is not None and begins_goals(before)) else named


def _labelled(row: FormRow, name: str) -> FormRow:
    return replace(row, cells=((row.cells[0][0], f"项目名称：{name}"),))
