"""The Excel formulas of one indicator: its value or why there is none, its status, the check."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass

from auditkit.assessment.computation import Computation, Status
from auditkit.assessment.outcome import from_zero_applies
from auditkit.formula.excelterms import any_of, choice, meets_excel, number, text
from auditkit.formula.tolerance import NOISE
from auditkit.rules.rulepack import RulePack

# What a cell holds of a formula, and how deep functions may stand in functions.
_LONGEST, _DEEPEST = 8192, 64
# Day 0 of a spreadsheet that counts 1900 as a leap year.
_EPOCH = dt.date(1899, 12, 30)
APPLIES, NOT_APPLICABLE = "是", "不适用"


@dataclass(frozen=True, slots=True)
class IndicatorCells:
    """The addresses of one indicator's cells."""

    applies: str
    actual: str
    goal: str
    status: str


def value_excel(
    c: Computation, pack: RulePack, cell: Callable[[str, int], str], applies: str
) -> str:
    """The value over the cells of its figures, else the reason in the order of `outcome`.

    A blank cell counts as 0 in arithmetic, so every figure is asked first whether it is a number.
    """
    figures = [cell(*key) for key in c.expanded.facts]
    lacking = "待评定" if c.rule.gathering.judged else "数据缺失"
    cases = [(f"{applies}={text(NOT_APPLICABLE)}", text(NOT_APPLICABLE))]
    if figures:
        cases.append((f"COUNT({','.join(figures)})<{len(figures)}", text(lacking)))
    zero, negative = c.expanded.excel_guards(cell)
    from_zero = _from_zero(c, pack, cell)
    cases += [(any_of(tests), from_zero) for tests in zero]
    if negative:
        cases.append((any_of(negative), text("不可比")))
    if c.rule.gathering.parts:
        part, whole = figures
        cases.append((f"OR({part}<0,{part}>{whole})", text("待评定")))
    return choice(cases, c.expanded.to_excel(cell))


def _from_zero(c: Computation, pack: RulePack, cell: Callable[[str, int], str]) -> str:
    """What the pack's convention gives for a change from zero, as `outcome` has it."""
    names = {shift: {name for name, at in c.expanded.facts if at == shift} for shift in (0, -1)}
    if not from_zero_applies(pack, c.goal) or not names[-1] or names[0] != names[-1]:
        return text("不可比")
    if pack.zero_base == "as-0":
        return "0"
    rose = [f"AND({cell(name, 0)}>0,{cell(name, -1)}=0)" for name in sorted(names[-1])]
    return choice([(any_of(rose), "1")], "0")


def status_excel(c: Computation, status: Status, cells: IndicatorCells) -> str:
    """The status as `assessment` gives it; a target cell that is blanked leaves 无目标值.

    What only the printed figures' rounding or a sample leaves open (不能断定) is so as long as the
    value is the one that the program found; a figure that is changed is held to the target.
    """
    cases = [(f"{cells.actual}={text(NOT_APPLICABLE)}", text(NOT_APPLICABLE))]
    if c.indicator.target.kind == "none" or c.goal.usual:
        return choice(cases, text("无目标值"))
    if c.goal.problem:
        return choice(cases, text("待评定"))
    met = meets_excel(c.goal.sign, cells.goal, cells.actual)
    missed = "待评定" if c.goal.either else "未达标"
    verdict = choice([(met, text("达标"))], text(missed))
    cases.append((f"COUNT({cells.goal})=0", text("无目标值")))
    if status == "不能断定":
        unmoved = f"AND(COUNT({cells.actual},{cells.goal})=2,{_near(c, cells)},{_held(c, cells)})"
        cases.append((unmoved, text(status)))
    cases.append((f"ISNUMBER({cells.actual})", verdict))
    return choice(cases, cells.actual)


def check_excel(c: Computation, status: str, cells: IndicatorCells) -> str:
    """Whether actual and status are still what the program computed from the figures as read."""
    same, moved = text("一致"), text("已变动")
    alike = f"{cells.status}={text(status)}"
    if math.isnan(c.value):
        return choice([(f"AND({alike},COUNT({cells.actual})=0)", same)], moved)
    near = _near(c, cells)
    return choice([(f"COUNT({cells.actual})=0", moved), (f"AND({alike},{near})", same)], moved)


def _near(c: Computation, cells: IndicatorCells) -> str:
    """Whether the actual is still the one that the program found."""
    return _same(cells.actual, c.value, c.goal.unit)


def _held(c: Computation, cells: IndicatorCells) -> str:
    """Whether the target is still the one that is printed."""
    return _same(cells.goal, c.goal.value, c.goal.unit)


def _same(cell: str, value: float, unit: str) -> str:
    if unit == "日期":
        value -= _EPOCH.toordinal()
    return f"ABS({cell}-{_bracketed(value)})<={number(NOISE)}*MAX(1,ABS({number(value)}))"


def _bracketed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def fits(formula: str) -> bool:
    """Whether every spreadsheet program takes a formula of this length and depth."""
    depth = deepest = 0
    for character in formula:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return len(formula) < _LONGEST and deepest <= _DEEPEST
