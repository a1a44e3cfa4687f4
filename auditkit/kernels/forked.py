"""A forked process as programs handle a subprocess: whether it runs, how it ended."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
import weakref
from io import FileIO
from pathlib import Path

from auditkit.kernels.wire import ENDED, number

LATE = 5.0
"""Seconds after the end of a process in which the zygote tells of it."""
LOOK = 1.0
"""Seconds between looks whether a process is still there."""


class Forked:
    """A forked process, as far as programs handle a subprocess.Popen."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, connection: socket.socket | FileIO) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection
        self._seen_gone: float | None = None
        _running.add(self)

    def fileno(self) -> int:
        """Readable when the process has ended; to be asked for only while `returncode` is None."""
        return self._connection.fileno()

    def poll(self) -> int | None:
        """The exit code, minus the signal that ended the process, None while it runs."""
        if self.returncode is None and (self._told(0) or self._overdue()):
            self._end()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once the process has ended. Raises subprocess.TimeoutExpired."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            left = LOOK if until is None else min(LOOK, max(0.0, until - time.monotonic()))
            if self._told(left) or self._overdue():
                self._end()
            elif until is not None and time.monotonic() >= until:
                raise subprocess.TimeoutExpired(f"pid {self.pid}", timeout or 0)
        return self.returncode

    def _told(self, timeout: float) -> bool:
        return bool(select.select([self._connection], [], [], timeout)[0])

    def _overdue(self) -> bool:
        """Whether the process has been gone for a while and nobody tells: the zygote hangs."""
        if not _is_gone(self.pid):
            self._seen_gone = None
        elif self._seen_gone is None:
            self._seen_gone = time.monotonic()
        return self._seen_gone is not None and time.monotonic() - self._seen_gone > LATE

    def send_signal(self, signum: int) -> None:
        """Sends the process a signal; one that has ended gets none."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        """Asks the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the process."""
        if sys.platform == "win32":  # nothing is forked there: `possible`
            raise NotImplementedError
        self.send_signal(signal.SIGKILL)

    def _end(self) -> None:
        self.returncode = self._code()
        self._connection.close()

    def _code(self) -> int:
        # A zygote that was killed tells nothing, and its children end with it.
        if sys.platform == "win32":  # nothing is forked there: `possible`
            raise NotImplementedError
        there = self._connection
        code = number(there) if isinstance(there, socket.socket) and self._told(0) else None
        return -signal.SIGKILL if code is None else code - ENDED

    def forget(self) -> None:
        """In a child of the process that asked for it: it is nothing to that child."""
        if self.returncode is None:
            self.returncode = 0
            self._connection.close()


def _is_gone(pid: int) -> bool:
    """Whether a process has ended, be it that nobody has waited for it."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] in "ZX"


_running: weakref.WeakSet[Forked] = weakref.WeakSet()


def forget_all() -> None:
    """In a child: the processes that its parent asked for are nothing to it."""
    for process in list(_running):
        process.forget()
