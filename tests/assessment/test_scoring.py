"""Points, weights and grades; expected points come from rule tables and published forms."""

import math
from typing import Any

import formualizer
import pytest
from assessed_rows import assessed_row
from hypothesis import given
from hypothesis import strategies as st

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.earning import own_points
from auditkit.assessment.scoring import score
from auditkit.assessment.scoringexcel import own_excel
from auditkit.assessment.weighing import weights
from auditkit.form.declaration import DeclaredIndicator
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import IndicatorRule, RulePack
from auditkit.rules.scoringrules import BY_DATE, JUDGEMENT, QUANTITY, cents_excel

MEASURED = {**QUANTITY, BY_DATE.name: BY_DATE}


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack()


def spreadsheet(formula: str, *cells: float) -> object:
    """What a spreadsheet program makes of a formula over A1, B1, C1, …"""
    book = formualizer.Workbook()
    book.add_sheet("S")
    for column, value in enumerate(cells, 1):
        book.set_value("S", 1, column, value)
    book.set_formula("S", 2, 1, f"={formula}")
    return book.evaluate_cell("S", 2, 1)


# Quantities


@pytest.mark.parametrize(
    ("rule", "sign", "target", "actual", "points"),
    [
        ("platform", "≥", 10, 9.99, 9.99),
        ("platform", "≥", 10, 10, 10),
        ("platform", "≥", 10, 10.01, 10),
        ("platform", "≥", 10, 25, 10),
        ("platform", "≥", 10, 0, 0),
        ("platform", "≥", 10, -5, 0),
        ("platform", "≥", 0, 0, 10),
        ("platform", "≥", 0, 1, 10),
        ("platform", "≥", 0, -1, 0),
        ("platform", ">", 10, 10.01, 10),
        ("platform", ">", 10, 5, 5),
        ("platform", "=", 10, 10, 10),
        ("platform", "=", 10, 9.99, 9.99),
        ("platform", "=", 10, 12, 10),
        ("platform", "=", 0, 0, 10),
        ("platform", "=", 0, -1, 10),
        ("platform", "=", 0, 0.01, 0),
        ("platform", "≤", 10, 9.99, 10),
        ("platform", "≤", 10, 10, 10),
        ("platform", "≤", 10, 10.01, 9.99),
        ("platform", "≤", 10, 15, 5),
        ("platform", "≤", 10, 19.99, 0.01),
        ("platform", "≤", 10, 20, 0),
        ("platform", "≤", 10, 20.01, 0),
        ("platform", "≤", 10, -5, 10),
        ("platform", "≤", 0, 0, 10),
        ("platform", "≤", 0, 0.01, 0),
        ("platform", "<", 10, 9.99, 10),
        ("platform", "<", 10, 15, 5),
        ("platform", "<", 10, 20, 0),
        ("platform", "±", 10, 10, 10),
        ("platform", "±", 10, -10, 10),
        ("platform", "±", 10, 15, 5),
        ("platform", "±", 10, -15, 5),
        ("platform", "±", 10, -20, 0),
        ("proportional", "≥", 10, 9.99, 9.99),
        ("proportional", "≥", 10, 10, 10),
        ("proportional", "≥", 10, 20, 10),
        ("proportional", "≥", 10, -5, 0),
        ("proportional", "≤", 10, 10, 10),
        ("proportional", "≤", 10, 10.01, 9.99),
        ("proportional", "≤", 10, 15, 6.67),
        ("proportional", "≤", 10, 20, 5),
        ("proportional", "≤", 10, 1000, 0.1),
        ("proportional", "≤", 10, -5, 10),
        ("proportional", "≤", 0, 0.01, 0),
        ("all_or_nothing", "≤", 10, 10, 10),
        ("all_or_nothing", "≤", 10, 11, 0),
    ],
)
def test_points_out_of_ten_follow_the_rule_table(
    rule: str, sign: str, target: float, actual: float, points: float
) -> None:
    assert MEASURED[rule].points(sign, target, actual, 10).item() == pytest.approx(points)
    excel = MEASURED[rule].points_excel(sign, "A1", "B1", "C1")
    assert spreadsheet(excel, target, actual, 10) == pytest.approx(points)


