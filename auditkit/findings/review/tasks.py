"""Tasks and indicators held against each other, and what became of the tasks."""

from __future__ import annotations

import math
from collections.abc import Iterator

from auditkit.facts.facts import Facts, TaskRecord
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.kinship import related
from auditkit.findings.review.rows import target_cell, together
from auditkit.findings.standards import REVIEW
from auditkit.form.declaration import Declaration, Task
from auditkit.form.gathering import rule_of
from auditkit.formula.tolerance import NOISE
from auditkit.rules.gathering import TASKS
from auditkit.rules.rulepack import RulePack
from auditkit.wording import plain

# fmt: off
LARGE_TASK = FindingKind(
    "S10", "大额任务没有对应的绩效指标", "重要",
    f"{REVIEW}：绩效指标应与任务和预算匹配",
    "大额资金的产出和效果没有指标衡量。",
    "为该任务设定产出、效果指标，或说明由哪一项指标衡量。",
)
IDLE_INDICATOR = FindingKind(
    "S14", "指标没有对应的任务", "一般", f"{REVIEW}：相关性，指标应与任务相关",
    "指标由任务的执行情况计算，没有任务则无从计算，也没有资金保障。",
    "明确指标所衡量的任务；没有这样的任务的，调整指标。",
)
SMALL_TASKS = FindingKind(
    "S23", "多项任务没有对应的绩效指标", "一般",
    f"{REVIEW}：相关性，绩效指标应与任务和预算匹配",
    "这部分资金的产出和效果没有指标衡量。",
    "为主要任务补设指标，或者把零星任务归并后说明由哪一项指标衡量。",
)
# fmt: on


def on_tasks(declaration: Declaration, facts: Facts, pack: RulePack) -> Iterator[Finding]:
    """S10 large tasks and S23 the rest without an indicator, S14 indicators without a task.

    Which indicator a task serves is what the fact workbook says; without one, a large task counts
    as measured when its name and an indicator's share a telling word, and nothing is said of the
    rest.
    """
    records = {record.name: record for record in facts.tasks}
    mapped = is_mapped(facts)
    limit = pack.review.large_task * (1 + NOISE)
    small: list[Task] = []
    for task in declaration.tasks:
        record = records.get(task.name)
        if mapped and (record is None or record.serves):
            continue
        if not mapped and any(related(task.name, i.name) for i in declaration.indicators):
            continue
        if _share(task, declaration) > limit:
            yield _large(task, record if mapped else None, declaration, pack)
        elif mapped:
            small.append(task)
    yield from _unmeasured(small, records, declaration, pack)
    yield from _idle(declaration, facts, pack)


def is_mapped(facts: Facts) -> bool:
    """Whether anybody said which task serves which indicator; an empty column says nothing."""
    return any(record.serves for record in facts.tasks)


def served(facts: Facts) -> frozenset[str]:
    """The indicators that some task serves."""
    return frozenset(name for record in facts.tasks for name in record.serves)


def _share(task: Task, declaration: Declaration) -> float:
    return (task.budget or 0.0) / declaration.budget if declaration.budget > 0 else 0.0


def _large(
    task: Task, record: TaskRecord | None, declaration: Declaration, pack: RulePack
) -> Finding:
    told = "任务执行表没有为它指定指标" if record else "没有名称相关的指标"
    text = (
        f"预算{plain(task.budget or 0.0, 2)}万元，"
        f"占全部任务的{_share(task, declaration) * 100:.2f}%"
        f"（界限{plain(pack.review.large_task * 100)}%），{told}。"
    )
    cells = (task.source, task.budget_source, record.source if record else None)
    return LARGE_TASK(task.name, text, [s for s in cells if s], money=task.budget)


def _unmeasured(
    tasks: list[Task],
    records: dict[str, TaskRecord],
    declaration: Declaration,
    pack: RulePack,
) -> Iterator[Finding]:
    """The smaller tasks without an indicator, as one remark where together they weigh enough."""
    money = round(math.fsum(task.budget or 0.0 for task in tasks), 2)
    if declaration.budget <= 0 or money <= pack.review.unmeasured * declaration.budget * (
        1 + NOISE
    ):
        return
    largest = sorted(tasks, key=lambda task: -(task.budget or 0.0))[:5]
    some = "、".join(f"{task.name}{plain(task.budget or 0.0, 2)}万元" for task in largest)
    text = (
        f"大额任务之外，{len(declaration.tasks)}项任务中另有{len(tasks)}项在任务执行表中没有指定指标，"
        f"预算合计{plain(money, 2)}万元，占全部任务的{money / declaration.budget * 100:.2f}%"
        f"（界限{plain(pack.review.unmeasured * 100)}%）；"
        + (f"金额较大的有{some}。" if len(tasks) > len(largest) else f"即{some}。")
    )
    cells = together([records[task.name].source for task in tasks])
    yield SMALL_TASKS("年度主要任务", text, cells, money=money)


def _idle(declaration: Declaration, facts: Facts, pack: RulePack) -> Iterator[Finding]:
    if not is_mapped(facts):
        return
    serving = served(facts)
    for indicator in declaration.indicators:
        rule = rule_of(indicator, pack)
        if rule.gathering is TASKS and not serving & {indicator.name, rule.name}:
            text = "该指标由任务的执行情况计算，任务执行表中没有任务对应它。"
            at = [target_cell(indicator)]
            yield IDLE_INDICATOR(indicator.name, text, at, row=indicator.source)
