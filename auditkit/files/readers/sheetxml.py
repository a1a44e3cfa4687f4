"""Worksheet XML (xlsx) looked over before it is read: extent, error values, percent formats."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from functools import cache
from html import unescape
from xml.parsers import expat

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Unseen
from auditkit.files.readers.limits import check_extent

MOST_SHARED_TEXT = 500 * 1024 * 1024
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ERROR_TYPE = re.compile(rb"(\st\s*=\s*)(?:\"e\"|'e')")
_UNCOMPUTED = re.compile(
    rb"(<c\b[^>]*)><f\b[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_TYPED = re.compile(r"\s*[0-9][0-9.]*\s*(?:[%％‰]|[\u4e00-\u9fff]{1,8})")
_TYPE = re.compile(rb"\st=(?:\"[^\"]*\"|'[^']*')")
_LITERAL = re.compile(r'"[^"]*"?|[\\_*].|\[[^\[\]]*\]', re.DOTALL)
_BUILT_IN_PERCENTAGES = (9, 10)
_STRING_ITEM = re.compile(rb"<(?:\w+:)?si\b")


_TRUE = ("1", "true")
_LAST_COLUMN = 16_384

Places = set[tuple[int, int]]


def checked_parts(
    file: str, parts: dict[str, bytes]
) -> tuple[dict[str, bytes], dict[int, Places], dict[int, Unseen]]:
    """The parts, each worksheet proven small and its error values turned into text cells.

    Also, by the sheet's position in the workbook, the 0-based (row, column) of cells in percent
    format, and its hidden rows and columns.

    calamine allocates a cell for everything between the first and the last one, ending the whole
    process when memory runs out, and returns #REF! and its like as blanks.

    Raises UnreadableFile for what is damaged or too large.
    """
    longest = _longest_string(parts)
    checked = dict(parts)
    styles = _percent_styles(parts)
    percentages: dict[str, Places] = {}
    unseen: dict[str, Unseen] = {}
    for name, content in parts.items():
        if b"sheetData" in content:
            scan = _Scan(file, name.rpartition("/")[2], styles)
            scan.run(content)
            if scan.shared * longest > MOST_SHARED_TEXT:
                raise UnreadableFile(file, "工作簿里的长文字过多", "请只保留需要的表，另存后再读入")
            checked[name] = _formulas_told(_errors_as_text(content, scan.errors))
            if scan.percentages:
                percentages[name.lower()] = scan.percentages
            if scan.hidden_rows or scan.hidden_columns:
                hidden = Unseen(frozenset(scan.hidden_rows), frozenset(scan.hidden_columns))
                unseen[name.lower()] = hidden
    order = [name.lower() for _, name in sheet_parts(parts)] if percentages or unseen else []
    return (
        checked,
        {i: percentages[name] for i, name in enumerate(order) if name in percentages},
        {i: unseen[name] for i, name in enumerate(order) if name in unseen},
    )


def is_percentage(number: int, codes: Mapping[int, str]) -> bool:
    """Whether a number format shows percentages; `codes` are those that the file defines itself.

    >>> is_percentage(10, {}), is_percentage(164, {164: '[Red]0.0%;"-"'}), is_percentage(
    ...     165, {165: '0.0"%"'}
    ... )
    (True, True, False)
    """
    code = codes.get(number) if number >= 0 else ""
    if code is None:
        return number in _BUILT_IN_PERCENTAGES
    return "%" in _LITERAL.sub("", code).partition(";")[0]


def _percent_styles(parts: Mapping[str, bytes]) -> frozenset[str]:
    """The values of a cell's `s` that mean a percent format; none where the styles are damaged."""
    codes: dict[int, str] = {}
    formats: list[int] = []

    def see(parent: str, tag: str, attributes: dict[str, str]) -> None:
        if (parent, tag) == ("numFmts", "numFmt"):
            codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif (parent, tag) == ("cellXfs", "xf"):
            formats.append(_whole(attributes.get("numFmtId", "0")))

    if not _walked(_part(parts, "styles.xml"), see):
        return frozenset()
    return frozenset(str(i) for i, number in enumerate(formats) if is_percentage(number, codes))


