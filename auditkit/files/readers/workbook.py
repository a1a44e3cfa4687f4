"""Workbooks (xlsx, xls, et) through calamine: values and merged areas, formulas as results."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace

from python_calamine import (
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Area, Grid, Percent, Scalar
from auditkit.files.readers import biff, compound, package
from auditkit.files.readers.limits import check_extent, fit_areas
from auditkit.files.readers.panics import unheard
from auditkit.files.readers.sheetxml import checked_parts

_PICTURES = ("xl/media/", "xl/cellimages")


def read_workbook(file: str, data: bytes, sha256: str) -> list[Grid]:
    """One grid per worksheet, hidden ones too; rows and columns keep their place on the sheet.

    An error value is text (#REF!), a date is a date, a number in percent format a Percent, and a
    formula is its stored result.

    Raises UnreadableFile for a damaged workbook, and for one of pictures alone.
    """
    if data.startswith(compound.SIGNATURE):
        grids = _read(file, io.BytesIO(data), sha256, _scan_binary(file, data))
        pictures = False
    else:
        parts = package.read_parts(file, data)
        checked, percentages, unseen = checked_parts(file, parts)
        scans = {
            at: biff.SheetScan(
                percentages=percentages.get(at, set()),
                hidden_rows=set(unseen[at].rows) if at in unseen else set(),
                hidden_columns=set(unseen[at].columns) if at in unseen else set(),
            )
            for at in percentages.keys() | unseen.keys()
        }
        grids = _read(file, package.stored(checked), sha256, scans)
        pictures = any(name.startswith(_PICTURES) for name in parts)
    if pictures and not any(grid.rows for grid in grids):
        raise UnreadableFile(
            file, "工作簿里只有图片，没有单元格内容", "请提供可复制文字的电子版原件"
        )
    return grids


def _scan_binary(file: str, data: bytes) -> dict[int, biff.SheetScan]:
    try:
        container = compound.CompoundFile(data)
        name = "Workbook" if "Workbook" in container.entries else "Book"
        stream = container.stream(name)
    except (KeyError, ValueError) as error:
        raise _damaged(file, error) from error
    return dict(enumerate(biff.scan_sheets(file, stream)))


def _opened(file: str, buffer: io.BytesIO) -> CalamineWorkbook:
    try:
        with unheard():
            return CalamineWorkbook.from_filelike(buffer)
    except PasswordError:
        raise UnreadableFile(
            file, "工作簿有密码", "请用 Excel 或 WPS 打开，取消密码后另存再读入"
        ) from None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic inside calamine is not an Exception
        raise _damaged(file, error) from error


def _read(
    file: str, buffer: io.BytesIO, sha256: str, scans: Mapping[int, biff.SheetScan]
) -> list[Grid]:
    book = _opened(file, buffer)
    try:
        grids: list[Grid] = []
        cells = 0
        for index, sheet in enumerate(book.sheets_metadata):
            if sheet.typ == SheetTypeEnum.WorkSheet:
                grid = _sheet(book, index, scans.get(index), file, sha256)
                grid = replace(grid, hidden=sheet.visible != SheetVisibleEnum.Visible)
                height, width = len(grid.rows), max(map(len, grid.rows), default=0)
                check_extent(file, f"工作表“{grid.name}”", height, width, cells)
                cells += height * width
                grids.append(grid)
        return grids
    except (KeyboardInterrupt, SystemExit, UnreadableFile):
        raise
    except BaseException as error:  # as above; calamine raises many kinds for one cause
        raise _damaged(file, error) from error


def _sheet(
    book: CalamineWorkbook, index: int, scan: biff.SheetScan | None, file: str, sha256: str
) -> Grid:
    with unheard():
        sheet = book.get_sheet_by_index(index)
        values = sheet.to_python(skip_empty_area=False)
        ranges = sheet.merged_cell_ranges or ()
    rows: list[list[Scalar]] = [[None if value == "" else value for value in row] for row in values]
    for (row, column), error in (scan.errors if scan else {}).items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = error
    for row, column in scan.percentages if scan else ():
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if isinstance(value, int | float) and not isinstance(value, bool):
                rows[row][column] = Percent(value)
    areas = (Area(*start, *end) for start, end in ranges)
    width = max(map(len, rows), default=0)
    merged = fit_areas(file, f"工作表“{sheet.name}”", areas, len(rows), width)
    unseen = scan.unseen if scan else None
    return Grid(file, sha256, "sheet", sheet.name, tuple(map(tuple, rows)), merged, unseen=unseen)


def _damaged(file: str, error: BaseException) -> UnreadableFile:
    return UnreadableFile(
        file,
        f"不是完好的 Excel 工作簿（{type(error).__name__}）",
        "请用 Excel 或 WPS 打开修复后另存为 xlsx",
    )
