"""A fork of a process that makes reports: it knows what was read there, and ends with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hanging import not_hanging
from processes import has_ended

from auditkit import kernels

pytestmark = pytest.mark.skipif(
    not (kernels.possible() and hasattr(os, "pidfd_open")), reason="no such fork on this system"
)

_BEGIN = """
import os, sys, threading, time
from auditkit import kernels
kernels.start(("wave",))
kernels.fork("os:getpid").wait()  # it listens by now
"""


def started(source: str, *arguments: str) -> subprocess.Popen[str]:
    env = {key: value for key, value in os.environ.items() if key != kernels.forking.ADDRESS}
    return subprocess.Popen(
        [sys.executable, "-c", _BEGIN + source, *arguments],
        env=env, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def printed(source: str, *arguments: str) -> list[str]:
    said, _ = started(source, *arguments).communicate(timeout=60)
    return said.split()


def test_it_runs_once_with_what_this_process_knows() -> None:
    source = """
os.known = os.getpid()
os.told = lambda: (print(os.getppid() == os.known, flush=True), os._exit(7))
with kernels.waiting() as waiting:
    made = waiting.launch("os:told", [], cwd=None, env=dict(os.environ))
    print(made.pid != os.getpid(), made.wait(), made.poll())
    print(waiting.launch("os:told", [], cwd=None, env={}))
"""
    assert printed(source) == ["True", "True", "7", "7", "None"]


def test_what_this_process_holds_open_is_let_go_in_it() -> None:
    source = """
reader, writer = os.pipe()
with kernels.waiting() as waiting:
    made = waiting.launch("time:sleep", [60], cwd=None, env=dict(os.environ))
    os.close(writer)
    print(os.read(reader, 1) == b"", made.poll())
    made.kill()
    print(made.wait())
"""
    assert printed(source) == ["True", "None", "-9"]


def test_one_that_nobody_launched_ends_with_the_block() -> None:
    source = """
with kernels.waiting() as waiting:
    pid = waiting._process.pid
try:
    os.kill(pid, 0)
except ProcessLookupError:
    print("ended")
"""
    assert printed(source) == ["ended"]


def test_a_folder_that_is_not_there_is_an_error_as_of_a_new_process() -> None:
    source = """
with kernels.waiting() as waiting:
    try:
        waiting.launch("time:sleep", [60], cwd="/nowhere", env=dict(os.environ))
    except FileNotFoundError as error:
        print(error.filename)
"""
    assert printed(source) == ["/nowhere"]


def test_there_is_none_beside_a_thread() -> None:
    source = """
ended = threading.Event()
threading.Thread(target=ended.wait).start()
with kernels.waiting() as waiting:
    print(waiting)
ended.set()
"""
    assert printed(source) == ["None"]


def test_it_ends_with_a_process_that_is_killed(tmp_path: Path) -> None:
    # What it started itself is of its session, and ends as well.
    source = """
os.both = lambda: (os.fork(), open(sys.argv[1] + str(os.getpid()), "w"), time.sleep(60))
with kernels.waiting() as waiting:
    made = waiting.launch("os:both", [], cwd=None, env=dict(os.environ))
    made.wait()
"""
    process = started(source, f"{tmp_path}/")
    with not_hanging():
        while len(list(tmp_path.iterdir())) < 2:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        while not all(has_ended(int(path.name)) for path in tmp_path.iterdir()):
            time.sleep(0.01)
