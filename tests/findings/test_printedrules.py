"""Scores recomputed by the rule that a form prints beside them. 示例数据（虚构）."""

from __future__ import annotations

from pathlib import Path

import layout_forms as forms
import layout_forms_places as places
import pytest

from auditkit.files.grid import Source
from auditkit.findings.selfevaluation.judged import review_scores
from auditkit.findings.selfevaluation.printedrules import read_printed_rule
from auditkit.findings.selfevaluation.scores import ScoreCheck, review_indicator
from auditkit.form import read_declaration
from auditkit.form.declaration import DeclaredIndicator
from auditkit.form.values import reached
from auditkit.formula.target import parse_target

STEP = "以100%为标准。≤100%，计5分；每超过一个百分点扣0.5分，扣完为止。"
RISING = "≥90%（含），计4分；80%（含）-90%，计3分；70%（含）-80%，计2分；低于70%不得分。"
BANDS = "0计满分；0-10%（含），计36分；10-20%（含），计27分；20%以上不得分。"


def points(text: str, weight: float, actual: float, target: float = 1.0) -> list[float]:
    rule = read_printed_rule(text, weight)
    assert rule is not None
    return sorted(set(rule.points(target, actual, weight).values()))


@pytest.mark.parametrize(
    ("text", "weight", "actual", "earned"),
    [
        (STEP, 5, 1.0, {5}),
        # 2.5 points over: two whole steps, three begun, or two and a half.
        (STEP, 5, 1.025, {4, 3.5, 3.75}),
        (STEP, 5, 1.5, {0}),
        ("≤0，计10分；每超过1个百分点扣1分，扣完为止。", 10, -0.032, {10}),
        ("100%计满分，每低于5%扣2分，扣完为止。", 40, 0.91, {38, 36, 36.4}),
        ("100%（含）以下计8分，每超出一个百分点扣1分。", 8, 1.02, {6}),
        ("每差1个百分点扣权重的10%", 8, 0.97, {5.6}),
        ("100%计5分，每超过一个百分点扣0.5分，不足一个百分点的不扣。", 5, 1.025, {4}),
        (BANDS, 45, 0.0, {45}),
        (BANDS, 45, 0.1, {36}),
        (BANDS, 45, 0.1001, {27}),
        (BANDS, 45, 0.2, {27}),
        (BANDS, 45, 0.21, {0}),
        (RISING, 4, 0.8, {3}),
        (RISING, 4, 0.79, {2}),
    ],
)  # fmt: skip
def test_a_printed_rule_gives_its_points(
    text: str, weight: float, actual: float, earned: set[float]
) -> None:
    assert points(text, weight, actual) == pytest.approx(sorted(earned))


@pytest.mark.parametrize(
    "text",
    [
        "未达到不得分",
        "视情况扣分",
        # A condition of its own, which steps cannot state.
        "每超过1个百分点扣5%的权重分，超过10%不得分",
        # Full points that are not those of the indicator.
        "≤100%，计8分；每超过一个百分点扣0.5分。",
        # Two rules at once.
        "每超过1个百分点扣1分，每低于1个百分点扣2分。",
        # Bands that do not say which end belongs to them alike.
        "0计5分；0-10%（含），计4分；10-20%，计3分。",
        "",
    ],
)
def test_a_text_that_says_more_than_the_notation_is_left_alone(text: str) -> None:
    assert read_printed_rule(text, 5) is None


def checked(
    target: str, actual: str, weight: float, score: float, note: str = "",
    coefficient: float | None = None, adjusted: str = "",
) -> ScoreCheck:  # fmt: skip
    aim = parse_target(target)
    found = review_indicator(
        DeclaredIndicator(
            "产出指标", "数量指标", "示例", aim, "", note, Source("自评表.txt", "第1行第1栏"),
            weight=weight, actual=reached(actual, aim), score=score, coefficient=coefficient,
            adjusted=parse_target(adjusted) if adjusted else None,
        )
    )  # fmt: skip
    assert found is not None
    return found


def test_the_reading_that_gives_the_printed_score_is_named() -> None:
    check = checked("", "102.5%", 5, 4, STEP)
    assert (check.agrees, check.computed) == (True, 4.0)
    assert check.rule == "表中所印“每超过一个百分点扣0.5分，不足一个的不扣”"


def test_a_score_that_no_reading_gives_is_a_finding_with_every_reading() -> None:
    check = checked("", "102.5%", 5, 5, STEP)
    assert (check.agrees, check.code) == (False, "E01")
    assert "应得4.00分、3.50分、3.75分，印5分" in check.note


def test_a_step_in_a_unit_needs_that_unit() -> None:
    assert checked("≥300场", "290场", 10, 9, "每少一场扣0.1分").computed == 9.0
    assert checked("≥300场", "290场", 10, 9.67, "每少一人扣0.1分").rule.startswith("按比例")


def test_a_score_is_the_coefficient_times_the_weight() -> None:
    check = checked("≥99%", "98.01%", 30, 29.7, coefficient=0.99)
    assert (check.agrees, check.rule, check.computed) == (True, "得分系数×分值", 29.7)
    wrong = checked("≥99%", "98.01%", 30, 28, coefficient=0.99)
    assert (wrong.agrees, wrong.code) == (False, "E01")


def test_a_coefficient_that_the_result_does_not_bear_out_is_a_finding() -> None:
    check = checked("≥100件", "50件", 10, 9, coefficient=0.9)
    assert (check.agrees, check.code) == (False, "E01")
    assert "得分系数应为50.00%，印90.00%" in check.note


def test_an_adjusted_target_is_what_the_year_is_measured_by() -> None:
    assert checked("≥5000篇", "4200篇", 30, 30, adjusted="≥4000篇").agrees is True
    assert checked("≥5000篇", "4200篇", 30, 30).code == "E07"


@pytest.mark.parametrize("name", ["HUNAN", "CHONGQING"])
@pytest.mark.parametrize("suffix", ["xlsx", "docx", "txt"])
def test_the_forms_that_print_rules_or_coefficients_bear_their_scores_out(
    name: str, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"自评表.{suffix}"
    drawing = places.drawn(getattr(places, name))
    checks = review_scores(read_declaration(forms.WRITERS[suffix](*drawing, path)))
    scores = [(c.agrees, c.rule != "") for c in checks if c.kind == "指标得分"]
    assert scores == [(True, True)] * 4
