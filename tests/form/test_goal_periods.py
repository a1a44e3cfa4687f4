"""Goals behind a cell that says nothing but their period. 示例数据（虚构）."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditkit import read_declaration
from auditkit.form.declaration import Declaration

GOAL = "围绕健康示例建设，做好基本公共卫生服务和重点疾病防控。"
OTHER = "巩固上年成果，扩大基本公共卫生服务范围。"
REACHED = "建立居民健康档案12万份。"
ROWS = [
    ["年度重点工作任务", "任务名称", "主要内容", "预算金额（万元）"],
    ["", "公共卫生服务", "开展重点疾病防控", 120],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "培训基层卫生人员人次", "≥420人次"],
]


def read(goals: list[list[object]], folder: Path) -> Declaration:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    title = [["部门整体支出绩效目标表"], ["（2024年度）"], ["部门名称", "示例州卫生健康委员会"]]
    for row in [*title, *goals, *ROWS]:
        sheet.append(row)
    book.save(folder / "绩效目标表（虚构）.xlsx")
    found = read_declaration(folder / "绩效目标表（虚构）.xlsx", "common")
    assert [task.budget for task in found.tasks] == [120.0]
    assert [issue.code for issue in found.issues if issue.grave] == []
    return found


@pytest.mark.parametrize(
    "period",
    [
        "2024年", "2024 年度", 2024, "（2024年）", "二〇二四年", "预算年度：2024年", "2024年1-12月",
        "本年", "当年度", "年度", "全年", "第一年", "内容", "目标内容", 1, "一、",
    ],
)  # fmt: skip
@pytest.mark.parametrize("label", ["部门年度目标", "年度总体目标"])
def test_the_period_is_no_part_of_the_goal(label: str, period: object, tmp_path: Path) -> None:
    (goal,) = read([[label, period, GOAL]], tmp_path).goals
    assert goal.text == GOAL


@pytest.mark.parametrize(
    "goals",
    [
        [["年度目标", "2024年", GOAL], ["", "2025年", OTHER]],
        [["年度目标", "2023年", OTHER], ["年度目标", "2024年", GOAL]],
        [["总体目标", "2024-2026年", OTHER], ["", "2024年", GOAL]],
        [["绩效目标", "中长期", OTHER], ["", "年度", GOAL]],
        [["总体目标", "2024-2026年", "2024年"], ["", OTHER, GOAL]],
        [["年度目标", "2024年", "2025年"], ["", GOAL, OTHER]],
    ],
)
def test_goals_of_other_periods_are_only_recorded(
    goals: list[list[object]], tmp_path: Path
) -> None:
    found = read(goals, tmp_path)
    assert [goal.text for goal in found.goals] == [GOAL]
    assert [r.before for r in found.repairs if r.code == "另栏所载"] == [OTHER]


def test_what_was_reached_stays_with_its_year(tmp_path: Path) -> None:
    heads = ["年度总体目标", "", "预期目标", "实际完成情况"]
    found = read([heads, ["", "2024年", GOAL, REACHED], ["", "2025年", OTHER, ""]], tmp_path)
    assert [(goal.text, goal.actual) for goal in found.goals] == [(GOAL, REACHED)]


@pytest.mark.parametrize("years", [("2025年", "2026年"), ("第一年", "第二年")])
def test_goals_of_which_none_is_known_to_be_the_years_say_theirs(
    years: tuple[str, str], tmp_path: Path
) -> None:
    found = read([["年度目标", years[0], GOAL], ["", years[1], OTHER]], tmp_path)
    texts = [goal.text for goal in found.goals]
    assert texts == [f"{years[0]}：{GOAL}", f"{years[1]}：{OTHER}"]


@pytest.mark.parametrize(
    "goals",
    [
        [["部门年度目标", "2024年", "经济效益", GOAL], ["", "", "社会效益", OTHER]],
        [["年度总体目标", "产出目标", GOAL], ["", "效益目标", OTHER]],
        [["部门年度目标", "经济效益", GOAL], ["", "生态效益", OTHER]],
        [["部门年度目标", "2024年", "目标1", GOAL], ["", "", "目标2", OTHER]],
    ],
)
def test_what_a_goal_is_of_is_no_part_of_it(goals: list[list[object]], tmp_path: Path) -> None:
    assert [goal.text for goal in read(goals, tmp_path).goals] == [GOAL, OTHER]


def test_a_short_goal_below_another_loses_its_aspect_too(tmp_path: Path) -> None:
    goals: list[list[object]] = [["部门年度目标", "社会效益", GOAL], ["", "生态效益", "改善水质。"]]
    found = read(goals, tmp_path)
    assert [goal.text for goal in found.goals] == [GOAL, "改善水质。"]
    assert [one.before for one in found.repairs if one.code == "另栏所载"] == [
        "社会效益",
        "生态效益",
    ]


@pytest.mark.parametrize(
    "goals",
    [
        [["总体目标", OTHER], ["", "2024年度", GOAL]],
        [["总体目标", OTHER], ["2024年度", "", GOAL]],
        [["总体绩效目标", OTHER, "2024年度", GOAL]],
    ],
)
def test_the_goal_of_the_whole_beside_that_of_the_year_is_of_the_period(
    goals: list[list[object]], tmp_path: Path
) -> None:
    found = read(goals, tmp_path)
    assert [goal.text for goal in found.goals] == [GOAL]
    assert [one.before for one in found.repairs if one.code == "另栏所载"] == [OTHER]
