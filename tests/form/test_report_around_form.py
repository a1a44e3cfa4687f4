"""A report whose chapters speak of goals, above a form in one Word file. Invented (虚构)."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from auditkit import read_declaration
from auditkit.form import Declaration

DEPARTMENT = "示例县某某局"
OWN = ("年度总体目标", "完成道路养护30公里。")
REST = ["三、自评结论", "自评得分99.58分。", "附件1", "部门整体支出绩效自评表", "（2024年度）"]


def read(chapter: list[str], goal: tuple[str, str] | None, data: Path) -> Declaration:
    folder = data / DEPARTMENT / "2024"
    folder.mkdir(parents=True)
    document = docx.Document()
    for line in [f"{DEPARTMENT}2024年度绩效自评报告", "一、基本情况", *chapter, *REST]:
        document.add_paragraph(line)
    lines: list[tuple[str, ...]] = [("部门名称", DEPARTMENT), *([goal] if goal else [])]
    lines += [
        ("一级指标", "二级指标", "三级指标", "年度指标值"),
        ("产出指标", "数量指标", "道路养护里程", "≥30公里"),
        ("产出指标", "质量指标", "验收合格率", "≥98%"),
    ]
    table = document.add_table(len(lines), 4)
    for i, line in enumerate(lines):
        for j, text in enumerate(line):
            table.cell(i, j).text = text
        if len(line) < 4:
            table.cell(i, 1).merge(table.cell(i, 3))
    file = folder / "绩效自评报告（虚构）.docx"
    document.save(str(file))
    return read_declaration(file, "common")


@pytest.mark.parametrize(
    "head",
    [
        "二、绩效目标设定及资金情况",
        "二、绩效目标设定情况",
        "二、年度总体目标",
        "（二）绩效目标设定及完成情况",
        "绩效目标",
    ],
)
def test_a_chapter_on_goals_states_none_beside_the_form_s_own(head: str, tmp_path: Path) -> None:
    form = read([head, "年初预算1,210.00万元，年中追加58.00万元。"], OWN, tmp_path)
    assert [goal.text for goal in form.goals] == [OWN[1]]


def test_a_line_that_states_a_goal_itself_is_kept(tmp_path: Path) -> None:
    form = read(["二、年度绩效目标：推动道路养护提质。", "年初预算1,210.00万元。"], OWN, tmp_path)
    assert [goal.text for goal in form.goals] == ["推动道路养护提质。", OWN[1]]


def test_goals_that_stand_in_a_chapter_alone_end_with_it(tmp_path: Path) -> None:
    goals = ["二、年度绩效目标", "1.完成道路养护30公里。", "2.验收全部合格。"]
    form = read(goals, None, tmp_path)
    assert [goal.text for goal in form.goals] == ["完成道路养护30公里。", "验收全部合格。"]


def test_a_chapter_on_goals_and_money_is_no_label_of_goals(tmp_path: Path) -> None:
    form = read(["二、绩效目标设定及资金情况", "年初预算1,210.00万元。"], None, tmp_path)
    assert form.goals == ()


@pytest.mark.parametrize("head", ["第二部分 部门决算情况说明", "二、预算情况"])
def test_what_came_in_by_the_final_accounts_is_no_budget(head: str, tmp_path: Path) -> None:
    form = read([head, "2024年度收入总计968.42万元，支出总计968.42万元。"], OWN, tmp_path)
    initial = [(line.name, line.initial) for line in form.budget_lines]
    planned = [("收入总计", 968.42), ("支出总计", 968.42)]
    assert initial == ([] if "决算" in head else planned)
