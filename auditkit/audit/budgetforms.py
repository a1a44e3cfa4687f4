"""The forms inside a department's budget (部门预算里的绩效目标表): its own and its projects'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from auditkit.errors import AuditError, Issue, IssueKind
from auditkit.facts.accounts.files import budget_file
from auditkit.facts.accounts.goaltables import goal_tables
from auditkit.facts.accounts.naming import same_unit
from auditkit.facts.accounts.pages import read_pages
from auditkit.facts.accounts.tables.figures import compact
from auditkit.files.grid import Grid, Source
from auditkit.form.declaration import Declaration
from auditkit.form.log import ANOTHER_TABLE
from auditkit.form.projects import told_of_other_years, told_once
from auditkit.form.reading import read_forms
from auditkit.rules.rulepack import RulePack

UNREAD_GOALS = IssueKind("P07", "部门预算中的绩效目标表没有读懂")
FORM_IN_BUDGET = IssueKind("P08", "申报表取自部门预算中的整体绩效目标表")
_MOST_QUOTED = 80
_OF_THE_WHOLE = re.compile(r"整体.{0,8}绩效|绩效.{0,6}整体")


def goal_forms(path: Path, pack: RulePack) -> tuple[list[Grid], list[Declaration]]:
    """The 绩效目标表 in the file of a budget: their tables, and the forms that are read of them.

    None where the file, or they, cannot be read: that is told where its figures are read.
    """
    try:
        tables = goal_tables(read_pages(path).grids)
        return tables, read_forms(path, pack, tables) if tables else []
    except AuditError:
        return [], []


def form_in_budget(
    department: str, year: int, tables: Sequence[Grid], forms: Sequence[Declaration]
) -> Declaration | None:
    """The department's own 整体绩效目标表 of those in its budget (`goal_forms`); None without one.

    It counts where no form of its own lies beside it, and is told; one of another department or
    year is none.
    """
    lines = (compact("".join(row)) for grid in tables for row in grid.texts)
    if not any(_OF_THE_WHOLE.search(line) for line in lines):
        return None
    own = (
        form
        for form in forms
        if not form.project
        and form.indicators
        and form.year in (0, year)
        and same_unit(compact(department), compact(form.department or department))
    )
    form = next(own, None)
    if form is None:
        return None
    what = "没有单独的申报表，申报表取自部门预算中的整体绩效目标表"
    remedy = "另有申报表的请放入文件夹"
    told = FORM_IN_BUDGET(Source(form.file, "", form.sha256), what, "", remedy, False)
    return replace(form, issues=(*form.issues, told))


def with_budget_projects(declaration: Declaration, folder: Path, pack: RulePack) -> Declaration:
    """The form, joined by the projects whose forms stand in the budget that lies in the folder.

    A project that has a form of its own beside the department's counts once, by that form; forms of
    another year add nothing and are told by name; tables that cannot be read are an issue.
    """
    path, _ = budget_file(folder)
    if path is None:
        return declaration
    tables: list[Grid] = []
    try:
        tables = goal_tables(read_pages(path).grids)
        forms = read_forms(path, pack, tables) if tables else []
    except AuditError as error:
        # What cannot be opened is told where its figures are read.
        if not tables:
            return declaration
        what = f"部门预算中的绩效目标表没有读懂（{error}）".replace("。）", "）")
        where = tables[0].source(0, 0)
        issue = UNREAD_GOALS(where, what, "", "请另存为单独的项目绩效目标表，放入文件夹")
        return replace(declaration, issues=(*declaration.issues, issue))
    known = {"".join(form.project.split()) for form in declaration.projects}
    new = [
        form
        for form in forms
        if form.project
        and form.year in (0, declaration.year)
        and "".join(form.project.split()) not in known
    ]
    dropped = [form for form in forms if all(form is not one for one in new)]
    others = [form for form in dropped if form.year not in (0, declaration.year)]
    names = ["", *(form.project for form in (*declaration.projects, *new))]
    told = told_of_other_years(others, str(declaration.year), names)
    # What a form that is not counted tells of the file: others of another year, tables not read.
    told += [issue for form in dropped for issue in form.issues if issue.code == ANOTHER_TABLE.code]
    own = replace(declaration, issues=(*declaration.issues, *told))
    repairs, issues = told_once((own, *new))
    projects = (*declaration.projects, *new)
    return replace(declaration, projects=projects, repairs=repairs, issues=issues)


def left_in_budget(year: int, forms: Sequence[Declaration]) -> tuple[Issue, ...]:
    """What tells of the forms in a budget (`goal_forms`) that are not taken because the department
    has none of its own: those of projects, those of another year, by name."""
    found = [form for form in forms if form.indicators]
    if not found:
        return ()
    what = f"部门预算中有{len(found)}份绩效目标表，没有部门整体本年度的申报表，没有采用"
    names = "、".join(_named(form, year) for form in found)[:_MOST_QUOTED]
    remedy = "部门报送过整体申报表的，请放入文件夹；只评价项目的，请另存为项目绩效目标表放入文件夹"
    return (ANOTHER_TABLE(Source(found[0].file, "", found[0].sha256), what, names, remedy, False),)


def _named(form: Declaration, year: int) -> str:
    of = f"（{form.year}年度）" if form.year not in (0, year) else ""
    return f"{form.project or '部门整体'}{of}"
