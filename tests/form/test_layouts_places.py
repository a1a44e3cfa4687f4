# ruff: noqa: E501 - a form is one line
"""A form of every layout, in every file type, against what was typed. 示例数据（虚构）."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import layout_forms as forms
import layout_forms_places as places
import pytest
from together import each

from auditkit.form import read_declaration
from auditkit.form.declaration import BudgetLine, Declaration, DeclaredIndicator

# Each indicator: 一级/二级/名称, then sign, value and unit of its target (or its word), and what
# further the form prints: reached, 分值, 得分. A rate is the fraction that it is.
INDICATORS = {
    "ZHENGZHOU": """
        履职效能/重点工作任务完成情况/征集任务完成率: ≥ 0.95 %
        管理效率/预算管理/预算执行率: ≥ 0.9 %
        管理效率/预算管理/结转结余变动率: ≤ 0 %
    """,
    "YUEYANGLOU": """
        产出指标/数量指标/保障会议: ≥ 300 场
        产出指标/质量指标/设备完好率: = 1 %
        产出指标/成本指标/运行成本: ≤ 460.5 万元
        效益指标/社会效益指标/机关运转: 平稳有序
        满意度指标/服务对象满意度指标/干部职工满意度: ≥ 0.95 %
    """,
    "NINGDE": """
        产出指标/数量指标/台站维护: ≥ 12 个; 12个; 40; 40
        产出指标/质量指标/数据连续率: ≥ 0.98 %; 97%; 30; 29.69
        效益指标/社会效益指标/科普活动: ≥ 20 场; 24场; 30; 30
    """,
    "GUANGSHUI": """
        产出指标/数量指标/新增学位: ≥ 800 个; 820个; ; 30
        产出指标/质量指标/巩固率: None 0.99 %; 99.5%; ; 20
        效益指标/社会效益指标/控辍保学: 动态清零; 动态清零; ; 30
    """,
    "HUBEI_GOALS": """
        产出指标/数量指标/新增学位: ≥ 800 个
        产出指标/质量指标/巩固率: ≥ 0.99 %
        满意度指标/满意度指标/家长满意度: ≥ 0.9 %
    """,
    "EZHOU": """
        产出指标/数量指标/巡检次数: ≥ 120 次
        产出指标/质量指标/消防设施完好率: ≥ 0.98 %
        效益指标/社会效益指标/办公环境: 持续改善
    """,
    "TIANJIN": """
        产出指标/数量指标/监测点位: ≥ 45 个
        产出指标/质量指标/数据有效率: ≥ 0.95 %
        产出指标/时效指标/报告时间: 12月底前
        产出指标/成本指标/监测成本: ≤ 320 万元
        效益指标/生态效益指标/环境质量: 持续改善
    """,
    "NEIMENGGU": """
        产出指标/数量指标/购置装备: ≥ 24 台; ; 30
        产出指标/质量指标/验收合格率: ≥ 1 %; ; 30
        产出指标/时效指标/采购周期: ≤ 90 日; ; 10
        效益指标/社会效益指标/办案保障: 有效保障; ; 20
        满意度指标/服务对象满意度/干警满意度: ≥ 0.9 %; ; 10
    """,
    "FULIANG": """
        产出指标/数量指标/人工造林: ≥ 1.2 万亩
        产出指标/质量指标/造林成活率: ≥ 0.85 %
        产出指标/时效指标/完成时间: ≤11月
        效益指标/生态效益指标/森林覆盖率: = 0.805 %
        效益指标/可持续影响指标/生态功能: 持续提升
    """,
    "YUNNAN": """
        产出指标/数量指标/救助人数: ≥ 60 人; 66人; 30; 30
        产出指标/质量指标/审核准确率: = 1 %; 100%; 20; 20
        产出指标/时效指标/发放时限: ≤ 30 天; 25天; 10; 10
        效益指标/社会效益指标/化解矛盾: ≥ 20 件; 16件; 20; 16
        满意度指标/服务对象满意度指标/当事人满意度: ≥ 0.9 %; 92%; 10; 10
    """,
    "SHANGHAI": """
        产出指标/数量指标/巡查次数: ≥ 365 次
        产出指标/质量指标/问题整改率: ≥ 0.95 %
        产出指标/时效指标/处置及时率: = 1 %
        效益指标/社会效益指标/市容环境: 有所改善
        满意度指标/服务对象满意度指标/居民满意度: ≥ 0.83 %
    """,
    "SHANGHAI_ONE": """
        产出指标/数量指标/巡查次数: ≥ 365 次
        效益指标/社会效益指标/市容环境: 有所改善
    """,
    "CHONGQING": """
        //发布稿件: ≥ 5000 篇; 4200篇; 30; 30
        //平台可用率: ≥ 0.99 %; 98.01%; 30; 29.7
        //上线时间: ≤6月; 9月; 10; 10
        //用户满意度: ≥ 0.9 %; 93%; 20; 20
    """,
    "YINCHUAN": """
        产出指标/数量指标/维修面积: ≥ 3600 平方米; 3600平方米; 25; 25
        产出指标/质量指标/验收合格率: None 1 %; 100%; 25; 25
        效益指标/社会效益指标/改善条件: 明显改善; 明显改善; 40; 38
        满意度指标/服务对象满意度指标/师生满意度: ≥ 0.9 %; 94%; 10; 10
    """,
    "GUANGDONG": """
        产出指标/数量指标/建设学校: ≥ 100 所
        产出指标/质量指标/验收合格率: None 1 %
        产出指标/成本指标/建设成本: ≤ 3000 万元
        效益指标/社会效益指标/受益学生: ≥ 20 万人
        满意度指标/服务对象满意度指标/学校满意度: ≥ 0.85 %
    """,
    "HUNAN": """
        投入/预算配置/在职人员控制率: ; 102.5%; 5; 4
        投入/预算配置/“三公经费”变动率: ; -3.2%; 10; 10
        过程/预算执行/预算完成率: ; 91%; 40; 38
        过程/预算执行/预算控制率: ; 12%; 45; 27
    """,
    "ANXI": """
        产出指标/数量指标/整治河道: ≥ 12 公里
        产出指标/质量指标/验收合格率: None 1 %
        效益指标/生态效益指标/受益人口: ≥ 3 万人
    """,
    "ANXI_BARE": """
        产出指标/数量指标/整治河道:
        产出指标/质量指标/验收合格率:
    """,
    "HUANGSHAN": """
        产出指标/数量指标/购置警用装备: ≥ 77 台
        产出指标/数量指标/培训民警: ≥ 300 人次
        产出指标/质量指标/验收合格率: None 1 %
        效益指标/社会效益指标/执法保障: 显著提升
    """,
    "LINYI": """
        产出指标/数量指标/演出场次: ≥ 40 场; 42场; 60; 60
        满意度指标/满意度/观众满意度: ≥ 0.9 %; 91%; 40; 40
    """,
}
# Each line of the budget: 年初, 全年, 执行, 分值, 执行率, 得分.
BUDGETS: dict[str, list[tuple[str, list[float | None]]]] = {
    "NINGDE": [
        ("资金总额", [50, 60, 54, None, 0.9, None]),
        ("其中：财政拨款", [40, 50, 44, None, 0.88, None]),
        ("其他资金", [10, 10, 10, None, 1, None]),
    ],
    "GUANGSHUI": [
        ("部门整体支出总额", [None, 2000, 1900, 20, 0.95, 19]),
        ("基本支出总额", [1200, None, None, None, None, None]),
        ("项目支出总额", [800, None, None, None, None, None]),
    ],
    "HUBEI_GOALS": [
        ("收入构成：财政拨款", [1800, None, None, None, None, None]),
        ("收入构成：其他资金", [200, None, None, None, None, None]),
        ("收入构成：合计", [2000, None, None, None, None, None]),
        ("支出构成：基本支出", [1200, None, None, None, None, None]),
        ("支出构成：项目支出", [800, None, None, None, None, None]),
        ("支出构成：合计", [2000, None, None, None, None, None]),
    ],
    "EZHOU": [
        ("年度资金总额", [96, None, None, None, None, None]),
        ("其中：财政拨款", [96, None, None, None, None, None]),
    ],
    "TIANJIN": [
        ("年度资金总额", [320, None, None, None, None, None]),
        ("其中：财政资金", [300, None, None, None, None, None]),
        ("其他资金", [20, None, None, None, None, None]),
    ],
    "NEIMENGGU": [
        ("年度资金总额", [58, None, None, None, None, None]),
        ("其中：财政拨款", [58, None, None, None, None, None]),
        ("其他资金", [0, None, None, None, None, None]),
    ],
    "FULIANG": [
        ("收入预算合计", [1500, None, None, None, None, None]),
        ("其中：财政拨款", [1400, None, None, None, None, None]),
        ("其他收入", [100, None, None, None, None, None]),
    ],
    "YUNNAN": [
        ("年度资金总额", [30, 28, 27.3, 10, 0.975, 9.75]),
        ("其中：当年财政拨款", [30, 28, 27.3, None, 0.975, None]),
        ("上年结转资金", [0, 0, 0, None, None, None]),
    ],
    # Printed in 元.
    "SHANGHAI": [
        ("项目资金总额", [540, None, None, None, None, None]),
        ("年度资金申请总额", [180, None, None, None, None, None]),
        ("其中：财政资金", [540, None, None, None, None, None]),
        ("其中：当年财政拨款", [180, None, None, None, None, None]),
    ],
    "CHONGQING": [
        ("年度总金额", [220, 200, 190, 10, 0.95, 9.5]),
        ("其中：财政资金", [220, 200, 190, None, 0.95, None]),
    ],
    "YINCHUAN": [
        ("年度资金总额", [None, 86.4, 86.4, None, 1, None]),
        ("其中：本年财政拨款", [None, 86.4, 86.4, None, 1, None]),
    ],
    "HUANGSHAN": [("年度资金总额", [140, None, None, None, None, None])],
}
# Kind, department, year, goals as (goal, what was reached), printed totals of 分值 and 得分.
HEADS: dict[str, tuple[str, str, int, list[tuple[str, str]], float | None, float | None]] = {
    "ZHENGZHOU": (
        "申报表", "示例市档案局（虚构）", 2020, [("馆藏完整。", ""), ("查档便利。", "")], None, None,
    ),
    "YUEYANGLOU": (
        "绩效目标表", "示例区机关服务中心（虚构）", 2023, [("保障机关运行，服务及时。", "")], None, None,
    ),
    "NINGDE": ("自评表", "示例市防震中心（虚构）", 2018, [], None, None),
    "GUANGSHUI": ("自评表", "示例县教育局（虚构）", 2023, [("办好公平的教育。", "")], None, 99),
    "HUBEI_GOALS": ("申报表", "示例县教育局（虚构）", 2022, [("办好公平的教育。", "")], None, None),
    "EZHOU": ("绩效目标表", "示例市机关事务中心（虚构）", 2022, [("办公楼运行安全。", "")], None, None),
    "TIANJIN": ("绩效目标表", "示例区环保中心（虚构）", 2023, [("完成监测任务。", "")], None, None),
    "NEIMENGGU": ("绩效目标表", "示例旗检察院（虚构）", 2025, [], None, None),
    "FULIANG": ("绩效目标表", "示例县林业局（虚构）", 2026, [("完成造林任务。", "")], None, None),
    "YUNNAN": (
        "自评表", "示例县司法局（虚构）", 2023, [("救助困难当事人。", "已救助困难当事人。")], 100, 95.75,
    ),
    "SHANGHAI": ("绩效目标表", "示例区城管中心（虚构）", 2026, [("完成全年巡查。", "")], None, None),
    "SHANGHAI_ONE": ("绩效目标表", "示例区城管中心（虚构）", 2026, [], None, None),
    "CHONGQING": (
        "自评表", "示例区融媒体中心（虚构）", 2021, [("平台上线运行。", "已上线并推广。")], None, None,
    ),
    "YINCHUAN": (
        "自评表", "示例市第六十中学（虚构）", 2021, [("维修教学楼。", "教学楼已维修。")], 100, 98,
    ),
    "GUANGDONG": ("绩效目标表", "示例省教育厅（虚构）", 2020, [("本年完成一期。", "")], None, None),
    "HUNAN": ("自评表", "示例县总工会（虚构）", 2018, [], 100, 79),
    "ANXI": ("绩效目标表", "示例县水利局（虚构）", 2022, [], None, None),
    "ANXI_BARE": ("绩效目标表", "示例县水利局（虚构）", 2022, [], None, None),
    "HUANGSHAN": ("绩效目标表", "示例市公安分局（虚构）", 2025, [("补充警用装备。", "")], None, None),
    "LINYI": ("自评表", "示例县文化馆（虚构）", 2022, [], None, None),
}  # fmt: skip
# What such a form must say of itself: columns for towns, amounts in 元.
TOLD = {
    "ANXI": ["D11"] * 3,
    "ANXI_BARE": ["D11"] * 2,
    "SHANGHAI": ["D05"],
}


@lru_cache
def form(name: str, suffix: str) -> Declaration:
    rows, merged = places.drawn(getattr(places, name))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.{suffix}"
        return read_declaration(forms.WRITERS[suffix](rows, merged, path))


IN_EVERY_FILE_TYPE = each(
    "name, suffix", [(name, suffix) for name in HEADS for suffix in forms.WRITERS]
)


def typed(indicator: DeclaredIndicator) -> str:
    """An indicator as INDICATORS writes it."""
    target = indicator.target
    said = (
        f"{target.sign} {target.value:.10g} {target.unit}"
        if target.value is not None
        else target.text
    )
    actual = str(indicator.actual) if indicator.actual else ""
    figures = ["" if x is None else f"{x:g}" for x in (indicator.weight, indicator.score)]
    path = f"{indicator.level1}/{indicator.level2}/{indicator.name}"
    return re.sub(r"[; ]*$", "", f"{path}: {'; '.join([said, actual, *figures])}").rstrip(":")


def lines_of(text: str) -> list[str]:
    return [line.strip().rstrip(":") for line in text.strip().splitlines()]


def amounts(line: BudgetLine) -> list[float | None]:
    return [line.initial, line.adjusted, line.executed, line.weight, line.rate, line.score]


@IN_EVERY_FILE_TYPE
def test_every_indicator_is_read_under_its_path_with_its_figures(name: str, suffix: str) -> None:
    assert list(map(typed, form(name, suffix).indicators)) == lines_of(INDICATORS[name])


@IN_EVERY_FILE_TYPE
def test_the_budget_is_read_line_by_line(name: str, suffix: str) -> None:
    found = [(line.name, amounts(line)) for line in form(name, suffix).budget_lines]
    assert found == BUDGETS.get(name, [])


@IN_EVERY_FILE_TYPE
def test_the_head_goals_and_totals_are_read_and_nothing_is_left(name: str, suffix: str) -> None:
    read = form(name, suffix)
    goals = [(goal.text, goal.actual) for goal in read.goals]
    head = (read.kind, read.department, read.year, goals, read.total_weight, read.total_score)
    assert head == HEADS[name]
    assert [issue.code for issue in read.issues] == TOLD.get(name, [])


# What no indicator has a field for stays beside it, under its heading


def beside(name: str, number: int, suffix: str = "xlsx") -> list[tuple[str, str, str]]:
    further = form(name, suffix).indicators[number].further
    return [(f.heading, f.text, f.source.place) for f in further]


def test_the_value_of_every_town_stays_with_its_heading() -> None:
    assert beside("ANXI", 0) == [
        ("各乡镇目标值／东镇", "≥5公里", "Sheet!E6"),
        ("各乡镇目标值／西镇", "≥4公里", "Sheet!F6"),
        ("各乡镇目标值／南乡", "≥3公里", "Sheet!G6"),
    ]
    assert beside("ANXI_BARE", 1) == [("东镇", "100%", "Sheet!D6"), ("西镇", "100%", "Sheet!E6")]


def test_targets_of_other_periods_stay_beside_the_one_of_the_year() -> None:
    assert beside("GUANGDONG", 2) == [("实施周期目标值", "≤9000万元", "Sheet!D9")]
    assert beside("SHANGHAI", 4) == [("项目指标值", "≥85.00%", "Sheet!D14")]
    assert beside("HUBEI_GOALS", 1) == [
        ("指标值／前年", "98%", "Sheet!E17"),
        ("指标值／上年", "98.5%", "Sheet!F17"),
    ]
    assert beside("EZHOU", 1) == [("绩效标准", "行业标准", "Sheet!D8")]


def test_texts_of_the_scoring_standard_and_remarks_are_kept_apart() -> None:
    indicator = form("YUEYANGLOU", "docx").indicators[0]
    assert (indicator.explanation, indicator.note) == ("全年保障的会议", "每少一场扣0.1分")
    assert beside("YUEYANGLOU", 0) == [("备注", "含视频会议", "Sheet!I6")]


@pytest.mark.parametrize("suffix", list(forms.WRITERS))
def test_the_eight_columns_of_a_budget_are_all_kept(suffix: str) -> None:
    total = form("NINGDE", suffix).budget_lines[0]
    assert [(f.heading, f.text) for f in total.further] == [
        ("②结转", "4.00"),
        ("③调整", "6.00"),
        ("⑦结余", "6.00"),
        ("⑧结余率", "10%"),
    ]


def test_the_adjusted_target_and_the_coefficient_are_read() -> None:
    first, second, third, fourth = form("CHONGQING", "xls").indicators
    assert [str(i.adjusted) for i in (first, second, third)] == ["≥4000篇", "≥99%", "≤9月"]
    assert fourth.adjusted is None
    assert [i.coefficient for i in (first, second, third, fourth)] == [1, 0.99, 1, 1]
    assert first.adjusted_source is not None
    assert first.adjusted_source.place == "实际数!E10"


def test_the_goals_of_other_periods_are_told_and_are_no_goal_of_the_year() -> None:
    told = [repair.what for repair in form("GUANGDONG", "docx").repairs]
    assert "实施期或长期目标“三年建成体系。”只作记录" in told


def test_the_base_data_beside_a_form_are_told_and_not_mixed_in(tmp_path: Path) -> None:
    whole = form("HUNAN", "xlsx")
    for drawing in (
        places.HUNAN.strip() + places.HUNAN_BASE,
        places.HUNAN_BASE.strip() + places.HUNAN,
    ):
        path = forms.write_xlsx(*places.drawn(drawing), tmp_path / "评分表.xlsx")
        read = read_declaration(path)
        assert read.indicators == whole.indicators
        assert [issue.code for issue in read.issues] == ["D17"]
