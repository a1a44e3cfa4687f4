"""The amounts of a whole department's form under heads of two rows, and the sums they make."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from auditkit.form import read_declaration

ROWS = (
    ("部门整体支出绩效目标申报表（示例数据，虚构）",),
    ("（2023年度）",),
    ("部门名称", "", "示例市水务局", "", "", "单位：万元"),
    ("年度预算申请", "资金总额", "按收入性质分", "", "按支出性质分", ""),
    ("", "", "财政拨款", "其他资金", "基本支出", "项目支出"),
    ("", 5200, 4800, 400, 2100, 3100),
    ("年度绩效目标", "目标1：治理中小河流12公里。"),
    ("一级指标", "二级指标", "三级指标", "指标值", "备注"),
    ("产出指标", "数量指标", "中小河流治理长度", "≥12公里", ""),
    ("效益指标", "社会效益指标", "供水保证率", "≥95%", ""),
)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, []),
        # 4,800 + 400 and 2,100 + 3,100 are 5,200 each: told once.
        ({"B6": 5250}, ["分项合计5,200.00万元"]),
        ({"C6": 4700}, ["分项合计5,100.00万元"]),
        ({"F6": 3000}, ["分项合计5,100.00万元"]),
    ],
)
def test_a_whole_is_divided_twice(
    tmp_path: Path, changed: dict[str, float], told: list[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ROWS:
        sheet.append(row)
    for area in ("A4:A6", "B4:B5", "C4:D4", "E4:F4", "B7:F7"):
        sheet.merge_cells(area)
    for cell, value in changed.items():
        sheet[cell] = value
    path = tmp_path / "申报表.xlsx"
    book.save(path)
    form = read_declaration(path)
    assert [line.name for line in form.budget_lines] == [
        "资金总额", "财政拨款", "其他资金", "基本支出", "项目支出",
    ]  # fmt: skip
    said = [str(issue) for issue in form.issues if issue.code == "D12"]
    assert len(said) == len(told)
    assert all(text in one for text, one in zip(told, said, strict=True))


@pytest.mark.parametrize(
    ("heads", "spent", "total"),
    [
        (("收入", "", "支出", ""), 3100, 5200.0),
        (("收入来源（万元）", "", "支出构成（万元）", ""), 3100, 5200.0),
        (("按收入性质分", "金额", "按支出性质分", "金额"), 3100, 5200.0),
        (("部门预算收入", "预算金额", "部门预算支出", "预算金额"), 3100, 5200.0),
        # What comes in is not what goes out: neither is the budget.
        (("收入", "", "支出", ""), 3000, None),
    ],
)
def test_income_and_spending_side_by_side_without_a_total(
    heads: tuple[str, ...], spent: int, total: float | None, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    block = (
        ("部门整体收支", *heads),
        ("", "财政拨款", 4800, "基本支出", 2100),
        ("", "其他收入", 400, "项目支出", spent),
    )
    for row in (*ROWS[:3], *block, *ROWS[6:]):
        sheet.append(row)
    path = tmp_path / "申报表.xlsx"
    book.save(path)
    form = read_declaration(path)
    told = [issue for issue in form.issues if issue.code == "D20"]
    if total is None:
        assert form.budget_lines == ()
        assert [issue.grave for issue in told][:1] == [True]
        return
    assert (form.budget_lines[0].name, form.budget_lines[0].initial) == ("资金合计", total)
    assert [(line.name, line.initial) for line in form.budget_lines[1:]] == [
        ("收入：财政拨款", 4800), ("收入：其他收入", 400),
        ("支出：基本支出", 2100), ("支出：项目支出", 3100),
    ]  # fmt: skip
    assert told == []
    assert [goal.text for goal in form.goals] == ["治理中小河流12公里。"]


PROJECT = (
    ("项目支出绩效自评表（示例数据，虚构）",),
    ("（2024年度）",),
    ("项目名称", "", "", "道路养护", "", "主管部门", "示例县交通局"),
)
INDICATORS = (
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    ("产出指标", "数量指标", "养护里程", "≥30公里", "31公里", 90, 90),
    ("总分", "", "", "", "", 100, 99.5),
)
Figures = tuple[float | None, ...]
HEADS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")


@pytest.mark.parametrize("merged", [(), ("A4:C4", "B5:C5", "B6:C6"), ("A4:A6",)])
@pytest.mark.parametrize(
    ("label", "heads", "whole", "part"),
    [
        ("预算资金（万元）", HEADS, (60, 62, 59), (50, 52, 50)),
        ("预算资金（元）", HEADS, (0.006, 0.0062, 0.0059), (0.005, 0.0052, 0.005)),
        ("预算金额", HEADS, (60, 62, 59), (50, 52, 50)),
        ("年初预算（万元）", HEADS, (60, 62, 59), (50, 52, 50)),
        ("项目资金（万元）", HEADS, (60, 62, 59), (50, 52, 50)),
        # The label means a column that the table lacks: no amount stands below it.
        ("预算资金（万元）", ("年初预算数", "全年执行数", "支付率", *HEADS[3:]),
         (60, None, 62), (50, None, 52)),
    ],
)  # fmt: skip
def test_a_label_before_the_heads_is_no_column(
    label: str,
    heads: tuple[str, ...],
    whole: Figures,
    part: Figures,
    merged: tuple[str, ...],
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    block = (
        (label, "", "", *heads),
        ("", "年度资金总额", "", 60, 62, 59, 10, "95.16%", 9.5),
        ("", "其中：财政拨款", "", 50, 52, 50, "—", "—", "—"),
    )
    for row in (*PROJECT, *block, *INDICATORS):
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    path = tmp_path / "自评表.xlsx"
    book.save(path)
    form = read_declaration(path, "common")
    assert [
        (line.name, *(line.initial, line.adjusted, line.executed)) for line in form.budget_lines
    ] == [("年度资金总额", *whole), ("其中：财政拨款", *part)]
    total = form.budget_lines[0]
    assert (total.weight, total.rate, total.score) == (10, 0.9516, 9.5)
    assert not any(issue.grave for issue in form.issues)


def test_a_real_first_column_before_one_of_the_same_meaning_is_told(tmp_path: Path) -> None:
    """预算金额 holds amounts of its own beside 全年预算数: which is meant a person says."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    block = (("预算金额", "全年预算数", "执行数", "执行率"), (60, 62, 59, "95.16%"))
    for row in (*PROJECT, *block, *INDICATORS):
        sheet.append(row)
    path = tmp_path / "自评表.xlsx"
    book.save(path)
    form = read_declaration(path, "common")
    (line,) = form.budget_lines
    assert (line.adjusted, line.executed, line.rate) == (62, 59, 0.9516)
    assert [issue.found for issue in form.issues if issue.grave] == ["60"]


