"""One report to be made, and what became of it: plain values that travel between processes."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from auditkit.audit.folder import unreadable, why_closed
from auditkit.delivery.manifest import FAILED
from auditkit.errors import AuditError, in_a_line
from auditkit.files.names import sayable

Value = str | int | float | bool
Cause = Literal["", "data", "trouble", "storage", "program"]
"""Why a run failed: its data, what may heal by itself, no room to write, or a fault in the code."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
_HEALING = frozenset({"KernelTrouble", "PlaceTrouble", "InputsMoved"})


@dataclass(frozen=True, order=True)
class Run:
    """One department and year; 0 where its folder cannot be read, so that its years are unknown."""

    department: str
    year: int

    def __str__(self) -> str:
        name = in_a_line(self.department)
        return f"{name}{self.year}年度" if self.year else name


@dataclass(frozen=True)
class Settings:
    """What all runs of a batch have in common; `timeout` in seconds, `parameters` by name."""

    data_dir: Path
    rulepack: str
    output: Path
    formats: tuple[str, ...]
    notebook: Path
    parameters: tuple[tuple[str, Value], ...] = ()
    timeout: float | None = None
    keep: int = 0

    def folder(self, run: Run) -> Path:
        """Where the report of a run lies."""
        return self.output / str(run.year) / run.department


@dataclass(frozen=True)
class Job:
    """A run to be made. It can be pickled, so any machine that sees the folders can make it."""

    run: Run
    settings: Settings

    @property
    def folder(self) -> Path:
        """Where the report of this job goes."""
        return self.settings.folder(self.run)


@dataclass(frozen=True)
class Outcome:
    """What became of a job: `error` is blank where it was done. `notebook` is what a failure left.

    `seconds` are those of the last attempt.
    """

    run: Run
    error: str = ""
    cause: Cause = ""
    notebook: str = ""
    seconds: float = field(default=0.0, compare=False)
    attempts: int = 1

    @property
    def done(self) -> bool:
        """Whether the report was written."""
        return not self.error


Work = Callable[[Job], None]
"""Makes the report of a job; raises AuditError where there can be none."""


def attempt(work: Work, job: Job) -> Outcome:
    """What comes of doing a job once; it never raises, so that no run stops another."""
    begun = time.monotonic()
    outcome = Outcome(job.run)
    try:
        for earlier in failed_notebooks(job.folder):
            earlier.unlink(missing_ok=True)
        if not job.run.year:
            if closed := why_closed(job.settings.data_dir, job.run.department):
                raise closed
            place = job.settings.data_dir / job.run.department
            raise AuditError(f"{place}：部门文件夹无法读取。请检查读取权限。")
        work(job)
    except AuditError as error:
        outcome = replace(outcome, error=str(error), cause=_cause(error))
    except PermissionError as error:
        problem = str(unreadable(Path(error.filename or job.folder), error))
        outcome = replace(outcome, error=problem, cause="data")
    except Exception as error:
        said = " ".join(str(error).split())
        problem = f"程序内部错误（{type(error).__name__}：{said}）"
        outcome = replace(outcome, error=problem, cause=_cause(error, "program"))
    outcome = replace(outcome, error=sayable(outcome.error))
    kept = next((path.name for path in failed_notebooks(job.folder)), "")
    return replace(outcome, notebook=kept, seconds=time.monotonic() - begun)


def failed_notebooks(folder: Path) -> list[Path]:
    """The notebooks that a failed run left in its folder."""
    return sorted(folder.glob(f"*{FAILED}")) if folder.is_dir() else []


def _cause(error: BaseException, otherwise: Cause = "data") -> Cause:
    chain = list(_chain(error))
    if any(isinstance(link, OSError) and link.errno in FULL for link in chain):
        return "storage"
    # Told apart by name: a class of them lives beside papermill, which takes a second to import.
    if any(kind.__name__ in _HEALING for link in chain for kind in type(link).__mro__):
        return "trouble"
    return otherwise


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
