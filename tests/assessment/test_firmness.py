"""How firm a score is against other weights and rules, against shares worked by hand."""

import math

import pytest
from assessed_rows import assessed_row

from auditkit import open_audit
from auditkit.assessment.assessed import Assessed
from auditkit.assessment.scoring import score
from auditkit.assessment.typedweights import weight_identity
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack()


def two(pack: RulePack) -> list[Assessed]:
    """One target met, one missed: 0.15 against ≤0.10, half a mark or two thirds of one."""
    return [
        assessed_row(pack, ("一", "甲", "a"), "达标", ("≥", 1.0), 1.0),
        assessed_row(pack, ("一", "甲", "b"), "未达标", ("≤", 0.10), 0.15),
    ]


def test_the_shares_of_a_small_case_are_those_worked_by_hand(pack: RulePack) -> None:
    # With weight w of 1 for a, drawn evenly from 0 to 1, the score is w + (1 − w)·r. It is 90 or
    # more where (1 − w)(1 − r) ≤ 0.1: in 0.2 of the draws for r = 1/2 (platform), 0.3 for 2/3
    # (proportional), 0.1 for 0 (no part marks, twice): 0.175 of all four. 80 or more: 0.4, 0.6,
    # 0.2, 0.2, 0.35 of all; 60 or more: 0.8, 1, 0.4, 0.4, 0.65 of all.
    firm = score(two(pack), pack)[1].firmness
    assert firm is not None
    assert (firm.ways, firm.weightings) == (4000, 1000)
    shares = {name: share for name, _, share in firm.shares}
    # A share of 1,000 draws strays by less than 0.05 (three standard errors).
    assert shares["优"] == pytest.approx(0.175, abs=0.03)
    assert shares["优"] + shares["良"] == pytest.approx(0.35, abs=0.04)
    assert 1 - shares["差"] == pytest.approx(0.65, abs=0.04)
    assert math.fsum(shares.values()) == pytest.approx(1)
    # 50 points of 100 for a, none for b.
    assert firm.whole_marks == 50
    assert firm.lowest < 1
    assert firm.highest > 99


def test_a_decided_grade_is_told_with_the_share_in_which_it_holds(pack: RulePack) -> None:
    total = score(two(pack), pack)[1]
    # 50 + 25 of 100, all assessed.
    assert (total.value, total.grade, total.label) == (75, "中", "参考得分")
    firm = total.firmness
    assert firm is not None
    held = next(share for name, _, share in firm.shares if name == "中")
    assert f"等级“中”在{held:.1%}中成立" in total.firm_text
    assert total.firm_text.endswith("按现有权重而不计部分分为50.00。")


def test_the_same_results_give_the_same_shares(pack: RulePack) -> None:
    assert score(two(pack), pack)[1].firmness == score(two(pack), pack)[1].firmness


def test_weights_that_are_laid_down_need_no_firmness(pack: RulePack) -> None:
    rows = two(pack)
    typed = {weight_identity(row.level1, row.level2, row.name): 50.0 for row in rows}
    total = score(rows, pack, typed)[1]
    assert (total.firmness, total.firm_text, total.label) == (None, "", "评价得分")


def test_the_example_falls_without_part_marks() -> None:
    total = open_audit("郑州市教育局", 2020, "data").score
    firm = total.firmness
    assert firm is not None
    # Both were worked out for this example by another program, with exact fractions.
    assert (total.value, firm.whole_marks) == (98.53, 79.77)
    assert total.grade == "暂不评级（可能为中至优）"
    assert "90分以上的占" in total.firm_text
    assert "等级“" not in total.firm_text


def test_a_miss_that_rounding_hides_says_so(pack: RulePack) -> None:
    rows = [assessed_row(pack, ("一", "甲", f"a{i}"), "达标", ("≥", 1.0), 1.0) for i in range(79)]
    rows.append(assessed_row(pack, ("一", "甲", "b"), "未达标", ("≥", 0.90), 0.8999))
    # 1.25 of 100 each; 0.8999 of 0.90 is 0.99989 of it, 1.2499.
    missed = score(rows, pack)[0][-1]
    assert (missed.weight, missed.points) == (1.25, 1.25)
    assert missed.reason == "；得分四舍五入后等于满分"
