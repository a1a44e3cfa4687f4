"""Sheets of a workbook that are no part of the form, hidden ones first. Invented (虚构)."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from auditkit.form import read_declaration

ROWS = (
    ("项目支出绩效目标表（虚构）",),
    ("（2023年度）",),
    ("项目名称", "示例养护（虚构）", "主管部门", "示例县交通局（虚构）"),
    ("年度资金总额（万元）", 120),
    ("年度目标", "完成养护。"),
    ("一级指标", "二级指标", "三级指标", "指标值"),
    ("产出指标", "数量指标", "养护里程", "≥30公里"),
)


def book(path: Path, *others: tuple[str, bool, tuple[tuple[object, ...], ...]]) -> Path:
    workbook = openpyxl.Workbook()
    for row in ROWS:
        workbook.worksheets[0].append(row)
    for name, hidden, rows in others:
        sheet = workbook.create_sheet(name)
        for line in rows:
            sheet.append(line)
        sheet.sheet_state = "hidden" if hidden else "visible"
    workbook.save(path)
    return path


def test_a_hidden_sheet_is_told_and_never_read(tmp_path: Path) -> None:
    old = tuple(("产出指标", "数量指标", name, "≥9个") for name in ("旧指标甲", "旧指标乙"))
    read = read_declaration(book(tmp_path / "绩效目标表.xlsx", ("去年", True, old)), "common")
    assert [i.name for i in read.indicators] == ["养护里程"]
    (issue,) = [issue for issue in read.issues if issue.code == "D17"]
    assert (issue.grave, issue.found) == (True, "去年")
    assert "2行" in issue.what


def test_a_sheet_of_something_else_is_told_and_no_indicator(tmp_path: Path) -> None:
    notes = (("联系方式",), ("张某", "办公室"), ("李某", "财务科"))
    read = read_declaration(book(tmp_path / "绩效目标表.xlsx", ("通讯录", False, notes)), "common")
    assert [i.name for i in read.indicators] == ["养护里程"]
    (issue,) = [issue for issue in read.issues if issue.code == "D17"]
    assert "通讯录" in str(issue)


def test_a_sheet_that_goes_on_with_the_rows_is_read(tmp_path: Path) -> None:
    more = (
        (None, "质量指标", "验收合格率", "≥98%"),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%"),
    )
    read = read_declaration(book(tmp_path / "绩效目标表.xlsx", ("第2页", False, more)), "common")
    assert [i.name for i in read.indicators] == ["养护里程", "验收合格率", "群众满意度"]


@pytest.mark.parametrize(
    ("name", "title", "grave"),
    [
        ("三公", "“三公”经费支出表", False),
        ("表5", "部门公开表5 政府性基金预算支出表", False),
        ("封面", "目录", False),
        ("表9", "绩效指标补充情况", True),
        ("通讯录", "联系方式", True),
    ],
)
def test_a_sheet_of_the_published_budget_is_only_mentioned(
    name: str, title: str, grave: bool, tmp_path: Path
) -> None:
    rows = (
        (title,),
        ("合计", "因公出国（境）费", "公务接待费"),
        ("", "甲", "乙"),
        ("", "丙"),
        (9.6, 0, 2),
    )
    read = read_declaration(book(tmp_path / "绩效目标表.xlsx", (name, False, rows)), "common")
    (issue,) = [issue for issue in read.issues if issue.code == "D17"]
    assert (issue.grave, issue.found) == (grave, name)
    assert "取消隐藏" not in issue.remedy
    assert [i.name for i in read.indicators] == ["养护里程"]


@pytest.mark.parametrize(
    ("name", "rows", "grave"),
    [
        (
            "附表9",
            (
                ("附表9",),
                ("2024年“三公”经费预算情况统计表", None, "单位：万元"),
                ("项目", "预算数"),
                ("合计", 11.5),
                ("公务接待费", 2.5),
                ("公务用车运行维护费", 9),
            ),
            False,
        ),
        (
            "Sheet3",
            (
                ("三公经费", "2023年", "2024年"),
                ("公务接待费", 3, 2.5),
                ("公务用车购置及运行费", 10, 9),
            ),
            False,
        ),
        ("收支总表", (("收入", None, "支出"), ("本年收入", 960, "本年支出", 960)), False),
        (
            "科目",
            (
                ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
                ("212", "城乡社区支出", 900, 300, 600),
                ("", "合计", 900, 300, 600),
            ),
            True,
        ),
        ("清单", (("序号", "项目名称", "金额（万元）"), (1, "路灯改造", 120)), True),
    ],
)
def test_a_budget_table_on_a_sheet_of_its_own_is_no_rest_of_the_form(
    name: str, rows: tuple[tuple[object, ...], ...], grave: bool, tmp_path: Path
) -> None:
    read = read_declaration(book(tmp_path / "绩效目标表.xlsx", (name, False, rows)), "common")
    assert [i.name for i in read.indicators] == ["养护里程"]
    assert read.total_score is None
    told = [issue for issue in read.issues if issue.code == "D17"]
    assert [(issue.found, issue.grave) for issue in told] == [(name, grave)]
    assert not [issue for issue in read.issues if issue.code in ("D07", "D18")]


def test_prose_on_what_was_evaluated_is_a_hint_and_a_table_is_not(tmp_path: Path) -> None:
    prose = (
        ("部门整体支出绩效自评情况",),
        ("一、部门基本情况", "（一）部门概况", "内设机构12个，所属单位5个。"),
        ("", "（二）绩效目标的设立情况", "年初按规定设立绩效目标。"),
        ("二、存在的问题", "受天气影响较大。"),
    )
    sheet = ("GK13", False, prose)
    read = read_declaration(book(tmp_path / "绩效目标表.xlsx", sheet), "common")
    (issue,) = [issue for issue in read.issues if issue.code == "D17"]
    assert (issue.grave, issue.found) == (False, "GK13")
    assert "4行有内容" in issue.what
    figures = ("GK13", False, (*prose, ("甲事", "乙处", "丙人", "五十三次")))
    read = read_declaration(book(tmp_path / "绩效目标表2.xlsx", figures), "common")
    assert [issue.grave for issue in read.issues if issue.code == "D17"] == [True]
