"""The command line in other consoles: of another encoding, asked for its version.

One that is closed early: test_json.py.
"""

import os
import subprocess
import sys

from commanding import typed

import auditkit


def ran(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "auditkit", *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True)


def test_a_character_that_gbk_lacks_ends_no_command() -> None:
    done = ran("findings", "--codes", PYTHONIOENCODING="gbk")
    assert done.returncode == 0, done.stderr.decode("gbk")
    as_utf8 = typed("findings", "--codes").stdout
    assert "\u2212" in as_utf8
    assert done.stdout.decode("gbk") == as_utf8.replace("\u2212", "-")


def test_the_version_is_said() -> None:
    done = ran("--version")
    assert (done.returncode, done.stdout.decode()) == (0, f"auditkit {auditkit.__version__}\n")
