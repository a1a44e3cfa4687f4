"""Tasks of a self-evaluation: what was spent has parts, the budget one column or its own.

示例数据（虚构）.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from auditkit.form import read_declaration

TOP = [["部门整体支出绩效自评表（虚构）"], ["（2024年度）"], ["部门名称", "示例县文旅局（虚构）"]]
BELOW = [
    ["年度总体目标", "目标1：推进公共文化服务体系建设，丰富群众文化生活。"],
    ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "演出场次", "≥180场", "186场", "100", "100"],
]
NAMES = ("公共文化服务", "文物和非遗保护")


@pytest.mark.parametrize("content", ["主要内容", "主要内容及完成情况", "做了什么"])
@pytest.mark.parametrize(
    ("upper", "lower", "amounts", "read"),
    [
        (
            ["预算数（万元）", "执行数（万元）", "", ""],
            ["", "小计", "财政拨款", "其他资金"],
            [[486, 475.6, 475.6, 0], [152, 150.3, 140, 10.3]],
            [(486, None), (152, None)],
        ),
        (
            ["预算数（万元）", "决算数（万元）", ""],
            ["", "财政拨款", "其他资金"],
            [[486, 475.6, 0], [152, 140, 10.3]],
            [(486, None), (152, None)],
        ),
        (
            ["预算金额（万元）", "实际支出（万元）", ""],
            ["", "中央资金", "县级资金"],
            [[486, 400, 75.6], [152, 100, 50.3]],
            [(486, None), (152, None)],
        ),
        (
            ["执行数（万元）", "", "预算数（万元）", ""],
            ["小计", "其中：财政拨款", "小计", "其中：财政拨款"],
            [[475.6, 475.6, 486, 480], [150.3, 140, 152, 150]],
            [(486, 480), (152, 150)],
        ),
        (
            ["预算数（万元）", "", "执行数（万元）", ""],
            ["中央资金", "县级资金", "中央资金", "县级资金"],
            [[400, 86, 400, 75.6], [100, 52, 100, 50.3]],
            [(486, None), (152, None)],
        ),
    ],
)
def test_parts_of_what_was_spent_are_none_of_the_budget(
    upper: list[str],
    lower: list[str],
    amounts: list[list[float]],
    read: list[tuple[float, float | None]],
    content: str,
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    tasks = [[name, "完成年度计划", *row] for name, row in zip(NAMES, amounts, strict=True)]
    rows = [*TOP, ["任务名称", content, *upper], ["", "", *lower], *tasks, *BELOW]
    for row in rows:
        sheet.append([cell if cell != "" else None for cell in row])
    first, second = len(TOP) + 1, len(TOP) + 2
    starts = [c for c, text in enumerate(rows[first - 1], 1) if text]
    ends = [c - 1 for c in starts[1:]] + [2 + len(upper)]
    for start, end in zip(starts, ends, strict=True):
        down = second if not rows[second - 1][start - 1] else first
        sheet.merge_cells(start_row=first, end_row=down, start_column=start, end_column=end)
    path = tmp_path / "部门整体绩效自评表.xlsx"
    book.save(path)
    form = read_declaration(path, "common")
    assert (form.project, [one.name for one in form.indicators]) == ("", ["演出场次"])
    assert [(task.name, task.budget, task.fiscal) for task in form.tasks] == [
        (name, *money) for name, money in zip(NAMES, read, strict=True)
    ]
    assert [issue for issue in form.issues if issue.grave] == []
    assert "行错位" not in {repair.code for repair in form.repairs}
