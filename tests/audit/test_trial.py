"""A formula that is typed, computed for every department, or what is wrong with it."""

import math

import pandas as pd
import pytest

from auditkit.audit.opening import open_audit
from auditkit.audit.trial import COMPUTED, Trial, try_formula, typed, wide_facts
from auditkit.audit.whatif import computation_of
from auditkit.errors import AuditError, FormulaError
from auditkit.facts.facts import Fact, Facts
from auditkit.files.grid import Source
from auditkit.rules.load import load_rulepack

PACK = load_rulepack("zhengzhou-2020")
FIGURES = pd.DataFrame(
    {
        "department": ["甲局", "甲局", "乙局", "丙局"],
        "year": [2020, 2021, 2021, 2021],
        "预算执行数": [90.0, 99.0, math.nan, 50.0],
        "预算数": [100.0, 110.0, 100.0, 0.0],
        "群众满意度：满意份数": [8.0, 9.0, math.nan, 5.0],
        "群众满意度：有效问卷份数": [10.0, 10.0, 10.0, 10.0],
    }
)


def trial(text: str, target: str = "") -> Trial:
    return try_formula(text, FIGURES, PACK, target)


def test_a_rate_is_computed_for_all_and_says_why_it_is_not() -> None:
    tried = trial("（预算执行数/预算数）×100%")
    assert tried.unit == "%"
    assert tried.frame["value"].iloc[:2].tolist() == pytest.approx([0.9, 0.9])
    assert tried.frame["value"].isna().tolist() == [False, False, True, True]
    assert list(tried.frame["status"]) == [COMPUTED, COMPUTED, "数据缺失", "不可比"]
    assert list(tried.frame["reason"]) == ["", "", "缺少2021年预算执行数", "预算数为0，不能作分母"]


def test_the_year_before_is_the_departments_own() -> None:
    tried = trial("[（本年度预算执行数-上年度预算执行数）/上年度预算执行数]×100%")
    assert tried.frame["value"].iloc[1] == pytest.approx(0.1)
    assert tried.frame["reason"].iloc[0] == "缺少2019年预算执行数"
    assert tried.frame["reason"].iloc[3] == "缺少2020年预算执行数"


def test_a_target_holds_each_value_to_itself() -> None:
    assert list(trial("预算执行数/预算数×100%", "≥90%").frame["status"])[:2] == ["达标", "达标"]
    above = trial("预算执行数/预算数×100%", ">90%").frame
    assert list(above["status"]) == ["未达标", "未达标", "数据缺失", "不可比"]
    assert list(trial("预算数", "≤100").frame["status"]) == ["达标", "未达标", "达标", "达标"]
    with pytest.raises(AuditError, match="“良好”不是可以比较的指标值"):
        trial("预算数", "良好")


def test_figures_gathered_for_one_indicator_are_named_with_it() -> None:
    tried = trial("群众满意度：满意份数/群众满意度：有效问卷份数×100%")
    assert tried.frame["value"].iloc[:2].tolist() == pytest.approx([0.8, 0.9])


def test_only_some_years_are_shown_while_all_count_as_years_before() -> None:
    text = "本年度预算数-上年度预算数"
    tried = try_formula(text, FIGURES, PACK, only={("甲局", 2021)})
    assert tried.frame[["department", "year", "value"]].values.tolist() == [["甲局", 2021, 10.0]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("（预算执行术/预算数）×100%", "第2个字符处：未知的数据项“预算执行术”，是否为“预算执行数”"),
        ("（预算执行数/预算数", "不配对"),
        ("预算执行数+", "缺少数据项或数字"),
    ],
)
def test_what_is_wrong_with_a_formula_is_said_with_its_place(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        trial(text)


def test_a_years_own_file_comes_before_what_the_next_year_says_of_it() -> None:
    here = Source("实际数.xlsx", "数据项!C3")

    def fact(year: int, value: float, scope: str = "") -> Fact:
        return Fact("预算数", year, value, "万元", here, scope=scope)

    wide = wide_facts(
        [
            ("甲局", 2021, Facts((fact(2021, 3.0), fact(2020, 2.5), fact(2021, 7.0, "某率")))),
            ("甲局", 2020, Facts((fact(2020, 2.0), fact(2019, 1.0)))),
        ]
    )
    assert wide[["department", "year", "预算数"]].values.tolist() == [
        ["甲局", 2019, 1.0],
        ["甲局", 2020, 2.0],
        ["甲局", 2021, 3.0],
    ]
    assert wide["某率：预算数"].tolist()[2] == 7.0
    assert wide["某率：预算数"].isna().tolist() == [True, True, False]


def test_what_is_typed_for_an_indicator_gives_its_own_value() -> None:
    audit = open_audit("郑州市教育局", 2020, "data")
    figures = wide_facts([(audit.department, audit.year, audit.facts)])
    actual = dict(zip(audit.frame["indicator"], audit.frame["actual"], strict=True))
    for name in ("群众满意度", "人均公用经费变动率", "总体工作完成率", "预算编制完整性"):
        text = typed(computation_of(audit, name))
        tried = try_formula(text, figures, audit.pack).frame
        (value,) = tried.loc[tried["year"] == 2020, "value"]
        assert value == pytest.approx(actual[name], abs=1e-12), name
