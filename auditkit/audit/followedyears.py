"""A department's findings over the years of its data folder, each opened for it (整改台账)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditkit.audit.audit import Audit
from auditkit.audit.followup import Case, followed
from auditkit.audit.opening import each_year
from auditkit.errors import AuditError


@dataclass(frozen=True)
class FollowUp:
    """The cases of a department; `failed` are the years that could not be opened, with why."""

    cases: list[Case]
    demo: bool
    failed: dict[int, str]


def followed_up(
    department: str, years: Sequence[int], data_dir: Path, rulepack: str | Path
) -> FollowUp:
    """The cases of a department over these years of its data folder, given in order."""
    audits: list[Audit] = []
    failed: dict[int, str] = {}
    opened = each_year(department, data_dir, rulepack)
    for year in years:
        try:
            audit = opened(year)
            # Whatever is wrong with a year is found out here, not in the middle of the others.
            _ = audit.findings
        except AuditError as error:
            failed[year] = str(error)
        else:
            audits.append(audit)
    cases = followed(audits) if audits else []
    return FollowUp(cases, any(audit.demo for audit in audits), failed)
