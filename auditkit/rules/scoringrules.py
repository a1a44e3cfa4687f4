"""The named rules by which an indicator earns its weight (评分规则): each wholly in its class.

A rule has a name, what an auditor calls it, its text in reports, its arithmetic for any number of
actuals, the same as a spreadsheet formula, and how it calls a score that somebody printed by it.
Rule packs, what-if, the working paper, the check of printed scores and the JSON schema all read
`QUANTITY` and `JUDGEMENT`: another rule is one class here, and its name in a pack.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from auditkit.formula.comparison import meets
from auditkit.formula.excelterms import choice, meets_excel, number
from auditkit.formula.tolerance import NOISE

Floats = NDArray[np.float64]
_RISING = ("≥", ">", "=")


class QuantityRule(ABC):
    """A rule for what is measured: the full weight where the target is met, else a part of it."""

    name: ClassVar[str]
    label: ClassVar[str]
    text: ClassVar[str]

    @abstractmethod
    def part(self, sign: str, target: Floats, value: Floats) -> Floats:
        """The share of the weight that a miss earns; below 0 and above 1 are cut off.

        `value` is not negative: the deviation's size under ±, else 0 for what lies below 0.
        """

    @abstractmethod
    def part_excel(self, sign: str, target: str, value: str) -> str:
        """`part` over cells that hold numbers."""

    def met(self, sign: str, target: ArrayLike, actual: ArrayLike) -> NDArray[np.bool_]:
        """Whether the weight is earned in full."""
        return meets(sign, target, actual)

    def met_excel(self, sign: str, target: str, actual: str) -> str:
        """`met` over two cells."""
        return meets_excel(sign, target, actual)

    def points(self, sign: str, target: ArrayLike, actual: ArrayLike, weight: ArrayLike) -> Floats:
        """The points of each weight, to the cent, between 0 and the weight."""
        goal, value = np.asarray(target, dtype=np.float64), np.asarray(actual, dtype=np.float64)
        met = self.met(sign, goal, value)
        value = np.abs(value) if sign == "±" else np.maximum(value, 0.0)
        # A target next to nothing makes these infinite; the bounds cut them to size.
        with np.errstate(over="ignore"):
            part = np.clip(self.part(sign, goal, value), 0.0, 1.0)
        return earned(met, part, np.asarray(weight, dtype=np.float64))

    def points_excel(self, sign: str, target: str, actual: str, weight: str) -> str:
        """`points` over three cells."""
        value = f"ABS({actual})" if sign == "±" else f"MAX({actual},0)"
        part = f"MAX(0,MIN(1,{self.part_excel(sign, target, value)}))"
        return earned_excel(self.met_excel(sign, target, actual), part, weight)

    def said(self, sign: str, target: float, actual: float) -> str:
        """How an auditor would call what the rule came to for one actual.

        >>> QUANTITY["platform"].said("≥", 10, 8), QUANTITY["platform"].said("≤", 10, 15)
        ('按比例（实际值÷指标值）', '平台规则')
        """
        if meets(sign, target, actual):
            return "达标得满分"
        ratio = sign in _RISING and target > 0 and actual < target
        return "按比例（实际值÷指标值）" if ratio else self.label


class Platform(QuantityRule):
    """The rule table of the provincial budget performance platforms (预算绩效管理平台).

    ≥: actual over target. ≤: the excess is taken off in proportion, nothing is left at twice the
    target. Above an "=" target it scores as for ≥, in full though not met; with an "=" target of 0
    nothing above 0 earns, all else is full.
    """

    name = "platform"
    label = "平台规则"
    text = (
        "定量指标按预算绩效管理平台规则：达到指标值得满分；要求“≥”的按实际值与指标值之比得分；"
        "要求“≤”的，超出部分按比例扣分，达到指标值两倍及以上不得分；要求“=”而超过的，不达标但得满分"
    )

    def met(self, sign: str, target: ArrayLike, actual: ArrayLike) -> NDArray[np.bool_]:
        """Also with an "=" target of 0 and nothing above it."""
        met = meets(sign, target, actual)
        if sign == "=":
            met = met | ((np.asarray(target) == 0) & (np.asarray(actual) <= 0))
        return met

    def met_excel(self, sign: str, target: str, actual: str) -> str:
        """`met` over two cells."""
        met = meets_excel(sign, target, actual)
        return f"OR({met},AND({target}=0,{actual}<=0))" if sign == "=" else met

    def part(self, sign: str, target: Floats, value: Floats) -> Floats:
        """Actual over target for ≥; for ≤ the excess taken off in proportion."""
        positive, base = _base(target)
        rising = value / base
        return np.where(positive, rising if sign in _RISING else 1.0 - (value - target) / base, 0.0)

    def part_excel(self, sign: str, target: str, value: str) -> str:
        """`part` over cells."""
        falling = f"1-({value}-{target})/{target}"
        part = f"{value}/{target}" if sign in _RISING else falling
        return choice([(f"{target}>0", part)], "0")


class Proportional(QuantityRule):
    """The rule in the footnotes of self-evaluation forms (项目支出绩效自评表): a plain ratio.

    ≥: actual over target, ≤: target over actual.
    """

    name = "proportional"
    label = "比例法"
    text = (
        "定量指标按比例法：达到指标值得满分；要求“≥”的按实际值与指标值之比得分，"
        "要求“≤”的按指标值与实际值之比得分"
    )

    def part(self, sign: str, target: Floats, value: Floats) -> Floats:
        """Actual over target for ≥, target over actual for ≤."""
        positive, base = _base(target)
        if sign in _RISING:
            return np.where(positive, value / base, 0.0)
        return np.where(positive & (value > 0), 1.0 / np.maximum(value / base, 1.0), 0.0)

    def part_excel(self, sign: str, target: str, value: str) -> str:
        """`part` over cells."""
        if sign in _RISING:
            return choice([(f"{target}>0", f"{value}/{target}")], "0")
        return choice([(f"AND({target}>0,{value}>0)", f"1/MAX({value}/{target},1)")], "0")

    def said(self, sign: str, target: float, actual: float) -> str:
        """A missed ≤ target is scored by the ratio turned over."""
        missed = sign not in _RISING and not meets(sign, target, actual)
        return "按比例（指标值÷实际值）" if missed else super().said(sign, target, actual)


class AllOrNothing(QuantityRule):
    """What knows no part: a date is kept or not. No document states a part for delays."""

    name = "all_or_nothing"
    label = "按期得满分，否则不得分"
    text = "达到指标值得满分，否则不得分"

    def part(self, sign: str, target: Floats, value: Floats) -> Floats:
        """Nothing."""
        return np.zeros(np.broadcast(target, value).shape)

    def part_excel(self, sign: str, target: str, value: str) -> str:
        """Nothing."""
        return "0"

    def points_excel(self, sign: str, target: str, actual: str, weight: str) -> str:
        """The weight where the target is met, else 0."""
        return choice([(self.met_excel(sign, target, actual), weight)], "0")


@dataclass(frozen=True, slots=True)
class JudgementRule:
    """A rule for what is judged by criteria: bands of the weight, the place within by share met.

    `knots` are the shares of criteria met at which a band begins, and the share of the weight that
    is earned there; between them it follows the straight line.
    """

    name: str
    label: str
    text: str
    knots: tuple[tuple[float, float], ...]

    def points(self, share: ArrayLike, weight: ArrayLike) -> Floats:
        """The points of each weight for a share of criteria met, to the cent.

        >>> JUDGEMENT["bands-60"].points([1.0, 0.5, 0.25], 10).tolist()
        [10.0, 6.0, 3.0]
        """
        at, part = zip(*self.knots, strict=True)
        met = np.asarray(share, dtype=np.float64)
        full = np.asarray(weight, dtype=np.float64)
        return earned(met >= at[-1], np.interp(met, at, part), full)

    def points_excel(self, share: str, weight: str) -> str:
        """`points` over two cells."""
        first, last = self.knots[0], self.knots[-1]
        cases = [(f"{share}<={number(first[0])}", number(first[1]))]
        for (start, low), (end, high) in pairwise(self.knots):
            slope = number((high - low) / (end - start))
            line = f"({share}-{number(start)})*{slope}+{number(low)}"
            cases.append((f"{share}<{number(end)}", line))
        part = choice(cases, number(last[1]))
        return earned_excel(f"{share}>={number(last[0])}", part, weight)


BY_DATE = AllOrNothing()
"""What a date earns, whatever the pack lays down for quantities."""

QUANTITY: dict[str, QuantityRule] = {rule.name: rule for rule in (Platform(), Proportional())}
"""The rules for quantities that a pack may name, in the order to believe of a printed score."""

JUDGEMENT: dict[str, JudgementRule] = {
    rule.name: rule
    for rule in (
        # 达成预期 100–80 %, 部分达成 80–60 %, 未达成 60–0 %: 财预〔2020〕10号, and the platform.
        JudgementRule(
            "bands-60",
            "80%、60%分档",
            "定性指标分达成、部分达成、未达成三档：达成标准的比例80%以上按比例得分；"
            "50%—80%对应60%—80%；50%以下对应0—60%（档内按比例）",
            ((0.0, 0.0), (0.5, 0.6), (0.8, 0.8), (1.0, 1.0)),
        ),
        # Forms from before 2020: 80–50 and 50–0.
        JudgementRule(
            "bands-50",
            "80%、50%分档",
            "定性指标分达成、部分达成、未达成三档，界限为达成标准的80%和50%：各档都按达成标准的比例得分",
            ((0.0, 0.0), (0.5, 0.5), (0.8, 0.8), (1.0, 1.0)),
        ),
    )
}
"""The rules for judgements that a pack may name."""


def known_rule(name: str, rules: Mapping[str, object]) -> str:
    """The name, where there is such a rule; else ValueError with the names to choose from."""
    if name not in rules:
        raise ValueError(f"没有评分规则“{name}”；可用：{'、'.join(rules)}")
    return name


def earned(met: NDArray[np.bool_], part: Floats, full: Floats) -> Floats:
    """The full weight where the target is met, else the part of it, to the cent."""
    # Rounding must not lift a part above the weight: of 1.6667 it is 1.6667, not 1.67.
    return np.where(met, full, np.minimum(cents(part * full), full))


def earned_excel(met: str, part: str, weight: str) -> str:
    """`earned` over cells."""
    return choice([(met, weight)], f"MIN({weight},{cents_excel(f'{part}*{weight}')})")


def cents(points: Floats) -> Floats:
    """Rounded to two places, a half upwards as a spreadsheet and a person do."""
    # In place: a panel rounds millions.
    rounded = np.asarray(points * 100)
    rounded += 0.5
    rounded += NOISE
    np.floor(rounded, out=rounded)
    rounded /= 100
    return rounded


def cents_excel(points: str) -> str:
    """`cents` over a cell."""
    return f"INT({points}*100+0.5+{number(NOISE)})/100"


def _base(target: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Which targets can be divided by, and those targets, 1 for the others."""
    positive = target > 0
    return positive, np.where(positive, target, 1.0)
