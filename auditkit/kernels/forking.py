"""Asking the zygote for a process, and what is known of that process afterwards."""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from auditkit.kernels.modules import KERNEL
from auditkit.kernels.wire import number

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


class NotForked(OSError):
    """The zygote could not be started or did not answer."""


class Forked:
    """A forked process, as far as programs handle a subprocess.Popen."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection

    def fileno(self) -> int:
        """Readable when the process has ended; to be asked for only while `returncode` is None."""
        return self._connection.fileno()

    def poll(self) -> int | None:
        """The exit code, minus the signal that ended the process, None while it runs."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self._end()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once the process has ended. Raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._connection], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(f"pid {self.pid}", timeout or 0)
            self._end()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _end(self) -> None:
        # A zygote that was killed tells nothing, and its children end with it.
        code = number(self._connection)
        self.returncode = -signal.SIGKILL if code is None else code
        self._connection.close()


@dataclass(frozen=True)
class _Zygote:
    process: subprocess.Popen[bytes]
    alive: int
    address: str
    owner: int


_started: list[_Zygote] = []
_lock = threading.Lock()


def possible() -> bool:
    """Whether this system can fork a process that has loaded graphics and mathematics libraries."""
    # The system libraries of macOS may crash in a forked child.
    return hasattr(os, "fork") and sys.platform != "darwin"


def start(modules: Sequence[str] = KERNEL) -> None:
    """Starts the zygote unless there is one, without waiting for its imports.

    Processes started afterwards find it by the environment. Does nothing where forking is not
    possible.
    """
    if possible():
        with _lock:
            if not os.environ.get(ADDRESS):
                _start(modules)


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
    request = {
        "call": call,
        "arguments": list(arguments),
        "cwd": cwd or str(Path.cwd()),
        "env": dict(os.environ if env is None else env),
        "independent": independent,
    }
    data = json.dumps(request).encode() + b"\n"
    # The zygote that was found may be gone, or refuse because the code has changed since.
    for _ in range(2):
        connection = _connected()
        try:
            sent = socket.send_fds(connection, [data], [stdout, stderr])
            connection.sendall(data[sent:])
            pid = number(connection)
        except OSError:
            pid = None
        if pid is not None and pid > 0:
            return Forked(pid, connection)
        connection.close()
        if pid is not None:
            raise OSError(-pid, os.strerror(-pid), cwd)
        os.environ.pop(ADDRESS, None)
    raise NotForked("the zygote does not answer")


def suits(env: Mapping[str, str]) -> bool:
    """Whether a process of this environment can come from a zygote of our own environment."""

    def seen(of: Mapping[str, str]) -> dict[str, str]:
        return {key: value for key, value in of.items() if key.startswith(_AT_IMPORT)}

    return seen(env) == seen(os.environ)


def _connected() -> socket.socket:
    with _lock:
        for _ in range(2):
            if not os.environ.get(ADDRESS):
                _start(KERNEL)
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(os.environ[ADDRESS])
            except OSError:
                connection.close()
                del os.environ[ADDRESS]
            else:
                return connection
    raise NotForked("the zygote does not start")


def _start(modules: Sequence[str]) -> None:
    folder = mkdtemp(prefix="auditkit-")
    address = str(Path(folder, "zygote"))
    alive, kept = os.pipe()
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(address)
            listener.listen(64)
            code = _SERVE.format(listener=listener.fileno(), alive=alive, modules=tuple(modules))
            process = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.DEVNULL,
                pass_fds=(listener.fileno(), alive),
                start_new_session=True,
            )
    except OSError as error:
        os.close(kept)
        shutil.rmtree(folder, ignore_errors=True)
        raise NotForked(str(error)) from error
    finally:
        os.close(alive)
    _started.append(_Zygote(process, kept, address, os.getpid()))
    os.environ[ADDRESS] = address


atexit.register(stop)
