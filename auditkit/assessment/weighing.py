"""What each indicator weighs (权重): points of the table, or equal shares that nobody stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditkit.assessment.typedweights import (
    NOTHING_TYPED,
    WHOLE,
    Placed,
    PrintedWeights,
    typed_weights,
)
from auditkit.formula.tolerance import NOISE
from auditkit.rules.rulepack import RulePack

ROUNDED = 0.1
"""Points by which weights that were rounded one by one may miss the whole: three times 33.33."""

NOT_SHARED = "没有申报指标值，不分配权重，不评分。"


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of 100 for each indicator, in their order.

    `made` says that the program shared them out, as no document states them: what rests on them is
    for reference. `note` says in Chinese where they come from. `beside` are the points of the same
    table that stand at no indicator of ours, None where they are what is lacking of 100.
    """

    points: NDArray[np.float64]
    note: str
    made: bool = False
    beside: float | None = None

    @property
    def whole(self) -> float:
        """What they come to: 100, or what a part of a table or a form of its own prints."""
        total = float(self.points.sum())
        return WHOLE if self.made or abs(total - WHOLE) < ROUNDED else total

    @property
    def outside(self) -> float:
        """The points of the table that stand at no indicator of ours."""
        if self.whole == WHOLE:
            return 0.0
        return max(WHOLE - self.whole, 0.0) if self.beside is None else self.beside


def weights(
    indicators: Sequence[Placed], pack: RulePack, typed: Mapping[str, float] = NOTHING_TYPED
) -> Weights:
    """The pack's points where it states all, else the auditor's, else equal shares by level.

    Indicators that are a part of the pack's table keep their points: 46 of 100 stay 46, and so do
    those that a form prints: 90 beside 10 for the budget's execution stay 90. `typed`
    are the auditor's points by `weight_identity`; they count where every indicator has some.
    """
    if known := stated_weights(indicators, pack):
        points = np.array(known) * WHOLE / pack.full_points
        if points.sum() > WHOLE + ROUNDED:
            # More than the table holds can only be shares of it.
            told = f"，合计{sum(known):g}分，折算为{WHOLE:g}分"
            return Weights(points * WHOLE / points.sum(), f"权重按规则包规定{told}。")
        told = "；审计人员另填的分值没有采用" if typed else ""
        part = f"，只有其中的{points.sum():.2f}分（满分{WHOLE:g}分）"
        found = Weights(points, "")
        note = f"权重按规则包规定{part if found.whole < WHOLE else ''}{told}。"
        return Weights(points, note)
    own, said = typed_weights(indicators, typed)
    if own is not None and isinstance(typed, PrintedWeights) and abs(sum(own) - 1) > NOISE:
        return Weights(np.array(own), said, beside=typed.beside)
    if own is not None:
        return Weights(np.array(own) * WHOLE / sum(own), said)
    given = sum(pack.rule_for(one.name).weight is not None for one in indicators)
    part = f"规则包只规定了{given}个指标的权重（部分），不予采用；" if given else ""
    note = f"{part}{said}没有规定权重：100分在各一级指标间平均分配，再逐级平均分到二级、三级指标。"
    level1, level2, level3 = level_sizes(indicators)
    return Weights(WHOLE / level1 / level2 / level3, note, made=True)


def stated_weights(indicators: Sequence[Placed], pack: RulePack) -> list[float] | None:
    """The weight that the pack states for each one, in its own points; None unless for all."""
    stated = [pack.rule_for(one.name).weight for one in indicators]
    known = [weight for weight in stated if weight is not None]
    return known if len(known) == len(stated) and sum(known) > 0 else None


def level_sizes(indicators: Sequence[Placed]) -> tuple[NDArray[np.float64], ...]:
    """Among how many 一级, 二级 and 三级指标 each one's part of the 100 points is shared."""
    groups = Counter((one.level1, one.level2) for one in indicators)
    level2 = Counter(level1 for level1, _ in groups)
    sizes = [
        (len(level2), level2[one.level1], groups[one.level1, one.level2]) for one in indicators
    ]
    shares = np.array(sizes, dtype=np.float64).reshape(-1, 3)
    return shares[:, 0], shares[:, 1], shares[:, 2]
