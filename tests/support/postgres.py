"""A PostgreSQL server of one's own for the tests: on a free port of this machine, by password."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER, PASSWORD = "auditor", "p@ss:w/ord 密码"


def programs() -> Path | None:
    """Where initdb and pg_ctl are; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    there = shutil.which("initdb")
    return found[-1].parent if found else Path(there).parent if there else None


@contextmanager
def server(at: Path) -> Iterator[int]:
    """A server with the database 账套 on 127.0.0.1; gives its port. It is gone afterwards."""
    folder = programs()
    assert folder is not None
    # It refuses to run as root; the folder must be one that its user may reach.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    home = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    secret = home / "secret"
    secret.write_text(PASSWORD, encoding="utf-8")
    if as_user:
        shutil.chown(home, "postgres")
        shutil.chown(secret, "postgres")
    data = home / "data"

    def run(program: str, *words: str) -> None:
        command = [*as_user, str(folder / program), *words]
        subprocess.run(command, check=True, capture_output=True, cwd=home, timeout=120)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run("initdb", "-D", str(data), "-U", USER, "-A", "scram-sha-256", f"--pwfile={secret}",
        "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
    options = f"-h 127.0.0.1 -p {port} -k '' -c fsync=off"
    run("pg_ctl", "-D", str(data), "-w", "-l", str(home / "log"), "-o", options, "start")
    try:
        yield port
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)
