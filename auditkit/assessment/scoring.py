"""Scoring: weights, the named rules that turn an actual value into points, and the grade."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from auditkit.display import mimebundle
from auditkit.formula.comparison import meets
from auditkit.rules.rulepack import IndicatorRule, RulePack
from auditkit.rules.scoringrules import BY_DATE, cents, earned

SCORED = ("达标", "未达标")
UNGRADED = "无法评定"
SIGNS = ("≥", ">", "≤", "<", "=", "±")


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one department and year.

    `points` were earned of the `rests_on` points that could be assessed. `low` and `high` bound
    the score out of 100: all the rest failed, all the rest full. `normalized` is points of 100
    over what could be assessed, NaN when nothing could.
    """

    points: float
    rests_on: float
    low: float
    high: float
    normalized: float
    grade: str
    grade_low: str
    grade_high: str
    rule: str
    weights_note: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return mimebundle(self)


def score(frame: pd.DataFrame, pack: RulePack) -> tuple[pd.DataFrame, Score]:
    """The frame with `weight` and `points` (NaN where not assessed), and the score.

    What could not be assessed is left out of the points and widens the interval.
    """
    weight, note = weights(frame, pack)
    earned = points(frame, pack, weight)
    scored = frame.assign(weight=weight, points=earned)
    rests_on = math.fsum(weight[~np.isnan(earned)])
    total = math.fsum(earned[~np.isnan(earned)])
    rest = math.fsum(weight[np.isnan(earned)])
    normalized = total / rests_on * 100 if rests_on else math.nan
    return scored, Score(
        _rounded(total),
        _rounded(rests_on),
        _rounded(total),
        _rounded(total + rest),
        _rounded(normalized),
        pack.grade(_rounded(normalized)) if rests_on else UNGRADED,
        pack.grade(_rounded(total)),
        pack.grade(_rounded(total + rest)),
        f"{'；'.join(rule_texts(pack))}。" + _own_rules(frame, pack),
        note,
    )


def rule_texts(pack: RulePack) -> tuple[str, str]:
    """The pack's general rules in words: for quantities, and for judgements."""
    return pack.quantity_rule.text, pack.judgement_rule.text


def _own_rules(frame: pd.DataFrame, pack: RulePack) -> str:
    """The rules of the indicators that have one of their own, in words."""
    rules = {rule.name: rule for rule in map(pack.rule_for, frame["indicator"])}
    stated = [f"{name}：{rule.scoring.text}" for name, rule in rules.items() if rule.scoring]
    full = [name for name, rule in rules.items() if rule.not_applicable == "full"]
    if full:
        stated.append(f"{'、'.join(full)}：不适用的得满分")
    return f"按各自规则评分的指标：{'；'.join(stated)}。" if stated else ""


def weights(frame: pd.DataFrame, pack: RulePack) -> tuple[NDArray[np.float64], str]:
    """Points of 100 for each row: the pack's where it states all, else equal shares by level."""
    if known := stated_weights(frame, pack):
        return np.array(known) * 100 / sum(known), "权重按规则包规定。"
    given = sum(pack.rule_for(name).weight is not None for name in frame["indicator"])
    part = f"规则包只规定了{given}个指标的权重（部分），不予采用；" if given else ""
    note = f"{part}没有规定权重：100分在各一级指标间平均分配，再逐级平均分到二级、三级指标。"
    level1, level2, level3 = level_sizes(frame)
    return 100 / level1 / level2 / level3, note


def stated_weights(frame: pd.DataFrame, pack: RulePack) -> list[float] | None:
    """The weight that the pack states for each row, in its own points; None unless for all."""
    stated = [pack.rule_for(name).weight for name in frame["indicator"]]
    known = [weight for weight in stated if weight is not None]
    return known if len(known) == len(stated) and sum(known) > 0 else None


def level_sizes(frame: pd.DataFrame) -> tuple[NDArray[np.float64], ...]:
    """Among how many 一级, 二级 and 三级指标 each row's part of the 100 points is shared."""
    level1 = np.full(len(frame), float(frame["level1"].nunique()))
    level2 = frame.groupby("level1")["level2"].transform("nunique")
    level3 = frame.groupby(["level1", "level2"])["indicator"].transform("size")
    return level1, level2.to_numpy(dtype=np.float64), level3.to_numpy(dtype=np.float64)


def points(frame: pd.DataFrame, pack: RulePack, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points each row earns of its weight; NaN where the status is neither met nor missed."""
    got = np.full(len(frame), np.nan)
    assessed = frame["status"].isin(SCORED).to_numpy()
    judged = assessed & (frame["gathered"] == "定性评价").to_numpy()
    actual = frame["actual"].to_numpy(dtype=np.float64)
    target = frame["target_value"].to_numpy(dtype=np.float64)
    got[judged] = pack.judgement_rule.points(actual[judged], weight[judged])
    dated = (frame["unit"] == "日期").to_numpy()
    # What has no sign to be held to is out of reach of every rule.
    signs = {sign: (frame["sign"] == sign).to_numpy() & assessed & ~judged for sign in SIGNS}
    for rule, kind in ((pack.quantity_rule, ~dated), (BY_DATE, dated)):
        for sign, measured in signs.items():
            rows = measured & kind
            if rows.any():
                got[rows] = rule.points(sign, target[rows], actual[rows], weight[rows])
    indicators = [pack.rule_for(name) for name in frame["indicator"]]
    names = np.array([indicator.name for indicator in indicators])
    absent = (frame["status"] == "不适用").to_numpy()
    for name, indicator in {i.name: i for i in indicators}.items():
        if indicator.not_applicable == "full":
            rows = absent & (names == name)
            got[rows] = weight[rows]
        for sign, measured in signs.items() if indicator.scoring else ():
            rows = measured & ~dated & (names == name)
            if rows.any():
                got[rows] = own_points(indicator, sign, target[rows], actual[rows], weight[rows])
    return got


def own_points(
    rule: IndicatorRule, sign: str, target: ArrayLike, actual: ArrayLike, weight: ArrayLike
) -> NDArray[np.float64]:
    """Points by the indicator's own rule: met in full, else to the cent and within the weight.

    >>> from auditkit.rules.load import load_rulepack
    >>> rule = load_rulepack("hunan-department").rules["预算控制率"]
    >>> own_points(rule, "≤", 0, [0, 0.1, 0.11, 0.31], 5).tolist()
    [5.0, 4.0, 3.0, 0.0]
    """
    if rule.scoring is None:
        raise ValueError(rule.name)
    full = np.asarray(weight, dtype=np.float64)
    part = rule.scoring.earned(sign, target, actual, rule.weight)
    return earned(meets(sign, target, actual), part, full)


def _rounded(points: float) -> float:
    return float(cents(np.asarray(points)))
