"""What an experienced reviewer would remark: on the form itself, and on the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditkit.assessment.assessed import Assessed
from auditkit.facts.facts import Facts
from auditkit.findings.finding import Finding, gravest_first
from auditkit.findings.heldback import hold_back
from auditkit.findings.review.amounts import on_tie_out
from auditkit.findings.review.contradictions import BACKWARDS, on_contradictions
from auditkit.findings.review.execution import on_execution
from auditkit.findings.review.projects import on_projects
from auditkit.findings.review.results import on_results
from auditkit.findings.review.rolls import on_rolls
from auditkit.findings.review.rows import indicator_findings
from auditkit.findings.review.targets import on_names, on_targets
from auditkit.findings.review.tasks import on_tasks
from auditkit.findings.review.totals import on_totals
from auditkit.findings.review.wholeness import on_wholeness
from auditkit.findings.review.yearonyear import PastYear, on_past
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack

_OF_TARGET = ("R01", "R05", "R17", "R18")
"""What is said of a value by its target alone."""

__all__ = ["findings", "indicator_findings", "results", "review"]


def findings(
    declaration: Declaration,
    facts: Facts,
    pack: RulePack,
    assessed: Sequence[Assessed],
    past: PastYear | None = None,
) -> list[Finding]:
    """All findings, gravest first, then in the order of their codes and of the form.

    None rests on what was not read.
    """
    return hold_back(candidates(declaration, facts, pack, assessed, past), declaration)[0]


def candidates(
    declaration: Declaration,
    facts: Facts,
    pack: RulePack,
    assessed: Sequence[Assessed],
    past: PastYear | None = None,
) -> list[Finding]:
    """What the rules find in what was read, whether or not anything unread says otherwise."""
    found = [
        *review(declaration, facts, pack),
        *results(declaration, facts, pack, assessed),
    ]
    # A target printed the wrong way round is told itself; whoever misses it fails in nothing.
    turned = {f.row for f in found if f.code == BACKWARDS.code and f.row is not None}
    found = [f for f in found if f.code not in _OF_TARGET or f.row not in turned]
    # A change against last year that is a result of its own is told there.
    explained = frozenset(f.subject for f in found if f.code in ("R01", "R04", "R05", "R19"))
    computed = [row.computation for row in assessed]
    return gravest_first([*found, *on_past(facts, pack, computed, past, explained)])


def review(declaration: Declaration, facts: Facts, pack: RulePack) -> Iterator[Finding]:
    """Findings on the form itself, before any result is known."""
    yield from on_totals(declaration)
    yield from on_wholeness(declaration, pack)
    yield from on_targets(declaration, facts, pack)
    yield from on_contradictions(declaration, pack)
    yield from on_names(declaration, pack)
    yield from on_tasks(declaration, facts, pack)
    yield from on_projects(declaration)


def results(
    declaration: Declaration,
    facts: Facts,
    pack: RulePack,
    assessed: Sequence[Assessed],
) -> Iterator[Finding]:
    """Findings on computed results and on what became of the tasks."""
    yield from on_results(declaration, facts, pack, assessed)
    yield from on_execution(declaration, facts, pack)
    yield from on_tie_out(declaration, facts, pack)
    yield from on_rolls(declaration, facts)
