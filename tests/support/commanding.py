"""`auditkit …` as somebody types it, carried out in this process, which has imported everything.

What only a process of its own shows (its encoding, a closed pipe, what it leaves unloaded, that it
starts at all) is tried in tests/cli/test_terminals.py, test_light.py and beside the tests of it.
"""

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from unittest import mock

from auditkit import cli, kernels
from auditkit.batch.render import start_warm
from auditkit.cli.app import err, out

ROOT = Path(__file__).parents[2]
WIDTH = 80
"""What a program that writes to no terminal takes for its width."""


def typed(
    *words: str, cwd: Path = ROOT, width: int = WIDTH, mixed: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Exit code, output and standard error of `auditkit` with these words, in that folder.

    `mixed` gives both in the output, in the order in which they were written.
    """
    written = io.StringIO()
    told = written if mixed else io.StringIO()
    line = ["auditkit", *words]
    code: int | str | None = 0
    with (
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, environment),
        mock.patch.object(sys, "argv", line),
        # Else usage lines would name pytest as the program.
        mock.patch.object(sys.modules["__main__"], "__package__", None),
        mock.patch.object(out, "_width", width),
        mock.patch.object(err, "_width", width),
        contextlib.redirect_stdout(written),
        contextlib.redirect_stderr(told),
    ):
        try:
            cli.main()
        except SystemExit as left:
            code = left.code
    said = "" if mixed else told.getvalue()
    return subprocess.CompletedProcess(line, int(code or 0), written.getvalue(), said)


def started(
    *words: str, cwd: Path = ROOT, mixed: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own that imports everything anew."""
    return subprocess.run(
        [sys.executable, "-m", "auditkit", *words],
        cwd=cwd,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if mixed else subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )


def apart(
    *words: str, cwd: Path = ROOT, mixed: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The same, forked from a process that has imported what reports need: a tenth of the time.

    It has a folder, an environment, streams, a session and an exit code of its own, and is killed
    with this process. `mixed` as for `typed`.
    """
    if not kernels.possible():
        return started(*words, cwd=cwd, mixed=mixed, **environment)
    start_warm()
    line = ["auditkit", *words]
    code = f"import sys; sys.argv = {line!r}; from auditkit.cli.program import program; program()"
    with TemporaryFile() as written, TemporaryFile() as told:
        process = kernels.fork(
            "builtins:exec",
            [code],
            cwd=str(cwd),
            env=os.environ | environment,
            stdout=written.fileno(),
            stderr=(written if mixed else told).fileno(),
        )
        returned = process.wait()
        texts = []
        for stream in (written, told):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8"))
    return subprocess.CompletedProcess(line, returned, *texts)
