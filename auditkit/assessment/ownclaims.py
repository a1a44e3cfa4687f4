"""What a department claims to have reached: the 完成值 of its self-evaluation, as figures.

They stand in where nobody has gathered a figure: a self-evaluation prints everything that a first
assessment needs. Each is marked as the department's own, not verified by anybody.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from auditkit.facts.facts import Fact, printed_decimals
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.formula.quantities import in_first_unit
from auditkit.formula.target import Target
from auditkit.rules.gathering import DIRECT, JUDGED
from auditkit.rules.rulepack import IndicatorRule

CLAIMED = "部门自评的完成值，未经核实"
_REACHED = frozenset({"达成预期指标", "达成预期", "达成", "已达成", "完成", "已完成", "全部完成"})


def claims(
    indicator: DeclaredIndicator, declaration: Declaration, rule: IndicatorRule
) -> tuple[IndicatorRule, tuple[Fact, ...]] | None:
    """The rule and the figures that the department's own 完成值 comes to; None where it says none.

    A quantity or a date is taken as it is filled in, in the unit of the target where both measure
    the same. Words count as reached only where they repeat the target or say so. Rates are
    fractions with unit %, a date is the ordinal of its day.
    """
    actual = indicator.actual
    if declaration.kind != "自评表" or actual is None or actual.kind == "none":
        return None
    if actual.kind == "quality":
        if indicator.in_force.kind != "quality" or not _repeats(actual, indicator.in_force):
            return None
        judged = rule if rule.gathering is JUDGED else _gathered(rule, JUDGED.sheet)
        figures = [(name, 1.0, "") for name in JUDGED.needs]
        return judged, tuple(_facts(indicator, declaration, figures))
    value, unit = _value(actual, indicator.in_force, declaration.year)
    if value is None:
        return None
    figures = [(name, value, unit) for name in DIRECT.needs]
    return _gathered(rule, DIRECT.sheet), tuple(_facts(indicator, declaration, figures))


def _gathered(rule: IndicatorRule, sheet: str) -> IndicatorRule:
    return rule.model_copy(update={"gathered": sheet, "formula": None})


def _facts(
    indicator: DeclaredIndicator, declaration: Declaration, figures: list[tuple[str, float, str]]
) -> Iterator[Fact]:
    source = indicator.actual_source or indicator.source
    for name, value, unit in figures:
        places = printed_decimals(value, unit) if unit not in ("", "日期") else None
        yield Fact(
            name, declaration.year, value, unit, source, places, indicator.name, remark=CLAIMED
        )


def _value(actual: Target, target: Target, year: int) -> tuple[float | None, str]:
    """The claimed value and its unit, that of the target where both are of one measure."""
    if actual.kind == "date":
        day = actual.deadline.replace("--", f"{year}-", 1)
        try:
            return float(dt.date.fromisoformat(day).toordinal()), "日期"
        except ValueError:
            return None, ""
    if actual.value is None:
        return None, ""
    if not target.unit or not actual.unit or actual.unit == target.unit:
        return actual.value, actual.unit or target.unit
    (value, measure), (one, other) = (
        in_first_unit(actual.value, actual.unit),
        in_first_unit(1.0, target.unit),
    )
    return (value / one, target.unit) if measure == other else (actual.value, actual.unit)


def _repeats(actual: Target, target: Target) -> bool:
    said, asked = (re.sub(r"[\s。；，、;,.]", "", t.text) for t in (actual, target))
    return said in (asked, f"已{asked}") or said in _REACHED
