"""What is wrong with the inputs of the audit's own year, and with the pack's fitting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditkit.audit.strays import strays
from auditkit.errors import Issue, IssueKind, Source
from auditkit.findings.decisions import NO_WEIGHT

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

OTHER_YEARS = IssueKind("P01", "规则包不适用于该年度")


def problems(audit: Audit) -> tuple[Issue, ...]:
    """The issues of form, facts and decisions, of files beside them, and of the pack's years."""
    issues = (*audit.declaration.issues, *audit.facts.issues, *audit.decisions.issues)
    if audit.weights_incomplete:
        what, remedy = "权重表只填了一部分指标的分值，没有采用", "请逐项填写，或全部清空"
        name, digest = next(iter(audit.decisions.files), ("", ""))
        issues += (NO_WEIGHT(Source(name, "", digest), what, "", remedy, grave=False),)
    if audit.folder is not None:
        issues += strays(audit.folder)
    pack = audit.pack
    first, last = pack.years
    if first <= audit.year <= last:
        return issues
    what = f"规则包 {pack.name} 适用于{first}—{last}年度，现用于{audit.year}年度"
    remedy = "请核对规则有无变动，有变动的改用当年的规则包"
    return (*issues, OTHER_YEARS(Source(pack.file, "", pack.sha256), what, "", remedy, grave=False))
