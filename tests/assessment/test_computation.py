"""One indicator computed: its goal, its value, and why there is none."""

import datetime as dt
import math

import pytest

from auditkit.assessment.computation import Computation, compute, compute_alternatives
from auditkit.assessment.verdict import verdict
from auditkit.facts.facts import Fact, Facts, printed_decimals
from auditkit.files.grid import Source
from auditkit.form.adopted import adopting
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack()


def fact(name: str, value: float, unit: str = "万元", year: int = 2020, scope: str = "") -> Fact:
    source = Source("实际数.xlsx", f"数据项!{name}{year}", "")
    return Fact(name, year, value, unit, source, printed_decimals(value, unit), scope)


def declared(name: str, target: str, note: str = "", level2: str = "预算管理") -> Declaration:
    source = Source("申报表.xlsx", "表1!C7", "")
    indicator = DeclaredIndicator("管理效率", level2, name, parse_target(target), "", note, source)
    return Declaration("某局", 2020, (), (), None, (indicator,))


def computed(
    pack: RulePack, name: str, target: str, *facts: Fact, note: str = "", level2: str = "预算管理"
) -> Computation:
    declaration = declared(name, target, note, level2)
    pack = adopting(pack, declaration)
    return compute(declaration.indicators[0], declaration, Facts(facts), pack)


PER_HEAD = (
    fact("年度在职人员公用经费实际支出数", 63.0),
    fact("年度实际在职人数", 60, "人"),
    fact("年度在职人员公用经费实际支出数", 57.0, year=2019),
    fact("年度实际在职人数", 57, "人", year=2019),
)


def test_a_definition_is_expanded_to_four_figures_and_their_cells(pack: RulePack) -> None:
    # 63/60 = 1.05 万元 a head against 57/57 = 1: five per cent more
    c = computed(pack, "人均公用经费变动率", "≤5%", *PER_HEAD)
    assert c.value == pytest.approx(0.05)
    assert c.status is None
    assert [(f.name, f.year, f.value) for f in c.trace.facts] == [
        ("年度在职人员公用经费实际支出数", 2020, 63.0),
        ("年度实际在职人数", 2020, 60),
        ("年度在职人员公用经费实际支出数", 2019, 57.0),
        ("年度实际在职人数", 2019, 57),
    ]
    assert [str(f.source) for f in c.trace.facts] == [
        "实际数.xlsx[数据项!年度在职人员公用经费实际支出数2020]",
        "实际数.xlsx[数据项!年度实际在职人数2020]",
        "实际数.xlsx[数据项!年度在职人员公用经费实际支出数2019]",
        "实际数.xlsx[数据项!年度实际在职人数2019]",
    ]
    assert c.trace.figures == "（63.00/60-57.00/57）/（57.00/57）×100%"
    assert c.trace.result == "5.00%"
    assert c.trace.formula == (
        "[（本年度人均公用经费-上年度人均公用经费） / 上年度人均公用经费]×100%"
    )


@pytest.mark.parametrize("left_out", range(4))
def test_any_of_the_four_missing_is_named_with_its_year(pack: RulePack, left_out: int) -> None:
    c = computed(pack, "人均公用经费变动率", "≤5%", *PER_HEAD[:left_out], *PER_HEAD[left_out + 1 :])
    missing = PER_HEAD[left_out]
    assert c.status == "数据缺失"
    assert str(missing.year) in c.reason
    assert missing.name in c.reason
    assert math.isnan(c.value)
    assert c.trace.facts[left_out].source is None
    assert c.trace.facts[left_out].value is None
    assert "（缺）" in c.trace.figures


def test_the_prior_year_is_found_by_year_and_not_by_order(pack: RulePack) -> None:
    last, this = fact("在职人员经费", 100, year=2019), fact("在职人员经费", 104)
    other = fact("在职人员经费", 1, year=2018)
    for order in ((last, this, other), (other, this, last), (this, other, last)):
        assert computed(pack, "在职人员经费变动率", "≤5%", *order).value == pytest.approx(0.04)


def test_figures_of_other_years_do_not_stand_in(pack: RulePack) -> None:
    c = computed(
        pack,
        "在职人员经费变动率",
        "≤5%",
        fact("在职人员经费", 104),
        fact("在职人员经费", 100, year=2018),
        fact("在职人员经费", 100, year=2021),
    )
    assert (c.status, c.reason) == ("数据缺失", "缺少2019年在职人员经费")


