"""Tasks and indicators held against each other, as the form itself shows them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from auditkit.facts.facts import Facts
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.kinship import in_other_words, lists, related
from auditkit.findings.review.rows import together
from auditkit.findings.standard import REVIEW
from auditkit.form.declaration import Declaration, DeclaredIndicator, Task
from auditkit.form.gathering import rule_of
from auditkit.form.projects import projects_of
from auditkit.formula.tolerance import NOISE
from auditkit.rules.gathering import ITEMS, JUDGED
from auditkit.rules.rulepack import RulePack
from auditkit.wording import plain

# What keeps a unit going (基本支出) has no output of its own that an indicator could count.
_RUNNING = re.compile(
    r"(?:基本|机构|机关|单位|日常)(?:运转|运行|支出|公用)|人员(?:经费|工资|支出|类)|工资福利|公用经费"
)
# A content says much: two characters in common (预算, 人员) say nothing.
_OF_CONTENT = 3
_SHORT = 16


# fmt: off
LARGE_TASK = FindingKind(
    "S10", "大额任务没有对应的绩效指标", "重要",
    REVIEW.about("绩效指标应与任务和预算匹配"),
    "大额资金的产出和效果没有专门的指标衡量。",
    "为该任务设定产出、效果指标，或说明由哪一项指标衡量。",
)
SMALL_TASKS = FindingKind(
    "S23", "多项任务没有对应的绩效指标", "一般",
    REVIEW.about("相关性，绩效指标应与任务和预算匹配"),
    "这部分资金的产出和效果没有专门的指标衡量。",
    "为主要任务补设指标，或者把零星任务归并后说明由哪一项指标衡量。",
)
# fmt: on


def on_tasks(declaration: Declaration, facts: Facts, pack: RulePack) -> Iterator[Finding]:
    """S10 large tasks and S23 the rest that no indicator speaks of.

    Only what the form itself shows is said: that a task's name and content share no telling word
    with any indicator. A task which the auditor mapped to an indicator, or whose project form has
    indicators, under whatever name, is measured; one left unmapped on 任务执行 is a limit of the
    auditor's work and nothing against the form.

    预算法第三十二条; the shares are the pack's conventions (`review.large_task`,
    `review.unmeasured`).
    """
    mapped = {record.name for record in facts.tasks if record.serves}
    # A project form of the task has indicators of its own.
    projects = projects_of(declaration)
    measured = mapped | {p.task.name for p in projects if p.task and p.form.indicators}
    listed = not any(task.content for task in declaration.tasks)
    if declaration.kind == "自评表" and listed and not mapped:
        return  # of projects with what was spent: 营造林面积 may well measure 国土绿化补助
    limit = pack.review.large_task * (1 + NOISE)
    small: list[Task] = []
    sayings = [(i.name, _said_by(i, pack)) for i in declaration.indicators]
    others = [p.form for p in projects if p.task is None and p.form.indicators]
    for task in declaration.tasks:
        if task.name in measured or any(_speaks_of(task, *saying) for saying in sayings):
            continue
        if any(_is_measured_by(form, task, pack) for form in others):
            continue
        if any(task.name and task.name in i.level1 + i.level2 for i in declaration.indicators):
            continue  # 职责活动, 重点任务一：…: its own indicators stand under its name
        if _RUNNING.search(task.name) or _RUNNING.search(task.content[:_SHORT]):
            continue
        if _share(task, declaration) > limit:
            yield _large(task, declaration, pack)
        else:
            small.append(task)
    # Names alone prove little of many small tasks; somebody has to have looked for them too.
    if mapped:
        yield from _unmeasured(small, declaration, pack)


def _speaks_of(task: Task, indicator: str, said: str | None) -> bool:
    """Whether an indicator's words are those of the task; its content has to share more of them.

    `said` is what explains the indicator, None where it measures no single task.
    """
    if related(task.name, indicator) or in_other_words(task.name, indicator):
        return True
    if said is None:
        return False
    listed = related(task.content, indicator, _OF_CONTENT) or lists(task.content, indicator)
    return listed or related(task.name, said)


def _is_measured_by(form: Declaration, task: Task, pack: RulePack) -> bool:
    """Whether a project form that bears no task's name speaks of a task, by its own name (农田水利
    设施维修 of 农业水利设施维护) or by an indicator."""
    if related(task.name, form.project) or in_other_words(task.name, form.project):
        return True
    return any(_speaks_of(task, i.name, _said_by(i, pack)) for i in form.indicators)


def _said_by(indicator: DeclaredIndicator, pack: RulePack) -> str | None:
    """An indicator over the department's own figures (公用经费, 预算) measures no single task."""
    if rule_of(indicator, pack).gathering in (ITEMS, JUDGED):
        return None
    return f"{indicator.explanation}。{indicator.note}"


def is_mapped(facts: Facts) -> bool:
    """Whether anybody said which task serves which indicator; an empty column says nothing."""
    return any(record.serves for record in facts.tasks)


def _share(task: Task, declaration: Declaration) -> float:
    return (task.budget or 0.0) / declaration.budget if declaration.budget > 0 else 0.0


def _large(task: Task, declaration: Declaration, pack: RulePack) -> Finding:
    text = (
        f"预算{plain(task.budget or 0.0, 2)}万元，"
        f"占全部任务的{_share(task, declaration) * 100:.2f}%"
        f"（界限{plain(pack.review.large_task * 100)}%），"
        f"按字词比对，申报表{len(declaration.indicators)}个指标的名称、解释和说明都没有涉及它。"
    )
    if not task.content:
        # A name alone proves little: whoever set the indicators knows what they measure.
        asked = f"{text[:-1]}；任务只印有名称，没有内容，请核对由哪一项指标衡量。"
        return replace(_told(task, asked), severity="提示")
    return _told(task, text)


def _told(task: Task, text: str) -> Finding:
    return LARGE_TASK(task.name, text, [s for s in (task.source, task.budget_source) if s])


def _unmeasured(tasks: list[Task], declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    """The smaller tasks without an indicator, as one remark where together they weigh enough."""
    money = round(math.fsum(task.budget or 0.0 for task in tasks), 2)
    bound = pack.review.unmeasured * declaration.budget * (1 + NOISE)
    if declaration.budget <= 0 or money <= bound:
        return
    largest = sorted(tasks, key=lambda task: -(task.budget or 0.0))[:5]
    some = "、".join(f"{task.name}{plain(task.budget or 0.0, 2)}万元" for task in largest)
    text = (
        f"大额任务之外，{len(declaration.tasks)}项任务中另有{len(tasks)}项，按字词比对，各项指标的名称、解释和说明都没有涉及，"
        f"预算合计{plain(money, 2)}万元，占全部任务的{money / declaration.budget * 100:.2f}%"
        f"（界限{plain(pack.review.unmeasured * 100)}%）；"
        + (f"金额较大的有{some}。" if len(tasks) > len(largest) else f"即{some}。")
    )
    yield SMALL_TASKS("年度主要任务", text, together([task.source for task in tasks]))
