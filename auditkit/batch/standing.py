"""How a run stands, read from its folder of reports: what the index shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from auditkit.batch.job import Run
from auditkit.batch.journal import Failure
from auditkit.canonical import digest
from auditkit.errors import UnreadableFile
from auditkit.fingerprint import code
from auditkit.manifest import FILE, read_manifest
from auditkit.record import FILE as RECORD

INDEX = "index.html"
_TIMES = ("started", "finished", "seal")
_HEAD = 4096
"""Characters at the beginning of an index in which its key stands."""


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of the report in a folder; empty where there is no whole report."""
    try:
        return read_manifest(folder)
    except UnreadableFile:
        return {}


@dataclass(frozen=True)
class Standing:
    """A run as its folder shows it.

    `statuses` by indicator; scores are None where there is none. `failure` is why the last try came
    to nothing; `files` are then those of an earlier report, if there is one.
    """

    run: Run
    failure: Failure | None = None
    score: float | None = None
    low: float | None = None
    high: float | None = None
    grade: str = ""
    findings: Mapping[str, int] = field(default_factory=dict)
    issues: int = 0
    demo: bool = False
    files: tuple[str, ...] = ()
    statuses: Mapping[str, str] = field(default_factory=dict)


def runs_in(output: Path) -> list[Run]:
    """The runs whose reports lie in a folder."""
    return sorted(
        Run(path.parent.name, int(path.parent.parent.name))
        for path in output.glob(f"[0-9][0-9][0-9][0-9]/*/{FILE}")
    )


def standing(output: Path, run: Run, failure: Failure | None) -> Standing:
    """How a run stands. What cannot be read of its report is left out."""
    folder = _folder(output, run)
    manifest = manifest_of(folder)
    # A later try that was killed has taken the notebook away.
    if failure and not (folder / failure.notebook).is_file():
        failure = replace(failure, notebook="")
    if not manifest:
        return Standing(run, failure)
    return Standing(
        run,
        failure,
        manifest.get("score"),
        manifest.get("low"),
        manifest.get("high"),
        manifest.get("grade") or "",
        manifest.get("findings") or {},
        manifest.get("issues") or 0,
        bool(manifest.get("demo")),
        tuple(output["name"] for output in manifest.get("outputs", [])),
        _statuses(folder),
    )


def _statuses(folder: Path) -> dict[str, str]:
    try:
        content = json.loads((folder / RECORD).read_bytes())
        return {row["indicator"]: row["status"] for row in content["indicators"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def contents_key(output: Path, failed: Mapping[Run, Failure]) -> str:
    """The sha256 of all that an index shows, times left out."""
    shown = [
        [str(run), {k: v for k, v in manifest_of(_folder(output, run)).items() if k not in _TIMES}]
        for run in runs_in(output)
    ]
    failures = [[str(run), asdict(failed[run])] for run in sorted(failed)]
    return digest([code(), shown, failures])


def index_is_current(output: Path, failed: Mapping[Run, Failure]) -> bool:
    """Whether the index that is there shows what there is."""
    try:
        with (output / INDEX).open(encoding="utf-8") as file:
            return contents_key(output, failed) in file.read(_HEAD)
    except (OSError, ValueError):
        return False


def _folder(output: Path, run: Run) -> Path:
    return output / str(run.year) / run.department
