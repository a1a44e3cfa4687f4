"""Programs that run notebooks in pools of their own, and a warm process that does not answer."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hanging import not_hanging

from auditkit import kernels
from auditkit.kernels import forked, forking

pytestmark = pytest.mark.skipif(not kernels.possible(), reason="this system cannot fork kernels")
SUPPORT = Path(__file__).parents[1] / "support"
SMALL = ("json",)
LIMIT = 300
# The threads last: the second notebook that a process runs itself makes it start a warm process.
KINDS = ("fork", "spawn", "forkserver", "threads")


@pytest.fixture(autouse=True)
def _small_zygote(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(forking.ADDRESS, raising=False)
    monkeypatch.setattr(forking, "KERNEL", SMALL)
    with not_hanging():
        yield
        kernels.stop()


@pytest.fixture(scope="module", params=["warm", "cold"])
def in_pools(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bool, dict[str, list[str]]]:
    """Whether a program has a warm process from its beginning, and what the notebooks show that
    it runs before, in and after pools of every kind, one after the other."""
    folder = tmp_path_factory.mktemp(request.param)
    kernels.install_kernelspec(folder)
    path = [str(SUPPORT / "without_debugger"), str(SUPPORT), *sys.path]
    environment = {name: value for name, value in os.environ.items() if name != forking.ADDRESS}
    said = folder / "said"
    program = [str(SUPPORT / "pools.py"), str(said), request.param, *KINDS]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *program],
        env=environment
        | {
            "JUPYTER_PATH": str(folder / "share" / "jupyter"),
            "PYTHONPATH": os.pathsep.join(filter(None, path)),
        },
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return request.param == "warm", json.loads(said.read_text())


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_may_run_notebooks_before_in_and_after_a_pool(
    in_pools: tuple[bool, dict[str, list[str]]], kind: str
) -> None:
    warm, found = in_pools
    shown = [*found["before"], *found[kind], *found.get(f"after {kind}", found["after"])]
    runs = (0, 1, 2, 3, 9) if warm or kind == "threads" else (0, 1, 2, 9)
    assert [text.partition(",")[0] for text in shown] == [f"({number}" for number in runs]
    if warm:
        assert all(text.endswith("True)") for text in shown)
    else:
        # One notebook does not pay for a warm process, and a pool's processes start none.
        assert shown[0].endswith("False)")
        assert kind == "threads" or all(text.endswith("False)") for text in shown[:-1])


def test_a_child_neither_keeps_nor_needs_what_its_parent_had() -> None:
    kernels.start(SMALL)
    running = kernels.fork("time:sleep", [600])
    (zygote,) = forking._started
    program = (
        "import os, sys\n"
        "from auditkit import kernels\n"
        "from auditkit.kernels import forking\n"
        "mine = kernels.fork('time:sleep', [600])\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    forking._lock.acquire(timeout=5)\n"
        "    forking._lock.release()\n"
        "    ok = mine.poll() == 0 and kernels.fork('sys:exit', [3]).wait() == 3\n"
        "    os._exit(0 if ok and not forking._started else 1)\n"
        "code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])\n"
        "sys.exit(code or (0 if mine.poll() is None else 2))"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=False)
    assert done.returncode == 0
    assert running.poll() is None
    assert zygote.process.poll() is None
    running.kill()
    running.wait()


def test_a_process_killed_before_its_first_word_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(SUPPORT), *filter(None, sys.path)]))
    kernels.start(("dying",))
    # Signal 9 is no errno 9; the second warm process is a sound one.
    assert kernels.fork("sys:exit", [4]).wait() == 4
    kernels.stop()
    monkeypatch.setattr(forking, "KERNEL", ("dying",))
    with pytest.raises(kernels.NotForked, match="随即结束（-9）"):
        kernels.fork("sys:exit", [4])


def test_a_warm_process_that_hangs_is_waited_for_only_so_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forking, "ANSWER", 0.5)
    monkeypatch.setattr(forking, "IMPORTS", 0.5)
    kernels.start(SMALL)
    (zygote,) = forking._started
    os.kill(zygote.process.pid, signal.SIGSTOP)
    monkeypatch.setattr(forking, "IMPORTS", 60.0)
    monkeypatch.setattr(forking, "ready", lambda: zygote.address == os.environ[forking.ADDRESS])
    assert kernels.fork("sys:exit", [5]).wait() == 5
    assert os.environ[forking.ADDRESS] != zygote.address
    os.kill(zygote.process.pid, signal.SIGCONT)


def test_the_end_of_a_process_is_known_though_nobody_tells_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forked, "LATE", 0.2)
    process = kernels.fork("time:sleep", [600])
    (zygote,) = forking._started
    os.kill(zygote.process.pid, signal.SIGSTOP)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    os.kill(zygote.process.pid, signal.SIGCONT)


def test_what_a_killed_warm_process_left_is_swept_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forking, "gettempdir", lambda: str(tmp_path))
    for name in ("auditkit-dead", "auditkit-new", "auditkit-alive"):
        (tmp_path / name).mkdir()
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(tmp_path / name / "zygote"))
        if name == "auditkit-alive":
            listener.listen(1)
            alive = listener
        else:
            listener.close()
    past = time.time() - 3600
    for name in ("auditkit-dead", "auditkit-alive"):
        os.utime(tmp_path / name / "zygote", (past, past))
    kernels.start(SMALL)
    left = {path.name for path in tmp_path.iterdir() if path.name.startswith("auditkit-")}
    assert left == {"auditkit-new", "auditkit-alive"}
    alive.close()
