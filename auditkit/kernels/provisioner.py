"""The kernel provisioner: a Jupyter program asks for an ipykernel and gets a forked one."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from auditkit.kernels.branching import Waiting
from auditkit.kernels.forked import LATE, Forked
from auditkit.kernels.forking import (
    ADDRESS,
    NotForked,
    fork,
    possible,
    ready,
    start,
    suits,
)
from auditkit.kernels.kernel import configure

KERNEL_CALL = "auditkit.kernels.kernel:run"
_LOOKS = (0.001, 0.05)
"""Seconds between looks, from the first to the longest.

Neither a thread pool nor a reader of the event loop tells: a program that forks after its first
notebook hands both on to its children, where their threads do not exist and their wake-ups are
shared.
"""


class WarmProvisioner(LocalProvisioner):
    """Local kernels, forked where they can be; any other kernel starts as it always did.

    With `at_once`, a warm process is started for the first kernel already. A fork of this process
    that is `waiting` becomes the kernel before any other.
    """

    process: Any = None
    at_once = False
    waiting: Waiting | None = None
    exit_code: int | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        env = dict(kwargs.get("env") or os.environ)
        arguments = kernel_arguments(cmd)
        streams = [_descriptor(kwargs.get(name), at) for name, at in (("stdout", 1), ("stderr", 2))]
        forked = arguments is not None and possible() and suits(env) and min(streams) >= 0
        if not forked or not (self.at_once or _pays()):
            return await super().launch_kernel(cmd, **kwargs)
        cwd = None if kwargs.get("cwd") is None else str(kwargs["cwd"])
        env["JPY_PARENT_PID"] = str(os.getpid())

        def made() -> Forked:
            start()
            # What a notebook starts itself is then forked from the same process.
            env[ADDRESS] = os.environ.get(ADDRESS, "")
            return fork(
                KERNEL_CALL,
                (cmd, arguments),
                cwd=cwd,
                env=env,
                stdout=streams[0],
                stderr=streams[1],
                independent=bool(kwargs.get("independent")),
            )

        if self.waiting and streams == [1, 2]:
            self.process = self.waiting.launch(KERNEL_CALL, (cmd, arguments), cwd=cwd, env=env)
            # This process forks more of them, and each as this one.
            configure(arguments or [])
        try:
            self.process = self.process or await _in_a_thread(made)
        except NotForked as error:
            self.log.warning("No forked kernel (%s); starting one anew.", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def poll(self) -> int | None:
        """The exit code, None while the kernel runs."""
        code = await super().poll()
        # What comes after it was told to end says nothing of why it ended.
        if self.process is not None and self.exit_code is None:
            self.exit_code = code
        return code

    async def wait(self) -> int | None:
        """The exit code, once the kernel has ended."""
        if isinstance(self.process, Forked):
            await _ended(self.process)
        return await super().wait()

    async def kill(self, restart: bool = False) -> None:
        """Ends the kernel."""
        await super().kill(restart)
        # jupyter_client looks at once, and then only every 100 ms.
        if isinstance(self.process, Forked):
            await _ended(self.process, 2 * LATE)

    async def shutdown_requested(self, restart: bool = False) -> None:
        if isinstance(self.process, Forked):
            await _ended(self.process, self.get_shutdown_wait_time() / 2)


def kernel_arguments(command: list[str]) -> list[str] | None:
    """What follows `-m ipykernel_launcher` in a command of this interpreter, None in any other."""
    program, *rest = command
    while rest and rest[0].startswith("-X"):
        rest = rest[1:]
    # Two environments may share one program by links, so the link itself is compared.
    same = os.path.normpath(program) == os.path.normpath(sys.executable)
    if same and rest[:2] == ["-m", "ipykernel_launcher"]:
        return rest[2:]
    return None


def _descriptor(stream: Any, default: int) -> int:
    """The file descriptor, negative where subprocess would have to make one (PIPE, DEVNULL)."""
    if stream is None:
        return default
    return int(stream if isinstance(stream, int) else stream.fileno())


def _pays() -> bool:
    """Whether to fork a kernel that a program asks for by its kernelspec.

    A warm process costs seconds, so a program with a single notebook goes without: only one that
    asks again gets one, which imports beside its work. A process of a pool starts none, for there
    would be as many as processes.
    """
    address = os.environ.get(ADDRESS)
    if address and address != _Own.address:
        return True
    if not address and not multiprocessing.parent_process():
        _Own.asked += 1
        if _Own.asked > 1:
            start()
            _Own.address = os.environ.get(ADDRESS)
    return ready()


class _Own:
    """Of this process: how many kernels it asked for, and the warm process started for them."""

    asked = 0
    address: str | None = None


async def _in_a_thread(function: Callable[[], Forked]) -> Forked:
    """What a function gives that may take its time, while the event loop goes on."""
    found: Future[Forked] = Future()

    def run() -> None:
        try:
            found.set_result(function())
        except BaseException as error:
            found.set_exception(error)

    Thread(target=run, daemon=True).start()
    await _looking(found.done)
    return found.result()


async def _ended(process: Forked, timeout: float | None = None) -> None:
    """Waits for the end; gives up quietly after `timeout`."""
    await _looking(lambda: process.poll() is not None, timeout)


async def _looking(done: Callable[[], bool], timeout: float | None = None) -> None:
    began, (pause, longest) = time.monotonic(), _LOOKS
    while not done():
        if timeout is not None and time.monotonic() - began >= timeout:
            return
        await asyncio.sleep(pause)
        pause = min(pause * 1.2, longest)
