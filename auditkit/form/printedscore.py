"""By which rule and which rounding a printed score comes from its figures.

Published forms state no rule and round as they like. Each rule here has a name; the one that
reproduces a printed score is told, and a score is wrong only if none does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from auditkit.comparison import meets
from auditkit.target import Sign, Target

_MONEY = {"元": -4, "千元": -1, "万元": 0, "百万元": 2, "亿元": 4}
# Those that can lead to a figure without decimals, and to one with them.
_TO_WHOLE = (("四舍五入到整数", "1", ROUND_HALF_UP), ("只取整数", "1", ROUND_FLOOR))
_TO_DECIMALS = (
    ("四舍五入到两位小数", "0.01", ROUND_HALF_UP),
    ("四舍五入到一位小数", "0.1", ROUND_HALF_UP),
)
_NOISE = Decimal("1e-9")
IGNORES_TARGET = "实际值×分值"


def rounding_of(printed: float, exact: float) -> str | None:
    """How `exact` was rounded to be printed so: blank as it is, None where no rounding does it.

    >>> rounding_of(7.6, 7.6), rounding_of(9, 8.97), rounding_of(13, 14.86)
    ('', '四舍五入到整数', None)
    """
    shown, value = Decimal(repr(printed)), Decimal(repr(exact))
    if abs(shown - value) <= _NOISE:
        return ""
    for name, step, mode in _TO_WHOLE if shown == int(shown) else _TO_DECIMALS:
        if abs(shown - (value + _NOISE).quantize(Decimal(step), mode)) <= _NOISE:
            return name
    return None


def comparable(target: Target, actual: Target) -> Target | None:
    """The actual value in the unit of the target, None where the two cannot be compared."""
    if target.value is None or actual.value is None:
        return None
    if target.unit == actual.unit or not actual.unit or not target.unit:
        return actual
    if target.unit in _MONEY and actual.unit in _MONEY:
        exponent = _MONEY[actual.unit] - _MONEY[target.unit]
        return replace(actual, value=float(f"{actual.value!r}e{exponent}"), unit=target.unit)
    return None


def exact_scores(
    sign: Sign, target: float, actual: float, weight: float, rate: bool
) -> Iterator[tuple[str, float]]:
    """The score by every named rule, the usual ones first, each between 0 and the weight."""
    if meets(sign, target, actual):
        yield "达标得满分", weight
    elif sign in ("≤", "<"):
        over = (actual - target) / target if target > 0 else 1.0
        yield "平台规则", max(1.0 - over, 0.0) * weight if over < 1 else 0.0
        if actual > 0 and target >= 0:
            yield "按比例（指标值÷实际值）", target / actual * weight
    elif target > 0:
        yield "按比例（实际值÷指标值）", min(max(actual / target, 0.0), 1.0) * weight
    else:
        yield "平台规则", 0.0
    if rate:
        yield IGNORES_TARGET, min(max(actual, 0.0), 1.0) * weight


def best_rule(
    printed: float, candidates: Iterator[tuple[str, float]]
) -> tuple[str, float | None, bool]:
    """The rule with its rounding that gives the printed score, what the first rule gives exactly,
    and whether any rule does."""
    first: float | None = None
    for name, exact in candidates:
        first = exact if first is None else first
        how = rounding_of(printed, exact)
        # Whatever is rounded to a whole number could be had from this rule too: it proves nothing.
        if how is not None and not (name == IGNORES_TARGET and "整数" in how):
            return (f"{name}，{how}" if how else name), exact, True
    return "", first, False