@pytest.mark.parametrize(
    ("target", "actual", "weight", "points"),
    [
        (1100, 1093, 6, 5.96),
        (8755, 8676, 15, 14.86),
        (1.00, 0.98, 10, 9.8),
        (1.00, 0.76, 10, 7.6),
        (4753.66, 3824.26, 10, 8.04),
    ],
)
def test_points_are_what_published_figures_give(
    target: float, actual: float, weight: float, points: float
) -> None:
    for rule in ("proportional", "platform"):
        assert MEASURED[rule].points("≥", target, actual, weight).item() == points
        excel = MEASURED[rule].points_excel("≥", "A1", "B1", "C1")
        assert spreadsheet(excel, target, actual, weight) == points


@pytest.mark.parametrize(
    ("target", "actual", "weight", "points"), [(16, 13, 2, 1.63), (8, 1, 1, 0.13)]
)
def test_half_a_cent_is_rounded_up_as_a_spreadsheet_does(
    target: float, actual: float, weight: float, points: float
) -> None:
    # 13/16 × 2 = 1.625 and 1/8 = 0.125, both exact in binary
    assert MEASURED["platform"].points("≥", target, actual, weight).item() == points
    excel = MEASURED["platform"].points_excel("≥", "A1", "B1", "C1")
    assert spreadsheet(excel, target, actual, weight) == points


@given(
    st.sampled_from(["platform", "proportional", "all_or_nothing"]),
    st.sampled_from(["≥", ">", "=", "<", "≤", "±"]),
    st.floats(-1e6, 1e6),
    st.floats(-1e6, 1e6),
    st.floats(0, 100),
)
def test_points_lie_between_zero_and_the_weight(
    rule: str, sign: str, target: float, actual: float, weight: float
) -> None:
    assert 0 <= MEASURED[rule].points(sign, target, actual, weight).item() <= weight + 0.005


def test_points_of_many_are_those_of_each() -> None:
    actual = [9.0, 10.0, 15.0, 20.0]
    together = MEASURED["platform"].points("≤", [10.0] * 4, actual, [10.0] * 4)
    assert together.tolist() == [10.0, 10.0, 5.0, 0.0]


# Judgements


@pytest.mark.parametrize(
    ("share", "since_2020", "before"),
    [
        (0, 0, 0),
        (0.25, 30, 25),
        (0.4999, 59.99, 49.99),
        (0.5, 60, 50),
        (0.65, 70, 65),
        (0.75, 76.67, 75),
        (0.7999, 79.99, 79.99),
        (0.8, 80, 80),
        (0.9, 90, 90),
        (1, 100, 100),
    ],
)
def test_a_judgement_falls_into_its_band(share: float, since_2020: float, before: float) -> None:
    assert JUDGEMENT["bands-60"].points(share, 100).item() == pytest.approx(since_2020)
    assert JUDGEMENT["bands-50"].points(share, 100).item() == pytest.approx(before)
    for rule, points in (("bands-60", since_2020), ("bands-50", before)):
        excel = JUDGEMENT[rule].points_excel("A1", "B1")
        assert spreadsheet(excel, share, 100) == pytest.approx(points)


# Rules of one indicator in a spreadsheet

STEPS = {"rule": "steps", "per": 0.05, "minus": "20%"}
BANDS = {"rule": "bands", "bands": {"≤10%": "80%", "≤20%": "60%"}}


