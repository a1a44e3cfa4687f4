"""Whether actual values meet their targets."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from auditkit.formula.tolerance import EQUAL


def meets(sign: str, target: ArrayLike, actual: ArrayLike) -> NDArray[np.bool_]:
    """Whether each actual meets its target under one sign; False where either is NaN.

    Sign ± bounds the deviation: |actual| ≤ target.

    The signs as 指标值 prints them; equal to 1e-12 of the target (`formula.tolerance`).

    Raises ValueError for any other sign.

    >>> meets("≥", [0.95, 0.95], [0.95, 0.9499]).tolist()
    [True, False]
    """
    goal = np.asarray(target, dtype=np.float64)
    value = np.asarray(actual, dtype=np.float64)
    if sign == "±":
        value = np.abs(value)
    with np.errstate(invalid="ignore"):
        equal = np.abs(value - goal) <= EQUAL * np.abs(goal)
        match sign:
            case "≥":
                return equal | (value > goal)
            case ">":
                return ~equal & (value > goal)
            case "≤" | "±":
                return equal | (value < goal)
            case "<":
                return ~equal & (value < goal)
            case "=":
                return equal
    raise ValueError(sign)
