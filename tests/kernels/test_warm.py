"""Forked processes and kernels: what they are told, how they end, who may use them."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hanging import not_hanging
from jupyter_client.asynchronous import AsyncKernelClient
from nbformat.v4 import new_code_cell, new_notebook
from processes import has_ended

from auditkit import kernels
from auditkit.kernels import forking
from auditkit.kernels.execution import execute, notebook_bytes
from auditkit.kernels.provisioner import kernel_arguments

pytestmark = [
    pytest.mark.skipif(not kernels.possible(), reason="this system cannot fork kernels"),
    pytest.mark.slow,
]
SMALL = ("json",)


@pytest.fixture(autouse=True)
def _small_zygote(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A zygote of this test's own, with next to nothing imported."""
    monkeypatch.delenv(forking.ADDRESS, raising=False)
    monkeypatch.setattr(forking, "KERNEL", SMALL)
    with not_hanging():
        yield
        kernels.stop()


def gone(pid: int) -> bool:
    """Whether the process ends, within the minute that `not_hanging` allows."""
    while True:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)


def test_a_process_says_how_it_ended() -> None:
    assert kernels.fork("sys:exit", [3]).wait() == 3
    assert kernels.fork("time:time").wait() == 0
    assert kernels.fork("os:abort").wait() == -signal.SIGABRT


def test_a_process_is_killed_like_any_other() -> None:
    process = kernels.fork("time:sleep", [600])
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.01)
    process.terminate()
    assert process.wait() == -signal.SIGTERM
    process.kill()


def test_it_has_the_folder_the_environment_and_the_streams_that_it_is_given(
    tmp_path: Path,
) -> None:
    said = tmp_path / "said"
    program = "import os, sys; print(os.getcwd(), os.environ['甲'], repr(sys.stdin.read()))"
    with said.open("wb") as stream:
        kernels.fork(
            "builtins:exec",
            [program],
            cwd=str(tmp_path),
            env={"甲": "乙"},
            stdout=stream.fileno(),
        ).wait()
    assert said.read_text("utf-8").split() == [str(tmp_path), "乙", "''"]


def test_it_leads_a_session_of_its_own() -> None:
    process = kernels.fork("time:sleep", [600])
    assert os.getsid(process.pid) == process.pid != os.getsid(0)
    process.kill()
    process.wait()


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        kernels.fork("time:time", cwd=str(tmp_path / "missing"))


