"""Processes that die just before a change of a folder: at its first, its second, at every one."""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditkit.delivery.placing import put_in_place, settle

CHANGES = frozenset({"os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.truncate"})
STAGED = ".staged00.tmp"


@dataclass
class _Armed:
    """What ends this process: how many changes below which folder are left, and who goes first."""

    left: int = -1
    below: Path = Path()
    first: Path | None = None


_armed = _Armed()


def die_before(change: int, below: Path, *, with_batch: bool = False) -> None:
    """Ends this process by kill -9 just before it changes something below a folder again.

    `change` is how many changes it may make before; `with_batch` ends first the batch that holds
    the folder of reports.
    """
    # A hook cannot be taken away again.
    if not _armed.below.name:
        sys.addaudithook(_hook)
    _armed.left, _armed.below = change, below
    _armed.first = below.parents[1] / ".batch" / "lock" if with_batch else None


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _armed.left < 0:
        return
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax")
    if (event in CHANGES or writes) and _is_below(arguments, _armed.below):
        _armed.left -= 1
        if _armed.left < 0:
            if _armed.first:
                os.kill(json.loads(_armed.first.read_bytes())["pid"], signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)


def disarm() -> None:
    """Lets this process live."""
    _armed.left = -1


def _is_below(arguments: tuple[Any, ...], below: Path) -> bool:
    # What is removed with its folder is named relative to that.
    paths = [os.fsdecode(a) for a in arguments[:2] if isinstance(a, str | bytes | os.PathLike)]
    return any(path.startswith(str(below)) or not path.startswith("/") for path in paths)


def killed(action: Callable[[], object], change: int, below: Path) -> bool:
    """Whether an action, in a process of its own, was killed before it had made its changes."""
    if not (child := os.fork()):
        die_before(change, below)
        try:
            action()
        except BaseException as error:
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in (0, -signal.SIGKILL):
        raise AssertionError(f"ended with {code}")
    return code != 0


def main(base: Path, into: Path, keep: bool, again: bool) -> None:
    """Leaves in `into`, by number, what is left of `base` when it is killed at each change.

    `base` holds a report and, in STAGED, the one that is to take its place. With `again`, what was
    interrupted is taken up and killed once more, at each change.
    """
    ends = False
    for change in range(1000):
        place = into / f"{change:03}"
        shutil.copytree(base, place)
        ends = not killed(lambda at=place: put_in_place(at / STAGED, at, keep=keep), change, place)  # type: ignore[misc]
        for second in range(1000) if again else ():
            twice = into / f"{change:03}-{second:03}"
            shutil.copytree(place, twice)
            if not killed(lambda at=twice: settle(at), second, twice):  # type: ignore[misc]
                break
        if ends:
            return
    raise AssertionError("it never ended")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "keep", sys.argv[4:] == ["again"])
