"""Columns of indicator tables: what is only compared with, targets in two columns, sets side by
side; all invented (示例数据，虚构)."""

from __future__ import annotations

from pathlib import Path

import pytest
from one_project import (
    DEPARTMENT,
    GOAL,
    HEADS,
    MONEY,
    OWNER,
    ROWS,
    TITLE,
    YEAR,
    put,
    reads,
    table,
)  # fmt: skip

from auditkit import open_audit, read_declaration
from auditkit.audit import Audit

TOP = TITLE + OWNER + MONEY + GOAL


def open_audit_of(text: str, data: Path) -> Audit:
    put(text, data, "xlsx")
    return open_audit(DEPARTMENT, YEAR, data, "common")


@pytest.mark.parametrize(
    "heading",
    [
        "同类地区平均水平", "行业标准", "上年值", "上年实际完成值", "增减", "增减率", "较上年增幅",
        "历史最好水平", "国内先进水平", "全省平均值", "标杆值", "同比", "差额", "排名",
        "责任科室", "指标编码", "报送频次", "财政复核得分", "评价等级",
    ],
)  # fmt: skip
def test_what_a_target_is_only_compared_with_is_recorded_and_no_fault(
    heading: str, tmp_path: Path
) -> None:
    beside = ("25公里", "96%", "85%")
    read = reads(TOP + table((*HEADS[:4], heading), beside), tmp_path)
    assert [(r.code, r.source.place) for r in read.repairs if heading in r.before] == [
        ("另栏所载", "表1 第7行第6列")
    ]
    assert [unread for unread in read.unread if unread.part == "指标值"] == []


@pytest.mark.parametrize("heading", ["甲栏", "达标值", "底线值", "挑战值"])
def test_a_column_that_may_hold_the_targets_or_weights_must_be_put_right(
    heading: str, tmp_path: Path
) -> None:
    path = put(TOP + table((*HEADS[:4], heading), ("25", "96", "85")), tmp_path)
    (told,) = [issue for issue in read_declaration(path, "common").issues if issue.grave]
    assert (told.code, told.found) == ("D11", heading)


@pytest.mark.parametrize("heading", ["权重占比", "分值比例", "所占分值", "分值（含加分）"])
def test_a_weight_is_one_however_it_is_headed(heading: str, tmp_path: Path) -> None:
    path = put(TOP + table((*HEADS[:4], heading), ("50", "30", "20")), tmp_path)
    assert [i.weight for i in read_declaration(path, "common").indicators] == [50, 30, 20]


@pytest.mark.parametrize(
    "heads",
    [
        # In a row of its own below 指标值, and beside one another in the heading itself.
        "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | <\n^ | ^ | ^ | ^ | {0} | {1}\n",
        "绩效指标 | 一级指标 | 二级指标 | 三级指标 | {0} | {1}\n",
    ],
)
@pytest.mark.parametrize(
    "pair", [("定量指标", "定性指标"), ("定性", "定量"), ("定量目标值", "定性目标值"),
             ("指标值（定量）", "指标值（定性）"), ("量化指标", "定性描述")],
)  # fmt: skip
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_targets_stand_in_whichever_of_two_columns_is_filled(
    heads: str, pair: tuple[str, str], suffix: str, tmp_path: Path
) -> None:
    worded = "定性" in pair[0]
    rows = [*ROWS, ("满意度指标", "服务对象满意度指标", "群众获得感", "明显增强")]
    lines = []
    for level1, level2, name, target in rows:
        cells = ["—", target] if (target == "明显增强") != worded else [target, ""]
        lines.append(f"^ | {level1} | {level2} | {name} | {' | '.join(cells)}")
    drawn = TOP + heads.format(*pair) + "\n".join(lines)
    read = read_declaration(put(drawn, tmp_path, suffix), "common")
    found = [(i.level1, i.level2, i.name, str(i.target)) for i in read.indicators]
    assert found == rows
    assert [str(issue) for issue in read.issues if issue.grave] == []
    height = heads.count("\n")
    places = [i.target_source.place for i in read.indicators if i.target_source]
    column = "F" if worded else "E"
    other = "E" if worded else "F"
    if suffix == "xlsx":
        first = 7 + height
        assert places == [f"Sheet!{column}{first + i}" for i in range(3)] + [
            f"Sheet!{other}{first + 3}"
        ]


