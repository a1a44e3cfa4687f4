"""How far the rate of a survey is certain, given how many answered of how many."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from auditkit.rules.gathering import SURVEYED

if TYPE_CHECKING:
    from auditkit.assessment.computation import Computation

_SURE = 0.95
_Z = NormalDist().inv_cdf((1 + _SURE) / 2)


@dataclass(frozen=True, slots=True)
class Sample:
    """A survey's valid answers and the 95 % interval of its rate, a fraction.

    `sent` is how many questionnaires went out, `population` how many people there are to ask, both
    None where nobody filled them in.
    """

    valid: float
    low: float
    high: float
    sent: float | None = None
    population: float | None = None

    @property
    def returned(self) -> float | None:
        """回收率: the valid answers as a share of those sent out; None where that is unknown."""
        return self.valid / self.sent if self.sent else None


def sample_of(c: Computation) -> Sample | None:
    """The sample that a survey's rate rests on; None where no survey gave the value.

    Shares are fractions. That satisfaction wants a survey is said by the form; the interval is
    a statistical standard, no law's.
    """
    if c.rule.gathering is not SURVEYED or c.status is not None:
        return None
    satisfied, valid = (c.facts[name, 0] for name, _ in c.expanded.facts)
    if satisfied is None or valid is None or not 0 <= satisfied.value <= valid.value:
        return None
    sent, population = (fact.value if fact else None for fact in (c.sent, c.population))
    # Fewer people than answers is told when the workbook is read; nothing may rest on it.
    known = population if population is not None and population >= valid.value else None
    if known == valid.value:
        # Everybody was asked: no chance in it.
        return Sample(valid.value, c.value, c.value, sent, known)
    ends = wilson(int(satisfied.value), int(valid.value), known)
    return Sample(valid.value, *ends, sent, known)


def sample_text(sample: Sample | None) -> str:
    """The sample as a reason goes on; blank where there is none."""
    if sample is None:
        return ""
    sent = f"，发放{sample.sent:.0f}份，回收率{sample.returned:.2%}" if sample.returned else ""
    whole = f"，总体{sample.population:.0f}" if sample.population else ""
    if sample.population == sample.valid:
        return f"；有效样本{sample.valid:.0f}份{sent}{whole}，全部作答，没有抽样误差"
    interval = f"{sample.low * 100:.2f}%—{sample.high * 100:.2f}%"
    return f"；有效样本{sample.valid:.0f}份{sent}{whole}，95%置信区间{interval}"


def wilson(satisfied: int, valid: int, population: float | None = None) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson (1927), without correction for continuity.

    `satisfied` of `valid` answers, both counts; gives fractions. Where none or all are satisfied
    that end is exactly 0 or 1. `population` is how many could have been asked: the error of a
    sample of n from N shrinks by √((N−n)/(N−1)) (finite population correction, Cochran, Sampling
    Techniques, 1977, chapter 2), and whoever asked all of them is certain. Raises ValueError where
    no answer is valid, more than all are satisfied, or more answered than there are.

    >>> low, high = wilson(23, 24)
    >>> f"{low:.4f} {high:.4f}"
    '0.7976 0.9926'
    >>> wilson(23, 24, 24) == (23 / 24, 23 / 24)
    True
    """
    if not 0 <= satisfied <= valid or valid == 0:
        raise ValueError(f"{satisfied} of {valid} is no share")
    if population is not None and population < valid:
        raise ValueError(f"{valid} answers of {population:g}")
    low, high = wilson_ends(satisfied, valid, math.nan if population is None else population)
    return float(low), float(high)


def wilson_ends(
    satisfied: ArrayLike, valid: ArrayLike, population: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """`wilson` for any number of surveys at once; a population that nobody knows is NaN."""
    good, asked, whole = (np.asarray(a, np.float64) for a in (satisfied, valid, population))
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.sqrt((whole - asked) / (whole - 1))
        z = _Z * np.where(np.isnan(whole), 1.0, np.where(whole == asked, 0.0, part))
        square = z * z
        spread = z * np.sqrt(square + 4 * good * (asked - good) / asked)
        middle, base = 2 * good + square, 2 * (asked + square)
        low = np.where(good == 0, 0.0, (middle - spread) / base)
        high = np.where(good == asked, 1.0, (middle + spread) / base)
        everybody = whole == asked
        share = good / asked
    return np.where(everybody, share, low), np.where(everybody, share, high)
