"""Whether a value can be true, agrees with what the form prints, and is not too good."""

from __future__ import annotations

import math
import re

from auditkit.assessment.computation import Computation
from auditkit.findings.finding import FindingKind
from auditkit.findings.review.contradictions import at_most_whole
from auditkit.findings.review.rows import wanted
from auditkit.findings.standard import REPEATABLE
from auditkit.formula.tolerance import NOISE
from auditkit.rules.rulepack import RulePack
from auditkit.wording import plain, show_value

_DIGITS = re.compile(r"\d[\d,]*(?:\.(\d+))?")
# One person more on a target of three is a third more, and nothing to ask after.
_FEWEST_MORE = 10

# fmt: off
FAR_BETTER = FindingKind(
    "R05", "实际值大幅优于指标值", "一般",
    "指标值应适当、可行；明显偏低的目标不能反映绩效",
    "指标值可能定得过于宽松，或者数据、口径有变化。",
    "查明原因；目标偏低的，下年度提高指标值。",
)
IMPOSSIBLE = FindingKind(
    "R12", "实际值超出可能的范围", "重要", "部分不大于整体，金额和数量不小于0",
    "部分大于整体，所填的数至少有一个有误，指标的结果不可用。",
    "核对分子和分母的口径、时点和单位，更正后重新计算。",
)
CLAIMED_OTHERWISE = FindingKind(
    "R13", "自评完成值与复算结果不符", "重要", REPEATABLE + "绩效自评应客观、真实",
    "自评表的完成值与按数据计算的结果不同，超出四舍五入的范围；本次按复算结果评价。",
    "请部门说明完成值的计算依据；口径不同的说明口径，填错的更正。",
)
# fmt: on


def impossible(c: Computation, pack: RulePack) -> str:
    """What is said of a share below nothing or above the whole, beyond what rounding explains."""
    if c.status is not None or c.goal.unit != "%" or math.isnan(c.value):
        return ""
    # Only what rounding cannot explain.
    within = c.low <= 1 + NOISE and c.high >= -NOISE
    if within or not at_most_whole(c.rule, pack):
        return ""
    figures = "，".join(
        f"{fact.name}{show_value(fact.value, fact.unit)}"
        for fact in c.facts.values()
        if fact is not None
    )
    return f"实际{c.shown}，而该指标只能在0至100%之间（{figures}）。"


def too_good(c: Computation, pack: RulePack) -> str:
    """How far a met target was outdone, where that wants an explanation.

    R05: a deviation by `review.far_off`, after the check of the platforms (平台偏离说明: 130 %).
    """
    goal, limit = c.goal, pack.review.far_off
    if goal.unit == "日期" or math.isnan(goal.value) or c.rule.gathering.judged:
        return ""
    actual, aim = show_value(c.value, goal.unit), wanted(goal.sign, goal.value, goal.unit)
    above = goal.value * (1 + limit) * (1 + NOISE)
    if goal.sign in ("≥", ">") and goal.value > 0 and c.value > above:
        if _few(c):
            return ""
        times = f"，为指标值的{plain(round(c.value / goal.value, 2))}倍"
        return f"实际{actual}，超过指标值{aim}的{limit * 100:.0f}%以上{times}。"
    # A fall below a ≤ target is measured by the change itself: a rate of −40 % against ≤10 %.
    if goal.sign in ("≤", "<") and goal.unit == "%" and c.value < -limit * (1 + NOISE):
        return f"实际{actual}，远低于指标值{aim}；降幅超过{limit * 100:.0f}%，应查明原因。"
    return ""


def _few(c: Computation) -> bool:
    """Whether it counts things and only a few more were reached than aimed at."""
    goal = c.goal
    if goal.unit in ("%", "万元"):
        return False
    whole = float(goal.value).is_integer() and float(c.value).is_integer()
    return whole and c.value - goal.value < _FEWEST_MORE


def claimed_otherwise(c: Computation) -> str:
    """What the form itself prints as reached against what its data come to.

    R13: 可复核 (convention) and 预算法实施条例第二十条.
    """
    said = c.indicator.actual
    if said is None or said.kind != "quantity" or said.value is None or c.status is not None:
        return ""
    if said.unit != c.goal.unit or math.isnan(c.value) or c.rule.gathering.typed:
        return ""
    digits = _DIGITS.search(said.text)
    places = len(digits[1] or "") if digits else 0
    half = 0.5 * 10.0 ** -(places + (2 if said.unit == "%" else 0))
    if c.low - half - NOISE <= said.value <= c.high + half + NOISE:
        return ""
    return f"自评表印作“{said.text}”，按数据计算为{c.shown}。"
