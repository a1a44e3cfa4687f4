"""Whether a satisfaction rate rests on a sample, and on one that bears the verdict."""

from __future__ import annotations

import math
from collections.abc import Iterator

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import Computation
from auditkit.assessment.surveys import Sample
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.rows import target_cell
from auditkit.findings.standard import REPEATABLE
from auditkit.rules.gathering import SURVEYED
from auditkit.rules.rulepack import RulePack

_SATISFACTION = "满意"


# fmt: off
WEAK_SAMPLE = FindingKind(
    "R06", "满意度的样本过少", "一般", REPEATABLE,
    "样本过少，满意度的代表性不足。",
    "扩大样本、说明总体数和抽样方法后再作结论。",
)
NO_SAMPLE = FindingKind(
    "R08", "满意度没有样本支撑", "一般",
    REPEATABLE + "满意度应由问卷调查取得，并说明样本",
    "没有有效的回答，满意度无从计算。",
    "取得问卷的发放、有效份数和各种回答的份数；没有调查的，补做调查。",
)
# fmt: on


def on_survey(row: Assessed, pack: RulePack) -> Iterator[Finding]:
    """R06 a sample too small though it bears the verdict, R08 a satisfaction without any sample.

    A sample that does not bear the verdict leaves it open (R04), which says all.

    The smallest sample is the pack's convention (`survey.smallest_sample`), in answers.
    """
    c = row.computation
    used = [fact.source for fact in c.facts.values() if fact is not None]
    claimed = [c.indicator.actual_source] if c.indicator.actual_source else []
    at = [target_cell(c.indicator), *claimed, *used]
    name, place = c.indicator.name, c.indicator.source
    if text := unsampled(c):
        yield NO_SAMPLE(name, text, at, row=place)
    elif weak := weak_sample(row, pack):
        yield WEAK_SAMPLE(name, weak, at, row=place)


def unsampled(c: Computation) -> str:
    """What is said of a satisfaction that is stated to have no sample; blank where none is.

    A questionnaire that was not handed in yet is a limit of the auditor's work, no finding.
    """
    if _SATISFACTION not in c.indicator.name or c.status == "不适用":
        return ""
    if c.rule.gathering is not SURVEYED:
        return ""
    claim = c.indicator.actual
    told = f"自评表印作“{claim.text}”，" if claim is not None and claim.kind == "quantity" else ""
    valid = next((f for (name, _), f in c.facts.items() if "有效" in name), None)
    if valid is not None and valid.value == 0:
        return f"{told}有效问卷份数为0，满意度无从计算。"
    return ""


def typed_without_sample(c: Computation) -> bool:
    """Whether the auditor typed a satisfaction as a rate: its sample is still to be had.

    That of a department's own 完成值 is asked for with the evidence of all of them.
    """
    typed = c.rule.gathering.typed and c.status is None and not math.isnan(c.value)
    return typed and _SATISFACTION in c.indicator.name and not c.claimed


def too_few(sample: Sample, pack: RulePack) -> bool:
    """Whether fewer answered than the pack asks for, though there were enough people to ask."""
    bound = pack.survey.smallest_sample
    return sample.valid < bound and (sample.population is None or sample.population > bound)


def weak_sample(row: Assessed, pack: RulePack) -> str:
    """What the sample is, where it is smaller than the pack asks for; blank where it is not.

    Of no more people than the bound nobody can ask more: the interval, corrected for their number,
    says what the answers bear.
    """
    c, sample = row.computation, row.sample
    if sample is None or math.isnan(c.goal.value) or row.status == "不能断定":
        return ""
    if not too_few(sample, pack):
        return ""
    return (
        f"实际{c.shown}，有效样本仅{sample.valid:.0f}份（界限{pack.survey.smallest_sample}份），"
        f"95%置信区间{sample.low * 100:.2f}%—{sample.high * 100:.2f}%。"
    )
