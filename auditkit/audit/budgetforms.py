"""The forms inside a department's budget (部门预算里的绩效目标表): its own and its projects'."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from auditkit.errors import AuditError, IssueKind
from auditkit.facts.accounts.files import budget_file
from auditkit.facts.accounts.goaltables import goal_tables
from auditkit.facts.accounts.naming import same_unit
from auditkit.facts.accounts.pages import read_pages
from auditkit.facts.accounts.tables.figures import compact
from auditkit.files.grid import Grid, Source
from auditkit.form.declaration import Declaration
from auditkit.form.projects import told_once
from auditkit.form.reading import read_forms
from auditkit.rules.rulepack import RulePack

UNREAD_GOALS = IssueKind("P07", "部门预算中的绩效目标表没有读懂")
FORM_IN_BUDGET = IssueKind("P08", "申报表取自部门预算中的整体绩效目标表")
_OF_THE_WHOLE = re.compile(r"整体.{0,8}绩效|绩效.{0,6}整体")


def form_in_budget(department: str, year: int, path: Path, pack: RulePack) -> Declaration | None:
    """The department's own 整体绩效目标表 in the file of its budget; None without one.

    It counts where no form of its own lies beside it, and is told; a table that cannot be read, or
    is another's or another year's, is none.
    """
    try:
        tables = goal_tables(read_pages(path).grids)
        lines = (compact("".join(row)) for grid in tables for row in grid.texts)
        if not any(_OF_THE_WHOLE.search(line) for line in lines):
            return None
        forms = read_forms(path, pack, tables)
    except AuditError:
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
    told = FORM_IN_BUDGET(Source(path.name, "", form.sha256), what, "", remedy, False)
    return replace(form, issues=(*form.issues, told))


def with_budget_projects(declaration: Declaration, folder: Path, pack: RulePack) -> Declaration:
    """The form, joined by the projects whose forms stand in the budget that lies in the folder.

    A project that has a form of its own beside the department's counts once, by that form; forms of
    another year add nothing; tables that cannot be read are an issue.
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
    repairs, issues = told_once((declaration, *new))
    projects = (*declaration.projects, *new)
    return replace(declaration, projects=projects, repairs=repairs, issues=issues)
