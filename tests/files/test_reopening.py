"""Received workbooks that are written again: bounded, and nothing in them acts."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.formula import ArrayFormula

from auditkit.errors import UnreadableFile
from auditkit.files.reopening import reopened
from auditkit.files.saving import save_workbook


def written(
    folder: Path, change: Callable[[str], str] = str, more: dict[str, bytes] | None = None
) -> Path:
    """A workbook with a merged area, a link and formulas, its sheet's XML changed."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"], sheet["A3"] = "甲", "=1+1", "=cmd|' /C calc'!A0"
    sheet["A4"] = ArrayFormula("A4", '=WEBSERVICE("http://127.0.0.1:9/")')
    sheet.merge_cells("B2:C3")
    sheet["A5"].hyperlink = "http://127.0.0.1:9/"
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as package:
        parts = {name: package.read(name) for name in package.namelist()} | (more or {})
    name = "xl/worksheets/sheet1.xml"
    parts[name] = change(parts[name].decode()).encode()
    path = folder / "甲.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return path


@pytest.mark.parametrize("what", ["B2:C3", "A5"], ids=["merged", "link"])
def test_an_area_over_a_whole_sheet_is_refused_before_its_cells_are_made(
    tmp_path: Path, what: str
) -> None:
    path = written(tmp_path, lambda xml: xml.replace(f'ref="{what}"', 'ref="A1:XFD1048576"'))
    with pytest.raises(UnreadableFile, match=r"合并的单元格和链接占.*超过100万格"):
        reopened(path)


def test_what_would_leave_the_workbook_stays_as_text(tmp_path: Path) -> None:
    copy = tmp_path / "乙.xlsx"
    save_workbook(reopened(written(tmp_path)), copy, results=False)
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "f")
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=cmd|' /C calc'!A0", "s")
    assert sheet["A4"].data_type == "s"
    with zipfile.ZipFile(copy) as parts:
        formulas = re.findall(rb"<f[^>]*>([^<]*)", parts.read("xl/worksheets/sheet1.xml"))
    assert formulas == [b"1+1"]


def test_macros_and_links_to_other_workbooks_are_not_taken_over(tmp_path: Path) -> None:
    more = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0", "xl/externalLinks/externalLink1.xml": b"<a/>"}
    copy = tmp_path / "乙.xlsx"
    save_workbook(reopened(written(tmp_path, more=more)), copy, results=False)
    with zipfile.ZipFile(copy) as parts:
        assert not [name for name in parts.namelist() if "vba" in name or "external" in name]


def test_with_values_no_formula_is_left(tmp_path: Path) -> None:
    sheet = reopened(written(tmp_path), values=True).worksheets[0]
    assert [sheet[at].value for at in ("A1", "A2", "A3")] == ["甲", None, None]


@pytest.mark.parametrize("values", [False, True])
def test_texts_are_what_openpyxl_itself_reads(tmp_path: Path, values: bool) -> None:
    """Plain ones are handed to it in another spelling, which it reads sooner."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    texts = [
        "甲", " 前后空格 ", "\n", "一\n二\t三", "a&b<c>d\"", "=1+1", "0012", "true", "#REF!",
        "_x000D_", CellRichText("粗", TextBlock(InlineFont(b=True), "体")),
    ]  # fmt: skip
    for row, text in enumerate(texts, 1):
        sheet.cell(row, 1).value = text
        sheet.cell(row, 1).data_type = "s"
    # What holds the escape is a sheet of its own, where no text is spelt otherwise.
    other = book.create_sheet("乙")
    other["A1"], other["A2"] = "_x005F_", "甲"
    path = tmp_path / "甲.xlsx"
    save_workbook(book, path, results=False)
    theirs = openpyxl.load_workbook(path, rich_text=not values, data_only=values)
    ours = reopened(path, values=values)
    for one in theirs.worksheets:
        cells = {at: (cell.value, cell.data_type) for at, cell in one._cells.items()}
        assert {
            at: (cell.value, cell.data_type) for at, cell in ours[one.title]._cells.items()
        } == cells
    assert [cell.value for cell in ours.worksheets[0]["A"]][:6] == texts[:6]
