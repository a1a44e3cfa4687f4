"""One table for many projects: 项目名称｜年度绩效目标｜一级指标｜…, as platforms print it.

Left of the indicators stand the project, its goal, its budget or its unit, each once over the rows
of its indicators. Every project is a form of its own, with the lines above the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditkit.form.budgetsums import is_sum
from auditkit.form.goalheads import goal_head, is_goal_label
from auditkit.form.headingrow import find_indicator_header
from auditkit.form.headingwords import heading_role
from auditkit.form.outside import stated_unit
from auditkit.form.rows import FormRow, FormRows, money_unit, squeeze
from auditkit.rules.formwords import FormWords

_LABELS = {
    "unit": "单位名称",
    "project": "项目名称",
    "": "",
    "budget": "项目预算",
    "goal": "年度目标",
}


def by_project(rows: FormRows) -> list[FormRows]:
    """The rows of each project as those of a form of its own; all rows where no table holds many.

    The cells keep their addresses.
    """
    at = find_indicator_header(rows)
    if at is None:
        return [rows]
    heading = rows[at]
    first = _first_level(heading)
    left = {c: text for c, text in heading.cells if c < first}
    upper = rows[at - 1] if at and not left else None
    if upper is not None and upper.grid is heading.grid:
        # 项目名称 goes over both rows of the heading, 绩效指标 stands over its three levels.
        left = {c: text for c, text in upper.cells if c < first}
    beside = {c: _kind(heading.words, text) for c, text in left.items()}
    if "project" not in beside.values():
        return [rows]
    heads = [heading] if upper is None or upper.grid is not heading.grid else [upper, heading]
    printed = [_bare(row) for row in heads]
    top, body = rows[: at + 1 - len(heads)], [r for r in rows[at + 1 :] if _bare(r) not in printed]
    inner = [right for row in heads if (right := _right_of(row, first)).cells]
    return [
        rows.renumbered([*top, *lines, *inner, *_all_right(group, first)])
        for group, lines in _groups(body, beside, _with_unit(left, beside, top), first)
    ] or [rows]


def _bare(row: FormRow) -> tuple[str, ...]:
    """What a row says; a page repeats the heading word by word."""
    return tuple(map(squeeze, row.texts))


def _with_unit(
    heads: dict[int, str], kinds: dict[int, str], top: Sequence[FormRow]
) -> dict[int, str]:
    """The headings, those of amounts with the unit that a line above the table states."""
    stated = stated_unit(top)
    return {
        column: f"{text}（{stated[0]}）"
        if stated and kinds[column] == "budget" and not money_unit(text)
        else text
        for column, text in heads.items()
    }


def _first_level(heading: FormRow) -> int:
    """The column of the highest level that a table has, 三级 in one that has no other; 0 where
    there is none."""
    roles = {heading_role(heading.words, text): c for c, text in reversed(heading.cells)}
    return next((roles[level] for level in ("level1", "level2", "level3") if level in roles), 0)


def _kind(words: FormWords, text: str) -> str:
    """What a column left of the indicators holds; blank for what is none of these."""
    if words.plays("department", "number", text):
        return "number"
    if words.plays("department", "project", text):
        return "project"
    if goal_head(words, text) == "text" or is_goal_label(words, text):
        return "goal"
    if is_sum(words, squeeze(text)):
        return "budget"
    return "unit" if words.plays("department", "label", text) else ""


def _groups(
    body: Sequence[FormRow], beside: dict[int, str], heads: dict[int, str], first: int
) -> Iterator[tuple[list[FormRow], list[FormRow]]]:
    """The rows of each project with the lines that state what stands left of its indicators.

    A row that only names a unit or a project belongs to those after it: of several the last is
    the project of the indicators that follow. What is stated of a unit holds for all its projects.
    """
    at = next(column for column, kind in beside.items() if kind == "project")
    units = [column for column, kind in beside.items() if kind == "unit"]
    group: list[FormRow] = []
    named: FormRow | None = None
    goals = [column for column, kind in beside.items() if kind == "goal"]
    name, unit, before = "", dict[int, tuple[FormRow, str]](), dict[int, tuple[FormRow, str]]()
    for row in body:
        cells = dict(row.cells)
        stated = squeeze(cells.get(at, ""))
        inside = any(column >= first for column in cells)
        unit |= {column: (row, cells[column]) for column in units if cells.get(column)}
        if stated and not inside:
            if named is not None and any(dict(named.cells).get(column) for column in goals):
                # A project with a goal and no indicator of its own.
                if group:
                    yield group, list(_lines(group, beside, heads, before))
                group, name, before = [named], squeeze(dict(named.cells)[at]), dict(unit)
            named = row  # over the rows of its indicators
            continue
        begins = named is not None or (stated and stated != name)
        if begins and inside:
            if group:
                yield group, list(_lines(group, beside, heads, before))
            group = [named] if named is not None and not stated else []
            before = dict(unit)
            name = stated or squeeze(dict(named.cells)[at] if named is not None else "")
            named = None
        if group or begins:
            group.append(row)  # before the first project stands only what names a unit
    if group:
        yield group, list(_lines(group, beside, heads, before))


def _lines(
    group: Sequence[FormRow],
    beside: dict[int, str],
    heads: dict[int, str],
    units: dict[int, tuple[FormRow, str]],
) -> Iterator[FormRow]:
    """What stands left of a project's indicators, as lines above them."""
    stated = [(column, kind) for column, kind in beside.items() if kind != "number"]
    order = list(_LABELS)
    for column, kind in sorted(stated, key=lambda item: order.index(item[1])):
        held = next(((r, t) for r in group for c, t in r.cells if c == column), None)
        held = held or units.get(column)
        if held is None:
            continue
        row, text = held
        label = heads[column] if kind in ("budget", "") else _LABELS[kind]
        # A line of two cells where there is room for the label, else label and text in one.
        cells = ((column - 1, label), (column, text)) if column else ((0, f"{label}：{text}"),)
        yield replace(row, cells=cells)


def _right_of(row: FormRow, first: int) -> FormRow:
    return replace(row, cells=tuple(cell for cell in row.cells if cell[0] >= first))


def _all_right(group: Sequence[FormRow], first: int) -> Iterator[FormRow]:
    return (right for row in group if (right := _right_of(row, first)).cells)
