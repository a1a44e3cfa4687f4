"""What every written sheet has, template, working paper and findings workbook alike.

Lines across the whole table, a row of headings, drop-down lists; how they look says `sheetstyle`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.drawing.image import Image
from openpyxl.styles import PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.files.saving import write_text
from auditkit.files.sheetstyle import HEADING, put


def line_across(
    sheet: Worksheet, row: int, text: str, columns: int, height: float, **looks: Any
) -> None:
    """A text across the first columns of a row, `height` in points; `looks` as for `put`."""
    cell = sheet.cell(row, 1)
    write_text(cell, text)
    put(cell, border=False, **looks)
    merge_across(sheet, row, 1, columns)
    sheet.row_dimensions[row].height = height


def merge_across(sheet: Worksheet, row: int, start: int, end: int) -> None:
    """Merges cells of a row, the first of them without border, as openpyxl does, which compares
    the looks of each."""
    first: Any = sheet.cell(row, start)
    sheet.merged_cells.add(f"{get_column_letter(start)}{row}:{get_column_letter(end)}{row}")
    if first._style is None:
        first._style = StyleArray()
    protected = StyleArray()
    protected.protectionId = first._style.protectionId
    for column in range(start + 1, end + 1):
        inside: Any = MergedCell(sheet, row, column)
        inside._style = StyleArray(protected)
        sheet._cells[row, column] = inside


def headings(
    sheet: Worksheet,
    row: int,
    texts: Sequence[str],
    height: float,
    fills: Sequence[PatternFill] = (),
) -> None:
    """The heads of the columns, from column A on; `fills` where they are not all alike."""
    for place, text in enumerate(texts):
        cell = sheet.cell(row, place + 1)
        write_text(cell, text)
        fill = fills[place] if fills else HEADING
        put(cell, fill=fill, bold=True, across="center")
    sheet.row_dimensions[row].height = height


def listed(options: Sequence[str]) -> str:
    """The options as a drop-down list holds them; Excel allows 255 characters.

    >>> listed(("是", "否"))
    '"是,否"'
    """
    return f'"{",".join(options)}"'


def drop_down(
    sheet: Worksheet,
    cells: str,
    source: str,
    *,
    strict: bool | None = None,
    told: tuple[str, str] = ("", ""),
    blank: bool = True,
) -> None:
    """A list to choose from in `cells`; `source` is `listed` or a range that holds a long one.

    `told` is the title and text of what is said to another entry: `strict` refuses it, not strict
    only warns, and None leaves that to the program.
    """
    rule = DataValidation(type="list", formula1=source, allow_blank=blank)
    if strict is not None:
        rule.errorStyle = "stop" if strict else "warning"
    if told[0]:
        rule.errorTitle, rule.error = told
        # Without this the words are stored and never shown.
        rule.showErrorMessage = True
    rule.add(cells)
    sheet.add_data_validation(rule)


def show_crops(sheet: Worksheet, column: int, crops: Mapping[int, bytes], dots: int) -> None:
    """Parts of a scanned page by row, as large as they stood on it, in a column of their own.

    `dots` is how many an inch they were read at. Nothing is written where there are none.
    """
    if not crops:
        return
    cell = sheet.cell(1, column)
    write_text(cell, "原件图片")
    put(cell, fill=HEADING, bold=True, across="center")
    letter, widest = get_column_letter(column), 0.0
    for row, crop in crops.items():
        image = Image(io.BytesIO(crop))
        image.width, image.height = (round(n * 96 / dots) for n in (image.width, image.height))
        image.anchor = f"{letter}{row}"
        sheet.add_image(image)
        points = image.height * 72 / 96 + 4
        sheet.row_dimensions[row].height = max(points, sheet.row_dimensions[row].height or 0)
        widest = max(widest, image.width / 7 + 1)
    sheet.column_dimensions[letter].width = widest
