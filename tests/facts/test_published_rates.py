"""Percentages and scores that departments printed, each judged by auditkit's own formulas.

`published_rates.json` and `published_scores.json` hold figures of published documents; `status`
is the judgement to be reached, worked by hand; `computed` and `interval` were worked with the
figures by whoever collected them, in percent.
"""

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from auditkit.errors import AuditError
from auditkit.facts.printedrates import judge_rate, verdict
from auditkit.findings.selfevaluation.whichrule import judge_score, rule_points
from auditkit.formula import parse_formula
from auditkit.formula.target import parse_target
from auditkit.rules.rulepack import IndicatorRule

DATA = Path(__file__).parents[1] / "data"
FORMULAS = {
    "变动率": parse_formula("[（本年度数-上年度数）/上年度数]×100%"),
    "增减额": parse_formula("增减额/（本年度数-增减额）×100%"),
    "完成率": parse_formula("（决算/预算）×100%"),
    "在职人员控制率": parse_formula("（在职人员数/编制数）×100%"),
    "预算完成率": parse_formula(
        "（上年结转+年初预算+本年追加预算-年末结余）/（上年结转+年初预算+本年追加预算）×100%"
    ),
    "预算执行率": parse_formula("（执行/预算）×100%"),
}


def cases(name: str) -> list[Any]:
    entries = json.loads((DATA / name).read_text(encoding="utf-8"))
    return [pytest.param(entry, id=f"{i}-{entry['id']}") for i, entry in enumerate(entries)]


RATES, SCORES = cases("published_rates.json"), cases("published_scores.json")


# Rates


@pytest.mark.parametrize("case", RATES)
def test_a_printed_rate_is_judged_as_its_figures_show(case: dict[str, Any]) -> None:
    judged = judge_rate(case["printed"], FORMULAS[case["kind"]], case["figures"])
    assert judged.verdict == case["status"]
    assert (judged.verdict == "错") == (case["source_says"] == "wrong")
    # One collector left out the sign of a fall of 8.65 %.
    assert abs(judged.computed) == pytest.approx(abs(float(case["computed"])), abs=0.00501)
    if "interval" in case:
        low, high = map(float, case["interval"])
        assert (judged.low, judged.high) == pytest.approx((low, high), abs=0.00051)


def test_most_printed_rates_are_right() -> None:
    statuses = Counter(case.values[0]["status"] for case in RATES)
    assert statuses == {"对": 52, "舍入内可能": 1, "截尾": 1, "错": 5}


CHANGE = FORMULAS["变动率"]


@pytest.mark.parametrize(
    ("printed", "before", "now", "judged"),
    [
        # 10/80 = 12.5 % exactly; figures to ±0.005 allow 12.487 … 12.514.
        ("增长12.50%", "80.00", "90.00", "对"),
        ("增长13%", "80.00", "90.00", "对"),
        ("增长12.51%", "80.00", "90.00", "舍入内可能"),
        ("增长12.48%", "80.00", "90.00", "错"),
        ("增长12.52%", "80.00", "90.00", "错"),
        ("增长12%", "80.00", "90.00", "舍入内可能"),
        ("增长12%", "80000.00", "90000.00", "舍入内可能"),
        ("下降13%", "80.00", "70.00", "对"),
        ("12.5%", "80.00", "90.00", "对"),
        ("+12.50", "80.00", "90.00", "对"),
        ("下降12.50%", "90.00", "78.75", "对"),
        ("-12.50%", "90.00", "78.75", "对"),
        ("下降-12.50%", "90.00", "78.75", "对"),
        ("增加12.50%", "90.00", "78.75", "错"),
        ("持平", "30.00", "30.00", "对"),
        ("与上年持平", "30000.00", "30000.01", "对"),
        ("持平", "30.00", "30.01", "舍入内可能"),
        ("持平", "30.00", "31.00", "错"),
        # 1/6 = 16.666… %: to two places 16.67, cut off 16.66
        ("增长16.67%", "60000.00", "70000.00", "对"),
        ("增长16.66%", "60000.00", "70000.00", "截尾"),
        ("增长16.65%", "60000.00", "70000.00", "错"),
        ("下降16.66%", "60000.00", "50000.00", "截尾"),
        ("增长16.6%", "60000.00", "70000.00", "截尾"),
        ("增长1,150.00%", "8.00", "100.00", "对"),
    ],
)
def test_wording_and_places_are_those_printed(
    printed: str, before: str, now: str, judged: str
) -> None:
    figures = {"上年度数": before, "本年度数": now}
    assert judge_rate(printed, CHANGE, figures).verdict == judged


