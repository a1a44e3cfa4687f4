"""`check --mark`: a copy in which every problem is marked, and a first sheet that leads to each."""

import html
import re
import shutil
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from auditkit import open_audit
from auditkit.documents.marked import LIST, not_marked, write_marked

ROOT = Path(__file__).parents[2]
YEAR = ROOT / "data" / "郑州市教育局" / "2020"


@pytest.fixture
def year(tmp_path: Path) -> Path:
    """A year whose workbook has a word for a figure and a figure as text."""
    folder = tmp_path / "data" / "郑州市教育局" / "2020"
    folder.mkdir(parents=True)
    shutil.copy(YEAR / "申报表.txt", folder)
    book = load_workbook(next(YEAR.glob("实际数*.xlsx")))
    book["数据项"]["C6"] = "36240.15万元"
    book["数据项"]["C7"] = "很多"
    book.save(folder / "实际数.xlsx")
    return folder


def test_each_problem_is_marked_commented_and_linked(year: Path, tmp_path: Path) -> None:
    before = (year / "实际数.xlsx").read_bytes()
    audit = open_audit("郑州市教育局", 2020, tmp_path / "data")
    (copy,) = write_marked(audit, tmp_path / "检查")
    assert copy.name == "实际数-标注.xlsx"
    assert (year / "实际数.xlsx").read_bytes() == before
    book = load_workbook(copy)
    assert book.sheetnames[0] == LIST
    assert book.sheetnames[1:] == load_workbook(year / "实际数.xlsx").sheetnames
    listed = [[cell.value for cell in row] for row in book[LIST].iter_rows(min_row=4)]
    kinds = [row[1] for row in listed]
    assert kinds == sorted(kinds, key=["须更正", "提示", "待取得"].index)
    assert "须更正1个" in book[LIST]["A2"].value
    assert listed[0][1:3] == ["须更正", "实际数.xlsx[数据项!C7]"]
    assert book[LIST]["C4"].hyperlink.location == "'数据项'!C7"
    grave, note = book["数据项"]["C7"], book["数据项"]["C6"]
    assert (grave.value, grave.fill.fgColor.rgb[-6:]) == ("很多", "FFC7CE")
    assert "须更正 F01" in grave.comment.text
    assert note.fill.fgColor.rgb[-6:] == "FFEB9C"
    assert "提示 F0" in note.comment.text


def test_a_copy_beside_the_original_is_no_input(year: Path, tmp_path: Path) -> None:
    audit = open_audit("郑州市教育局", 2020, tmp_path / "data")
    files = audit.files
    (copy,) = write_marked(audit, tmp_path / "检查")
    shutil.copy(copy, year)
    again = open_audit("郑州市教育局", 2020, tmp_path / "data")
    assert again.files == files
    assert [str(issue) for issue in again.issues] == [str(issue) for issue in audit.issues]


def test_the_same_problems_give_the_same_bytes(year: Path, tmp_path: Path) -> None:
    audit = open_audit("郑州市教育局", 2020, tmp_path / "data")
    (one,) = write_marked(audit, tmp_path / "一")
    (two,) = write_marked(audit, tmp_path / "二")
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("form", ["申报表.txt", "申报表.html"])
def test_where_nothing_can_be_marked_the_list_leads_to_the_file(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "data" / "郑州市教育局" / "2020"
    folder.mkdir(parents=True)
    text = (YEAR / "申报表.txt").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    page = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    content = text if form.endswith("txt") else f"<meta charset=utf-8><table>{page}</table>"
    (folder / form).write_text(content, "utf-8")
    audit = open_audit("郑州市教育局", 2020, tmp_path / "data")
    (copy,) = write_marked(audit, tmp_path / "检 查")
    assert not_marked(audit, [copy]) == [form]
    assert copy.name == "问题清单-标注.xlsx"
    sheet = load_workbook(copy)[LIST]
    assert load_workbook(copy).sheetnames == [LIST]
    links = {
        row[2].hyperlink.target
        for row in sheet.iter_rows(min_row=4)
        if str(row[2].value).startswith(form)
    }
    assert {(copy.parent / unquote(link)).resolve() for link in links} == {folder / form}


def test_a_workbook_that_cannot_be_opened_is_listed_not_marked(year: Path, tmp_path: Path) -> None:
    data = (year / "实际数.xlsx").read_bytes()
    (year / "实际数.xlsx").write_bytes(data[: len(data) // 2])
    audit = open_audit("郑州市教育局", 2020, tmp_path / "data")
    (copy,) = write_marked(audit, tmp_path / "检查")
    assert copy.name == "问题清单-标注.xlsx"
    assert not_marked(audit, [copy]) == ["实际数.xlsx", "申报表.txt"]
    listed = [row[2].value for row in load_workbook(copy)[LIST].iter_rows(min_row=4)]
    assert "实际数.xlsx" in listed


def test_a_copy_carries_no_formula_that_came_with_the_workbook(year: Path, tmp_path: Path) -> None:
    book = load_workbook(year / "实际数.xlsx")
    sheet = book["数据项"]
    sheet["J20"] = "=cmd|' /C calc'!A0"
    sheet["J21"] = '=WEBSERVICE("http://127.0.0.1:9/")'
    # Each twice as long as the one above: carried out, the last holds 2 to the 40 characters.
    sheet["K1"] = '=REPT("x",32000)'
    for row in range(2, 40):
        sheet[f"K{row}"] = f"=K{row - 1}&K{row - 1}"
    book.create_sheet("甲")["A1"] = "=1+1"
    book.save(year / "实际数.xlsx")
    audit = open_audit("郑州市教育局", 2020, tmp_path / "data")
    (copy,) = write_marked(audit, tmp_path / "检查")
    with zipfile.ZipFile(copy) as parts:
        assert not [name for name in parts.namelist() if re.search(rb"<f[ />]", parts.read(name))]
