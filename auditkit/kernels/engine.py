"""The papermill engine that runs a notebook in a forked kernel, without jupyter_client's waits."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import Empty
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import zmq
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbformat import from_dict
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from auditkit.kernels.asking import asking
from auditkit.kernels.branching import Waiting
from auditkit.kernels.forking import possible
from auditkit.kernels.provisioner import WarmProvisioner

if TYPE_CHECKING:
    from jupyter_client.client import KernelClient
    from nbformat import NotebookNode

NAME = "auditkit-warm"
START_TIMEOUT = 60
_RECONNECT = 5
"""Milliseconds until a client tries again to reach a kernel that does not listen yet."""
_LAST_OUTPUT = 60
"""Seconds that a cell's last output may come after its reply, on the slowest of machines."""
_LONGEST_SOCKET = 100
"""Bytes that the path of a Unix socket may have: 104 on some systems, less the port's digits."""
_STARTS = 3
"""How often a kernel is started whose ports somebody else may have taken before it came to them."""

ANYTHING = re.compile(r"^application/(.*\+)?json$")
"""The kinds of data that may be anything, by the schema of notebooks; all others are texts."""


@dataclass
class Course:
    """How far a run has come: the notebook as executed so far, and the number of its cell.

    `exit_code` is the kernel's, minus the signal that ended it, where it has ended by itself.
    """

    notebook: NotebookNode | None = None
    cell: int = 0
    started: bool = False
    exit_code: int | None = None


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    async def async_start_new_kernel_client(self) -> KernelClient:
        client: KernelClient = self.km.client()
        self.kc = client
        # It asks before the kernel listens, and would try again only after 100 to 200 ms.
        client.context.setsockopt(zmq.RECONNECT_IVL, _RECONNECT)
        try:
            client.start_channels()
            await _ready(client, self.km, self.startup_timeout)
        except Exception:
            await self._async_cleanup_kernel()
            raise
        client.allow_stdin = False
        return client

    async def _async_poll_kernel_alive(self) -> None:
        """What nbclient lets run beside a cell, until its reply and its last output have come."""
        async with asking(self.kc):
            await super()._async_poll_kernel_alive()

    async def async_wait_for_reply(self, msg_id: str, cell: NotebookNode | None = None) -> Any:
        """The reply to a message that is no cell. Raises DeadKernelError."""
        async with asking(self.kc):
            return await super().async_wait_for_reply(msg_id, cell)

    def output(
        self, outs: list[Any], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """The output of a message, put with the others of its cell.

        nbformat holds each against its schema, a twentieth of a report; what shows nothing but
        texts and JSON, replaces nothing and is replaced by nothing cannot fail there.
        """
        content, awaited = msg["content"], msg["parent_header"].get("msg_id")
        plain = (
            msg["msg_type"] == "display_data"
            and not (display_id or self.clear_before_next_output or self.output_hook_stack[awaited])
            and type(content["metadata"]) is dict
            and all(type(x) is str or ANYTHING.search(kind) for kind, x in content["data"].items())
        )
        if not plain:
            given: NotebookNode | None = super().output(outs, msg, display_id, cell_index)
            return given
        shown = {name: content[name] for name in ("metadata", "data")}
        said = {"output_type": "display_data"}
        out: NotebookNode = from_dict({**said, **shown})  # type: ignore[no-untyped-call]
        outs.append(out)
        return out

    # Papermill calls these, which in nbclient are tied to nbclient's own waiting.
    start_new_kernel_client = run_sync(async_start_new_kernel_client)
    wait_for_reply = run_sync(async_wait_for_reply)


class _DiedAtStart(RuntimeError):
    pass


async def _ready(client: Any, manager: AsyncKernelManager, timeout: float) -> None:
    """Waits until the kernel answers and its outputs arrive here. Raises RuntimeError otherwise,
    and of its kinds _DiedAtStart where the kernel has ended.

    jupyter_client waits besides for 200 ms of silence; nbclient goes by the message's parent, so
    what is left of the greeting does no harm.
    """
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        asked = client.kernel_info()
        with suppress(Empty):
            while (await client.get_shell_msg(timeout=1))["parent_header"].get("msg_id") != asked:
                pass
            while not _heard(await client.get_iopub_msg(timeout=1), asked):
                pass
            return
        if not await manager.is_alive():
            raise _DiedAtStart("Kernel died before replying to kernel_info")
    raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")


def _heard(message: dict[str, Any], asked: str) -> bool:
    if message["msg_type"] == "iopub_welcome":
        return True
    answered = bool(message["parent_header"].get("msg_id") == asked)
    return answered and message["content"].get("execution_state") == "idle"


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """Papermill's own engine with our way of starting the kernel, and a limit for all cells."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        course: Course | None = None,
        limit: float | None = None,
        start_timeout: float = START_TIMEOUT,
        waiting: Waiting | None = None,
        **kwargs: Any,
    ) -> None:
        course = course or Course()
        course.notebook = nb_man.nb
        given = merge_kwargs(
            remove_args(["input_path", "timeout", "startup_timeout"], **kwargs),
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            iopub_timeout=_LAST_OUTPUT,
            # Nothing of it is kept.
            record_timing=False,
            shutdown_kernel="immediate",
            log=logger,
        )
        for start in range(1, _STARTS + 1):
            with TemporaryDirectory(prefix="auditkit-", ignore_cleanup_errors=True) as folder:
                manager = _manager(kernel_name, Path(folder), waiting)
                client = _Client(nb_man, **given, km=manager)
                client.owns_km = True
                _follow(client, course, limit)
                try:
                    client.execute()
                    return
                except _DiedAtStart:
                    if manager.transport != "tcp" or start == _STARTS:
                        raise
                finally:
                    if isinstance(manager.provisioner, WarmProvisioner):
                        course.exit_code = manager.provisioner.exit_code


class _Specs(KernelSpecManager):
    """Kernels by name, each looked for once: that goes through every folder of Jupyter's."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self._found: dict[str, KernelSpec] = {}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernel of that name. Raises NoSuchKernel."""
        if kernel_name not in self._found:
            self._found[kernel_name] = super().get_kernel_spec(kernel_name)
        return self._found[kernel_name]


@cache
def _specs() -> _Specs:
    return _Specs()


def _manager(kernel_name: str, folder: Path, waiting: Waiting | None) -> AsyncKernelManager:
    manager = AsyncKernelManager(
        kernel_name=kernel_name,
        connection_file=str(folder / "kernel.json"),
        kernel_spec_manager=_specs(),
    )
    if possible():
        # Unlike a port, a socket in a folder of one's own cannot be taken by another kernel.
        address = str(folder / "k")
        if len(address.encode()) <= _LONGEST_SOCKET:
            manager.transport, manager.ip = "ipc", address
    provisioner = WarmProvisioner(
        kernel_id="auditkit", kernel_spec=manager.kernel_spec, parent=manager
    )
    # Whoever renders a report here may have started one, and renders more.
    provisioner.at_once, provisioner.waiting = True, waiting
    manager.provisioner = provisioner
    return manager


def _follow(client: _Client, course: Course, limit: float | None) -> None:
    until: list[float] = []

    def entered(cell: NotebookNode, cell_index: int) -> None:
        course.started, course.cell = True, cell_index + 1

    def left(_: NotebookNode) -> float:
        if not until:
            until.append(time.monotonic() + (limit or 0))
        # nbclient takes 0 for no limit.
        return max(until[0] - time.monotonic(), 0.001)

    client.on_cell_start = entered
    if limit is not None:
        client.timeout_func = left


papermill_engines.register(NAME, WarmEngine)
