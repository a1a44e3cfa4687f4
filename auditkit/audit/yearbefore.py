"""The year before an audit's own, opened as far as it can be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.errors import AuditError, Issue, IssueKind
from auditkit.findings.review.yearonyear import PastYear, past_name

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

PAST_UNREADABLE = IssueKind("P02", "上年度资料无法读入，没有与上年比较")
PAST_MIXED = IssueKind("P03", "上年度与本年度的数据一真一虚，没有比较")


@dataclass(frozen=True)
class YearBefore:
    """The year before, as far as it could be opened; its files under their year."""

    year: PastYear | None
    issues: tuple[Issue, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    audit: Audit | None = None


def year_before(audit: Audit) -> YearBefore | None:
    """Last year's folder, computed; whatever is wrong with it is an issue of this audit."""
    if audit.folder is None or audit.other_year is None:
        return None
    year, folder = audit.year - 1, audit.folder.parent / str(audit.year - 1)
    if not folder.is_dir():
        return None
    where, remedy = f"{year}年度", f"没有与上年比较；请检查{year}年度的文件"
    try:
        past = audit.other_year(year)
        before = [row.computation for row in past.assessed]
    except Exception as error:
        # Whatever is wrong there, this year's audit does not rest on it.
        what = f"上年度资料无法读入（{why_unread(error, folder)}）"
        return YearBefore(None, (PAST_UNREADABLE(where, what, "", remedy, grave=False),))
    files = tuple((past_name(year, name), digest) for name, digest in past.own_files)
    if not comparable_years(past, audit):
        what = "上年度与本年度的数据一份是虚构的，一份是真实的，不能比较"
        return YearBefore(None, (PAST_MIXED(where, what, "", remedy, grave=False),))
    return YearBefore(PastYear(past.declaration, past.facts, before), files=files, audit=past)


def why_unread(error: Exception, folder: Path) -> str:
    """Why a year's folder could not be opened, which is named by its year."""
    said = str(error) if isinstance(error, AuditError) else type(error).__name__
    return said.replace(str(folder), f"{folder.name}年度").rstrip("。")


def comparable_years(one: Audit, other: Audit) -> bool:
    """Whether not one of two years alone rests on invented figures."""
    return not (len(one.facts) and len(other.facts)) or one.demo == other.demo
