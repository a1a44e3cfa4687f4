"""Every kind of finding by its code, gathered from the modules whose rules state them."""

from __future__ import annotations

from auditkit.errors import AuditError, nearest
from auditkit.findings import (
    budgetcheck,
    crosscheck,
    limits,
)
from auditkit.findings.finding import FindingKind
from auditkit.findings.limit import LimitKind
from auditkit.findings.review import (
    amounts,
    contradictions,
    execution,
    missed,
    plausible,
    projects,
    results,
    rolls,
    surveys,
    targets,
    tasks,
    totals,
    unreadable,
    wholeness,
    yearonyear,
)
from auditkit.findings.selfevaluation import budgetrate, judged, scores

FAMILIES = {
    "S": "申报表审查",
    "R": "评价结果",
    "Y": "与上年比较",
    "C": "公开决算",
    "E": "绩效自评",
}
"""What the letter of a finding's code says it is on."""

MODULES = (
    amounts,
    budgetcheck,
    budgetrate,
    contradictions,
    crosscheck,
    execution,
    missed,
    plausible,
    projects,
    results,
    rolls,
    judged,
    scores,
    surveys,
    targets,
    tasks,
    totals,
    unreadable,
    wholeness,
    yearonyear,
)
"""The modules that state kinds of finding."""


def _gathered() -> dict[str, FindingKind]:
    kinds = (
        value
        for module in MODULES
        for value in vars(module).values()
        if isinstance(value, FindingKind)
    )
    families = list(FAMILIES)
    ordered = sorted(kinds, key=lambda kind: (families.index(kind.code[0]), kind.code))
    return {kind.code: kind for kind in ordered}


KINDS = _gathered()
"""In the order of the families, then of the codes."""


LIMITS: tuple[LimitKind, ...] = tuple(
    sorted((k for k in vars(limits).values() if isinstance(k, LimitKind)), key=lambda k: k.code)
)
"""The kinds of limit: what the auditor has not obtained, which is no finding."""


def kind_of(code: str) -> FindingKind:
    """The kind of that code, in capitals or not; AuditError with the nearest code for another."""
    asked = code.strip().upper()
    known = KINDS.get(asked)
    if known is None:
        padded = f"{asked[:1]}{asked[1:].zfill(2)}"
        close = padded if padded in KINDS else nearest(asked, KINDS)
        hint = f"是否为“{close}”？" if close else ""
        raise AuditError(f"没有审计发现编码“{code}”。{hint}全部编码见 auditkit findings --codes。")
    return known
