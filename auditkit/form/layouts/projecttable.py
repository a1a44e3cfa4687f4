"""One table for many projects: 项目名称｜年度绩效目标｜一级指标｜…, as platforms print it.

Left of the indicators stand the project, its goal, its budget or its unit, each once over the rows
of its indicators; or the project goes over them as a row of its own. Every project is a form of
its own, with the lines above the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from auditkit.form.headings.contents import texts_at
from auditkit.form.headings.row import find_indicator_header
from auditkit.form.headings.words import heading_role
from auditkit.form.layouts.projectcolumns import Kind, bare_project, kinds_beside
from auditkit.form.log import ReadingLog
from auditkit.form.rows.outside import is_total, stated_unit
from auditkit.form.rows.rows import FormRow, FormRows, amount, money_unit, squeeze
from auditkit.form.title.beginning import names_a_form, title_of

_LABELS: dict[Kind, str] = {
    "unit": "单位名称",
    "project": "项目名称",
    "": "",
    "budget": "项目预算",
    "part": "",
    "goal": "年度目标",
    "reached": "目标完成情况",
}
_OVER = re.compile(
    r"(?:子?项目|专项)\s*(?:名称|[一二三四五六七八九十]{1,3}|\d{1,2})\s*[:：、.．]\s*(?=\S)"
)


def by_project(rows: FormRows, log: ReadingLog | None = None) -> list[FormRows]:
    """The rows of each project as those of a form of its own; all rows where no table holds many.

    The cells keep their addresses. A column that only its contents show to be that of the projects
    is told.
    """
    at = find_indicator_header(rows)
    if at is None:
        return [rows]
    heading = rows[at]
    first = _first_level(heading)
    upper = _upper(rows, at, first)
    heads = [heading] if upper is None else [upper, heading]
    end = _title_above(rows, end_of_projects(rows))
    top, below = rows[: at + 1 - len(heads)], rows[at + 1 : end]
    if below and _heads_below(below[0], heading, first):
        heads, below = [*heads, below[0]], below[1:]
    printed = [_bare(row) for row in heads]
    body = [row for row in below if _bare(row) not in printed]
    inner = [right for row in heads if (right := _right_of(row, first)).cells]
    if over := _groups_below(body):
        return [
            rows.renumbered([*top, *_named(group[0]), *inner, *_all_right(group[1:], first)])
            for group in over
        ]
    left = _heads_left(heads, body, first)
    titles = "".join(text for row in top for text in row.texts)
    beside = kinds_beside(left, body, heading.words, titles)
    project = next((column for column, kind in beside.items() if kind == "project"), None)
    at_side = project if project is not None else _only_unit(beside, body)
    if at_side is None:
        return [rows]
    parts = [
        rows.renumbered([*top, *lines, *inner, *_all_right(group, first)])
        for group, lines in _groups(body, beside, _with_unit(left, beside, top), first, at_side)
    ]
    if project is None:
        return parts or [rows]
    if parts and log and not heading.words.plays("department", "project", left[project]):
        named = left[project] or "没有栏名"
        what = f"按各格的内容，这一栏（“{named}”）认作项目名称，{len(parts)}个项目各读一份"
        log.repair("另栏所载", heading.source(project), what, named, "项目名称")
    return parts or [rows]


def end_of_projects(rows: FormRows) -> int:
    """The index at which another form begins below a table of projects, their number without one:
    the line that names it stands over a heading of its own (部门整体支出绩效目标表 below 05-2)."""
    at = find_indicator_header(rows)
    if at is None:
        return len(rows)
    for i in range(at + 1, len(rows)):
        if not names_a_form(rows[i]) or _is_over(rows[i]):
            continue
        below = find_indicator_header(rows[i:])
        # A page may repeat the line of the table's unit, and its heading below.
        if below is not None and _bare(rows[i + below]) != _bare(rows[at]):
            return i
    return len(rows)


def _title_above(rows: FormRows, end: int) -> int:
    return title_of(rows, end) if end < len(rows) else end


def _only_unit(kinds: Mapping[int, Kind], body: Sequence[FormRow]) -> int | None:
    """The column that names the one department of a table without projects, beside its budget and
    its goal: 单位名称｜年度预算申请｜整体绩效目标 (湖南)."""
    units = [column for column, kind in kinds.items() if kind == "unit"]
    stated = {"goal", "budget"} <= set(kinds.values())
    one = len(units) == 1 and len(set(texts_at(body, units[0]))) == 1
    return units[0] if stated and one else None


def _upper(rows: FormRows, at: int, first: int) -> FormRow | None:
    """The row above the heading that heads the columns on the left: 项目名称 goes over both rows,
    绩效指标 stands over its three levels."""
    heading, upper = rows[at], rows[at - 1] if at else None
    if upper is None or upper.grid is not heading.grid or len(upper.cells) < 2:
        return None
    printed = {c for c, _ in heading.cells}
    if not any(c < first for c in printed):
        return upper
    reaching = any(
        area.top == upper.index and area.bottom >= heading.index and area.left < first
        for area in upper.grid.merged
    )
    over = any(c >= first and c in printed for c, _ in upper.cells)
    apart = any(c < first and c not in printed for c, _ in upper.cells)
    labelled = any(re.search("[:：]", text) for text in upper.texts)
    return upper if (reaching or (over and apart)) and not labelled else None


def _heads_below(row: FormRow, heading: FormRow, first: int) -> bool:
    """Whether a row heads the columns below one heading of the indicators or left of them, while
    the others go over both rows: 2023年完成值｜2024年目标值 below 指标值."""
    return (
        row.grid is heading.grid
        and (row.cells[0][0] > first or row.cells[-1][0] < first)
        and all(amount(text) is None for text in row.texts)
        and any(
            area.top == heading.index < row.index <= area.bottom and area.left <= first
            for area in row.grid.merged
        )
    )


def _heads_left(heads: Sequence[FormRow], body: Sequence[FormRow], first: int) -> dict[int, str]:
    """The lowest heading of each column left of the indicators, blank where none stands over it."""
    found = {c: "" for row in body for c, _ in row.cells if c < first}
    for row in heads:
        found |= {c: text for c, text in row.cells if c < first}
    return dict(sorted(found.items()))


def _groups_below(body: Sequence[FormRow]) -> list[list[FormRow]]:
    """The rows of each project where 项目一：免费婚检 goes over those of its indicators."""
    if not body or not _is_over(body[0]):
        return []
    groups: list[list[FormRow]] = []
    for row in body:
        if _is_over(row):
            groups.append([])
        groups[-1].append(row)
    return groups


def _is_over(row: FormRow) -> bool:
    return len(row.cells) == 1 and _OVER.match(row.texts[0]) is not None


def _named(row: FormRow) -> Iterator[FormRow]:
    """The line of a project's name and, where it stands behind that, the line of its amount."""
    column, text = row.cells[0]
    name, stated = bare_project(_OVER.sub("", squeeze(text), count=1))
    yield replace(row, cells=((column, f"{_LABELS['project']}：{name}"),))
    if stated:
        yield replace(row, cells=((column, f"{_LABELS['budget']}：{stated}"),))


