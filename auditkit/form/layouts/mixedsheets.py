"""Workbooks whose sheets are forms of different kinds: a table of many projects, the department's
own form, a list that sums projects up. Each sheet is then read by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditkit.files.grid import Grid, Source
from auditkit.form.declaration import Declaration
from auditkit.form.headings.row import find_indicator_header
from auditkit.form.layouts.crosstable import one_a_row
from auditkit.form.layouts.projecttable import by_project
from auditkit.form.log import ANOTHER_TABLE
from auditkit.form.rows.rows import FormRows
from auditkit.form.tasks.head import find_task_header
from auditkit.form.title.beginning import names_a_form
from auditkit.form.title.heading import read_project
from auditkit.form.title.otherkind import is_monitoring
from auditkit.rules.formwords import FormWords

_TITLE = re.compile(r"绩效.{0,6}表|自评.{0,4}表")
_CONTINUED = re.compile(
    r"[（(]\s*续\s*[表页]?\s*[\d一二三四五]{0,2}\s*[)）]|续(?:上)?表|[接续]上[表页]|续$"
)
# 整体搬迁项目支出绩效目标表 is of a project.
_OF_THE_WHOLE = re.compile(r"整体(?=支出|预算|财政|资金|绩效|自评|目标|工作|评价|情况|[)）”\s]|$)")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet of a workbook; `kind` is blank for one that is no form of its own."""

    grid: Grid
    kind: str


def groups_of_sheets(grids: Sequence[Grid], words: FormWords) -> list[list[Grid]]:
    """The sheets of each form, where a workbook holds several kinds of forms; else all of them.

    What is no form of its own belongs to the form before it, or to the first; a list of projects
    before their forms is told (`told_of_list`) and belongs to none.
    """
    if len(grids) < 2 or any(grid.style != "sheet" for grid in grids):
        return [list(grids)]
    sheets = [_Sheet(grid, "" if grid.hidden else _kind(grid, words)) for grid in grids]
    kinds = {sheet.kind for sheet in sheets} - {""}
    several = sum(sheet.kind != "" for sheet in sheets) > 1
    if several and kinds == {"project"} and _is_list(sheets[0], words):
        return [[sheet.grid for sheet in sheets[1:]]]
    if not several or kinds in ({"project"}, {"whole"}):
        return [list(grids)]
    groups: list[list[Grid]] = [[]]
    begun = False
    for sheet in sheets:
        if sheet.kind and begun and not _goes_on(groups[-1], sheet, words):
            groups.append([])
        begun = begun or sheet.kind != ""
        groups[-1].append(sheet.grid)
    return groups


def _goes_on(before: Sequence[Grid], sheet: _Sheet, words: FormWords) -> bool:
    """Whether a sheet only goes on with the table of the sheet before it, below the same heading:
    it says so (续表), or begins with the project that stood last there."""
    tables = [FormRows([one_a_row(grid, words)], words) for grid in (*before[-1:], sheet.grid)]
    heads = [find_indicator_header(rows) for rows in tables]
    if len(tables) < len(heads) or None in heads:
        return False
    (last, rows), (above, at) = tables, heads
    if above is None or at is None or last[above].texts != rows[at].texts:
        return False
    titles = [sheet.grid.name, *(row.texts[0] for row in rows[:at] if len(row.cells) == 1)]
    if any(map(_CONTINUED.search, titles)):
        return True
    names = [_project_of(by_project(last)[-1]), _project_of(by_project(rows)[0])]
    return sheet.kind != "whole" and names[0] != "" and names[0] == names[1]


def _project_of(rows: FormRows) -> str:
    return read_project(rows[: find_indicator_header(rows)])


def told_of_list(
    forms: list[Declaration], grids: Sequence[Grid], groups: Sequence[Sequence[Grid]]
) -> list[Declaration]:
    """The forms but for blank ones; the first tells of these, and of a list of the projects that
    belongs to no group."""
    forms = _without_blank(forms) if len(groups) > 1 else forms
    taken = {id(grid) for group in groups for grid in group}
    left = [grid for grid in grids if id(grid) not in taken]
    if not left:
        return forms
    row, column, _ = next(left[0].cells())
    what = f"项目的汇总表没有读取（{sum(map(any, left[0].texts))}行有内容），各项目见其本表"
    issue = ANOTHER_TABLE(left[0].source(row, column), what, left[0].name, "请核对", False)
    return [replace(forms[0], issues=(*forms[0].issues, issue)), *forms[1:]]


def _without_blank(forms: list[Declaration]) -> list[Declaration]:
    """The forms without those of which nobody filled in anything; these are told."""
    filled = [form for form in forms if form.indicators or form.tasks or form.goals]
    if not filled or len(filled) == len(forms):
        return forms
    what = f"{len(forms) - len(filled)}份表是空白的，没有读取"
    at = Source(forms[0].file, "", forms[0].sha256)
    issue = ANOTHER_TABLE(at, what, "", "请核对；应当填写的，补填后再读入", False)
    return [replace(filled[0], issues=(*filled[0].issues, issue)), *filled[1:]]


def _kind(grid: Grid, words: FormWords) -> str:
    """Whether a sheet is the form of a whole department, of a project, or a table of projects;
    blank for any other, monitoring too."""
    if is_monitoring(grid, words):
        return ""
    rows = FormRows([one_a_row(grid, words)], words)
    at = find_indicator_header(rows)
    if at is None:
        return ""
    top = rows[:at]
    titles = [row.texts[0] for row in top if len(row.cells) == 1 and _TITLE.search(row.texts[0])]
    if any(map(_OF_THE_WHOLE.search, titles)):
        return "whole"
    if len(by_project(rows)) > 1:
        return "projects"
    return "project" if titles or any(map(names_a_form, top)) else ""


def _is_list(sheet: _Sheet, words: FormWords) -> bool:
    """Whether a sheet lists projects with their amounts and is no part of a form."""
    rows = FormRows([sheet.grid], words)
    whole = any(_OF_THE_WHOLE.search(text) for row in rows[:3] for text in row.texts)
    return not sheet.kind and not whole and find_task_header(rows) is not None
