"""One batch in a folder at a time: a lock that the system releases however its holder ends."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from auditkit.errors import AuditError
from auditkit.files.saving import make_folder

FOLDER = ".batch"
"""Where a batch keeps what is not for readers, inside the folder of reports."""
_FILE = "lock"
# Windows refuses to read what is locked, so the byte locked lies past everything written.
_BYTE = 1 << 30
_HELD = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})


class Lock:
    """A folder held by this process."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._file = _locked(output)
        self.leftovers = [str(folder) for folder in _noted(self._file).get("temporary", [])]
        """The temporary folders of a batch that was killed."""
        self._note: dict[str, Any] = {"pid": os.getpid(), "since": now(), "temporary": []}
        try:
            self._write()
        except AuditError:
            self.release()
            raise

    def note(self, folder: Path) -> None:
        """Write down a temporary folder, so that the next batch can remove it."""
        self._note["temporary"].append(str(folder))
        self._write()

    def renew(self) -> None:
        """Hold the folder again where it was removed, and the lock with it.

        Raises AuditError where another batch holds it by now.
        """
        held = os.fstat(self._file.fileno())
        with suppress(OSError):
            there = (self._output / FOLDER / _FILE).stat()
            if (there.st_ino, there.st_dev) == (held.st_ino, held.st_dev):
                return
        self._file.close()
        self._file = _locked(self._output)
        self._write()

    def release(self) -> None:
        """Let the folder go; a blank file says that nothing was left over."""
        with self._file, suppress(OSError):
            os.ftruncate(self._file.fileno(), 0)

    def _write(self) -> None:
        # Not through the file's buffer: what has no room would be written again at its end.
        said = json.dumps(self._note, ensure_ascii=False).encode()
        try:
            os.ftruncate(self._file.fileno(), 0)
            os.lseek(self._file.fileno(), 0, os.SEEK_SET)
            written = os.write(self._file.fileno(), said)
            if written < len(said):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            raise AuditError(_unwritable(self._output, error)) from error


@contextmanager
def hold(output: Path) -> Iterator[Lock]:
    """Hold `output` against other batches. Raises AuditError naming who holds it, since when."""
    lock = Lock(output)
    try:
        yield lock
    finally:
        # A killed batch does not come here.
        lock.release()


def _locked(output: Path) -> IO[str]:
    make_folder(output / FOLDER)
    path = output / FOLDER / _FILE
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise AuditError(_unwritable(output, error)) from error
    file.seek(0)
    try:
        _lock(file)
    except OSError as error:
        with file:
            if error.errno not in _HELD:
                reason = f"这里不能加锁（{error.strerror}）"
                raise AuditError(
                    f"{output}：{reason}。请用 --output 换到本机磁盘上的文件夹。"
                ) from error
            raise AuditError(_held(output, _noted(file))) from error
    return file


def _unwritable(output: Path, error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return f"{output}：无法写入（{reason}）。请检查写入权限和磁盘空间，或用 --output 换一个文件夹。"


def now() -> str:
    """The time of this place, to the second."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def _held(output: Path, holder: dict[str, Any]) -> str:
    who = f"进程 {holder['pid']}，{holder['since']} 开始" if holder else "刚刚开始"
    return f"{output}：另一批正在运行（{who}）。请等它结束，或用 --output 换一个文件夹。"


def _noted(file: IO[str]) -> dict[str, Any]:
    with suppress(ValueError):
        file.seek(0)
        noted = json.load(file)
        if isinstance(noted, dict) and {"pid", "since"} <= noted.keys():
            return noted
    return {}


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        os.lseek(file.fileno(), _BYTE, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        os.lseek(file.fileno(), 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
