"""A fork of this very process that waits to be told what it is to run, as a forked zygote would.

What this process has read and computed is there in it, and nothing is done twice. It is for a
process that makes reports and nothing else: of its threads a fork would have none.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import Context
from io import FileIO
from pathlib import Path
from typing import Any, NoReturn

from auditkit.kernels.child import let_go, run
from auditkit.kernels.forked import Forked
from auditkit.kernels.forking import ADDRESS, ANSWER, possible
from auditkit.kernels.wire import number

_THREADS = Path("/proc/self/task")
_path: list[str] = []


def kept_path() -> None:
    """Says that `sys.path` is now that of a kernel: whoever changes it calls this before."""
    _path[:] = sys.path


class Waiting:
    """A process that waits: `launch` tells it what to run, once."""

    def __init__(self, pid: int, request: socket.socket, watched: socket.socket) -> None:
        self._request = request
        self._process = _Child(pid, watched)

    def launch(
        self, call: str, arguments: Sequence[Any], *, cwd: str | None, env: Mapping[str, str]
    ) -> Forked | None:
        """The process, which now runs `call`; None where it has run or ended already.

        Raises the OSError that a new process would raise, as `forking.fork` does.
        """
        asked = {
            "call": call,
            "arguments": list(arguments),
            "cwd": cwd or str(Path.cwd()),
            "env": dict(env),
        }
        pid = None
        with suppress(OSError), self._request as request:
            request.settimeout(ANSWER)
            request.sendall(json.dumps(asked).encode() + b"\n")
            pid = number(request)
        if pid is not None and pid < 0:
            raise OSError(-pid, os.strerror(-pid), cwd)
        return self._process if pid == self._process.pid else None

    def end(self) -> None:
        """Ends it where nobody has launched it."""
        if self._request.fileno() >= 0:
            self._request.close()
            self._process.wait()


class _Child(Forked):
    """A child of this very process, which the zygote ends when this process has gone."""

    def __init__(self, pid: int, watched: socket.socket) -> None:
        super().__init__(pid, _until_it_ends(pid))
        self._watched = watched

    def _code(self) -> int:
        if sys.platform == "win32":  # nothing is forked there: `possible`
            raise NotImplementedError
        # Once its number is free it may be another's, which the zygote must not end.
        with suppress(OSError), self._watched as watched:
            watched.settimeout(ANSWER)
            watched.shutdown(socket.SHUT_WR)
            watched.recv(1)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def forget(self) -> None:
        super().forget()
        self._watched.close()


def _until_it_ends(pid: int) -> FileIO:
    """What is readable when a process has ended, as the zygote's connection is."""
    if sys.platform != "linux":  # nothing is forked there: `_single`
        raise NotImplementedError
    return FileIO(os.pidfd_open(pid))


@contextmanager
def waiting() -> Iterator[Waiting | None]:
    """A fork of this process while the block runs; None where it cannot be had.

    It needs a zygote, which ends it when this process is killed, and that there is no thread here.
    """
    there = _forked() if _single() else None
    try:
        yield there
    finally:
        if there:
            there.end()


def _single() -> bool:
    """Whether this process has a zygote and no thread, be it of a library."""
    if not (possible() and sys.platform == "linux" and os.environ.get(ADDRESS)):
        return False
    try:
        # Kernels before 5.3 have none, and a container may forbid it.
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return _THREADS.is_dir() and len(list(_THREADS.iterdir())) == 1


def _forked() -> Waiting | None:
    if sys.platform == "win32":  # nothing is forked there: `possible`
        raise NotImplementedError
    watched = socket.socket(socket.AF_UNIX)
    watched.settimeout(ANSWER)
    try:
        watched.connect(os.environ[ADDRESS])
    except OSError:
        watched.close()
        return None
    ours, theirs = socket.socketpair()
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        pid = os.fork()
    except OSError:
        for each in (ours, theirs, watched):
            each.close()
        return None
    if not pid:
        _wait(theirs)
    theirs.close()
    watched.sendall(json.dumps({"watch": pid}).encode() + b"\n")
    return Waiting(pid, ours, watched)


def _wait(request: socket.socket) -> NoReturn:
    """What the fork becomes: a process as from a zygote, that knows what is known here."""
    try:
        # Else a collection would touch, and so copy, every page.
        gc.freeze()
        let_go(request.fileno())
        _as_new()
        asked = b""
        while more := request.recv(65536):
            asked += more
            if asked.endswith(b"\n"):
                Context().run(_run, request, json.loads(asked))
    finally:
        os._exit(1)


def _run(request: socket.socket, asked: dict[str, Any]) -> NoReturn:
    os._exit(run(request, asked, [os.dup(1), os.dup(2)], {}))


def _as_new() -> None:
    """Forgets of this process what belongs to it alone: its loop, its folder, what it warned of."""
    import asyncio

    sys.path[:] = _path or sys.path
    tempfile.tempdir = None
    with warnings.catch_warnings():
        # To enter it is to let everything be warned of once more.
        warnings.simplefilter("ignore", DeprecationWarning)
        asyncio.set_event_loop_policy(None)
