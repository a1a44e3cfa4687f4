"""The assessment: each declared indicator gets its status, and a reason a person can follow."""

import datetime as dt
import math
from dataclasses import replace

import pandas as pd
import pytest

from auditkit.assessment.scored import assess
from auditkit.assessment.table import COLUMNS, frame_of
from auditkit.facts.facts import COUNTING_UNITS, Fact, Facts
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack

LEVEL1 = {
    "预算管理": "管理效率",
    "资产管理": "管理效率",
    "工作目标管理情况": "履职效能",
    "成本控制成效": "运行成本",
    "服务对象满意": "服务满意",
    "体制机制改革情况": "可持续性",
    "人才支撑": "可持续性",
}


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack()


def row(name: str, target: str, level2: str = "预算管理") -> DeclaredIndicator:
    source = Source("申报表.xlsx", "表1!C7")
    return DeclaredIndicator(LEVEL1[level2], level2, name, parse_target(target), "", "", source)


def form(*rows: DeclaredIndicator) -> Declaration:
    return Declaration("某局", 2020, (), (), None, rows)


def figures(*, aside: str = "", **values: float) -> Facts:
    """Figures by name; a leading 上年 makes it last year's, a count is named by its unit."""
    items = []
    for name, value in values.items():
        bare, _, unit = name.removeprefix("上年").partition("_")
        unit = unit or "万元"
        decimals = None if unit in COUNTING_UNITS or unit == "日期" else 2
        year = 2019 if name.startswith("上年") else 2020
        items.append(
            Fact(bare, year, value, unit, Source("实际数.xlsx", f"数据项!{name}"), decimals)
        )
    return Facts(tuple(items), not_applicable=frozenset({aside} - {""}))


def only(pack: RulePack, indicator: DeclaredIndicator, facts: Facts) -> "pd.Series[object]":
    frame = frame_of(assess(form(indicator), facts, pack))
    assert len(frame) == 1
    return frame.iloc[0]


# The seven statuses


@pytest.mark.parametrize(
    ("indicator", "facts", "status", "reason"),
    [
        (
            row("预算执行率", "≥95%"),
            figures(预算执行数=98, 预算数=100),
            "达标",
            "实际98.00%，达到≥95%",
        ),
        (
            row("预算执行率", "≥95%"),
            figures(预算执行数=90, 预算数=100),
            "未达标",
            "实际90.00%，未达到≥95%，差5.00个百分点",
        ),
        (
            row("预算执行率", ""),
            figures(预算执行数=90, 预算数=100),
            "无目标值",
            "申报表未填指标值；实际为90.00%",
        ),
        (
            row("预算执行率", "-"),
            figures(预算执行数=90, 预算数=100),
            "无目标值",
            "申报表的指标值为“-”；实际为90.00%",
        ),
        (row("预算执行率", ""), figures(), "无目标值", "申报表未填指标值"),
        (row("预算执行率", "≥95%"), figures(预算数=100), "数据缺失", "缺少2020年预算执行数"),
        (
            row("预算执行率", "≥95%"),
            figures(),
            "数据缺失",
            "缺少2020年预算执行数、2020年预算数",
        ),
        (
            row("预算执行率", "≥95%"),
            figures(预算执行数=3, 预算数=0),
            "不可比",
            "预算数为0，不能作分母",
        ),
        (
            row("目标依据充分性", "充分", "工作目标管理情况"),
            figures(),
            "待评定",
            "评价标准尚未全部评定",
        ),
        (
            row("预算执行率", "良好"),
            figures(预算执行数=98, 预算数=100),
            "待评定",
            "指标值“良好”没有数值，规则包也未规定其含义",
        ),
        (
            row("预算执行率", "≥95%"),
            figures(预算执行数=98, 预算数=100, aside="预算执行率"),
            "不适用",
            "审计人员标明不适用",
        ),
        (row("预算执行率", ""), figures(aside="预算执行率"), "不适用", "审计人员标明不适用"),
    ],
)
def test_each_status_comes_with_its_reason(
    pack: RulePack, indicator: DeclaredIndicator, facts: Facts, status: str, reason: str
) -> None:
    got = only(pack, indicator, facts)
    assert (got["status"], got["reason"]) == (status, reason)


