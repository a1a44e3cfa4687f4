"""The assessment (评价结果): one row for every declared indicator of a department and year."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from auditkit.assessment.computation import STATUSES, Computation, Status, compute
from auditkit.assessment.surveys import wilson
from auditkit.facts.facts import Facts
from auditkit.form.declaration import Declaration
from auditkit.formula.comparison import meets
from auditkit.rules.rulepack import RulePack
from auditkit.wording import points_apart, short_value, show_value

COLUMNS = (
    "department", "year", "level1", "level2", "indicator", "target", "kind", "sign",
    "target_value", "unit", "actual", "actual_text", "low", "high", "status", "critical",
    "attainment", "reason", "gathered", "sample", "wilson_low", "wilson_high",
)  # fmt: skip


_TYPES = {
    "year": "int64",
    "critical": "bool",
    **dict.fromkeys(
        (
            "target_value",
            "actual",
            "low",
            "high",
            "attainment",
            "sample",
            "wilson_low",
            "wilson_high",
        ),
        "float64",
    ),
}


def assess(declaration: Declaration, facts: Facts, pack: RulePack) -> pd.DataFrame:
    """One row per declared indicator, in the form's order, with the columns of `COLUMNS`.

    Rates are fractions with unit %, money is in 万元, a missing value is NaN. `status` is one of
    the seven; `critical` marks a verdict that the rounding of the printed figures could turn.
    `wilson_low` and `wilson_high` are the 95 % interval of a survey's rate.
    """
    return frame_of(computations(declaration, facts, pack), declaration)


def computations(declaration: Declaration, facts: Facts, pack: RulePack) -> list[Computation]:
    """Every declared indicator, computed."""
    return [compute(indicator, declaration, facts, pack) for indicator in declaration.indicators]


def frame_of(computed: Sequence[Computation], declaration: Declaration) -> pd.DataFrame:
    """The frame of computed indicators."""
    rows = [_row(c, declaration) for c in computed]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(_TYPES)
    frame["status"] = pd.Categorical(frame["status"], categories=list(STATUSES))
    return frame


def _row(c: Computation, declaration: Declaration) -> dict[str, object]:
    goal, target = c.goal, c.indicator.target
    status, reason, critical = _verdict(c)
    sample, interval = _survey(c)
    return {
        "department": declaration.department,
        "year": declaration.year,
        "level1": c.indicator.level1,
        "level2": c.indicator.level2,
        "indicator": c.indicator.name,
        "target": target.text,
        "kind": target.kind,
        "sign": goal.sign,
        "target_value": goal.value,
        "unit": goal.unit,
        "actual": c.value,
        "actual_text": c.shown,
        "low": c.low,
        "high": c.high,
        "status": status,
        "critical": critical,
        "attainment": _attainment(c),
        "reason": reason + _survey_note(sample, interval),
        "gathered": c.rule.gathered,
        "sample": sample,
        "wilson_low": interval[0],
        "wilson_high": interval[1],
    }


def _verdict(c: Computation) -> tuple[Status, str, bool]:
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
    if c.rule.gathered == "定性评价":
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


def _attainment(c: Computation) -> float:
    """Actual over target for ≥, > and =; NaN where no such quotient means anything."""
    goal = c.goal
    if (
        c.status is not None
        or goal.problem
        or goal.unit == "日期"
        or goal.sign not in ("≥", ">", "=")
    ):
        return math.nan
    return c.value / goal.value if goal.value > 0 else math.nan


def _survey(c: Computation) -> tuple[float, tuple[float, float]]:
    """The number of valid answers and the 95 % Wilson interval of the rate."""
    if c.rule.gathered != "问卷调查" or c.status is not None:
        return math.nan, (math.nan, math.nan)
    satisfied, valid = (c.facts[name, 0] for name, _ in c.expanded.facts)
    if satisfied is None or valid is None or not 0 <= satisfied.value <= valid.value:
        return math.nan, (math.nan, math.nan)
    return valid.value, wilson(int(satisfied.value), int(valid.value))


def _survey_note(sample: float, interval: tuple[float, float]) -> str:
    if np.isnan(sample):
        return ""
    low, high = interval
    return f"；有效样本{sample:.0f}份，95%置信区间{low * 100:.2f}%—{high * 100:.2f}%"
