"""`auditkit collect`: what cannot be collected anew stays in the store. 示例数据（虚构）."""

import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from auditkit.audit.opening import open_audit
from auditkit.cli import app
from auditkit.errors import AuditError
from auditkit.facts.store import read_rows, read_store
from auditkit.facts.workbook.layout import ITEMS

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
KEY = (DEPARTMENT, 2020)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    return tmp_path / "data"


def collect(data: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["collect", "--data-dir", str(data), *more])


def book(data: Path) -> Path:
    (path,) = (data / DEPARTMENT / "2020").glob("实际数*.xlsx")
    return path


def spoil(data: Path) -> None:
    """A figure that is no number, in the row of 预算执行数."""
    path = book(data)
    workbook = openpyxl.load_workbook(path)
    (cell,) = [cell for cell in workbook[ITEMS]["A"] if cell.value == "预算执行数"]
    workbook[ITEMS].cell(cell.row, 3).value = "一千二百"
    workbook.save(path)


def no_workbook(data: Path) -> None:
    book(data).unlink()


def blank_workbook(data: Path) -> None:
    workbook = openpyxl.load_workbook(book(data))
    for sheet in workbook.worksheets:
        if sheet.title != "说明":
            sheet.delete_rows(4, sheet.max_row)
    workbook.save(book(data))


def broken_workbook(data: Path) -> None:
    book(data).write_bytes(b"PK nothing")


def no_form(data: Path) -> None:
    (data / DEPARTMENT / "2020" / "申报表.txt").unlink()


def no_folder(data: Path) -> None:
    shutil.move(data / DEPARTMENT, data.parent)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (no_workbook, "没有实际数文件"),
        (blank_workbook, "实际数文件里一个数也没有"),
        (broken_workbook, "实际数文件未能读入"),
        (no_form, "未能读入"),
        (no_folder, "数据文件夹里没有这个部门年度"),
    ],
)
def test_what_cannot_be_collected_anew_is_kept(data: Path, change: object, reason: str) -> None:
    assert collect(data).exit_code == 0
    store = data / "实际数.parquet"
    before = read_rows(store)
    assert before[KEY]
    assert callable(change)
    change(data)
    told = collect(data).output
    assert read_rows(store) == before
    assert f"保留原有 {DEPARTMENT}2020年度：{reason}\n" in told
    assert not (data / "实际数.parquet.旧").exists()


def test_a_change_keeps_the_store_before_it_and_names_what_was_faulty(data: Path) -> None:
    collect(data)
    store = data / "实际数.parquet"
    before = store.read_bytes()
    spoil(data)
    done = collect(data)
    assert done.exit_code == 1
    assert f"须更正 {DEPARTMENT}2020年度  F01" in done.output
    assert "一千二百" in done.output
    assert "没有收进文件" in done.output
    assert (data / "实际数.parquet.旧").read_bytes() == before
    assert read_store(store, *KEY).get("预算执行数", 2020) is None


def test_a_grave_issue_is_told_again_when_the_store_is_read(data: Path) -> None:
    spoil(data)
    collect(data)
    no_workbook(data)
    issues = open_audit(*KEY, data).facts.issues
    assert [(i.code, i.found) for i in issues if i.grave] == [("F01", "一千二百")]
    checked = CliRunner().invoke(app, ["check", *map(str, KEY), "--data-dir", str(data)])
    assert checked.exit_code == 1
    assert "实际数.parquet：没有实际数.xlsx，数据取自" in checked.output


def test_a_store_that_cannot_be_read_is_not_overwritten(data: Path) -> None:
    store = data / "实际数.parquet"
    store.write_bytes(b"PAR1 nothing")
    done = collect(data)
    assert isinstance(done.exception, AuditError)
    assert "请先把它移走，或用 --output 换一个文件" in str(done.exception)
    assert store.read_bytes() == b"PAR1 nothing"
    elsewhere = data.parent / "另存.parquet"
    assert collect(data, "--output", str(elsewhere)).exit_code == 1
    assert read_rows(elsewhere)[KEY]


def test_another_output_takes_along_what_only_the_store_has(data: Path) -> None:
    collect(data)
    no_workbook(data)
    elsewhere = data.parent / "另存.parquet"
    assert collect(data, "--output", str(elsewhere)).exit_code == 0
    assert read_rows(elsewhere) == read_rows(data / "实际数.parquet")
