"""The scores of a panel's rows, as the single audit gives each."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.assessment.grading import NO_TARGETS, UNGRADED, grade_text
from auditkit.assessment.panelfigures import Column
from auditkit.assessment.typedweights import WHOLE
from auditkit.assessment.weighing import Weights
from auditkit.rules.rulepack import RulePack
from auditkit.rules.scoringrules import cents


def scores(sums: Column, shares: Weights, pack: RulePack, *, usual: bool) -> pd.DataFrame:
    """The score of every row as `scoring.score` gives it, the grade where the interval decides.

    `sums` has the points, what they rest on, the least and the most points of every row.
    """
    points, rests_on, least, most = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        normalized = cents(points / rests_on * WHOLE)
    if shares.whole < WHOLE:
        normalized = np.full_like(normalized, np.nan)
    low, high = cents(least), cents(most + WHOLE - shares.whole)
    names = [name for name, _ in sorted(pack.grade_steps, key=lambda step: step[1])]
    spans = [grade_text(one, other) for one in names for other in names]
    codes = _grade_at(low, pack) * len(names) + _grade_at(high, pack)
    codes = np.where(rests_on > 0, codes, len(spans))
    # Two pairs of ends may read the same only where they are one grade.
    grades = list(dict.fromkeys([*spans, UNGRADED, NO_TARGETS]))
    if usual:
        codes = np.full_like(codes, len(grades) - 1)
    grade: pd.Categorical[str] = pd.Categorical.from_codes(codes, categories=pd.Index(grades))
    return pd.DataFrame(
        {
            "points": cents(points),
            "rests_on": cents(rests_on),
            "low": low,
            "high": high,
            "normalized": normalized,
            "grade": grade,
        }
    )


def _grade_at(scores: Column, pack: RulePack) -> NDArray[np.int64]:
    """The place of each score's grade among the grades, the lowest first."""
    starts = sorted(start for _, start in pack.grade_steps)
    return np.maximum(np.searchsorted(starts, scores, side="right") - 1, 0)
