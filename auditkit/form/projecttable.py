"""One table for many projects: 项目名称｜年度绩效目标｜一级指标｜…, as platforms print it.

Left of the indicators stand the project, its goal, its budget or its unit, each once over the rows
of its indicators. Every project is a form of its own, with the lines above the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditkit.form.budgetsums import is_sum
from auditkit.form.columns import find_indicator_header
from auditkit.form.goalheads import goal_head, is_goal_label
from auditkit.form.headingwords import heading_role
from auditkit.form.rows import FormRow, FormRows, squeeze
from auditkit.rules.formwords import FormWords

_NUMBERS = frozenset({"序号", "编号", "项目编号", "项目编码", "项目代码", "备注"})
_LABELS = {"project": "项目名称", "goal": "年度目标", "budget": "项目预算", "unit": "单位名称"}


def by_project(rows: FormRows) -> list[FormRows]:
    """The rows of each project as those of a form of its own; all rows where no table holds many.

    The cells keep their addresses.
    """
    at = find_indicator_header(rows)
    if at is None:
        return [rows]
    heading = rows[at]
    first = next((c for c, text in heading.cells if _is_level1(heading, text)), 0)
    beside = {c: _kind(heading.words, text) for c, text in heading.cells if c < first}
    if "project" not in beside.values() or not all(beside.values()):
        return [rows]
    top, body = rows[:at], rows[at + 1 :]
    inner = _right_of(heading, first)
    return [
        rows.renumbered([*top, *_lines(group, beside, heading), inner, *_all_right(group, first)])
        for group in _groups(body, beside, first)
    ] or [rows]


def _is_level1(row: FormRow, text: str) -> bool:
    return heading_role(row.words, text) == "level1"


def _kind(words: FormWords, text: str) -> str:
    """What a column left of the indicators holds; blank for what is none of these."""
    if words.plays("department", "project", text):
        return "project"
    if goal_head(words, text) == "text" or is_goal_label(words, text):
        return "goal"
    if is_sum(words, squeeze(text)):
        return "budget"
    if squeeze(text) in _NUMBERS:
        return "number"
    return "unit" if words.plays("department", "label", text) else ""


def _groups(body: Sequence[FormRow], beside: dict[int, str], first: int) -> Iterator[list[FormRow]]:
    """The rows of each project; a row that only names a unit belongs to those after it."""
    at = next(column for column, kind in beside.items() if kind == "project")
    group: list[FormRow] = []
    name = ""
    for row in body:
        cells = dict(row.cells)
        stated = squeeze(cells.get(at, ""))
        if stated and not any(column >= first for column in cells):
            continue  # a unit over its projects
        if stated and stated != name:
            if group:
                yield group
            group, name = [], stated
        group.append(row)
    if group:
        yield group


def _lines(group: Sequence[FormRow], beside: dict[int, str], heading: FormRow) -> Iterator[FormRow]:
    """What stands left of a project's indicators, as lines above them."""
    heads = dict(heading.cells)
    stated = [(column, kind) for column, kind in beside.items() if kind in _LABELS]
    for column, kind in sorted(stated, key=lambda item: list(_LABELS).index(item[1])):
        held = next(((r, t) for r in group for c, t in r.cells if c == column), None)
        if held is None:
            continue
        row, text = held
        label = heads[column] if kind == "budget" else _LABELS[kind]
        # A line of two cells where there is room for the label, else label and text in one.
        cells = ((column - 1, label), (column, text)) if column else ((0, f"{label}：{text}"),)
        yield replace(row, cells=cells)


def _right_of(row: FormRow, first: int) -> FormRow:
    return replace(row, cells=tuple(cell for cell in row.cells if cell[0] >= first))


def _all_right(group: Sequence[FormRow], first: int) -> Iterator[FormRow]:
    return (right for row in group if (right := _right_of(row, first)).cells)
