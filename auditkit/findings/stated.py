"""All that is found in one audit: on its form, its projects, its accounts and its budget."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.assessment.assessed import Assessed
from auditkit.facts.accounts import Accounts
from auditkit.facts.facts import Facts
from auditkit.findings.all import candidates
from auditkit.findings.budgetcheck import check_budget
from auditkit.findings.crosscheck import cross_check
from auditkit.findings.eachproject import project_findings
from auditkit.findings.finding import Finding
from auditkit.findings.heldback import HeldBack, hold_back
from auditkit.findings.review.yearonyear import PastYear
from auditkit.findings.selfevaluation.judged import self_evaluation_findings
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack


def stated(
    declaration: Declaration,
    facts: Facts,
    pack: RulePack,
    assessed: Sequence[Assessed],
    past: PastYear | None = None,
    accounts: Accounts | None = None,
    budget: Accounts | None = None,
) -> tuple[list[Finding], tuple[HeldBack, ...]]:
    """The findings that are proved, in the order of their rules; and those that are held back.

    The published documents are read by another way than the form: what the form did not yield
    holds back nothing that is found in them.
    """
    own = candidates(declaration, facts, pack, assessed, past)
    own += self_evaluation_findings(declaration)
    found, held = hold_back(own, declaration)
    if accounts is not None:
        found += cross_check(facts, accounts)
    if budget is not None:
        found += check_budget(budget, accounts)
    more, unproved = project_findings(declaration, pack)
    return [*found, *more], (*held, *unproved)
