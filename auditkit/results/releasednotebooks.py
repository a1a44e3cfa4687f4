"""The notebooks that came with the package, and what was made of them in a workbench."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from auditkit.results.sealedfile import seal_of

NOTEBOOK = "department_report.ipynb"
_PACKAGE = Path(__file__).resolve().parents[1]
RELEASED = _PACKAGE / "workbench" / "released"


def released() -> Path:
    """The folder whose notebooks/ and data/ came with the package.

    In a wheel they lie inside it, in a checkout beside it.
    """
    return RELEASED if RELEASED.is_dir() else _PACKAGE.parent


def same_cells(one: Path, other: Path) -> bool:
    """As `cells_alike`, of two files; one that cannot be read is like none."""
    try:
        return cells_alike(one.read_bytes(), other.read_bytes())
    except OSError:
        return False


def cells_alike(one: bytes, other: bytes) -> bool:
    """Whether two notebooks hold the same cells, whatever these last gave when they were run."""
    try:
        return _cells(one) == _cells(other)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _cells(notebook: bytes) -> Sequence[tuple[str, str]]:
    cells = json.loads(notebook.decode("utf-8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]


def is_edited(notebook: Path) -> bool:
    """Whether a notebook is another than the released one of its name, or there is none of it."""
    own = released() / "notebooks" / notebook.name
    if not own.is_file():
        return True
    return seal_of(notebook).sha256 != seal_of(own).sha256 and not same_cells(notebook, own)


def is_reports_own(notebook: Path) -> bool:
    """Whether a notebook is that of the department's report, as it came with the program."""
    return notebook.name == NOTEBOOK and not is_edited(notebook)
