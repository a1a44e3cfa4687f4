"""How written worksheets look: fonts, fills, borders, widths, heights, print set-up."""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

FONT = "宋体"
TITLE_FONT = "黑体"
MONEY = "#,##0.00"
COUNT = "0"
RATE = "0.00%"
DATE = "yyyy-mm-dd"

_THIN = Side(style="thin", color="808080")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEADING = PatternFill("solid", fgColor="DCE6F1")
INPUT = PatternFill("solid", fgColor="FFF9DB")
CLOSED = PatternFill("solid", fgColor="D9D9D9")
WARNING = PatternFill("solid", fgColor="FCE4D6")

LINK_COLOR = "0563C1"

_LINE = 15.0
_TALLEST = 400.0  # Excel allows 409 points

_ACROSS = 134.0
"""Digits of our own font at 10 points across A4 landscape, within the margins below."""

_Looks = dict[tuple[object, ...], tuple[StyleArray, PatternFill | None]]
_looks_of: WeakKeyDictionary[Workbook, _Looks] = WeakKeyDictionary()
_numbers_of: WeakKeyDictionary[Workbook, dict[tuple[object, ...], int]] = WeakKeyDictionary()
"""The numbers that a workbook has given to fonts, alignments and the border."""


def put(
    cell: Cell | MergedCell,
    *,
    fill: PatternFill | None = None,
    bold: bool = False,
    size: float = 10,
    font: str = FONT,
    color: str = "000000",
    across: str = "left",
    down: str = "center",
    number_format: str = "",
    border: bool = True,
) -> None:
    """Give `cell` its looks; every text wraps.

    A workbook keeps every style once and a cell its number: what the same looks come to, upon the
    same style, is found once in a workbook.
    """
    book = cell.parent.parent
    assert book is not None
    kept = _looks_of.setdefault(book, {})
    under = cell._style or ()  # type: ignore[union-attr]
    asked = (id(fill), bold, size, font, color, across, down, number_format, border)
    looks = (*under, *asked)
    if looks in kept:
        cell._style = StyleArray(kept[looks][0])  # type: ignore[union-attr]
        return
    if cell._style is None:  # type: ignore[union-attr]
        cell._style = StyleArray()  # type: ignore[union-attr]
    style: StyleArray = cell._style  # type: ignore[union-attr]
    numbers = _numbers_of.setdefault(book, {})
    # openpyxl would look for each of them by all that it says, at every new combination.
    if (said := (font, size, bold, color)) not in numbers:
        cell.font = Font(name=font, size=size, bold=bold, color=color)
        numbers[said] = style.fontId
    style.fontId = numbers[said]
    if (placed := (across, down)) not in numbers:
        cell.alignment = Alignment(horizontal=across, vertical=down, wrap_text=True)
        numbers[placed] = style.alignmentId
    style.alignmentId = numbers[placed]
    if border:
        if ("border",) not in numbers:
            cell.border = BORDER
            numbers[("border",)] = style.borderId
        style.borderId = numbers[("border",)]
    if fill is not None:
        if (filled := ("fill", id(fill))) not in numbers:
            cell.fill = fill
            numbers[filled] = style.fillId
        style.fillId = numbers[filled]
    if fill is INPUT:
        if ("open",) not in numbers:
            cell.protection = Protection(locked=False)
            numbers[("open",)] = style.protectionId
        style.protectionId = numbers[("open",)]
    if number_format:
        cell.number_format = number_format
    # The fill is kept beside, so that no other ever has its id.
    kept[looks] = (copy(cell._style), fill)  # type: ignore[union-attr]


class _Area(MergedCellRange):
    """An area whose last cell has the border of its first: nothing is to be taken from there."""

    def _get_borders(self) -> None:
        self.start_cell = self.ws.cell(self.min_row, self.min_col)


def join(sheet: Worksheet, top: int, left: int, bottom: int, right: int) -> None:
    """Join the cells of an area, as openpyxl does: those at its edge have the border of the first.

    openpyxl adds borders up in every cell, side by side; here each comes to a style that the
    workbook keeps, by what the first cell's looks are and by the edges at which a cell lies.
    """
    cells: dict[tuple[int, int], Any] = sheet._cells
    first, last = cells.get((top, left)), cells.get((bottom, right))
    own, other = (cell._style if cell else None for cell in (first, last))
    if first is None or own is None or other is None or own.borderId != other.borderId:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        return
    kept = _looks_of.setdefault(first.parent.parent, {})
    sheet.merged_cells.add(_Area(sheet, f"{first.coordinate}:{get_column_letter(right)}{bottom}"))
    for row, column in itertools.product(range(top, bottom + 1), range(left, right + 1)):
        if (row, column) == (top, left):
            continue
        cell: Any = MergedCell(sheet, row, column)
        edges = (row == top, column == left, row == bottom, column == right)
        looks = ("joined", own.borderId, own.protectionId, *edges)
        if looks not in kept:
            sides = zip(("top", "left", "bottom", "right"), edges, strict=True)
            cell.border = Border(**{name: getattr(first.border, name) for name, at in sides if at})
            cell._style.protectionId = own.protectionId
            kept[looks] = (copy(cell._style), None)
        cell._style = StyleArray(kept[looks][0])
        cells[row, column] = cell