def test_a_figure_gathered_for_the_indicator_goes_before_the_department_s(pack: RulePack) -> None:
    own = [
        fact("满意份数", 80, "份", scope="群众满意度"),
        fact("有效问卷份数", 100, "份", scope="群众满意度"),
        fact("满意份数", 10, "份", scope="企业满意度"),
        fact("有效问卷份数", 20, "份", scope="企业满意度"),
        fact("满意份数", 1, "份"),
        fact("有效问卷份数", 2, "份"),
    ]
    level2 = "服务对象满意"
    assert computed(pack, "群众满意度", "≥90%", *own, level2=level2).value == 0.8
    assert computed(pack, "对口部门满意度", "≥90%", *own, level2=level2).value == 0.5


def test_a_figure_gathered_for_another_indicator_does_not_stand_in(pack: RulePack) -> None:
    other = [
        fact("满意份数", 10, "份", scope="企业满意度"),
        fact("有效问卷份数", 20, "份", scope="企业满意度"),
    ]
    c = computed(pack, "群众满意度", "≥90%", *other, level2="服务对象满意")
    assert c.status == "数据缺失"


@pytest.mark.parametrize(
    ("this", "last", "reason"),
    [
        (5, 0, "上年度累计结转结余资金总额为0，不能作分母"),
        (5, -1, "上年度累计结转结余资金总额为负数，变动率没有意义"),
        (0, 0, "上年度累计结转结余资金总额为0，不能作分母"),
    ],
)
def test_a_zero_or_negative_base_compares_nothing(
    pack: RulePack, this: float, last: float, reason: str
) -> None:
    name = "累计结转结余资金总额"
    c = computed(pack, "结转结余变动率", "≤10%", fact(name, this), fact(name, last, year=2019))
    assert (c.status, c.reason) == ("不可比", reason)
    assert math.isnan(c.value)


def test_a_figure_that_is_no_number_is_missing_and_named(pack: RulePack) -> None:
    c = computed(pack, "预算执行率", "≥95%", fact("预算执行数", math.nan), fact("预算数", 100))
    assert c.status == "数据缺失"
    assert "预算执行数" in c.reason


def test_an_infinite_figure_passes_nothing(pack: RulePack) -> None:
    endless = Fact("预算执行数", 2020, math.inf, "万元", Source("实际数.xlsx", "数据项!C3"))
    c = computed(pack, "预算执行率", "≥95%", endless, fact("预算数", 100))
    assert c.status is not None


# Goals


@pytest.mark.parametrize(
    ("name", "target", "sign", "value"),
    [
        ("预算执行率", "≥95%", "≥", 0.95),
        ("预算执行率", "95%", "≥", 0.95),
        ("预算执行率", "95", "≥", 0.95),
        ("预算执行率", "≥95", "≥", 0.95),
        ("预算执行率", "0.95", "≥", 0.95),
        ("预算执行率", "=100%", "=", 1.0),
        ("预算执行率", "100", "≥", 1.0),
        ("预算调整率", "≤10%", "≤", 0.1),
        ("预算调整率", "10%", "≤", 0.1),
        ("预算调整率", "10", "≤", 0.1),
        ("预算调整率", "<10%", "<", 0.1),
        ("结转结余变动率", "±5%", "±", 0.05),
        ("在职人员经费变动率", "0%", "≤", 0.0),
        ("在职人员经费变动率", "≤-5%", "≤", -0.05),
        ("项目库管理完整性", "完整", "≥", 1.0),
        ("项目库管理完整性", "≥98%", "≥", 0.98),
        ("国库集中支付合规性", "合规", "≥", 1.0),
        ("总体工作完成率", "≥90%", "≥", 0.9),
        ("总体工作完成率", "90", "≥", 0.9),
    ],
)
def test_a_target_is_held_against_a_rate(
    pack: RulePack, name: str, target: str, sign: str, value: float
) -> None:
    goal = computed(pack, name, target).goal
    assert (goal.sign, goal.unit, goal.problem) == (sign, "%", "")
    assert goal.value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "target", "notes"),
    [
        ("预算调整率", "10%", ["比较符号", "“≤”"]),
        ("预算执行率", "95%", ["比较符号", "“≥”"]),
        ("预算执行率", "≥95", ["百分号"]),
        ("预算执行率", "95", ["比较符号", "百分号"]),
        ("预算调整率", "10", ["比较符号", "百分号"]),
        ("项目库管理完整性", "完整", ["申报表未定数值", "“完整”=100%"]),
        ("预算执行率", "292%", ["“2”疑为“≥”之误"]),
    ],
)
def test_whatever_was_read_into_a_target_is_said(
    pack: RulePack, name: str, target: str, notes: list[str]
) -> None:
    goal = computed(pack, name, target).goal
    assert [note for note in notes if note not in goal.note] == []


