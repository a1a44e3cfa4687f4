"""A process that answers questions, as the batch sees it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from auditkit import kernels
from auditkit.batch.worker import SAID, end, said_in, serve

_log = logging.getLogger(__name__)
LINGER = 10.0
"""Seconds that a process may take to end once it has nothing more to do."""


class _Running(Protocol):
    pid: int

    def wait(self, timeout: float | None = None) -> int: ...


class Worker:
    """A process: forked from a warm one, which is soon, else started anew.

    `asked` is how many questions it was given.
    """

    def __init__(self, temporary: Path, *, forks: bool) -> None:
        # On Windows it is of another class, used alike.
        ends: Any = multiprocessing.Pipe()
        self._pipe: Connection = ends[0]
        theirs: Connection = ends[1]
        self.temporary = temporary
        self.asked = 0
        self._process = _started(theirs, temporary, forks)
        theirs.close()

    def ask(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.asked += 1
        with suppress(OSError):  # what it printed of an earlier question would mislead
            os.truncate(self.temporary / SAID, 0)
        with suppress(OSError):  # a process that has ended answers with its end
            self._pipe.send((function, arguments))

    @property
    def answer(self) -> Connection:
        """Readable when there is an answer, or none will come."""
        return self._pipe

    def take(self) -> Any:
        """The answer, or the exception that came instead. Raises EOFError where it has ended."""
        try:
            well, value = self._pipe.recv()
        except OSError as error:
            raise EOFError from error
        if not well:
            raise value
        return value

    def end(self) -> int:
        """End the process, whatever it does; its exit code, minus the signal that ended it."""
        end(self._process.pid)
        return self.close()

    def close(self) -> int:
        """Let the process go; its exit code."""
        self._pipe.close()
        try:
            return self._process.wait(LINGER)
        except subprocess.TimeoutExpired:
            end(self._process.pid)
            return self._process.wait()

    def last_words(self) -> str:
        """The last line that the process printed."""
        with suppress(OSError):
            said = (self.temporary / SAID).read_text("utf-8", "replace").split("\n")
            return next((line.strip() for line in reversed(said) if line.strip()), "")
        return ""


def _started(pipe: Connection, temporary: Path, forks: bool) -> _Running:
    if forks:
        try:
            return _forked(pipe, temporary)
        except OSError as error:
            _log.warning("没有取得预热的进程（%s），改用新进程。", error)
    return _Spawned(pipe, temporary)


def _forked(pipe: Connection, temporary: Path) -> _Running:
    said = said_in(temporary)
    try:
        return kernels.fork(
            "auditkit.batch.worker:serve_forked",
            [str(temporary), sys.path],
            stdout=pipe.fileno(),
            stderr=said,
        )
    finally:
        os.close(said)


class _Spawned:
    """A process that starts from nothing, with a pipe by which it knows that the batch is there."""

    def __init__(self, pipe: Connection, temporary: Path) -> None:
        watched, self._life = multiprocessing.Pipe(duplex=False)
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=serve, args=(pipe, watched, temporary))
        self._process.start()
        watched.close()
        self.pid = self._process.pid or 0

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(f"pid {self.pid}", timeout or 0)
        self._life.close()
        return code