def _bare(row: FormRow) -> tuple[str, ...]:
    """What a row says; a page repeats the heading word by word."""
    return tuple(map(squeeze, row.texts))


def _with_unit(
    heads: Mapping[int, str], kinds: Mapping[int, Kind], top: Sequence[FormRow]
) -> dict[int, str]:
    """The headings, those of amounts with the unit that a line above the table states."""
    stated = stated_unit(top)
    return {
        column: f"{text}（{stated[0]}）"
        if stated and kinds[column] in ("budget", "part", "executed") and not money_unit(text)
        else text
        for column, text in heads.items()
    }


def _first_level(heading: FormRow) -> int:
    """The column of the highest level that a table has, 三级 in one that has no other; 0 where
    there is none."""
    roles = {heading_role(heading.words, text): c for c, text in reversed(heading.cells)}
    known = next((roles[level] for level in ("level1", "level2", "level3") if level in roles), 0)
    levels = [c for c, text in heading.cells if heading.words.plays("columns", "level", text)]
    return min([known, *(c for c in levels if 0 < c < known)])


def _groups(
    body: Sequence[FormRow],
    beside: Mapping[int, Kind],
    heads: Mapping[int, str],
    first: int,
    at: int,
) -> Iterator[tuple[list[FormRow], list[FormRow]]]:
    """The rows of each project with the lines that state what stands left of its indicators; `at`
    is the column of the projects.

    A row that only names a unit or a project belongs to those after it: of several the last is
    the project of the indicators that follow. What is stated of a unit holds for all its projects.
    """
    units = [column for column, kind in beside.items() if kind == "unit"]
    group: list[FormRow] = []
    named: FormRow | None = None
    goals = [column for column, kind in beside.items() if kind == "goal"]
    name, unit, before = "", dict[int, tuple[FormRow, str]](), dict[int, tuple[FormRow, str]]()
    for row in body:
        cells = dict(row.cells)
        stated = squeeze(cells.get(at, ""))
        if is_total(stated):
            continue
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
    beside: Mapping[int, Kind],
    heads: Mapping[int, str],
    units: Mapping[int, tuple[FormRow, str]],
) -> Iterator[FormRow]:
    """What stands left of a project's indicators, as lines above them."""
    stated = [(column, kind) for column, kind in beside.items() if kind in _LABELS]
    order = list(_LABELS)
    spent = "executed" in beside.values()
    for column, kind in sorted(stated, key=lambda item: order.index(item[1])):
        if spent and kind in ("budget", "part"):
            continue
        held = next(((r, t) for r in group for c, t in r.cells if c == column), None)
        held = held or units.get(column)
        if held is None:
            continue
        row, text = held
        label = _LABELS[kind] or heads[column]
        if kind == "budget" and _reads_as_it_stands(row, heads[column]):
            label = heads[column]
        elif kind == "budget" and (unit := money_unit(heads[column])):
            label = f"{label}（{unit}）"
        amount_behind = ""
        if kind == "project":
            text, amount_behind = bare_project(text)
        # A line of two cells where there is room for the label, else label and text in one.
        cells = ((column - 1, label), (column, text)) if column else ((0, f"{label}：{text}"),)
        yield replace(row, cells=cells)
        if amount_behind and "budget" not in beside.values():
            yield replace(row, cells=((column, f"{_LABELS['budget']}：{amount_behind}"),))
    if spent:
        yield from _budget_and_spent(group, beside, heads)


