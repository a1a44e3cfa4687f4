"""nbval compares these notebooks by value, within a tolerance, as tests/test_notebooks.py does."""

import sys
from functools import partial
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from notebook_comparison import outputs_moved
from store_outputs import NOT_RUN

collect_ignore = list(NOT_RUN)


def _same_outputs(item, new, stored):
    place = f"{item.path.name}（{item.cell.get('id', '')}）"
    item.comparison_traceback = [str(move) for move in outputs_moved(stored, new, place)]
    return not item.comparison_traceback


def pytest_itemcollected(item: pytest.Item) -> None:
    if hasattr(item, "compare_outputs"):
        item.compare_outputs = partial(_same_outputs, item)
        # nbval compares nothing in a cell which was never run, whatever it prints.
        item.cell.execution_count = item.cell.execution_count or 0
