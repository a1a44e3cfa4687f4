"""A file with the sha256 of its bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from auditkit.errors import AuditError


@dataclass(frozen=True)
class FileSeal:
    """A file as it was: its name, the sha256 of its bytes, its size in bytes."""

    name: str
    sha256: str
    size: int


def seal_of(path: Path, name: str = "") -> FileSeal:
    """The file as it is now, hashed again only when its time or size has changed.

    Raises AuditError where the file may not be read.
    """
    try:
        stat = path.stat()
        return FileSeal(
            name or path.name,
            _sha256(str(path), stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size),
            stat.st_size,
        )
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise AuditError(f"{path}：无法读取（{reason}）。请检查文件和读取权限。") from error


@lru_cache(maxsize=65536)
def _sha256(path: str, _modified: int, _changed: int, _size: int) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
