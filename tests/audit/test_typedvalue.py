"""Numbers as people type them, and assumptions kept in a file."""

from pathlib import Path

import pytest

from auditkit.audit.scenario import Scenario, read_scenario, save_scenario
from auditkit.audit.trial import as_typed
from auditkit.audit.typedvalue import typed_value
from auditkit.errors import AuditError, UnreadableFile


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("6,000", "万元", 6000.0),
        ("6，000", "万元", 6000.0),
        ("6000万元", "万元", 6000.0),
        ("60000000元", "万元", 6000.0),
        ("0.6亿元", "万元", 6000.0),
        ("90%", "%", 0.9),
        ("90", "%", 0.9),
        ("0.9", "%", 0.009),
        ("９０％", "%", 0.9),
        ("2.5‰", "%", 0.0025),
        ("－１２．５", "万元", -12.5),
        (" 3 人 ", "人", 3.0),
        ("20分", "分", 20.0),
    ],
)
def test_a_number_is_read_as_it_is_typed(text: str, unit: str, value: float) -> None:
    assert typed_value(text, unit) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "unit", "told"),
    [
        ("", "万元", "没有写数字"),
        ("很多", "万元", "“很多”没有采用：不是数字"),
        ("6000人", "万元", "带有文字“人”"),
        ("1,5", "万元", "不是数字"),
        ("99999", "分", "可试的范围是0分至100分"),
        ("-1", "分", "可试的范围是0分至100分"),
    ],
)
def test_what_is_not_taken_is_told(text: str, unit: str, told: str) -> None:
    with pytest.raises(AuditError, match=told):
        typed_value(text, unit, *((0, 100) if unit == "分" else ()))


def test_a_scenario_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    scenario = Scenario(
        {"预算执行率": "≥95%"}, {"预算执行率": 12.5},
        {("预算数", 2020): 6000.0, ("预算数", 2019): None}, "proportional", None,
    )  # fmt: skip
    path = tmp_path / "某局" / "乐观.json"
    save_scenario(scenario, path, "某局", 2020)
    assert read_scenario(path) == scenario
    twin = scenario.copy()
    twin.weights["预算执行率"] = 1.0
    assert scenario.weights == {"预算执行率": 12.5}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"shape": "auditkit-scenario/1"}', "\0"])
def test_any_other_file_is_no_scenario(tmp_path: Path, content: str) -> None:
    path = tmp_path / "别的.json"
    path.write_text(content, "utf-8")
    with pytest.raises(UnreadableFile, match="不是试算方案"):
        read_scenario(path)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("=预算执行数/预算数", "预算执行数/预算数"),
        ("＝ 预算执行数／预算数", "预算执行数／预算数"),
        ("预算执行率=（预算执行数/预算数）×100%", "（预算执行数/预算数）×100%"),
        ("预算执行率 ＝ 预算执行数", "预算执行数"),
        ("预算执行数", "预算执行数"),
    ],
)
def test_what_stands_before_a_formula_is_left_out(text: str, formula: str) -> None:
    assert as_typed(text) == formula


@pytest.mark.parametrize(
    "text", ["=SUM(甲,乙)", "=ROUND(甲/乙, 2)", "求和（甲）", "甲/ＭＡＸ（乙）"]
)
def test_functions_are_not_there_and_that_is_said(text: str) -> None:
    with pytest.raises(AuditError, match=r"不能用函数“.+”，只能用 \+ - × ÷ 和括号"):
        as_typed(text)


def test_a_known_name_with_a_bracket_is_no_function() -> None:
    assert as_typed("GDP（亿元）/人口", ["GDP（亿元）", "人口"]) == "GDP（亿元）/人口"
