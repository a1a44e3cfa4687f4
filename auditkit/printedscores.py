"""Which scoring rule, if any, reproduces a score that a self-evaluation prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from auditkit.printedrates import verdict
from auditkit.rulepack import IndicatorRule
from auditkit.scoring import own_points, quantity_points

Reproduction = Literal["相符", "舍入后相符", "截尾后相符", "不符"]
_REGARDLESS = "实际值×权重"
_ORDER: tuple[Reproduction, ...] = ("相符", "舍入后相符", "截尾后相符")


@dataclass(frozen=True, slots=True)
class PrintedScore:
    """A printed score: the rule that reproduces it, and the points that rule gives exactly.

    Without any, `rule` is blank and `points` are those of the first rule asked.
    """

    verdict: Reproduction
    rule: str
    points: float


def rule_points(
    sign: str,
    target: float,
    actual: float,
    weight: float,
    *,
    rule: IndicatorRule | None = None,
    shown: float | None = None,
) -> dict[str, float]:
    """The points of `weight` by every rule seen in use, in the order in which to believe them.

    `rule` is the indicator's own where it has one. `shown` is the actual as the form prints it,
    where it is the true one rounded. The last rule is no rule: forms are seen to multiply a rate
    by the weight whatever its target.

    >>> rule_points("≥", 1, 0.49884, 10, shown=0.5)
    {'platform': 4.99, 'proportional': 4.99, '按印出的实际值': 5.0, '实际值×权重': 4.99}
    """
    named: dict[str, float] = {}
    if rule is not None and rule.scoring is not None:
        named[rule.scoring.rule] = own_points(rule, sign, target, actual, weight).item()
    for name in ("platform", "proportional"):
        named[name] = quantity_points(name, sign, target, actual, weight).item()
    if shown is not None:
        named["按印出的实际值"] = quantity_points("platform", sign, target, shown, weight).item()
    if 0 <= actual <= 1:
        named[_REGARDLESS] = float(np.floor(actual * weight * 100 + 0.5 + 1e-9) / 100)
    return named


def judge_score(printed: str, points: Mapping[str, float]) -> PrintedScore:
    """The rule that reproduces the score best: to the cent, rounded, or cut off as printed.

    >>> judge_score("9", {"platform": 8.97}).verdict, judge_score("5", {"platform": 5.96}).verdict
    ('舍入后相符', '截尾后相符')
    """
    value, places = float(printed), len(printed.partition(".")[2])
    found: dict[Reproduction, tuple[str, float]] = {}
    for name, exact in points.items():
        how: Reproduction = "不符"
        if abs(value - exact) < 0.005:
            how = "相符"
        elif name != _REGARDLESS:
            # What no document states must fit exactly to be believed.
            match verdict(value, places, exact, exact, exact):
                case "对":
                    how = "舍入后相符"
                case "截尾":
                    how = "截尾后相符"
        found.setdefault(how, (name, exact))
    for how in _ORDER:
        if how in found:
            return PrintedScore(how, *found[how])
    return PrintedScore("不符", "", next(iter(points.values())))
