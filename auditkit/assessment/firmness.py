"""How firm a score is whose weights nobody laid down: the same results, weighed otherwise.

1,000 random weightings, each scored by either rule for quantities, with and without part marks.
The draw is seeded: the same results give the same shares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from auditkit.assessment.typedweights import WHOLE
from auditkit.formula.comparison import meets
from auditkit.rules.scoringrules import QUANTITY, cents

if TYPE_CHECKING:
    from auditkit.assessment.assessed import Assessed
    from auditkit.rules.rulepack import RulePack

WEIGHTINGS = 1_000
_SEED = 20201231
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Firmness:
    """What the score comes to in `ways` ways of weighing and scoring.

    `shares` has the share of the ways whose score lies in each grade's range, as (grade, least
    score, share). `whole_marks` is the score with the weights in force and no part marks: a missed
    target earns nothing. `lowest` and `highest` bound all ways. Scores are out of 100, over what
    could be assessed.
    """

    ways: int
    weightings: int
    shares: tuple[tuple[str, float, float], ...]
    whole_marks: float
    lowest: float
    highest: float

    def text(self, grade: str) -> str:
        """One line for a reader; `grade` is the grade decided, blank where there is none."""
        ways = (
            f"权重不是任何文件规定的：换{self.weightings:,}组随机权重、各种评分规则、"
            f"计或不计部分分，共{self.ways:,}种算法，"
        )
        span = f"得分{self.lowest:.2f}—{self.highest:.2f}"
        span += f"；按现有权重而不计部分分为{self.whole_marks:.2f}"
        if grade:
            held = next((share for name, _, share in self.shares if name == grade), 0.0)
            return f"{ways}等级“{grade}”在{held:.1%}中成立，{span}。"
        parts = "，".join(
            f"{least:g}分以上的占{share:.1%}" if least else f"其余的占{share:.1%}"
            for _, least, share in self._cumulated()
        )
        return f"{ways}{parts}，{span}。"

    def _cumulated(self) -> list[tuple[str, float, float]]:
        """The share at or above each grade's least score; the last one, what lies below all."""
        *higher, (name, least, share) = self.shares
        found, total = [], 0.0
        for grade, start, part in higher:
            total += part
            found.append((grade, start, total))
        return [*found, (name, least, share)]


def firmness(rows: Sequence[Assessed], earned: Floats, weight: Floats, pack: RulePack) -> Firmness:
    """The firmness of a score: `earned` points of each `weight`, NaN where not assessed.

    The weightings are drawn evenly from all that there are (flat Dirichlet distribution).
    """
    from auditkit.assessment.earning import earned_points

    known = ~np.isnan(earned)
    hundred = np.full(len(rows), WHOLE)
    scorings = (pack.scoring.model_copy(update={"quantity": rule}) for rule in QUANTITY)
    judged = [earned_points(rows, pack.with_(scoring=scoring), hundred) for scoring in scorings]
    whole = np.array([_whole(row) for row in rows])
    parts = np.stack([*(marks[known] / 100 for marks in judged), *[whole[known]] * len(judged)])
    random = _weightings(int(known.sum()))
    # Summed here, not by a matrix product, whose last bits differ between processors.
    scores = cents((random[:, None, :] * parts).sum(axis=-1) * 100).ravel()
    shares = tuple(
        (name, least, count / len(scores))
        for (name, least), count in zip(pack.grade_steps, _counted(scores, pack), strict=True)
    )
    rests_on = math.fsum(weight[known])
    in_force = math.fsum((weight * whole)[known]) / rests_on * 100
    lowest, highest = _cents(scores.min()), _cents(scores.max())
    return Firmness(len(scores), WEIGHTINGS, shares, _cents(in_force), lowest, highest)


@lru_cache(maxsize=8)
def _weightings(indicators: int) -> Floats:
    """Random weights of so many indicators that add up to 1, the same in every report."""
    drawn = -np.log1p(-np.random.default_rng(_SEED).random((WEIGHTINGS, indicators)))
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def _counted(scores: Floats, pack: RulePack) -> list[int]:
    """How many scores have each grade of the pack, as `RulePack.grade` gives them."""
    left, counts = np.ones(len(scores), np.bool_), []
    for _, least in pack.grade_steps:
        taken = left & (scores >= least)
        counts.append(int(taken.sum()))
        left &= ~taken
    # The last grade is that of everything below.
    counts[-1] += int(left.sum())
    return counts


def _whole(row: Assessed) -> float:
    """1 where the target is met by the value as printed, or 不适用 earns in full; else 0."""
    if row.status == "不适用":
        return 1.0
    return float(meets(row.goal.sign, row.goal.value, row.value)) if row.goal.sign else 0.0


def _cents(score: float) -> float:
    return float(cents(np.asarray(score)))
