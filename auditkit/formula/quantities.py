"""Quantities with their units: 6万人 are 60000人, 26万元 are 260000元, and a ㎡ is a 平方米."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from auditkit.formula.tolerance import EQUAL

_TIMES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
# Of each measure the units by their size in powers of ten of the first.
_SIZES: tuple[dict[str, float], ...] = (
    {"米": 0, "m": 0, "公里": 3, "千米": 3, "km": 3, "厘米": -2, "cm": -2},
    {"平方米": 0, "㎡": 0, "m2": 0, "m²": 0, "平米": 0, "平方": 0, "公顷": 4, "平方公里": 6,
     "平方千米": 6, "km2": 6, "km²": 6},
    {"立方米": 0, "m3": 0, "m³": 0, "立方": 0, "方": 0},
    {"千克": 0, "公斤": 0, "kg": 0, "吨": 3, "t": 3, "克": -3, "g": -3},
    {"度": 0, "千瓦时": 0, "kwh": 0},
    {"元": 0},
    {"人": 0, "名": 0, "位": 0},
    {"%": 0, "％": 0},
)  # fmt: skip
_MEASURE = {unit: (i, size) for i, sizes in enumerate(_SIZES) for unit, size in sizes.items()}
# 千米, 千克 and 千瓦时 are units of their own, no thousands of another.
_MULTIPLE = re.compile(r"(?!千(?:米|克|瓦))([十百千万亿])")


def in_first_unit(value: float, unit: str) -> tuple[float, str]:
    """A value in the first unit of its measure, and what the measure is called.

    >>> in_first_unit(6, "万人"), in_first_unit(1.5, "公里")
    ((60000.0, '人'), (1500.0, '米'))
    """
    power, rest = 0.0, unit.strip()
    while match := _MULTIPLE.match(rest):
        power += _TIMES[match[1]]
        rest = rest[1:]
    measure = _MEASURE.get(rest.lower())
    if measure is not None:
        index, size = measure
        power, rest = power + size, next(iter(_SIZES[index]))
    return shifted(value, int(power)), rest


def shifted(value: float, places: int) -> float:
    """The number with its decimal point moved, exactly: 0.07 is 7 %, not 7.000000000000001.

    >>> shifted(0.07, 2), shifted(1e-05, -2), shifted(1e22, 2)
    (7.0, 1e-07, 1e+24)
    """
    return float(Decimal(repr(float(value))).scaleb(places))


def same_quantity(value: float, unit: str, other: float, other_unit: str) -> bool:
    """Whether two values with their units say the same amount; units are compared as measures."""
    (a, measure), (b, other_measure) = in_first_unit(value, unit), in_first_unit(other, other_unit)
    return measure == other_measure and math.isclose(a, b, rel_tol=EQUAL)
