"""Two sets of indicators side by side: the year's is read, or it is said that none can be told.

示例数据（虚构）.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditkit.form.declaration import Declaration
from auditkit.form.reading import read_forms

TOP = [
    ["项目支出绩效目标申报表（虚构）"],
    ["（2024年度）"],
    ["项目名称", "退化草原修复治理"],
    ["主管部门", "示例旗林草局（虚构）"],
    ["年度资金总额（万元）", "2340.5"],
]
GOAL = [["年度绩效目标", "2024年修复退化草原6.5万亩，落实草畜平衡制度。"]]
TREE = [("产出指标", "数量指标"), ("效益指标", "社会效益指标")]
WHOLE = [("修复退化草原总面积", "≥20万亩"), ("累计受益牧户", "≥1100户")]
YEAR = [("年度修复面积", "≥6.5万亩"), ("年度受益牧户", "≥380户")]
READ = [("产出指标", *YEAR[0]), ("效益指标", *YEAR[1])]
LEFT = [("产出指标", *WHOLE[0]), ("效益指标", *WHOLE[1])]


def read(
    path: Path, heads: list[list[str]], rows: list[list[str]], goals: list[list[str]] = GOAL
) -> Declaration:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in [*TOP, *goals, *heads, *rows]:
        sheet.append([text or None for text in row])
    for at in range(len(heads) - 1):
        row = len(TOP) + len(goals) + 1 + at
        starts = [c for c, text in enumerate(heads[at], 1) if text]
        for start, following in zip(starts, [*starts[1:], len(heads[at]) + 1], strict=True):
            sheet.merge_cells(
                start_row=row, end_row=row, start_column=start, end_column=following - 1
            )
    book.save(path)
    (form,) = read_forms(path, "common")
    return form


def named(form: Declaration) -> list[tuple[str, str, str]]:
    return [(one.level1, one.name, one.target.text) for one in form.indicators]


def grave(form: Declaration) -> list[str]:
    return [issue.what for issue in form.issues if issue.grave]


def each(*, second: bool, own_first: bool = False, year_first: bool = False) -> list[list[str]]:
    """The rows below the heading; each set has its own 二级 (`second`), its own 一级 too."""
    rows = []
    for (level1, level2), whole, year in zip(TREE, WHOLE, YEAR, strict=True):
        sets = [[*([level2] if second else []), *one] for one in (whole, year)]
        left, right = reversed(sets) if year_first else sets
        rows.append([level1, *left, *([level1] if own_first else []), *right])
    return rows


@pytest.mark.parametrize("tail", ["指标", "绩效指标", "指标内容", "指标名称"])
@pytest.mark.parametrize(
    ("whole", "year"),
    [
        ("长期", "年度"),
        ("中期", "当年"),
        ("实施期", "本年"),
        ("总体", "2024年"),
        ("2024—2026年", "本年度"),
        ("跨年度", "年度"),
    ],
)
def test_the_headings_of_the_names_say_which_is_the_years(
    whole: str, year: str, tail: str, tmp_path: Path
) -> None:
    heads = [["一级指标", "二级指标", f"{whole}{tail}", "指标值"]]
    heads[0] += ["二级指标", f"{year}{tail}", "指标值"]
    form = read(tmp_path / "表.xlsx", heads, each(second=True))
    assert (named(form), form.issues) == (READ, ())
    # Sharing one 一级 alone, the year's first.
    heads = [["一级指标", f"{year}{tail}", "指标值", f"{whole}{tail}", "指标值"]]
    form = read(tmp_path / "表.xlsx", heads, each(second=False, year_first=True))
    assert (named(form), form.issues) == (READ, ())


@pytest.mark.parametrize("name", ["指标内容", "三级指标", "绩效指标"])
@pytest.mark.parametrize(
    ("whole", "year"), [("中期目标（2024—2026年）", "年度目标"), ("实施期目标", "2024年目标")]
)
def test_the_labels_of_the_goals_above_say_it(
    whole: str, year: str, name: str, tmp_path: Path
) -> None:
    heads = [["一级指标", "二级指标", name, "指标值", "二级指标", name, "指标值"]]
    goals = [
        ["总体目标", whole, "", "", year],
        ["", "三年修复退化草原20万亩，草原生态好转。", "", "", "2024年修复退化草原6.5万亩。"],
    ]
    form = read(tmp_path / "表.xlsx", heads, each(second=True), goals)
    assert (named(form), form.issues) == (READ, ())
    goals = [[row[0], row[4], "", "", row[1]] for row in goals]
    form = read(tmp_path / "表.xlsx", heads, each(second=True, year_first=True), goals)
    assert (named(form), form.issues) == (READ, ())


@pytest.mark.parametrize(("whole", "year"), [("实施期", "当年"), ("中期绩效指标", "年度绩效指标")])
def test_a_heading_over_each_set_says_it(whole: str, year: str, tmp_path: Path) -> None:
    one = ["一级指标", "二级指标", "指标名称", "指标值"]
    heads = [[whole, "", "", "", year, "", "", ""], [*one, *one]]
    rows = each(second=True, own_first=True)
    assert named(read(tmp_path / "表.xlsx", heads, rows)) == READ


@pytest.mark.parametrize("name", ["三级指标", "指标内容", "绩效指标", "年度指标", "中期指标"])
@pytest.mark.parametrize("own_first", [False, True])
def test_what_cannot_be_decided_is_told(name: str, own_first: bool, tmp_path: Path) -> None:
    first = ["一级指标"] if own_first else []
    heads = [["一级指标", "二级指标", name, "指标值", *first, "二级指标", name, "指标值"]]
    form = read(tmp_path / "表.xlsx", heads, each(second=True, own_first=own_first))
    assert named(form) == LEFT
    (what,) = grave(form)
    assert "看不出哪一组是本年度的" in what
    assert "这一组2个只作记录" in what
    assert [(unread.part, unread.count) for unread in form.unread] == [("指标", 2)]


def test_one_name_before_two_targets_is_no_set(tmp_path: Path) -> None:
    heads = [["一级指标", "二级指标", "三级指标", "总体目标值", "指标内容", "年度目标值"]]
    rows = [
        [*labels, name, whole, "按验收面积计", target]
        for labels, (name, target), (_, whole) in zip(TREE, YEAR, WHOLE, strict=True)
    ]
    form = read(tmp_path / "表.xlsx", heads, rows)
    assert (named(form), form.issues) == (READ, ())
    assert form.indicators[0].explanation == "按验收面积计"


def test_points_at_the_right_of_all_sets_are_the_years(tmp_path: Path) -> None:
    heads = [["一级指标", "年度指标", "指标值", "中期指标", "指标值", "分值"]]
    rows = [[*row, "50"] for row in each(second=False, year_first=True)]
    form = read(tmp_path / "表.xlsx", heads, rows)
    assert named(form) == READ
    assert [one.weight for one in form.indicators] == [50, 50]
