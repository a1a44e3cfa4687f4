"""nbval compares these notebooks by value also where the plugin was not installed anew.

Their kernels are forked from a process that has everything imported, as those of a batch are: six
that import the same take seconds each. tests/kernels holds these against stock ones.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from store_outputs import NOT_RUN

from auditkit import kernels
from auditkit.workbench.compare.plugin import pytest_itemcollected

__all__ = ["pytest_itemcollected"]

collect_ignore = list(NOT_RUN)


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("nbval", False) or not kernels.possible():
        return
    prefix = TemporaryDirectory()
    config.add_cleanup(prefix.cleanup)
    spec = kernels.install_kernelspec(Path(prefix.name)).parent
    path = (str(spec.parents[1]), os.environ.get("JUPYTER_PATH"))
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, path))
    config.option.nbval_kernel_name = spec.name
    kernels.start()
    config.add_cleanup(kernels.stop)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if terminalreporter.stats.get("failed"):
        terminalreporter.write_line("有变动：确认后用 make golden 保存。")