@pytest.mark.parametrize("target", ["≥95%", "≥0%", "≤5%", "=0%", "±5%", "<1%"])
def test_a_missing_figure_is_never_zero_whatever_the_target(pack: RulePack, target: str) -> None:
    got = only(pack, row("预算执行率", target), figures(预算数=100))
    assert got["status"] == "数据缺失"
    assert math.isnan(got["actual"])
    assert got["actual_text"] == ""


def test_a_zero_is_not_missing(pack: RulePack) -> None:
    got = only(pack, row("预算执行率", "≥95%"), figures(预算执行数=0, 预算数=100))
    assert (got["status"], got["actual"], got["actual_text"]) == ("未达标", 0.0, "0.00%")


@pytest.mark.parametrize(
    ("sign", "below", "at", "above"),
    [
        ("≥", "未达标", "达标", "达标"),
        (">", "未达标", "未达标", "达标"),
        ("=", "未达标", "达标", "未达标"),
        ("≤", "达标", "达标", "未达标"),
        ("<", "达标", "未达标", "未达标"),
        ("±", "达标", "达标", "未达标"),
        ("", "未达标", "达标", "达标"),
    ],
)
def test_every_sign_is_decided_by_a_cent(
    pack: RulePack, sign: str, below: str, at: str, above: str
) -> None:
    got = [
        only(pack, row("预算执行率", f"{sign}90%"), figures(预算执行数=spent, 预算数=1256.7))
        for spent in (1131.02, 1131.03, 1131.04)
    ]
    assert [g["status"] for g in got] == [below, at, above]


def test_a_miss_by_a_cent_never_reads_as_no_difference(pack: RulePack) -> None:
    got = only(pack, row("预算执行率", "≥95%"), figures(预算执行数=7755.10, 预算数=8163.27))
    # 7755.10 / 8163.27 = 0.94999920
    # Exact figures are decided; printed ones leave it open, and the value still reads apart.
    assert got["status"] == "不能断定"
    assert got["reason"].startswith("实际94.9999%，指标值≥95%；")
    exact = tuple(
        replace(fact, decimals=None) for fact in figures(预算执行数=7755.10, 预算数=8163.27)
    )
    missed = only(pack, row("预算执行率", "≥95%"), Facts(exact))
    assert missed["status"] == "未达标"
    assert "差0.00008个百分点" in missed["reason"]


@pytest.mark.parametrize(("outside", "status"), [(0, "达标"), (0.01, "未达标")])
def test_a_word_with_a_ratio_is_met_at_what_the_pack_states(
    pack: RulePack, outside: float, status: str
) -> None:
    facts = figures(年度预算安排项目资金总额=25.6, 未纳入项目库预算项目资金额=outside)
    got = only(pack, row("项目库管理完整性", "完整"), facts)
    assert got["status"] == status
    assert "申报表未定数值，规则包规定“完整”=100%" in got["reason"]


@pytest.mark.parametrize(
    ("met", "status", "reason"),
    [
        (2, "达标", "2条标准达成2条，全部达成“充分”"),
        (1.5, "未达标", "2条标准达成1.5条，未全部达成“充分”"),
        (0, "未达标", "2条标准达成0条，未全部达成“充分”"),
    ],
)
def test_a_judgement_says_how_many_criteria_are_met(
    pack: RulePack, met: float, status: str, reason: str
) -> None:
    facts = figures(已达成标准数_项=met, 评价标准数_项=2)
    got = only(pack, row("目标依据充分性", "充分", "工作目标管理情况"), facts)
    assert (got["status"], got["reason"]) == (status, reason)


