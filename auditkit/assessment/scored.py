"""The assessment of a declaration: every indicator with its verdict, weight and points."""

from __future__ import annotations

from auditkit.assessment.assessed import Assessed, assessed
from auditkit.assessment.scoring import score
from auditkit.facts.facts import Facts
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack


def assess(declaration: Declaration, facts: Facts, pack: RulePack) -> tuple[Assessed, ...]:
    """Every declared indicator, in the form's order, with its verdict, weight and points."""
    return score(assessed(declaration, facts, pack), pack)[0]
