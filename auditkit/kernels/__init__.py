"""Processes forked from one that has imported everything already: kernels that start at once.

Stock Jupyter programs use it by the kernelspec that `install_kernelspec` writes; `execute` uses it
by itself. `start` called early lets the imports run beside other work, and lets every process
started afterwards share them.
"""

from __future__ import annotations

from auditkit.kernels.branching import waiting
from auditkit.kernels.forked import Forked
from auditkit.kernels.forking import NotForked, fork, possible, start, stop
from auditkit.kernels.here import start_beside, start_here
from auditkit.kernels.kernelspec import install_kernelspec
from auditkit.kernels.modules import ONE_REPORT, preload

__all__ = [
    "ONE_REPORT",
    "Forked",
    "NotForked",
    "fork",
    "install_kernelspec",
    "possible",
    "preload",
    "start",
    "start_beside",
    "start_here",
    "stop",
    "waiting",
]
