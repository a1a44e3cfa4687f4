"""What is 不能断定 leaves the score and its grade open in both directions; worked by hand."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from assessed_rows import assessed_row

from auditkit import open_audit
from auditkit.assessment.assessed import Assessed
from auditkit.assessment.scoring import score
from auditkit.assessment.surveys import Sample
from auditkit.rules.load import load_rulepack

PACK = load_rulepack()
DATA = Path(__file__).parents[2] / "data"
SURVEY = ("服务满意", "群众满意", "群众满意度")
BUDGET = ("管理效率", "预算管理", "预算调整率")
RATE = ("管理效率", "预算管理", "预算执行率")


def undecided(
    path: tuple[str, str, str], held: tuple[str, float], ends: tuple[float, float], actual: float
) -> Assessed:
    """An indicator whose rounding leaves these values possible."""
    row = assessed_row(PACK, path, "不能断定", held, actual)
    low, high = ends
    return replace(row, critical=True, computation=replace(row.computation, low=low, high=high))


def test_a_sample_across_the_target_takes_its_least_and_its_most_points() -> None:
    # One indicator of 100 points: 85 % of ≥90 % earns 94.44, 92 % earns all.
    row = replace(
        assessed_row(PACK, SURVEY, "不能断定", ("≥", 0.9), 0.89),
        sample=Sample(200, 0.85, 0.92),
    )
    (got,), total = score([row], PACK)
    assert (got.points, got.least, got.most) == (98.89, 94.44, 100.0)
    assert (total.points, total.low, total.high) == (98.89, 94.44, 100.0)
    assert total.interval == "不能断定的取最低至最高为94.44—100.00分"


def test_a_met_value_that_rounding_may_turn_can_lose_points() -> None:
    # ≤10 %: 9.99 % is met; 10.05 % loses 0.05/10 of the weight.
    (got,), total = score([undecided(BUDGET, ("≤", 0.1), (0.0995, 0.1005), 0.0999)], PACK)
    assert (got.points, got.least, got.most) == (100.0, 99.5, 100.0)
    assert (total.grade_low, total.grade_high, total.graded) == ("优", "优", True)


def test_an_equality_within_the_rounding_may_be_met() -> None:
    (got,), _ = score([undecided(BUDGET, ("=", 0.5), (0.45, 0.55), 0.48)], PACK)
    assert (got.points, got.least, got.most) == (96.0, 90.0, 100.0)


def test_where_the_base_may_be_nothing_every_point_is_open() -> None:
    (got,), total = score([undecided(BUDGET, ("≤", 0.1), (-math.inf, math.inf), 0.05)], PACK)
    assert (got.points, got.least, got.most) == (100.0, 0.0, 100.0)
    assert total.grade == "暂不评级（可能为差至优）"
    assert total.grade_note.startswith("不能断定的指标还能改变等级")


def test_a_grade_that_an_undecided_indicator_can_turn_is_not_printed() -> None:
    # Met at 90.5 % of ≥90 %; the sample reaches down to 80 %: 88.89 of 100 points would be 良.
    row = replace(
        assessed_row(PACK, SURVEY, "不能断定", ("≥", 0.9), 0.905), sample=Sample(60, 0.8, 0.96)
    )
    _, total = score([row], PACK)
    assert (total.points, total.low) == (100.0, 88.89)
    assert not total.graded
    assert total.grade == "暂不评级（可能为良至优）"


def test_what_is_not_assessed_and_what_is_undecided_widen_the_interval_together() -> None:
    open_ = assessed_row(PACK, RATE, "数据缺失", ("≥", 1), math.nan)
    row = undecided(BUDGET, ("≤", 0.1), (0.0995, 0.1005), 0.0999)
    _, total = score([open_, row], PACK)
    assert (total.low, total.high) == (49.75, 100.0)
    assert total.interval_of == "其余全不得分至全得满分、不能断定的取最低至最高"


def test_the_example_s_five_undecided_indicators_widen_its_interval() -> None:
    # By hand, weights 2.5, 0.5, 3 1/3, 3 1/3, 6 2/3 and Wilson bounds 0.89511, (10.0002 %),
    # 0.86578, 0.81834, 0.79758 of ≥90 %: 2.49 + 0.50 + 3.21 + 3.03 + 5.91 of 16 1/3.
    audit = open_audit("郑州市教育局", 2020, DATA)
    least = [row.least for row in audit.assessed if row.status == "不能断定"]
    assert least == [2.49, 0.5, 3.21, 3.03, 5.91]
    assert (audit.score.points, audit.score.low, audit.score.high) == (62.9, 61.76, 99.12)


@pytest.mark.parametrize("sign", ["≥", "≤"])
def test_a_decided_indicator_has_no_spread(sign: str) -> None:
    (got,), total = score([assessed_row(PACK, BUDGET, "未达标", (sign, 0.5), 0.4)], PACK)
    assert got.spread is None
    assert got.least == got.most == got.points
    assert total.interval == ""
