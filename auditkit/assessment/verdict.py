"""Whether a computed indicator meets its target, and why: 达标, 未达标 or 不能断定.

What the rounding of the printed figures or the error of a sample leaves open is 不能断定, on
whichever side of the target the value itself falls. A value that is printed exactly at the target
is taken as printed: equal figures are as equal as print can show.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from auditkit.assessment.computation import Computation, Status
from auditkit.assessment.openness import across, could_turn
from auditkit.assessment.surveys import Sample, sample_of, sample_text
from auditkit.assessment.yardstick import Goal
from auditkit.formula.comparison import meets
from auditkit.formula.tolerance import EQUAL
from auditkit.wording import points_apart, short_value, show_value


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status with its reason; `critical`: it is the figures' rounding that leaves it open."""

    status: Status
    reason: str
    critical: bool = False
    sample: Sample | None = None


def verdict(c: Computation) -> Verdict:
    """The status by the target in force, the reason as an auditor reads it, and the sample.

    The signs ≥, ≤, =, ± are the form's; critical and undecided verdicts are this program's
    convention, no document speaks of rounding.
    """
    goal, target = c.goal, c.indicator.in_force
    if c.status == "不适用":
        return Verdict(c.status, c.reason)
    if target.kind == "none":
        blank = "申报表未填指标值" if not target.text else f"申报表的指标值为“{target.text}”"
        actual = f"；实际为{show_value(c.value, goal.unit)}" if c.status is None else ""
        return Verdict("无目标值", blank + actual)
    if goal.problem:
        return Verdict("待评定", goal.problem)
    if c.status is not None:
        return Verdict(c.status, c.reason)
    sample = sample_of(c)
    met = bool(meets(goal.sign, goal.value, c.value))
    if goal.usual:
        return Verdict("无目标值", _beside_usual(c, met) + sample_text(sample), sample=sample)
    critical = bool(could_turn(goal.sign, goal.value, c.value, c.low, c.high))
    split = sample is not None and bool(across(goal.sign, goal.value, sample.low, sample.high))
    if critical or split:
        return Verdict("不能断定", _because_open(c, sample, critical, split), critical, sample)
    if goal.either and not met:
        return Verdict("待评定", _because_either(c))
    status: Status = "达标" if met else "未达标"
    return Verdict(status, _because(c, met) + sample_text(sample), sample=sample)


def _wanted(goal: Goal) -> str:
    # "=" is but one of what it may mean; the form prints none.
    return f"{'' if goal.either else goal.sign}{short_value(goal.value, goal.unit)}"


def _because(c: Computation, met: bool) -> str:
    goal = c.goal
    if c.rule.gathering.judged:
        done, of = (c.facts[name, 0] for name, _ in c.expanded.facts)
        counted = f"{of.value:g}条标准达成{done.value:g}条" if done and of else ""
        text = f"{counted}，{'全部达成' if met else '未全部达成'}“{c.indicator.in_force.text}”"
    else:
        value = abs(c.value) if goal.sign == "±" else c.value
        apart = points_apart(value, goal.value, goal.unit)
        text = f"实际{c.shown}，{'达到' if met else '未达到'}{_wanted(goal)}" + (
            "" if met or c.from_zero else f"，差{apart}"
        )
    veto = f"；“{c.vetoed}”评为否，一票否决，不得分" if c.vetoed else ""
    return text + veto + _noted(goal)


def _because_either(c: Computation) -> str:
    return f"实际{c.shown}，指标值{c.indicator.in_force.text}{_noted(c.goal)}"


def _because_open(c: Computation, sample: Sample | None, critical: bool, split: bool) -> str:
    """What is known on either side of the target, and that it does not decide."""
    goal = c.goal
    text = f"实际{c.shown}，指标值{_wanted(goal)}{_noted(goal)}"
    if critical:
        text += (
            f"；数据四舍五入的误差内，实际值在{_fine(c.low, goal.unit)}"
            f"与{_fine(c.high, goal.unit)}之间"
        )
    text += sample_text(sample) + ("，跨过指标值" if split else "")
    return f"{text}，是否达标不能断定"


def _beside_usual(c: Computation, met: bool) -> str:
    """A ratio beside the pack's usual value, of a department that declared none: no verdict."""
    goal = c.goal
    text = f"实际{c.shown}，常用参考值{_wanted(goal)}"
    if math.isclose(c.value, goal.value, rel_tol=EQUAL, abs_tol=EQUAL):
        return f"{text}，与常用水平相同{_noted(goal)}"
    where = "高于" if c.value > goal.value else "低于"
    within = "在常用范围之内" if met else "在常用范围之外"
    if goal.sign == "±":
        return f"{text}，{within}{_noted(goal)}"
    return f"{text}，{where}常用水平（{within}）{_noted(goal)}"


def _noted(goal: Goal) -> str:
    return f"；{goal.note}" if goal.note else ""


def _fine(value: float, unit: str) -> str:
    return f"{value * 100:.4f}%" if unit == "%" else f"{value:.6g}{unit}"
