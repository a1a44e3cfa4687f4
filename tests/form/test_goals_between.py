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
