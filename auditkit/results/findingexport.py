"""Findings as files: a workbook that an auditor works on, and JSON that programs read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.errors import AuditError
from auditkit.files.saving import write_bytes
from auditkit.findings.finding import Finding, standing
from auditkit.results.decisionbook.carried import Carried
from auditkit.results.record import finding_record

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

SHAPE = "auditkit-findings-1"
SUFFIXES = (".xlsx", ".json")


def export_findings(
    path: Path,
    audit: Audit,
    findings: Sequence[Finding],
    *,
    force: bool = False,
    decisions: Path | None = None,
) -> Carried:
    """Write the findings to `path` as .xlsx or .json; AuditError for any other suffix.

    What people typed into a workbook that is there is carried over, with the findings meant where
    `findings` lacks them; see `write_wordbook` for what is refused. `decisions` is a file that the
    auditor takes as his own.
    """
    match path.suffix.lower():
        case ".json":
            write_bytes(path, findings_json(audit, findings).encode())
            return Carried()
        case ".xlsx":
            # openpyxl is slow to load; JSON and the terminal do without.
            from auditkit.results.decisionbook.write import write_wordbook

            return write_wordbook(path, audit, findings, force=force, named=decisions)
        case _:
            known = "、".join(SUFFIXES)
            raise AuditError(f"{path}：不能导出为这种文件。请用{known}之一作后缀。")


def findings_json(audit: Audit, findings: Sequence[Finding]) -> str:
    """The findings as JSON of the shape `SHAPE`.

    department, year, rulepack, demo; counts {findings, set_aside}; findings, each with code, title,
    severity, subject, criteria, condition, cause, effect, recommendation (text, blank where left to
    the auditor), money (万元 or null), evidence [{file, place, sha256}], set_aside (the reason,
    blank while the finding stands), identity (over re-runs and years), and words (what the auditor
    typed, null where nothing).
    """
    left = len(standing(findings))
    content = {
        "schema": SHAPE,
        "department": audit.department,
        "year": audit.year,
        "rulepack": audit.pack.name,
        "demo": audit.demo,
        "counts": {"findings": left, "set_aside": len(findings) - left},
        "findings": [finding_record(finding) for finding in findings],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
