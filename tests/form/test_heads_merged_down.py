"""Headings at the right that are merged over both rows of a head: 指标说明 beside 绩效指标, which
stands over 一级指标 to 度量单位. Invented (虚构)."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from auditkit import read_declaration

UPPER = ["绩效指标", "", "", "", "", "", "设定依据及数据来源", "指标说明"]
LOWER = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"]
ROWS = [
    ["产出指标", "数量指标", "建立健康档案人数", "≥", 218000, "人", "上年报表", "在册的常住居民"],
    ["", "", "老年人健康管理人数", "≥", 24500, "人", "下达任务数", "65岁及以上"],
    ["", "时效指标", "补助发放时限", "<=", "2024年12月20日", "年-月-日", "办法", "最后一批"],
    ["效益指标", "社会效益", "孕产妇死亡率", "<=", 12, "/10万", "年报", "死亡数/活产数×10万"],
]
DOWN = ("A5:A7", "B5:B6", "A3:F3", "G3:G4", "H3:H4")


@pytest.mark.parametrize("area", ["", "G3:G4", "H3:H4"])
def test_they_head_columns_of_their_own(area: str, tmp_path: Path) -> None:
    """`area` is not merged: its heading stands in the lower row alone."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["部门整体支出绩效目标表（2024年度）（虚构）"])
    sheet.append(["部门名称", "示例县卫生健康局"])
    upper, lower = [*UPPER], [*LOWER, "", ""]
    if area:
        at = "GH".index(area[0]) + 6
        upper[at], lower[at] = "", upper[at]
    for row in [upper, lower, *ROWS]:
        sheet.append([value or None for value in row])
    for merged in DOWN:
        if merged != area:
            sheet.merge_cells(merged)
    file = tmp_path / "申报表.xlsx"
    book.save(file)

    form = read_declaration(file)
    assert [(i.level1, i.level2, i.name, str(i.target)) for i in form.indicators] == [
        ("产出指标", "数量指标", "建立健康档案人数", "≥218000人"),
        ("产出指标", "数量指标", "老年人健康管理人数", "≥24500人"),
        ("产出指标", "时效指标", "补助发放时限", "2024年12月20日"),
        ("效益指标", "社会效益", "孕产妇死亡率", "≤12/十万"),
    ]
    assert form.indicators[2].target.deadline == "2024-12-20"
    assert [(i.note, i.explanation) for i in form.indicators] == [(r[6], r[7]) for r in ROWS]
    assert not [issue for issue in form.issues if issue.grave]
