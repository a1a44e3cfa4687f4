"""Opening a department and year: which files are read, and what happens when some are missing."""

import os
import re
import shutil
from dataclasses import FrozenInstanceError
from pathlib import Path

import openpyxl
import pytest
from invented_accounts import OWNER, YEAR, write

from auditkit import open_audit
from auditkit.audit.audit import Audit
from auditkit.audit.folder import FORMLESS_PACK
from auditkit.audit.yearform import read_form
from auditkit.errors import AuditError
from auditkit.facts.workbook.template import write_fact_template
from auditkit.results.calculation import calculation
from auditkit.results.record import record

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
EXAMPLE = "实际数-示例数据（虚构）.xlsx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    return tmp_path / "data" / DEPARTMENT / "2020"


def test_the_example_is_marked_as_invented_everywhere() -> None:
    audit = open_audit(DEPARTMENT, 2020, ROOT / "data")
    assert audit.demo
    assert len(audit.frame) == 48
    assert [name for name, _ in audit.files] == [
        "申报表.txt",
        EXAMPLE,
        "规则包 zhengzhou-2020.yaml",
    ]
    book = openpyxl.load_workbook(ROOT / "data" / DEPARTMENT / "2020" / EXAMPLE)
    assert "示例数据（虚构）" in str(book.worksheets[0]["A1"].value)


def test_without_figures_nothing_is_met_and_nothing_is_zero(folder: Path) -> None:
    (folder / EXAMPLE).unlink()
    audit = open_audit(DEPARTMENT, 2020, folder.parent.parent)
    assert set(audit.frame["status"]) == {"数据缺失", "待评定", "无目标值"}
    assert audit.frame["actual"].isna().all()
    assert audit.score.rests_on == 0
    assert audit.score.grade == "无法评定"
    assert (audit.score.low, audit.score.high) == (0, 100)


def test_real_figures_never_mix_with_invented_ones(folder: Path) -> None:
    shutil.copy(folder / EXAMPLE, folder / "实际数.xlsx")
    audit = open_audit(DEPARTMENT, 2020, folder.parent.parent)
    assert [name for name, _ in audit.files][1:2] == ["实际数.xlsx"]
    assert any("示例数据不予采用" in str(issue) for issue in audit.issues)


def test_two_forms_are_refused_by_name(folder: Path) -> None:
    (folder / "申报表-修订.txt").write_text("x", "utf-8")
    with pytest.raises(AuditError, match=r"有多份申报表（申报表-修订\.txt、申报表\.txt）"):
        open_audit(DEPARTMENT, 2020, folder.parent.parent)


