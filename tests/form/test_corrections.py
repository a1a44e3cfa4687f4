"""The form as read, as a workbook; and what a person corrects in it is taken. Invented (虚构)."""

from __future__ import annotations

import shutil
from pathlib import Path

import form_judge
import openpyxl
import pytest
from openpyxl.workbook import Workbook
from typer.testing import CliRunner

from auditkit import open_audit
from auditkit.cli import app
from auditkit.errors import AuditError

DEPARTMENT, YEAR = "示例县某某局", 2023


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    case = next(path for path in form_judge.cases() if path.name.startswith("k10a"))
    folder = tmp_path / "data" / DEPARTMENT / str(YEAR)
    folder.mkdir(parents=True)
    shutil.copy(next(path for path in case.iterdir() if path.suffix == ".html"), folder)
    return folder


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=True)
    assert result.exit_code == code, result.output
    return result.output


def read_back(folder: Path) -> Workbook:
    data = str(folder.parents[1])
    run("form", DEPARTMENT, str(YEAR), "--data-dir", data, "--rulepack", "common")
    return openpyxl.load_workbook(folder / "申报表-识读.xlsx")


def cells(book: Workbook, text: object) -> list[str]:
    return [c.coordinate for row in book["申报表"].iter_rows() for c in row if c.value == text]


def test_what_was_read_saved_unchanged_corrects_nothing(folder: Path) -> None:
    before = open_audit(DEPARTMENT, YEAR, folder.parents[1], "common").declaration
    read_back(folder).save(folder / "申报表-校正.xlsx")
    after = open_audit(DEPARTMENT, YEAR, folder.parents[1], "common").declaration
    assert after == before
    assert not [repair for repair in after.repairs if repair.code == "人工校正"]
    assert after.indicators[0].target_source == before.indicators[0].target_source


def test_a_corrected_cell_is_taken_and_told_with_what_stood_there(folder: Path) -> None:
    book = read_back(folder)
    (at,) = cells(book, "≥30公里")
    book["申报表"][at] = "≥32公里"
    book.save(folder / "申报表-校正.xlsx")
    audit = open_audit(DEPARTMENT, YEAR, folder.parents[1], "common")
    assert str(audit.declaration.indicators[0].target) == "≥32公里"
    (told,) = [repair for repair in audit.declaration.repairs if repair.code == "人工校正"]
    assert told.source.place == f"申报表!{at}"
    assert (told.before, told.after) == ("≥30公里", "≥32公里")
    # 31 km were reached: by the corrected target that is missed.
    assert audit.assessed[0].status == "未达标"
    assert "申报表-校正.xlsx" in [name for name, _ in audit.files]


def test_a_row_may_be_added_renamed_and_taken_out(folder: Path) -> None:
    book = read_back(folder)
    sheet = book["申报表"]
    (name,) = cells(book, "验收合格率")
    sheet[name] = "工程验收合格率"
    (gone,) = cells(book, "受益人口数")
    sheet.delete_rows(sheet[gone].row)
    (last,) = cells(book, "群众满意度")
    row = sheet[last].row
    sheet.insert_rows(row)
    for column, text in enumerate(("效益指标", "社会效益指标", "通行时间", "≤20分钟", "18分钟"), 1):
        sheet.cell(row, column).value = text
    book.save(folder / "申报表-校正.xlsx")
    declaration = open_audit(DEPARTMENT, YEAR, folder.parents[1], "common").declaration
    names = [indicator.name for indicator in declaration.indicators]
    assert names == ["道路养护里程", "工程验收合格率", "通行时间", "群众满意度"]
    told = [(r.what, r.before, r.after) for r in declaration.repairs if r.code == "人工校正"]
    assert ("“验收合格率”的三级指标", "验收合格率", "工程验收合格率") in told
    assert any("受益人口数" in before or "受益人口数" in what for what, before, _ in told)


def test_repaired_cells_are_coloured_and_say_what_stood_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(Path(__file__).parents[2] / "data" / "郑州市教育局", data / "郑州市教育局")
    run("form", "郑州市教育局", "2020", "--data-dir", str(data))
    book = openpyxl.load_workbook(data / "郑州市教育局" / "2020" / "申报表-识读.xlsx")
    marked = [c for row in book["申报表"].iter_rows() for c in row if c.comment]
    assert marked
    assert all(cell.fill.fill_type == "solid" for cell in marked)
    assert any("申报表.txt[第" in cell.comment.text for cell in marked)
    assert "未读内容" in book.sheetnames


