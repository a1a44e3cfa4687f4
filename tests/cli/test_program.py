"""The program's end: quick, but nothing that was printed or still to be done is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
_RUN = """
import atexit, sys, threading, time
import auditkit.cli
from auditkit.cli.program import program

def main():
    atexit.register(lambda: print("退出函数"))
    threading.Thread(target=lambda: (time.sleep(0.2), print("线程"))).start()
    print("正文")
    {end}

auditkit.cli.main = main
program()
"""


def ended(end: str, **given: object) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-X", "utf8", "-c", _RUN.format(end=end)]
    return subprocess.run(
        command, cwd=ROOT, env=env, stderr=subprocess.PIPE, encoding="utf-8", **given
    )  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize(
    ("end", "code", "told"),
    [
        ("pass", 0, ""),
        ("sys.exit()", 0, ""),
        ("sys.exit(0)", 0, ""),
        ("sys.exit(3)", 3, ""),
        ("sys.exit('不行')", 1, "不行\n"),
    ],
)
def test_the_code_is_kept_and_everything_is_printed(end: str, code: int, told: str) -> None:
    done = ended(end, stdout=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (code, told)
    # Threads end first, then the exit functions, as in every Python program.
    assert done.stdout.split() == ["正文", "线程", "退出函数"]


def test_an_error_that_nobody_caught_is_told_with_its_traceback() -> None:
    done = ended("raise KeyError('x')", stdout=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("KeyError: 'x'")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device on this system")
def test_output_that_finds_no_room_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        done = ended("pass", stdout=full)
    assert done.returncode == 2
    assert "输出没有写完" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_who_goes_away_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m auditkit --help | head -1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert done.stdout.strip() != "" or done.returncode == 0