def test_an_empty_folder_says_what_to_put_there(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(AuditError, match="没有申报表，也没有决算"):
        open_audit(DEPARTMENT, 2020, folder.parent.parent)


def test_a_department_with_accounts_and_no_form_is_held_to_usual_targets(
    shared_cases: Path, tmp_path: Path
) -> None:
    # 上海市普陀区财政局 2024, figures as published
    (source,) = shared_cases.glob("*普陀区财政局*.pdf")
    place = tmp_path / "上海市普陀区财政局" / "2024"
    place.mkdir(parents=True)
    shutil.copy(source, place / "决算.pdf")
    audit = open_audit("上海市普陀区财政局", 2024, tmp_path)
    assert audit.pack.name == FORMLESS_PACK
    assert not audit.demo
    values = dict(zip(audit.frame["indicator"], audit.frame["actual_text"], strict=True))
    assert values["年初预算完成率"] == "98.20%"
    assert values["结转结余变动率"] == "12.62%"
    # One sum with 公用经费, which is counted once.
    assert "机关运行经费变动率" not in values
    (budget,) = [fact for fact in audit.trace("预算执行率")[0].facts if fact.name == "预算数"]
    assert str(budget.source).startswith("决算.pdf[第21页")


@pytest.fixture
def formless(tmp_path: Path) -> Path:
    """A department with invented accounts and nothing else."""
    place = tmp_path / OWNER / str(YEAR)
    place.mkdir(parents=True)
    write(place, "xlsx")
    return place


def test_published_figures_need_not_be_typed(formless: Path) -> None:
    audit = open_audit(OWNER, YEAR, formless.parent.parent)
    values = dict(zip(audit.frame["indicator"], audit.frame["actual_text"], strict=True))
    # 480 of 500; 30 against 20; 20 of 25
    assert values["年初预算完成率"] == "96.00%"
    assert values["结转结余变动率"] == "50.00%"
    assert values["政府采购执行率"] == "80.00%"
    assert audit.demo


def test_a_typed_figure_counts_and_its_difference_from_the_accounts_is_a_finding(
    formless: Path,
) -> None:
    declaration, pack, _ = read_form(OWNER, YEAR, formless.parent.parent)
    book = formless / EXAMPLE
    write_fact_template(book, declaration, pack, demo=True)
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["数据项"]
    (row,) = [r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == "预算数"]
    sheet.cell(row, 3).value = 600
    workbook.save(book)
    audit = open_audit(OWNER, YEAR, formless.parent.parent)
    values = dict(zip(audit.frame["indicator"], audit.frame["actual_text"], strict=True))
    assert values["年初预算完成率"] == "80.00%"
    (finding,) = [f for f in audit.findings if f.code == "C01"]
    assert finding.money == 100.0
    places = [str(source) for source in finding.evidence]
    assert places[0] == f"{EXAMPLE}[数据项!C{row}]"
    assert places[1].startswith("决算-示例数据（虚构）.xlsx[")


def test_accounts_that_cannot_be_read_stop_nothing_else(folder: Path) -> None:
    (folder / "决算-示例数据（虚构）.pdf").write_bytes(b"%PDF-1.4 broken")
    audit = open_audit(DEPARTMENT, 2020, folder.parent.parent)
    assert "达标" in set(audit.frame["status"])
    assert any(issue.where.startswith("决算") for issue in audit.issues)


@pytest.mark.parametrize(("department", "year"), [("河南省水利厅", 2020), (DEPARTMENT, 2021)])
def test_a_form_of_another_department_or_year_is_refused(
    folder: Path, department: str, year: int
) -> None:
    place = folder.parent.parent / department / str(year)
    place.mkdir(parents=True)
    shutil.copy(folder / "申报表.txt", place)
    with pytest.raises(AuditError, match=rf"“{DEPARTMENT}”2020年度，不是“{department}”{year}年度"):
        open_audit(department, year, folder.parent.parent)


def test_blanks_in_the_name_of_a_department_tell_nothing_apart(folder: Path) -> None:
    place = folder.parent.parent / "郑州市 教育局" / "2020"
    place.mkdir(parents=True)
    shutil.copy(folder / "申报表.txt", place)
    assert open_audit("郑州市 教育局", 2020, folder.parent.parent).department == "郑州市 教育局"


def test_a_form_may_be_named_as_such_files_are(folder: Path) -> None:
    (folder / "申报表.txt").rename(folder / "2020年绩效目标申报表.txt")
    assert len(open_audit(DEPARTMENT, 2020, folder.parent.parent).frame) == 48


def test_a_pack_used_outside_its_years_says_so(folder: Path) -> None:
    audit = open_audit(DEPARTMENT, 2020, folder.parent.parent)
    assert not [issue for issue in audit.issues if issue.code == "P01"]
    later = folder.parent / "2021"
    text = (folder / "申报表.txt").read_text("utf-8").replace("(2020年度)", "(2021年度)")
    later.mkdir()
    (later / "申报表.txt").write_text(text, "utf-8")
    (issue,) = [
        issue
        for issue in open_audit(DEPARTMENT, 2021, folder.parent.parent).issues
        if issue.code == "P01"
    ]
    assert "适用于2020—2020年度，现用于2021年度" in str(issue)


def test_an_unfilled_mapping_accuses_nobody(folder: Path) -> None:
    declaration, pack, _ = read_form(DEPARTMENT, 2020, folder.parent.parent)
    (folder / EXAMPLE).unlink()
    write_fact_template(folder / "实际数.xlsx", declaration, pack)
    audit = open_audit(DEPARTMENT, 2020, folder.parent.parent)
    large = [finding for finding in audit.findings if finding.code == "S10"]
    assert {finding.subject for finding in large} == {
        "修缮专项工作", "城乡义务教育保障工作", "外聘教师工作", "郑州市乡村教师生活补助工作",
    }  # fmt: skip
    assert all("名称、解释和说明都没有涉及它" in finding.condition for finding in large)


def test_a_formula_that_nothing_has_computed_is_told_with_its_cell(folder: Path) -> None:
    book = folder / EXAMPLE
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["数据项"]
    (row,) = [r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == "预算数"]
    sheet.cell(row, 3).value = "=1+2"
    workbook.save(book)
    audit = open_audit(DEPARTMENT, 2020, folder.parent.parent)
    (issue,) = [issue for issue in audit.issues if f"数据项!C{row}]" in issue.where]
    assert issue.grave
    assert "=1+2" in issue.found


def test_a_form_that_names_its_department_otherwise_goes_under_its_folder_s_name(
    tmp_path: Path,
) -> None:
    shutil.copytree(ROOT / "data" / "郑州市教育局", tmp_path / "郑州市教育局（本级）")
    audit = open_audit("郑州市教育局（本级）", 2020, tmp_path)
    assert audit.department == "郑州市教育局（本级）"
    assert set(audit.frame["department"]) == {"郑州市教育局（本级）"}
    assert audit.score.rests_on > 50


def test_what_is_done_to_a_frame_changes_nothing_else() -> None:
    played, untouched = (open_audit(DEPARTMENT, 2020, ROOT / "data") for _ in range(2))
    frame = played.frame
    missed = list(frame.status).count("未达标")
    assert missed
    frame.loc[frame.status == "未达标", "status"] = "达标"
    frame["points"] = 0.0
    played.findings.clear()
    assert list(played.frame["status"]).count("未达标") == missed
    assert played.findings == untouched.findings
    assert sum(row["status"] == "未达标" for row in record(played)["indicators"]) == missed
    assert record(played) == record(untouched)
    assert calculation(played) == calculation(untouched)


def test_an_assessment_cannot_be_altered() -> None:
    audit = open_audit(DEPARTMENT, 2020, ROOT / "data")
    row = audit.assessed[0]
    with pytest.raises(FrozenInstanceError):
        row.status = "达标"  # type: ignore[misc]
    with pytest.raises(TypeError):
        row.facts["预算数", 0] = None  # type: ignore[index]


def test_the_frame_s_columns_are_those_that_its_docstring_lists() -> None:
    audit = open_audit(DEPARTMENT, 2020, ROOT / "data")
    listed = re.findall(r"`(\w+)`", (Audit.frame.__doc__ or "").partition("Columns:")[2])
    assert listed == list(audit.frame.columns)
    chinese = audit.frame_zh
    assert len(chinese.columns) == len(listed)
    assert all(re.search(r"[一-龥]", heading) for heading in chinese.columns)
    assert list(chinese["三级指标"]) == list(audit.frame["indicator"])
    assert list(chinese["得分"].dropna()) == list(audit.frame["points"].dropna())


@pytest.mark.parametrize(
    ("department", "year", "said"),
    [
        ("", 0, "没有说明部门。请给出参数 department"),
        (DEPARTMENT, 0, f"没有说明{DEPARTMENT}的年度。"),
        (DEPARTMENT, "去年", "年度要写成整数，如 2020，不能是str（'去年'）。"),
        (DEPARTMENT, True, "年度要写成整数"),
    ],
)
def test_what_is_no_department_or_year_is_said(department: str, year: int, said: str) -> None:
    with pytest.raises(AuditError, match=re.escape(said)):
        open_audit(department, year, ROOT / "data")


def test_a_form_that_is_no_file_is_said_to_be_what_it_is(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    form = folder / "申报表.xlsx"
    form.symlink_to("nowhere.xlsx")
    with pytest.raises(AuditError, match=r"申报表.xlsx：是链接，所指的“nowhere.xlsx”不存在"):
        open_audit(DEPARTMENT, 2020, folder.parent.parent)
    form.unlink()
    os.mkfifo(form)
    with pytest.raises(AuditError, match=r"申报表.xlsx：是管道或设备，不是文件"):
        open_audit(DEPARTMENT, 2020, folder.parent.parent)
    form.unlink()
    form.mkdir()
    with pytest.raises(AuditError, match=r"没有申报表，也没有决算；“申报表.xlsx”是文件夹"):
        open_audit(DEPARTMENT, 2020, folder.parent.parent)
