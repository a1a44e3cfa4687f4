"""Whether rounding or a sample leaves a verdict open (不能断定), for one value or a million.

A value that is printed exactly at the target is taken as printed: equal figures are as equal as
print can show.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from auditkit.formula import Formula
from auditkit.formula.comparison import meets
from auditkit.formula.tolerance import EQUAL

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Figures = Mapping[tuple[str, int], Floats]

_MARGIN = 2.0
"""How many times the reach of first order is looked at exactly: rounding is small."""


def could_turn(
    sign: str, target: ArrayLike, value: ArrayLike, low: ArrayLike, high: ArrayLike
) -> Mask:
    """Whether a value between the ends that the figures' rounding allows would turn the verdict."""
    goal, came, low, high = (np.asarray(a, np.float64) for a in (target, value, low, high))
    size = np.abs(came) if sign == "±" else came
    met = meets(sign, goal, came)
    exact = np.abs(size - goal) <= EQUAL * np.maximum(np.maximum(np.abs(size), np.abs(goal)), 1.0)
    if sign == "=":
        return np.asarray(~exact & ~met & (low <= goal) & (goal <= high))
    at_low, at_high = meets(sign, goal, low), meets(sign, goal, high)
    turned = (at_low != met) | (at_high != met)
    if sign == "±":
        # Somewhere between the ends lies 0, which is met.
        turned |= (low <= 0) & (high >= 0) & ~met
    return np.asarray(~exact & turned)


def across(sign: str, target: ArrayLike, low: ArrayLike, high: ArrayLike) -> Mask:
    """Whether the ends of a sample's interval lie on both sides of the target."""
    return np.asarray(meets(sign, target, low) != meets(sign, target, high))


def rounding_ends(
    formula: Formula, figures: Figures, steps: Figures, value: Floats, target: Floats
) -> tuple[Floats, Floats]:
    """The least and largest values that figures within ± their half step allow, row by row.

    Exact where the target may lie between, else the value itself at both ends: there nothing turns.
    """
    low, high = value.copy(), value.copy()
    if not any(step.any() for step in steps.values()):
        return low, high
    reach = np.zeros_like(value)
    for key, step in steps.items():
        for side in (-1.0, 1.0):
            moved = {**figures, key: figures[key] + side * step}
            came = formula.evaluate(lambda *at, of=moved: of[at]).value
            apart = np.abs(came - value)
            reach += np.where(np.isnan(apart), np.inf, apart) / 2
    size = np.minimum(np.abs(value - target), np.abs(value + target))
    near = np.flatnonzero(~np.isnan(value) & (reach > 0) & (size <= _MARGIN * reach))
    for row in near.tolist():
        ends = formula.interval(
            lambda *at, row=row: float(figures[at][row]), lambda *at, row=row: float(steps[at][row])
        )
        low[row], high[row] = ends
    return low, high
