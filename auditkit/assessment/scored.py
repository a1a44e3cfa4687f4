"""The assessment of a declaration: every indicator with its verdict, weight and points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditkit.assessment.assessed import Assessed, assessed
from auditkit.assessment.scoring import Score, score
from auditkit.assessment.table import frame_of
from auditkit.assessment.typedweights import NOTHING_TYPED
from auditkit.facts.facts import Facts
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack


def assess(declaration: Declaration, facts: Facts, pack: RulePack) -> tuple[Assessed, ...]:
    """Every declared indicator, in the form's order, with its verdict, weight and points."""
    return scored(assessed(declaration, facts, pack), pack)[0]


def scored(
    rows: Sequence[Assessed], pack: RulePack, typed: Mapping[str, float] = NOTHING_TYPED
) -> tuple[tuple[Assessed, ...], Score]:
    """The indicators with weight and points by the pack's rules, and the score they come to.

    `typed` are the auditor's own weights, see `weights`.
    """
    frame, total = score(frame_of(rows), pack, typed)
    weighed = zip(rows, frame["weight"], frame["points"], strict=True)
    return tuple(
        replace(row, weight=float(weight), points=float(points)) for row, weight, points in weighed
    ), total