@pytest.mark.parametrize("target", ["≥1", "1", "≤1"])
def test_a_one_without_per_cent_says_how_it_was_read(pack: RulePack, target: str) -> None:
    # One per cent or a hundred per cent: whichever it is, it must not be silent.
    goal = computed(pack, "预算执行率", target).goal
    assert "百分" in goal.note + goal.problem


@pytest.mark.parametrize("target", ["≥1000件", "≥3人", "≥5万元"])
def test_a_target_in_another_unit_cannot_be_held_against_a_rate(
    pack: RulePack, target: str
) -> None:
    goal = computed(pack, "预算执行率", target).goal
    assert "单位" in goal.problem


@pytest.mark.parametrize(
    "name", ["预算执行率", "部门固定资产利用率", "群众满意度", "总体工作完成率"]
)
def test_a_word_without_a_value_says_that_it_has_none(pack: RulePack, name: str) -> None:
    goal = computed(pack, name, "良好").goal
    assert "良好" in goal.problem


NET = "净增额=本年度收入数-上年度收入数。"


@pytest.mark.parametrize(
    ("target", "this", "met"),
    [
        ("≥5000万元", 6000, True),
        ("≥0.5亿元", 6000, True),
        # 0.4999 亿元 is not yet 0.5
        ("≥0.5亿元", 5999, False),
        ("≥50000000元", 6000, True),
        ("≥50000000元", 5999.99, False),
        ("≤0.5亿元", 6000, True),
        ("≤0.5亿元", 6000.01, False),
    ],
)
def test_money_is_held_against_money_in_the_same_unit(
    pack: RulePack, target: str, this: float, met: bool
) -> None:
    from auditkit.formula.comparison import meets

    figures = (fact("收入数", this), fact("收入数", 1000, year=2019))
    c = computed(pack, "净增额", target, *figures, note=NET)
    assert c.goal.problem == ""
    assert bool(meets(c.goal.sign, c.goal.value, c.value)) is met


@pytest.mark.parametrize(("value", "unit"), [(11900, "万元"), (1.19, "亿元")])
def test_a_value_filled_in_directly_is_taken_in_its_own_unit(
    pack: RulePack, value: float, unit: str
) -> None:
    from auditkit.formula.comparison import meets

    actual = Fact("实际值", 2020, value, unit, Source("实际数.xlsx", "直接填报!C3"))
    c = computed(pack, "招商引资额", "≥1.2亿元", actual, level2="成本控制成效")
    assert c.goal.problem or c.status or not meets(c.goal.sign, c.goal.value, c.value)


# Dates


def filled(day: dt.date) -> Fact:
    source = Source("实际数.xlsx", "直接填报!C3")
    return Fact("实际值", 2020, float(day.toordinal()), "日期", source, None)


@pytest.mark.parametrize(
    ("target", "last"),
    [
        ("11月底前", dt.date(2020, 11, 30)),
        ("2020年6月30日前", dt.date(2020, 6, 30)),
        ("2021年3月底前", dt.date(2021, 3, 31)),
    ],
)
def test_a_deadline_is_the_last_day_that_meets_it(
    pack: RulePack, target: str, last: dt.date
) -> None:
    goal = computed(pack, "重要改革事项1", target, level2="体制机制改革情况").goal
    assert (goal.sign, goal.value, goal.unit) == ("≤", float(last.toordinal()), "日期")


def test_a_deadline_that_is_open_says_so(pack: RulePack) -> None:
    goal = computed(pack, "重要改革事项1", "11月前", level2="体制机制改革情况").goal
    assert "日期不明确" in goal.problem


