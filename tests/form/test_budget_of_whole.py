"""The budget of a whole department as rows of label and amount below tasks. 示例数据（虚构）."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from auditkit import read_declaration
from auditkit.form.declaration import Declaration

TOP = [
    ["部门（单位）名称", "", "示例市生态环境局（虚构）", ""],
    ["年度总体目标", "", "全市空气质量稳中向好，黑臭水体基本消除。", ""],
]
TASKS = [
    ["年度主要任务", "", "任务名称", "主要内容"],
    ["", "", "大气污染防治", "开展扬尘治理"],
]
INDICATORS = [
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "空气监测站运维数量", "≥16个"],
]
WHOLE = ["预算情况", "", "部门预算总额（万元）", "4862.50"]
TOGETHER = [
    WHOLE,
    ["", "", "1、资金来源：（1）政府预算资金", "4800.00"],
    ["", "", "（2）单位资金", "62.50"],
    ["", "", "2、资金结构：（1）基本支出", "2190.30"],
    ["", "", "（2）项目支出", "2672.20"],
]
APART = [
    WHOLE,
    ["", "", "1、资金来源：", ""],
    ["", "", "（1）政府预算资金", "4800.00"],
    ["", "", "（2）单位资金", "62.50"],
    ["", "", "2、资金结构：", ""],
    ["", "", "（1）基本支出", "2190.30"],
    ["", "", "（2）项目支出", "2672.20"],
]


def read(rows: list[list[str]], folder: Path, sentence: str = "") -> Declaration:
    document = Document()
    document.add_paragraph("部门预算情况说明（虚构）")
    document.add_paragraph(sentence)
    document.add_paragraph("部门（单位）整体绩效目标表（2024年度）")
    table = document.add_table(len(rows), 4)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(folder / "绩效目标表（虚构）.docx"))
    return read_declaration(folder / "绩效目标表（虚构）.docx", "common")


@pytest.mark.parametrize("rows", [TOGETHER, APART])
@pytest.mark.parametrize("sentence", ["", "2024年收入总计4900.00万元，支出总计4900.00万元。"])
def test_the_forms_own_budget_counts_whatever_the_report_says(
    rows: list[list[str]], sentence: str, tmp_path: Path
) -> None:
    found = read([*TOP, *TASKS, *rows, *INDICATORS], tmp_path, sentence)
    assert [line.initial for line in found.budget_lines] == [4862.5, 4800, 62.5, 2190.3, 2672.2]
    assert [goal.text for goal in found.goals] == ["全市空气质量稳中向好，黑臭水体基本消除。"]
    assert [task.name for task in found.tasks] == ["大气污染防治"]
    assert [issue.code for issue in found.issues] == []


def test_every_row_of_an_unknown_table_below_the_goals_is_counted(tmp_path: Path) -> None:
    unknown = [
        ["重点支出", "", "装备更新（万元）", "100"],
        ["", "", "车辆购置", "62.50"],
        ["", "", "办公用房维修", "30"],
    ]
    found = read([*TOP, *unknown, *INDICATORS], tmp_path)
    (told,) = [issue for issue in found.issues if issue.code == "D21"]
    assert "3行没有读取" in told.what
    assert [one.count for one in found.unread] == [3]
