"""BIFF records (xls) looked over before they are read: extent, error values, password."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Unseen
from auditkit.files.readers.limits import check_extent
from auditkit.files.readers.sheetxml import is_percentage

_FORMULA, _EOF, _FILEPASS, BOUNDSHEET = 0x0006, 0x000A, 0x002F, 0x0085
_XF, _FORMAT, _BEGIN = 0x00E0, 0x041E, 0x0809
_MULTIPLE_RK, _RICH_STRING, _SHARED_STRING = 0x00BD, 0x00D6, 0x00FD
_DIMENSIONS, _NUMBER, _LABEL, _BOOLEAN_OR_ERROR, _RK = 0x0200, 0x0203, 0x0204, 0x0205, 0x027E
_ROW, _COLUMNS, _IS_HIDDEN_ROW = 0x0208, 0x007D, 0x20
_SINGLE_CELLS = {_FORMULA, _RICH_STRING, _SHARED_STRING, _NUMBER, _LABEL, _BOOLEAN_OR_ERROR, _RK}
_NUMBERS = {_FORMULA, _NUMBER, _RK}
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
LARGEST_STREAM = 32 * 1024 * 1024
MOST_SHEETS = 1_000
_LARGEST_SHEET = 65536 * 256


@dataclass
class SheetScan:
    """The used rows and columns of a sheet, and by 0-based (row, column) its error values.

    `percentages` are the cells in percent format, whatever they hold.
    """

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percentages: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    @property
    def unseen(self) -> Unseen | None:
        """The hidden rows and columns, where there are any."""
        if not self.hidden_rows and not self.hidden_columns:
            return None
        return Unseen(frozenset(self.hidden_rows), frozenset(self.hidden_columns))


def scan_sheets(file: str, stream: bytes) -> list[SheetScan]:
    """One scan for each sheet, in the workbook's order.

    Raises UnreadableFile for a password, a sheet too large, or records that run past the end.
    """
    if len(stream) > LARGEST_STREAM:
        raise UnreadableFile(
            file,
            f"工作簿内容超过{LARGEST_STREAM // 1024 // 1024} MB",
            "请只保留需要的表，另存为 xlsx 再读入",
        )
    starts, formats, codes, wide = [], list[int](), dict[int, str](), False
    for kind, at, size in records(file, stream, 0):
        if kind == _FILEPASS:
            raise UnreadableFile(
                file, "工作簿有密码", "请用 Excel 或 WPS 打开，取消密码后另存再读入"
            )
        if kind == BOUNDSHEET and size >= 4:
            starts.append(struct.unpack_from("<I", stream, at)[0])
        elif kind == _BEGIN:
            wide = stream[at : at + 2] == b"\0\x06"
        elif kind == _XF:
            formats.append(int.from_bytes(stream[at + 2 : at + min(size, 4)], "little"))
        elif kind == _FORMAT:
            content = stream[at : at + size]
            codes[int.from_bytes(content[:2], "little")] = _format_code(content, wide)
    if len(starts) != len(set(starts)) or len(starts) > MOST_SHEETS:
        raise _damaged(file)
    styles = {i for i, number in enumerate(formats) if is_percentage(number, codes)}
    return [
        _scan(file, f"第{number}张工作表", stream, at, styles)
        for number, at in enumerate(starts, 1)
    ]


def _format_code(content: bytes, wide: bool) -> str:
    if not wide:
        # Only the signs of ASCII count, and in GBK no second byte is % or a quotation mark.
        return content[3 : 3 + content[2]].decode("gbk", "replace") if len(content) > 3 else ""
    if len(content) < 5:
        return ""
    length = int.from_bytes(content[2:4], "little")
    if content[4] & 1:
        return content[5 : 5 + 2 * length].decode("utf-16-le", "replace")
    return content[5 : 5 + length].decode("latin-1")


def records(file: str, stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, offset of the content and its size, up to the end-of-part record.

    Raises UnreadableFile for one that runs past the end.
    """
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + size > len(stream):
            raise _damaged(file)
        yield kind, at, size
        if kind == _EOF:
            return
        at += size


def _scan(file: str, name: str, stream: bytes, start: int, percent: set[int]) -> SheetScan:
    scan = SheetScan()
    for kind, at, size in records(file, stream, start):
        if kind == _DIMENSIONS and size >= 12:
            # calamine reserves this many cells before it has read one
            top, bottom, left, right = struct.unpack_from("<IIHH", stream, at)
            if max(bottom - top, 0) * max(right - left, 0) > _LARGEST_SHEET:
                check_extent(file, name, bottom, right)
        if kind == _ROW and size >= 14 and stream[at + 12] & _IS_HIDDEN_ROW:
            scan.hidden_rows.add(int.from_bytes(stream[at : at + 2], "little"))
        elif kind == _COLUMNS and size >= 10 and stream[at + 8] & 1:
            first, last = struct.unpack_from("<HH", stream, at)
            scan.hidden_columns.update(range(first, min(last, 255) + 1))
        if size < 6 or (kind not in _SINGLE_CELLS and kind != _MULTIPLE_RK):
            continue
        row, column = struct.unpack_from("<HH", stream, at)
        last = column
        if kind == _MULTIPLE_RK:
            (last,) = struct.unpack_from("<H", stream, at + size - 2)
        scan.rows, scan.columns = max(scan.rows, row + 1), max(scan.columns, last + 1)
        check_extent(file, name, scan.rows, scan.columns)
        if percent and (kind in _NUMBERS or kind == _MULTIPLE_RK):
            # Each cell of a MULRK is a style and an RK; the other records have one style.
            ends = at + size - 7 if kind == _MULTIPLE_RK else at + 5
            for c, i in enumerate(range(at + 4, ends, 6), column):
                if int.from_bytes(stream[i : i + 2], "little") in percent:
                    scan.percentages.add((row, c))
        code = _error_code(kind, stream[at : at + size])
        if code is not None:
            scan.errors[row, column] = _ERRORS.get(code, "#N/A")
    return scan


def _error_code(kind: int, content: bytes) -> int | None:
    if kind == _BOOLEAN_OR_ERROR and len(content) >= 8 and content[7]:
        return content[6]
    # a formula's result that is no number ends in FFFF; type 2 is an error
    if kind == _FORMULA and content[12:14] == b"\xff\xff" and content[6] == 2:
        return content[8]
    return None


def _damaged(file: str) -> UnreadableFile:
    return UnreadableFile(file, "工作簿不完整或已损坏", "请用 Excel 或 WPS 打开修复后另存为 xlsx")