def test_unread_columns_stand_on_the_second_sheet(tmp_path: Path) -> None:
    folder = tmp_path / "data" / DEPARTMENT / str(YEAR)
    folder.mkdir(parents=True)
    text = "绩效目标表（虚构）\n（2023年度）\n部门名称\t示例县某某局\n" + "\n".join(
        ("一级指标\t二级指标\t三级指标\t考核刻度", "产出指标\t质量指标\t验收情况\t合格")
    )
    (folder / "绩效目标表.txt").write_text(text, encoding="utf-8")
    data = str(tmp_path / "data")
    run("form", DEPARTMENT, str(YEAR), "--data-dir", data, "--rulepack", "common", code=1)
    book = openpyxl.load_workbook(folder / "申报表-识读.xlsx")
    said = [str(c.value) for row in book["未读内容"].iter_rows() for c in row]
    assert "考核刻度" in said
    assert "合格" in said


def test_nothing_typed_is_overwritten(folder: Path) -> None:
    read_back(folder)
    arguments = ("form", DEPARTMENT, str(YEAR), "--data-dir", str(folder.parents[1]))
    result = CliRunner().invoke(app, [*arguments, "--rulepack", "common"])
    assert isinstance(result.exception, AuditError)
    assert "申报表-校正.xlsx" in str(result.exception)
    named = [*arguments, "--output", str(folder / "申报表-校正.xlsx"), "--force"]
    assert isinstance(CliRunner().invoke(app, named).exception, AuditError)


def test_a_form_that_cannot_be_read_is_taken_from_the_correction(folder: Path) -> None:
    read_back(folder).save(folder / "申报表-校正.xlsx")
    (form,) = folder.glob("绩效*.html")
    form.unlink()
    (folder / "申报表.pdf").write_bytes(b"%PDF-1.4 broken")
    declaration = open_audit(DEPARTMENT, YEAR, folder.parents[1], "common").declaration
    assert len(declaration.indicators) == 4
    assert declaration.repairs[0].code == "人工校正"
    assert "原件无法识读" in declaration.repairs[0].what


def test_for_a_table_of_monitoring_no_blank_form_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "data" / DEPARTMENT / str(YEAR)
    folder.mkdir(parents=True)
    monitoring = (
        "项目支出绩效目标执行监控表\n项目名称\t公路养护\n"
        "一级指标\t二级指标\t三级指标\t年度指标值\t1-7月执行情况\t全年预计完成情况\n"
        "产出指标\t数量指标\t养护里程\t≥30公里\t18公里\t30公里\n"
    )
    (folder / "申报表.txt").write_text(monitoring, encoding="utf-8")
    named = ["form", DEPARTMENT, str(YEAR), "--data-dir", str(tmp_path / "data")]
    said = CliRunner().invoke(app, named).exception
    assert isinstance(said, AuditError)
    assert "绩效运行监控表" in str(said)
    assert "\n" not in str(said)
    assert [path.name for path in folder.iterdir()] == ["申报表.txt"]


def test_for_what_no_reader_can_read_a_blank_form_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "data" / DEPARTMENT / str(YEAR)
    folder.mkdir(parents=True)
    (folder / "申报表.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    data = str(tmp_path / "data")
    said = run("form", DEPARTMENT, str(YEAR), "--data-dir", data, "--rulepack", "common", code=1)
    assert "空白的表" in said
    book = openpyxl.load_workbook(folder / "申报表-识读.xlsx")
    sheet = book["申报表"]
    assert [c.value for row in sheet.iter_rows() for c in row if c.value == "三级指标"]
    texts = ("产出指标", "数量指标", "养护里程", "≥30公里")
    for column, text in enumerate(texts, 1):
        sheet.cell(sheet.max_row + (column == 1), column).value = text
    book.save(folder / "申报表-校正.xlsx")
    read = open_audit(DEPARTMENT, YEAR, tmp_path / "data", "common").declaration
    assert [(i.level2, i.name, str(i.target)) for i in read.indicators] == [texts[1:]]
