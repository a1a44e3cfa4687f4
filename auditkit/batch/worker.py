"""The process in which a run is made: alone in its session, and gone when its batch is gone."""

from __future__ import annotations

import gc
import os
import signal
import sys
import tempfile
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any

from auditkit.errors import AuditError

MANY_OBJECTS = 100_000
"""New objects after which Python looks for unused ones: a report makes as many in a second."""
SAID = "output.txt"
"""What a process prints, in its temporary folder: its last words can be found there."""


def serve_forked(temporary: str, path: list[str]) -> None:
    """As `serve`, in a process forked from a warm one; the pipe comes as standard output.

    The warm process ends it when the batch is gone.
    """
    from auditkit.kernels.branching import kept_path

    kept_path()
    sys.path[:] = path
    gc.set_threshold(MANY_OBJECTS)
    pipe: Connection[Any, Any] = Connection(os.dup(1))
    os.dup2(2, 1)
    _serve(pipe, Path(temporary))


def serve(pipe: Connection, life: Connection, temporary: Path) -> None:
    """Answer (function, arguments) with what the function gives, until the pipe is closed.

    `life` is never written to: it ends with the batch, be it by kill -9, and so does this process.
    """
    if hasattr(os, "setsid"):
        os.setsid()  # a Ctrl-C of the terminal is for the batch, which then ends its runs
    Thread(target=_end_with, args=(life,), daemon=True).start()
    sys.stdout.flush()
    sys.stderr.flush()
    said = said_in(temporary)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.close(said)
    _serve(pipe, temporary)


def said_in(temporary: Path) -> int:
    """The descriptor of the file that takes what a process prints."""
    temporary.mkdir(parents=True, exist_ok=True)
    return os.open(temporary / SAID, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def end(pid: int) -> None:
    """Kill a process and what shares its session."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":  # it knows no sessions
            os.kill(pid, signal.SIGTERM)
        else:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
                return
            # It leads no session yet.
            os.kill(pid, signal.SIGKILL)


def _serve(pipe: Connection, temporary: Path) -> None:
    # The batch sweeps its temporary folder, so what kernels leave belongs there too.
    tempfile.tempdir = str(temporary)
    os.environ |= {"TMPDIR": str(temporary), "JUPYTER_RUNTIME_DIR": str(temporary / "jupyter")}
    while True:
        try:
            function, arguments = pipe.recv()
        except EOFError:
            break
        # A run may have removed it, or somebody clears such folders; the next one needs it.
        with suppress(OSError):
            (temporary / "jupyter").mkdir(parents=True, exist_ok=True)
        pipe.send(_answer(function, arguments))
    # Whatever thread or kernel is left over must not hold up the batch.
    os._exit(0)


def _answer(function: Any, arguments: Any) -> tuple[bool, Any]:
    """Whether it went well, with the value, else the error as one that every process can read."""
    try:
        return True, function(*arguments)
    except AuditError as error:
        return False, AuditError(str(error))
    except Exception as error:
        return False, RuntimeError(f"{type(error).__name__}: {error}")


def _end_with(life: Connection) -> None:
    with suppress(EOFError, OSError):
        life.recv_bytes()
    end(os.getpid())
