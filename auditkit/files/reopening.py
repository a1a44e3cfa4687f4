"""A workbook that came from elsewhere, opened to be written again: nothing in it reaches outside.

Macros, links to other workbooks and the names that rest on them are not taken over, and a formula
that would start a program, call a server or read another workbook stands there as the text that it
is. What a library would do with the rest of a damaged or swollen file is not tried: it is read
within the bounds of `readers` before.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from auditkit.errors import UnreadableFile
from auditkit.files.readers import package, read_grids
from auditkit.files.readers.limits import MOST_CELLS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell

_COVERING = re.compile(rb"mergeCell|hyperlink")
# A text without looks of its own, where it is written with the cell; x005F_ is an escape in it.
_PLAIN_TEXT = re.compile(rb't="inlineStr"><is><t(?: xml:space="preserve")?>([^<]+)</t></is></c>')
_ESCAPE = b"x005F_"
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
# Another program (DDE), another workbook as stored ([1]) or as typed ([甲.xlsx]), a function that
# leaves the workbook.
_OUTSIDE = re.compile(
    r"\||\[[0-9]+\]|\[[^\[\]]{1,260}\.[a-z]{3,4}\]"
    r"|\b(?:HYPERLINK|WEBSERVICE|IMAGE|RTD|CALL|EXEC|REGISTER(?:\.ID)?|DDE(?:AUTO)?|SQL\.REQUEST)"
    r"\s*\(",
    re.IGNORECASE,
)


def reopened(path: Path, *, values: bool = False) -> Workbook:
    """The workbook at `path`; with `values` a formula is the result that is stored beside it.

    Raises UnreadableFile for what the readers refuse and for what openpyxl cannot open.
    """
    from openpyxl import load_workbook
    from openpyxl.cell.cell import Cell

    read_grids(path)
    parts = package.read_parts(path.name, path.read_bytes())
    _refuse_wide(path.name, parts)
    try:
        data = package.stored({name: _quicker(content) for name, content in parts.items()})
        book = load_workbook(data, rich_text=not values, data_only=values, keep_links=False)
    except Exception as error:  # openpyxl raises many kinds for a damaged part
        raise UnreadableFile(path.name, "文件已损坏", "请用 Excel 打开后另存一次") from error
    for names in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
        for name in [name for name, one in names.items() if reaches_outside(one.attr_text)]:
            del names[name]
    for sheet in book.worksheets:
        # `iter_rows` would make every cell up to the farthest one.
        for cell in sheet._cells.values():
            if isinstance(cell, Cell) and cell.data_type == "f":
                _quieten(cell)
    return book


def _quicker(content: bytes) -> bytes:
    """The same part with plain texts as values: openpyxl makes six objects for any other text."""
    if _ESCAPE in content:
        return content
    return _PLAIN_TEXT.sub(rb't="str"><v>\1</v></c>', content)


def _refuse_wide(file: str, parts: dict[str, bytes]) -> None:
    """openpyxl makes a cell for each that an area covers, and gives each a link of its own."""
    covered = sum(
        _cells_of(ref)
        for content in parts.values()
        if _COVERING.search(content.replace(b"\0", b""))
        for ref in _references(content)
    )
    if covered > MOST_CELLS:
        raise UnreadableFile(
            file,
            f"合并的单元格和链接占{covered}格，超过{MOST_CELLS // 10_000}万格的上限",
            "请取消整行、整列的合并和链接，另存后再试",
        )


def _references(content: bytes) -> Iterator[str]:
    """The areas of merged cells and links in a part; nothing of a part that is no XML."""
    from lxml import etree

    options = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    try:
        for _, element in etree.iterparse(io.BytesIO(content), events=("end",), **options):
            if str(element.tag).rpartition("}")[2] in ("mergeCell", "hyperlink"):
                yield str(element.get("ref") or "")
            element.clear()
    except etree.XMLSyntaxError:
        return


def _cells_of(area: str) -> int:
    from openpyxl.utils import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(area)
    except ValueError:
        return 0
    wide = (right or _LAST_COLUMN) - (left or 1) + 1
    return wide * ((bottom or _LAST_ROW) - (top or 1) + 1)


def reaches_outside(formula: str | None) -> bool:
    """Whether a formula would leave the workbook that it stands in.

    >>> reaches_outside("=SUM(A1:A9)"), reaches_outside("=cmd|' /C calc'!A0")
    (False, True)
    >>> reaches_outside("=[1]甲!A1"), reaches_outside("='[乙.xlsx]甲'!A1+表1[金额]")
    (True, True)
    """
    return bool(formula and _OUTSIDE.search(formula))


def _quieten(cell: Cell) -> None:
    # An array formula is an object that holds its text.
    formula = cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", "")
    if reaches_outside(formula):
        cell.value, cell.data_type = formula, "s"
        # Else Excel takes it for a formula as soon as someone edits the cell.
        cell.quotePrefix = True
