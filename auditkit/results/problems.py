"""What is wrong with the inputs of one department, gravest first, each with its file and cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditkit.audit.audit import Audit
from auditkit.errors import Source

GRAVE, NOTE, WANTED = "须更正", "提示", "待取得"


@dataclass(frozen=True, slots=True)
class Problem:
    """One row: how grave, where, what, and what to do.

    `path` is the file it is about, None where that is no file of the folder.
    """

    kind: str
    code: str
    source: Source
    what: str
    remedy: str
    path: Path | None


def problems(audit: Audit) -> list[Problem]:
    """What must be put right first, then what is only told, then what is still to be obtained."""
    issues = [
        Problem(
            GRAVE if issue.grave else NOTE,
            issue.code,
            issue.source,
            f"{issue.what}（“{issue.found}”）" if issue.found else issue.what,
            issue.remedy,
            _path(audit, issue.source),
        )
        for issue in audit.issues
    ]
    wanted = []
    for limit in audit.limits:
        at = limit.evidence[0] if limit.evidence else Source(limit.where, "")
        remedy = f"向{limit.ask}取得，填入{limit.where}"
        wanted.append(Problem(WANTED, limit.code, at, limit.what, remedy, _path(audit, at)))
    return [*sorted(issues, key=lambda one: one.kind != GRAVE), *wanted]


def counted(rows: Sequence[Problem]) -> str:
    """How many of each there are, in words."""
    numbers = {kind: sum(row.kind == kind for row in rows) for kind in (GRAVE, NOTE, WANTED)}
    return "，".join(f"{kind}{number}个" for kind, number in numbers.items())


def _path(audit: Audit, source: Source) -> Path | None:
    path = audit.folder / source.file if audit.folder and source.file else None
    return path if path is not None and path.is_file() else None