def test_a_target_in_both_columns_is_that_of_the_numbers_and_the_words_are_told(
    tmp_path: Path,
) -> None:
    drawn = TOP + (
        "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 定量指标值 | 定性指标值\n"
        "^ | 产出指标 | 数量指标 | 道路养护里程 | ≥30公里 | 逐年增加\n"
        "^ | 产出指标 | 质量指标 | 验收合格率 | ≥98% | /\n"
    )
    read = read_declaration(put(drawn, tmp_path, "xlsx"), "common")
    assert [str(i.target) for i in read.indicators] == ["≥30公里", "≥98%"]
    (told,) = [issue for issue in read.issues if issue.code == "D07"]
    assert (told.where, told.found) == ("绩效目标申报表（虚构）.xlsx[Sheet!F8]", "逐年增加")


SETS = [("受益人口", "≥2000人"), ("通行时间", "≤20分钟")]


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
@pytest.mark.parametrize("label", ["产出指标", "产出指标（50分）"])
def test_sets_side_by_side_have_the_level_over_them(
    label: str, suffix: str, tmp_path: Path
) -> None:
    drawn = TOP + (
        f"{label} | < | 效益指标 | < | 满意度指标 | <\n"
        "指标名称 | 指标值 | 指标名称 | 指标值 | 指标名称 | 指标值\n"
        "道路养护里程 | ≥30公里 | 受益人口 | ≥2000人 | 群众满意度 | ≥90%\n"
        "验收合格率 | ≥98% | 通行时间 | ≤20分钟 | - | -\n".replace("| - | -", "| | ")
    )
    read = read_declaration(put(drawn, tmp_path, suffix), "common")
    assert [(i.level1, i.name, str(i.target)) for i in read.indicators] == [
        ("产出指标", "道路养护里程", "≥30公里"),
        ("产出指标", "验收合格率", "≥98%"),
        *(("效益指标", *one) for one in SETS),
        ("满意度指标", "群众满意度", "≥90%"),
    ]
    assert [goal.text for goal in read.goals] == ["完成道路养护30公里。"]
    assert [str(issue) for issue in read.issues if issue.grave] == []


def test_sets_side_by_side_keep_their_second_level_and_points(tmp_path: Path) -> None:
    drawn = """
项目支出绩效目标申报表 | < | < | < | < | < | < | < | <
(2023年度) | < | < | < | < | < | < | < | <
项目名称 | 甲项目 | < | < | < | 主管部门 | 示例县某某局 | < | <
总体目标 | 完成道路养护30公里。 | < | < | < | < | < | < | <
绩效指标 | 产出指标 | < | < | < | 效益指标 | < | < | <
^ | 二级指标 | 指标名称 | 指标值 | 分值 | 二级指标 | 指标名称 | 指标值 | 分值
^ | 数量指标 | 道路养护里程 | ≥30公里 | 30 | 社会效益指标 | 受益人口 | ≥2000人 | 20
^ | 质量指标 | 验收合格率 | ≥98% | 30 | 可持续影响指标 | 管护机制 | 健全 | 20
"""
    read = read_declaration(put(drawn, tmp_path, "xlsx"), "common")
    assert [(i.level1, i.level2, i.name, str(i.target), i.weight) for i in read.indicators] == [
        ("产出指标", "数量指标", "道路养护里程", "≥30公里", 30),
        ("产出指标", "质量指标", "验收合格率", "≥98%", 30),
        ("效益指标", "社会效益指标", "受益人口", "≥2000人", 20),
        ("效益指标", "可持续影响指标", "管护机制", "健全", 20),
    ]
    assert len(read.goals) == 1
    assert [str(issue) for issue in read.issues if issue.grave] == []


SELF = """
项目支出绩效自评表 | < | < | < | < | < | < | <
(2023年度) | < | < | < | < | < | < | <
项目名称 | < | 甲项目 | < | < | 主管部门 | 示例县某某局 | <
总体目标 | < | 完成道路养护30公里。 | < | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 | 偏差原因
产出指标 | 数量指标 | 道路养护里程 | ≥30公里 | 31公里 | 60 | 60 |
满意度指标 | 服务对象满意度指标 | 群众满意度 | {0} | {1} | 40 | 40 |
总分 | < | < | < | < | 100 | 100 | {2}
"""


