"""What a department sends back: its replies are taken, everything else it changed is told."""

import shutil
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner, Result

import auditkit.cli.findings  # noqa: F401
from auditkit import open_audit
from auditkit.cli.app import app
from auditkit.errors import AuditError
from auditkit.results.findingexport import export_findings

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
SHEET = "审计发现"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    audit = open_audit(DEPARTMENT, 2020, tmp_path / "data")
    there = tmp_path / "data" / DEPARTMENT / "2020"
    export_findings(there / "审计发现处理.xlsx", audit, audit.findings)
    shutil.copy(there / "审计发现处理.xlsx", tmp_path / "交回.xlsx")
    return there


def take(folder: Path, returned: str = "交回.xlsx") -> Result:
    data = folder.parents[1]
    words = ["findings", DEPARTMENT, "2020", "--data-dir", str(data)]
    return CliRunner().invoke(app, [*words, "--take-replies", str(data.parent / returned)])


def columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value).partition("\n")[0]: cell.column for cell in sheet[3]}


def typed(path: Path, row: int, **said: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    for heading, text in said.items():
        sheet.cell(row, columns(sheet)[heading]).value = text
    book.save(path)


def cells(path: Path, skip: str = "") -> dict[tuple[str, str], object]:
    book = openpyxl.load_workbook(path)
    left = columns(book[SHEET]).get(skip)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None and (sheet.title != SHEET or cell.column != left)
    }


def test_replies_are_taken_and_nothing_else_of_the_workbook_moves(folder: Path) -> None:
    ours, theirs = folder / "审计发现处理.xlsx", folder.parents[2] / "交回.xlsx"
    typed(ours, 4, 原因="审计人员写的原因", 建议="审计人员写的建议")
    before = cells(ours, "被审计单位意见")
    typed(theirs, 4, 被审计单位意见="情况属实，已在整改。")
    typed(theirs, 6, 被审计单位意见="@不认可，理由见附件1")
    done = take(folder)
    # The auditor's two texts are not in what was sent out: they are named, and stay.
    assert done.exit_code == 1
    assert "取入被审计单位意见2项" in done.output
    sheet = openpyxl.load_workbook(ours)[SHEET]
    at = columns(sheet)["被审计单位意见"]
    assert sheet.cell(4, at).value == "情况属实，已在整改。"
    assert (sheet.cell(6, at).value, sheet.cell(6, at).data_type) == ("@不认可，理由见附件1", "s")
    assert cells(ours, "被审计单位意见") == before
    audit = open_audit(DEPARTMENT, 2020, folder.parents[1])
    assert sum(finding.words.reply != "" for finding in audit.findings) == 2
    assert audit.decisions.origin == "本项目导出"


def test_without_other_changes_the_command_ends_well(folder: Path) -> None:
    typed(folder.parents[2] / "交回.xlsx", 4, 被审计单位意见="属实")
    assert take(folder).exit_code == 0
    again = take(folder)
    assert again.exit_code == 0
    assert "取入被审计单位意见0项" in again.output
    assert "已有相同意见（1项）" in again.output


def test_a_reply_that_the_auditor_has_otherwise_is_kept_and_told(folder: Path) -> None:
    ours = folder / "审计发现处理.xlsx"
    typed(ours, 4, 被审计单位意见="电话答复：属实")
    typed(folder.parents[2] / "交回.xlsx", 4, 被审计单位意见="不属实")
    before = ours.read_bytes()
    done = take(folder)
    assert done.exit_code == 1
    assert "已有不同意见，保留原来的" in done.output
    assert "不属实" in done.output
    assert ours.read_bytes() == before


def test_whatever_else_the_department_changed_is_told_and_left(folder: Path) -> None:
    ours, theirs = folder / "审计发现处理.xlsx", folder.parents[2] / "交回.xlsx"
    typed(theirs, 4, 事实="没有这回事", 程度="提示", 处理="不予采纳", 整改状态="已整改")
    book = openpyxl.load_workbook(theirs)
    book["报告"]["B4"].value = "评价结论改成优"
    last = book[SHEET].max_row + 1
    book[SHEET].cell(last, 5).value = "自行加的一行"
    book.save(theirs)
    before = ours.read_bytes()
    done = take(folder)
    assert done.exit_code == 1
    assert ours.read_bytes() == before
    for said in (
        "“事实”栏：没有这回事", "“程度”栏：提示", "“处理”栏：不予采纳", "“整改状态”栏：已整改",
        "评价结论改成优", "自行加的一行",
    ):  # fmt: skip
        assert said in done.output
    assert "交回的工作簿另有改动，没有取入（5项）" in done.output


def test_a_workbook_of_another_year_or_project_is_refused(folder: Path) -> None:
    data = folder.parents[1]
    shutil.copytree(folder, folder.parent / "2021")
    (folder.parent / "2021" / "审计发现处理.xlsx").unlink()
    audit = open_audit(DEPARTMENT, 2020, data)
    (data / ".auditkit-project").unlink()
    export_findings(data.parent / "别处.xlsx", audit, audit.findings)
    done = take(folder, "别处.xlsx")
    assert isinstance(done.exception, AuditError)
    assert "没有取入" in str(done.exception)


def test_without_an_own_workbook_nothing_is_taken(folder: Path) -> None:
    (folder / "审计发现处理.xlsx").unlink()
    done = take(folder)
    assert isinstance(done.exception, AuditError)
    assert "请先用 auditkit findings --export 导出" in str(done.exception)
    assert not (folder / "审计发现处理.xlsx").exists()
