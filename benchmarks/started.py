"""`python -m …` in a process of its own, or in a fork of a warm one where nothing is measured.

`python -m benchmarks --smallest` only shows that everything runs: the two dozen processes that it
would start import the same libraries, which its warm process has imported already.
"""

import os
import runpy
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile

from auditkit import kernels

ROOT = Path(__file__).resolve().parent.parent
FORKED = "BENCHMARKS_FORKED"
"""Set in the environment where nothing is measured."""


def printed(
    module: str,
    *options: str,
    env: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> str:
    """What it prints, in the folder of the checkout.

    Raises CalledProcessError where it fails, TimeoutExpired after so many seconds. A fork has the
    environment of this process.
    """
    done = ended(module, *options, env=env, timeout=timeout)
    done.check_returncode()
    return done.stdout


def ended(
    module: str,
    *options: str,
    env: Mapping[str, str] | None = None,
    timeout: float | None = None,
    quiet: bool = False,
) -> subprocess.CompletedProcess[str]:
    """The same, however it ends; `quiet`: what it says on standard error is not shown."""
    command = [sys.executable, "-m", module, *options]
    with Path(os.devnull).open("w") as nowhere, TemporaryFile() as said:
        errors = nowhere if quiet else sys.stderr
        if FORKED not in os.environ or timeout is not None:
            return subprocess.run(
                command, cwd=ROOT, env=env, timeout=timeout, text=True,
                stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        code = kernels.fork(
            "benchmarks.started:run", [module, options], cwd=str(ROOT),
            stdout=said.fileno(), stderr=errors.fileno(),
        ).wait()  # fmt: skip
        said.seek(0)
        return subprocess.CompletedProcess(command, code, said.read().decode())


def begun(module: str, *options: str) -> subprocess.Popen[bytes] | kernels.Forked:
    """The same, while it still runs; what it says is not shown."""
    with Path(os.devnull).open("w") as nowhere:
        if FORKED not in os.environ:
            command = [sys.executable, "-m", module, *options]
            return subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
        return kernels.fork(
            "benchmarks.started:run", [module, options],
            stdout=nowhere.fileno(), stderr=nowhere.fileno(),
        )  # fmt: skip


def run(module: str, options: list[str]) -> None:
    """What such a fork does."""
    sys.argv = [module, *options]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
