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
from unittest import mock

from auditkit import cli
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


def started(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "auditkit", *words],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
