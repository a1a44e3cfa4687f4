"""Saving workbooks so that the same content gives the same bytes, and never half a file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from auditkit.errors import AuditError
from auditkit.wording import in_order

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell

CREATOR = "auditkit"
_EPOCH = "2000-01-01T00:00:00Z"
_CREATED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
FORMULA_LIKE = re.compile(r"[\s\x00-\x1f\u200b\ufeff]*[=+\-@＝＋－＠]")
"""What a text begins with that a spreadsheet would take for a formula: also after blanks, and with
the wide signs, which Chinese and Japanese programs take for the narrow ones."""
_ODD_SIGNS = ("=", "#")
"""What a text begins with that openpyxl takes for a formula, or for an error such as #N/A."""


def save_workbook(book: Workbook, path: Path, *, results: bool = True) -> None:
    """Write `book` to `path` under a temporary name first, then put it in place.

    Without `results` its formulas are left to the spreadsheet program: those that others have typed
    may take any memory. Raises AuditError when the folder or the file cannot be written.
    """
    write_bytes(path, workbook_bytes(book, results=results))


def write_bytes(path: Path, data: bytes) -> None:
    """Put a whole file in place: written under a temporary name, then renamed.

    Raises AuditError when the folder or the file cannot be written, or somebody has protected the
    file against it; a file there stays as it was.
    """
    if _protected(path):
        raise AuditError(
            f"{path}：文件是只读的，没有写入。确要替换的，请先取消只读（Linux：chmod u+w），"
            "或换一个文件名。"
        )
    temporary = path.with_name(f".{uuid4().hex[:12]}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        if temporary.parent.is_dir():
            temporary.unlink(missing_ok=True)
        raise AuditError(_unwritable(path, error)) from error


def _protected(path: Path) -> bool:
    """Whether nobody may write the file: renaming another over it would not ask."""
    try:
        return path.is_file() and not path.stat().st_mode & 0o222
    except OSError:
        return False


def make_folder(path: Path) -> None:
    """The folder and those above it, or AuditError saying why it cannot be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise AuditError(
            f"{path}：无法建立文件夹（{reason}）。请检查写入权限，或用 --output 换一个位置。"
        ) from error


def _unwritable(path: Path, error: OSError) -> str:
    if not path.parent.is_dir():
        return f"{path}：文件夹不存在。请先建立文件夹“{path.parent}”，或换一个保存位置。"
    if path.is_dir():
        return f"{path}：同名的文件夹已存在，无法保存。请换一个文件名。"
    reason = error.strerror or type(error).__name__
    return (
        f"{path}：无法保存（{reason}）。"
        "如果文件正被 Excel 或 WPS 打开，请先关闭；否则请检查文件夹的写入权限和磁盘空间。"
    )


def workbook_bytes(book: Workbook, *, results: bool = True) -> bytes:
    """The .xlsx file of `book`, with fixed dates, creator and order of parts.

    With `results` those of formulas are stored beside them.
    """
    from auditkit.files.formulavalues import results_in
    from auditkit.files.sheetrows import BookWriter

    book.properties.creator = CREATOR
    book.properties.lastModifiedBy = CREATOR
    parts = Parts()
    package: Any = parts
    BookWriter(book, package).write_data()
    made = _packed(parts)
    told = results_in(parts, made) if results else {}
    return _packed(parts | told) if told else made


class Parts(dict[str, bytes]):
    """The parts of an Office file by name, written like a package: `book.save` would deflate every
    part, only to have it inflated again."""

    def writestr(self, name: str, content: str | bytes) -> None:
        """Takes a part, as `ZipFile` does."""
        self[name] = content.encode() if isinstance(content, str) else content

    def namelist(self) -> list[str]:
        """The names so far, as `ZipFile` has them."""
        return list(self)


def steady_package(raw: io.BytesIO) -> bytes:
    """An Office file with fixed dates and order of parts: the same parts, the same bytes."""
    with zipfile.ZipFile(raw) as package:
        return _packed({name: package.read(name) for name in package.namelist()})


def _packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    # Stored, not deflated: compressed bytes differ from one build of zlib to another.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as fixed:
        for name in sorted(parts, key=_part_order):
            content = parts[name]
            if name == "docProps/core.xml":
                content = _CREATED.sub(rb"\g<1>" + _EPOCH.encode(), content)
            info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            fixed.writestr(info, content)
    return out.getvalue()


def _part_order(name: str) -> tuple[int, str]:
    # Programs that only peek at a file expect its table of contents first.
    first = ("[Content_Types].xml", "_rels/.rels")
    return (first.index(name) if name in first else len(first), name)


def inert(text: str) -> str:
    """The text as a cell can hold it: without the control characters that XML forbids, with □ for
    those that turn the order of others.

    >>> inert("a\\x07b\\u202e")
    'ab□'
    """
    if text.isprintable():
        return text
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", in_order(text))


@cache
def _merged_cell() -> type[MergedCell]:
    from openpyxl.cell.cell import MergedCell

    return MergedCell


def write_text(cell: Cell | MergedCell, text: str) -> None:
    """Put `text` into `cell` as text, also where it begins like a formula (=98%, -, @).

    Raises AuditError where Excel cannot hold it, TypeError inside a merged area.
    """
    if isinstance(cell, _merged_cell()):
        raise TypeError(f"{cell.coordinate} lies inside a merged area")
    # openpyxl cuts what Excel cannot hold without a word.
    if len(text) > 32767:
        raise AuditError(
            f"单元格 {cell.coordinate} 的文字超过 Excel 的上限（32767 字）。请缩短后再写入。"
        )
    # What is taken out may stand before a sign.
    text = inert(text)
    if not text or text.startswith(_ODD_SIGNS):
        cell.value = text or None
    else:
        # As `cell.value` does, without the looks at what was looked at above.
        plain: Any = cell
        plain._value, plain.data_type = text, "s"
    if text and not text[0].isalnum() and FORMULA_LIKE.match(text):
        cell.data_type = "s"
        # Without the prefix Excel takes the text for a formula as soon as someone edits the cell.
        cell.quotePrefix = True
