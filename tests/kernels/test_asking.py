"""A kernel that sleeps on a message until another one comes is asked again, and loses nothing."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import zmq
import zmq.asyncio
from probes import written

from auditkit import kernels
from auditkit.kernels import asking
from auditkit.kernels.execution import KernelTrouble, NotebookFailed, execute

pytestmark = pytest.mark.slow

REQUESTS_SLEEP = """
kernel = get_ipython().kernel
thread, passed, held = kernel.shell_channel_thread, kernel.shell_channel_thread_main, []

async def asleep(message):
    # As where the wake-up is lost: what has come is noticed with the next that comes.
    held.append(message)
    if len(held) > 1:
        while held:
            await passed(held.pop(0))

thread.io_loop.add_callback(kernel.shell_stream.on_recv, asleep, copy=False)
"""
REPLIES_SLEEP = """
manager = get_ipython().kernel.shell_channel_thread.manager
passed, held = manager._send_on_shell_channel, []

def asleep(message):
    held.append(message)
    if len(held) > 1:
        while held:
            passed(held.pop(0))

pair = manager._main_to_shell_channel
get_ipython().kernel.shell_channel_thread.io_loop.add_callback(
    pair.on_recv, get_ipython().kernel.shell_channel_thread.io_loop, asleep
)
"""
SOUND = "pass"
COUNTED = """
with open("executed", "a") as file:
    file.write("x")
print("once")
"""
LONG = """
import time
for n in range(6):
    print(n, flush=True)
    time.sleep(0.1)
"""


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PAUSES", (0.05,))
    monkeypatch.setattr(asking, "LONGEST", 0.05)


def outputs(folder: Path, first: str) -> str:
    """What the cells after the first show, as stored; the count of executions holds."""
    folder.mkdir()
    path = written(folder, "n: int = 1", first, COUNTED, LONG, COUNTED)
    done = execute(path, {}, folder, timeout=60)
    assert (folder / "executed").read_text() == "xx"
    return json.dumps(done.cells[2:], sort_keys=True)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], str]:
    """What a kernel that sleeps on nothing gives, one that is forked or a stock one: each once."""
    return cache(lambda _: outputs(tmp_path_factory.mktemp("sound") / "sound", SOUND))


@pytest.mark.parametrize("forked", [True, False], ids=["forked", "stock"])
@pytest.mark.parametrize("asleep", [REQUESTS_SLEEP, REPLIES_SLEEP], ids=["requests", "replies"])
def test_a_kernel_that_sleeps_on_a_message_is_woken_and_executes_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sound: Callable[[bool], str],
    asleep: str,
    forked: bool,
) -> None:
    if not forked:
        for module in ("forking", "engine", "provisioner"):
            monkeypatch.setattr(f"auditkit.kernels.{module}.possible", lambda: False)
    elif not kernels.possible():
        pytest.skip("this system cannot fork kernels")
    assert outputs(tmp_path / "asleep", asleep) == sound(forked)


@pytest.mark.parametrize("asleep", [REQUESTS_SLEEP, REPLIES_SLEEP], ids=["requests", "replies"])
def test_without_being_asked_again_it_would_sleep_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asleep: str
) -> None:
    """So the kernels of the test above do sleep."""
    monkeypatch.setattr(asking, "PAUSES", (600.0,))
    path = written(tmp_path, "n: int = 1", asleep, COUNTED, COUNTED)
    with pytest.raises(KernelTrouble, match="超过时限3秒"):
        execute(path, {}, tmp_path, timeout=3)


def test_an_error_in_a_cell_is_told_as_ever_while_the_kernel_is_asked(tmp_path: Path) -> None:
    path = written(tmp_path, "n: int = 1", LONG, "raise ValueError('这里')", COUNTED)
    with pytest.raises(NotebookFailed, match="第3格出错：ValueError：这里"):
        execute(path, {}, tmp_path, timeout=60)
    assert not (tmp_path / "executed").exists()


class Client:
    """What is asked with, at one end of a pair of sockets; a kernel's reply may come meanwhile."""

    def __init__(self, reply: bytes = b"") -> None:
        self.reply, self.asked = reply, 0
        context = zmq.asyncio.Context()
        self.shell_channel = SimpleNamespace(socket=context.socket(zmq.PAIR))
        self.kernel = zmq.Context.shadow(context.underlying).socket(zmq.PAIR)
        self.shell_channel.socket.bind("inproc://shell")
        self.kernel.connect("inproc://shell")
        # ZeroMQ looks for news before it sends, but not twice within a millisecond.
        self.context, self.news = context, 0.01

    def kernel_info(self) -> None:
        self.asked += 1
        if self.reply and self.asked == 1:
            self.kernel.send(self.reply)
            time.sleep(self.news)
        # As jupyter_client's session sends.
        zmq.Socket.shadow(self.shell_channel.socket.underlying).send(b"?")

    def close(self) -> None:
        self.kernel.close()
        self.context.destroy(linger=0)


def test_a_reply_is_asked_after_a_bounded_number_of_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "MOST", 3)
    with closing(Client()) as client:
        asyncio.run(asyncio.wait_for(asking._ask(client), 30))
        assert client.asked == 3


def test_a_reply_that_comes_at_the_moment_of_asking_is_noticed() -> None:
    """By sending, the client has taken the socket's one sign that something has come."""

    async def waited(client: Client) -> bytes:
        async with asking.asking(client):
            assert await client.shell_channel.socket.poll()
            return await client.shell_channel.socket.recv()

    with closing(Client(b"reply")) as client:
        assert asyncio.run(asyncio.wait_for(waited(client), 10)) == b"reply"


def test_an_output_that_never_comes_is_told_where_no_time_limit_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditkit.kernels.engine._LAST_OUTPUT", 1)
    silent = "get_ipython().kernel._publish_status_and_flush = lambda *_, **__: None"
    path = written(tmp_path, "n: int = 1", silent, COUNTED)
    with pytest.raises(KernelTrouble, match=r"第2格已运行完，但它的输出没有全部传来。请重试"):
        execute(path, {}, tmp_path)
