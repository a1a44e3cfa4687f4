"""All years before an audit's own, opened as far as they can be: what a follow-up goes back to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.audit.folder import years_in
from auditkit.audit.yearbefore import comparable_years, why_unread
from auditkit.errors import Issue, IssueKind
from auditkit.findings.review.yearonyear import past_name

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

EARLIER_UNREADABLE = IssueKind("P05", "以往年度资料无法读入，没有复核该年度的审计发现")


@dataclass(frozen=True)
class EarlierYears:
    """The audits of earlier years in order, what is wrong with others, and their files."""

    audits: tuple[Audit, ...] = ()
    issues: tuple[Issue, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


def earlier_years(audit: Audit) -> EarlierYears:
    """Every year of the department's folder before the audit's own, whatever years are missing.

    What is wrong with the year just before is told where it is compared with. A year whose figures
    are invented is not followed into one whose figures are not.
    """
    if audit.folder is None or audit.other_year is None:
        return EarlierYears()
    audits: list[Audit] = []
    issues: list[Issue] = []
    after = audit
    for year in sorted(years_in(audit.folder.parent), reverse=True):
        if year >= audit.year:
            continue
        try:
            past = _opened(after, year)
            # Whatever is wrong with a year is found out here, not in the middle of the others.
            _ = past and past.findings
        except Exception as error:
            issues.append(_unreadable(audit.folder.parent / str(year), error))
            continue
        if past is not None and comparable_years(past, audit):
            audits.insert(0, past)
            after = past
    files = [
        (past_name(one.year, name), digest) for one in audits for name, digest in one.own_files
    ]
    return EarlierYears(tuple(audits), tuple(issues), tuple(files))


def _opened(after: Audit, year: int) -> Audit | None:
    """The year as the audit after it has opened it, else opened anew; None where that one told."""
    if year == after.year - 1 or after.other_year is None:
        return after.before
    return after.other_year(year)


def _unreadable(folder: Path, error: Exception) -> Issue:
    what = f"以往年度资料无法读入（{why_unread(error, folder)}）"
    remedy = f"没有复核{folder.name}年度的审计发现；请检查该年度的文件"
    return EARLIER_UNREADABLE(f"{folder.name}年度", what, "", remedy, grave=False)
