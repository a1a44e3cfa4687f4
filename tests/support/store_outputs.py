"""Run the notebooks, store their outputs, and say what moved: `make golden`."""

import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat

from auditkit.errors import AuditError
from auditkit.files.saving import write_bytes
from auditkit.kernels.execution import execute, notebook_bytes
from auditkit.workbench.compare.bundle import Move
from auditkit.workbench.compare.notebook import notebook_moved

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NOT_RUN: Mapping[str, str] = {}
"""Notebooks that are neither run nor compared, each with the reason."""


def notebooks() -> list[Path]:
    """The notebooks whose stored outputs are what a new run must give."""
    return [path for path in sorted(NOTEBOOKS.glob("*.ipynb")) if path.name not in NOT_RUN]


def renew(path: Path) -> list[Move]:
    """Run a notebook and store its outputs in it; what moved. A failing one is left as it is."""
    stored = nbformat.read(path, as_version=4)
    done = execute(path, {}, path.parent)
    moved = list(notebook_moved(stored, done, path.name))
    write_bytes(path, notebook_bytes(done))
    return moved


def main() -> int:
    """Renew every notebook; 1 where one failed."""
    failed = False
    for path in notebooks():
        try:
            moved = renew(path)
        except AuditError as error:
            failed = True
            lines = [f"{path.name}：没有保存。{error}"]
        else:
            count = f"{len(moved)}处" if moved else "没有"
            lines = [*map(str, moved), f"{path.name}：{count}变动"]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
