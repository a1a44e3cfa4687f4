"""How a run stands, read from its folder of reports: what the index shows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from sys import intern

from auditkit.batch.job import Run
from auditkit.batch.journal import Failure
from auditkit.delivery.edited import manifest_of
from auditkit.delivery.manifest import FILE
from auditkit.delivery.reviewstate import review_state
from auditkit.errors import Issue
from auditkit.files.canonical import digest
from auditkit.results.fingerprint import code
from auditkit.results.record import FILE as RECORD

INDEX = "index.html"
_TIMES = ("started", "finished", "seal")
_HEAD = 4096
"""Characters at the beginning of an index in which its key stands."""


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
    grave: int = 0
    demo: bool = False
    files: tuple[str, ...] = ()
    statuses: Mapping[str, str] = field(default_factory=dict)
    review: str = ""
    """How the sign-off stands, see `ReviewState`."""
    graded: bool = False
    label: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many indicators have which status."""

    @property
    def met_rates(self) -> tuple[float | None, float | None]:
        """达标率 as a fraction of the assessed indicators, and of all; None where none is."""
        from auditkit.assessment.computation import SCORED

        met = self.counts.get("达标", 0)
        of = (sum(self.counts.get(status, 0) for status in SCORED), sum(self.counts.values()))
        return (met / of[0], met / of[1]) if of[0] else (None, None)


@dataclass(frozen=True)
class Grave:
    """How many problems of a run's data must be mended (须更正), and the first of them."""

    count: int
    first: str


def grave_in(folder: Path) -> Grave | None:
    """What must be mended of the data of the report in a folder, None where nothing must."""
    count = manifest_of(folder).get("grave_issues") or 0
    return Grave(count, _first_grave(folder)) if count else None


def _first_grave(folder: Path) -> str:
    """Blank where the record cannot be read."""
    try:
        issues = json.loads((folder / RECORD).read_bytes())["issues"]
        first = next(issue for issue in issues if issue["grave"])
        said = (first[name] for name in ("code", "where", "what", "found", "remedy"))
        return str(Issue(*said))
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return ""


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
    # Nothing is bounded where nothing was assessed.
    assessed = bool(manifest.get("rests_on"))
    return Standing(
        run,
        failure,
        manifest.get("score"),
        manifest.get("low") if assessed else None,
        manifest.get("high") if assessed else None,
        manifest.get("grade") or "",
        manifest.get("findings") or {},
        manifest.get("issues") or 0,
        manifest.get("grave_issues") or 0,
        bool(manifest.get("demo")),
        tuple(output["name"] for output in manifest.get("outputs", [])),
        _statuses(folder),
        review_state(folder, whole=False).state,
        bool(manifest.get("graded")),
        manifest.get("label") or "",
        manifest.get("statuses") or {},
    )


def _statuses(folder: Path) -> dict[str, str]:
    try:
        content = json.loads((folder / RECORD).read_bytes())
        # The same names thousands of times: kept once.
        return {intern(row["indicator"]): intern(row["status"]) for row in content["indicators"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def contents_key(output: Path, failed: Mapping[Run, Failure], ignored: Sequence[str] = ()) -> str:
    """The sha256 of all that an index shows, times left out."""
    shown = [
        [
            str(run),
            {k: v for k, v in manifest_of(_folder(output, run)).items() if k not in _TIMES},
            review_state(_folder(output, run), whole=False).state,
        ]
        for run in runs_in(output)
    ]
    failures = [[str(run), asdict(failed[run])] for run in sorted(failed)]
    return digest([code(), shown, failures, list(ignored)])


def index_is_current(
    output: Path, failed: Mapping[Run, Failure], ignored: Sequence[str] = ()
) -> bool:
    """Whether the index that is there shows what there is."""
    try:
        with (output / INDEX).open(encoding="utf-8") as file:
            return contents_key(output, failed, ignored) in file.read(_HEAD)
    except (OSError, ValueError):
        return False


def _folder(output: Path, run: Run) -> Path:
    return output / str(run.year) / run.department
