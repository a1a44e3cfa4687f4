"""Asking the zygote for a process, and what is known of that process afterwards."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Any, Protocol

from auditkit.kernels.forked import LOOK, Forked, forget_all
from auditkit.kernels.modules import KERNEL
from auditkit.kernels.wire import ENDED, READY, number

ADDRESS = "AUDITKIT_WARM"
"""The environment variable by which a process finds the zygote that its ancestor started."""
# Read while libraries are imported, so a child cannot follow a change of these.
_AT_IMPORT = ("PYTHON", "LC_", "LANG", "MPL", "MATPLOTLIB", "OMP_", "OPENBLAS_", "MKL_", "LD_")
_SERVE = (
    "import sys\n"
    "if sys.path[0] == '': del sys.path[0]\n"
    "from auditkit.kernels.zygote import main\n"
    "main({listener}, {alive}, {modules!r})"
)


ANSWER = 15.0
"""Seconds in which a zygote that has everything imported forks, on the slowest of machines."""
IMPORTS = 90.0
"""Seconds in which it has everything imported."""
_PREFIX, _SOCKET = "auditkit-", "zygote"
_NEW = 60.0
"""Seconds in which a zygote that is being started may not listen yet."""


class NotForked(OSError):
    """The zygote could not be started or did not answer in time; the text says which."""


class Process(Protocol):
    def terminate(self) -> None: ...
    def wait(self) -> int: ...


@dataclass(frozen=True)
class _Zygote:
    process: Process
    alive: int
    address: str
    owner: int


_started: list[_Zygote] = []
_lock = threading.Lock()


def _in_a_fork() -> None:
    """A child shares no connection of its parent's, and no lock that a thread there may hold.

    It finds the zygote by the environment, as every descendant does, and opens its own.
    """
    global _lock
    _lock = threading.Lock()
    forget_all()
    for zygote in _started:
        # Else the zygote would outlive the process that started it.
        with suppress(OSError):
            os.close(zygote.alive)
    _started.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_a_fork)


def possible() -> bool:
    """Whether this system can fork a process that has loaded graphics and mathematics libraries."""
    # The system libraries of macOS may crash in a forked child.
    return hasattr(os, "fork") and sys.platform != "darwin"


def ready() -> bool:
    """Whether there is a zygote, of this process or an ancestor, that has everything imported."""
    address = os.environ.get(ADDRESS)
    return bool(address) and Path(address or "").with_name(READY).exists()


def start(modules: Sequence[str] | None = None) -> None:
    """Starts the zygote unless there is one, without waiting for its imports: of `modules`, or of
    what every kernel needs.

    Processes started afterwards find it by the environment. Does nothing where forking is not
    possible.
    """
    if possible():
        with _lock:
            if not os.environ.get(ADDRESS):
                _start(KERNEL if modules is None else modules)


def begin(begun: Callable[[int, int], Process]) -> bool:
    """Begins a zygote by what makes a process of a listener and of what tells it that we are there.

    Whether it did: there may be one already. Raises NotForked.
    """
    with _lock:
        if os.environ.get(ADDRESS):
            return False
        _begin(begun)
        return True


def stop() -> None:
    """Ends the zygotes that this process started, with their children."""
    with _lock:
        for zygote in _started:
            if zygote.owner == os.getpid():
                os.close(zygote.alive)
                # While it imports, it does not look at `alive`.
                zygote.process.terminate()
                zygote.process.wait()
                shutil.rmtree(Path(zygote.address).parent, ignore_errors=True)
            if os.environ.get(ADDRESS) == zygote.address:
                del os.environ[ADDRESS]
        _started.clear()


def fork(
    call: str,
    arguments: Sequence[Any] = (),
    *,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
    stdout: int = 1,
    stderr: int = 2,
    independent: bool = False,
) -> Forked:
    """A process that runs `call`, "module:function", with `arguments` that JSON can carry.

    Folder, environment and streams are this process's where none are given. It leads a session of
    its own, reads nothing, and is killed when this process ends, unless it is `independent`.
    Raises NotForked, or the OSError that a new process would raise.
    """
    if sys.platform == "win32":  # nothing is forked there: `possible`
        raise NotImplementedError
    request = {
        "call": call,
        "arguments": list(arguments),
        "cwd": cwd or str(Path.cwd()),
        "env": dict(os.environ if env is None else env),
        "independent": independent,
    }
    data = json.dumps(request).encode() + b"\n"
    # The zygote that was found may be gone, hang, or refuse because the code has changed since.
    why = ""
    for _ in range(2):
        connection = _connected()
        try:
            connection.settimeout(ANSWER if ready() else IMPORTS)
            sent = socket.send_fds(connection, [data], [stdout, stderr])
            # Nothing more is an error where the process has run, and the zygote told all, by now.
            if rest := data[sent:]:
                connection.sendall(rest)
            pid = number(connection)
            connection.settimeout(None)
        except OSError as error:
            pid, why = None, str(error)
        if pid is not None and 0 < pid < ENDED // 2:
            return Forked(pid, connection)
        connection.close()
        if pid is not None and pid < 0:
            raise OSError(-pid, os.strerror(-pid), cwd)
        if pid is not None:
            why = f"所派生的进程随即结束（{pid - ENDED}）"
        _given_up(why or "已经结束")
    raise NotForked(f"它没有应答：{why or '已经结束'}")


def suits(env: Mapping[str, str]) -> bool:
    """Whether a process of this environment can come from a zygote of our own environment."""

    def seen(of: Mapping[str, str]) -> dict[str, str]:
        return {key: value for key, value in of.items() if key.startswith(_AT_IMPORT)}

    return seen(env) == seen(os.environ)


def _connected() -> socket.socket:
    if sys.platform == "win32":  # nothing is forked there: `possible`
        raise NotImplementedError
    with _lock:
        for _ in range(2):
            if not os.environ.get(ADDRESS):
                _start(KERNEL)
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(ANSWER)
            try:
                connection.connect(os.environ[ADDRESS])
            except OSError as error:
                connection.close()
                _given_up(str(error))
            else:
                return connection
    raise NotForked("它没有启动")


def _given_up(why: str) -> None:
    """The next request starts another zygote; the reason, which nobody is told, is in the log."""
    from logging import getLogger

    getLogger(__name__).debug("%s: %s", os.environ.pop(ADDRESS, None), why)


def _start(modules: Sequence[str]) -> None:
    def program(listener: int, alive: int) -> Process:
        return subprocess.Popen(
            [
                sys.executable,
                "-c",
                _SERVE.format(listener=listener, alive=alive, modules=tuple(modules)),
            ],
            stdin=subprocess.DEVNULL,
            pass_fds=(listener, alive),
            start_new_session=True,
        )

    _begin(program)


def _begin(begun: Callable[[int, int], Process]) -> None:
    if sys.platform == "win32":  # nothing is forked there: `possible`
        raise NotImplementedError
    _sweep()
    folder = mkdtemp(prefix=_PREFIX)
    address = str(Path(folder, _SOCKET))
    alive, kept = os.pipe()
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(address)
            listener.listen(64)
            process = begun(listener.fileno(), alive)
    except OSError as error:
        os.close(kept)
        shutil.rmtree(folder, ignore_errors=True)
        raise NotForked(str(error)) from error
    finally:
        os.close(alive)
    _started.append(_Zygote(process, kept, address, os.getpid()))
    os.environ[ADDRESS] = address


def _sweep() -> None:
    """Removes the folders of zygotes whose process was killed: nobody listens there."""
    if sys.platform == "win32":  # nothing is forked there: `possible`
        raise NotImplementedError
    for address in Path(gettempdir()).glob(f"{_PREFIX}*/{_SOCKET}"):
        with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            if time.time() - address.stat().st_mtime < _NEW:
                continue
            connection.settimeout(LOOK)
            try:
                connection.connect(str(address))
            except ConnectionRefusedError:
                shutil.rmtree(address.parent, ignore_errors=True)


atexit.register(stop)
