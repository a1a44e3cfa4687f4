"""Values whose sign, figure and unit stand in columns of their own below 指标值 and 完成值."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from auditkit.form.declaration import Declaration
from auditkit.form.reading import read_forms

TOP: list[list[object]] = [
    ["项目支出绩效自评表"],
    ["（2023年度）"],
    ["项目名称", "应急演练专项"],
    ["主管部门", "示例市应急管理局"],
    ["年度总体目标", "组织应急演练6次，提升应急救援能力。"],
]
LEVELS = ["一级指标", "二级指标", "三级指标"]
NAMES = [
    ["产出指标", "数量指标", "组织演练"],
    ["", "质量指标", "合格率"],
    ["", "成本指标", "演练成本"],
    ["", "时效指标", "完成时间"],
    ["效益指标", "可持续影响指标", "制度建设"],
]
Merged = Sequence[tuple[int, int, int, int]]
TARGETS = ["≥6次", "=100%", "≤2.5万元", "2023年10月底前", "健全"]
ACTUALS = ["5次", "98%", "24600元", "2023年10月18日", "基本健全"]


def read(
    heads: list[list[str]], values: list[list[object]], merged: Merged, folder: Path
) -> Declaration:
    """The form of a sheet: 0 is the first row of the heading and the first column."""
    book = openpyxl.Workbook()
    table = book.worksheets[0]
    rows = [n + v for n, v in zip(NAMES, values, strict=True)]
    for line in (*TOP, *heads, *rows):
        table.append([cell if cell != "" else None for cell in line])
    for top, left, bottom, right in merged:
        table.merge_cells(
            start_row=len(TOP) + top + 1,
            end_row=len(TOP) + bottom + 1,
            start_column=left + 1,
            end_column=right + 1,
        )
    path = folder / "示例市应急管理局" / "2023" / "自评表.xlsx"
    path.parent.mkdir(parents=True)
    book.save(path)
    (form,) = read_forms(path, "common")
    return form


SIGN_VALUE_UNIT: list[list[object]] = [
    ["≥", 6, "次", 5, "次", 20, 18],
    ["=", 100, "%", 98, "%", 20, 19],
    ["≤", 2.5, "万元", 24600, "元", 20, 20],
    ["2023年10月底前", "", "", "2023年10月18日", "", 20, 20],
    ["健全", "", "", "基本健全", "", 20, 20],
]
SIGN_UNIT_VALUE = [
    row if row[1] == "" else [row[0], row[2], row[1], row[4], row[3], *row[5:]]
    for row in SIGN_VALUE_UNIT
]
OVER = [[*LEVELS, "年度指标值", "", "", "实际完成值", "", "分值", "得分"]]
OVER_BOTH: Merged = [(0, 3, 0, 5), (0, 6, 0, 7)]


def wide(first: int) -> Merged:
    """The cells in words of the last two rows merged over their parts."""
    return [(row, *part) for row in (first, first + 1) for part in ((3, row, 5), (6, row, 7))]


ARRANGED: dict[str, tuple[list[list[str]], list[list[object]], Merged]] = {
    "符号、数值、单位": (
        [*OVER, ["", "", "", "符号", "数值", "单位", "数值", "单位"]],
        SIGN_VALUE_UNIT,
        [*OVER_BOTH, *wide(5)],
    ),
    "文字的格没有合并": (
        [*OVER, ["", "", "", "符号", "数值", "单位", "数值", "单位"]],
        SIGN_VALUE_UNIT,
        OVER_BOTH,
    ),
    "单位在数值之前": (
        [*OVER, ["", "", "", "符号", "单位", "数值", "单位", "数值"]],
        SIGN_UNIT_VALUE,
        [*OVER_BOTH, *wide(5)],
    ),
    "计量单位": (
        [*OVER, ["", "", "", "运算符号", "目标数", "计量单位", "完成数", "计量单位"]],
        SIGN_VALUE_UNIT,
        [*OVER_BOTH, *wide(5)],
    ),
    "三层表头": (
        [
            [*LEVELS, "绩效指标完成情况", "", "", "", "", "分值", "得分"],
            ["", "", "", "年度指标值", "", "", "实际完成值"],
            ["", "", "", "符号", "数值", "单位", "数值", "单位"],
        ],
        SIGN_VALUE_UNIT,
        [
            *((0, c, 2, c) for c in (0, 1, 2, 8, 9)),
            (0, 3, 0, 7),
            (1, 3, 1, 5),
            (1, 6, 1, 7),
            *wide(6),
        ],
    ),
    "小栏没有栏名": (OVER, SIGN_VALUE_UNIT, [*OVER_BOTH, *wide(4)]),
    "单位各成一栏": (
        [[*LEVELS, "符号", "指标值", "单位", "完成值", "单位", "分值", "得分"]],
        SIGN_VALUE_UNIT,
        wide(4),
    ),
}


@pytest.mark.parametrize("arranged", ARRANGED)
def test_values_over_parts_are_read(arranged: str, tmp_path: Path) -> None:
    form = read(*ARRANGED[arranged], tmp_path)
    assert [str(one.target) for one in form.indicators] == TARGETS
    assert [str(one.actual) for one in form.indicators] == ACTUALS
    assert [one.weight for one in form.indicators] == [20.0] * 5
    assert [one.score for one in form.indicators] == [18.0, 19.0, 20.0, 20.0, 20.0]
    assert not [one for one in form.issues if one.grave or one.code == "D18"]


def test_the_whole_year_counts_beside_a_half(tmp_path: Path) -> None:
    heads = [
        [*LEVELS, "年度指标值", "完成值", "", "分值", "得分"],
        ["", "", "", "", "上半年", "全年"],
    ]
    half = ["3次", "99%", "1万元", "未到期", "推进"]
    values: list[list[object]] = [
        list(cells) for cells in zip(TARGETS, half, ACTUALS, [20] * 5, [20] * 5, strict=True)
    ]
    form = read(heads, values, [(0, 4, 0, 5)], tmp_path)
    assert [str(one.actual) for one in form.indicators] == ACTUALS


def test_a_column_of_figures_that_became_no_value_is_gravely_told(tmp_path: Path) -> None:
    heads = [
        [*LEVELS, "年度指标值", "实际完成值", "", "分值", "得分"],
        ["", "", "", "", "计划数", "单位"],
    ]
    values: list[list[object]] = [
        [target, figure, unit, 20, 20]
        for target, figure, unit in zip(
            TARGETS, [5, 98, 24600, 10, ""], ["次", "%", "元", "月", ""], strict=True
        )
    ]
    form = read(heads, values, [(0, 4, 0, 5)], tmp_path)
    assert [one.actual for one in form.indicators] == [None] * 5
    told = [one for one in form.issues if one.grave]
    assert [one.code for one in told] == ["D11"]
    assert "完成值栏下有4格内容，没有一格读作完成值" in told[0].what
    assert str(told[0].source).endswith("[Sheet!E8]")
