"""The sheets of the working paper: their names, index numbers and columns, and how each begins."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.facts.facts import DEMO
from auditkit.files.saving import write_text
from auditkit.files.sheets import headings, line_across
from auditkit.files.sheetstyle import (
    TITLE_FONT,
    WARNING,
    height_of,
    look_like_link,
    measure_in_our_font,
    print_in_parts,
    print_setup,
    put,
    set_widths,
    surely_one_line,
)

COVER, FIGURES, INDICATORS, POINTS = "封面", "数据项", "指标计算", "评分"
FINDINGS, REQUESTS, TASKS, FILES = "审计发现", "资料清单", "任务", "来源清单"
# A: the paper itself; B: the calculation; C: what follows; D, E: what it rests on.
INDEX = {
    COVER: "A-1",
    FIGURES: "B-1",
    INDICATORS: "B-2",
    POINTS: "B-3",
    FINDINGS: "C-1",
    REQUESTS: "C-2",
    TASKS: "D-1",
    FILES: "E-1",
}
HEAD_ROW = 4
FIRST_ROW = 5
ADJUSTED_COLUMN, SPENT_COLUMN = "F", "G"
"""The amounts on 任务 which figures on 数据项 add up."""
_SIGNATURES = "编制人：　　　　　　　日期：　　　　　　　　复核人：　　　　　　　日期："


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, heading, and width in characters of Western text."""

    key: str
    heading: str
    width: float
    across: str = "left"


def letters(columns: Sequence[Column]) -> dict[str, str]:
    """The column letter of each key."""
    return {column.key: get_column_letter(i) for i, column in enumerate(columns, 1)}


def naming(level2: float, indicator: float) -> tuple[Column, ...]:
    """What names an indicator's row on every sheet; the widths of its two longer columns."""
    return (
        Column("index", "索引号", 9),
        Column("level1", "一级指标", 10),
        Column("level2", "二级指标", level2),
        Column("indicator", "三级指标", indicator),
    )


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands at the head of every sheet."""

    department: str
    year: int
    demo: bool

    @property
    def line(self) -> str:
        """What stands above every sheet."""
        return f"被审计单位：{self.department}　　审计期间：{self.year}年度"


@dataclass(frozen=True)
class PaperSheet:
    """One sheet in the making; rows are filled by column key."""

    sheet: Worksheet
    columns: tuple[Column, ...]
    first: int = 0
    """How many columns the first printed page has, where there are several side by side."""

    def cell(self, row: int, key: str) -> Cell:
        """The cell of a row in one column.

        Raises TypeError inside a merged area.
        """
        column = self._numbers[key]
        sheet: Any = self.sheet
        cell = sheet._cells.get((row, column))
        if cell is None:
            # As `sheet.cell` does, which looks at both numbers three times.
            cell = sheet._cells[row, column] = Cell(self.sheet, row, column)
            if row > sheet._current_row:
                sheet._current_row = row
        elif not isinstance(cell, Cell):
            raise TypeError(f"{cell.coordinate} lies inside a merged area")
        return cell

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {column.key: i for i, column in enumerate(self.columns, 1)}

    @cached_property
    def _widths(self) -> dict[str, float]:
        return {column.key: column.width for column in self.columns}

    @cached_property
    def _looks(self) -> dict[tuple[object, ...], tuple[StyleArray, PatternFill | None]]:
        """What the looks of a column come to; the fill beside, so that no other has its id."""
        return {}

    def text(self, row: int, key: str, text: str, fill: PatternFill | None = None) -> Cell:
        """Writes a text; what looks like a formula stays a text."""
        cell = self.cell(row, key)
        write_text(cell, text)
        self.look(cell, key, fill=fill)
        return cell

    def value(
        self,
        row: int,
        key: str,
        value: object,
        number_format: str = "",
        fill: PatternFill | None = None,
        *,
        bold: bool = False,
    ) -> Cell:
        """A number, a date, a blank, or a formula that begins with =."""
        cell = self.cell(row, key)
        cell.value = value  # type: ignore[assignment]
        self.look(cell, key, number_format=number_format, fill=fill, bold=bold)
        return cell

    def look(
        self,
        cell: Cell,
        key: str,
        *,
        number_format: str = "",
        fill: PatternFill | None = None,
        bold: bool = False,
    ) -> None:
        """Gives a cell the looks of its column."""
        fresh: Any = cell
        asked = (key, number_format, id(fill), bold) if fresh._style is None else ()
        if known := self._looks.get(asked):
            fresh._style = StyleArray(known[0])
            return
        across = self.columns[self._numbers[key] - 1].across
        put(cell, fill=fill, bold=bold, across=across, number_format=number_format)
        if asked:
            self._looks[asked] = (copy(fresh._style), fill)

    def refer(self, row: int, key: str, sheet: str, to: int | None) -> None:
        """An index number that leads to a row of another sheet; blank where there is none."""
        cell = self.text(row, key, "" if to is None else index_number(sheet, to - FIRST_ROW))
        if to is not None:
            link(cell, sheet, f"A{to}")

    def fit(self, row: int, texts: dict[str, str], least: float = 20) -> None:
        """Make a row as high as its longest text needs."""
        widths = self._widths
        heights = [
            height_of(text, widths[key], 13.5)
            for key, text in texts.items()
            if not surely_one_line(text, widths[key])
        ]
        dimension = RowDimension(
            self.sheet, index=row, ht=max(least, *heights, height_of("", 0, 13.5))
        )
        self.sheet.row_dimensions[row] = dimension

    def write(self, row: int, texts: dict[str, str]) -> None:
        """Fill a row's cells of text."""
        for key, text in texts.items():
            self.text(row, key, text)
        self.fit(row, texts)

    def finish(self, last: int, freeze: str) -> None:
        """Freeze the headings and the columns before `freeze`, and let the rows be filtered."""
        self.sheet.freeze_panes = f"{freeze}{FIRST_ROW}"
        right = get_column_letter(len(self.columns))
        self.sheet.auto_filter.ref = f"A{HEAD_ROW}:{right}{max(last, HEAD_ROW)}"

    def note(self, row: int, text: str, *, bold: bool = False) -> None:
        """A line across the whole table, or across its first printed page."""
        across = self.columns[: self.first or len(self.columns)]
        width = sum(column.width for column in across)
        height = max(18, height_of(text, width, 14))
        line_across(self.sheet, row, text, len(across), height, bold=bold)