def sheet_parts(parts: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """The sheets in the workbook's order, each with the name of its part; none where the workbook
    or its relations are damaged."""
    targets: dict[str, str] = {}
    order: list[tuple[str, str]] = []

    def see_relation(_: str, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            name = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            targets[attributes.get("Id", "")] = name

    def see_sheet(parent: str, tag: str, attributes: dict[str, str]) -> None:
        if (parent, tag) == ("sheets", "sheet"):
            ids = (v for k, v in attributes.items() if k.endswith("}id"))
            order.append((attributes.get("name", ""), targets.get(next(ids, ""), "")))

    relations = _walked(_part(parts, "_rels/workbook.xml.rels"), see_relation)
    return order if relations and _walked(_part(parts, "workbook.xml"), see_sheet) else []


def _part(parts: Mapping[str, bytes], ending: str) -> bytes:
    names = [name for name in parts if name.lower().endswith(ending)]
    return parts[min(names, key=len)] if names else b""


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1


def _walked(content: bytes, see: Callable[[str, str, dict[str, str]], None]) -> bool:
    """Whether the part is sound; `see` gets each element's parent, name and attributes."""
    parser = expat.ParserCreate(namespace_separator="}")
    parents = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition("}")[2]
        see(parents[-1], tag, attributes)
        parents.append(tag)

    def refuse(*_: object) -> None:
        raise ValueError("a part with a document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: parents.pop()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        return False
    return True


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
    # =100%, =0起 is a target that somebody typed: there is nothing to compute.
    typed = _TYPED.fullmatch(unescape((match[2] or b"").decode(errors="replace")))
    told = b"" if typed else "（没有计算结果）".encode()
    return start + b' t="str"><v>' + formula + told + b"</v></c>"


class _Scan:
    """One pass over a worksheet, ended by UnreadableFile as soon as it is too large."""

    def __init__(self, file: str, name: str, percent: frozenset[str]) -> None:
        self.file = file
        self.name = name
        self.row = 0
        self.column = 0
        self.rows = 0
        self.columns = 0
        self.shared = 0
        self.errors: list[int] = []
        self.percent = percent
        self.percentages: Places = set()
        self.is_percentage = False
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
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
        tag = tag[tag.rfind("}") + 1 :]
        if tag == "row":
            row = int(attributes["r"]) if "r" in attributes else self.row + 1
            # calamine takes the first and the last row for the bounds
            if row < self.row:
                self.refuse()
            self.row, self.column = row, 0
            if attributes.get("hidden") in _TRUE:
                self.hidden_rows.add(row - 1)
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            first, last = _whole(attributes.get("min")), _whole(attributes.get("max"))
            self.hidden_columns.update(range(max(first, 1) - 1, min(last, _LAST_COLUMN)))
        elif tag == "c":
            self.cell(attributes)
        elif tag in ("v", "is", "f") and self.column > 0:
            if self.row > self.rows or self.column > self.columns:
                self.rows = max(self.rows, self.row)
                self.columns = max(self.columns, self.column)
                check_extent(self.file, f"工作表（{self.name}）", self.rows, self.columns)
            if self.is_percentage and tag == "v":
                self.percentages.add((self.row - 1, self.column - 1))

    def cell(self, attributes: dict[str, str]) -> None:
        if (place := attributes.get("r")) is not None:
            match = _CELL.fullmatch(place)
            if match is None or (row := int(match[2])) < self.row:
                self.refuse()
            else:
                self.row, self.column = row, _number_of(match[1])
        else:
            self.column += 1
        kind = attributes.get("t")
        if kind == "s":
            self.shared += 1
        elif kind == "e":
            self.errors.append(self.parser.CurrentByteIndex)
        self.is_percentage = kind in (None, "n") and attributes.get("s", "0") in self.percent


@cache
def _number_of(letters: str) -> int:
    """The 1-based number of a column of at most three letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _damaged(file: str, name: str) -> UnreadableFile:
    return UnreadableFile(
        file, f"工作表（{name}）的内容已损坏", "请用 Excel 或 WPS 打开修复后另存为 xlsx"
    )