def test_it_ends_with_whoever_asked_for_it_but_an_independent_one_does_not(tmp_path: Path) -> None:
    program = (
        "import os\n"
        "from auditkit import kernels\n"
        "print(*(kernels.fork('time:sleep', [600], independent=i).pid for i in (False, True)),"
        " flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    # It finds our zygote by the environment, so that its end is not the zygote's.
    kernels.start(SMALL)
    said = tmp_path / "said"
    with said.open("wb") as stream:
        subprocess.run([sys.executable, "-c", program], stdout=stream, check=False)
    dependent, independent = map(int, said.read_text().split())
    assert gone(dependent)
    os.kill(independent, signal.SIGKILL)
    assert gone(independent)


def test_descendants_share_one_zygote() -> None:
    program = (
        "import logging, os\n"
        "from auditkit import kernels\n"
        "logging.basicConfig(level=logging.DEBUG)\n"
        "print(kernels.fork('time:time').wait(), os.environ[kernels.forking.ADDRESS])"
    )
    kernels.start(SMALL)
    address = os.environ[forking.ADDRESS]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    # Why a zygote was given up stands in the log.
    assert done.stderr.decode() == ""
    assert done.stdout.decode().split() == ["0", address]


def test_a_process_that_has_ended_before_we_look_is_not_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine all is over before the client comes to its next line."""
    sent_by_socket = socket.send_fds

    def sent(connection: socket.socket, *request: Any) -> int:
        bytes_sent = sent_by_socket(connection, *request)
        over = select.poll()
        over.register(connection, select.POLLRDHUP)
        assert over.poll(60_000)
        return bytes_sent

    monkeypatch.setattr(socket, "send_fds", sent)
    runs = tmp_path / "runs"
    kernels.start(SMALL)
    address = os.environ[forking.ADDRESS]
    assert kernels.fork("builtins:exec", [f"open({str(runs)!r}, 'a').write('x')"]).wait() == 0
    assert runs.read_text("utf-8") == "x"
    assert os.environ[forking.ADDRESS] == address


def test_a_client_that_goes_when_its_child_ends_ends_nobody_else() -> None:
    """A busy zygote hears of both at once: of the end first, and then of the client."""
    kernels.start(SMALL)
    address = os.environ[forking.ADDRESS]
    other, process = (kernels.fork("time:sleep", [600]) for _ in range(2))
    with socket.socket(socket.AF_UNIX) as busy:
        busy.connect(address)
        # Until it waits for what this client has to say.
        time.sleep(0.2)
        os.kill(process.pid, signal.SIGKILL)
        while not has_ended(process.pid):
            time.sleep(0.01)
        process.forget()
    assert kernels.fork("sys:exit", [6]).wait() == 6
    assert os.environ[forking.ADDRESS] == address
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_zygote_that_was_killed_is_replaced() -> None:
    kernels.start(SMALL)
    (zygote,) = forking._started
    os.kill(zygote.process.pid, signal.SIGKILL)
    zygote.process.wait()
    assert kernels.fork("sys:exit", [4]).wait() == 4
    assert forking._started[-1] is not zygote


def test_after_a_change_of_the_code_processes_come_from_a_new_zygote(tmp_path: Path) -> None:
    package = tmp_path / "auditkitprobe"
    package.mkdir()
    module = package / "__init__.py"
    module.write_text("def told(): raise SystemExit(1)\n", "utf-8")
    env_path = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = f"{tmp_path}{os.pathsep}{env_path}"
    try:
        kernels.start(("auditkitprobe",))
        assert kernels.fork("auditkitprobe:told").wait() == 1
        running = kernels.fork("time:sleep", [600])
        module.write_text("def told(): raise SystemExit(22)\n", "utf-8")
        os.utime(module, (1, 1))
        assert kernels.fork("auditkitprobe:told").wait() == 22
        assert running.poll() is None
        running.kill()
        assert running.wait() == -signal.SIGKILL
    finally:
        os.environ["PYTHONPATH"] = env_path


def test_stopping_ends_the_zygote_with_its_children() -> None:
    process = kernels.fork("time:sleep", [600])
    zygotes = [zygote.process.pid for zygote in forking._started]
    kernels.stop()
    assert forking.ADDRESS not in os.environ
    assert gone(process.pid)
    assert all(map(gone, zygotes))
    process.wait()


@pytest.mark.parametrize(
    ("name", "suits"), [("PYTHONHASHSEED", False), ("MPLBACKEND", False), ("AUDITKIT_X", True)]
)
def test_an_environment_that_imports_read_needs_a_process_of_its_own(
    name: str, suits: bool
) -> None:
    assert forking.suits({**os.environ, name: "other"}) is suits


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ([sys.executable, "-m", "ipykernel_launcher", "-f", "k.json"], ["-f", "k.json"]),
        ([sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher"], []),
        ([sys.executable, "-m", "bash_kernel", "-f", "k.json"], None),
        ([sys.executable, "-O", "-m", "ipykernel_launcher"], None),
        (["/usr/bin/other-python", "-m", "ipykernel_launcher"], None),
    ],
)
def test_only_this_interpreters_plain_kernels_are_forked(
    command: list[str], arguments: list[str] | None
) -> None:
    assert kernel_arguments(command) == arguments


def test_figures_are_shown_though_pyplot_was_imported_before_the_kernel(tmp_path: Path) -> None:
    kernels.start(("matplotlib.pyplot", "matplotlib_inline.backend_inline"))
    sources = (
        "n: int = 1",
        "import matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1)).gca().plot([1, 2])\nn",
    )
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    notebook.cells[0].metadata["tags"] = ["parameters"]
    path = tmp_path / "probe.ipynb"
    path.write_bytes(notebook_bytes(notebook))
    shown = execute(path, {}, tmp_path).cells[-1].outputs
    assert [sorted(output.data) for output in shown] == [
        ["text/plain"],
        ["image/png", "text/plain"],
    ]


def test_a_kernel_is_waited_for_only_until_it_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waited(*_: object, **__: object) -> None:
        raise AssertionError("jupyter_client waits for 200 ms of silence besides")

    monkeypatch.setattr(AsyncKernelClient, "wait_for_ready", waited)
    cell = new_code_cell("n: int = 1\nn")
    cell.metadata["tags"] = ["parameters"]
    path = tmp_path / "probe.ipynb"
    path.write_bytes(notebook_bytes(new_notebook(cells=[cell])))
    assert execute(path, {}, tmp_path).cells[-1].outputs[0].data["text/plain"] == "1"


def test_stock_papermill_runs_forked_kernels_by_kernelspec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = kernels.install_kernelspec(tmp_path)
    assert spec == tmp_path / "share" / "jupyter" / "kernels" / "auditkit" / "kernel.json"
    assert json.loads(spec.read_text("utf-8"))["metadata"]["kernel_provisioner"] == {
        "provisioner_name": "auditkit-warm"
    }
    cells = [new_code_cell("import sys\n'auditkit.kernels.zygote' in sys.modules", id="forked")]
    notebook = new_notebook(cells=cells)
    # The notebook's own kernelspec suffices.
    notebook.metadata["kernelspec"] = {"name": "auditkit", "display_name": "", "language": "python"}
    path = tmp_path / "probe.ipynb"
    path.write_bytes(notebook_bytes(notebook))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share" / "jupyter"))
    # As where they are not installed: a grammar of web addresses, a store of data.
    for absent in ("rfc3987_syntax", "pyarrow"):
        (tmp_path / f"{absent}.py").write_text("raise ImportError", "utf-8")
    before = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{before}")
    kernels.start(SMALL)
    command = [sys.executable, "-m", "papermill", str(path), "-", "--no-progress-bar"]
    done = subprocess.run(command, capture_output=True, check=True)
    (cell,) = json.loads(done.stdout)["cells"]
    assert cell["outputs"][0]["data"]["text/plain"] == ["True"]