@pytest.mark.parametrize(
    ("this", "status"),
    [(105, "达标"), (105.01, "不能断定"), (105.02, "未达标"), (40, "达标"), (0, "达标")],
)
def test_a_change_rate_below_its_limit_is_met_however_far(
    pack: RulePack, this: float, status: str
) -> None:
    facts = figures(在职人员经费=this, 上年在职人员经费=100)
    assert only(pack, row("在职人员经费变动率", "5%", "成本控制成效"), facts)["status"] == status


# Figures that cannot be


@pytest.mark.parametrize(
    ("indicator", "facts"),
    [
        (row("群众满意度", "≥90%", "服务对象满意"), figures(满意份数_份=320, 有效问卷份数_份=300)),
        (row("群众满意度", "≥90%", "服务对象满意"), figures(满意份数_份=-9, 有效问卷份数_份=-10)),
        (
            row("目标依据充分性", "充分", "工作目标管理情况"),
            figures(已达成标准数_项=3, 评价标准数_项=2),
        ),
    ],
    ids=["more satisfied than asked", "negative counts", "more criteria met than there are"],
)
def test_impossible_counts_pass_nothing(
    pack: RulePack, indicator: DeclaredIndicator, facts: Facts
) -> None:
    assert only(pack, indicator, facts)["status"] not in ("达标", "未达标")


# Dates


def test_a_date_target_on_a_ratio_is_reported_and_leaves_the_rest_standing(pack: RulePack) -> None:
    declaration = form(row("预算执行率", "11月底前"), row("预算调整率", "≤10%"))
    facts = figures(预算执行数=98, 预算数=100, 预算调整数=5)
    frame = frame_of(assess(declaration, facts, pack))
    assert list(frame["status"]) == ["待评定", "达标"]
    assert frame.loc[0, "reason"]


@pytest.mark.parametrize(
    ("day", "status", "reason"),
    [
        (dt.date(2020, 11, 29), "达标", "实际2020-11-29，达到≤2020-11-30"),
        (dt.date(2020, 11, 30), "达标", "实际2020-11-30，达到≤2020-11-30"),
        (dt.date(2020, 12, 1), "未达标", "实际2020-12-01，未达到≤2020-11-30，差1天"),
    ],
)
def test_a_deadline_is_met_until_its_last_day(
    pack: RulePack, day: dt.date, status: str, reason: str
) -> None:
    facts = figures(实际值_日期=float(day.toordinal()))
    got = only(pack, row("重要改革事项1", "11月底前", "体制机制改革情况"), facts)
    assert (got["status"], got["reason"]) == (status, reason)
    assert math.isnan(got["attainment"])


@pytest.mark.parametrize("value", [1, 0, 0.95, -3])
def test_a_number_that_is_no_date_meets_no_deadline(pack: RulePack, value: float) -> None:
    facts = figures(实际值=value)
    got = only(pack, row("重要改革事项1", "11月底前", "体制机制改革情况"), facts)
    assert got["status"] not in ("达标", "未达标")


# Rounding


@pytest.mark.parametrize(
    ("target", "spent", "budget", "status", "critical"),
    [
        # 9.50 / 10.00: rounding allows 94.9 % to 95.1 %, but printed it is the target itself
        ("≥95%", 9.50, 10.00, "达标", False),
        # 9.49 / 10.00: 94.8 % to 95.0 %; 9.495 / 9.995 = 94.9975 %
        ("≥95%", 9.49, 10.00, "未达标", False),
        # 9.49 / 9.99: 9.495 / 9.985 = 95.09 %
        ("≥95%", 9.49, 9.99, "不能断定", True),
        # 9.51 / 10.00: 9.505 / 10.005 = 95.0025 %
        ("≥95%", 9.51, 10.00, "达标", False),
        ("≤95%", 9.51, 10.00, "未达标", False),
        ("≤95%", 9.50, 10.00, "达标", False),
        # 9.50 / 9.99 is 95.1 %, and 9.495 / 9.995 is 94.9975 %
        ("≤95%", 9.50, 9.99, "不能断定", True),
        ("≥95%", 9.50, 9.99, "不能断定", True),
        # 1.00 / 3.00 may be anything from 33.1 % to 33.6 %, so exactly 33.33 % too
        ("=33.33%", 1.00, 3.00, "不能断定", True),
        ("=40%", 1.00, 3.00, "未达标", False),
    ],
)
def test_a_verdict_that_rounding_could_turn_is_critical(
    pack: RulePack, target: str, spent: float, budget: float, status: str, critical: bool
) -> None:
    facts = figures(预算执行数=spent, 预算数=budget)
    got = only(pack, row("预算执行率", target), facts)
    assert (got["status"], bool(got["critical"])) == (status, critical)
    assert ("四舍五入的误差内" in got["reason"]) == critical
    assert ("是否达标不能断定" in got["reason"]) == critical