@pytest.mark.parametrize("remark", ["（自评等级：优）", "优□ 良√", "评价等级为优秀", "优"])
def test_what_stands_behind_the_total_in_words_is_recorded(remark: str, tmp_path: Path) -> None:
    read = read_declaration(put(SELF.format("≥90%", "92%", remark), tmp_path), "common")
    assert (read.total_weight, read.total_score) == (100, 100)
    assert [str(issue) for issue in read.issues if issue.grave] == []
    assert any(r.code == "表外文字" and r.before == remark for r in read.repairs)


@pytest.mark.parametrize(
    ("target", "actual", "kind"),
    [
        ("较上年提高", "提高2.1个百分点", "quality"),
        ("≥90%", "提高2.1个百分点", "quality"),
        ("提高2个百分点以上", "提高2.1个百分点", "quantity"),
        ("≥90%", "92%", "quantity"),
        # Beside a target in words how many more there are is words too.
        ("稳中有增", "较上年增加4家", "quality"),
        ("获得市级以上表彰", "获得省级表彰1项", "quality"),
        ("逐步提高", "96%", "quantity"),
        ("≥90%", "达到92%", "quantity"),
    ],
)
def test_by_how_much_a_share_rose_is_no_level(
    target: str, actual: str, kind: str, tmp_path: Path
) -> None:
    audit = open_audit_of(SELF.format(target, actual, ""), tmp_path)
    found = audit.declaration.indicators[-1].actual
    assert found is not None
    assert (found.kind, found.text) == (kind, actual)
    assert [f.code for f in audit.findings if f.code.startswith("R")] == []


@pytest.mark.parametrize(
    ("scores", "weights", "told"),
    [
        # One score for both indicators of the first group, and none of it is divided.
        (("40", "", "40"), [50, None, 50], ["D16"]),
        # Each has a score of its own: how they share the 50 points is not known.
        (("20", "20", "40"), [None, None, None], []),
    ],
)
def test_points_of_a_group_are_those_of_its_only_score(
    scores: tuple[str, str, str], weights: list[float | None], told: list[str], tmp_path: Path
) -> None:
    drawn = f"""
项目支出绩效自评表 | < | < | < | < | < | <
(2023年度) | < | < | < | < | < | <
项目名称 | < | 甲项目 | < | 主管部门 | 示例县某某局 | <
总体目标 | < | 完成道路养护30公里。 | < | < | < | <
一级指标 | 二级指标 | 分值 | 三级指标 | 指标值 | 完成值 | 得分
产出指标 | 数量指标 | 50 | 道路养护里程 | ≥30公里 | 31公里 | {scores[0]}
^ | ^ | ^ | 培训农户 | ≥20户 | 20户 | {scores[1] or "^"}
满意度指标 | 服务对象满意度指标 | 50 | 群众满意度 | ≥90% | 92% | {scores[2]}
"""
    read = read_declaration(put(drawn, tmp_path, "xlsx"), "common")
    assert [i.weight for i in read.indicators] == weights
    assert [i.code for i in read.issues if "指标的分值" in i.what] == told


def test_an_indicator_that_the_pack_knows_has_no_level_in_a_form_without_them(
    tmp_path: Path,
) -> None:
    drawn = """
部门整体绩效目标申报表 | < | < | <
(2023年度) | < | < | <
部门名称 | 示例县某某局 | < | <
年度目标 | 完成道路养护30公里。 | < | <
指标名称 | 指标权重 | 计量单位 | 指标值
道路养护里程 | 40 | 公里 | ≥30
群众满意度 | 40 | % | ≥90
预算执行率 | 20 | % | ≥95
"""
    read = read_declaration(put(drawn, tmp_path, "xlsx"), "common")
    assert [(i.level1, i.level2, i.name) for i in read.indicators] == [
        ("", "", "道路养护里程"), ("", "", "群众满意度"), ("", "", "预算执行率"),
    ]  # fmt: skip
