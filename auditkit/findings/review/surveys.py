"""Whether a satisfaction rate rests on a sample, and on one that bears the verdict."""

from __future__ import annotations

import math
from collections.abc import Iterator

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import Computation
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.rows import target_cell
from auditkit.findings.standards import REPEATABLE
from auditkit.rules.gathering import SURVEYED
from auditkit.rules.rulepack import RulePack
from auditkit.wording import short_value, show_value

_SATISFACTION = "满意"


# fmt: off
WEAK_SAMPLE = FindingKind(
    "R06", "样本过少，或抽样误差跨过指标值", "一般", REPEATABLE,
    "样本偏少，抽样误差的范围跨过指标值，满意度是否达标不能断定。",
    "扩大样本、说明抽样方法后再作结论。",
)
NO_SAMPLE = FindingKind(
    "R08", "满意度没有样本支撑", "一般",
    f"{REPEATABLE}；满意度应由问卷调查取得，并说明样本",
    "没有样本量，满意度的真实性和代表性无从核对。",
    "取得问卷的发放、有效份数和各种回答的份数；没有调查的，补做调查。",
)
# fmt: on


def on_survey(row: Assessed, pack: RulePack) -> Iterator[Finding]:
    """R06 a sample too small for its verdict, R08 a satisfaction without any sample.

    A missed target says of its sample itself.
    """
    c = row.computation
    used = [fact.source for fact in c.facts.values() if fact is not None]
    claimed = [c.indicator.actual_source] if c.indicator.actual_source else []
    at = [target_cell(c.indicator), *claimed, *used]
    name, place = c.indicator.name, c.indicator.source
    if text := unsampled(c):
        yield NO_SAMPLE(name, text, at, row=place)
    elif row.status != "未达标" and (weak := weak_sample(row, pack)):
        yield WEAK_SAMPLE(name, weak[0], at, effect=weak[1], row=place)


def unsampled(c: Computation) -> str:
    """What is said of a satisfaction that has no sample; blank where nothing claims one."""
    if _SATISFACTION not in c.indicator.name or c.status == "不适用":
        return ""
    claim = c.indicator.actual
    told = f"自评表印作“{claim.text}”" if claim is not None and claim.kind == "quantity" else ""
    if c.rule.gathering.typed:
        if c.status is None and not math.isnan(c.value):
            told = f"直接填报为{show_value(c.value, c.goal.unit)}"
        return f"{told}，没有样本量，也没有各种回答的份数。" if told else ""
    if c.rule.gathering is not SURVEYED:
        return ""
    valid = next((f for (name, _), f in c.facts.items() if "有效" in name), None)
    if valid is not None and valid.value == 0:
        return f"{told}{'，' if told else ''}有效问卷份数为0，满意度无从计算。"
    return f"{told}，评价资料中没有问卷的有效份数。" if told and valid is None else ""


def weak_sample(row: Assessed, pack: RulePack) -> tuple[str, str] | None:
    """What the sample is, and what that does to the verdict, where it does not bear it."""
    c, sample = row.computation, row.sample
    if sample is None or math.isnan(c.goal.value):
        return None
    low, high, least = sample.low, sample.high, pack.survey.smallest_sample
    interval = f"95%置信区间{low * 100:.2f}%—{high * 100:.2f}%"
    aim = short_value(c.goal.value, "%")
    across = low < c.goal.value <= high
    effect = f"抽样误差的范围跨过指标值{aim}，是否达标不能断定。" if across else ""
    if sample.valid < least:
        text = f"实际{c.shown}，有效样本仅{sample.valid:.0f}份（界限{least}份），{interval}。"
        return text, "样本过少，满意度的代表性不足。" + effect
    if across:
        return f"实际{c.shown}，有效样本{sample.valid:.0f}份，{interval}，跨过指标值{aim}。", effect
    return None