@pytest.mark.parametrize(
    ("scoring", "sign", "target", "actual", "points"),
    [
        (STEPS | {"count": "whole"}, "≤", 1, 1, 10),
        (STEPS | {"count": "whole"}, "≤", 1, 1.0499, 10),
        (STEPS | {"count": "whole"}, "≤", 1, 1.05, 8),
        (STEPS | {"count": "whole"}, "≤", 1, 1.1, 6),
        (STEPS | {"count": "started"}, "≤", 1, 1.0001, 8),
        (STEPS | {"count": "started"}, "≤", 1, 1.05, 8),
        (STEPS | {"count": "started"}, "≤", 1, 1.0501, 6),
        (STEPS | {"count": "exact"}, "≤", 1, 1.025, 9),
        (STEPS | {"count": "exact"}, "≤", 1, 1.3, 0),
        (STEPS | {"count": "whole"}, "≥", 1, 0.95, 8),
        (STEPS | {"count": "whole"}, "=", 1, 0.95, 8),
        (STEPS | {"count": "whole"}, "=", 1, 1.05, 8),
        (STEPS | {"count": "whole"}, "±", 0.05, -0.1, 8),
        (STEPS | {"count": "whole"}, "±", 0.05, -0.05, 10),
        (BANDS, "≤", 0, 0, 10),
        (BANDS, "≤", 0, 0.1, 8),
        (BANDS, "≤", 0, 0.1001, 6),
        (BANDS, "≤", 0, 0.2, 6),
        (BANDS, "≤", 0, 0.2001, 0),
    ],
)
def test_a_rule_of_one_s_own_earns_the_same_in_a_spreadsheet(
    scoring: dict[str, object], sign: str, target: float, actual: float, points: float
) -> None:
    rule = IndicatorRule.model_validate({"name": "甲", "reference": "PACK", "scoring": scoring})
    assert own_points(rule, sign, target, actual, 10).item() == pytest.approx(points)
    excel = own_excel(rule, sign, "A1", "B1", "C1")
    assert spreadsheet(excel, target, actual, 10) == pytest.approx(points)


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_criteria_met_never_earn_less(a: float, b: float) -> None:
    low, high = sorted((a, b))
    for rule in ("bands-60", "bands-50"):
        assert JUDGEMENT[rule].points(low, 100) <= JUDGEMENT[rule].points(high, 100) <= 100


def test_the_bands_are_stated_so_that_a_reader_can_recompute_them(pack: RulePack) -> None:
    rows = frame(("一", "甲", "a", "达标", "≥", 1, 1, "定性评价"))
    told = score(rows, pack)[1].rule
    # The knots: 0, 50 %, 80 % and 100 % of the criteria earn 0, 60 %, 80 % and 100 %.
    assert (
        "达成标准的比例80%以上按比例得分；50%—80%对应60%—80%；50%以下对应0—60%（档内按比例）"
    ) in told
    older = pack.scoring.model_copy(update={"judgement": "bands-50"})
    other = score(rows, pack.model_copy(update={"scoring": older}))[1].rule
    assert "各档都按达成标准的比例得分" in other


# Weights


def frame(*rows: tuple[Any, ...]) -> list[Assessed]:
    """Rows of level 1, level 2, indicator, status, sign, target, actual, gathered, unit."""
    pack = load_rulepack()
    return [assessed_row(pack, row[:3], row[3], (row[4], row[5]), *row[6:]) for row in rows]


def placed(rows: list[Assessed]) -> list[DeclaredIndicator]:
    return [row.indicator for row in rows]


TREE = [
    ("一", "甲", "a"), ("一", "甲", "b"), ("一", "乙", "c"), ("二", "丙", "d"), ("二", "丙", "e"),
    ("二", "丙", "f"), ("二", "丙", "g"), ("二", "丙", "h"),
]  # fmt: skip


def test_equal_shares_are_equal_within_each_level(pack: RulePack) -> None:
    rows = frame(*((*path, "达标", "≥", 1, 1, "数据项") for path in TREE))
    found = weights(placed(rows), pack)
    got, note = found.points, found.note
    # 50 for each of 一 and 二; 25 each for 甲 and 乙, 12.5 each for a and b; 10 each for d to h
    assert got.tolist() == [12.5, 12.5, 25, 10, 10, 10, 10, 10]
    assert math.fsum(got) == 100
    assert "平均分" in note


