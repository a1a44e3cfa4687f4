"""The forms of single projects, reviewed one by one, beside the department's own or without it."""

from __future__ import annotations

from dataclasses import replace

from auditkit.assessment import assess
from auditkit.assessment.assessed import Assessed
from auditkit.facts.facts import Facts
from auditkit.findings.all import candidates, review
from auditkit.findings.finding import Finding
from auditkit.findings.heldback import HeldBack, hold_back
from auditkit.findings.selfevaluation.judged import self_evaluation_findings
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack


def assessed_projects(declaration: Declaration, pack: RulePack) -> tuple[Assessed, ...]:
    """The indicators of all project self-evaluations, each by its own 完成值."""
    own = [form for form in declaration.projects if form.kind == "自评表"]
    return tuple(row for form in own for row in assess(form, Facts(), pack))


def project_findings(
    declaration: Declaration, pack: RulePack
) -> tuple[list[Finding], list[HeldBack]]:
    """What a reviewer would remark on each project's form, its name before the subject; and what
    was held back because it rests on what was not read.

    A self-evaluation is assessed by its own 完成值, as that of a folder with one project is: what
    it claims not to have reached it has not reached. Figures that nobody claims accuse nobody.

    Where the department has a form of its own, the projects are also held against its tasks
    (财预〔2015〕88号 asks for both forms; `review.projects`).
    """
    found: list[Finding] = []
    held: list[HeldBack] = []
    for form in declaration.projects:
        if form.kind == "自评表":
            own = candidates(form, Facts(), pack, assess(form, Facts(), pack))
        else:
            own = [*review(form, Facts(), pack)]
        kept, others = hold_back([*own, *self_evaluation_findings(form)], form)
        found += (_of_project(one, form) for one in kept)
        held += (replace(one, finding=_of_project(one.finding, form)) for one in others)
    return found, held


def _of_project(found: Finding, form: Declaration) -> Finding:
    return replace(found, subject=f"{form.project}：{found.subject}")
