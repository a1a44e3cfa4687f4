"""Scoring: weights, the named rules that turn an actual value into points, and the grade."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import SCORED
from auditkit.assessment.earning import Verdicts, earned_points, points
from auditkit.assessment.firmness import firmness
from auditkit.assessment.grading import Score
from auditkit.assessment.spread import Spread, possible
from auditkit.assessment.typedweights import NOTHING_TYPED, WHOLE
from auditkit.assessment.weighing import NOT_SHARED, weights
from auditkit.rules.rulepack import RulePack
from auditkit.rules.scoringrules import cents


def score(
    rows: Sequence[Assessed], pack: RulePack, typed: Mapping[str, float] = NOTHING_TYPED
) -> tuple[tuple[Assessed, ...], Score]:
    """The indicators with `weight` and `points` (NaN where not assessed), and their score.

    Where nobody declared a target, no indicator has a weight (NaN) and the interval is all of 100.
    What could not be assessed is left out of the points and widens the interval; so does what is
    不能断定, from the least to the most that its open value may earn. `typed` are the auditor's own
    weights, see `weights`.

    Points by the pack's rules (`rules.scoringrules`), grades after 财预〔2020〕10号 unless the pack
    says other.
    """
    shares, usual = weights([row.indicator for row in rows], pack, typed), _nobody_declared(rows)
    # Where nobody declared a target, there is nothing to share points among.
    weight = np.full(len(rows), np.nan) if usual else shares.points
    earned = earned_points(rows, pack, weight)
    known = ~np.isnan(earned)
    rests_on, total = math.fsum(weight[known]), math.fsum(earned[known])
    whole = rests_on > 0 and shares.whole == WHOLE
    counted = Counter(row.status for row in rows)
    scored = tuple(
        replace(
            row, weight=float(w), points=float(p), spread=_spread(row, pack, float(w)),
            reason=row.reason + _hidden(row, w, p),
        )
        for row, w, p in zip(rows, weight, earned, strict=True)
    )  # fmt: skip
    low, high = 0.0, WHOLE
    if not usual:
        low = _rounded(math.fsum(row.least for row in scored))
        high = _rounded(math.fsum(row.most for row in scored) + shares.outside)
    return scored, Score(
        points=_rounded(total),
        rests_on=_rounded(rests_on),
        full=_rounded(shares.whole),
        low=low,
        high=high,
        normalized=_rounded(total / rests_on * WHOLE) if whole else math.nan,
        grade_low=pack.grade(low),
        grade_high=pack.grade(high),
        met=counted["达标"],
        missed=counted["未达标"],
        undecided=counted["不能断定"],
        declared=len(rows),
        made=shares.made,
        usual=usual,
        rule=f"{'；'.join(rule_texts(pack))}。" + _own_rules(rows, pack),
        weights_note=NOT_SHARED if usual else shares.note,
        firmness=firmness(rows, earned, weight, pack) if shares.made and known.any() else None,
        outside=_rounded(shares.outside),
        printed=shares.beside is not None,
        claimed=sum(row.computation.claimed for row in rows if row.status in SCORED),
    )


def _spread(row: Assessed, pack: RulePack, weight: float) -> Spread | None:
    """What an undecided indicator may earn of its weight; None for any other."""
    low, high = _open_range(row)
    if math.isnan(low):
        return None
    if math.isinf(low) or math.isinf(high):
        return Spread(0.0, weight)

    def earning(values: NDArray[np.float64]) -> NDArray[np.float64]:
        verdicts = replace(Verdicts.of([row] * len(values)), actual=values)
        return points(verdicts, pack, np.full(len(values), weight))

    ends = possible(earning, [row.value], [low], [high], [row.goal.value])
    return Spread(*(float(end[0]) for end in ends))


def _open_range(row: Assessed) -> tuple[float, float]:
    """The values that rounding and sample leave possible, in the unit of the indicator.

    NaN at both ends where the indicator is decided, or not assessed at all.
    """
    if row.status != "不能断定":
        return math.nan, math.nan
    ends = [row.low, row.high] if row.critical else []
    ends += [row.sample.low, row.sample.high] if row.sample else []
    return (min(ends), max(ends)) if ends else (math.nan, math.nan)


def _nobody_declared(rows: Sequence[Assessed]) -> bool:
    """Whether all the targets that there are, are the pack's usual ones."""
    held = [row.usual for row in rows if row.target]
    return bool(held) and all(held)


def _hidden(row: Assessed, weight: float, earned: float) -> str:
    """What is said of a miss that the rounding of its points hides."""
    if row.status != "未达标" or math.isnan(earned) or f"{earned:.2f}" != f"{weight:.2f}":
        return ""
    return "；得分四舍五入后等于满分"


def rule_texts(pack: RulePack) -> tuple[str, str]:
    """The pack's general rules in words: for quantities, and for judgements.

    As `rules.scoringrules` states them, each with its document.
    """
    return pack.quantity_rule.text, pack.judgement_rule.text


def _own_rules(rows: Sequence[Assessed], pack: RulePack) -> str:
    """The rules of the indicators that have one of their own, in words."""
    rules = {rule.name: rule for rule in (pack.rule_for(row.name) for row in rows)}
    stated = [f"{name}：{rule.scoring.text}" for name, rule in rules.items() if rule.scoring]
    full = [name for name, rule in rules.items() if rule.not_applicable == "full"]
    if full:
        stated.append(f"{'、'.join(full)}：不适用的得满分")
    veto = "、".join(f"“{word}”" for word in pack.scoring.veto)
    said = f"含{veto}的评价标准评为“否”的，该指标不得分。" if veto else ""
    return f"{said}按各自规则评分的指标：{'；'.join(stated)}。" if stated else said


def _rounded(points: float) -> float:
    return float(cents(np.asarray(points)))