def test_points_of_the_execution_under_a_head_of_their_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    block = (
        ("预算资金（万元）", "", "", *HEADS[:3], "预算执行", "", ""),
        ("", "", "", "", "", "", *HEADS[3:]),
        ("", "年度资金总额", "", 60, 62, 59, 10, "95.16%", 9.5),
    )
    for row in (*PROJECT, *block, *INDICATORS):
        sheet.append(row)
    for area in ("A4:C5", "D4:D5", "E4:E5", "F4:F5", "G4:I4"):
        sheet.merge_cells(area)
    path = tmp_path / "自评表.xlsx"
    book.save(path)
    (line,) = (form := read_declaration(path, "common")).budget_lines
    assert (line.initial, line.adjusted, line.executed) == (60, 62, 59)
    assert (line.weight, line.rate, line.score) == (10, 0.9516, 9.5)
    assert form.issues == ()


@pytest.mark.parametrize(
    ("block", "rate", "at"),
    [
        (
            [["预算数", 1200, "执行数", 1176, "预算执行率", "98%", "分值", 10, "得分", 9.8]],
            0.98,
            "J3",
        ),
        ([["预算资金", "预算数", 1200, "执行数", 1176], ["", "分值", 10, "得分", 9.8]], None, "E4"),
        ([["预算数", 1200, "执行数", 1176], ["分值", 10, "得分", 9.8]], None, "D4"),
        (
            [
                ["预算资金", "预算数", 1200, "执行数", 1176],
                ["", "执行率", "98%", "分值", "10分", "得分", 9.8],
            ],
            0.98,
            "G4",
        ),
    ],
)
def test_points_beside_or_below_labelled_amounts_are_those_of_the_execution(
    tmp_path: Path, block: list[list[object]], rate: float | None, at: str
) -> None:
    """Points were cells that fit nowhere, or a line of 10 and 9.8 万元."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["项目支出绩效自评表（2024年度）（示例数据，虚构）"],
        ["项目名称", "路灯维护", "主管部门", "示例市城管局"],
        *block,
        ["年度总体目标", "预期目标", "", "实际完成情况"],
        ["", "维护路灯1200盏。", "", "维护路灯1210盏。"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "维护路灯数量", "≥1200盏", "1210盏", 90, 90],
        ["总分", "", "", "", "", 100, 99.8],
    ):
        sheet.append(row)
    path = tmp_path / "自评表.xlsx"
    book.save(path)
    form = read_declaration(path)
    (line,) = form.budget_lines
    assert (line.adjusted, line.executed, line.weight, line.rate, line.score) == (
        1200.0, 1176.0, 10.0, rate, 9.8,
    )  # fmt: skip
    assert str(line.sources["score"]).endswith(f"!{at}]")
    assert [str(issue) for issue in form.issues if issue.grave] == []
