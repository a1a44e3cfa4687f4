"""The process that has everything imported: it forks children on request and reports their ends.

A request comes over a Unix socket: a line of JSON, with the child's standard output and error as
file descriptors. The answer is the child's pid or minus an errno, and its exit code when it has
ended. A client that goes away takes its child with it. One that has forked a child itself may ask
to have it watched: that ends as well when its client goes away, and nothing is answered.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from auditkit.kernels.child import run
from auditkit.kernels.modules import warm_up
from auditkit.kernels.wire import ENDED, READY, tell


def main(listener: int, alive: int, modules: tuple[str, ...]) -> NoReturn:
    """Imports `modules`, then serves until the process with the other end of `alive` has ended."""
    # Imports leave next to nothing to collect, and a look at everything takes longer each time.
    gc.disable()
    serve(listener, alive, warm_up(modules))


def serve(listener: int, alive: int, env: dict[str, str]) -> NoReturn:
    """Serves; `env` is what the imports have added to the environment."""
    zygote = _Zygote(socket.socket(fileno=listener), alive)
    # Else a collection in a child would touch, and so copy, every page.
    gc.freeze()
    gc.enable()
    with contextlib.suppress(OSError):
        Path(zygote.listener.getsockname()).with_name(READY).touch()
    client, request, streams = zygote.serve()
    # From here on this is a child.
    del zygote
    os._exit(run(client, request, streams, env))


@dataclass
class _Zygote:
    listener: socket.socket
    alive: int
    clients: dict[int, tuple[socket.socket, bool]] = field(default_factory=dict)
    """Of each child: who asked for it, and whether it outlives them."""

    def __post_init__(self) -> None:
        self.code = _code()
        self.ended, self.wake = os.pipe()
        if sys.platform == "win32":  # nothing is forked there: `possible`
            raise NotImplementedError
        for end in (self.ended, self.wake):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake)
        # A Ctrl-C is for the program that the user runs; the children have sessions of their own.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: self.end())

    def serve(self) -> tuple[socket.socket, dict[str, Any], list[int]]:
        """Returns in a child only, with what that child is to do."""
        with selectors.DefaultSelector() as selector:
            for opened in (self.listener, self.alive, self.ended):
                selector.register(opened, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self.alive:
                        self.end()
                    elif key.fileobj is self.ended:
                        for client in self.reap():
                            selector.unregister(client)
                            client.close()
                    elif key.data is not None:
                        # The end of its child may have come with this, and been told just before.
                        if key.fileobj in self.clients.get(key.data, ()):
                            # A client says nothing after its request: it has gone.
                            selector.unregister(key.fileobj)
                            self.forget(key.data)
                    elif _code() != self.code:
                        # Whoever connects from now on finds nobody and starts a zygote anew.
                        selector.unregister(self.listener)
                        self.listener.close()
                    else:
                        client, _ = self.listener.accept()
                        request, streams = _received(client)
                        watched = request.get("watch")
                        pid = watched or (self.forked(client) if request else None)
                        if pid == 0:
                            self.leave()
                            return client, request, streams
                        for stream in streams:
                            os.close(stream)
                        if pid:
                            self.clients[pid] = client, bool(request.get("independent"))
                            selector.register(client, selectors.EVENT_READ, pid)
                        else:
                            client.close()
                if self.listener.fileno() < 0 and not self.clients:
                    os._exit(0)

    def forked(self, client: socket.socket) -> int | None:
        if sys.platform == "win32":  # nothing is forked there: `possible`
            raise NotImplementedError
        try:
            return os.fork()
        except OSError as error:
            tell(client, -(error.errno or 1))
            return None

    def reap(self) -> list[socket.socket]:
        """Tells the clients of ended children their exit codes; gives those clients."""
        if sys.platform == "win32":  # nothing is forked there: `possible`
            raise NotImplementedError
        with contextlib.suppress(BlockingIOError):
            os.read(self.ended, 65536)
        told = []
        with contextlib.suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                client, _ = self.clients.pop(found[0], (None, False))
                if client is not None:
                    tell(client, ENDED + os.waitstatus_to_exitcode(found[1]))
                    told.append(client)
        return told

    def forget(self, pid: int) -> None:
        client, independent = self.clients.pop(pid)
        if not independent:
            _kill(pid)
        # Whoever has it watched waits for this before the number may become another's.
        client.close()

    def end(self) -> NoReturn:
        for pid in list(self.clients):
            self.forget(pid)
        os._exit(0)

    def leave(self) -> None:
        """In a child: nothing of the zygote stays open or handled."""
        if sys.platform == "win32":  # nothing is forked there: `possible`
            raise NotImplementedError
        signal.set_wakeup_fd(-1)
        for signum in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(signum, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for other, _ in self.clients.values():
            other.close()
        self.listener.close()
        for opened in (self.alive, self.ended, self.wake):
            os.close(opened)


def _code() -> dict[str, int]:
    """The files of auditkit that are in use, with their times of change."""
    times = {}
    for name, module in sys.modules.items():
        if name.startswith("auditkit") and (file := getattr(module, "__file__", None)):
            with contextlib.suppress(OSError):
                # Asked at every fork, and a Path takes twice as long.
                times[file] = os.stat(file).st_mtime_ns  # noqa: PTH116
    return times


def _received(client: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The request with its streams; an empty one where the client went away while it spoke."""
    if sys.platform == "win32":  # nothing is forked there: `possible`
        raise NotImplementedError
    data, streams, _, _ = socket.recv_fds(client, 65536, 2)
    while data and not data.endswith(b"\n"):
        more = client.recv(65536)
        data = data + more if more else b""
    return json.loads(data) if data else {}, streams


def _kill(pid: int) -> None:
    # Before it leads a session of its own, the child alone is meant.
    if sys.platform == "win32":  # nothing is forked there: `possible`
        raise NotImplementedError
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)
            return
