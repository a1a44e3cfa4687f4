"""Forms of several in one file that are not read as such: told, however they were lost. 虚构."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditkit.form.declaration import Declaration
from auditkit.form.reading import read_forms

Rows = list[list[object]]
HEAD: list[object] = ["一级指标", "二级指标", "三级指标", "指标值"]


def form(name: str, thing: str) -> Rows:
    return [
        ["项目支出绩效目标表"],
        ["（2024年度）"],
        ["项目名称", name],
        ["主管部门", "示例县林业局"],
        ["年度资金总额", 210.5],
        ["年度总体目标", f"{name}按期完成。"],
        HEAD,
        ["产出指标", "数量指标", f"{thing}面积", "≥120公顷"],
        ["", "质量指标", f"{thing}合格率", "≥95%"],
        ["满意度指标", "服务对象满意度指标", f"{thing}群众满意度", "≥90%"],
    ]


FORMS = (form("草原修复", "草原"), form("森林防火", "隔离带"), form("护林员补助", "管护"))


def damaged(rows: Rows, words: dict[str, str]) -> Rows:
    return [[words.get(str(cell), cell) for cell in row] for row in rows]


def read(tmp_path: Path, forms: list[Rows], *, sheets: bool) -> list[Declaration]:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, rows in enumerate(forms):
        if sheets and number:
            sheet = book.create_sheet(f"表{number + 1}")
        for row in rows:
            sheet.append(row)
    folder = tmp_path / "示例县林业局" / "2024"
    folder.mkdir(parents=True)
    book.save(folder / "绩效目标表.xlsx")
    return read_forms(folder / "绩效目标表.xlsx", "common")


LABEL = {"项目名称": "标的名称"}
TITLE = {"项目支出绩效目标表": "登记卡", **LABEL}
HEADS = {"三级指标": "考核要素", "指标值": "要素刻度", "一级指标": "甲类", "二级指标": "乙类"}


@pytest.mark.parametrize("words", [LABEL, TITLE, HEADS, {**TITLE, **HEADS}])
@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("sheets", [True, False])
def test_a_form_that_is_not_read_as_one_is_told(
    words: dict[str, str], at: int, sheets: bool, tmp_path: Path
) -> None:
    forms = [damaged(rows, words) if i == at else rows for i, rows in enumerate(FORMS)]
    found = read(tmp_path, forms, sheets=sheets)
    lost = {"草原修复", "森林防火", "护林员补助"} - {one.project for one in found}
    assert len(lost) == 1
    assert [issue for one in found for issue in one.issues if issue.grave]


@pytest.mark.parametrize("sheets", [True, False])
def test_nothing_is_told_of_forms_that_are_read(sheets: bool, tmp_path: Path) -> None:
    found = read(tmp_path, list(FORMS), sheets=sheets)
    assert [one.project for one in found] == ["草原修复", "森林防火", "护林员补助"]
    assert [len(one.indicators) for one in found] == [3, 3, 3]
    assert not [issue for one in found for issue in one.issues if issue.grave]


def test_a_heading_again_below_the_form_s_own_head_is_the_next_page(tmp_path: Path) -> None:
    first = FORMS[0]
    again: Rows = [*first[:8], *first[2:7], *first[8:]]
    found = read(tmp_path, [again], sheets=False)
    assert not [i for one in found for i in one.issues if "再次出现的表头" in i.what]


def test_a_form_below_another_whose_head_names_nothing_is_told_where_it_begins(
    tmp_path: Path,
) -> None:
    untitled = damaged(FORMS[1][2:], LABEL)
    found = read(tmp_path, [FORMS[0], untitled], sheets=False)
    assert [len(one.indicators) for one in found] == [6]
    told = [issue for issue in found[0].issues if "再次出现的表头" in issue.what]
    assert [(issue.source.place, issue.grave) for issue in told] == [("Sheet!A15", True)]


@pytest.mark.parametrize(
    "label",
    [
        "事项简称",
        "事项名称",
        "项目简称",
        "项目（事项）名称",
        "任务名称",
        "工作任务名称",
        "子项名称",
    ],
)
@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("at", [0, 1])
def test_what_a_project_is_called_by_another_label_is_its_name(
    label: str, inside: bool, at: int, tmp_path: Path
) -> None:
    forms = [list(rows) for rows in FORMS[:2]]
    name = str(forms[at][2][1])
    forms[at][2] = [f"{label}：{name}"] if inside else [label, name]
    for sheets in (True, False):
        found = read(tmp_path / str(sheets), forms, sheets=sheets)
        assert [one.project for one in found] == ["草原修复", "森林防火"]
        assert [len(one.indicators) for one in found] == [3, 3]
        assert not [issue for one in found for issue in one.issues if issue.grave]
    alone = read(tmp_path / "alone", [forms[at]], sheets=False)
    assert [one.project for one in alone] == [name]


def test_the_names_of_a_department_s_tasks_make_it_no_project(tmp_path: Path) -> None:
    rows: Rows = [
        ["部门整体绩效目标申报表"],
        ["（2024年度）"],
        ["部门名称", "示例县林业局"],
        ["任务名称", "主要内容", "预算金额（万元）"],
        ["森林防火", "修建隔离带40公里", 210.5],
        HEAD,
        ["产出指标", "数量指标", "隔离带长度", "≥40公里"],
    ]
    (one,) = read(tmp_path, [rows], sheets=False)
    assert (one.project, [task.name for task in one.tasks]) == ("", ["森林防火"])


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("sheets", [True, False])
def test_a_form_of_a_project_without_its_name_is_read_and_told(
    at: int, sheets: bool, tmp_path: Path
) -> None:
    forms = [rows[:2] + rows[3:] if i == at else rows for i, rows in enumerate(FORMS)]
    found = read(tmp_path, forms, sheets=sheets)
    named = ["草原修复", "森林防火", "护林员补助"]
    named[at] = "未写名称的项目"
    assert [one.project for one in found] == named
    assert [one.goals[0].text for one in found] == [
        "草原修复按期完成。",
        "森林防火按期完成。",
        "护林员补助按期完成。",
    ]
    assert [[i.name[:2] for i in one.indicators] for one in found] == [
        ["草原"] * 3,
        ["隔离"] * 3,
        ["管护"] * 3,
    ]
    told = [issue for issue in found[at].issues if issue.grave]
    assert [(issue.code, issue.found) for issue in told] == [("D27", "项目支出绩效目标表")]
    assert not [
        issue for i, one in enumerate(found) if i != at for issue in one.issues if issue.grave
    ]


def test_the_only_form_of_a_project_without_its_name_is_not_the_department_s(
    tmp_path: Path,
) -> None:
    (one,) = read(tmp_path, [FORMS[0][:2] + FORMS[0][3:]], sheets=False)
    assert (one.project, one.matter) == ("未写名称的项目", "项目支出绩效目标")
    assert [issue.code for issue in one.issues if issue.grave] == ["D27"]
