"""Which scoring rule and which rounding, if any, give a score that a self-evaluation prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from auditkit.assessment.earning import own_points
from auditkit.facts.printedrates import rounded, verdict
from auditkit.formula.tolerance import SUMS
from auditkit.rules.rulepack import IndicatorRule
from auditkit.rules.scoringrules import QUANTITY

Reproduction = Literal["相符", "舍入后相符", "截尾后相符", "不符"]
REGARDLESS = "实际值×权重"
"""No rule: forms are seen to multiply a rate by the weight whatever its target."""

_ORDER: tuple[Reproduction, ...] = ("相符", "舍入后相符", "截尾后相符")
# Scoring rounds to the cent; of so large a weight a cent is nothing, which leaves the exact share.
_WHOLE = 1e8
_TO = {0: "整数", 1: "一位小数", 2: "两位小数"}


@dataclass(frozen=True, slots=True)
class PrintedScore:
    """A printed score: the rule that reproduces it, and the points of that rule to the cent.

    `rounding` says in Chinese how they were rounded, blank where they were not. Without any
    rule, `rule` is blank and `points` are those of the first rule asked.
    """

    verdict: Reproduction
    rule: str
    points: float
    rounding: str = ""


def rule_points(
    sign: str,
    target: float,
    actual: float,
    weight: float,
    *,
    rule: IndicatorRule | None = None,
    shown: float | None = None,
    rate: bool = True,
) -> dict[str, float]:
    """The unrounded points of `weight` by every rule in use, in the order to believe them.

    `rule` is the indicator's own where it has one. `shown` is the actual as the form prints it,
    where it is the true one rounded. Only a `rate` can be multiplied by the weight.

    By 平台评分规则 and the footnotes of self-evaluation forms; points in the unit of `weight`.

    >>> rule_points("≥", 1, 0.4988, 10, shown=0.5)
    {'platform': 4.988, 'proportional': 4.988, '按印出的实际值': 5.0, '实际值×权重': 4.988}
    """
    shares: dict[str, float] = {}
    if rule is not None and rule.scoring is not None:
        shares[rule.scoring.rule] = own_points(rule, sign, target, actual, _WHOLE).item()
    for name, named in QUANTITY.items():
        shares[name] = named.points(sign, target, actual, _WHOLE).item()
    if shown is not None:
        shares["按印出的实际值"] = QUANTITY["platform"].points(sign, target, shown, _WHOLE).item()
    if rate and 0 <= actual <= 1:
        shares[REGARDLESS] = actual * _WHOLE
    return {name: round(share / _WHOLE * weight, 8) for name, share in shares.items()}


@dataclass(frozen=True, slots=True)
class ScorePlaces:
    """To how many places a form is seen to round its scores; 0 where all that it prints are whole.

    `indicators` is what the scores of the indicators show, `all` also that of the budget's
    execution. Full marks and whole weights show nothing.
    """

    indicators: int = 0
    all: int = 0

    def of(self, printed: float, weight: float | None) -> int:
        """The places that this score must have been rounded to at least.

        Full marks for less than the whole are rounding only where the form rounds to whole points
        everywhere. A whole score of an indicator may be a whole number of points taken off by
        hand, unless the form's other indicators show decimals.
        """
        return self.all if printed == weight else self.indicators


def places_shown(scores: Iterable[tuple[float | None, float | None]]) -> int:
    """The fewest decimals among printed (score, weight) that are neither whole nor full marks."""
    shown = [
        len(f"{score:.10g}".partition(".")[2])
        for score, weight in scores
        if score is not None and score != weight and not float(score).is_integer()
    ]
    return min(shown, default=0)


def judge_score(printed: str | float, points: Mapping[str, float], shown: int = 0) -> PrintedScore:
    """The rule that reproduces the score best: to the cent, rounded, or cut off as printed.

    It counts as rounded to no fewer places than the `shown` that the form itself rounds to.

    Points as printed. A convention (得分可复算): some known rule must give a printed score.

    >>> judge_score("9", {"platform": 8.97}).verdict, judge_score(5.0, {"platform": 5.96}).verdict
    ('舍入后相符', '截尾后相符')
    """
    text = printed if isinstance(printed, str) else f"{printed:.10g}"
    value, places = float(text), max(len(text.partition(".")[2]), shown)
    found: dict[Reproduction, PrintedScore] = {}
    for name, exact in points.items():
        how, rounding = _reproduction(value, places, exact)
        # What no document states must fit to the cent to be believed.
        if name != REGARDLESS or how == "相符":
            found.setdefault(how, PrintedScore(how, name, rounded(exact, 2), rounding))
    for how in _ORDER:
        if how in found:
            return found[how]
    return PrintedScore("不符", "", rounded(next(iter(points.values())), 2))


def in_words(rule: str, sign: str, target: float, actual: float) -> str:
    """What the rule came to for this actual, as an auditor would name it.

    >>> in_words("platform", "≥", 10, 8), in_words("platform", "≤", 10, 15)
    ('按比例（实际值÷指标值）', '平台规则')
    """
    if rule == REGARDLESS:
        return "实际值×分值"
    return QUANTITY[rule].said(sign, target, actual)


def _reproduction(value: float, places: int, exact: float) -> tuple[Reproduction, str]:
    if abs(value - exact) <= SUMS:
        return "相符", ""
    if verdict(value, 2, exact, exact, exact) == "对" and places <= 2:
        # A whole number that the cent gives too is no rounding to whole numbers.
        return "相符", f"四舍五入到{_TO[2]}"
    match verdict(value, places, exact, exact, exact):
        case "对":
            return "舍入后相符", f"四舍五入到{_TO.get(places, f'{places}位小数')}"
        case "截尾":
            return (
                "截尾后相符",
                f"只舍不入到{_TO.get(places, f'{places}位小数')}" if places else "只取整数",
            )
    return "不符", ""
