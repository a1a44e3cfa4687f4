"""Scoring: weights, the named rules that turn an actual value into points, and the grade."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import SCORED
from auditkit.assessment.firmness import firmness
from auditkit.assessment.grading import UNGRADED, Score
from auditkit.assessment.spread import Spread, open_range, possible
from auditkit.assessment.typedweights import NOTHING_TYPED
from auditkit.assessment.weighing import WHOLE, weights
from auditkit.formula.comparison import meets
from auditkit.rules.gathering import GATHERINGS
from auditkit.rules.rulepack import IndicatorRule, RulePack
from auditkit.rules.scoringrules import BY_DATE, cents, earned

__all__ = [
    "SCORED",
    "SIGNS",
    "UNGRADED",
    "Score",
    "Verdicts",
    "own_points",
    "points",
    "rule_texts",
    "score",
]

SIGNS = ("≥", ">", "≤", "<", "=", "±")


def score(
    rows: Sequence[Assessed], pack: RulePack, typed: Mapping[str, float] = NOTHING_TYPED
) -> tuple[tuple[Assessed, ...], Score]:
    """The indicators with `weight` and `points` (NaN where not assessed), and their score.

    What could not be assessed is left out of the points and widens the interval; so does what is
    不能断定, from the least to the most that its open value may earn. `typed` are the auditor's own
    weights, see `weights`.

    Points by the pack's rules (`rules.scoringrules`), grades after 财预〔2020〕10号 unless the pack
    says other.
    """
    shares = weights([row.indicator for row in rows], pack, typed)
    weight = shares.points
    earned = earned_points(rows, pack, weight)
    known = ~np.isnan(earned)
    rests_on, total = math.fsum(weight[known]), math.fsum(earned[known])
    whole = rests_on > 0 and shares.whole == WHOLE
    counted = Counter(row.status for row in rows)
    scored = tuple(
        replace(
            row, weight=float(w), points=float(p), spread=_spread(row, pack, float(w)),
            reason=row.reason + _hidden(row, w, p),
        )
        for row, w, p in zip(rows, weight, earned, strict=True)
    )  # fmt: skip
    low = _rounded(math.fsum(row.least for row in scored))
    high = _rounded(math.fsum(row.most for row in scored) + WHOLE - shares.whole)
    return scored, Score(
        points=_rounded(total),
        rests_on=_rounded(rests_on),
        full=_rounded(shares.whole),
        low=low,
        high=high,
        normalized=_rounded(total / rests_on * WHOLE) if whole else math.nan,
        grade_low=pack.grade(low),
        grade_high=pack.grade(high),
        met=counted["达标"],
        missed=counted["未达标"],
        undecided=counted["不能断定"],
        declared=len(rows),
        made=shares.made,
        usual=_nobody_declared(rows),
        rule=f"{'；'.join(rule_texts(pack))}。" + _own_rules(rows, pack),
        weights_note=shares.note,
        firmness=firmness(rows, earned, weight, pack) if shares.made and known.any() else None,
    )


def _spread(row: Assessed, pack: RulePack, weight: float) -> Spread | None:
    """What an undecided indicator may earn of its weight; None for any other."""
    low, high = open_range(row)
    if math.isnan(low):
        return None
    if math.isinf(low) or math.isinf(high):
        return Spread(0.0, weight)

    def earning(values: NDArray[np.float64]) -> NDArray[np.float64]:
        verdicts = replace(Verdicts.of([row] * len(values)), actual=values)
        return points(verdicts, pack, np.full(len(values), weight))

    ends = possible(earning, [row.value], [low], [high], [row.goal.value])
    return Spread(*(float(end[0]) for end in ends))


def _nobody_declared(rows: Sequence[Assessed]) -> bool:
    """Whether all the targets that there are, are the pack's usual ones."""
    held = [row.usual for row in rows if row.target]
    return bool(held) and all(held)


def _hidden(row: Assessed, weight: float, earned: float) -> str:
    """What is said of a miss that the rounding of its points hides."""
    if row.status != "未达标" or math.isnan(earned) or f"{earned:.2f}" != f"{weight:.2f}":
        return ""
    return "；得分四舍五入后等于满分"


def rule_texts(pack: RulePack) -> tuple[str, str]:
    """The pack's general rules in words: for quantities, and for judgements.

    As `rules.scoringrules` states them, each with its document.
    """
    return pack.quantity_rule.text, pack.judgement_rule.text


