"""Copies of the workbooks of a department and year in which every problem is marked.

The problems stand in a first sheet, what must be put right first, each with a link to its cell;
the cell is coloured and says in a comment what to do. A copy holds results, no formulas or macros:
it is to be looked at. A file of another kind, or one that cannot be opened, is not marked: the
links of its problems open it, and where no workbook is marked the list is a workbook of its own.
What was received is not touched.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import CellCoordinatesException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.audit.folder import MARKED
from auditkit.audit.formfiles import form_files
from auditkit.audit.inputs import fact_files
from auditkit.errors import UnreadableFile
from auditkit.files.reopening import reopened
from auditkit.files.saving import make_folder, save_workbook, write_text
from auditkit.files.sheets import headings, line_across
from auditkit.files.sheetstyle import (
    TITLE_FONT,
    height_of,
    look_like_link,
    print_setup,
    put,
    set_widths,
)
from auditkit.results.excerpts import cell_names
from auditkit.results.problems import GRAVE, NOTE, Problem, counted, problems

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

LIST = "问题清单"
_HEADS = ("序号", "程度", "位置", "问题", "怎样处理", "编码")
_WIDTHS = (6.0, 9.0, 34.0, 56.0, 56.0, 8.0)
_FIRST = 4
_FILLS = {
    GRAVE: PatternFill("solid", fgColor="FFC7CE"),
    NOTE: PatternFill("solid", fgColor="FFEB9C"),
}
_AUTHOR = "auditkit"
_SUFFIXES = (".xlsx", ".xlsm")


def write_marked(audit: Audit, folder: Path) -> list[Path]:
    """Write a marked copy of each workbook of the year's folder into `folder`; gives the copies.

    Where there is no workbook to mark, the list of problems alone is written. Raises AuditError
    where `folder` cannot be written to.
    """
    rows = problems(audit)
    if audit.folder is None:
        return []
    make_folder(folder)
    copies = [
        _marked(path, book, rows, audit.title, folder)
        for path in received(audit.folder)
        if (book := _opened(path)) is not None
    ]
    if copies:
        return copies
    book = Workbook()
    book.remove(book.worksheets[0])
    return [_listed(book, rows, {}, audit.title, folder / f"{LIST}{MARKED}.xlsx")]


def not_marked(audit: Audit, copies: Sequence[Path]) -> list[str]:
    """The names of the files that none of the `copies` is of: no workbooks, or damaged ones."""
    files = received(audit.folder) if audit.folder else []
    names = {copy.name for copy in copies}
    return [path.name for path in files if copy_of(path, path.parent).name not in names]


def received(folder: Path) -> list[Path]:
    """The workbooks of figures and the forms of a year's folder, whatever their type."""
    return [*fact_files(folder)[0], *form_files(folder)]


def copy_of(path: Path, folder: Path) -> Path:
    """Where the marked copy of a workbook is written."""
    return folder / f"{path.stem}{MARKED}.xlsx"


def _opened(path: Path) -> Workbook | None:
    """The workbook to be marked; None for another kind of file and for a damaged one."""
    if path.suffix.lower() not in _SUFFIXES:
        return None
    try:
        return reopened(path, values=True)
    except UnreadableFile:
        return None


def _marked(path: Path, book: Workbook, rows: Sequence[Problem], title: str, folder: Path) -> Path:
    cells = {at: cell for at, row in enumerate(rows) if (cell := _cell(book, path.name, row))}
    for at, cell in cells.items():
        if rows[at].kind in _FILLS:
            _mark(cell, rows[at])
    return _listed(book, rows, cells, title, copy_of(path, folder))


def _listed(
    book: Workbook, rows: Sequence[Problem], cells: dict[int, Cell], title: str, copy: Path
) -> Path:
    _list(book, rows, cells, title, copy.parent)
    save_workbook(book, copy, results=False)
    return copy


def _cell(book: Workbook, name: str, row: Problem) -> Cell | None:
    """The cell of this workbook that a problem is about; of a merged area the first."""
    if row.source.file != name:
        return None
    for place in cell_names(row.source.place):
        sheet_name, mark, address = place.rpartition("!")
        if not mark or sheet_name not in book.sheetnames:
            continue
        sheet = book[sheet_name]
        if not isinstance(sheet, Worksheet):
            continue
        try:
            cell = sheet[address]
        except (ValueError, CellCoordinatesException):
            continue
        if isinstance(cell, MergedCell):
            area = next(one for one in sheet.merged_cells.ranges if address in one)
            cell = sheet.cell(area.min_row, area.min_col)
        if isinstance(cell, Cell):
            return cell
    return None


def _way(folder: Path, file: Path | None) -> str:
    """The address of a file as seen from the copy; blank where none leads there (another drive)."""
    if file is None:
        return ""
    try:
        return quote(Path(os.path.relpath(file, folder)).as_posix())
    except ValueError:
        return ""


def _mark(cell: Cell, row: Problem) -> None:
    """Colour the cell and say what is wrong; a graver colour and what was said before stay."""
    before = cell.comment.text + "\n" if cell.comment else ""
    if not (before and cell.fill.fgColor.rgb == _FILLS[GRAVE].fgColor.rgb):
        cell.fill = _FILLS[row.kind]
    said = f"{before}{row.kind} {row.code}：{row.what}。{row.remedy}。"
    cell.comment = Comment(said, _AUTHOR, width=360, height=min(60 + 20 * (len(said) // 24), 400))


def _list(
    book: Workbook, rows: Sequence[Problem], cells: dict[int, Cell], title: str, folder: Path
) -> None:
    """The first sheet: how many of each, then a row for each, with a link to its cell or file."""
    name = LIST if LIST not in book.sheetnames else f"{LIST}（检查）"
    sheet = book.create_sheet(name, 0)
    columns = len(_HEADS)
    subject = title.removesuffix("审计报告")
    line_across(sheet, 1, f"{subject} {LIST}", columns, 28, size=14, bold=True, font=TITLE_FONT)
    note = f"{counted(rows)}。本文件是标注的副本，不是输入：请在原文件中更正，再检查一次。"
    line_across(sheet, 2, note, columns, 20)
    headings(sheet, _FIRST - 1, _HEADS, 20)
    for at, row in enumerate(rows):
        texts = (str(at + 1), row.kind, str(row.source), row.what, row.remedy, row.code)
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(_FIRST + at, column)
            write_text(cell, text)
            put(cell, fill=_FILLS.get(row.kind) if column == 2 else None)
        sheet.cell(_FIRST + at, 1).value = at + 1
        place = sheet.cell(_FIRST + at, 3)
        if target := cells.get(at):
            within = target.parent.title.replace("'", "''")
            link = f"'{within}'!{target.coordinate}"
            place.hyperlink = Hyperlink(ref=place.coordinate, location=link)
            look_like_link(place)
        elif way := _way(folder, row.path):
            place.hyperlink = way
            look_like_link(place)
        sheet.row_dimensions[_FIRST + at].height = max(
            height_of(text, width) for text, width in zip(texts, _WIDTHS, strict=True)
        )
    set_widths(sheet, _WIDTHS)
    sheet.freeze_panes = f"A{_FIRST}"
    print_setup(sheet, f"{_FIRST - 1}:{_FIRST - 1}")
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0
