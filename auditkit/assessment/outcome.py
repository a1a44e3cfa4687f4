"""What a formula comes to for given figures, for one department or a million: value, or why none.

The order of the reasons is the order in which an auditor asks: is a figure missing, can one divide
by the base, can the counts be true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from auditkit.assessment.yardstick import Goal
from auditkit.formula import Formula
from auditkit.rules.rulepack import IndicatorRule, RulePack

Figures = Mapping[tuple[str, int], ArrayLike]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Arrays of one shape. At most one of the masks holds for a row; `value` is NaN where one does.

    `stated` marks values that the pack's convention for a zero base gives.
    """

    value: NDArray[np.float64]
    missing: Mask
    zero_base: Mask
    negative_base: Mask
    impossible: Mask
    stated: Mask


def outcome(
    formula: Formula, rule: IndicatorRule, figures: Figures, pack: RulePack, goal: Goal
) -> Outcome:
    """The outcome of an expanded formula over `figures` by (name, shift), NaN where missing.

    `goal` decides no more than whether a pack's convention for a base of 0 applies.

    Values in the unit of the formula, rates as fractions. A change from 0 is the pack's
    `zero_base`: no document settles it.
    """
    values = formula.evaluate(lambda name, shift: np.asarray(figures[name, shift], np.float64))
    value, zero, stated = values.value, values.zero_base, np.zeros_like(values.missing)
    convention = _from_zero(figures, pack, goal) if zero.any() else None
    if convention is not None:
        value, stated = np.where(zero, convention, value), zero
        zero = np.zeros_like(zero)
    negative = values.negative_base & ~stated
    impossible = np.zeros_like(zero)
    if rule.gathering.parts:
        part, whole = (np.asarray(figures[key]) for key in formula.facts)
        with np.errstate(invalid="ignore"):
            possible = (part >= 0) & (part <= whole)
        impossible = ~(values.missing | zero | negative | possible)
    none = negative | impossible
    if none.any():
        value = np.where(none, np.nan, value)
    return Outcome(value, values.missing, zero, negative, impossible, stated)


def _from_zero(figures: Figures, pack: RulePack, goal: Goal) -> NDArray[np.float64] | None:
    """What the pack's convention gives for a change from zero; None where it is no change rate."""
    names = {shift: {name for name, at in figures if at == shift} for shift in (0, -1)}
    if not from_zero_applies(pack, goal) or not names[-1] or names[0] != names[-1]:
        return None
    rose = np.zeros(np.broadcast(*map(np.asarray, figures.values())).shape, np.bool_)
    for name in names[-1]:
        rose |= (np.asarray(figures[name, 0]) > 0) & (np.asarray(figures[name, -1]) == 0)
    return np.where(rose & (pack.zero_base != "as-0"), 1.0, 0.0)


def from_zero_applies(pack: RulePack, goal: Goal) -> bool:
    """Whether the pack says what a change from a base of 0 is, held to this target.

    `by-difference` speaks of ≤0 % alone: whether there is more than nothing decides that.

    A convention of the pack (`zero_base`); no document settles it.
    """
    if pack.zero_base == "by-difference":
        return goal.sign == "≤" and goal.value == 0
    return pack.zero_base != "not-comparable"
