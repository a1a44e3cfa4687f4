"""A data folder whose departments say how their report fares, and batches over it."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import fake_reports

from auditkit.batch.event import Event
from auditkit.batch.job import Run, Settings
from auditkit.batch.running import Options, run_batch
from auditkit.batch.selection import select
from auditkit.batch.standing import index_is_current
from auditkit.batch.summary import Summary

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
# A shell's background job ignores interrupts, and so would every batch that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


class Spoken(list[Event]):
    """Events that are printed as they come."""

    def append(self, event: Event) -> None:
        sys.stdout.write(event.json + "\n")
        sys.stdout.flush()


class Bureau:
    """A project folder with invented departments; 做法.txt of each says what becomes of it."""

    def __init__(self, folder: Path) -> None:
        self.data, self.output = folder / "data", folder / "reports"
        self.data.mkdir(parents=True, exist_ok=True)
        self.events: list[Event] = []

    def department(self, name: str, how: str = "", year: int = 2020) -> Run:
        place = self.data / name / str(year)
        place.mkdir(parents=True, exist_ok=True)
        (place / "做法.txt").write_text(f"{name}\n{how}\n", "utf-8")
        return Run(name, year)

    def settings(self, **others: Any) -> Settings:
        notebook = ROOT / "notebooks" / "department_report.ipynb"
        plain = {"rulepack": "zhengzhou-2020", "formats": ("html",), "notebook": notebook}
        return Settings(self.data, output=self.output, **(plain | others))

    def batch(
        self, force: bool = False, retries: int = 1, index: bool | None = False, **others: Any
    ) -> Summary:
        """A batch over all departments; the index, which takes a second, where it is asked for.

        None leaves it to the batch.
        """
        self.events.clear()
        current = {} if index is None else {"return_value": not index}
        with patch(
            "auditkit.batch.running.index_is_current",
            **({"wraps": index_is_current} | current),
        ):
            return run_batch(
                select(self.data, everything=True),
                self.settings(**others),
                Options(2, retries=retries, force=force),
                self.events.append,
                work=fake_reports.write,
            )

    def folder(self, run: Run) -> Path:
        return self.settings().folder(run)

    def kinds(self, run: Run) -> list[str]:
        """What happened to a run in the last batch, in order."""
        return [event.kind for event in self.events if event.run == run]


def command(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """`auditkit run` as a person would start it."""
    # A batch that is to be killed starts without the command line.
    from commanding import apart

    return apart("run", *arguments, cwd=cwd)


def manifests(output: Path) -> dict[str, Any]:
    """The manifests below a folder by department."""
    return {
        path.parent.name: json.loads(path.read_bytes())
        for path in sorted(output.glob("*/*/manifest.json"))
    }


def spoken(folder: str) -> None:
    """A batch that tells its events, for a process of its own, which a test can kill."""
    bureau = Bureau(Path(folder))
    bureau.events = Spoken()
    bureau.batch()
