"""A declaration written as a workbook reads back equal, and workbooks are saved reproducibly."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from auditkit.errors import AuditError
from auditkit.files.grid import Source
from auditkit.files.saving import save_workbook, workbook_bytes, write_text
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration, DeclaredIndicator, Goal, Task, Total
from auditkit.form.headings.treewords import COMMON_LEVEL1, COMMON_LEVEL2
from auditkit.form.values import DITTO
from auditkit.form.writing.workbook import form_workbook, write_form
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack

NOWHERE = Source("", "")


@pytest.fixture(scope="module")
def declared(form_path: Path) -> Declaration:
    return read_declaration(form_path)


def test_the_real_form_reads_back_equal(declared: Declaration, tmp_path: Path) -> None:
    write_form(declared, tmp_path / "申报表.xlsx")
    again = read_declaration(tmp_path / "申报表.xlsx")
    assert again == declared
    assert (len(again.tasks), len(again.indicators), len(again.goals)) == (55, 48, 3)
    assert again.budget == 196_247.82
    assert again.issues == ()


def test_the_layout_is_the_published_one(declared: Declaration) -> None:
    sheet = form_workbook(declared).worksheets[0]
    assert sheet["A1"].value == "市级部门整体绩效目标申报表"
    assert sheet["A2"].value == "（2020年度）"
    assert (sheet["A3"].value, sheet["C3"].value) == ("部门名称", "郑州市教育局")
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A4:A6", "A7:A64", "F7:G7", "B7:B8", "C7:E8", "H7:H8"} <= merged
    assert (sheet["F8"].value, sheet["G8"].value) == ("合计", "其中：财政资金")
    assert (sheet["B64"].value, sheet["F64"].value, sheet["G64"].value) == ("合计", None, None)
    assert [sheet.cell(65, c).value for c in range(1, 7)] == [
        "一级指标", "二级指标", "三级指标", "指标值", "指标解释", "指标说明",
    ]  # fmt: skip
    # 履职效能 covers its 11 indicators; one explanation covers the four of 重点工作履行.
    assert {"A66:A76", "B66:B68", "E71:E74", "F71:H74"} <= merged
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$1:$3"


def test_what_looks_like_a_formula_is_written_as_text(tmp_path: Path) -> None:
    target = parse_target("=98%")
    indicator = DeclaredIndicator("管理效率", "预算管理", "预算执行率", target, "", "", NOWHERE)
    task = Task("-党建工作", "+补助；@各校", None, None, "=备注", NOWHERE)
    declaration = Declaration("某局", 2021, (), (task,), None, (indicator,))
    write_form(declaration, tmp_path / "f.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "f.xlsx").worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert read_declaration(tmp_path / "f.xlsx") == declaration


def test_a_total_without_budget_keeps_its_fiscal_part(tmp_path: Path) -> None:
    task = Task("党建工作", "全面加强党的建设", 4.5, 4.5, "", NOWHERE)
    declaration = Declaration("某局", 2021, (), (task,), Total(None, 4.5, NOWHERE), ())
    write_form(declaration, tmp_path / "f.xlsx")
    assert read_declaration(tmp_path / "f.xlsx").total == Total(None, 4.5, NOWHERE)


_PACK = load_rulepack()
# 同上行 takes over the cell above it.
_RESERVED = {*DITTO, "合计", "总计", "金额合计", "预算合计", "年度主要任务", "任务名称"}
# Without the characters of the form's own labels (实施单位, 总体目标, 自评结论, …).
_HAN = st.characters(
    min_codepoint=0x4E00,
    max_codepoint=0x9FA5,
    exclude_characters="单部标指计说备意结措原表签负联填审日电年度分人问领称况方明",
)


def _is_a_name(text: str) -> bool:
    # A name that reads as a label of the form, or as a target value, is no name.
    return (
        text not in _RESERVED
        and text not in "年度主要任务"
        and text not in _PACK.canonical_indicator
        and text not in _PACK.level1_of
        # 生态效益｜甲｜乙 is a row whose 一级 is left out: the common tree says so.
        and text not in COMMON_LEVEL1
        and text not in COMMON_LEVEL2
        and text not in _PACK.indicators
        and parse_target(text).kind == "quality"
    )


_name = st.text(_HAN, min_size=3, max_size=14).filter(_is_a_name)
_sentence = st.tuples(
    st.text(_HAN, min_size=4, max_size=40), st.sampled_from(["。", "；", "", "\n二是落实到位。"])
).map("".join)
_note = st.one_of(st.just(""), _sentence.map(lambda text: "反映" + text))
_money = st.one_of(st.none(), st.integers(1, 10**9).map(lambda cents: cents / 100))
_target = st.sampled_from(
    ["≥90%", "≤5%", "", "-", "完整", "=98%", "≥12人", "11月底前", "100%", "±3%"]
).map(parse_target)


@st.composite
def _declarations(draw: st.DrawFn) -> Declaration:
    tasks = draw(
        st.lists(
            st.builds(Task, _name, _sentence, _money, _money, _note, st.just(NOWHERE)),
            max_size=6,
            unique_by=lambda task: task.name,
        )
    )
    indicators = [
        DeclaredIndicator(level1, level2, name, draw(_target), draw(_note), draw(_note), NOWHERE)
        for level1 in draw(st.lists(_name, min_size=1, max_size=3, unique=True))
        for level2 in draw(st.lists(_name, min_size=1, max_size=2, unique=True))
        for name in draw(st.lists(_name, min_size=1, max_size=3, unique=True))
    ]
    goals = [
        Goal(i, draw(_sentence).strip(), NOWHERE) for i in range(1, draw(st.integers(0, 3)) + 1)
    ]
    total = draw(st.one_of(st.none(), st.builds(Total, _money, _money, st.just(NOWHERE))))
    department = draw(_name)
    year = draw(st.integers(2001, 2099))
    return Declaration(department, year, tuple(goals), tuple(tasks), total, tuple(indicators))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(declaration=_declarations())
@example(
    declaration=Declaration(
        "某某局",
        2021,
        (),
        (),
        None,
        (DeclaredIndicator("一级", "二级甲", "三级甲", parse_target(""), "", "", NOWHERE),),
    )
)
def test_any_declaration_reads_back_equal(declaration: Declaration, tmp_path: Path) -> None:
    path = tmp_path / "任意.xlsx"
    write_form(declaration, path)
    assert read_declaration(path, _PACK) == declaration


def test_the_same_content_gives_the_same_bytes(declared: Declaration, tmp_path: Path) -> None:
    first = workbook_bytes(form_workbook(declared))
    write_form(declared, tmp_path / "一.xlsx")
    assert (tmp_path / "一.xlsx").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "一.xlsx") as parts:
        core = parts.read("docProps/core.xml").decode()
        assert core.count("2000-01-01T00:00:00Z") == 2
        assert core.count(">auditkit</") == 2
        assert {info.date_time for info in parts.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_a_missing_folder_is_one_chinese_line(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="文件夹不存在。请先建立文件夹") as error:
        save_workbook(openpyxl.Workbook(), tmp_path / "没有" / "a.xlsx")
    assert "\n" not in str(error.value)


def test_a_refused_write_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "a.xlsx"
    old.write_bytes(b"old")

    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(AuditError, match="正被 Excel 或 WPS 打开"):
        save_workbook(openpyxl.Workbook(), old)
    assert old.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [old]


def test_a_text_longer_than_a_cell_holds_is_refused() -> None:
    cell = openpyxl.Workbook().worksheets[0]["A1"]
    with pytest.raises(AuditError, match="32767"):
        write_text(cell, "长" * 32768)
