"""JupyterLab on the notebooks: in Chinese, on this machine alone, nothing fetched from outside."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from auditkit.display import font_file
from auditkit.errors import AuditError, MissingExtra
from auditkit.kernels.later import ADDRESSES, later
from auditkit.workbench.fences import secret_path, settings

HOST = "127.0.0.1"
START = "start_here.ipynb"
PAGE = "我的部门.ipynb"
"""The page for one's own department: it runs when it is opened, and shows no code."""
PLACE = "练习"
"""Copies of the notebooks lie here: the lab saves whatever is run."""
ROOT = "AUDITKIT_LAB_ROOT"
"""The environment variable that names the folder which the lab serves."""
PRACTICE = "AUDITKIT_PRACTICE"
"""The one that names the practice folder; without it that is a temporary one."""
BELOW = "AUDITKIT_LAB_PATH"
"""The one that names the path below which it does, from / to /."""
LARGEST = 400 * 1024 * 1024
"""Bytes of one message from the browser: a file that is dropped in, a third longer than itself."""
_PATIENCE = 5
"""Seconds in which a request that is told to end does so."""
OWN = Path(__file__).parent / "jupyter"
"""What JupyterLab is given: its settings, the kernel auditkit, the font of its pages."""


def lab_folder(folder: Path | None = None) -> Path:
    """The workbench to open, which holds notebooks/; AuditError where it does not."""
    chosen = folder or Path.cwd()
    if not is_workbench(chosen):
        raise AuditError(
            f"{chosen}里还没有工作台（没有 notebooks/{START}）。"
            "请先运行 auditkit new . 建立，或用 --folder 指明已有的工作台文件夹。"
        )
    return chosen.resolve()


def is_workbench(folder: Path) -> bool:
    """Whether the folder holds the notebooks."""
    return (folder / "notebooks" / START).is_file()


def free_port(port: int) -> int:
    """`port`, or any free one for 0; AuditError where another program holds it."""
    with socket.socket() as probe:
        if os.name == "posix":  # else a port that was left a moment ago counts as taken
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise AuditError(
                f"端口{port}不能使用，多半正被其他程序占用。"
                "请用 --port 换一个，或不写 --port，由程序自选。"
            ) from error
        return int(probe.getsockname()[1])


def check_lab() -> None:
    """Raise MissingExtra where JupyterLab is not installed."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise MissingExtra("工作台的组件（JupyterLab）", "lab")


def run_lab(
    folder: Path, port: int, *, browser: bool, opened: Callable[[str], None], page: bool = False
) -> None:
    """Serve JupyterLab on `folder` until it is interrupted; `opened` is given its address.

    With `page` it opens on 我的部门 alone, without menus, as an application of its own. Voilà is no
    way to it: it asks a server elsewhere for its icons, and serves neither the files of the report
    nor what the lab's own script brings (tables to copy, files to drag).
    The settings and layout that are changed in it are kept apart from those of other JupyterLabs.

    Raises AuditError where JupyterLab does not start.
    """
    check_lab()
    with later(ADDRESSES), _without_node():
        from jupyterlab.labapp import LabApp  # type: ignore[import-untyped]

    # in a workspace of its own: it neither takes the lab's layout nor changes it
    where = f"/doc/workspaces/app/tree/{_at(PAGE)}" if page else f"/lab/tree/{_at(START)}"
    token = os.environ.get("JUPYTER_TOKEN") or secrets.token_hex(24)
    os.environ[PRACTICE] = str(folder / PLACE)
    os.environ[ROOT] = str(folder)
    path = os.environ[BELOW] = secret_path(token)
    # In its terminals `auditkit` is this one.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    extensions = {"jupyterlab": True, "jupyter_server_terminals": True}
    server = LabApp.make_serverapp(jpserver_extensions=extensions)
    # custom.css, and beside it the font that it names
    server.static_custom_path = [str(OWN / "custom"), str(font_file().parent)]
    # A scanned form that is dropped in comes through the kernel's socket, 10 MB by default.
    server.tornado_settings = {
        "websocket_max_message_size": LARGEST,
        **settings(f"http://{HOST}:{port}", path),
    }
    try:
        server.initialize(
            argv=_arguments(folder, port, token, browser, path, where),
            starter_extension=LabApp.name,
            find_extensions=False,
        )
    except SystemExit as stopped:
        raise AuditError("JupyterLab 没有启动。请用 --port 换一个端口再试。") from stopped

    # The user's own kernels may be of environments without auditkit.
    server.kernel_spec_manager.kernel_dirs = [str(OWN / "kernels")]

    def stop(*_: Any) -> None:
        server.stop(from_signal=True)

    for sent in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sent, stop)
    address = f"http://{HOST}:{server.port}{path.rstrip('/')}{where}?token={token}"
    # Only in its loop does it begin to listen.
    server.io_loop.add_callback(opened, address)
    server.start()
    end_requests(server.io_loop.asyncio_loop)


@contextmanager
def _without_node() -> Iterator[None]:
    """JupyterLab asks Node at its import where packages to build it from are had; none is built."""
    path = os.environ.get("PATH", os.defpath)
    # An empty one would stand for the system's own.
    os.environ["PATH"] = os.devnull
    try:
        yield
    finally:
        os.environ["PATH"] = path


def end_requests(loop: asyncio.AbstractEventLoop) -> None:
    """End what a stopped loop was still answering, and the threads that work for it.

    A thread of anyio ends with the request that it was started for, and by nothing else: one left
    open would keep the program from ever ending. What does not heed within seconds is left.
    """

    async def ended() -> None:
        open_still = asyncio.all_tasks() - {asyncio.current_task()}
        for task in open_still:
            task.cancel()
        if open_still:
            await asyncio.wait(open_still, timeout=_PATIENCE)

    loop.run_until_complete(ended())


def _at(name: str) -> str:
    return quote(f"{PLACE}/{name}")


def _arguments(
    folder: Path, port: int, token: str, browser: bool, path: str, where: str
) -> list[str]:
    # As arguments, they hold against whatever the user's own configuration says.
    from jupyter_core.paths import jupyter_config_dir

    kept = Path(jupyter_config_dir()) / "auditkit"
    return [
        # its English lines about addresses, of which ours is one
        "--Application.log_level=CRITICAL",
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        f"--ServerApp.base_url={path}",
        "--ServerApp.port_retries=0",
        "--ServerApp.allow_remote_access=False",
        "--ServerApp.allow_root=True",
        f"--ServerApp.open_browser={browser}",
        f"--ServerApp.root_dir={folder}",
        f"--IdentityProvider.token={token}",
        f"--LabApp.default_url={where}",
        f"--LabApp.extra_labextensions_path={OWN / 'labextensions'}",
        f"--LabApp.app_settings_dir={OWN / 'settings'}",
        f"--LabApp.user_settings_dir={kept / 'user-settings'}",
        f"--LabApp.workspaces_dir={kept / 'workspaces'}",
        "--LabApp.custom_css=True",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
