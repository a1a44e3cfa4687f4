"""The facts of every department and year of a data folder, for a fact store or a wide frame."""

from __future__ import annotations

from pathlib import Path

from auditkit.audit import open_audit
from auditkit.batch.selection import departments
from auditkit.errors import AuditError
from auditkit.facts import Facts

Collected = list[tuple[str, int, Facts]]


def facts_of_all(data_dir: Path, rulepack: str | Path) -> tuple[Collected, dict[str, AuditError]]:
    """Every department's facts by year, and what could not be opened with its reason."""
    collected: Collected = []
    failed: dict[str, AuditError] = {}
    for department, years in departments(data_dir).items():
        for year in sorted(years):
            try:
                facts = open_audit(department, year, data_dir, rulepack).facts
                collected.append((department, year, facts))
            except AuditError as error:
                failed[f"{department}{year}年度"] = error
    return collected, failed
