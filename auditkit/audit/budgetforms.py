"""The project forms that a department publishes inside its budget (部门预算里的绩效目标表)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from auditkit.errors import AuditError, IssueKind
from auditkit.facts.accounts.files import budget_file
from auditkit.facts.accounts.goaltables import goal_tables
from auditkit.facts.accounts.pages import read_pages
from auditkit.files.grid import Grid
from auditkit.form.declaration import Declaration
from auditkit.form.reading import read_forms
from auditkit.rules.rulepack import RulePack

UNREAD_GOALS = IssueKind("P07", "部门预算中的绩效目标表没有读懂")


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
    return replace(
        declaration,
        projects=(*declaration.projects, *new),
        repairs=(*declaration.repairs, *(r for form in new for r in form.repairs)),
        issues=(*declaration.issues, *(i for form in new for i in form.issues)),
    )