def test_a_turned_direction_is_told() -> None:
    judged = judge_rate("增加12.50%", CHANGE, {"上年度数": "90.00", "本年度数": "78.75"})
    assert judged.remark == "增减方向印反"


def test_a_cut_off_rate_says_what_rounding_gives() -> None:
    figures = {"决算": "9746.50", "预算": "10210.34"}
    judged = judge_rate("完成年初预算的95.45%", FORMULAS["完成率"], figures)
    assert judged.remark == "四舍五入应为95.46%，印出的是截去尾数的结果"


@pytest.mark.parametrize("printed", ["增长100%", "0.00%", "持平"])
def test_no_rate_is_right_on_a_zero_base(printed: str) -> None:
    judged = judge_rate(printed, CHANGE, {"上年度数": "0.00", "本年度数": "3.00"})
    assert math.isnan(judged.computed)
    assert judged.verdict != "对"


def test_a_count_is_exact() -> None:
    judged = judge_rate("95.10%", FORMULAS["在职人员控制率"], {"在职人员数": 136, "编制数": 143})
    assert judged.low == judged.high == pytest.approx(95.1048951)


def test_what_cannot_be_judged_is_refused() -> None:
    with pytest.raises(AuditError, match="没有百分比"):
        judge_rate("基本稳定", CHANGE, {"上年度数": "1", "本年度数": "1"})
    with pytest.raises(AuditError, match="没有给出数"):
        judge_rate("1%", CHANGE, {"本年度数": "1"})


def test_a_rate_on_a_base_of_nothing_is_wrong() -> None:
    rate = parse_formula("（本年度X-上年度X）/上年度X×100%")
    # 社工部 2024 prints "增加307.82万元，增长100.00%": there was nothing the year before.
    judged = judge_rate("增长100.00%", rate, {"上年度X": "0.00", "本年度X": "307.82"})
    assert (judged.verdict, judged.remark) == ("错", "基数为0，比率无从计算")
    assert judge_rate("增长7.00%", rate, {"上年度X": "0", "本年度X": "307.82"}).verdict == "错"
    # One cent is a base: (307.82 − 0.01) ÷ 0.01 = 30,781 = 3,078,100 %.
    cent = {"上年度X": "0.01", "本年度X": "307.82"}
    assert judge_rate("增长3078100%", rate, cent).verdict == "对"
    # Nothing after nothing, printed as no change, is no mistake.
    assert judge_rate("持平", rate, {"上年度X": "0.00", "本年度X": "0.00"}).verdict == "舍入内可能"


def test_infinite_bounds_allow_anything_but_prove_nothing() -> None:
    assert verdict(5.0, 2, math.nan, -math.inf, math.inf) == "舍入内可能"
    assert verdict(5.0, 2, math.nan, math.nan, math.nan) == "错"


# Scores


@pytest.mark.parametrize("case", [case for case in SCORES if "value_status" in case.values[0]])
def test_a_printed_value_is_judged_as_its_figures_show(case: dict[str, Any]) -> None:
    judged = judge_rate(case["printed_value"], FORMULAS[case["indicator"]], case["figures"])
    assert judged.verdict == case["value_status"]


@pytest.mark.parametrize("case", [case for case in SCORES if "printed_score" in case.values[0]])
def test_a_printed_score_is_traced_to_the_rule_that_gives_it(case: dict[str, Any]) -> None:
    def number(text: str) -> float:
        return parse_target(text).value or 0.0

    shown = number(case["printed_value"]) if "printed_value" in case else None
    if "figures" in case:
        figures = case["figures"]
        rate = judge_rate(case["printed_value"], FORMULAS[case["indicator"]], figures)
        actual = rate.computed / 100
        shown = shown if rate.verdict != "错" else None
    else:
        actual = number(case["actual"]) if "actual" in case else shown or 0.0
    own = None
    if "scoring" in case:
        given = {"name": case["indicator"], "reference": "公开的评分表", "weight": case["weight"]}
        own = IndicatorRule.model_validate(given | {"scoring": case["scoring"]})
    points = rule_points(
        case["sign"], number(case["target"]), actual, case["weight"], rule=own, shown=shown
    )
    judged = judge_score(case["printed_score"], points)
    assert (judged.verdict, judged.rule) == (case["status"], case["rule"])


def test_a_score_no_rule_gives_shows_the_points_due() -> None:
    # 3824.26 of 4753.66 is 80.45 %: 8.04 of 10, and 10 is printed.
    judged = judge_score("10", rule_points("≥", 1, 3824.26 / 4753.66, 10))
    assert (judged.verdict, judged.rule, judged.points) == ("不符", "", 8.04)
