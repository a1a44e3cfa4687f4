"""The kinds of finding by their stable codes, and findings made of them."""

from __future__ import annotations

from collections.abc import Iterable

from auditkit.errors import AuditError, nearest
from auditkit.files.grid import Source
from auditkit.findings.finding import Finding
from auditkit.findings.texts import FindingKind
from auditkit.findings.texts.accounts import ACCOUNTS_KINDS
from auditkit.findings.texts.form import FORM_KINDS
from auditkit.findings.texts.results import RESULT_KINDS
from auditkit.findings.texts.selfevaluation import SELF_EVALUATION_KINDS

__all__ = ["KINDS", "FindingKind", "finding_of", "kind_of"]

KINDS: dict[str, FindingKind] = {
    kind.code: kind
    for kind in (*FORM_KINDS, *RESULT_KINDS, *ACCOUNTS_KINDS, *SELF_EVALUATION_KINDS)
}


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


def finding_of(
    code: str,
    subject: str,
    condition: str,
    evidence: Iterable[Source],
    *,
    criteria: str = "",
    cause: str = "",
    effect: str = "",
    recommendation: str = "",
    money: float | None = None,
    row: Source | None = None,
) -> Finding:
    """A finding of that kind; parts that are given replace its own, evidence is listed once."""
    kind = KINDS[code]
    return Finding(
        code,
        kind.title,
        kind.severity,
        subject,
        criteria or kind.criteria,
        condition,
        effect or kind.effect,
        recommendation or kind.recommendation,
        tuple(dict.fromkeys(evidence)),
        cause,
        money,
        row=row,
    )
