"""Projects that a file names and of which no form was read: told, whatever the cause.

A form taken as the rest of the one above it, or two projects of a table taken as one, would else
be lost without a word, and their indicators added to others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditkit.files.grid import Grid, Source
from auditkit.form.declaration import Declaration, Unread
from auditkit.form.headings.row import is_indicator_header
from auditkit.form.log import ANOTHER_TABLE
from auditkit.form.rows.outside import is_total
from auditkit.form.rows.rows import FormRows, amount
from auditkit.form.title.beginning import projects_named
from auditkit.form.title.heading import is_label
from auditkit.rules.formwords import FormWords

_FEWEST_CELLS = 3
_HEADING_ROWS = 3
_MOST_NAMED = 5
_WHOLE = re.compile("整体|^(?:.{0,4}预算)?(?:部门|单位)(?:[（(]单位[)）])?名称")
_MAY_NAME = re.compile("项目|[名简全]称")
_BLANKS = re.compile(r"[\s（）()：:]")
_CODE = re.compile(r"^[\[（(【]?(?:[0-9A-Z]{6,}|\d{1,2}[、.．])[\]）)】]?\s*[-—_:：]?\s*")


def tell_unread_projects(
    forms: list[Declaration], grids: Sequence[Grid], words: FormWords
) -> list[Declaration]:
    """The forms of a file; the first tells the projects that none of them speaks of, each without
    a name beside named ones that it has none."""
    forms = _told_nameless(forms, grids)
    said = _bare("|".join(text for form in forms for text in _told(form)))
    lost: dict[str, Source] = {}
    for names in _named(FormRows([grid for grid in grids if not grid.hidden], words)):
        # 二级项目名称 beside 一级项目名称: one of them is the form's.
        if not any(_is_said(name, said) for name, _ in names):
            lost |= dict(names)
    if not lost:
        return forms
    quoted = "、".join([*lost][:_MOST_NAMED])
    at = next(iter(lost.values()))
    what = f"有{len(lost)}个项目的名称没有读作一份表，其指标可能并在别的项目之下"
    remedy = "请核对原件；可把各项目的表存为单独的文件后再读入"
    unread = Unread("表", quoted, len(lost), at, "其他")
    issue = ANOTHER_TABLE(at, what, quoted, remedy)
    told = replace(forms[0], issues=(*forms[0].issues, issue), unread=(*forms[0].unread, unread))
    return [told, *forms[1:]]


def _told_nameless(forms: list[Declaration], grids: Sequence[Grid]) -> list[Declaration]:
    """The forms; one that names neither project nor department, where others name projects, tells
    so: the label of its name is none that is known."""
    if not any(form.project for form in forms):
        return forms
    return [
        form
        if form.project or form.tasks or not form.indicators or _is_whole(form, grids)
        else _nameless(form)
        for form in forms
    ]


def _is_whole(form: Declaration, grids: Sequence[Grid]) -> bool:
    """Whether the table that the form stands in speaks of the whole department, or the text
    before it does."""
    place = form.indicators[0].source.place
    at = next((i for i, g in enumerate(grids) if place in _places(g)), None)
    near = list(grids) if at is None else [grids[at]]
    if at and grids[at].style != "sheet":
        near.append(grids[at - 1])
    return any(_WHOLE.search(text) for grid in near for _, _, text in grid.cells())


def _places(grid: Grid) -> set[str]:
    return {grid.place(row, column) for row, column, _ in grid.cells()}


def _nameless(form: Declaration) -> Declaration:
    at = form.indicators[0].source
    what = "这份表没有读到项目的名称，与其他项目的表分不开"
    remedy = "请核对原件；写有名称的，改用“项目名称”作标签"
    issue = ANOTHER_TABLE(at, what, form.indicators[0].name, remedy)
    unread = Unread("格", form.indicators[0].name, 1, at, "其他")
    return replace(form, issues=(*form.issues, issue), unread=(*form.unread, unread))


def _told(form: Declaration) -> Iterator[str]:
    """Whatever of a form may be what stands beside 项目名称."""
    yield from (form.project, form.department)
    yield from (text for task in form.tasks for text in (task.name, task.content, task.note))
    yield from (one.name for one in form.indicators)
    yield from (line.name for line in form.budget_lines)
    yield from (goal.text for goal in form.goals)
    yield from (t for r in form.repairs if r.code != "表外文字" for t in (r.what, r.before))
    yield from (issue.found for issue in form.issues)


def _is_said(name: str, said: str) -> bool:
    return _bare(name) in said or _bare(_CODE.sub("", name)) in said


def _bare(text: str) -> str:
    return _BLANKS.sub("", text)


def _named(rows: FormRows) -> Iterator[list[tuple[str, Source]]]:
    """The names of projects that stand together, with their places."""
    for i, row in enumerate(rows):
        labels = [c for c, text in row.cells if row.words.plays("department", "project", text)]
        if not labels and not any(map(_MAY_NAME.search, row.texts)):
            continue
        heads = len(labels) > 0 and len(row.cells) >= _FEWEST_CELLS and _heads_table(rows, i)
        if beside := projects_named(row):
            yield [(name, row.source(column)) for column, name in beside]
        elif heads:
            for column in labels:
                yield from ([name] for name in _below(rows, i, column))


def _heads_table(rows: FormRows, i: int) -> bool:
    near = rows[max(0, i - _HEADING_ROWS + 1) : i + _HEADING_ROWS]
    return any(row.grid is rows[i].grid and is_indicator_header(row) for row in near)


def _below(rows: FormRows, i: int, column: int) -> Iterator[tuple[str, Source]]:
    for row in rows[i + 1 :]:
        if row.grid is not rows[i].grid:
            return
        name = dict(row.cells).get(column, "")
        other = not name or amount(name) is not None or is_total(name) or is_label(row.words, name)
        if len(row.cells) > _FEWEST_CELLS and not other:
            yield name, row.source(column)
