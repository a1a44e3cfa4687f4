"""The tests of the rooms that a change touches: python tests/support/touched.py [since].

Without `since` the change is what is not committed yet, or else the last commit. Prints the folders
of tests, those of the lowest rooms where no room is touched.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import PurePosixPath

QUICKEST = ("formula", "rules")


def touched(files: Iterable[str], rooms: Iterable[str]) -> list[str]:
    """The rooms that have tests and a changed file, of the package or of its tests.

    >>> touched(["auditkit/form/log.py", "tests/files/test_pdf.py"], {"form", "files", "show"})
    ['files', 'form']
    """
    changed = {PurePosixPath(name).parts[:2] for name in files}
    found = {parts[1] for parts in changed if len(parts) == 2 and parts[0] in ("auditkit", "tests")}
    return sorted(found & set(rooms))


def _git(*arguments: str) -> list[str]:
    command = ["git", "-c", "core.quotepath=off", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def main(since: str = "") -> None:
    tracked = _git("ls-files", "tests")
    rooms = {parts[1] for name in tracked if len(parts := PurePosixPath(name).parts) > 2}
    rooms -= {"support", "data", "browser"}
    files = _git("diff", "--name-only", since or "HEAD")
    files += _git("ls-files", "--others", "--exclude-standard")
    if not files and not since:
        files = _git("diff", "--name-only", "HEAD~1")
    sys.stdout.write(" ".join(f"tests/{room}" for room in touched(files, rooms) or QUICKEST))


if __name__ == "__main__":
    main(*sys.argv[1:2])