def test_counts_are_exact_and_never_critical(pack: RulePack) -> None:
    # All 100 there are were asked: no chance in it either.
    facts = figures(满意份数_份=90, 有效问卷份数_份=100, 总体数_个=100)
    got = only(pack, row("群众满意度", "≥90%", "服务对象满意"), facts)
    assert (got["status"], bool(got["critical"])) == ("达标", False)
    assert (got["low"], got["high"]) == (0.9, 0.9)


# Surveys


@pytest.mark.parametrize(
    ("satisfied", "asked", "low", "high"),
    [
        (90, 100, 0.8256, 0.9448),
        # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_survey_comes_with_its_wilson_interval(
    pack: RulePack, satisfied: int, asked: int, low: float, high: float
) -> None:
    facts = figures(满意份数_份=satisfied, 有效问卷份数_份=asked)
    got = only(pack, row("群众满意度", "≥90%", "服务对象满意"), facts)
    assert got["sample"] == asked
    assert (got["wilson_low"], got["wilson_high"]) == pytest.approx((low, high), abs=0.00006)
    assert f"有效样本{asked}份" in got["reason"]


def test_a_survey_without_answers_has_no_interval(pack: RulePack) -> None:
    facts = figures(满意份数_份=0, 有效问卷份数_份=0)
    got = only(pack, row("群众满意度", "≥90%", "服务对象满意"), facts)
    assert got["status"] == "不可比"
    assert math.isnan(got["sample"])
    assert math.isnan(got["wilson_low"])


# Attainment


@pytest.mark.parametrize(
    ("target", "spent", "attainment"),
    [
        ("≥95%", 76, 0.8),
        ("≥95%", 95, 1.0),
        ("≥50%", 75, 1.5),
        ("=80%", 40, 0.5),
        ("≤10%", 5, math.nan),
        ("±5%", 5, math.nan),
        ("≥0%", 5, math.nan),
        ("", 95, math.nan),
        ("良好", 95, math.nan),
        ("≥1000件", 95, math.nan),
    ],
)
def test_attainment_is_actual_over_target_where_that_means_anything(
    pack: RulePack, target: str, spent: float, attainment: float
) -> None:
    got = only(pack, row("预算执行率", target), figures(预算执行数=spent, 预算数=100))
    assert got["attainment"] == pytest.approx(attainment, nan_ok=True)


# The frame

NUMBERS = (
    "target_value", "actual", "low", "high", "attainment", "sample", "wilson_low", "wilson_high",
)  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (row("预算执行率", "≥95%"),),
        (row("预算执行率", ""), row("群众满意度", "≥90%", "服务对象满意")),
    ],
    ids=["none", "one", "two"],
)
def test_the_frame_has_its_columns_and_types_however_little_there_is(
    pack: RulePack, rows: tuple[DeclaredIndicator, ...]
) -> None:
    frame = frame_of(assess(form(*rows), Facts(), pack))
    assert tuple(frame.columns) == COLUMNS
    assert len(frame) == len(rows)
    assert {name: str(frame[name].dtype) for name in NUMBERS} == dict.fromkeys(NUMBERS, "float64")
    assert str(frame["critical"].dtype) == "bool"
    assert list(frame["status"].cat.categories) == [
        "达标", "未达标", "不能断定", "无目标值", "数据缺失", "不可比", "待评定", "不适用",
    ]  # fmt: skip


