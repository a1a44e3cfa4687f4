"""What a file publishes beside its forms is told once, and nothing else. 示例数据（虚构）."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from auditkit import read_declaration
from auditkit.form.declaration import Declaration
from auditkit.form.reading import read_forms

COVER = [["示例县水利局（虚构）2024年部门预算公开表"], ["二〇二四年二月"]]
SUMS = [
    ["部门收支总表"],
    ["收入", "", "支出"],
    ["项目", "预算数", "项目", "预算数"],
    ["一般公共预算收入", 320, "农林水支出", 320],
]
PROJECTS = ("水库维修养护", "山洪灾害防治")


def form(sheet: Worksheet, name: str, below: list[list[str]]) -> None:
    rows = [
        ["项目支出绩效目标表（虚构）"],
        ["（2024年度）"],
        ["项目名称", name],
        ["主管部门", "示例县水利局（虚构）"],
        ["年度资金总额（万元）", 120],
        ["年度目标", "完成维修养护，保障度汛安全。"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", f"{name}处数", "≥12处"],
        ["满意度指标", "服务对象满意度指标", "群众满意度", "≥90%"],
        *below,
    ]
    for row in rows:
        sheet.append(row)


def read(
    path: Path, before: dict[str, list[list[object]]], below: list[list[str]] | None = None
) -> list[Declaration]:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in before.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for name in PROJECTS:
        form(book.create_sheet(name), name, below or [])
    book.save(path)
    forms = read_forms(path, "common")
    assert [(f.project, f.year, len(f.indicators)) for f in forms] == [
        (name, 2024, 2) for name in PROJECTS
    ]
    return forms


def test_the_tables_of_the_budget_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "绩效目标表.xlsx"
    first, second = read(path, {"封面": COVER, "目录": [["目录"], ["一、收支总表"]], "1": SUMS})
    (issue,) = first.issues
    assert (issue.code, issue.grave, issue.found) == ("D17", False, "封面、目录、1")
    assert "3张" in issue.what
    assert issue.source.place == "封面!A1"
    assert second.issues == ()
    (alone, others) = read_declaration(path, "common").issues
    assert alone == issue
    assert others.what == "文件里还有另一份表，没有读取"


def test_a_table_that_may_be_the_forms_is_told_by_itself(tmp_path: Path) -> None:
    more: list[list[object]] = [["绩效指标补充情况"], ["说明", "甲"], ["其他", "乙"]]
    first, second = read(tmp_path / "绩效目标表.xlsx", {"封面": COVER, "1": SUMS, "补充": more})
    told = {issue.found: issue.grave for form in (first, second) for issue in form.issues}
    assert told == {"封面、1": False, "补充": True}


@pytest.mark.parametrize(
    "below",
    [
        [["填表日期：2024年3月15日"]],
        [["填表人：李某"], ["报送日期：2024年3月15日"]],
        [["填表人：李某　联系电话：0000　填表日期：2024年3月15日"]],
        [["注：1.本表由项目单位填报，2024年3月底前报送。"]],
    ],
)
def test_what_ends_a_sheet_is_no_table_before_the_next(
    below: list[list[str]], tmp_path: Path
) -> None:
    for one in read(tmp_path / "绩效目标表.xlsx", {}, below):
        assert one.issues == ()
