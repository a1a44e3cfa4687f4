"""The clauses that findings cite (引用的依据), each once: document, article, what it demands."""

from __future__ import annotations

from collections.abc import Iterable

from auditkit.findings.finding import Finding, standing
from auditkit.findings.standards import clauses_of
from auditkit.show.appearance import Record
from auditkit.show.of_audit import of_audit
from auditkit.show.table_html import Column, Table, tabulate

_COLUMNS = (
    Column("citation", "依据", wide=True),
    Column("demands", "要求", wide=True),
    Column("kind", "性质"),
    Column("cited_by", "引用它的审计发现", "count"),
)


@of_audit(lambda audit: (standing(audit.findings),))
def clauses_table(findings: Iterable[Finding]) -> Table:
    """Laws first; what nobody has read is not cited, and our own conventions are no clauses."""
    cited = list(findings)
    clauses = clauses_of(cited)
    data: list[Record] = [
        {
            "citation": clause.citation,
            "demands": f"“{clause.text}”" if clause.text else clause.demands,
            "kind": clause.kind,
            "cited_by": sum(clause in finding.clauses for finding in cited),
        }
        for clause in clauses
    ]
    return tabulate(
        _COLUMNS,
        data,
        f"引用的依据（{len(data)}条）",
        header="citation",
        empty="审计发现没有引用法律和文件。",
        style="ak-fold",
    )
