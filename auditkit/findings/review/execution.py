"""What became of the tasks: spent beyond the budget, much changed, not done or hardly spent."""

from __future__ import annotations

from collections.abc import Iterator

from auditkit.facts.facts import Facts, TaskRecord
from auditkit.files.grid import Source
from auditkit.findings.amount import Amount
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.rounding import half_step
from auditkit.findings.standard import standard
from auditkit.form.declaration import Declaration, Task
from auditkit.formula.tolerance import NOISE
from auditkit.rules.rulepack import RulePack
from auditkit.wording import plain

_AS_APPROVED = standard("预算法第十三条", "预算法第五十七条")
_EXECUTED = standard("预算法第五十三条")

# fmt: off
OVERSPENT_TASK = FindingKind(
    "R09", "任务支出超过预算", "重要", _AS_APPROVED,
    "超出部分没有预算，或者支出、预算的数字有误。",
    "核对预算追加的批复和支出明细；没有批复的，查明资金来源。",
)
CHANGED_TASK = FindingKind(
    "R10", "任务预算调剂幅度大", "一般", standard("预算法第七十二条"),
    "可能是申报时的预算依据不充分，或者任务内容已变；内容变了的，原定目标不再适用。",
    "核对调剂的批复和理由，查明绩效目标是否随之改变。",
)
UNDONE_TASK = FindingKind(
    "R11", "任务未完成或预算执行偏低", "一般",
    # Too little spent is no spending without a budget, nor any that is made up.
    _EXECUTED,
    "任务的产出没有全部实现。",
    "查明未完成、未执行的原因，结余资金按规定处理，并在下年度预算中予以考虑。",
)
# fmt: on


def on_execution(declaration: Declaration, facts: Facts, pack: RulePack) -> Iterator[Finding]:
    """R09 spent beyond the budget, R10 a budget much changed, R11 not done or hardly spent.

    预算法第十三条, 第五十七条; 第五十三条 and, for what is left, 第四十二条; 第七十二条 for what is
    moved between tasks (调剂). Amounts in 万元.
    """
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
    if over > slack + NOISE:
        yield OVERSPENT_TASK(
            record.name,
            f"实际支出{plain(record.spent, 2)}万元，调整后预算{plain(record.adjusted, 2)}万元，"
            f"超出{plain(over, 2)}万元。",
            _amounts(record),
            amount=Amount(round(over, 2), "超支", _amounts(record)[0], record.name),
        )


def _changed(record: TaskRecord, task: Task | None, pack: RulePack) -> Iterator[Finding]:
    if task is None or not task.budget or record.adjusted is None:
        return
    by = record.adjusted - task.budget
    if abs(by) <= pack.review.task_change * task.budget * (1 + NOISE):
        return
    how = "增加" if by > 0 else "减少"
    cancelled = "，任务没有实施" if record.adjusted == 0 and record.done == "否" else ""
    yield CHANGED_TASK(
        record.name,
        f"申报预算{plain(task.budget, 2)}万元，调整后{plain(record.adjusted, 2)}万元，"
        f"{how}{plain(abs(by), 2)}万元（{abs(by) / task.budget * 100:.2f}%，"
        f"界限{plain(pack.review.task_change * 100)}%）{cancelled}。",
        [task.budget_source or task.source, record.adjusted_source or record.source],
        amount=Amount(
            round(abs(by), 2), "预算调剂", record.adjusted_source or record.source, record.name
        ),
    )


def _undone(record: TaskRecord, task: Task | None, pack: RulePack) -> Iterator[Finding]:
    adjusted, spent = record.adjusted, record.spent
    if adjusted == 0 and task is not None and task.budget:
        return  # cancelled: told with the change of its budget
    rate = spent / adjusted if adjusted and adjusted > 0 and spent is not None else None
    low = rate is not None and rate < pack.review.low_execution * (1 - NOISE)
    undone = record.done in ("否", "部分")
    if not (undone or low):
        return
    done = {"否": "标明没有完成", "部分": "标明部分完成", "是": "标明已经完成"}.get(
        record.done, "没有填写是否完成"
    )
    amount = None
    execution = "没有预算" if adjusted == 0 else "没有填写支出和预算"
    if rate is not None and adjusted is not None and spent is not None:
        if spent < adjusted:
            left = round(adjusted - spent, 2)
            amount = Amount(left, "未执行", _amounts(record)[0], record.name)
        below = f"，低于{plain(pack.review.low_execution * 100)}%" if low else ""
        execution = (
            f"支出{plain(spent, 2)}万元，为调整后预算{plain(adjusted, 2)}万元的"
            f"{rate * 100:.2f}%{below}"
        )
    at = [*([record.source] if undone else []), *_amounts(record)]
    criteria = _EXECUTED if amount is None else _EXECUTED + standard("预算法第四十二条")
    told = f"{done}，{execution}。"
    yield UNDONE_TASK(
        record.name, told, at, criteria=criteria, effect=_left(undone, low), amount=amount
    )


def _left(undone: bool, low: bool) -> str:
    """What follows from it: work that is not done, money that is not spent, or both."""
    if not low:
        return "任务的产出没有全部实现。"
    if undone:
        return "任务的产出没有全部实现，资金没有用完。"
    return "资金没有用完：可能节约了资金，也可能付款滞后或者预算编制偏高。"
