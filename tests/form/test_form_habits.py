"""Habits of places in heading and filling their forms; all invented (示例数据，虚构).

Every drawing of the first part says the same project in another way; those of the provinces were
typed after the layout that each publishes, with figures of one's own.
"""

from __future__ import annotations

from pathlib import Path

import layout_forms as forms
import layout_forms_places as places
import pytest
from drawn_habits import DRAWINGS, PROVINCES, TABLE, TOP

from auditkit import open_audit, read_declaration
from auditkit.form import Declaration

DEPARTMENT, YEAR = "示例县某某局", 2023

NEVER = ("S04", "S13", "S15", "S17")
WRITERS = ("html", "xlsx")
SAME = [
    ("产出指标", "数量指标", "道路养护里程", "≥30公里"),
    ("产出指标", "质量指标", "验收合格率", "≥98%"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%"),
]


def drawn(text: str) -> tuple[forms.Rows, list[forms.Area]]:
    """A drawing without its blank lines."""
    return places.drawn("\n".join(line for line in text.splitlines() if line.strip()))


def put(text: str, suffix: str, data: Path) -> Path:
    folder = data / DEPARTMENT / str(YEAR)
    folder.mkdir(parents=True)
    return forms.WRITERS[suffix](*drawn(text), folder / f"绩效目标申报表（虚构）.{suffix}")


def rows(read: Declaration) -> list[tuple[str, str, str, str]]:
    return [(i.level1, i.level2, i.name, str(i.target)) for i in read.indicators]


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("name", DRAWINGS)
def test_the_same_project_is_read_however_it_is_put(name: str, suffix: str, tmp_path: Path) -> None:
    read = read_declaration(put(DRAWINGS[name], suffix, tmp_path), "common")
    assert (read.department, read.year, read.project) == (DEPARTMENT, YEAR, "甲项目")
    assert rows(read) == SAME
    assert [goal.text for goal in read.goals] == ["完成道路养护30公里。"]
    assert 120.0 in {line.initial for line in read.budget_lines}
    audit = open_audit(DEPARTMENT, YEAR, tmp_path, "common")
    assert not [finding for finding in audit.findings if finding.code in NEVER]


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("name", PROVINCES)
def test_the_form_of_a_province_is_read_right(name: str, suffix: str, tmp_path: Path) -> None:
    read = read_declaration(put(PROVINCES[name], suffix, tmp_path), "common")
    assert (read.department, read.year) == (DEPARTMENT, YEAR)
    assert [row[2:] for row in rows(read)] == [row[2:] for row in SAME]
    assert [row[0] for row in rows(read)] == [row[0] for row in SAME]
    goals = ["养护30公里。", "修复桥梁。"] if name == "河北" else ["养护30公里。"]
    assert [goal.text for goal in read.goals] == goals
    if name == "广东":
        assert [(t.name, t.budget, t.fiscal) for t in read.tasks] == [
            ("道路养护", 70.0, 70.0),
            ("桥梁检测", 50.0, 40.0),
        ]
    else:
        assert read.budget_lines[0].initial == 120.0
        assert read.project == "甲项目"
    if name == "云南":
        assert [i.actual and str(i.actual) for i in read.indicators] == ["31公里", "99%", "93%"]
        assert read.goals[0].actual == "养护31公里。"
    assert not [issue for issue in read.issues if issue.grave]


def read_text(text: str, data: Path) -> Declaration:
    return read_declaration(put(text, "xlsx", data), "common")


@pytest.mark.parametrize(
    "printed",
    [
        "1.完成道路养护30公里；2.修复桥梁；3.完善标识。",
        "一、完成道路养护30公里；二、修复桥梁；三、完善标识。",
        "（1）完成道路养护30公里；（2）修复桥梁；（3）完善标识。",
        "①完成道路养护30公里；②修复桥梁；③完善标识。",
    ],
)
def test_goals_counted_in_one_cell_are_so_many(printed: str, tmp_path: Path) -> None:
    read = read_text(TOP.replace("完成道路养护30公里。", printed) + TABLE, tmp_path)
    assert [goal.text for goal in read.goals] == [
        "完成道路养护30公里；",
        "修复桥梁；",
        "完善标识。",
    ]


YEARLY = """
部门年度目标 | < | < | < | < | <
财年 | 目标 | < | < | 实际完成情况 | <
2023 | 完成道路养护30公里。 | < | < | 已养护31公里。 | <
"""


@pytest.mark.parametrize("label", ["财年", "财政年度", "年度", "时间"])
def test_the_goal_beside_its_year_is_the_year_s_and_states_it(label: str, tmp_path: Path) -> None:
    lines = [line for line in TOP.splitlines() if "年度)" not in line]
    top = "\n".join(lines).replace("年度目标 | < | <", "总体目标 | < | <")
    top = top.replace("完成道路养护30公里。", "建成畅通的路网。")
    read = read_text(top + YEARLY.replace("财年", label) + TABLE, tmp_path)
    assert [(goal.text, goal.actual) for goal in read.goals] == [
        ("完成道路养护30公里。", "已养护31公里。")
    ]
    assert read.year == 2023
    assert not [issue for issue in read.issues if issue.code == "D02"]


def test_the_form_of_a_unit_below_the_department_is_told(tmp_path: Path) -> None:
    unit = "单位名称 | < | 示例县某某局幼儿园 | 负责人 | 张某 | <"
    line = next(line for line in TOP.splitlines() if line.startswith("主管部门"))
    read = read_text(TOP.replace(line, unit) + TABLE, tmp_path)
    (issue,) = [issue for issue in read.issues if issue.code == "D01"]
    assert issue.grave
    assert "另一个单位" in issue.what


def test_names_that_are_bare_numbers_are_told(tmp_path: Path) -> None:
    read = read_text(TOP + TABLE.replace("道路养护里程", "88"), tmp_path)
    assert read.indicators[0].name == "88"
    assert [issue.code for issue in read.issues if issue.grave] == ["D18"]


def test_names_may_begin_with_a_number(tmp_path: Path) -> None:
    table = TABLE.replace("道路养护里程", "3岁以下婴幼儿入托数")
    table = table.replace("验收合格率", "100万元以上项目评审率").replace(
        "群众满意度", "12345热线满意度"
    )
    read = read_text(TOP + table, tmp_path)
    assert [indicator.name for indicator in read.indicators] == [
        "3岁以下婴幼儿入托数", "100万元以上项目评审率", "12345热线满意度",
    ]  # fmt: skip
    assert [str(i.target) for i in read.indicators] == ["≥30公里", "≥98%", "≥90%"]


def test_a_column_that_only_its_cells_explain_is_taken_and_told(tmp_path: Path) -> None:
    read = read_text(TOP + TABLE.replace("指标值", "考核刻度"), tmp_path)
    assert rows(read) == SAME
    (issue,) = [issue for issue in read.issues if issue.grave]
    assert (issue.code, issue.found) == ("D11", "考核刻度")


def test_findings_do_not_miss_what_an_unread_column_may_hold(tmp_path: Path) -> None:
    words = TABLE.replace("指标值", "考核刻度").replace("≥30公里", "完成")
    put(TOP + words.replace("≥98%", "合格").replace("≥90%", "满意"), "xlsx", tmp_path)
    audit = open_audit(DEPARTMENT, YEAR, tmp_path, "common")
    assert [i.target.kind for i in audit.declaration.indicators] == ["none"] * 3
    assert [one.part for one in audit.declaration.unread] == ["指标值"]
    missed = ("S04", "S05", "S07", "S15", "S22", "S25")
    assert not [f for f in audit.findings if f.code in missed]
    assert [one.finding.code for one in audit.held_back if one.finding.code in missed]


def test_columns_merged_under_one_name_are_told(tmp_path: Path) -> None:
    heading = "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | <"
    rows = TABLE.splitlines()[1:]
    values = ("≥20公里", "≥96%", "≥85%")
    body = [f"{row.rstrip(' |')} | {value}" for row, value in zip(rows, values, strict=False)]
    read = read_text("\n".join((TOP, heading, *body)), tmp_path)
    assert [str(i.target) for i in read.indicators] == ["≥30公里", "≥98%", "≥90%"]
    (issue,) = [issue for issue in read.issues if issue.grave]
    assert issue.code == "D11"
    assert "没有栏名" in issue.found
    assert "3格" in issue.what


def test_a_goal_under_an_unknown_label_is_told_and_not_missed(tmp_path: Path) -> None:
    lines = TOP.strip().splitlines()[:-2]
    unknown = "绩效目标及其实施路径 | < | 完成道路养护30公里。 | < | < | <"
    text = "\n".join((*lines, unknown)) + "\n" + TABLE
    read = read_text(text, tmp_path)
    assert read.goals == ()
    (issue,) = [issue for issue in read.issues if issue.grave]
    assert (issue.code, issue.found) == ("D21", "完成道路养护30公里。")
    audit = open_audit(DEPARTMENT, YEAR, tmp_path, "common")
    assert not [finding for finding in audit.findings if finding.code == "S13"]
