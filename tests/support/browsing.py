"""A real browser for the tests: Debian's Chromium, which may reach nothing but this machine."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 60_000
"""Milliseconds after which what was waited for is taken never to come, however slow the machine."""
_HERE = frozenset(("127.0.0.1", "localhost", None))
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    # What is not on this machine is asked of a server that is not there. To stop each request by
    # hand would keep the browser from using what it has fetched before.
    "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=127.0.0.1;localhost",
)  # fmt: skip


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(_QUIET))
        yield browser
        browser.close()


@contextmanager
def window(browser: Any, **settings: Any) -> Iterator[Any]:
    """A page of its own; it fails on leaving if anything was asked of another machine."""
    context = browser.new_context(locale="zh-CN", **settings)
    context.set_default_timeout(PATIENCE)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    # Requests leave these out.
    context.on("page", lambda one: one.on("websocket", lambda socket: asked.append(socket.url)))
    yield context.new_page()
    context.close()
    asked = list(filter(_outside, asked))
    assert not asked, f"asked of other machines: {sorted(set(asked))}"


def _outside(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in _HERE


@contextmanager
def jupyterlab(folder: Path, private: Path, *options: str) -> Iterator[str]:
    """`auditkit lab` on a project folder; its address. What Jupyter keeps is kept in `private`."""
    own = {f"JUPYTER_{name}_DIR": str(private / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "auditkit", "lab", "--no-browser", "--folder", str(folder)]
    command += options
    with subprocess.Popen(
        command,
        env={**os.environ, **own, "COLUMNS": "200", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as server:
        assert server.stdout is not None
        try:
            said = []
            for line in server.stdout:
                said.append(line)
                if line.startswith("http://127.0.0.1:"):
                    break
            assert said, "it ended without a word"
            assert said[-1].startswith("http://127.0.0.1:"), "".join(said)
            yield said[-1].strip()
            server.send_signal(signal.SIGINT)
            rest = server.stdout.read()
            assert server.wait() == 0, rest
            assert rest.strip().splitlines()[-1] == "JupyterLab 已结束。"
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)