def _reads_as_it_stands(row: FormRow, head: str) -> bool:
    return any(row.words.plays("budget", role, squeeze(head)) for role in ("total", "amount"))


def _budget_and_spent(
    group: Sequence[FormRow], beside: Mapping[int, Kind], heads: Mapping[int, str]
) -> Iterator[FormRow]:
    """The amounts of a project as a block with headings: 全年预算数｜执行数 over their figures."""
    money = [c for c, kind in beside.items() if kind in ("budget", "part", "executed")]
    row = next((r for r in group if any(c in money for c, _ in r.cells)), None)
    if row is None or not min(money):
        return
    label = (min(money) - 1, "资金总额")
    whole = next((c for c in money if beside[c] == "budget"), None)
    named = {
        c: "全年预算数" if c == whole and not _reads_as_column(row, heads[c]) else heads[c]
        for c in money
    }
    units = [unit for c in money if (unit := money_unit(heads[c]))]
    side = f"项目资金（{units[0]}）" if units else "项目资金"
    yield replace(row, cells=((label[0], side), *((c, named[c]) for c in money)))
    figures = tuple((c, t) for c, t in row.cells if c in money and amount(t) is not None)
    yield replace(row, cells=(label, *figures))


def _reads_as_column(row: FormRow, head: str) -> bool:
    return any(row.words.plays("budget", role, head) for role in ("initial", "adjusted"))


def _right_of(row: FormRow, first: int) -> FormRow:
    return replace(row, cells=tuple(cell for cell in row.cells if cell[0] >= first))


def _all_right(group: Sequence[FormRow], first: int) -> Iterator[FormRow]:
    return (right for row in group if (right := _right_of(row, first)).cells)
