"""Texts beneath a table split no column of it, and a column that is lost all the same is told with
its count. All invented (示例数据，虚构)."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditkit import open_audit, read_declaration
from auditkit.form import Declaration

DEPARTMENT = "示例县某某局"
TARGETS = ["≥30公里", "≥98%", "≥90%"]
# A: side, B: names, C to E: targets, F to G: what was reached.
WIDE = ("C", "E"), ("F", "G")


def sheet(below: dict[str, str], targets: dict[str, list[str]], wide: bool = True) -> Workbook:
    """A self-evaluation whose targets and results each go over several columns; `below` is what
    stands beneath the table, `targets` what stands in the columns of the targets."""
    book = Workbook()
    table = book.worksheets[0]
    for cell, text in {
        "A1": "项目支出绩效自评表（2023年度）",
        "A2": "项目名称", "B2": "甲项目", "A3": "主管部门", "B3": DEPARTMENT,
        "A4": "年度总体目标", "B4": "完成道路养护30公里。",
        "A5": "二级指标", "B5": "三级指标", "C5": "年度指标值", "F5": "实际完成值",
        "H5": "分值", "I5": "得分",
        "A6": "数量指标", "B6": "道路养护里程", "F6": "31公里", "H6": "30", "I6": "30",
        "A7": "质量指标", "B7": "验收合格率", "F7": "99%", "H7": "30", "I7": "30",
        "A8": "服务对象满意度指标", "B8": "群众满意度", "F8": "93%", "H8": "40", "I8": "40",
        "A9": "总分", "H9": "100", "I9": "100",
    }.items():  # fmt: skip
        table[cell] = text
    for column, texts in targets.items():
        for number, text in enumerate(texts, 6):
            table[f"{column}{number}"] = text
    for number in range(5, 9):
        for first, last in WIDE if wide or number == 5 else ():
            table.merge_cells(f"{first}{number}:{last}{number}")
    for cell, text in below.items():
        table[cell] = text
    return book


def read(book: Workbook, data: Path) -> Declaration:
    folder = data / DEPARTMENT / "2023"
    folder.mkdir(parents=True)
    file = folder / "绩效自评表（虚构）.xlsx"
    book.save(file)
    return read_declaration(file, "common")


@pytest.mark.parametrize(
    "below",
    [
        {"A10": "填报人：赵某", "D10": "联系电话：0550-0000000"},
        {"A10": "填报人", "B10": "赵某", "D10": "联系电话", "E10": "0550-0000000"},
        {"D10": "审核：李某", "G10": "科室：养护科"},
        {"D10": "2023年12月31日"},
        {"D10": "制表", "G10": "复核"},
        {"B10": "填报单位（盖章）：示例局", "D10": "填报日期：2023年12月31日"},
    ],
)
def test_a_text_beneath_the_table_splits_no_column(below: dict[str, str], tmp_path: Path) -> None:
    form = read(sheet(below, {"C": TARGETS}), tmp_path)
    assert [str(one.target) for one in form.indicators] == TARGETS
    assert [str(one.actual) for one in form.indicators] == ["31公里", "99%", "93%"]
    assert not [issue for issue in form.issues if issue.grave]
    assert {"D07", "D11", "D18"}.isdisjoint(issue.code for issue in form.issues)


def test_sign_value_and_unit_beside_such_a_text_are_still_read(tmp_path: Path) -> None:
    parts = {"C": ["≥", "≥", "≥"], "D": ["30", "98", "90"], "E": ["公里", "%", "%"]}
    form = read(sheet({"A10": "填报人：赵某", "D10": "联系电话：1"}, parts, wide=False), tmp_path)
    assert [str(one.target) for one in form.indicators] == TARGETS


def test_targets_in_the_column_of_their_signs_are_gravely_told(tmp_path: Path) -> None:
    book = sheet({}, {"C": TARGETS, "D": ["", "", ""]}, wide=False)
    table = book.worksheets[0]
    table.unmerge_cells("C5:E5")
    table["C5"], table["D5"], table["E5"] = "运算符号", "年度指标值", "计量单位"
    form = read(book, tmp_path)
    (told,) = [issue for issue in form.issues if issue.grave]
    assert told.code == "D18"
    assert "3格" in told.what
    assert str(told).startswith("绩效自评表（虚构）.xlsx[Sheet!C6]")


def test_a_blank_column_of_targets_is_gravely_told(tmp_path: Path) -> None:
    form = read(sheet({}, {}), tmp_path)
    assert [one.target.kind for one in form.indicators] == ["none"] * 3
    (told,) = [issue for issue in form.issues if issue.grave]
    assert (told.code, told.found) == ("D11", "年度指标值")
    assert "3个指标都没有读到指标值" in told.what
    # One target left out is the form's own fault, and no column lost.
    one = read(sheet({}, {"C": ["", *TARGETS[1:]]}), tmp_path / "one")
    assert not [issue for issue in one.issues if issue.grave]


def test_a_typed_equals_sign_is_no_formula_that_wants_computing(tmp_path: Path) -> None:
    book = sheet({}, {"C": ["=30公里", "=100%", "≥90%"]})
    form = read(book, tmp_path)
    assert [one.target.text for one in form.indicators] == ["=30公里", "=100%", "≥90%"]
    assert "没有计算结果" not in str([one.target for one in form.indicators])
    # What has to be computed still says so.
    book.worksheets[0]["C7"] = "=SUM(H6:H8)"
    form = read(book, tmp_path / "sum")
    assert "没有计算结果" in form.indicators[1].target.text


def test_a_form_that_explains_nothing_is_told_so_once_whatever_its_rates(tmp_path: Path) -> None:
    read(sheet({}, {"C": ["≥30公里", "≥98%", "≥90%"]}), tmp_path)
    findings = open_audit(DEPARTMENT, 2023, tmp_path, "common").findings
    (told,) = [finding for finding in findings if finding.code in ("S07", "S25")]
    assert told.code == "S25"
    assert "其中1个须经计算的定量指标（比率、金额等）没有计算公式" in told.condition
