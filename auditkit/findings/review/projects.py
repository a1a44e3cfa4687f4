"""A department's project forms against the tasks that its own form declares."""

from __future__ import annotations

import math
from collections.abc import Iterator

from auditkit.findings.amount import Amount
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.rows import together
from auditkit.findings.standard import REVIEW
from auditkit.form.declaration import Declaration, Task
from auditkit.form.projects import Project, is_named_in, projects_of
from auditkit.formula.tolerance import HALF_CENT, NOISE
from auditkit.wording import plain

# fmt: off
BUDGETS_DIFFER = FindingKind(
    "S29", "项目表与部门申报表的预算不符", "重要", REVIEW.about("绩效目标应与预算匹配"),
    "同一项目在两份表上的资金规模不同，绩效目标对应的预算不明。",
    "对照预算批复核对，更正有误的一份。",
)
NO_TASK = FindingKind(
    "S30", "项目表没有对应的任务", "提示", REVIEW.about("部门整体目标应覆盖各项目"),
    "项目的资金和目标没有反映在部门整体申报表里。",
    "说明该项目归入哪一项任务，或者在部门申报表中补列。",
)
# fmt: on


def on_projects(declaration: Declaration) -> Iterator[Finding]:
    """S29 budgets of projects that differ from those of their tasks, S30 projects without a task.

    A project that bears its task's very name is the task. One whose name only contains the other's
    may be a part of it: where it is larger, S30 asks whether both are one.
    Several project forms of one task are added up; a task or a form without an amount accuses
    nobody, and of a self-evaluation either 年初 or 全年 may agree. Amounts may each have been
    rounded to the cent (财预〔2015〕88号 asks for both forms).
    """
    joined: dict[int, tuple[Task, list[Project]]] = {}
    projects = projects_of(declaration)
    for project in projects:
        if project.task is not None:
            joined.setdefault(id(project.task), (project.task, []))[1].append(project)
    beyond: list[tuple[Task, list[Project]]] = []
    for task, own in joined.values():
        if all(project.is_the_task for project in own):
            yield from _differing(task, own)
        elif _exceeds(task, own):
            beyond.append((task, own))
    contents = "；".join(task.content for task in declaration.tasks)
    alone = [p for p in projects if p.task is None and not is_named_in(p.name, contents)]
    if declaration.tasks and (alone or beyond):
        yield _unmatched(alone, beyond, len(declaration.tasks))


def _unmatched(
    alone: list[Project], beyond: list[tuple[Task, list[Project]]], tasks: int
) -> Finding:
    """The projects without a task, and those that are larger than the task named like them."""
    told = []
    if alone:
        names = "、".join(f"“{project.name}”" for project in alone)
        told.append(f"{len(alone)}份项目表在{tasks}项任务中没有名称相同的：{names}")
    for task, own in beyond:
        names = "、".join(f"“{project.name}”" for project in own)
        money = plain(math.fsum(min(project.budgets) for project in own), 2)
        told.append(
            f"{names}的预算{money}万元，大于名称相近的任务“{task.name}”的"
            f"{plain(task.budget or 0.0, 2)}万元，请核对是否同一事项"
        )
    cells = [project.source for project in (*alone, *(p for _, own in beyond for p in own))]
    return NO_TASK("项目表", "；".join(told) + "。", together(cells))


def _exceeds(task: Task, projects: list[Project]) -> bool:
    """Whether projects that may be parts of a task are larger than it, whichever year's budget."""
    if task.budget is None or not all(project.budgets for project in projects):
        return False
    least = math.fsum(min(project.budgets) for project in projects)
    return least - task.budget > _rounding(projects)


def _rounding(projects: list[Project]) -> float:
    """How far the sum of projects and a task may be apart, each rounded to the cent; 万元."""
    return HALF_CENT * (len(projects) + 1) + NOISE


def _differing(task: Task, projects: list[Project]) -> Iterator[Finding]:
    # 年初 and 全年 in the order in which each form prints them.
    printed = [project.budgets for project in projects]
    if task.budget is None or not all(printed):
        return
    ways = [math.fsum(way) for way in ([one[0] for one in printed], [one[-1] for one in printed])]
    apart = min(abs(way - task.budget) for way in ways)
    if apart <= _rounding(projects):
        return
    several = f"{len(projects)}份项目表合计" if len(projects) > 1 else "项目表印"
    both = len({plain(way, 2) for way in ways}) > 1
    added = f"年初{plain(ways[0], 2)}万元、全年{plain(ways[1], 2)}" if both else plain(ways[0], 2)
    least = "至少" if both else ""
    text = (
        f"部门申报表的任务预算为{plain(task.budget, 2)}万元，{several}{added}万元，"
        f"相差{least}{plain(apart, 2)}万元。"
    )
    cells = [task.budget_source or task.source, *(project.source for project in projects)]
    amount = Amount(round(apart, 2), "不符", cells[0], task.name)
    yield BUDGETS_DIFFER(task.name, text, cells, amount=amount)
