"""What a department's project forms say, beside the tasks that they belong to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from auditkit.form.declaration import Declaration
from auditkit.form.projects import Project, projects_of, sums
from auditkit.show.appearance import Record
from auditkit.show.table_html import Column, Table, tabulate
from auditkit.wording import plain

COLUMNS = (
    Column("own_budget", "项目表预算", "amount", "万元"),
    Column("own_spent", "项目表支出", "amount", "万元"),
    Column("own_score", "项目自评", "amount", "分"),
)


def added(values: Iterable[float | None]) -> float | None:
    """The known amounts added up, 万元, to the cent; None where none is known."""
    known = [value for value in values if value is not None]
    return round(math.fsum(known), 2) if known else None


def own_form(projects: Sequence[Project]) -> Record:
    """What the forms of these projects print: budget and spending added up, a single score."""
    return {
        "own_budget": added(project.budget for project in projects),
        "own_spent": added(project.spent for project in projects),
        "own_score": projects[0].score if len(projects) == 1 else None,
    }


def without_task(projects: Sequence[Project]) -> list[Record]:
    """A row for each project form that no task has the name of."""
    return [
        {"number": None, "task": f"（没有对应的任务）{project.name}"} | own_form([project])
        for project in projects
        if project.task is None
    ]


def of_projects(projects: Sequence[Project]) -> str:
    """How many project forms were joined, and their sum against that of their tasks."""
    joined = [project for project in projects if project.task is not None]
    own, declared = sums(projects)
    return (
        f"（另有项目表{len(projects)}份，{len(joined)}份与任务对应："
        f"项目表预算合计{plain(own, 2)}万元，相应任务合计{plain(declared, 2)}万元）"
    )


def projects_table(declaration: Declaration) -> Table:
    """The forms of single projects of a department that has none of its own."""
    projects = projects_of(declaration)
    data: list[Record] = [
        {"number": i, "task": p.name, "source": str(p.source)} | own_form([p])
        for i, p in enumerate(projects, 1)
    ]
    total: Record = {"number": None, "task": "合计"} | own_form(projects) | {"own_score": None}
    return tabulate(
        [Column("number", "序号", "count"), Column("task", "项目", wide=True), *COLUMNS],
        data,
        f"各项目的表（{len(projects)}份，没有部门整体的申报表）",
        header="task",
        total=total,
        cell=lambda column, row: "" if column.key == "number" and not row["number"] else None,
        style="ak-fold ak-tasks",
    )
