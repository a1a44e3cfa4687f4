"""What becomes of a forked child: the process that a fresh interpreter would have been."""

from __future__ import annotations

import atexit
import contextlib
import importlib
import os
import random
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

from auditkit.errors import exit_code
from auditkit.kernels.wire import tell

_DESCRIPTORS = Path("/proc/self/fd")


def let_go(*kept: int) -> None:
    """Nothing that the parent has open stays open in its fork but the streams and what is `kept`.

    The numbers stay taken: objects here that have them may close them yet.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for name in list(_DESCRIPTORS.iterdir()) if _DESCRIPTORS.is_dir() else ():
        number = int(name.name)
        if number > 2 and number not in (*kept, nothing):
            with contextlib.suppress(OSError):
                os.dup2(nothing, number, inheritable=False)
    os.close(nothing)


def run(
    client: socket.socket, request: dict[str, Any], streams: list[int], env: dict[str, str]
) -> int:
    """Sets the process up, tells the client its pid, and calls what is asked; gives the exit code.

    `env` is what the imports have added to the environment, as they would have done here. Where
    the process cannot be set up the client is told the errno instead.
    """
    if sys.platform == "win32":  # nothing is forked there: `possible`
        raise NotImplementedError
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, stream in enumerate((nothing, *streams)):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(request["cwd"])
    except OSError as error:
        tell(client, -(error.errno or 1))
        return 1
    os.environ.clear()
    os.environ.update({**env, **request["env"]})
    time.tzset()
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    tell(client, os.getpid())
    client.close()
    return _called(request["call"], request["arguments"])


def _called(call: str, arguments: list[Any]) -> int:
    """The exit code of a program that does nothing else, its threads and exit functions done."""
    code = 0
    try:
        module, _, name = call.partition(":")
        getattr(importlib.import_module(module), name)(*arguments)
    except SystemExit as end:
        code = exit_code(end)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    with contextlib.suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    return code & 0xFF
