"""What each command leaves unloaded: a library that it does not use costs every call its import."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DEPARTMENT = ("郑州市教育局", "2020")

DRAWING = {"matplotlib", "auditkit.show", "PIL"}
NOTEBOOKS = {"nbformat", "nbclient", "nbconvert", "papermill", "ipykernel", "IPython", "zmq"}
FRAMES = {"pandas", "pyarrow", "scipy"}
WORKBOOKS = {"openpyxl", "formualizer"}
PAPERS = {"docx", "typst", "pdfplumber", "lxml"}
HELP = {"typer.rich_utils", "rich.markdown", "pygments"}
HEAVY = DRAWING | NOTEBOOKS | FRAMES | WORKBOOKS | PAPERS

_RUN = """
import contextlib, io, json, sys
from auditkit.cli import main
after = []
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["auditkit", *arguments]
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.suppress(SystemExit):
        main()
    after.append([len(told.getvalue()), sorted(sys.modules)])
print(json.dumps(after))
"""

HELPS: dict[tuple[str, ...], set[str]] = {
    ("--help",): HEAVY | {"numpy", "pydantic", "yaml"},
    # Typer itself reads the parameters of a command by pydantic.
    ("assess", "--help"): HEAVY | {"numpy", "yaml"},
}
COMMANDS: dict[tuple[str, ...], set[str]] = {
    ("assess", *DEPARTMENT): HEAVY | HELP,
    ("check", *DEPARTMENT): HEAVY | HELP,
    ("findings", *DEPARTMENT): HEAVY | HELP,
    ("trace", *DEPARTMENT, "预算执行率"): HEAVY | HELP,
    ("catalogue",): HEAVY | HELP,
}


@cache
def loaded(*commands: tuple[str, ...]) -> dict[tuple[str, ...], set[str]]:
    """What a process of its own has loaded when it has carried out each of these, one after the
    other: all that the command loads alone is among it."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, json.dumps(commands)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    after = json.loads(done.stdout)
    assert all(length > 40 for length, _ in after), done.stderr
    return {command: set(modules) for command, (_, modules) in zip(commands, after, strict=True)}


@pytest.mark.parametrize(
    ("arguments", "unloaded"),
    [*HELPS.items(), *COMMANDS.items()],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_loads_nothing_that_it_does_not_use(
    arguments: tuple[str, ...], unloaded: set[str]
) -> None:
    of = HELPS if arguments in HELPS else COMMANDS
    assert loaded(*of)[arguments] & unloaded == set()


def test_a_report_of_one_department_loads_no_pandas() -> None:
    source = (
        "import json, sys, auditkit.delivery.report, auditkit.show, auditkit.audit.opening\n"
        "print(json.dumps(sorted({'pandas', 'scipy', 'formualizer', 'docx'} & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
