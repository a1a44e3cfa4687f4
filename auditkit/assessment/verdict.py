"""Whether a computed indicator meets its target, why, and how sure that is (达标、未达标、临界)."""

from __future__ import annotations

from dataclasses import dataclass

from auditkit.assessment.computation import Computation, Status
from auditkit.assessment.surveys import wilson
from auditkit.formula.comparison import meets
from auditkit.rules.gathering import SURVEYED
from auditkit.wording import points_apart, short_value, show_value


@dataclass(frozen=True, slots=True)
class Sample:
    """A survey's valid answers and the 95 % Wilson interval of its rate, a fraction."""

    valid: float
    low: float
    high: float


def verdict(c: Computation) -> tuple[Status, str, bool]:
    """The status, its reason, and whether rounding could turn it."""
    goal, target = c.goal, c.indicator.target
    if c.status == "不适用":
        return c.status, c.reason, False
    if target.kind == "none":
        blank = "申报表未填指标值" if not target.text else f"申报表的指标值为“{target.text}”"
        actual = f"；实际为{show_value(c.value, goal.unit)}" if c.status is None else ""
        return "无目标值", blank + actual, False
    if goal.problem:
        return "待评定", goal.problem, False
    if c.status is not None:
        return c.status, c.reason, False
    met = bool(meets(goal.sign, goal.value, c.value))
    critical = _could_turn(c, met)
    return ("达标" if met else "未达标"), _because(c, met, critical), critical


def _could_turn(c: Computation, met: bool) -> bool:
    """Whether a value that the figures' rounding allows would turn the verdict."""
    goal = c.goal
    if goal.sign == "=":
        # Equal figures are as equal as print can show; only a miss is open to doubt.
        return not met and c.low <= goal.value <= c.high
    if goal.sign == "±" and c.low <= 0 <= c.high:
        ends = {True, *(bool(meets("±", goal.value, end)) for end in (c.low, c.high))}
    else:
        ends = {bool(meets(goal.sign, goal.value, end)) for end in (c.low, c.high)}
    return ends != {met}


def _because(c: Computation, met: bool, critical: bool) -> str:
    goal = c.goal
    actual = c.shown
    if c.rule.gathering.judged:
        done, of = (c.facts[name, 0] for name, _ in c.expanded.facts)
        counted = f"{of.value:g}条标准达成{done.value:g}条" if done and of else ""
        text = f"{counted}，{'全部达成' if met else '未全部达成'}“{c.indicator.target.text}”"
    else:
        wanted = f"{goal.sign}{short_value(goal.value, goal.unit)}"
        value = abs(c.value) if goal.sign == "±" else c.value
        apart = points_apart(value, goal.value, goal.unit)
        text = f"实际{actual}，{'达到' if met else '未达到'}{wanted}" + (
            "" if met else f"，差{apart}"
        )
    if goal.note:
        text += f"；{goal.note}"
    if critical:
        text += (
            f"；临界：数据四舍五入的误差内，实际值在{_fine(c.low, goal.unit)}"
            f"与{_fine(c.high, goal.unit)}之间，结论可能改变"
        )
    return text


def _fine(value: float, unit: str) -> str:
    return f"{value * 100:.4f}%" if unit == "%" else f"{value:.6g}{unit}"


def sample_of(c: Computation) -> Sample | None:
    """The sample that a survey's rate rests on; None where no survey gave the value."""
    if c.rule.gathering is not SURVEYED or c.status is not None:
        return None
    satisfied, valid = (c.facts[name, 0] for name, _ in c.expanded.facts)
    if satisfied is None or valid is None or not 0 <= satisfied.value <= valid.value:
        return None
    return Sample(valid.value, *wilson(int(satisfied.value), int(valid.value)))


def sample_text(sample: Sample | None) -> str:
    """The sample as a reason goes on; blank where there is none."""
    if sample is None:
        return ""
    interval = f"{sample.low * 100:.2f}%—{sample.high * 100:.2f}%"
    return f"；有效样本{sample.valid:.0f}份，95%置信区间{interval}"