def begin(
    book: Workbook,
    name: str,
    columns: Sequence[Column],
    paper: Paper,
    hint: str,
    *,
    second: str = "",
    repeated: int = 0,
) -> PaperSheet:
    """A new sheet with title, whose it is, its index number, room for names, hint and headings.

    One too wide for a page goes on, from the column `second`, on pages which begin with the first
    `repeated` columns again.
    """
    sheet = book.create_sheet(name)
    first = [column.key for column in columns].index(second) if second else 0
    paper_sheet = PaperSheet(sheet, tuple(columns), first)
    set_widths(sheet, tuple(column.width for column in columns))
    title = f"{DEMO}　{name}" if paper.demo else name
    line_across(
        sheet,
        1,
        title,
        first or len(columns),
        28,
        size=15,
        font=TITLE_FONT,
        across="center",
        fill=WARNING if paper.demo else None,
        color="C00000" if paper.demo else "000000",
    )
    paper_sheet.note(2, f"{paper.line}　　索引号：{INDEX[name]}　　{_SIGNATURES}")
    paper_sheet.note(3, hint)
    heights = (height_of(column.heading, column.width) for column in columns)
    texts = [column.heading for column in columns]
    headings(sheet, HEAD_ROW, texts, max(24, *heights))
    print_setup(sheet, f"{HEAD_ROW}:{HEAD_ROW}")
    if first:
        measure_in_our_font(book)
        print_in_parts(sheet, [column.width for column in columns], [first + 1], repeated)
    mark_pages(sheet, name, paper)
    return paper_sheet


def mark_pages(sheet: Worksheet, name: str, paper: Paper) -> None:
    """Say at the head of every printed page whose it is, and whether its figures are invented."""
    whose = f"{paper.department}{paper.year}年度审计工作底稿"
    sheet.HeaderFooter.oddHeader = HeaderFooterItem(
        left=_HeaderFooterPart(whose.replace("&", "&&"), size=9),
        center=_HeaderFooterPart(DEMO if paper.demo else None, size=9),
        right=_HeaderFooterPart(f"索引号 {INDEX[name]}　{name}", size=9),
    )


def index_number(sheet: str, position: int) -> str:
    """The index number of a sheet's row, from 0.

    >>> index_number(FIGURES, 2)
    'B-1-03'
    """
    return f"{INDEX[sheet]}-{position + 1:02}"


def link(cell: Cell, sheet: str, address: str) -> None:
    """Make a cell lead to a place inside the paper."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!{address}")
    look_like_link(cell)


def link_file(cell: Cell, target: str, place: str = "") -> None:
    """Make a cell lead to a file, by its address relative to the paper, and to a place in it."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, target=target, location=place or None)
    look_like_link(cell)
