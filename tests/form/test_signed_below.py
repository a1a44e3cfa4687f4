"""What stands alone beneath a table without a total: who signed, when, a page's number. 虚构."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditkit.form.declaration import Declaration
from auditkit.form.reading import read_forms

Rows = list[list[str]]
DEPARTMENT = "示例县交通局"
FORM: Rows = [
    ["项目支出绩效目标表"],
    ["（2024年度）"],
    ["项目名称", "道路养护"],
    ["主管部门", DEPARTMENT],
    ["年度总体目标", "养护道路30公里。"],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "道路养护里程", "≥30公里"],
    ["效益指标", "社会效益指标", "道路通行条件", "改善"],
]


def read(tmp_path: Path, below: Rows) -> Declaration:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [*FORM, *below]:
        sheet.append([cell or None for cell in row])
    folder = tmp_path / DEPARTMENT / "2024"
    folder.mkdir(parents=True)
    book.save(folder / "绩效目标表.xlsx")
    (form,) = read_forms(folder / "绩效目标表.xlsx", "common")
    return form


@pytest.mark.parametrize(
    "below",
    [
        [["2024年3月15日"]],
        [["", "", "2024年3月15日"]],
        [["二〇二四年三月十五日"]],
        [["2024-03-15"]],
        [["0371-66668888"]],
        [["12"]],
        [["示例县交通局"]],
        [["", "", "示例县交通局财务科"]],
        [["", "", "示例县公路管理中心（公章）"], ["", "", "2024年3月15日"]],
        [["", "", "示例县公路管理中心"], ["", "", "2024年3月15日"]],
        [["2024年3月15日"], ["注：指标值以批复为准。"]],
    ],
)
def test_what_signs_a_table_is_a_note(below: Rows, tmp_path: Path) -> None:
    form = read(tmp_path, below)
    assert [one.name for one in form.indicators] == ["道路养护里程", "道路通行条件"]
    assert not [issue for issue in form.issues if issue.grave]
    noted = [one.before for one in form.repairs if one.code == "表外文字"]
    assert noted == [text for row in below for text in row if text]


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ([["", "", "", "2024年12月31日"]], []),
        ([["", "", "", "12"]], []),
        ([["", "12"]], []),
        ([["张某"]], []),
        ([["", "", "道路绿化里程"]], ["道路绿化里程"]),
        ([["2024年3月15日"], ["", "时效指标", "完工时间", "2024年11月30日"]], ["完工时间"]),
    ],
)
def test_what_may_be_of_a_row_is_told_or_read(
    below: Rows, names: list[str], tmp_path: Path
) -> None:
    form = read(tmp_path, below)
    assert [one.name for one in form.indicators[2:]] == names
    assert bool([i for i in form.issues if i.grave]) == (below[0] != ["", "", "道路绿化里程"])


def test_a_row_that_begins_like_a_remark_is_an_indicator(tmp_path: Path) -> None:
    form = read(tmp_path, [["其他事项", "管理指标", "档案整理", ""]])
    assert [(one.level1, one.level2, one.name) for one in form.indicators[2:]] == [
        ("其他事项", "管理指标", "档案整理")
    ]
