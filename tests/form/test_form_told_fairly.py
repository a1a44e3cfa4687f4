"""What a reader need not tell: names, years, sums and rows that are in order. 示例数据（虚构）."""

from __future__ import annotations

from pathlib import Path

import pytest
from layout_forms_places import drawn
from openpyxl import Workbook

from auditkit import open_audit, read_declaration
from auditkit.form.declaration import Declaration
from auditkit.form.title.heading import is_same_department, is_subordinate

HEAD = ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"]
ROWS = [
    ["产出指标", "数量指标", "巡检管廊长度", "≥46公里", "47公里", 40, 40],
    ["", "质量指标", "隐患整改率", "≥95%", "96%", 30, 30],
    ["满意度指标", "服务对象满意度指标", "沿线单位满意度", "≥90%", "93%", 20, 20],
]
TOP = [
    ["项目支出绩效自评表（2022年度）"],
    ["项目名称", "管廊巡检"],
    ["主管部门", "示例市市政局"],
    ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数"],
    ["年度资金总额", 120, 120, 114],
    ["年度总体目标", "巡检管廊46公里。"],
]


def put(folder: Path, rows: list[list[object]], name: str = "自评表（虚构）.xlsx") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    target = folder / "示例市市政局" / "2022"
    target.mkdir(parents=True, exist_ok=True)
    book.save(target / name)
    return target / name


def codes(read: Declaration) -> list[str]:
    return [issue.code for issue in read.issues if issue.grave]


@pytest.mark.parametrize(
    ("label", "figures"),
    [
        ("预算执行率得分（10分）", ["", "", "", "", "", 9.5]),
        ("预算执行情况", ["", "", "", "", 10, 9.5]),
        ("资金执行率（10分）", ["", "", "", "", "", 9.5]),
    ],
)
def test_the_points_of_execution_below_the_indicators_count(
    label: str, figures: list[object], tmp_path: Path
) -> None:
    put(tmp_path, [*TOP, HEAD, *ROWS, [label, *figures], ["合计", "", "", "", "", 100, 99.5]])
    audit = open_audit("示例市市政局", 2022, tmp_path, "common")
    (line,) = audit.declaration.budget_lines
    assert (line.initial, line.executed, line.weight, line.score) == (120.0, 114.0, 10.0, 9.5)
    assert [i.name for i in audit.declaration.indicators] == [str(one[2]) for one in ROWS]
    assert codes(audit.declaration) == []
    assert not [f for f in audit.findings if f.code in ("E03", "S17")]


def test_a_wrong_total_is_found_with_the_points_of_execution(tmp_path: Path) -> None:
    # 40 + 30 + 20 + 9.5 are 99.5.
    last = ["预算执行率得分（10分）", "", "", "", "", "", 9.5]
    put(tmp_path, [*TOP, HEAD, *ROWS, last, ["合计", "", "", "", "", 100, 97.5]])
    audit = open_audit("示例市市政局", 2022, tmp_path, "common")
    (found,) = [f for f in audit.findings if f.code == "E03"]
    assert "得分合计印97.50分，各项之和为99.50分" in found.condition


def test_an_indicator_of_execution_stays_an_indicator(tmp_path: Path) -> None:
    own = ["", "", "预算执行率", "≥95%", "95%", 10, 10]
    read = read_declaration(put(tmp_path, [*TOP, HEAD, *ROWS, own]), "common")
    assert [i.name for i in read.indicators][-1] == "预算执行率"
    assert read.budget_lines[0].score is None


@pytest.mark.parametrize("weight", ["４０", "４０分", "40"])
def test_full_width_points_are_points(weight: str, tmp_path: Path) -> None:
    rows = [[*ROWS[0][:5], weight, "４０．０"], *ROWS[1:]]
    read = read_declaration(put(tmp_path, [*TOP, HEAD, *rows]), "common")
    assert (read.indicators[0].weight, read.indicators[0].score) == (40.0, 40.0)
    assert codes(read) == []


