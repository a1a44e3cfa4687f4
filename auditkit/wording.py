"""Figures as an auditor reads them."""

from __future__ import annotations

import datetime as dt
import math
import re


def show_value(value: float, unit: str, with_unit: bool = True, places: int = 2) -> str:
    """A figure with its unit: a rate in percent to `places`, money to the cent, counts whole.

    >>> show_value(0.9321, "%"), show_value(196247.82, "万元"), show_value(12.0, "人")
    ('93.21%', '196,247.82万元', '12人')
    >>> show_value(0.9321, "%", with_unit=False)
    '93.21%'
    """
    if math.isnan(value):
        return ""
    if unit == "日期":
        day = int(value)
        known = dt.date.min.toordinal() <= day <= dt.date.max.toordinal()
        return dt.date.fromordinal(day).isoformat() if known else plain(value)
    if unit == "%":
        # No minus before a zero: −0.00 % reads as a fall that is none.
        value = 0.0 if round(value * 100, places) == 0 else value
        return f"{value * 100:,.{places}f}%"
    shown = plain(value, 2 if unit.endswith("元") else 0)
    return f"{shown}{unit}" if with_unit else shown


def plain(value: float, least: int = 0) -> str:
    """A number with thousands separators, all its digits up to six places, at least `least`.

    >>> plain(1234.5, 2), plain(3.0), plain(0.123456789)
    ('1,234.50', '3', '0.123457')
    """
    value = 0.0 if round(value, 6) == 0 else value
    whole, _, fraction = f"{value:,.6f}".partition(".")
    fraction = fraction.rstrip("0").ljust(least, "0")
    return f"{whole}.{fraction}" if fraction else whole


def points_apart(actual: float, target: float, unit: str) -> str:
    """How far an actual value is from its target, in the unit's own terms.

    Rates and points to two places, or to the first digit that is no zero: a miss is never 0.00.

    >>> points_apart(3.333333, 10, "分"), points_apart(0.99998236, 1, "%")
    ('6.67分', '0.002个百分点')
    """
    gap = abs(actual - target)
    if unit == "日期":
        return f"{int(gap)}天"
    if unit in ("%", "分"):
        gap, said = (gap * 100, "个百分点") if unit == "%" else (gap, unit)
        places = next((n for n in range(2, 6) if not gap or round(gap * 10**n, 6) >= 1), 6)
        return f"{gap:.{places}f}{said}"
    return f"{plain(gap, 2 if unit.endswith('元') else 0)}{unit}"


INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f]"
)
"""Soft hyphens, joiners, fillers, marks of order, of direction and of a variant. Controls are not
among them: they are shown as signs. A blank of any width is a blank."""

# Isolates, embeddings, overrides and marks of direction.
_TURNS = dict.fromkeys((0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "□")


def in_order(text: str) -> str:
    """The text with □ for what would show the letters and figures after it in another order.

    >>> in_order("某\\u202e局")
    '某□局'
    """
    return text if text.isprintable() else text.translate(_TURNS)


def dated(name: str, year: int) -> str:
    """A fact's name with its year, as one says it.

    >>> dated("预算数", 2020), dated("年度预算安排项目资金总额", 2020)
    ('2020年预算数', '2020年度预算安排项目资金总额')
    """
    return f"{year}{name}" if name.startswith("年度") else f"{year}年{name}"


def short_value(value: float, unit: str) -> str:
    """A target's figure with no more digits than it has: 95%, 10%, 16.3万亩."""
    if unit == "日期":
        return show_value(value, unit)
    return f"{plain(value * 100)}%" if unit == "%" else f"{plain(value)}{unit}"
