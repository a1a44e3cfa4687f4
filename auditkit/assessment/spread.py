"""What an undecided indicator (不能断定) may earn: its least and most points, and at which values.

Both outcomes are possible, so both widen the interval of the score.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Earning = Callable[[Floats], Floats]
"""The points of values in the unit of the indicator, by the scoring rule in force."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The least and the most points of 100, and the values that earn them.

    The values are NaN where the figures leave the value open altogether: then all that the weight
    allows is possible.
    """

    least: float
    most: float
    least_at: float = math.nan
    most_at: float = math.nan


def possible(
    earning: Earning, value: ArrayLike, low: ArrayLike, high: ArrayLike, target: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """Least points, most points, and the values that earn them, of many open values at once.

    Held at the ends of the range, at the value itself and at the target where it lies within: no
    scoring rule has its extremes elsewhere. Arrays of one shape, ends finite.
    """
    value, low, high = (np.asarray(one, np.float64) for one in (value, low, high))
    target = np.broadcast_to(np.asarray(target, np.float64), value.shape)
    within = [np.where((low <= at) & (at <= high), at, value) for at in (target, -target, 0.0)]
    tried = np.stack([value, low, high, *within])
    points = np.stack([earning(row) for row in tried])
    least, most = points.argmin(axis=0)[None], points.argmax(axis=0)[None]

    def taken(of: Floats, at: NDArray[np.intp]) -> Floats:
        return np.asarray(np.take_along_axis(of, at, axis=0)[0])

    return taken(points, least), taken(points, most), taken(tried, least), taken(tried, most)
