"""How far the rate of a survey is certain, given how many answered."""

from __future__ import annotations

import math
from statistics import NormalDist

_SURE = 0.95
_Z = NormalDist().inv_cdf((1 + _SURE) / 2)


def wilson(satisfied: int, valid: int) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson (1927), without correction for continuity.

    `satisfied` of `valid` answers, both counts; gives fractions. Where none or all are satisfied
    that end is exactly 0 or 1. Raises ValueError where no answer is valid or more than all are
    satisfied.

    >>> low, high = wilson(23, 24)
    >>> f"{low:.4f} {high:.4f}"
    '0.7976 0.9926'
    """
    if not 0 <= satisfied <= valid or valid == 0:
        raise ValueError(f"{satisfied} of {valid} is no share")
    square = _Z * _Z
    spread = _Z * math.sqrt(square + 4 * satisfied * (valid - satisfied) / valid)
    middle, whole = 2 * satisfied + square, 2 * (valid + square)
    low = 0.0 if satisfied == 0 else (middle - spread) / whole
    high = 1.0 if satisfied == valid else (middle + spread) / whole
    return low, high
