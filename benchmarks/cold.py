"""One command from nothing: processor seconds of the whole process and all below it, the least.

`papermill` is the stock one, for the report's notebook alone; of it `report` should take a part.

    python -m benchmarks.cold [rounds [ways]]
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from benchmarks import aims, notebooks

ROUNDS = 3
RUN = (notebooks.DEPARTMENT, str(notebooks.YEAR))
COMPLETING = {"_AUDITKIT_COMPLETE": "complete_bash", "COMP_WORDS": "auditkit as", "COMP_CWORD": "1"}


def _auditkit(*arguments: str) -> Callable[[str], tuple[str, ...]]:
    return lambda _: ("-m", "auditkit", *arguments)


WAYS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "papermill": lambda folder: ("-m", "benchmarks.notebooks", "--one", "api", "1", folder),
    "report": lambda folder: ("-m", "auditkit", "report", *RUN, "--output", folder),
    "assess": _auditkit("assess", *RUN),
    "check": _auditkit("check", *RUN),
    "trace": _auditkit("trace", *RUN, "预算执行率"),
    "findings": _auditkit("findings", *RUN),
    "help": _auditkit("--help"),
    "completion": _auditkit(),
}
"""What follows the interpreter, given a folder to write into."""


def main(rounds: int = ROUNDS, ways: Sequence[str] = tuple(WAYS)) -> None:
    """Measures every command in turn, prints the table."""
    found: dict[str, float] = {}
    for _ in range(rounds):
        for name in ways:
            found[name] = min(spent(name), found.get(name, float("inf")))
    table = Table(title=f"冷的命令，处理器秒（{rounds}次中最少的）")
    table.add_column("命令")
    table.add_column("秒", justify="right")
    for name, seconds in found.items():
        table.add_row(name, f"{seconds:.2f}")
    Console(width=100).print(table)
    if stock := found.pop("papermill", None):
        aims.keep(cold_papermill=found["report"] / stock, **found)


def spent(name: str) -> float:
    """Processor seconds of one command."""
    env = {**os.environ, **(COMPLETING if name == "completion" else {})}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, *WAYS[name](folder)],
            cwd=notebooks.ROOT, env=env, capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]), *(each.split(",") for each in sys.argv[2:3]))
