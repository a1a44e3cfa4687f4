"""The kernel provisioner: a Jupyter program asks for an ipykernel and gets a forked one."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from auditkit.kernels.forking import ADDRESS, Forked, NotForked, fork, possible, suits

KERNEL_CALL = "auditkit.kernels.kernel:run"


class WarmProvisioner(LocalProvisioner):
    """Local kernels, forked where they can be; any other kernel starts as it always did."""

    process: Any = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        env = {k: v for k, v in (kwargs.get("env") or os.environ).items() if k != ADDRESS}
        arguments = kernel_arguments(cmd)
        streams = [_descriptor(kwargs.get(name), at) for name, at in (("stdout", 1), ("stderr", 2))]
        if arguments is None or not possible() or not suits(env) or min(streams) < 0:
            return await super().launch_kernel(cmd, **kwargs)
        cwd = kwargs.get("cwd")
        env["JPY_PARENT_PID"] = str(os.getpid())
        try:
            self.process = await asyncio.to_thread(
                fork,
                KERNEL_CALL,
                (cmd, arguments),
                cwd=None if cwd is None else str(cwd),
                env=env,
                stdout=streams[0],
                stderr=streams[1],
                independent=bool(kwargs.get("independent")),
            )
        except NotForked as error:
            self.log.warning("No forked kernel (%s); starting one anew.", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = cwd or Path.cwd()
        return self.connection_info

    async def wait(self) -> int | None:
        if isinstance(self.process, Forked):
            await _ended(self.process)
        return await super().wait()

    async def kill(self, restart: bool = False) -> None:
        await super().kill(restart)
        # jupyter_client looks at once, and then only every 100 ms.
        if isinstance(self.process, Forked):
            await _ended(self.process)

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


async def _ended(process: Forked, timeout: float | None = None) -> None:
    """Waits for the end without looking again and again; gives up quietly after `timeout`."""
    if process.poll() is not None:
        return
    loop = asyncio.get_running_loop()
    ended = loop.create_future()
    number = process.fileno()
    loop.add_reader(number, lambda: None if ended.done() else ended.set_result(None))
    with suppress(TimeoutError):
        await asyncio.wait_for(ended, timeout)
    loop.remove_reader(number)
    process.poll()
