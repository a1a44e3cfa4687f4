"""Which runs failed, kept from batch to batch: a line at once, so that no kill loses any."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from auditkit.batch.job import Cause, Outcome, Run
from auditkit.batch.lock import FOLDER
from auditkit.errors import AuditError
from auditkit.files.saving import make_folder, write_bytes

_FILE = "failures.jsonl"


@dataclass(frozen=True)
class Failure:
    """Why a run failed when it was last tried, and the notebook that shows it, if there is one."""

    error: str
    cause: Cause
    notebook: str = ""


def failures(output: Path) -> dict[Run, Failure]:
    """The runs that failed when they were last tried.

    Raises AuditError where the journal may not be read.
    """
    try:
        lines = (output / FOLDER / _FILE).read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise AuditError(f"{output}：无法读取（{error.strerror}）。请检查读取权限。") from error
    failed: dict[Run, Failure] = {}
    for line in lines:
        try:
            noted = json.loads(line)
            run = Run(noted.pop("department"), noted.pop("year"))
            failed.pop(run, None)
            if noted.get("error"):
                failed[run] = Failure(**noted)
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # the line at which a batch was killed
    return failed


def note(output: Path, outcome: Outcome) -> None:
    """Add what became of a run.

    Raises AuditError where it cannot be written.
    """
    path = output / FOLDER / _FILE
    make_folder(path.parent)
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(_line(outcome.run, Failure(outcome.error, outcome.cause, outcome.notebook)))
    except OSError as error:
        raise AuditError(
            f"{path}：无法写入（{error.strerror}）。请检查磁盘空间和写入权限。"
        ) from error


def tidy(output: Path, failed: Mapping[Run, Failure]) -> None:
    """Keep a line for each run that is failed now."""
    lines = (_line(run, failed[run]) for run in sorted(failed))
    write_bytes(output / FOLDER / _FILE, "".join(lines).encode())


def _line(run: Run, failure: Failure) -> str:
    return json.dumps(asdict(run) | asdict(failure), ensure_ascii=False) + "\n"
