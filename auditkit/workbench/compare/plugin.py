"""A pytest plugin: `pytest --nbval` compares our notebooks by value, within a tolerance.

pytest loads it wherever the package is installed, so nothing heavy is imported before the first
cell of such a notebook is compared. Notebooks that do not use the package are left to nbval.
"""

from __future__ import annotations

from functools import partial
from typing import Any

_OURS = "_auditkit_notebook"


def pytest_itemcollected(item: Any) -> None:
    """Give the cells of our notebooks our comparison."""
    if not hasattr(item, "compare_outputs") or not _is_ours(item.parent):
        return
    item.compare_outputs = partial(_same_outputs, item)
    # nbval compares nothing in a cell which was never run, whatever it prints.
    item.cell.execution_count = item.cell.execution_count or 0


def _is_ours(notebook: Any) -> bool:
    """Whether a cell of the notebook uses the package; looked up once for each notebook."""
    known = getattr(notebook, _OURS, None)
    if known is None:
        cells = getattr(getattr(notebook, "nb", None), "cells", ())
        known = any(
            "auditkit" in "".join(cell.source) for cell in cells if cell.cell_type == "code"
        )
        setattr(notebook, _OURS, known)
    return bool(known)


def _same_outputs(item: Any, new: Any, stored: Any) -> bool:
    from auditkit.workbench.compare.notebook import outputs_moved

    place = f"{item.path.name}（{item.cell.get('id', '')}）"
    item.comparison_traceback = [str(move) for move in outputs_moved(stored, new, place)]
    return not item.comparison_traceback
