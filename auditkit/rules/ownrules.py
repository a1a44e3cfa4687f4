"""Scoring rules that a pack states for one indicator: steps and bands, as data with their meaning.

A part of the weight is written as a percentage (10%) or as points of the indicator's weight (2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from auditkit.formula.comparison import meets
from auditkit.formula.excelterms import choice, meets_excel, number
from auditkit.formula.target import Target, parse_target
from auditkit.formula.tolerance import NOISE

_STRICT = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_COUNTED = {
    "whole": "不足一个的不扣",
    "started": "不足一个的按一个扣",
    "exact": "不足一个的按比例扣",
}


def _amount(value: object) -> object:
    """1% or 0.01 as the fraction that values of unit % are kept in."""
    if isinstance(value, str):
        read = parse_target(value)
        return read.value if read.kind == "quantity" and read.sign is None else value
    return value


def _portion(portion: str | float) -> str | float:
    read = parse_target(f"{portion}")
    value = read.value or 0.0
    if read.kind != "quantity" or read.sign or value < 0:
        raise ValueError(f"“{portion}”应是权重的百分数（如 10%）或分数（如 2）")
    if isinstance(portion, str) and (read.unit != "%" or value > 1):
        raise ValueError(f"“{portion}”应是不超过100%的百分数")
    return portion


Portion = Annotated[str | float, AfterValidator(_portion)]


def share(portion: str | float, full: float | None) -> float:
    """The portion as a share of the weight, whose points are `full` where it is given in points.

    A fraction. As the scoring tables print deductions: 每低1个百分点扣权重的10%, or 扣2分.

    Raises ValueError for a part in points without the points of the weight.

    >>> share("10%", None), share(2, 5)
    (0.1, 0.4)
    """
    if isinstance(portion, str):
        return parse_target(portion).value or 0.0
    if not full:
        raise ValueError("a part in points needs the points of the weight")
    return portion / full


def _wording(portion: str | float) -> str:
    return f"权重的{portion}" if isinstance(portion, str) else f"{portion:g}分"


class Steps(BaseModel):
    """Each step `per` by which a target is missed costs `minus`; `count` says what of a part."""

    model_config = _STRICT

    rule: Literal["steps"]
    per: Annotated[float, BeforeValidator(_amount), Field(gt=0)]
    minus: Portion
    count: Literal["whole", "started", "exact"]

    @property
    def portions(self) -> tuple[str | float, ...]:
        """The parts of the weight that it names."""
        return (self.minus,)

    @property
    def text(self) -> str:
        """The rule in words."""
        step = f"{self.per * 100:g}个百分点" if self.per < 1 else f"{self.per:g}"
        lost = f"每差{step}扣{_wording(self.minus)}"
        return f"达到指标值得满分，{lost}，{_COUNTED[self.count]}，扣完为止"

    def earned(
        self, sign: str, target: ArrayLike, actual: ArrayLike, full: float | None
    ) -> NDArray[np.float64]:
        """The share of the weight that each actual earns, 0 to 1."""
        goal, value = np.asarray(target, dtype=np.float64), np.asarray(actual, dtype=np.float64)
        match sign:
            case "≥" | ">":
                short = goal - value
            case "=":
                short = np.abs(value - goal)
            case "±":
                short = np.abs(value) - goal
            case _:
                short = value - goal
        steps = np.maximum(short, 0.0) / self.per
        if self.count == "whole":
            steps = np.floor(steps + NOISE)
        elif self.count == "started":
            steps = np.ceil(steps - NOISE)
        left = np.clip(1.0 - steps * share(self.minus, full), 0.0, 1.0)
        return np.where(meets(sign, goal, value), 1.0, left)

    def to_excel(self, sign: str, target: str, actual: str, full: float | None) -> str:
        """`earned` over two cells that hold numbers."""
        match sign:
            case "≥" | ">":
                short = f"{target}-{actual}"
            case "=":
                short = f"ABS({actual}-{target})"
            case "±":
                short = f"ABS({actual})-{target}"
            case _:
                short = f"{actual}-{target}"
        steps = f"MAX({short},0)/{number(self.per)}"
        if self.count == "whole":
            steps = f"INT({steps}+{number(NOISE)})"
        elif self.count == "started":
            steps = f"-INT(-({steps}-{number(NOISE)}))"
        lost = f"({steps})*{number(share(self.minus, full))}"
        return choice([(meets_excel(sign, target, actual), "1")], f"MAX(0,MIN(1,1-{lost}))")


def _bands(bands: Mapping[str, str | float]) -> Mapping[str, str | float]:
    limits = [_limit(text) for text in bands]
    signs = {limit.sign for limit in limits}
    if not bands or len(signs) > 1 or not signs <= {"≥", ">", "≤", "<"}:
        raise ValueError("bands 应写成“≤10%: 80%”，各档同用 ≤ 或同用 ≥")
    values = [limit.value or 0.0 for limit in limits]
    parts = [share(portion, 1.0) for portion in bands.values()]
    if values != sorted(values, reverse=not signs <= {"≤", "<"}) or len(set(values)) < len(values):
        raise ValueError("bands 应从离指标值最近的一档写起")
    if len({isinstance(portion, str) for portion in bands.values()}) > 1:
        raise ValueError("bands 各档应同用百分数或同用分数")
    if parts != sorted(parts, reverse=True):
        raise ValueError("bands 离指标值越远，得分应越少")
    return bands


def _limit(text: str) -> Target:
    return parse_target(text)


class Bands(BaseModel):
    """A missed target earns what the first band that holds the actual states, beyond all none."""

    model_config = _STRICT

    rule: Literal["bands"]
    bands: Annotated[Mapping[str, Portion], AfterValidator(_bands)]

    @property
    def portions(self) -> tuple[str | float, ...]:
        """The parts of the weight that it names."""
        return tuple(self.bands.values())

    @property
    def text(self) -> str:
        """The rule in words."""
        stated = "，".join(f"{limit}得{_wording(part)}" for limit, part in self.bands.items())
        return f"达到指标值得满分，{stated}，其余不得分"

    def earned(
        self, sign: str, target: ArrayLike, actual: ArrayLike, full: float | None
    ) -> NDArray[np.float64]:
        """The share of the weight that each actual earns, 0 to 1."""
        value = np.asarray(actual, dtype=np.float64)
        limits = [(_limit(text), share(part, full)) for text, part in self.bands.items()]
        within = [meets(limit.sign or "", limit.value or 0.0, value) for limit, _ in limits]
        left = np.select(within, [np.full(value.shape, part) for _, part in limits], 0.0)
        return np.where(meets(sign, target, value), 1.0, np.clip(left, 0.0, 1.0))

    def to_excel(self, sign: str, target: str, actual: str, full: float | None) -> str:
        """`earned` over two cells that hold numbers."""
        cases = [(meets_excel(sign, target, actual), "1")]
        for text, part in self.bands.items():
            limit = _limit(text)
            within = meets_excel(limit.sign or "", number(limit.value or 0.0), actual)
            cases.append((within, number(min(max(share(part, full), 0.0), 1.0))))
        return choice(cases, "0")


OWN = {"steps": Steps, "bands": Bands}
"""The rules that an indicator may have of its own, by the word that a pack writes."""

IndicatorScoring = Annotated[Steps | Bands, Field(discriminator="rule")]
