"""Scoring: weights, the named rules that turn an actual value into points, and the grade."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from auditkit.assessment.typedweights import NOTHING_TYPED, Placed, typed_weights
from auditkit.display import mimebundle
from auditkit.formula.comparison import meets
from auditkit.rules.gathering import GATHERINGS
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


def score(
    frame: pd.DataFrame, pack: RulePack, typed: Mapping[str, float] = NOTHING_TYPED
) -> tuple[pd.DataFrame, Score]:
    """The frame with `weight` and `points` (NaN where not assessed), and the score.

    What could not be assessed is left out of the points and widens the interval. `typed` are the
    auditor's own weights, see `weights`.
    """
    weight, note = weights(_placed(frame), pack, typed)
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


class _Row(NamedTuple):
    level1: str
    level2: str
    name: str


def _placed(frame: pd.DataFrame) -> list[Placed]:
    columns = (frame[key] for key in ("level1", "level2", "indicator"))
    return [_Row(*row) for row in zip(*columns, strict=True)]


def weights(
    indicators: Sequence[Placed], pack: RulePack, typed: Mapping[str, float] = NOTHING_TYPED
) -> tuple[NDArray[np.float64], str]:
    """Points of 100 for each one: the pack's where it states all, else the auditor's, else equal.

    `typed` are the auditor's points by `weight_identity`; they count where every indicator has
    some. Equal shares are by level.
    """
    if known := stated_weights(indicators, pack):
        told = "；审计人员另填的分值没有采用" if typed else ""
        return np.array(known) * 100 / sum(known), f"权重按规则包规定{told}。"
    own, said = typed_weights(indicators, typed)
    if own is not None:
        return np.array(own) * 100 / sum(own), said
    given = sum(pack.rule_for(one.name).weight is not None for one in indicators)
    part = f"规则包只规定了{given}个指标的权重（部分），不予采用；" if given else ""
    note = f"{part}{said}没有规定权重：100分在各一级指标间平均分配，再逐级平均分到二级、三级指标。"
    level1, level2, level3 = level_sizes(indicators)
    return 100 / level1 / level2 / level3, note


def stated_weights(indicators: Sequence[Placed], pack: RulePack) -> list[float] | None:
    """The weight that the pack states for each one, in its own points; None unless for all."""
    stated = [pack.rule_for(one.name).weight for one in indicators]
    known = [weight for weight in stated if weight is not None]
    return known if len(known) == len(stated) and sum(known) > 0 else None


def level_sizes(indicators: Sequence[Placed]) -> tuple[NDArray[np.float64], ...]:
    """Among how many 一级, 二级 and 三级指标 each one's part of the 100 points is shared."""
    groups = Counter((one.level1, one.level2) for one in indicators)
    level2 = Counter(level1 for level1, _ in groups)
    sizes = [
        (len(level2), level2[one.level1], groups[one.level1, one.level2]) for one in indicators
    ]
    shares = np.array(sizes, dtype=np.float64).reshape(-1, 3)
    return shares[:, 0], shares[:, 1], shares[:, 2]


def points(frame: pd.DataFrame, pack: RulePack, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points each row earns of its weight; NaN where the status is neither met nor missed."""
    got = np.full(len(frame), np.nan)
    assessed = frame["status"].isin(SCORED).to_numpy()
    judged = assessed & frame["gathered"].map(_judged).to_numpy(dtype=bool)
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


def _judged(sheet: str) -> bool:
    return GATHERINGS[sheet].judged


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
