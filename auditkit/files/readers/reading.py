"""Readers: any file in, grids of cells out. What a file is, its first bytes say, not its suffix."""

from __future__ import annotations

import hashlib
import logging
import stat
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Grid, Source
from auditkit.files.readers import compound, package
from auditkit.files.readers.invisible import without_invisible
from auditkit.files.readers.kinds import FileKind, kind_of
from auditkit.files.readers.limits import check_lengths

_LOG = logging.getLogger(__name__)
LARGEST_FILE = 200 * 1024 * 1024
# Files that a run keeps by their content: a form and those of its projects, the year's workbooks.
_KEPT = 16
# A larger one, unless it is read slowly, may have more cells than are worth the memory; what this
# program writes is stored as it is, and an office program deflates it to a tenth.
_LARGEST_KEPT = 256 * 1024
_LARGEST_KEPT_PARTS = 2 * 1024 * 1024


def read_grids(path: str | Path) -> list[Grid]:
    """All tables of a file (txt, xlsx, xls, ods, docx, pdf, html) as grids, in reading order.

    Raises UnreadableFile with one Chinese line when the file cannot be opened or understood.
    """
    path = Path(path)
    data = read_bytes(path)
    kind = kind_of(path.name, data)
    sha256 = hashlib.sha256(data).hexdigest()
    read = _read_once if _is_kept(kind, path.name, data) else _read
    return list(read(kind, path.name, data, sha256))


def _is_kept(kind: FileKind, file: str, data: bytes) -> bool:
    """Whether reading it takes long, or what is read takes little memory."""
    if kind in ("pdf", "picture") or len(data) <= _LARGEST_KEPT:
        return True
    if kind != "workbook" or data.startswith(compound.SIGNATURE):
        return False
    return package.unpacked_size(file, data) <= _LARGEST_KEPT_PARTS


def _read(kind: FileKind, file: str, data: bytes, sha256: str) -> tuple[Grid, ...]:
    grids = tuple(map(without_invisible, _reader(kind)(file, data, sha256)))
    for grid in grids:
        check_lengths(grid)
    return grids


@lru_cache(maxsize=_KEPT)
def _read_once(kind: FileKind, file: str, data: bytes, sha256: str) -> tuple[Grid, ...]:
    """The last ones are kept: a report reads again what its findings cite, at seconds a file."""
    return _read(kind, file, data, sha256)


def whole_file(path: Path) -> Source:
    """A file as a whole, for what is said of all of it; no digest where it cannot be read."""
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    except OSError:
        digest = ""
    return Source(path.name, "", digest)


def read_bytes(path: Path) -> bytes:
    """The file's bytes, or UnreadableFile saying why there are none."""
    try:
        status = path.stat()
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            # A pipe waits for ever for what nobody writes, a device may have no end.
            raise UnreadableFile(str(path), "是管道或设备，不是文件", "请指定文件本身")
        if status.st_size > LARGEST_FILE:
            raise UnreadableFile(
                str(path), f"文件超过{LARGEST_FILE // 1024 // 1024} MB", "请拆分后再读入"
            )
        data = path.read_bytes()
        _LOG.info("读入 %s（%s 字节）", path, f"{len(data):,}")
    except FileNotFoundError:
        raise UnreadableFile(str(path), "文件不存在", "请核对路径和文件名") from None
    except IsADirectoryError:
        raise UnreadableFile(str(path), "这是文件夹，不是文件", "请指定其中的一个文件") from None
    except OSError as error:
        raise UnreadableFile(
            str(path),
            f"无法打开（{error.strerror}）",
            "如果正被 Excel 或 WPS 打开，请先关闭；否则请检查文件的读取权限",
        ) from error
    if not data or data.isspace():
        raise UnreadableFile(str(path), "文件是空的", "请重新获取原件")
    return data


def _reader(kind: FileKind) -> Callable[[str, bytes, str], list[Grid]]:
    """Imported when needed: a text form must not pay for the PDF library."""
    match kind:
        case "text":
            from auditkit.files.readers.plain import read_plain

            return read_plain
        case "workbook":
            from auditkit.files.readers.workbook import read_workbook

            return read_workbook
        case "opendocument":
            from auditkit.files.readers.opendocument import read_opendocument

            return read_opendocument
        case "word":
            from auditkit.files.readers.word import read_word

            return read_word
        case "html":
            from auditkit.files.readers.html import read_html

            return read_html
        case "picture":
            from auditkit.files.readers.scan.scan import read_picture

            return read_picture
        case "pdf":
            from auditkit.files.readers.pdf import read_pdf

            return read_pdf
