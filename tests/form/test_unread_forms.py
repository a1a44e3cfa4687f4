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


LABEL = {"项目名称": "事项简称"}
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
