"""A department's own form before, between or behind those of its projects, in one file."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from auditkit.form.reading import read_forms

Rows = list[list[str]]
WHOLE, PROJECT = "2024年部门整体支出绩效目标表", "2024年项目支出绩效目标表"
HEAD = ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "分值"]
TASKS: Rows = [
    ["部门名称", "示例区青石镇人民政府"],
    ["年度主要任务", "任务名称", "主要内容", "预算金额（万元）"],
    ["", "人居环境整治", "垃圾日产日清", "168.00"],
    ["", "村级运转", "村干部报酬", "312.40"],
    ["", "金额合计", "", "480.40"],
    ["年度总体目标", "坚持农业农村优先发展，抓好人居环境整治。"],
]
INDICATORS: Rows = [
    HEAD,
    ["", "产出指标", "数量指标", "整治行政村数量", "14个", "50"],
    ["", "效益指标", "社会效益指标", "群众知晓率", "≥95%", "50"],
]


def project(name: str, budget: str) -> tuple[str, Rows]:
    return PROJECT, [
        ["项目名称", name],
        ["实施单位", "示例区青石镇人民政府"],
        ["项目资金", "年度资金总额", budget],
        ["年度目标", f"{name}，按期完成。"],
        HEAD,
        ["", "产出指标", "数量指标", f"{name}数量", "≥3处", "60"],
        ["", "效益指标", "社会效益指标", f"{name}满意", "≥90%", "40"],
    ]


ROADS, BRIDGES = project("道路维修", "20"), project("桥梁检测", "30")
OWN, BARE = (WHOLE, [*TASKS, *INDICATORS]), (WHOLE, TASKS)


def written(parts: list[tuple[str, Rows]], path: Path) -> Path:
    """One table a form in Word, or all below each other on one sheet."""
    if path.suffix == ".docx":
        document = docx.Document()
        for title, rows in parts:
            document.add_paragraph(title)
            table = document.add_table(0, max(map(len, rows)))
            for row in rows:
                for cell, text in zip(table.add_row().cells, row, strict=False):
                    cell.text = text
        document.save(str(path))
        return path
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for title, rows in parts:
        for row in ([title], *rows):
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("name", ["表.docx", "表.xlsx"])
@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([ROADS, OWN], [("道路维修", 0, 2), ("", 2, 2)]),
        ([ROADS, BRIDGES, OWN], [("道路维修", 0, 2), ("桥梁检测", 0, 2), ("", 2, 2)]),
        ([ROADS, OWN, BRIDGES], [("道路维修", 0, 2), ("", 2, 2), ("桥梁检测", 0, 2)]),
        ([OWN, ROADS], [("", 2, 2), ("道路维修", 0, 2)]),
        # Without indicators of its own it took those of the project below it.
        ([BARE, ROADS], [("", 2, 0), ("道路维修", 0, 2)]),
        ([ROADS, BARE], [("道路维修", 0, 2), ("", 2, 0)]),
    ],
)
def test_each_form_has_its_own_tasks_and_indicators(
    tmp_path: Path,
    name: str,
    parts: list[tuple[str, Rows]],
    expected: list[tuple[str, int, int]],
) -> None:
    """The tasks of the last form were taken for those of the first, and all forms for one."""
    forms = read_forms(written(parts, tmp_path / name), "common")
    assert [(f.project, len(f.tasks), len(f.indicators)) for f in forms] == expected
    assert [len(f.goals) for f in forms] == [1] * len(forms)
    grave = [issue.code for f in forms for issue in f.issues if issue.grave]
    assert grave == ["D04"] * any(count == 0 for *_, count in expected)
