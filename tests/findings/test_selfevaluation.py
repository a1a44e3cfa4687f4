"""Printed scores recomputed; figures of published self-evaluations, and invented ones (虚构)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import layout_forms as forms
import pytest

from auditkit.files.grid import Source
from auditkit.findings.selfevaluation.judged import (
    ScoreCheck,
    review_budget,
    review_indicator,
    review_scores,
)
from auditkit.form import read_declaration
from auditkit.form.declaration import BudgetLine, Declaration, DeclaredIndicator
from auditkit.form.values import reached
from auditkit.formula.target import parse_target

HERE = Source("自评表.txt", "第1行第1栏")


def line(
    executed: float | None,
    budget: float | None,
    rate: str = "",
    weight: float | None = 10,
    score: float | None = None,
    initial: float | None = None,
) -> BudgetLine:
    fraction = float(rate.rstrip("%")) / 100 if rate else None
    return BudgetLine(
        "年度资金总额", initial, budget, executed, weight, fraction, score, HERE, rate_text=rate
    )


def indicator(
    target: str, actual: str, weight: float, score: float, name: str = "示例", direction: str = ""
) -> DeclaredIndicator:
    aim = parse_target(target)
    return DeclaredIndicator(
        "产出指标",
        "数量指标",
        name,
        aim,
        "",
        "",
        HERE,
        weight=weight,
        actual=reached(actual, aim),
        score=score,
        direction=direction,
    )


def form(
    indicators: tuple[DeclaredIndicator, ...] = (),
    lines: tuple[BudgetLine, ...] = (),
    total_weight: float | None = None,
    total_score: float | None = None,
) -> Declaration:
    return Declaration(
        "示例局（虚构）",
        2021,
        (),
        (),
        None,
        indicators,
        kind="自评表",
        budget_lines=lines,
        total_weight=total_weight,
        total_score=total_score,
    )


def budget_checks(printed: BudgetLine) -> dict[str, ScoreCheck]:
    return {check.kind: check for check in review_budget(printed)}


# Published execution rates with their scores


@pytest.mark.parametrize(
    ("executed", "budget", "rate", "weight", "score", "rule"),
    [
        (None, None, "76%", 10, 7.6, "印出的执行率×分值"),
        (154.74, 310.2, "50%", 10, 5, "执行率×分值，四舍五入到整数"),
        (179.43, 200, "89.7%", 10, 9, "执行率×分值，四舍五入到整数"),
        (10, 10, "100%", 20, 20, "执行率×分值"),
        (207.4538, 207.4538, "100%", 10, 10, "执行率×分值"),
    ],
    ids=["CQ-RMT-2021", "HD-XYL-2016", "LA-WLJ-2021", "HG-STBC-2020", "JS-ZDY-2021"],
)
def test_a_published_execution_score_is_reproduced(
    executed: float | None, budget: float | None, rate: str, weight: float, score: float, rule: str
) -> None:
    checks = budget_checks(line(executed, budget, rate, weight, score))
    assert (checks["预算执行得分"].agrees, checks["预算执行得分"].rule) == (True, rule)
    assert checks["执行率"].agrees is not False


def test_a_rate_printed_as_100_percent_for_80_is_wrong_and_so_is_its_score() -> None:
    checks = budget_checks(line(3824.26, 4753.66, "100%", 10, 10))
    assert checks["执行率"].agrees is False
    assert "80.45%" in checks["执行率"].note
    assert checks["预算执行得分"].agrees is False
    assert "8.04" in checks["预算执行得分"].note


def test_full_execution_scored_9_of_10_is_a_difference() -> None:
    assert budget_checks(line(64.8, 64.8, "100%", 10, 9))["预算执行得分"].agrees is False


@pytest.mark.parametrize(
    ("executed", "budget", "rate"),
    [
        (30.8, 52.8, "58.33%"),
        (188.45, 188.61, "99.92%"),
        (636.75, 776.84, "81.97%"),
        (44.85, 44.89, "99.91%"),
        (33.78, 100, "33.78%"),
    ],
)
def test_a_published_rate_is_right(executed: float, budget: float, rate: str) -> None:
    (check,) = review_budget(line(executed, budget, rate, None))
    assert check.agrees is True


@pytest.mark.parametrize(
    ("rate", "agrees"), [("81.97%", True), ("81.96%", True), ("81.98%", False)]
)
def test_a_rate_may_be_rounded_or_cut_but_not_raised(rate: str, agrees: bool) -> None:
    (check,) = review_budget(line(636.75, 776.84, rate, None))
    assert check.agrees is agrees


def test_a_budget_of_0_gives_no_rate() -> None:
    checks = budget_checks(line(5, 0, "100%", 10, 10))
    assert checks["执行率"].agrees is None


# Published targets, actual values and scores


@pytest.mark.parametrize(
    ("target", "actual", "weight", "score", "rule"),
    [
        ("1100万元", "1093万元", 6, 5, "按比例（实际值÷指标值），只取整数"),
        ("═100%", "98%", 10, 9, "按比例（实际值÷指标值），只取整数"),
        ("98%", "98%", 20, 19.6, "实际值×分值"),
        ("≤100%", "95.10%", 8, 8, "达标得满分"),
        ("≤100%", "88.66%", 5, 5, "达标得满分"),
    ],
    ids=["LL-LYJ-2021", "YD-MLZX-2022", "HG-STBC-2020", "HN-ANON-2018", "HN-JXW-2015"],
)
def test_a_published_score_is_reproduced_by_a_named_rule(
    target: str, actual: str, weight: float, score: float, rule: str
) -> None:
    check = review_indicator(indicator(target, actual, weight, score))
    assert check is not None
    assert (check.agrees, check.rule) == (True, rule)


@pytest.mark.parametrize(
    ("target", "actual", "weight", "score", "due"),
    [
        ("8755", "8676", 15, 13, 14.86),
        ("95%", "95%", 10, 9, 10.0),
        ("2万元", "2万元", 20, 18, 20.0),
    ],
    ids=["JSX-YB-2020 insured", "JSX-YB-2020 satisfaction", "XZ-CJT-2020"],
)
def test_a_published_score_that_no_rule_gives_is_a_difference(
    target: str, actual: str, weight: float, score: float, due: float
) -> None:
    check = review_indicator(indicator(target, actual, weight, score))
    assert check is not None
    assert (check.agrees, check.rule) == (False, "")
    assert check.computed == pytest.approx(due, abs=0.005)


# The rules where less is better: target 10, reached 15, weight 10


@pytest.mark.parametrize(
    ("actual", "score", "rule"),
    [
        ("10", 10, "达标得满分"),
        ("15", 5, "平台规则"),
        ("15", 6.67, "按比例（指标值÷实际值），四舍五入到两位小数"),
        ("20", 0, "平台规则"),
        ("20", 5, "按比例（指标值÷实际值）"),
    ],
)
def test_a_ceiling_missed_follows_either_rule(actual: str, score: float, rule: str) -> None:
    check = review_indicator(indicator("≤10", actual, 10, score))
    assert check is not None
    assert (check.agrees, check.rule) == (True, rule)


@pytest.mark.parametrize(
    ("name", "level2", "actual", "score", "agrees"),
    [
        ("公用经费支出", "成本指标", "90万元", 10, True),
        # The points fit a target of at least 100: the level alone does not make them wrong.
        ("公用经费支出", "成本指标", "90万元", 9, None),
        ("公用经费支出", "成本指标", "110万元", 10, None),
        ("公用经费支出", "成本指标", "50万元", 7.7, False),
        ("公用经费支出", "数量指标", "90万元", 10, False),
        ("公用经费节约", "成本指标", "90万元", 10, False),
    ],
)
def test_an_amount_without_a_sign_among_the_costs_is_the_most(
    name: str, level2: str, actual: str, score: float, agrees: bool | None
) -> None:
    check = review_indicator(replace(indicator("100万元", actual, 10, score, name), level2=level2))
    assert check is not None
    assert check.agrees is agrees
    assert (check.finding is None) is (agrees is not False)


def test_a_direction_tells_a_target_without_a_sign() -> None:
    check = review_indicator(indicator("10", "8", 10, 10, direction="反向"))
    assert check is not None
    assert check.rule == "达标得满分"


@pytest.mark.parametrize(
    ("target", "actual", "agrees"),
    [
        ("6月底前", "6月30日", True),
        ("6月底前", "7月1日", False),
        ("充分", "充分", None),
        ("100%", "1000件", None),
        ("2万元", "20000元", True),
        ("5件", "", None),
    ],
)
def test_dates_words_and_units_are_compared_only_where_they_can_be(
    target: str, actual: str, agrees: bool | None
) -> None:
    check = review_indicator(indicator(target, actual, 10, 10))
    assert check is not None
    assert check.agrees is agrees


def test_a_score_above_its_weight_is_a_difference() -> None:
    check = review_indicator(indicator("≥5件", "6件", 10, 12))
    assert check is not None
    assert check.agrees is False


# Totals


@pytest.mark.parametrize(
    ("printed", "agrees", "rule"),
    [
        (93, True, "各指标之和（不含预算执行）"),
        (102, True, "各指标与预算执行之和"),
        (94, False, ""),
    ],
)
def test_a_printed_total_is_compared_with_its_parts(
    printed: float, agrees: bool, rule: str
) -> None:
    parts = (indicator("≥5", "5", 50, 50), indicator("≥5", "5", 43, 43))
    checks = review_scores(form(parts, (line(9, 10, "90%", 10, 9),), None, printed))
    (total,) = [check for check in checks if check.kind == "得分合计"]
    assert (total.agrees, total.rule) == (agrees, rule)


def test_weights_adding_up_to_110_are_no_100() -> None:
    parts = (indicator("≥5", "5", 60, 60), indicator("≥5", "5", 50, 50))
    checks = review_scores(form(parts, (), 100, 110))
    assert [check.agrees for check in checks if check.kind == "分值合计"] == [False]
    assert [check.agrees for check in checks if check.kind == "得分合计"] == [True]


# The platform's warnings


@pytest.mark.parametrize(
    ("earned", "budget_score", "warning"),
    [(90, 10, ""), (90, 9.5, ""), (90, 9.49, "红"), (85.5, 9, "红"), (45, 10, "")],
)
def test_indicators_scored_far_above_execution_are_a_red_warning(
    earned: float, budget_score: float, warning: str
) -> None:
    """S/90 − B/10 over S/90: at 5 % nothing, above it red."""
    scored = indicator("≥5", "5", 90, earned)
    checks = review_scores(form((scored,), (line(9.5, 10, "95%", 10, budget_score),)))
    (red,) = [check for check in checks if check.subject == "自评得分与预算执行"]
    assert red.warning == warning


@pytest.mark.parametrize(
    ("executed", "budget", "warning"),
    [(8.01, 10, ""), (8.0, 10, ""), (7.99, 10, "黄"), (0, 0, "黄"), (5, 0, "黄")],
)
def test_money_unspent_is_a_yellow_warning(executed: float, budget: float, warning: str) -> None:
    checks = review_scores(form((), (line(executed, budget, "", 10),)))
    (yellow,) = [check for check in checks if check.subject == "预算未执行比例"]
    assert yellow.warning == warning


def test_the_scores_of_a_whole_form_are_reviewed(tmp_path: Path) -> None:
    path = forms.write_xlsx(forms.EVALUATION, forms.EVALUATION_MERGED, tmp_path / "自评表.xlsx")
    checks = review_scores(read_declaration(path))
    read = [(check.kind, check.subject, check.agrees, check.rule) for check in checks]
    assert read == [
        ("指标得分", "养护面积", True, "达标得满分"),
        ("指标得分", "补植苗木", True, "按比例（实际值÷指标值）"),
        ("指标得分", "苗木成活率", True, "达标得满分"),
        ("指标得分", "完成时间", True, "达标得满分"),
        ("指标得分", "提升公园环境", None, ""),
        ("指标得分", "绿地率变动", True, "平台规则"),
        ("指标得分", "市民满意度", True, "达标得满分"),
        ("执行率", "年度资金总额", True, "执行数÷预算数"),
        ("预算执行得分", "年度资金总额", True, "执行率×分值，四舍五入到两位小数"),
        ("执行率", "其中：当年财政拨款", True, "执行数÷预算数"),
        ("执行率", "上年结转资金", True, "执行数÷预算数"),
        ("执行率", "其他资金", True, "执行数÷预算数"),
        ("分值合计", "总分", True, "各指标与预算执行之和"),
        ("得分合计", "总分", True, "各指标与预算执行之和"),
        ("自评虚高", "自评得分与预算执行", False, "(S/90−B/10)/(S/90)≤5%"),
        ("自评虚高", "预算未执行比例", True, "未执行比例≤20%且预算不为0"),
    ]
    assert checks[0].source is not None
    assert checks[0].source.place == "Sheet!H13"
