"""What kind a table is, its own title says: no project's name and no list of contents (虚构)."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditkit import read_declaration
from auditkit.errors import OtherTable
from auditkit.form.reading import read_forms

HEADS = ["一级指标", "二级指标", "三级指标", "指标值"]
ROWS = [["产出指标", "数量指标", "养护里程", "≥30公里"], ["产出指标", "质量指标", "合格率", "≥98%"]]
OF_FORMS = (
    "项目支出绩效目标表（视频监控点位租赁服务）",
    "项目支出绩效目标表（绩效运行监控表印制）",
    "项目支出绩效目标表（视频监控（二期）情况表编制）",
    "绩效监控系统建设项目支出绩效目标表",
    "水质监测项目支出绩效目标申报表",
    "项目支出绩效目标表 视频监控情况表",
    "项目支出绩效目标表（视频监控情况表",
)
OF_MONITORING = (
    "项目支出绩效运行监控表",
    "绩效目标执行监控表（2023年1—7月）",
    "部门预算项目绩效运行监控情况表",
    "2023年上半年绩效运行监控情况表",
    "绩效目标实现程度和预算执行进度“双监控”情况表",
    "预算执行监控情况表",
    "绩效监控自评表（视频监控）",
)


def project(title: str, name: str = "公路养护") -> list[list[str]]:
    return [[title], ["（2023年度）"], ["项目名称", name, "主管部门", "示例县某某局"], HEADS, *ROWS]


def book(path: Path, **sheets: list[list[str]]) -> Path:
    made = Workbook()
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del made["Sheet"]
    made.save(path)
    return path


def kind_of(path: Path) -> str:
    try:
        return f"{len(read_declaration(path, 'common').indicators)}个指标"
    except OtherTable as error:
        return "监控" if "绩效运行监控表" in str(error) else str(error)


def test_the_title_of_the_table_itself_says_what_it_is(tmp_path: Path) -> None:
    kinds = {
        title: kind_of(book(tmp_path / f"{i}.xlsx", 表=project(title)))
        for i, title in enumerate((*OF_FORMS, *OF_MONITORING))
    }
    assert kinds == dict.fromkeys(OF_FORMS, "2个指标") | dict.fromkeys(OF_MONITORING, "监控")


def test_a_list_of_contents_says_nothing_of_the_sheets_behind_it(tmp_path: Path) -> None:
    listed = [["目录"], ["表1 项目支出绩效目标表"], ["表2 项目支出绩效运行监控表"]]
    form = read_declaration(
        book(tmp_path / "预算.xlsx", 目录=listed, 表=project("项目支出绩效目标表")), "common"
    )
    assert len(form.indicators) == 2
    only = book(tmp_path / "监控.xlsx", 目录=listed, 表=project("项目支出绩效运行监控表"))
    assert kind_of(only) == "监控"


def test_wherever_a_sheet_of_monitoring_stands_the_forms_are_read(tmp_path: Path) -> None:
    watched = project("项目支出绩效运行监控表", "巡查工作")
    sheets = {"甲": project("项目支出绩效目标表"), "乙": project("项目支出绩效目标表", "桥梁检测")}
    for at in range(3):
        names = [*sheets]
        names.insert(at, "监控")
        path = tmp_path / f"{at}.xlsx"
        forms = read_forms(book(path, **{n: sheets.get(n, watched) for n in names}), "common")
        assert [form.project for form in forms] == ["公路养护", "桥梁检测"]
        others = [i for form in forms for i in form.issues if i.code == "D17"]
        assert [(i.grave, i.source.place) for i in others] == [(False, "监控!A1")]


def test_a_project_that_is_moved_as_a_whole_is_no_whole_department(tmp_path: Path) -> None:
    moved = project("2023年整体搬迁项目支出绩效目标表", "整体搬迁项目")
    own = [["部门整体支出绩效目标表"], ["部门名称", "示例县某某局"], HEADS, *ROWS]
    forms = read_forms(book(tmp_path / "表.xlsx", 整体=own, 甲=moved), "common")
    assert [form.project for form in forms] == ["", "整体搬迁项目"]


FURTHER = ["一级指标", "二级指标", "三级指标", "指标值", "1—7月执行情况", "全年预计完成情况"]


@pytest.mark.parametrize("title", ["项目支出绩效运行监控表", "项目支出绩效表"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_monitoring_on_the_sheet_of_the_forms_is_told_and_they_are_read(
    at: int, title: str, tmp_path: Path
) -> None:
    """By its title, or by its columns where its title says nothing."""
    watched = [*project(title, "巡查工作")[:3], FURTHER, [*ROWS[0], "12公里", "30公里"], []]
    forms = [
        [*project("项目支出绩效目标表"), []],
        [*project("项目支出绩效目标表", "桥梁检测"), []],
    ]
    parts = [*forms[:at], watched, *forms[at:]]
    path = book(tmp_path / "表.xlsx", 表=[row for part in parts for row in part])
    read = read_forms(path, "common")
    assert [form.project for form in read] == ["公路养护", "桥梁检测"]
    assert [[str(i.target) for i in form.indicators] for form in read] == [["≥30公里", "≥98%"]] * 2
    told = [i for form in read for i in form.issues if i.code == "D17"]
    assert [(i.grave, i.source.place) for i in told] == [(False, f"表!A{7 * at + 1}")]
    assert "绩效运行监控表" in told[0].what


@pytest.mark.parametrize("watched", [1, 2])
@pytest.mark.parametrize("forms", [1, 2])
def test_a_form_without_a_title_below_monitoring_is_read(
    watched: int, forms: int, tmp_path: Path
) -> None:
    """Whether one project is monitored or two, below one title."""
    rows = [["项目支出绩效运行监控表"]]
    for name in ("巡查工作", "测速工作")[:watched]:
        rows += [*project("", name)[2:3], FURTHER, [*ROWS[0], "12公里", "30公里"], []]
    for name in ("公路养护", "桥梁检测")[:forms]:
        rows += [["（2023年度）"], *project("", name)[2:], []]
    read = read_forms(book(tmp_path / "表.xlsx", 表=rows), "common")
    assert [form.project for form in read] == ["公路养护", "桥梁检测"][:forms]
    assert [[str(i.target) for i in form.indicators] for form in read] == [
        ["≥30公里", "≥98%"]
    ] * forms
    told = [(i.grave, i.source.place) for form in read for i in form.issues if i.code == "D17"]
    assert told == [(False, "表!A1"), (False, "表!A6")][:watched]