def test_a_group_of_the_same_name_elsewhere_is_another_group(pack: RulePack) -> None:
    rows = frame(
        ("一", "其他", "a", "达标", "≥", 1, 1, "数据项"),
        ("二", "其他", "b", "达标", "≥", 1, 1, "数据项"),
        ("二", "丙", "c", "达标", "≥", 1, 1, "数据项"),
    )
    assert weights(placed(rows), pack).points.tolist() == [50, 25, 25]


def weighing(pack: RulePack, stated: dict[str, float]) -> RulePack:
    tree = {
        level1: {
            level2: group.model_copy(
                update={
                    "indicators": tuple(
                        rule.model_copy(update={"weight": stated.get(rule.name)})
                        for rule in group.indicators
                    )
                }
            )
            for level2, group in groups.items()
        }
        for level1, groups in pack.indicators.items()
    }
    return RulePack.model_construct(
        **{name: getattr(pack, name) for name in RulePack.model_fields} | {"indicators": tree}
    )


FOUR = ("预算执行率", "预算调整率", "目标依据充分性", "群众满意度")


def four(a: float, b: float, c: float, d: float) -> dict[str, float]:
    return dict(zip(FOUR, (a, b, c, d), strict=True))


def rows_of(*results: tuple[Any, ...]) -> list[Assessed]:
    groups = ("预算管理", "预算管理", "工作目标管理情况", "服务对象满意")
    levels = ("管理效率", "管理效率", "履职效能", "服务满意")
    return frame(
        *(
            (level1, level2, name, *result)
            for level1, level2, name, result in zip(levels, groups, FOUR, results, strict=True)
        )
    )


def test_stated_weights_stay_the_points_that_the_table_prints(pack: RulePack) -> None:
    rows = placed(rows_of(*[("达标", "≥", 1, 1, "数据项")] * 4))
    whole = weights(rows, weighing(pack, four(10, 20, 30, 40)))
    assert (whole.points.tolist(), whole.whole) == ([10, 20, 30, 40], 100)
    assert (whole.made, whole.note) == (False, "权重按规则包规定。")
    part = weights(rows, weighing(pack, four(5, 5, 10, 26)))
    assert (part.points.tolist(), part.whole) == ([5, 5, 10, 26], 46)
    assert part.note == "权重按规则包规定，只有其中的46.00分（满分100分）。"
    # A table of 4 points in all says so; thirds rounded one by one are a whole table.
    fours = weights(rows, weighing(pack, four(1, 1, 1, 1)).with_(full_points=4.0))
    assert fours.points.tolist() == [25, 25, 25, 25]
    assert weights(rows, weighing(pack, four(33.33, 33.33, 33.33, 0))).whole == 100
    # More than a table of 100 holds is brought down to it, and that is told.
    more = weights(rows, weighing(pack, four(50, 50, 50, 50)))
    assert (more.points.tolist(), more.note) == (
        [25, 25, 25, 25], "权重按规则包规定，合计200分，折算为100分。",
    )  # fmt: skip


def test_weights_stated_for_some_only_are_not_passed_over_in_silence(pack: RulePack) -> None:
    rows = rows_of(*[("达标", "≥", 1, 1, "数据项")] * 4)
    found = weights(placed(rows), weighing(pack, {"预算执行率": 60}))
    assert "部分" in found.note
    assert found.made


# The score


def test_a_score_of_four_is_worked_by_hand(pack: RulePack) -> None:
    rows = rows_of(
        ("达标", "≥", 0.95, 0.97, "数据项"),
        # ≤10 %, actual 15 %: half of 20
        ("未达标", "≤", 0.10, 0.15, "数据项"),
        # 1 of 2 criteria: 60 % of 30
        ("未达标", "≥", 1.0, 0.5, "定性评价"),
        ("数据缺失", "≥", 0.9, math.nan, "问卷调查"),
    )
    scored, total = score(rows, weighing(pack, four(10, 20, 30, 40)))
    assert [row.weight for row in scored] == [10, 20, 30, 40]
    assert [row.points for row in scored][:3] == [10, 10, 18]
    assert math.isnan(scored[3].points)
    assert (total.points, total.rests_on, total.low, total.high) == (38, 60, 38, 78)
    assert (total.normalized, total.label) == (63.33, "评价得分")
    assert (total.grade_low, total.grade_high, total.graded) == ("差", "中", False)
    assert total.grade == "暂不评级（可能为差至中）"
    # One of three assessed, one of four declared.
    assert total.met_text == "达标1项，占已评定3项的33.33%、全部4项的25.00%"


