"""The rows of a sheet are written as the library writes them, each character as itself."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.writer.excel import ExcelWriter

from auditkit.files.saving import workbook_bytes, write_text
from auditkit.files.sheetrows import BookWriter

VALUES = [
    "中文<&>\"'", " 前有空格", "a\rb\nc\td", "\u3000全角 ", "𠮷\u200b", "x" * 100, "#N/A", "",
    "=1+2", '=IF(A1<2,"x&y","")', True, False, 1, 2.5, -0.0, 0.1 + 0.2, 1e-300, float("inf"),
    float("nan"), 12345678901234567890, None, dt.date(2020, 1, 2), dt.datetime(2020, 1, 2, 3, 4, 5),  # noqa: DTZ001
    dt.time(1, 2), dt.timedelta(1),
]  # fmt: skip


def book() -> Workbook:
    """Every kind of cell, with looks and without."""
    made = Workbook()
    sheet = made.active
    for row, value in enumerate(VALUES, 1):
        sheet.cell(row, 1).value = value
        sheet.cell(row, 2).value = value
        sheet.cell(row, 2).font = Font(bold=True, name="宋体")
        sheet.cell(row, 3).font = Font(size=row)
    sheet["E1"].comment = Comment("批注", "审计")
    sheet["E2"].value, sheet["E2"].hyperlink = "x", "https://example.org/?a=1&b=2"
    sheet["K1"] = ArrayFormula("K1:K2", "=A1:A2")
    sheet["L1"] = CellRichText("甲", TextBlock(InlineFont(b=True), "粗"))
    sheet["H1"] = "合并"
    sheet.merge_cells("H1:J2")
    sheet.row_dimensions[60].height = 33
    sheet.row_dimensions[3].hidden = True
    made.create_sheet("空")
    return made


def parts(made: Workbook, writer: type[ExcelWriter]) -> dict[str, bytes]:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as package:
        writer(made, package).write_data()
    with zipfile.ZipFile(raw) as package:
        # The part with the time of writing.
        return {name: package.read(name) for name in package.namelist() if "core" not in name}


def test_every_kind_of_cell_is_written_as_the_library_writes_it() -> None:
    ours, library = parts(book(), BookWriter), parts(book(), ExcelWriter)
    assert "中文".encode() in ours["xl/worksheets/sheet1.xml"]
    # The library spells what is not ASCII in a sheet by numbers.
    for name in (each for each in ours if each.startswith("xl/worksheets/sheet")):
        ours[name] = ours[name].decode().encode("ascii", "xmlcharrefreplace")
    assert ours == library


@pytest.mark.parametrize("text", ["\x07=1+1", "=1+1", "\x07#N/A", "-1", "@a", "", "\x07"])
def test_a_text_stays_a_text_whatever_stands_before_its_sign(text: str) -> None:
    made = Workbook()
    write_text(made.active["A1"], text)
    read = openpyxl.load_workbook(io.BytesIO(workbook_bytes(made))).active["A1"]
    shown = text.replace("\x07", "")
    assert read.data_type in ("s", "e", "n")
    assert (read.value or "") == shown