def test_the_rows_stand_in_the_form_s_order(pack: RulePack) -> None:
    rows = form(row("预算调整率", "≤10%"), row("预算执行率", "≥95%"))
    frame = frame_of(assess(rows, Facts(), pack))
    assert list(frame["indicator"]) == ["预算调整率", "预算执行率"]
    assert set(frame["department"]) == {"某局"}
    assert set(frame["year"]) == {2020}


def test_a_computed_row_says_everything(pack: RulePack) -> None:
    facts = figures(预算执行数=76, 预算数=100)
    got = only(pack, row("预算执行率", "≥95%"), facts)
    assert [got[name] for name in ("level1", "level2", "target", "kind", "sign", "unit")] == [
        "管理效率", "预算管理", "≥95%", "quantity", "≥", "%",
    ]  # fmt: skip
    assert (got["target_value"], got["actual"], got["actual_text"]) == (0.95, 0.76, "76.00%")
    # 75.995/100.005 and 76.005/99.995
    assert (got["low"], got["high"]) == pytest.approx((0.759912, 0.760088), abs=1e-6)


# Surveys


def test_a_sample_s_error_shrinks_with_the_population_and_is_told_with_its_return(
    pack: RulePack,
) -> None:
    asked = row("群众满意度", "≥90%", "服务对象满意")
    # 92 of 100: 85.00 % to 95.89 % after Wilson, across 90 %.
    some = figures(满意份数_份=92, 有效问卷份数_份=100, 发放份数_份=125)
    found = only(pack, asked, some)
    assert (found["status"], bool(found["critical"])) == ("不能断定", False)
    assert found["reason"] == (
        "实际92.00%，指标值≥90%；有效样本100份，发放125份，回收率80.00%，"
        "95%置信区间85.00%—95.89%，跨过指标值，是否达标不能断定"
    )
    # Of 104 there are: z·√(4/103) = 0.386243, its square 0.149184; middle 184.149184, spread
    # 0.386243·√(0.149184 + 4·92·8/100) = 2.101009, over 200.298368: 90.89 % to 92.99 %.
    most = only(pack, asked, Facts((*some, *figures(总体数_个=104))))
    assert most["status"] == "达标"
    assert (round(float(most["wilson_low"]), 4), round(float(most["wilson_high"]), 4)) == (
        0.9089,
        0.9299,
    )
    assert "总体104，95%置信区间90.89%—92.99%" in str(most["reason"])
    everybody = only(pack, asked, Facts((*some, *figures(总体数_个=100))))
    assert (everybody["wilson_low"], everybody["wilson_high"]) == (0.92, 0.92)


# Bases of 0


@pytest.mark.parametrize(
    ("convention", "now", "target", "status", "value"),
    [
        ("by-difference", 0.0, "≤0%", "达标", 0.0),
        ("by-difference", 0.01, "≤0%", "未达标", 1.0),
        # Of other targets it does not speak.
        ("by-difference", 0.0, "≤10%", "不可比", None),
        ("by-difference", 5.0, "≤10%", "不可比", None),
        ("not-comparable", 0.0, "≤0%", "不可比", None),
    ],
)
def test_on_a_base_of_zero_the_difference_may_decide(
    pack: RulePack, convention: str, now: float, target: str, status: str, value: float | None
) -> None:
    by = pack.model_copy(update={"zero_base": convention})
    facts = figures(**{"上年“三公经费”总额": 0.0, "“三公经费”总额": now})
    name = "“三公经费”变动率"
    got = only(by, row(name, target, "成本控制成效"), facts)
    assert got["status"] == status
    assert (None if math.isnan(float(got["actual"])) else got["actual"]) == value
