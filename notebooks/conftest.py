"""nbval compares these notebooks by value also where the plugin was not installed anew."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from store_outputs import NOT_RUN

from auditkit.workbench.compare.plugin import pytest_itemcollected

__all__ = ["pytest_itemcollected"]

collect_ignore = list(NOT_RUN)
