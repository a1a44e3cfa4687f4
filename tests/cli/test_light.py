"""What each command leaves unloaded: a library that it does not use costs every call its import."""

from __future__ import annotations

import json
import subprocess
import sys
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
sys.argv = ["auditkit", *json.loads(sys.argv[1])]
from auditkit.cli import main
told = io.StringIO()
with contextlib.redirect_stdout(told), contextlib.suppress(SystemExit):
    main()
print(json.dumps([len(told.getvalue()), sorted(sys.modules)]))
"""


def loaded(*arguments: str) -> set[str]:
    """The modules that a process of its own has loaded when the command has ended."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, json.dumps(arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    length, modules = json.loads(done.stdout)
    assert length > 40, done.stderr
    return set(modules)


@pytest.mark.parametrize(
    ("arguments", "unloaded"),
    [
        (("--help",), HEAVY | {"numpy", "pydantic", "yaml"}),
        # Typer itself reads the parameters of a command by pydantic.
        (("assess", "--help"), HEAVY | {"numpy", "yaml"}),
        (("assess", *DEPARTMENT), HEAVY | HELP),
        (("check", *DEPARTMENT), HEAVY | HELP),
        (("findings", *DEPARTMENT), HEAVY | HELP),
        (("trace", *DEPARTMENT, "预算执行率"), HEAVY | HELP),
        (("catalogue",), HEAVY | HELP),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_loads_nothing_that_it_does_not_use(
    arguments: tuple[str, ...], unloaded: set[str]
) -> None:
    assert loaded(*arguments) & unloaded == set()


def test_a_report_of_one_department_loads_no_pandas() -> None:
    source = (
        "import json, sys, auditkit.delivery.report, auditkit.show, auditkit.audit.opening\n"
        "print(json.dumps(sorted({'pandas', 'scipy', 'formualizer', 'docx'} & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
