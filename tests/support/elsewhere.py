"""Another interpreter that hashes otherwise: what is asked of it, each in a fork of its own.

It imports once what makes a report. The files of tests that ask it for something go to one worker
(TOGETHER in conftest.py).
"""

import atexit
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

SEED = "3"
IMPORTED = ("auditkit.kernels.deferred", "auditkit.delivery.report", "invented_report")


def elsewhere(call: str, *arguments: object, cwd: Path, env: Mapping[str, str] = os.environ) -> Any:
    """What "module:function" gives there, in that folder and environment; both ways as JSON."""
    process = _process()
    assert process.stdin
    assert process.stdout
    asked = {"call": call, "arguments": arguments, "cwd": str(cwd), "env": dict(env)}
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    told = process.stdout.readline()
    assert told.strip(), f"{call} failed in the other process"
    return json.loads(told)


@cache
def _process() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__))],
        env=os.environ | {"PYTHONHASHSEED": SEED, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.communicate)
    return process


def _serve() -> None:
    for name in IMPORTED:
        importlib.import_module(name)
    while line := sys.stdin.readline():
        heard, told = os.pipe()
        if not os.fork():
            os.close(heard)
            # Whatever is printed there is no answer.
            os.dup2(2, 1)
            with os.fdopen(told, "w") as answer:
                answer.write(json.dumps(_done(**json.loads(line))))
            os._exit(0)
        os.close(told)
        with os.fdopen(heard) as answer:
            sys.stdout.write(answer.read() + "\n")
        sys.stdout.flush()
        os.wait()


def _done(call: str, arguments: list[object], cwd: str, env: dict[str, str]) -> object:
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    tempfile.tempdir = None
    os.chdir(cwd)
    module, _, name = call.partition(":")
    return getattr(importlib.import_module(module), name)(*arguments)


if __name__ == "__main__":
    _serve()