def test_one_part_alone_need_not_be_the_whole(tmp_path: Path) -> None:
    top = [*TOP[:5], ["当年财政拨款", 100, 100, 95], TOP[5]]
    read = read_declaration(put(tmp_path, [*top, HEAD, *ROWS]), "common")
    assert [i for i in read.issues if i.code == "D12"] == []
    more = [*TOP[:5], ["当年财政拨款", 100, 100, 95], ["其他资金", 10, 10, 9], TOP[5]]
    read = read_declaration(put(tmp_path, [*more, HEAD, *ROWS]), "common")
    assert len([i for i in read.issues if i.code == "D12"]) == 3


@pytest.mark.parametrize(
    ("name", "folder", "same"),
    [
        ("甲市政务服务局（市营商环境办公室）", "甲市政务服务局", True),
        ("甲市政务服务局", "甲市政务服务局（市营商环境办公室）", True),
        ("甲县档案局(县地方志研究院)", "甲县档案局", True),
        # What names no place again may be a unit below.
        ("甲市教育局（考试中心）", "甲市教育局", False),
        ("甲市教育局幼儿园", "甲市教育局", False),
    ],
)
def test_a_second_signboard_is_the_same_department(name: str, folder: str, same: bool) -> None:
    assert is_same_department(name, folder) is same
    assert is_subordinate(name, folder) is (not same)


def test_a_name_may_have_the_unit_of_the_amounts_behind_it(tmp_path: Path) -> None:
    line = f"341001示例市市政局本级{' ' * 50}单位：万元"
    top = [["项目绩效目标表（2022年度）"], [line], ["项目名称", "管廊巡检"], TOP[5]]
    read = read_declaration(put(tmp_path, [*top, HEAD, *ROWS]), "common")
    assert "D01" not in codes(read)
    assert "示例市市政局" in read.department


@pytest.mark.parametrize("label", ["预算年度（2022年）绩效目标", "评价年度（2022年度）目标"])
def test_the_year_may_stand_in_the_label_of_the_goals(label: str, tmp_path: Path) -> None:
    top = [["部门整体绩效目标表"], ["部门名称", "示例市市政局"], [label, "巡检管廊46公里。"]]
    read = read_declaration(put(tmp_path, [*top, HEAD, *ROWS]), "common")
    assert read.year == 2022
    assert not [i for i in read.issues if i.code == "D02"]


def test_a_year_that_only_the_file_s_name_bears_out_is_told_lightly(tmp_path: Path) -> None:
    top = [["部门整体绩效目标表"], ["部门名称", "示例市市政局"], TOP[5]]
    named = put(tmp_path, [*top, HEAD, *ROWS], "示例市市政局2022年绩效目标表（虚构）.xlsx")
    (told,) = [i for i in read_declaration(named, "common").issues if i.code == "D02"]
    assert not told.grave
    bare = put(tmp_path, [*top, HEAD, *ROWS], "绩效目标表（虚构）.xlsx")
    (told,) = [i for i in read_declaration(bare, "common").issues if i.code == "D02"]
    assert told.grave


def test_a_hidden_row_that_only_numbers_the_columns_is_not_missed(tmp_path: Path) -> None:
    path = put(tmp_path, [*TOP, HEAD, [1, 2, 3, 4, 5, 6, 7], *ROWS])
    from openpyxl import load_workbook

    for hidden, told in ((8, []), (10, ["D22"])):
        book = load_workbook(path)
        book.worksheets[0].row_dimensions[hidden].hidden = True
        other = path.with_name(f"自评表（虚构）{hidden}.xlsx")
        book.save(other)
        assert codes(read_declaration(other, "common")) == told


def test_a_goal_label_that_is_left_blank_is_known_to_be(tmp_path: Path) -> None:
    blank = read_declaration(put(tmp_path, [*TOP[:5], ["年度总体目标", ""], HEAD, *ROWS]), "common")
    assert (blank.goals, blank.left_blank) == ((), frozenset({"目标"}))
    none = read_declaration(put(tmp_path, [*TOP[:5], HEAD, *ROWS]), "common")
    assert (none.goals, none.left_blank) == ((), frozenset())


