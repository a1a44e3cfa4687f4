"""The notebooks that came with the package, and what was made of them in a workbench."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from auditkit.results.fingerprint import released, seal_of


def same_cells(one: Path, other: Path) -> bool:
    """Whether two notebooks hold the same cells, whatever these last gave when they were run."""
    try:
        return _cells(one) == _cells(other)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _cells(path: Path) -> Sequence[tuple[str, str]]:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]


def is_edited(notebook: Path) -> bool:
    """Whether a notebook is another than the released one of its name, or there is none of it."""
    own = released() / "notebooks" / notebook.name
    if not own.is_file():
        return True
    return seal_of(notebook).sha256 != seal_of(own).sha256 and not same_cells(notebook, own)
