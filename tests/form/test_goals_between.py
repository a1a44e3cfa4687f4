"""Goals that stand between the indicators that measure them: 年度绩效目标2（40分）｜…."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from auditkit.form.reading import read_forms

HEAD = ["", "一级指标", "二级指标", "三级指标", "年初目标值", "实际完成值", "得分"]
FIRST, SECOND = "守牢食品、药品安全底线。", "优化营商环境，提升登记服务水平。"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (["年度绩效目标1\n（40分）", FIRST], ["年度绩效目标2\n（40分）", SECOND]),
        (["年度目标一（50分）", FIRST], ["年度目标二（50分）", SECOND]),
        (["年度绩效目标1", FIRST], [f"年度绩效目标2（40分）：{SECOND}"]),
    ],
)
def test_a_further_goal_between_the_indicators_is_read(
    one: list[str], two: list[str], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    table = book.worksheets[0]
    for line in (
        ["2023年度示例市市场监督管理局整体绩效自评表"],
        ["单位名称", "示例市市场监督管理局"],
        one,
        HEAD,
        ["", "产出指标", "数量指标", "食品抽检批次", "≥3200批次", "3318批次", 40],
        two,
        HEAD,
        ["", "产出指标", "数量指标", "新增经营主体", "≥12000户", "12496户", 40],
    ):
        table.append([cell if cell != "" else None for cell in line])
    path = tmp_path / "示例市市场监督管理局" / "2023" / "自评表.xlsx"
    path.parent.mkdir(parents=True)
    book.save(path)
    (form,) = read_forms(path, "common")
    assert [(goal.number, goal.text) for goal in form.goals] == [(1, FIRST), (2, SECOND)]
    assert [i.name for i in form.indicators] == ["食品抽检批次", "新增经营主体"]


@pytest.mark.parametrize("label", ["预算执行率权重（%）", "预算执行率权重", "执行率分值"])
def test_points_of_the_execution_below_the_goals_are_no_table(tmp_path: Path, label: str) -> None:
    """A row of 重庆's forms that was told as a table which nobody knows."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["2025年项目支出绩效目标表（示例数据，虚构）"],
        ["项目名称", "农村公路日常养护", "主管部门", "示例区交通运输委员会"],
        ["预算资金（万元）", 320],
        ["当年绩效目标", "养护农村公路1460公里。"],
        [label, 10],
        ["一级指标", "二级指标", "三级指标", "指标值", "权重"],
        ["产出指标", "数量指标", "农村公路养护里程", "≥1460公里", 50],
        ["效益指标", "社会效益指标", "建制村通客车率", "≥98%", 40],
    ):
        sheet.append(row)
    path = tmp_path / "申报表.xlsx"
    book.save(path)
    (form,) = read_forms(path)
    assert [goal.text for goal in form.goals] == ["养护农村公路1460公里。"]
    assert [str(issue) for issue in form.issues if issue.grave] == []
    assert [str(one).partition("]")[2] for one in form.repairs] == [f"：“{label}”只作记录"]
    assert len(form.indicators) == 2
