"""What each indicator earns of its weight: the named rules turn an actual value into points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import SCORED
from auditkit.formula.comparison import meets
from auditkit.rules.gathering import GATHERINGS
from auditkit.rules.rulepack import IndicatorRule, RulePack
from auditkit.rules.scoringrules import BY_DATE, earned

SIGNS = ("≥", ">", "≤", "<", "=", "±")
_JUDGED = tuple(sheet for sheet, gathering in GATHERINGS.items() if gathering.judged)


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
