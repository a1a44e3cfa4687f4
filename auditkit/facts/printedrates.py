"""Whether a percentage that a document prints is what its own figures come to."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from auditkit.errors import AuditError
from auditkit.facts.facts import printed_decimals
from auditkit.formula import Formula, read_name
from auditkit.formula.tolerance import SUMS

Verdict = Literal["对", "舍入内可能", "截尾", "错"]

_PRINTED = re.compile(r"(?P<sign>[-+−－＋]?)(?P<digits>[0-9][0-9,，]*(?:\.[0-9]+)?)\s*[%％]?")
_RISE = re.compile(r"增加|增长|上升|提高|增幅")
_FALL = re.compile(r"减少|下降|降低|减幅|降幅")
_SAME = re.compile(r"持平|无变化|没有变化")


@dataclass(frozen=True, slots=True)
class PrintedRate:
    """A percentage as printed, and whether its figures come to it.

    Rates are in percent; a fall is negative. `low` and `high` bound what the printed figures
    allow, infinite where a base may be zero; `computed` is NaN without a value.
    """

    verdict: Verdict
    printed: float
    computed: float
    low: float
    high: float
    remark: str = ""


def judge_rate(printed: str, formula: Formula, figures: Mapping[str, str | int]) -> PrintedRate:
    """The printed rate against the formula over `figures`, by printed name (上年度X, 本年度X).

    An amount is text as printed, known to two places at least as writers drop zeros; a count is an
    int and exact. A rate on a base printed as 0 is wrong.
    Raises AuditError where no percentage is printed or a figure is not given.

    Rates in percent. Published accounts must be exact (预算法第七十五条).

    >>> from auditkit.formula import parse_formula
    >>> rate = parse_formula("（本年度X-上年度X）/上年度X×100%")
    >>> judge_rate("减少57.14%", rate, {"上年度X": "60.13", "本年度X": "25.77"}).verdict
    '对'
    """
    value, places, remark = _read(printed)
    given = {read_name(name, None): figure for name, figure in figures.items()}
    if lacking := [name for name, shift in formula.facts if (name, shift) not in given]:
        raise AuditError(f"印出的百分比“{printed}”：没有给出{'、'.join(lacking)}。")

    def figure(name: str, shift: int) -> float:
        return float(str(given[name, shift]).replace(",", ""))

    def half_step(name: str, shift: int) -> float:
        text = given[name, shift]
        if isinstance(text, int):
            return 0.0
        decimals = len(text.partition(".")[2])
        least = printed_decimals(figure(name, shift), "万元") or 0
        return 0.5 * 10.0 ** -max(decimals, least)

    computed = 100 * float(formula.evaluate(figure).value)
    low, high = (100 * end for end in formula.interval(figure, half_step))
    if places is None:
        places, value = 2, 0.0
    judged = verdict(value, places, computed, low, high)
    if math.isnan(computed) and value:
        # A base printed as 0.00 is below half a cent: no rate that anybody prints comes of it.
        judged, remark = "错", "基数为0，比率无从计算"
    elif judged == "截尾":
        remark = f"四舍五入应为{rounded(computed, places):.{places}f}%，印出的是截去尾数的结果"
    elif judged == "错" and value and verdict(-value, places, computed, low, high) != "错":
        remark = "增减方向印反"
    return PrintedRate(judged, value, computed, low, high, remark)


def verdict(printed: float, places: int, computed: float, low: float, high: float) -> Verdict:
    """How a number printed to `places` stands to what was computed, and may be between two bounds.

    对 is the computed value rounded; 舍入内可能 is out of that, but within what the rounding of the
    figures allows; 截尾 is the computed value cut off instead of rounded.

    >>> verdict(95.45, 2, 95.4571, 95.4570, 95.4572), verdict(95.46, 2, 95.4571, 95.457, 95.4572)
    ('截尾', '对')
    """
    if math.copysign(1.0, printed or computed) < 0:
        # A half is rounded away from zero on both sides of it.
        printed, computed, low, high = -printed, -computed, -high, -low
    half = 0.5 * 10.0**-places
    lowest, beyond = printed - half - SUMS, printed + half - SUMS
    if lowest <= computed < beyond:
        return "对"
    if high >= lowest and low < beyond:
        return "舍入内可能"
    if math.isfinite(computed):
        scale = 10.0**places
        if abs(printed - math.floor(computed * scale + SUMS) / scale) <= SUMS:
            return "截尾"
    return "错"


def quotient_bounds(upper: float, du: float, lower: float, dl: float) -> tuple[float, float]:
    """The lowest and highest percentage that a quotient of two rounded figures may have.

    `du` and `dl` are the half steps of the figures; a divisor that may be 0 bounds nothing.
    """
    if abs(lower) <= dl:
        return -math.inf, math.inf
    ends = [100 * u / v for u in (upper - du, upper + du) for v in (lower - dl, lower + dl)]
    return min(ends), max(ends)


def rounded(value: float, places: int) -> float:
    """The value to so many places, a half away from zero."""
    scale = 10.0**places
    return math.copysign(math.floor(abs(value) * scale + 0.5 + SUMS) / scale, value)


def _read(text: str) -> tuple[float, int | None, str]:
    """The printed rate in percent with its direction, its places (None for 持平), a remark."""
    found = _PRINTED.search(text)
    if found is None:
        if _SAME.search(text):
            return 0.0, None, ""
        raise AuditError(f"“{text}”里没有百分比。")
    digits = re.sub("[,，]", "", found["digits"])
    value, places = float(digits), len(digits.partition(".")[2])
    signed = found["sign"] in ("-", "−", "－")
    falls, rises = bool(_FALL.search(text)), bool(_RISE.search(text))
    remark = "既写减少又带负号，按减少理解" if falls and signed and not rises else ""
    return (-value if signed or (falls and not rises) else value), places, remark
