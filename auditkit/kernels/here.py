"""A zygote forked from this very process: what this one has imported, that one need not.

For a program that makes one report or one batch and does nothing else.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from auditkit.kernels.child import let_go
from auditkit.kernels.forking import ADDRESS, begin, possible, start
from auditkit.kernels.modules import leave_out_debugger, warm_up
from auditkit.kernels.wire import READY


@dataclass(frozen=True)
class _Branch:
    """The zygote as a child of this process."""

    pid: int

    def terminate(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)

    def wait(self) -> int:
        with suppress(ChildProcessError):
            return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return 0


def start_here(modules: Sequence[str]) -> None:
    """As `start`, from this very process, which imports `modules` first.

    For a program that makes one report: it needs nearly all of what the report's kernel needs, and
    one interpreter imports it for both. Does nothing where there is a zygote, or where this
    process has threads, which a fork would lose.
    """
    if not possible() or os.environ.get(ADDRESS) or threading.active_count() > 1:
        return
    env = warm_up(modules, used=False)

    def served(listener: int, alive: int) -> NoReturn:
        from auditkit.kernels.zygote import serve

        serve(listener, alive, env)

    if begin(lambda listener, alive: _branch(listener, alive, served)):
        Path(os.environ[ADDRESS]).with_name(READY).touch()


def start_beside(modules: Sequence[str]) -> None:
    """As `start`, in a fork of this process that imports the rest of `modules` beside it.

    For a program that makes a batch. Where this process has threads, it is a process started anew.
    """
    if threading.active_count() > 1:
        start(modules)
    if not possible() or os.environ.get(ADDRESS):
        return

    def served(listener: int, alive: int) -> NoReturn:
        from auditkit.kernels.zygote import main

        main(listener, alive, tuple(modules))

    begin(lambda listener, alive: _branch(listener, alive, served))


def _branch(listener: int, alive: int, served: Callable[[int, int], NoReturn]) -> _Branch:
    if sys.platform == "win32":  # nothing is forked there: `possible`
        raise NotImplementedError
    sys.stdout.flush()
    sys.stderr.flush()
    if pid := os.fork():
        return _Branch(pid)
    # From here on it is as if it had been started with nothing of this program about it.
    try:
        os.setsid()
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        # A lock on the folder of reports among them, which ends with whoever holds it.
        let_go(listener, alive)
        # The folder of the script that runs, which no notebook is to import from.
        del sys.path[:1]
        leave_out_debugger()
        served(listener, alive)
    finally:
        os._exit(1)
