"""Tasks and indicators held against each other, and what became of the tasks."""

from __future__ import annotations

import math
from collections.abc import Iterator

from auditkit.facts.facts import Facts, TaskRecord
from auditkit.files.grid import Source
from auditkit.findings.finding import Finding
from auditkit.findings.kinds import finding_of
from auditkit.findings.review.kinship import related
from auditkit.findings.review.rounding import half_step
from auditkit.findings.review.rows import target_cell, together
from auditkit.form.declaration import Declaration, Task
from auditkit.form.gathering import rule_of
from auditkit.rules.rulepack import RulePack
from auditkit.wording import plain

# A share or deviation that only binary arithmetic lifts above its threshold is not above it.
_NOISE = 1e-9


def on_tasks(declaration: Declaration, facts: Facts, pack: RulePack) -> Iterator[Finding]:
    """S10 large tasks and S23 the rest without an indicator, S14 indicators without a task.

    Which indicator a task serves is what the fact workbook says; without one, a large task counts
    as measured when its name and an indicator's share a telling word, and nothing is said of the
    rest.
    """
    records = {record.name: record for record in facts.tasks}
    mapped = is_mapped(facts)
    limit = pack.review.large_task * (1 + _NOISE)
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
    return finding_of("S10", task.name, text, [s for s in cells if s], money=task.budget)


def _unmeasured(
    tasks: list[Task],
    records: dict[str, TaskRecord],
    declaration: Declaration,
    pack: RulePack,
) -> Iterator[Finding]:
    """The smaller tasks without an indicator, as one remark where together they weigh enough."""
    money = round(math.fsum(task.budget or 0.0 for task in tasks), 2)
    if declaration.budget <= 0 or money <= pack.review.unmeasured * declaration.budget * (
        1 + _NOISE
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
    yield finding_of("S23", "年度主要任务", text, cells, money=money)


def _idle(declaration: Declaration, facts: Facts, pack: RulePack) -> Iterator[Finding]:
    if not is_mapped(facts):
        return
    serving = served(facts)
    for indicator in declaration.indicators:
        rule = rule_of(indicator, pack)
        if rule.gathered == "任务执行" and not serving & {indicator.name, rule.name}:
            text = "该指标由任务的执行情况计算，任务执行表中没有任务对应它。"
            at = [target_cell(indicator)]
            yield finding_of("S14", indicator.name, text, at, row=indicator.source)


def on_execution(declaration: Declaration, facts: Facts, pack: RulePack) -> Iterator[Finding]:
    """R09 spent beyond the budget, R10 a budget much changed, R11 not done or hardly spent."""
    declared = {task.name: task for task in declaration.tasks}
    for record in facts.tasks:
        task = declared.get(record.name)
        yield from _overspent(record)
        yield from _changed(record, task, pack)
        yield from _undone(record, task, pack)


def _amounts(record: TaskRecord) -> list[Source]:
    """The cells of what was spent and of the adjusted budget, else the task's own."""
    return [s for s in (record.spent_source, record.adjusted_source) if s] or [record.source]


def _overspent(record: TaskRecord) -> Iterator[Finding]:
    if record.adjusted is None or record.spent is None:
        return
    over = record.spent - record.adjusted
    slack = half_step(record.spent) + half_step(record.adjusted)
    if over > slack + _NOISE:
        yield finding_of(
            "R09",
            record.name,
            f"实际支出{plain(record.spent, 2)}万元，调整后预算{plain(record.adjusted, 2)}万元，"
            f"超出{plain(over, 2)}万元。",
            _amounts(record),
            money=round(over, 2),
        )


def _changed(record: TaskRecord, task: Task | None, pack: RulePack) -> Iterator[Finding]:
    if task is None or not task.budget or record.adjusted is None:
        return
    by = record.adjusted - task.budget
    if abs(by) <= pack.review.task_change * task.budget * (1 + _NOISE):
        return
    how = "增加" if by > 0 else "减少"
    cancelled = "，任务没有实施" if record.adjusted == 0 and record.done == "否" else ""
    yield finding_of(
        "R10",
        record.name,
        f"申报预算{plain(task.budget, 2)}万元，调整后{plain(record.adjusted, 2)}万元，"
        f"{how}{plain(abs(by), 2)}万元（{abs(by) / task.budget * 100:.2f}%，"
        f"界限{plain(pack.review.task_change * 100)}%）{cancelled}。",
        [task.budget_source or task.source, record.adjusted_source or record.source],
        money=round(abs(by), 2),
    )


def _undone(record: TaskRecord, task: Task | None, pack: RulePack) -> Iterator[Finding]:
    adjusted, spent = record.adjusted, record.spent
    if adjusted == 0 and task is not None and task.budget:
        return  # cancelled: told with the change of its budget
    rate = spent / adjusted if adjusted and adjusted > 0 and spent is not None else None
    low = rate is not None and rate < pack.review.low_execution * (1 - _NOISE)
    undone = record.done in ("否", "部分")
    if not (undone or low):
        return
    done = {"否": "标明没有完成", "部分": "标明部分完成", "是": "标明已经完成"}.get(
        record.done, "没有填写是否完成"
    )
    money = None
    execution = "没有预算" if adjusted == 0 else "没有填写支出和预算"
    if rate is not None and adjusted is not None and spent is not None:
        money = round(adjusted - spent, 2) if spent < adjusted else None
        below = f"，低于{plain(pack.review.low_execution * 100)}%" if low else ""
        execution = (
            f"支出{plain(spent, 2)}万元，为调整后预算{plain(adjusted, 2)}万元的"
            f"{rate * 100:.2f}%{below}"
        )
    at = [*([record.source] if undone else []), *_amounts(record)]
    yield finding_of("R11", record.name, f"{done}，{execution}。", at, money=money)
