"""A zygote forked from the very process that asks for it: one interpreter for one report."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from processes import has_ended

from auditkit import kernels

pytestmark = pytest.mark.skipif(not kernels.possible(), reason="no fork on this system")

_BEGIN = "import os, sys, threading\nfrom auditkit import kernels\n"


def printed(source: str, *arguments: str) -> list[str]:
    # A zygote of the tests' own process is none of the program's.
    env = {key: value for key, value in os.environ.items() if key != kernels.forking.ADDRESS}
    done = subprocess.run(
        [sys.executable, "-c", _BEGIN + source, *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


ENDED = """
zygote = kernels.forking._started[0].process.pid
kernels.stop()
try:
    os.kill(zygote, 0)
except ProcessLookupError:
    print("ended")
"""


def test_what_is_forked_has_what_this_process_imported_and_both_end(tmp_path: Path) -> None:
    source = """
kernels.start_here(("wave",))
made = kernels.fork("os:mkdir", [sys.argv[1]])
print(made.wait(), made.pid != os.getpid())
print("wave" in sys.modules)
"""
    source += ENDED + "print(kernels.forking.ADDRESS in os.environ)\n"
    assert printed(source, str(tmp_path / "made")) == ["0", "True", "True", "ended", "False"]
    assert (tmp_path / "made").is_dir()


def test_a_process_with_threads_is_not_forked() -> None:
    source = """
ended = threading.Event()
thread = threading.Thread(target=ended.wait)
thread.start()
kernels.start_here(("wave",))
print(kernels.forking.ADDRESS in os.environ)
ended.set()
"""
    assert printed(source) == ["False"]


def test_it_ends_with_a_program_that_says_nothing_more() -> None:
    (zygote,) = printed(
        "kernels.start_here(('wave',))\nprint(kernels.forking._started[0].process.pid)\n"
    )
    assert has_ended(int(zygote))


def test_beside_this_process_it_imports_the_rest_and_holds_nothing_open_of_it(
    tmp_path: Path,
) -> None:
    source = """
import signal, socket, wave
signal.signal(signal.SIGTERM, lambda *_: None)
ours, theirs = socket.socketpair()
kernels.start_beside(("colorsys",))
theirs.close()
# Only the zygote could still hold the other end.
ours.settimeout(60)
print(ours.recv(1) == b"")
read, write = os.pipe()
made = kernels.fork("runpy:run_path", [sys.argv[1]], stdout=write)
print(made.wait(), os.read(read, 99).decode().strip(), "colorsys" in sys.modules)
"""
    program = tmp_path / "program.py"
    program.write_text(
        "import sys\nprint('wave' in sys.modules, 'colorsys' in sys.modules)", "utf-8"
    )
    assert printed(source + ENDED, str(program)) == ["True", "0", "True", "True", "False", "ended"]


def test_beside_a_process_with_threads_it_is_started_anew() -> None:
    source = """
import wave
ended = threading.Event()
thread = threading.Thread(target=ended.wait)
thread.start()
kernels.start_beside(("zygotes_own_module_that_is_not_there",))
print(type(kernels.forking._started[0].process).__name__)
ended.set()
"""
    assert printed(source) == ["Popen"]


def test_a_warm_process_for_released_reports_loads_no_data_frames() -> None:
    source = """
from auditkit.kernels.modules import warm_up
warm_up(kernels.preload(frames=False))
print("auditkit.delivery.report" in sys.modules, "pandas" in sys.modules, "pyarrow" in sys.modules)
"""
    assert printed(source) == ["True", "False", "False"]