def _own_rules(rows: Sequence[Assessed], pack: RulePack) -> str:
    """The rules of the indicators that have one of their own, in words."""
    rules = {rule.name: rule for rule in (pack.rule_for(row.name) for row in rows)}
    stated = [f"{name}：{rule.scoring.text}" for name, rule in rules.items() if rule.scoring]
    full = [name for name, rule in rules.items() if rule.not_applicable == "full"]
    if full:
        stated.append(f"{'、'.join(full)}：不适用的得满分")
    veto = "、".join(f"“{word}”" for word in pack.scoring.veto)
    said = f"含{veto}的评价标准评为“否”的，该指标不得分。" if veto else ""
    return f"{said}按各自规则评分的指标：{'；'.join(stated)}。" if stated else said


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What points rest on: a row for each indicator, as arrays of one length.

    `actual` and `target` are in `unit`, NaN where there is none; the others are texts.
    """

    indicator: NDArray[np.object_]
    status: NDArray[np.object_]
    gathered: NDArray[np.object_]
    sign: NDArray[np.object_]
    unit: NDArray[np.object_]
    actual: NDArray[np.float64]
    target: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Sequence[Assessed]) -> Verdicts:
        """Those of an audit's indicators."""
        return cls(
            _texts([row.name for row in rows]),
            _texts([row.status for row in rows]),
            _texts([row.gathered for row in rows]),
            _texts([row.goal.sign for row in rows]),
            _texts([row.unit for row in rows]),
            np.array([row.value for row in rows], np.float64),
            np.array([row.goal.value for row in rows], np.float64),
        )

    def taken(self, rows: NDArray[np.int64]) -> Verdicts:
        """These rows, in this order, as often as they are named."""
        return Verdicts(
            self.indicator[rows], self.status[rows], self.gathered[rows], self.sign[rows],
            self.unit[rows], self.actual[rows], self.target[rows],
        )  # fmt: skip


def _texts(values: Sequence[str | None]) -> NDArray[np.object_]:
    return np.array(values, np.object_)


def points(verdicts: Verdicts, pack: RulePack, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points each row earns of its weight; NaN where nothing was assessed.

    What is 不能断定 earns what its value as printed comes to.

    Points of 100, by the rule that the pack names: 平台评分规则, or the form's own scoring table.
    """
    actual, target = verdicts.actual, verdicts.target
    got = np.full(len(actual), np.nan)
    assessed = _any_of(verdicts.status, SCORED)
    judged = assessed & _any_of(verdicts.gathered, _JUDGED)
    got[judged] = pack.judgement_rule.points(actual[judged], weight[judged])
    dated = verdicts.unit == "日期"
    # What has no sign to be held to is out of reach of every rule.
    measured = assessed & ~judged
    signs = {sign: (verdicts.sign == sign) & measured for sign in SIGNS}
    for rule, kind in ((pack.quantity_rule, ~dated), (BY_DATE, dated)):
        for sign, of_sign in signs.items():
            rows = of_sign & kind
            if rows.any():
                got[rows] = rule.points(sign, target[rows], actual[rows], weight[rows])
    rules = {name: pack.rule_for(name) for name in dict.fromkeys(verdicts.indicator.tolist())}
    own = [rule for rule in rules.values() if rule.scoring or rule.not_applicable == "full"]
    if not own:
        return got
    names = _texts([rules[name].name for name in verdicts.indicator.tolist()])
    absent = verdicts.status == "不适用"
    for name, indicator in {rule.name: rule for rule in own}.items():
        if indicator.not_applicable == "full":
            rows = absent & (names == name)
            got[rows] = weight[rows]
        for sign, of_sign in signs.items() if indicator.scoring else ():
            rows = of_sign & ~dated & (names == name)
            if rows.any():
                got[rows] = own_points(indicator, sign, target[rows], actual[rows], weight[rows])
    return got


def earned_points(
    rows: Sequence[Assessed], pack: RulePack, weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """`points` of an audit's indicators, of which one that a criterion vetoes earns nothing."""
    got = points(Verdicts.of(rows), pack, weight)
    vetoed = np.array([bool(row.computation.vetoed) for row in rows], np.bool_)
    return np.where(vetoed & ~np.isnan(got), 0.0, got)


_JUDGED = tuple(sheet for sheet, gathering in GATHERINGS.items() if gathering.judged)


def _any_of(texts: NDArray[np.object_], words: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each text is one of the words."""
    return np.array([text in words for text in texts.tolist()], np.bool_)


def own_points(
    rule: IndicatorRule, sign: str, target: ArrayLike, actual: ArrayLike, weight: ArrayLike
) -> NDArray[np.float64]:
    """Points by the indicator's own rule: met in full, else to the cent and within the weight.

    The rule is that of the form's or the place's scoring table (湖南部门整体评分表 …); points in
    the unit of `weight`.

    Raises ValueError for an indicator without a rule of its own.

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