def test_goals_changed_during_the_year_are_handed_to_their_goals(tmp_path: Path) -> None:
    text = """
项目支出绩效自评表 | < | < | < | < | < | <
（2022年度） | < | < | < | < | < | <
项目名称 | 管廊巡检 | < | < | < | < | <
主管部门 | 示例市市政局 | < | < | < | < | <
年初绩效目标 | < | 全年（调整）绩效目标 | < | 全年绩效目标实际完成情况 | < | <
巡检管廊52公里。 | < | 巡检管廊46公里。 | < | 巡检管廊47公里。 | < | <
"""
    rows, _ = drawn(text.strip())
    read = read_declaration(put(tmp_path, [*rows, HEAD, *ROWS]), "common")
    (goal,) = read.goals
    assert (goal.text, goal.adjusted) == ("巡检管廊52公里。", "巡检管廊46公里。")
    assert goal.actual == "巡检管廊47公里。"
    assert goal.adjusted_source is not None
    assert goal.adjusted_source.place.endswith("C6")


@pytest.mark.parametrize("label", ["年度目标1：（60分）", "年度绩效目标1（60分）"])
def test_indicators_of_numbered_goals_have_the_number_at_their_side(
    label: str, tmp_path: Path
) -> None:
    rows = [[label, *HEAD], *(["", *one] for one in ROWS)]
    path = put(tmp_path, [*TOP[:5], *rows])
    read = read_declaration(path, "common")
    assert [i.name for i in read.indicators] == [str(one[2]) for one in ROWS]
    assert [i for i in read.issues if i.code == "D11"] == []
    assert read.unread == ()


@pytest.mark.parametrize(
    "row",
    [
        ["预算金额（万元）", "180", "其中：财政拨款", "180.00", "", "", ""],
        ["", "", "年度绩效目标", "改造泵站3座。", "", "", ""],
    ],
)
def test_a_row_of_another_form_is_no_indicator_and_is_told(
    row: list[object], tmp_path: Path
) -> None:
    path = put(tmp_path, [*TOP, HEAD, *ROWS[:2], row, ROWS[2]])
    read = read_declaration(path, "common")
    assert [i.name for i in read.indicators] == [str(one[2]) for one in ROWS]
    assert codes(read) == ["D07"]
    assert [one.kind for one in read.unread] == ["行"]


@pytest.mark.parametrize(
    ("running", "project"),
    [
        ("其中：基本支出", "项目支出"),
        ("2、资金结构：（1）基本支出", "（2）项目支出"),
        ("基本支出（万元）", "项目支出（万元）"),
    ],
)
def test_a_total_divided_by_source_and_by_nature_is_added_up_once(
    running: str, project: str, tmp_path: Path
) -> None:
    lines: list[list[object]] = [
        ["部门整体绩效目标表（2022年度）"], ["部门名称", "示例市市政局"],
        ["预算情况", "资金总额（万元）", 300], ["", "1、资金来源：（1）财政拨款", 260],
        ["", "（2）单位资金", 40], ["", running, 190], ["", project, 110],
        ["年度总体目标", "巡检管廊46公里。"],
    ]  # fmt: skip
    read = read_declaration(put(tmp_path, [*lines, HEAD, *ROWS]), "common")
    assert [i.what for i in read.issues if i.code == "D12"] == []
    lines[6][2] = 100
    read = read_declaration(put(tmp_path, [*lines, HEAD, *ROWS]), "common")
    assert len([i for i in read.issues if i.code == "D12"]) == 1


@pytest.mark.parametrize(("printed", "told"), [(300, 0), (310, 1)])
def test_a_total_printed_above_both_sides_is_theirs(
    printed: int, told: int, tmp_path: Path
) -> None:
    lines: list[list[object]] = [
        ["整体支出绩效目标申报表（2022年度）"], ["部门名称", "示例市市政局"],
        ["年度预算申请", "资金总额", printed], ["", "按收入性质分", "", "按支出性质分", ""],
        ["", "公共财政拨款", 260, "基本支出", 190], ["", "其他资金", 40, "项目支出", 110],
        ["年度总体目标", "巡检管廊46公里。"],
    ]  # fmt: skip
    read = read_declaration(put(tmp_path, [*lines, HEAD, *ROWS]), "common")
    assert len([i for i in read.issues if i.code in ("D20", "D12")]) == told
    assert {line.initial for line in read.budget_lines} >= {260.0, 40.0, 190.0, 110.0, 300.0}