def test_a_day_is_shown_as_a_day(pack: RulePack) -> None:
    day = dt.date(2020, 11, 30)
    c = computed(pack, "重要改革事项1", "11月底前", filled(day), level2="体制机制改革情况")
    assert c.trace.result == "2020-11-30"


# Alternatives


def test_the_printed_alternative_has_the_opposite_direction(pack: RulePack) -> None:
    declaration = declared("部门固定资产利用率", "≥90%", level2="资产管理")
    facts = Facts((fact("闲置资产总额", 15.23), fact("部门所有固定资产总额", 152.3)))
    (idle,) = compute_alternatives(declaration.indicators[0], declaration, facts, pack)
    assert idle.value == pytest.approx(0.1)
    assert (idle.goal.sign, idle.formula.name, idle.trace.alternative) == ("≤", "资产闲置率", True)
    assert math.isnan(idle.goal.value)


def test_an_indicator_without_an_alternative_has_none(pack: RulePack) -> None:
    declaration = declared("预算执行率", "≥95%")
    assert compute_alternatives(declaration.indicators[0], declaration, Facts(), pack) == []


# Facts


@pytest.mark.parametrize(
    ("value", "unit", "half"),
    [
        (12.0, "万元", 0.005),
        (12.3, "万元", 0.005),
        (12.34, "万元", 0.005),
        (12.3456, "万元", 0.00005),
        (12, "人", 0.0),
        (0.9, "%", 0.00005),
    ],
)
def test_a_figure_is_known_to_half_its_last_printed_place(
    value: float, unit: str, half: float
) -> None:
    assert fact("预算数", value, unit).half_step == pytest.approx(half)


def test_the_first_of_two_figures_counts() -> None:
    facts = Facts((fact("预算数", 1), fact("预算数", 2)))
    got = facts.get("预算数", 2020)
    assert got is not None
    assert got.value == 1
    assert facts.get("预算数", 2019) is None
    assert facts.get("预算", 2020) is None
    merged = Facts((fact("预算数", 7),)).merged([facts])
    assert [f.value for f in merged] == [7, 1, 2]
    first = merged.get("预算数", 2020)
    assert first is not None
    assert first.value == 7


# A change from zero, by the three conventions seen in print


@pytest.mark.parametrize(
    ("convention", "now", "value"),
    [
        ("not-comparable", 0.0, None),
        ("not-comparable", 3.0, None),
        ("as-100%", 0.0, 0.0),
        ("as-100%", 3.0, 1.0),
        ("as-0", 0.0, 0.0),
        ("as-0", 3.0, 0.0),
    ],
)
def test_a_change_from_zero_follows_the_pack_s_convention(
    pack: RulePack, convention: str, now: float, value: float | None
) -> None:
    ruled = pack.model_copy(update={"zero_base": convention})
    figures = (fact("“三公经费”总额", now), fact("“三公经费”总额", 0.0, year=2019))
    c = computed(ruled, "“三公经费”变动率", "≤5%", *figures)
    if value is None:
        assert c.status == "不可比"
        assert math.isnan(c.value)
    else:
        assert c.status is None
        assert c.value == value
        assert c.goal.note == f"上年为0，没有比率，按规则包约定记作{value:.0%}"


def test_a_rise_from_zero_is_no_rate_and_printed_as_none(pack: RulePack) -> None:
    """0 → 3 against ≤0 %: there is more than nothing, and no rate of it."""
    ruled = pack.model_copy(update={"zero_base": "by-difference"})
    figures = (fact("“三公经费”总额", 3.0), fact("“三公经费”总额", 0.0, year=2019))
    c = computed(ruled, "“三公经费”变动率", "≤0%", *figures)
    assert c.shown == "由0增加"
    assert verdict(c).reason == "实际由0增加，未达到≤0%；上年为0，没有比率，按增减额判断"
    same = (fact("“三公经费”总额", 0.0), fact("“三公经费”总额", 0.0, year=2019))
    kept = verdict(computed(ruled, "“三公经费”变动率", "≤0%", *same))
    assert kept.reason == "实际0.00%，达到≤0%；上年为0，没有比率，按增减额判断"
