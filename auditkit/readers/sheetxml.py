"""Worksheet XML (xlsx) looked over before it is read: its extent, and its error values."""

from __future__ import annotations

import re
from xml.parsers import expat

from auditkit.errors import UnreadableFile
from auditkit.readers.limits import check_extent

MOST_SHARED_TEXT = 500 * 1024 * 1024
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ERROR_TYPE = re.compile(rb"(\st\s*=\s*)(?:\"e\"|'e')")
_UNCOMPUTED = re.compile(
    rb"(<c\b[^>]*)><f\b[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_TYPE = re.compile(rb"\st=(?:\"[^\"]*\"|'[^']*')")
_STRING_ITEM = re.compile(rb"<(?:\w+:)?si\b")


def checked_parts(file: str, parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts, each worksheet proven small and its error values turned into text cells.

    calamine allocates a cell for everything between the first and the last one, ending the whole
    process when memory runs out, and returns #REF! and its like as blanks.
    """
    longest = _longest_string(parts)
    checked = dict(parts)
    for name, content in parts.items():
        if b"sheetData" in content:
            scan = _Scan(file, name.rpartition("/")[2])
            scan.run(content)
            if scan.shared * longest > MOST_SHARED_TEXT:
                raise UnreadableFile(file, "工作簿里的长文字过多", "请只保留需要的表，另存后再读入")
            checked[name] = _formulas_told(_errors_as_text(content, scan.errors))
    return checked


def _longest_string(parts: dict[str, bytes]) -> int:
    """An upper bound, in bytes, of the shared strings' lengths."""
    longest = 0
    for name, content in parts.items():
        if name.lower().endswith("sharedstrings.xml"):
            starts = [match.start() for match in _STRING_ITEM.finditer(content)]
            ends = [*starts[1:], len(content)]
            longest = max([longest, *(b - a for a, b in zip(starts, ends, strict=False))])
    return longest


def _errors_as_text(content: bytes, places: list[int]) -> bytes:
    pieces, done = [], 0
    for place in places:
        tag_end = content.index(b">", place)
        pieces += [
            content[done:place],
            _ERROR_TYPE.sub(rb'\1"str"', content[place:tag_end], count=1),
        ]
        done = tag_end
    return b"".join([*pieces, content[done:]])


def _formulas_told(content: bytes) -> bytes:
    """A formula that nothing has computed yet becomes text that says so: calamine sees a blank."""
    if b"<f" not in content:
        return content
    return _UNCOMPUTED.sub(_told, content)


def _told(match: re.Match[bytes]) -> bytes:
    start = _TYPE.sub(b"", match[1])
    formula = b"=" + match[2] if match[2] else "公式".encode()
    return start + b' t="str"><v>' + formula + "（没有计算结果）".encode() + b"</v></c>"


class _Scan:
    """One pass over a worksheet, ended by UnreadableFile as soon as it is too large."""

    def __init__(self, file: str, name: str) -> None:
        self.file = file
        self.name = name
        self.row = 0
        self.column = 0
        self.rows = 0
        self.columns = 0
        self.shared = 0
        self.errors: list[int] = []
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = self.refuse

    def run(self, content: bytes) -> None:
        try:
            self.parser.Parse(content, True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise _damaged(self.file, self.name) from error

    def refuse(self, *_: object) -> None:
        raise _damaged(self.file, self.name)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition("}")[2]
        if tag == "row":
            row = int(attributes["r"]) if "r" in attributes else self.row + 1
            # calamine takes the first and the last row for the bounds
            if row < self.row:
                self.refuse()
            self.row, self.column = row, 0
        elif tag == "c":
            self.cell(attributes)
        elif tag in ("v", "is", "f") and self.column > 0:
            self.rows = max(self.rows, self.row)
            self.columns = max(self.columns, self.column)
            check_extent(self.file, f"工作表（{self.name}）", self.rows, self.columns)

    def cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            match = _CELL.fullmatch(attributes["r"])
            if match is None or int(match[2]) < self.row:
                self.refuse()
            else:
                self.row, self.column = int(match[2]), 0
                for letter in match[1]:
                    self.column = self.column * 26 + ord(letter) - 64
        else:
            self.column += 1
        kind = attributes.get("t")
        if kind == "s":
            self.shared += 1
        elif kind == "e":
            self.errors.append(self.parser.CurrentByteIndex)


def _damaged(file: str, name: str) -> UnreadableFile:
    return UnreadableFile(
        file, f"工作表（{name}）的内容已损坏", "请用 Excel 或 WPS 打开修复后另存为 xlsx"
    )
