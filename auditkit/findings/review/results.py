"""Findings on computed results, row by row: one remark where one says it all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import Computation
from auditkit.facts.facts import Facts
from auditkit.findings.amount import Amount
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.amounts import BEYOND_BUDGET, beyond_budget, negative, quotient_of
from auditkit.findings.review.missed import beside_usual, missed, undecided
from auditkit.findings.review.plausible import (
    CLAIMED_OTHERWISE,
    FAR_BETTER,
    IMPOSSIBLE,
    claimed_otherwise,
    impossible,
    too_good,
)
from auditkit.findings.review.rows import evidence_of, on_row
from auditkit.findings.review.surveys import on_survey, unsampled
from auditkit.findings.standard import REVIEW
from auditkit.form.declaration import Declaration
from auditkit.formula.tree import Name
from auditkit.rules.rulepack import RulePack
from auditkit.wording import show_value

# fmt: off
NO_BASE = FindingKind(
    "R03", "分母为零或负数，不可比", "提示", "比率的分母（基数）应大于0（本程序约定）",
    "以零或负数为分母（基数）的比率没有意义，指标不计入得分。",
    "变动率改用增减额评价；没有样本、计划或发生额的，补做或说明理由。",
)
INCOMPARABLE = FindingKind(
    "R16", "指标值与实际值不能比较", "一般", REVIEW.about("指标值应与指标的计算结果同一单位"),
    "指标值与算得的值单位或类别不同，无从比较；指标不计入得分，评价结论的依据不完整。",
    "核对指标值的数值、单位或日期和计算公式，使两者一致后重新评价。",
)
# fmt: on


def on_results(
    declaration: Declaration,
    facts: Facts,
    pack: RulePack,
    assessed: Sequence[Assessed],
) -> Iterator[Finding]:
    """R01 and its milder kin, R03 to R08, R12 to R14 and R16.

    What is missing or not yet judged is a limit of the auditor's work (`limits`), no finding.

    By the standards that each kind names.
    """
    for row in assessed:
        c = row.computation
        yield from on_survey(row, pack)
        if (open_verdict := undecided(row)) is not None:
            yield open_verdict
        elif row.status == "未达标":
            yield missed(row, declaration, facts, pack)
        elif row.usual and (apart := beside_usual(row)) is not None:
            yield apart
        elif row.status == "不可比" and not unsampled(c):
            yield _without_base(row)
        elif row.status == "待评定" and _incomparable(c):
            yield on_row(INCOMPARABLE, c, f"{row.reason}。")
        yield from _values(row, pack)


def _values(row: Assessed, pack: RulePack) -> Iterator[Finding]:
    """What is odd about the value itself, whatever the verdict."""
    c = row.computation
    if below := negative(c):
        yield on_row(IMPOSSIBLE, c, below, effect="所填的数有误，指标的结果不可用。")
    elif beyond := impossible(c, pack):
        yield on_row(IMPOSSIBLE, c, beyond)
    elif over := beyond_budget(c):
        amount = Amount(over[1], "超支", evidence_of(c)[-1])
        yield on_row(BEYOND_BUDGET, c, over[0], amount=amount)
    elif row.status == "达标" and (far := too_good(c, pack)):
        yield on_row(FAR_BETTER, c, far)
    if apart := claimed_otherwise(c):
        at = [s for s in (c.indicator.actual_source,) if s]
        yield on_row(CLAIMED_OTHERWISE, c, apart, at)


def _without_base(row: Assessed) -> Finding:
    """R03; for a ratio, which no increase can stand for, with what else would mend it."""
    c = row.computation
    quotient = quotient_of(c.expanded.root)
    if quotient is None or any(shift < 0 for _, shift in c.facts):
        return on_row(NO_BASE, c, f"{row.reason}。")
    part = c.facts.get((quotient.left.fact, 0)) if isinstance(quotient.left, Name) else None
    some = part is not None and part.value > 0
    told = f"，而{part.name}为{show_value(part.value, part.unit)}" if part and some else ""
    remedy = "核对分母是否漏填或填错，更正后重新计算；确无样本、计划或发生额的，补做或说明理由。"
    return on_row(NO_BASE, c, f"{row.reason}{told}。", recommendation=remedy)


def _incomparable(c: Computation) -> bool:
    """Whether target and value are of different kinds, which no judging by criteria mends."""
    return bool(c.goal.problem) and c.indicator.target.kind != "quality"
