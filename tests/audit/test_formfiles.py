"""A form in a file whose name does not say so is found by what the file holds."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from auditkit import open_audit
from auditkit.audit.formfiles import form_files, pack_in_force
from auditkit.errors import UnreadableFile
from auditkit.rules import DEFAULT_PACK

CASE = Path(__file__).parents[1] / "data" / "form_cases" / "xf01" / "绩效目标申报表.xlsx"
DEPARTMENT = "示例区科学技术局"


def folder_with(tmp_path: Path, name: str, department: str = DEPARTMENT, year: int = 2023) -> Path:
    folder = tmp_path / department / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(CASE, folder / name)
    return folder


@pytest.mark.parametrize("name", ["2023年部门预算公开表.xlsx", "2023年度绩效自评公开.xlsx"])
def test_a_form_is_found_by_its_contents_and_told(tmp_path: Path, name: str) -> None:
    folder = folder_with(tmp_path, name)
    audit = open_audit(DEPARTMENT, 2023, tmp_path)
    assert audit.declaration.indicators[0].name == "补助企业家次"
    told = {issue.code: issue.source.file for issue in audit.issues}
    assert told["P11"] == name
    assert "P06" not in told
    assert pack_in_force(DEFAULT_PACK, folder) == DEFAULT_PACK


def test_where_a_name_says_so_no_other_file_is_a_form(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "2023年部门预算公开表.xlsx")
    shutil.copy(CASE, folder / "自评表.xlsx")
    assert [path.name for path in form_files(folder)] == ["自评表.xlsx"]


@pytest.mark.parametrize(("department", "year"), [("示例区教育局", 2023), (DEPARTMENT, 2022)])
def test_the_form_of_another_department_or_year_is_not_taken(
    tmp_path: Path, department: str, year: int
) -> None:
    folder_with(tmp_path, "部门绩效材料.xlsx", department, year)
    with pytest.raises(UnreadableFile, match=r"有“部门绩效材料\.xlsx”，从文件名看不出.*改名"):
        open_audit(department, year, tmp_path)


def test_a_file_that_holds_no_form_is_named(tmp_path: Path) -> None:
    folder = tmp_path / DEPARTMENT / "2023"
    folder.mkdir(parents=True)
    book = openpyxl.Workbook()
    book.active.append(["虚构", "绩效管理办法"])
    book.save(folder / "绩效管理办法.xlsx")
    with pytest.raises(UnreadableFile, match=r"没有申报表，也没有决算；有“绩效管理办法\.xlsx”"):
        open_audit(DEPARTMENT, 2023, tmp_path)