@pytest.mark.parametrize(
    ("heading", "cells", "total_score", "total_weight"),
    [
        ("自评总分", [99.5, None, None], 99.5, None),
        ("总分", [99.5, 99.5, 99.5], 99.5, None),
        ("自评总分", [100, None, None], 100.0, None),
        # What all points add up to, or what was reached: its heading does not say.
        ("总分", [100, None, None], None, 100.0),
        ("总分", [40, 30, 20], None, None),
    ],
)
def test_the_total_may_stand_in_a_column_of_its_own(
    heading: str,
    cells: list[object],
    total_score: float | None,
    total_weight: float | None,
    tmp_path: Path,
) -> None:
    rows = [[*row, cell] for row, cell in zip(ROWS, cells, strict=True)]
    read = read_declaration(put(tmp_path, [*TOP, [*HEAD, heading], *rows]), "common")
    assert (read.total_score, read.total_weight) == (total_score, total_weight)
    assert [one.score for one in read.indicators] == [40.0, 30.0, 20.0]
    assert ("D11" in codes(read)) == (len(set(cells)) == 3)
    if total_score is not None:
        assert read.total_score_source is not None
        assert read.total_score_source.place == "Sheet!H8"


PLAN = [["项目支出绩效目标表（2022年度）"], *TOP[1:3]]
GOAL = [["年度总体目标", "巡检管廊46公里。"], HEAD[:4], *(row[:4] for row in ROWS)]


@pytest.mark.parametrize(
    ("money", "at"),
    [
        ([["项目资金", "实施期资金总额：", 900], ["", "其中：财政拨款", 900]], "C4"),
        ([["项目总投资", "900万元"]], "B4"),
        ([["项目期", "三年", "总投资（万元）", 900]], "D4"),
        (
            [["项目资金", "实施期金额", 900], ["", "其中：中央补助", 600], ["", "地方配套", 300]],
            "C4",
        ),
    ],
)
def test_money_of_the_whole_period_is_no_budget_of_the_year(
    money: list[list[object]], at: str, tmp_path: Path
) -> None:
    read = read_declaration(put(tmp_path, [*PLAN, *money, *GOAL], "目标表.xlsx"), "common")
    assert read.budget_lines == ()
    (told,) = [issue for issue in read.issues if issue.code == "D20"]
    assert told.source.place == f"Sheet!{at}"
    assert not told.grave
    assert "没有本年度的" in told.what


def test_what_is_applied_for_of_an_investment_is_a_budget(tmp_path: Path) -> None:
    money: list[list[object]] = [["项目总投资", "900", "其中：申请财政资金", "600"]]
    read = read_declaration(put(tmp_path, [*PLAN, *money, *GOAL], "目标表.xlsx"), "common")
    assert [line.initial for line in read.budget_lines] == [900.0, 600.0]


@pytest.mark.parametrize(
    ("money", "at"),
    [
        ([["项目资金", "地方资金", 900], ["", "省级资金", 600], ["", "市级资金", 300]], "C4"),
        ([["项目资金", "中央", "地方", "省级"], ["", 500, 300, 200]], "B5"),
        ([["项目资金", "中央500万元，地方300万元（省级200万元）"]], "B4"),
    ],
)
def test_levels_of_which_one_may_comprise_another_are_told_where_they_stand(
    money: list[list[object]], at: str, tmp_path: Path
) -> None:
    read = read_declaration(put(tmp_path, [*PLAN, *money, *GOAL], "目标表.xlsx"), "common")
    assert read.budget_lines == ()
    (told,) = [issue for issue in read.issues if issue.code == "D20"]
    assert (told.source.place, told.grave) == (f"Sheet!{at}", True)