def look_like_link(cell: Cell | MergedCell) -> None:
    """Show, in a cell that has its looks already, that it leads somewhere."""
    book = cell.parent.parent
    assert book is not None
    kept = _looks_of.get(book)
    if kept is None:
        kept = _looks_of[book] = {}
    looks = (b"" if cell._style is None else cell._style.tobytes(), "link")  # type: ignore[union-attr]
    if looks in kept:
        cell._style = StyleArray(kept[looks][0])  # type: ignore[union-attr]
        return
    style: StyleArray = cell._style  # type: ignore[union-attr]
    numbers = _numbers_of.setdefault(book, {})
    if (linked := ("link", style.fontId if style else 0)) not in numbers:
        font = cell.font
        cell.font = Font(
            name=font.name, size=font.size, bold=font.bold, color=LINK_COLOR, underline="single"
        )
        numbers[linked] = cell._style.fontId  # type: ignore[union-attr]
    cell._style.fontId = numbers[linked]  # type: ignore[union-attr]
    kept[looks] = (copy(cell._style), None)  # type: ignore[union-attr]


def set_widths(sheet: Worksheet, widths: tuple[float, ...]) -> None:
    """Column widths in characters of Western text, from column A on."""
    for i, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(i)].width = width


class _Broad(dict[str, int]):
    """The width of each character met, in digits."""

    def __missing__(self, character: str) -> int:
        broad = self[character] = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        return broad


_broad = _Broad()


@lru_cache(maxsize=8192)
def _width(line: str) -> int:
    return sum(map(_broad.__getitem__, line))


def height_of(text: str, width: float, line: float = _LINE) -> float:
    """The height in points that a wrapped text needs in a column of that width."""
    usable = max(width - 2, 2)
    lines = sum(max(1, math.ceil(_width(part) / usable)) for part in text.split("\n"))
    return min(lines * line + 4, _TALLEST)


def surely_one_line(text: str, width: float) -> bool:
    """Whether a text fits on one line of that column however wide its characters are."""
    return 2 * len(text) <= width - 2 and "\n" not in text


def print_setup(sheet: Worksheet, heading_rows: str, *, landscape: bool = True) -> None:
    """A4, one page wide, the heading rows repeated, page numbers in the footer."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("第 &P 页，共 &N 页"))
    sheet.print_title_rows = heading_rows


def measure_in_our_font(book: Workbook) -> None:
    """Let columns be as wide as digits of our own font, which a Chinese office has.

    Office programs measure columns by the font of the style Normal. That of the library is missing
    where there is no Microsoft Office, and another stands in for it that is a third wider.
    """
    book._named_styles["Normal"].font = Font(name=FONT, size=10)  # type: ignore[attr-defined]


def scale_of_parts(widths: Sequence[float], starts: Sequence[int], repeated: int) -> int:
    """The per cent at which the widest of the parts of a sheet fills the page."""
    bounds = [1, *starts, len(widths) + 1]
    parts = [sum(widths[a - 1 : b - 1]) for a, b in itertools.pairwise(bounds)]
    again = sum(widths[:repeated])
    widest = max(part + (again if place else 0) for place, part in enumerate(parts))
    return min(100, math.floor(100 * _ACROSS / widest))


def print_in_parts(
    sheet: Worksheet, widths: Sequence[float], starts: Sequence[int], repeated: int
) -> None:
    """Print a sheet too wide for one page on several side by side, as large as the widest allows.

    A page begins at each of the columns `starts` (1 is A); the first `repeated` columns stand on
    every page, so that a row is known on each. All of the rows come first, then the next columns.
    """
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = None
    sheet.print_title_cols = f"A:{get_column_letter(repeated)}"
    sheet.page_setup.scale = scale_of_parts(widths, starts, repeated)
    for column in starts:
        sheet.col_breaks.append(Break(id=column - 1))
