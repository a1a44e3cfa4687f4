"""Whether amounts can be true together: none below nothing, none spent beyond its budget."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from auditkit.assessment.computation import Computation
from auditkit.facts.facts import COUNTING_UNITS, Facts
from auditkit.files.grid import Source
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.rounding import half_step
from auditkit.findings.review.rows import together
from auditkit.findings.standard import TIED, standard
from auditkit.form.declaration import Declaration
from auditkit.formula.tolerance import NOISE
from auditkit.formula.tree import Binary, Name, Node, Number
from auditkit.rules.gathering import ITEMS
from auditkit.rules.rulepack import RulePack
from auditkit.wording import plain, show_value

# Balances and differences may well lie below nothing.
_SIGNED = re.compile(r"结余|结转|余额|净|差额|增减|变动|增长|盈余")
BASIC = ("在职人员经费", "离退休人员经费", "年度在职人员公用经费实际支出数")
"""The figures of basic expenditure (基本支出), which stands beside the tasks."""
# Tasks that hold less than half of the budget are evidently only some of them.
_PARTIAL = 0.5


# fmt: off
BEYOND_BUDGET = FindingKind(
    "R14", "支出超过预算", "一般", standard("预算法第十三条", "预算法第五十七条"),
    "超出部分没有预算，或者预算数未含追加，或者两数的口径、数字有误。",
    "核对预算追加的批复和决算；没有批复的，查明资金来源；预算数未含追加的，按同一口径更正。",
)
TASKS_APART = FindingKind(
    "R15", "任务合计与部门的预算数、执行数相差较大", "提示", TIED,
    "两处口径不同，或者有金额填错；预算数、执行数可能还包括所列任务以外的收支。",
    "核对两处的口径：包括其他收支的写明其金额，填错的更正。",
)
# fmt: on


def quotient_of(node: Node) -> Binary | None:
    """The X/Y of X/Y×100 %; None where the formula is no quotient."""
    while isinstance(node, Binary) and node.operator == "×" and isinstance(node.right, Number):
        node = node.left
    return node if isinstance(node, Binary) and node.operator == "/" else None


def negative(c: Computation) -> str:
    """What is said of amounts and counts below nothing, of which an indicator was computed."""
    if c.status is not None or c.rule.gathering.typed:
        return ""
    below = [
        f"{fact.name}为{show_value(fact.value, fact.unit)}"
        for fact in c.facts.values()
        if fact is not None
        and (fact.unit == "万元" or fact.unit in COUNTING_UNITS)
        and fact.value + fact.half_step < -NOISE
        and not _SIGNED.search(fact.name)
    ]
    return f"{'，'.join(below)}，而金额和数量不会小于0。" if below else ""


def beyond_budget(c: Computation) -> tuple[str, float] | None:
    """How far more was spent than budgeted, in words and in 万元, for a rate of execution.

    The budget of the beginning of the year that accounts print is no bound: what was added to it
    during the year is approved too.

    R14: 预算法第十三条, 第五十七条.
    """
    quotient = quotient_of(c.expanded.root)
    if c.status is not None or c.rule.gathering is not ITEMS or quotient is None:
        return None
    part, whole = quotient.left, quotient.right
    if not isinstance(part, Name) or not isinstance(whole, Name):
        return None
    if not (c.rule.name.endswith("执行率") or part.fact.endswith(("执行数", "支出数"))):
        return None
    spent, budget = c.facts[part.fact, part.shift], c.facts[whole.fact, whole.shift]
    if spent is None or budget is None or {spent.unit, budget.unit} != {"万元"}:
        return None
    over = spent.value - budget.value
    if part.shift != whole.shift or "预算" not in budget.name:
        return None
    if budget.published and budget.name == "预算数":
        return None
    if over <= spent.half_step + budget.half_step + NOISE:
        return None
    text = (
        f"{spent.name}{plain(spent.value, 2)}万元，{budget.name}{plain(budget.value, 2)}万元，"
        f"超出{plain(over, 2)}万元。"
    )
    return text, round(over, 2)


def on_tie_out(declaration: Declaration, facts: Facts, pack: RulePack) -> Iterator[Finding]:
    """R15: what the tasks come to against the department's own 预算数 and 预算执行数.

    A convention (可复核), in the pack's `review.tie_out`; amounts in 万元.
    """
    tasks = declaration.tasks
    known = [task.budget for task in tasks if task.budget is not None]
    if not known or len(known) < len(tasks):
        return
    records = {record.name: record for record in facts.tasks}
    became = [records[task.name] for task in tasks if task.name in records]
    adjusted = [r.adjusted for r in became if r.adjusted is not None]
    spent = [r.spent for r in became if r.spent is not None]
    whole = len(records) == len(became) == len(tasks)
    # 预算数 may be that of the beginning of the year or the adjusted one, with basic expenditure.
    budgets = [known, *([adjusted] if whole and len(adjusted) == len(tasks) else [])]
    # What is held back as suspect may be the very difference.
    if any(facts.held_back(name, declaration.year) for name in BASIC):
        return
    basic = [f.value for name in BASIC if (f := facts.get(name, declaration.year)) is not None]
    said: list[str] = []
    at: list[Source] = []
    for name, word, sums in (
        ("预算数", "预算", budgets),
        ("预算执行数", "支出", [spent] if whole and len(spent) == len(tasks) else []),
    ):
        fact = facts.get(name, declaration.year)
        if not sums or fact is None or fact.unit != "万元" or fact.value <= 0:
            continue
        if max(map(math.fsum, sums)) < _PARTIAL * fact.value:
            return
        readings = [*sums, *([*amounts, *basic] for amounts in sums if basic)]
        if all(_apart(amounts, fact.value, pack) for amounts in readings):
            total = math.fsum(sums[0])
            by = total - fact.value
            how = "多出" if by > 0 else "少"
            said.append(
                f"{len(tasks)}项任务的{word}合计{plain(total, 2)}万元，"
                f"{name}{plain(fact.value, 2)}万元，{how}{plain(abs(by), 2)}万元"
            )
            cells = [t.budget_source or t.source for t in tasks]
            if word == "支出":
                cells = [r.spent_source or r.source for r in became]
            at += [*together(cells), fact.source]
    if said:
        text = f"{'；'.join(said)}（界限{plain(pack.review.tie_out * 100)}%）。"
        yield TASKS_APART("任务合计", text, at)


def _apart(amounts: list[float], stated: float, pack: RulePack) -> bool:
    """Whether a sum lies further from what is stated than rounding and the pack's share allow."""
    slack = math.fsum(map(half_step, [*amounts, stated])) + pack.review.tie_out * stated
    return abs(math.fsum(amounts) - stated) > slack + NOISE
