# ruff: noqa: E501 - a row of a drawing is one line
"""The same content laid out otherwise, in every file type. 示例数据（虚构）: all invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import layout_forms as forms
import pytest
from layout_forms_places import drawn

from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration

Draw = Callable[[str], Declaration]
HEAD = """
项目支出绩效自评表（示例数据，虚构）
（2023年度）
单位名称 | 示例局（虚构）
"""
INDICATORS = [
    ("产出指标", "数量指标", "新建公厕", "≥5座", "5座", 60.0, 60.0),
    ("产出指标", "质量指标", "合格率", "100%", "100%", 40.0, 40.0),
]
VARIANTS = {
    "heading in two rows, the levels in the lower": """
        绩效指标 | < | < | 年度指标值 | 实际完成值 | 分值 | 得分 | 备注
        一级指标 | 二级指标 | 三级指标 | ^ | ^ | ^ | ^ | ^
        产出指标 | 数量指标 | 新建公厕 | ≥5座 | 5座 | 60 | 60 |
        ^ | 质量指标 | 合格率 | 100% | 100% | 40 | 40 |
    """,
    "columns in another order": """
        序号 | 指标名称 | 一级指标 | 二级指标 | 权重 | 得分 | 目标值 | 实际完成
        1 | 新建公厕 | 产出指标 | 数量指标 | 60 | 60 | ≥5座 | 5座
        2 | 合格率 | 产出指标 | 质量指标 | 40 | 40 | 100% | 100%
    """,
    "scores in percent, signs before what was reached": """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 自评得分 | 自评说明
        产出指标 | 数量指标 | 新建公厕 | ≥5座 | ≥5座 | 60% | 60% |
        ^ | 质量指标 | 合格率 | 100% | =100% | 40% | 40% |
    """,
    "blank rows, subtotals, notes and signatures": """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因
        产出指标 | 数量指标 | 新建公厕 | ≥5座 | 5座 | 60 | 60 |
         | | | | | | |
         | 质量指标 | 合格率 | 100% | 100% | 40 | 40 |
        小计 | | | | | 100 | 100 |
        自评结论 | 优 | < | < | < | < | < | <
        其他需要说明的问题 | 无 | < | < | < | < | < | <
        注：得分不超过分值。 | < | < | < | < | < | < | <
        填表人： | 示例（虚构） | < | < | 联系电话： | | |
    """,
    "一级指标 in every row": """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年完成值 | 分值 | 得分 | 未完成原因分析及拟采取的改进措施
        产出指标 | 数量指标 | 新建公厕 | ≥5座 | 5座 | 60 | 60 |
        产出指标 | 质量指标 | 合格率 | 100% | 100% | 40 | 40 |
    """,
    "no 一级指标, the names under 指标内容": """
        二级指标 | 指标内容 | 指标值 | 实际完成值 | 分值 | 得分 | 自评依据
        数量指标 | 新建公厕 | ≥5座 | 5座 | 60 | 60 | 台账
        质量指标 | 合格率 | 100% | 100% | 40 | 40 | 台账
    """,
    "points of a group behind its name": """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标（100分） | 数量指标（60分） | 新建公厕 | ≥5座 | 5座 | 60 | 60
        ^ | 质量指标（40分） | 合格率 | 100% | 100% | 40 | 40
    """,
    "the heading printed again": """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 新建公厕 | ≥5座 | 5座 | 60 | 60
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        | 质量指标 | 合格率 | 100% | 100% | 40 | 40
    """,
    "a second form below": """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 新建公厕 | ≥5座 | 5座 | 60 | 60
        | 质量指标 | 合格率 | 100% | 100% | 40 | 40
        项目名称 | 另一项目 | | | | |
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 另一指标 | ≥1个 | 1个 | 100 | 100
    """,
}
TOLD = {"a second form below": ["D17"]}


@pytest.fixture(params=list(forms.WRITERS))
def draw(request: pytest.FixtureRequest, tmp_path: Path) -> Draw:
    """A form from a drawing, in every file type."""

    def read(drawing: str) -> Declaration:
        path = tmp_path / f"自评表.{request.param}"
        return read_declaration(forms.WRITERS[request.param](*drawn(drawing), path))

    return read


def rows(declaration: Declaration) -> list[tuple[object, ...]]:
    return [
        (i.level1, i.level2, i.name, str(i.target), str(i.actual), i.weight, i.score)
        for i in declaration.indicators
    ]


@pytest.mark.parametrize("variant", VARIANTS)
def test_however_it_is_laid_out_the_same_is_read(draw: Draw, variant: str) -> None:
    read = draw(HEAD + VARIANTS[variant].strip())
    assert (read.kind, read.department, read.year) == ("自评表", "示例局（虚构）", 2023)
    assert rows(read) == INDICATORS
    assert [issue.code for issue in read.issues] == TOLD.get(variant, [])


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "docx", "html", "pdf"])
def test_words_of_a_heading_may_stand_on_several_lines(suffix: str, tmp_path: Path) -> None:
    table = """
        一级\\n指标 | 二级\\n指标 | 三级\\n指标 | 年度\\n指标值 | 实际\\n完成值 | 分\\n值 | 得\\n分
        产出\\n指标 | 数量\\n指标 | 新建\\n公厕 | ≥5座 | 5座 | 60 | 60
        ^ | 质量\\n指标 | 合格率 | 100% | 100% | 40 | 40
    """
    path = tmp_path / f"自评表.{suffix}"
    read = read_declaration(forms.WRITERS[suffix](*drawn(HEAD + table.strip()), path))
    assert rows(read) == INDICATORS
    assert read.issues == ()


def test_a_fourth_level_names_the_indicator(draw: Draw) -> None:
    read = draw(
        HEAD
        + """绩效指标 | 一级指标 | 二级指标 | 三级指标 | 四级指标 | 指标值 | 完成值 | 分值
        ^ | 产出指标 | 数量指标 | 建设任务 | 新建公厕 | ≥5座 | 5座 | 20
        ^ | ^ | ^ | ^ | 改建公厕 | ≥3座 | 3座 | 20
        ^ | ^ | 质量指标 | 验收 | 合格率 | 100% | 100% | 60"""
    )
    assert [(i.level2, i.name, str(i.target), i.weight) for i in read.indicators] == [
        ("数量指标／建设任务", "新建公厕", "≥5座", 20),
        ("数量指标／建设任务", "改建公厕", "≥3座", 20),
        ("质量指标／验收", "合格率", "100%", 60),
    ]
    assert read.issues == ()


def test_of_two_sets_side_by_side_that_of_the_year_counts(draw: Draw) -> None:
    read = draw(
        """项目支出绩效目标申报表（示例数据，虚构）
        （2023年度）
        单位名称 | < | 示例局（虚构） | < | < | < | <
        总体目标 | 实施期目标 | < | < | 年度目标 | < | <
        ^ | 三年建成。 | < | < | 建成一期。 | < | <
        一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 新建公厕 | ≥15座 | 数量指标 | 新建公厕 | ≥5座
        ^ | 质量指标 | 合格率 | 100% | 质量指标 | 合格率 | 98%"""
    )
    assert [goal.text for goal in read.goals] == ["建成一期。"]
    assert [(i.level1, i.level2, i.name, str(i.target)) for i in read.indicators] == [
        ("产出指标", "数量指标", "新建公厕", "≥5座"),
        ("产出指标", "质量指标", "合格率", "98%"),
    ]
    assert read.indicators[0].further[2].text == "≥15座"
    assert read.issues == ()


def test_an_indicator_may_bear_the_name_of_its_group(draw: Draw) -> None:
    read = draw(
        HEAD
        + """一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        效益指标 | 社会效益指标 | 运行成本 | ≤5万元 | 4万元 | 50 | 50
        ^ | ^ | 社会效益 | 显著 | 显著 | 50 | 50"""
    )
    assert [(i.level2, i.name) for i in read.indicators] == [
        ("社会效益指标", "运行成本"),
        ("社会效益指标", "社会效益"),
    ]
    assert read.issues == ()


def test_a_direction_may_stand_under_the_property(draw: Draw) -> None:
    read = draw(
        HEAD
        + """一级指标 | 二级指标 | 三级指标 | 指标性质 | 年初指标值 | 计量单位 | 全年实际完成值 | 分值
        产出指标 | 数量指标 | 新建公厕 | 正向指标 | 5 | 座 | 6 | 60
        ^ | 质量指标 | 返工率 | 反向指标 | 3 | % | 2.5 | 40"""
    )
    assert [(str(i.target), str(i.actual)) for i in read.indicators] == [
        ("≥5座", "6座"),
        ("≤3%", "2.5%"),
    ]


# Budgets

TABLE = """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 新建公厕 | ≥5座 | 5座 | 90 | 90"""


def test_amounts_in_yuan_with_several_thousands_marks_are_converted(draw: Draw) -> None:
    read = draw(
        HEAD
        + """项目资金（元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        ^ | 年度资金总额 | 1,200,000 | 1,200,000.00 | 1 100 000 | 10 | 91.67% | 9.17
        ^ | 其中：当年财政拨款 | 1,200,000 | 1,200,000.00 | 1 100 000 | — | 91.67% | —"""
        + TABLE
    )
    first = read.budget_lines[0]
    assert (first.initial, first.adjusted, first.executed, first.score) == (120, 120, 110, 9.17)
    assert [issue.code for issue in read.issues] == ["D05"]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            """预算执行情况（万元） | 预算数： | 110.00 | | 执行数： | 100.00
            ^ | 其中：财政拨款 | 105.00 | | 其中：财政拨款 | 95.00
            ^ | 其他资金 | 5.00 | | 其他资金 | 5.00""",
            [
                ("预算执行情况", None, 110, 100, None),
                ("其中：财政拨款", None, 105, 95, None),
                ("其他资金", None, 5, 5, None),
            ],
        ),
        (
            "预算执行情况（万元） | 年初预算 | 120 | 全年预算 | 110 | 全年执行 | 100 | 执行率90.91%",
            [("预算执行情况", 120, 110, 100, 0.9091)],
        ),
    ],
)
def test_a_budget_may_name_its_columns_in_its_first_row(
    draw: Draw, block: str, expected: list[object]
) -> None:
    read = draw(HEAD + block + TABLE)
    found = [(x.name, x.initial, x.adjusted, x.executed, x.rate) for x in read.budget_lines]
    assert found == expected
    assert read.issues == ()


# The unit of the heading against the amounts


BLOCK = """项目资金（{unit}） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        ^ | 年度资金总额 | {amount} | {amount} | {amount} | 10 | 100% | 10"""
COST = """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 成本指标 | 建设成本 | ≤{cost} | {cost} | 90 | 90"""


@pytest.fixture
def units(tmp_path: Path) -> Callable[[str, str, str], Declaration]:
    def read(unit: str, amount: str, cost: str) -> Declaration:
        drawing = HEAD + BLOCK.format(unit=unit, amount=amount) + COST.format(cost=cost)
        return read_declaration(forms.write_xlsx(*drawn(drawing), tmp_path / "自评表.xlsx"))

    return read


def told(declaration: Declaration, words: str) -> list[str]:
    return [issue.where for issue in declaration.issues if words in issue.what]


@pytest.mark.parametrize(
    ("unit", "amount", "cost", "read_as"),
    [
        ("万元", "3200000", "320万元", 3_200_000.0),
        ("元", "320", "320万元", 0.032),
        ("万元", "3200000.00", "3200000元", 3_200_000.0),
    ],
)
def test_a_heading_whose_unit_a_cost_indicator_contradicts_is_told_and_kept(
    units: Callable[[str, str, str], Declaration],
    unit: str, amount: str, cost: str, read_as: float,
) -> None:  # fmt: skip
    read = units(unit, amount, cost)
    assert read.budget_lines[0].adjusted == read_as
    assert told(read, "正好相差一万倍") == ["自评表.xlsx[Sheet!C5]"]


@pytest.mark.parametrize(
    ("unit", "amount", "cost"),
    [
        ("万元", "320", "320万元"),
        ("万元", "320", "3200000元"),
        ("元", "3200000", "320万元"),
        ("万元", "320", "0.5万元"),
        # A price of ten thousandths of the whole is no other unit of it.
        ("万元", "320", "320元"),
        # Near ten thousand times, but not the same amount.
        ("万元", "320", "330元"),
    ],
)
def test_a_heading_that_the_amounts_bear_out_is_not_doubted(
    units: Callable[[str, str, str], Declaration], unit: str, amount: str, cost: str
) -> None:
    assert told(units(unit, amount, cost), "一万倍") == []
    assert told(units(unit, amount, cost), "金额可能以") == []


@pytest.mark.parametrize(
    ("unit", "amount", "doubted"),
    [
        ("元", "9999.99", True),
        ("元", "10000", False),
        ("万元", "999999.99", False),
        ("万元", "1000000", True),
    ],
)
def test_amounts_out_of_all_proportion_are_told(
    units: Callable[[str, str, str], Declaration], unit: str, amount: str, doubted: bool
) -> None:
    assert bool(told(units(unit, amount, "7个"), "金额可能以")) == doubted
