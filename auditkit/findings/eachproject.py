"""The forms of single projects, reviewed one by one where the department has no form of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditkit.assessment import assess
from auditkit.assessment.assessed import Assessed
from auditkit.facts.facts import Facts
from auditkit.findings.all import findings, review
from auditkit.findings.finding import Finding
from auditkit.findings.selfevaluation.judged import self_evaluation_findings
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack


def assessed_projects(declaration: Declaration, pack: RulePack) -> tuple[Assessed, ...]:
    """The indicators of all project self-evaluations of a department without a form of its own,
    each by its own 完成值."""
    if not declaration.projects_only:
        return ()
    own = [form for form in declaration.projects if form.kind == "自评表"]
    return tuple(row for form in own for row in assess(form, Facts(), pack))


def project_findings(declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    """What a reviewer would remark on each project's form, its name before the subject.

    A self-evaluation is assessed by its own 完成值, as that of a folder with one project is: what
    it claims not to have reached it has not reached. Figures that nobody claims accuse nobody.

    Nothing where the department has a form of its own: then the projects are held against its
    tasks (财预〔2015〕88号 asks for both forms).
    """
    if not declaration.projects_only:
        return
    for form in declaration.projects:
        if form.kind == "自评表":
            own = findings(form, Facts(), pack, assess(form, Facts(), pack))
        else:
            own = [*review(form, Facts(), pack)]
        for found in (*own, *self_evaluation_findings(form)):
            yield replace(found, subject=f"{form.project}：{found.subject}")
