"""A row across the table is the label of the indicators below it. 示例数据（虚构）."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditkit.form.declaration import Declaration
from auditkit.form.reading import read_forms

TOP = [
    ["项目支出绩效目标表（虚构）"],
    ["（2025年度）"],
    ["项目名称", "法律援助办案经费"],
    ["主管部门", "示例市司法局（虚构）"],
    ["年度资金总额（万元）", "186"],
    ["绩效目标", "为困难群众提供法律援助，全年办理案件1100件以上。"],
]


def read(path: Path, rows: list[list[str]], merged: bool = True) -> Declaration:
    book = Workbook()
    sheet = book.worksheets[0]
    for at, row in enumerate([*TOP, *rows], 1):
        sheet.append([text or None for text in row])
        if merged and at > len(TOP) and len(row) == 1:
            sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=len(rows[0]))
    book.save(path)
    (form,) = read_forms(path, "common")
    return form


def paths(form: Declaration) -> list[tuple[str, str, str]]:
    return [(one.level1, one.level2, one.name) for one in form.indicators]


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("label", ["（一）{}", "一、{}（50分）", "{}"])
def test_labels_of_the_first_level_beside_a_column_of_the_second(
    label: str, merged: bool, tmp_path: Path
) -> None:
    rows = [
        ["二级指标", "三级指标", "指标值", "分值"],
        [label.format("成本指标")],
        ["经济成本指标", "案件补贴标准", "≤1500元/件", "50"],
        [label.format("产出指标")],
        ["任务量", "办理案件", "≥1100件", "25"],
        ["", "接待咨询", "≥9000人次", "25"],
    ]
    form = read(tmp_path / "表.xlsx", rows, merged)
    assert paths(form) == [
        ("成本指标", "经济成本指标", "案件补贴标准"),
        ("产出指标", "任务量", "办理案件"),
        ("产出指标", "任务量", "接待咨询"),
    ]
    assert form.issues == ()
    assert "标签补全" not in {repair.code for repair in form.repairs}


def test_points_beside_the_label_are_told(tmp_path: Path) -> None:
    rows = [
        ["二级指标", "三级指标", "指标值", "分值"],
        ["产出指标", "", "", "100"],
        ["数量指标", "办理案件", "≥1100件", "100"],
    ]
    form = read(tmp_path / "表.xlsx", rows)
    assert paths(form) == [("产出指标", "数量指标", "办理案件")]
    assert form.issues == ()
    assert "“产出指标”一类的分值、得分只作记录" in {repair.what for repair in form.repairs}


def test_labels_of_the_second_level_beside_a_column_of_the_first(tmp_path: Path) -> None:
    rows = [
        ["一级指标", "指标名称", "指标值", "分值"],
        ["（一）数量指标"],
        ["产出指标", "办理案件", "≥1100件", "60"],
        ["（二）社会效益指标"],
        ["效益指标", "挽回损失", "≥1800万元", "40"],
    ]
    form = read(tmp_path / "表.xlsx", rows)
    assert paths(form) == [
        ("产出指标", "数量指标", "办理案件"),
        ("效益指标", "社会效益指标", "挽回损失"),
    ]
    assert form.issues == ()


def test_a_label_said_again_in_its_column(tmp_path: Path) -> None:
    rows = [
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["（一）产出指标"],
        ["产出指标", "数量指标", "办理案件", "≥1100件"],
        ["（二）效益指标"],
    ]
    form = read(tmp_path / "表.xlsx", rows)
    assert paths(form) == [("产出指标", "数量指标", "办理案件")]
    assert form.issues == ()  # a group left blank is only recorded
    assert "“效益指标”一类没有填写指标" in {repair.what for repair in form.repairs}


def test_labels_that_begin_below_the_numbers(tmp_path: Path) -> None:
    rows = [
        ["序号", "指标名称", "指标值", "分值"],
        ["（一）成本指标"],
        ["1", "案件补贴标准", "≤1500元/件", "50"],
        ["（二）产出指标"],
        ["2", "办理案件", "≥1100件", "50"],
    ]
    form = read(tmp_path / "表.xlsx", rows)
    assert paths(form) == [("成本指标", "", "案件补贴标准"), ("产出指标", "", "办理案件")]


def test_labels_of_a_places_own(tmp_path: Path) -> None:
    rows = [
        ["二级指标", "三级指标", "指标值"],
        ["一、运行成本"],
        ["公用经费", "公用经费控制率", "≤100%"],
        ["二、履职效能"],
        ["重点工作", "办理案件", "≥1100件"],
        ["经费主管审核"],
    ]
    form = read(tmp_path / "表.xlsx", rows)
    assert [one.level1 for one in form.indicators] == ["一、运行成本", "二、履职效能"]
    assert "经费主管审核" in str(form.issues) + str(form.repairs)