@pytest.mark.parametrize("status", ["无目标值", "数据缺失", "不可比", "待评定", "不适用"])
def test_what_cannot_be_assessed_earns_nothing_and_loses_nothing(
    pack: RulePack, status: str
) -> None:
    rows = rows_of(*[("达标", "≥", 1, 1, "数据项")] * 3, (status, "≥", 0.9, 0.5, "问卷调查"))
    _, total = score(rows, weighing(pack, four(25, 25, 25, 25)))
    assert (total.points, total.rests_on, total.low, total.high) == (75, 75, 75, 100)
    assert (total.normalized, total.grade) == (100, "暂不评级（可能为中至优）")


@pytest.mark.parametrize(
    ("actual", "points", "grade"),
    [
        (0.5999, 59.99, "差"),
        (0.60, 60, "中"),
        (0.7999, 79.99, "中"),
        (0.80, 80, "良"),
        (0.8999, 89.99, "良"),
        (0.90, 90, "优"),
        (1.0, 100, "优"),
    ],
)
def test_the_grade_changes_at_its_threshold(
    pack: RulePack, actual: float, points: float, grade: str
) -> None:
    status = "达标" if actual == 1 else "未达标"
    rows = frame(("管理效率", "预算管理", "预算执行率", status, "≥", 1.0, actual, "数据项"))
    _, total = score(rows, pack)
    assert (total.points, total.grade) == (points, grade)


def test_half_a_cent_of_the_total_is_rounded_up_too(pack: RulePack) -> None:
    # 3.125 is exact in binary; the nearest even cent would be 3.12.
    rows = rows_of(
        ("达标", "≥", 1, 1, "数据项"),
        *[("数据缺失", "≥", 1, math.nan, "数据项")] * 3,
    )
    _, total = score(rows, weighing(pack, four(3.125, 3.125, 46.875, 46.875)))
    assert (total.points, total.low, total.rests_on) == (3.13, 3.13, 3.13)
    assert spreadsheet(cents_excel("A1"), 3.125) == 3.13


def test_nothing_assessed_has_no_grade(pack: RulePack) -> None:
    _, total = score(rows_of(*[("数据缺失", "≥", 1, math.nan, "数据项")] * 4), pack)
    assert (total.rests_on, total.grade) == (0, "无法评定")
    assert math.isnan(total.normalized)
    assert (total.low, total.high) == (0, 100)


def test_a_missed_deadline_earns_nothing_and_a_kept_one_all(pack: RulePack) -> None:
    rows = frame(
        (
            "可持续性",
            "体制机制改革情况",
            "重要改革事项1",
            "达标",
            "≤",
            737759,
            737758,
            "直接填报",
            "日期",
        ),
        (
            "可持续性",
            "体制机制改革情况",
            "重要改革事项2",
            "未达标",
            "≤",
            737759,
            737760,
            "直接填报",
            "日期",
        ),
        ("可持续性", "人才支撑", "某任务超支率", "未达标", "≤", 0.10, 0.15, "直接填报"),
    )
    scored, _ = score(rows, pack)
    # Half of 25; half of 50 for the rate that is 50 % above its limit.
    assert [row.points for row in scored] == [25, 0, 25]


def test_the_other_rule_changes_what_is_lost(pack: RulePack) -> None:
    rows = frame(("管理效率", "预算管理", "预算调整率", "未达标", "≤", 0.10, 0.15, "数据项"))
    other = pack.model_copy(
        update={"scoring": pack.scoring.model_copy(update={"quantity": "proportional"})}
    )
    assert score(rows, pack)[1].points == 50
    assert score(rows, other)[1].points == 66.67
