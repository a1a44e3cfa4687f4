"""The command line in other consoles: of another encoding, closed early, asked for its version."""

import os
import subprocess
import sys

import auditkit


def ran(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "auditkit", *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True)


def test_a_character_that_gbk_lacks_ends_no_command() -> None:
    done = ran("findings", "--codes", PYTHONIOENCODING="gbk")
    assert done.returncode == 0, done.stderr.decode("gbk")
    as_utf8 = ran("findings", "--codes", PYTHONIOENCODING="utf-8").stdout.decode("utf-8")
    assert "\u2212" in as_utf8
    assert done.stdout.decode("gbk") == as_utf8.replace("\u2212", "-")


def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    command = [sys.executable, "-m", "auditkit", "catalogue"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


def test_the_version_is_said() -> None:
    done = ran("--version")
    assert (done.returncode, done.stdout.decode()) == (0, f"auditkit {auditkit.__version__}\n")
