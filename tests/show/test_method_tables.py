"""The document a method team discusses: every rule, every figure needed, every worked case."""

import pytest

from auditkit import show
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack("zhengzhou-2020")


def test_every_indicator_stands_with_its_formula_and_reference(pack: RulePack) -> None:
    table = show.indicator_rules(pack)
    assert len(table.data) == 48
    row = next(row for row in table.data if row["indicator"] == "预算执行率")
    assert row["how"] == "（预算执行数/预算数）×100%"
    assert row["level2"] == "预算管理"
    assert row["reference"].startswith("ZZ2020")
    assert "文字指标值：“完整”即100%" in table.html
    assert len(show.indicator_rules(pack, "运行成本").data) == 6


def test_what_a_pack_of_its_own_kind_states_is_shown(pack: RulePack) -> None:
    hunan = show.indicator_rules(load_rulepack("hunan-department"))
    assert [column.key for column in hunan.columns][-3:] == ["target", "weight", "reference"]
    assert "weight" not in [column.key for column in show.indicator_rules(pack).columns]
    assert "评分：达到指标值得满分，" in hunan.html


def test_cases_are_worked_now_and_held_against_what_is_stated(pack: RulePack) -> None:
    table = show.cases_table(pack)
    assert {row["agrees"] for row in table.data} == {"一致"}
    assert f"算例{len(table.data)}个，与手工计算全部一致。" in table.html
    row = next(
        row for row in table.data if row["indicator"] == "预算执行率" and row["status"] == "未达标"
    )
    assert row["actual"] == row["stated"]


def test_a_case_that_does_not_come_out_is_told(pack: RulePack) -> None:
    rule = pack.rules["预算执行率"]
    wrong = rule.cases[0].model_copy(update={"actual": 0.5})
    rule = rule.model_copy(update={"cases": (wrong,)})
    group = pack.indicators["管理效率"]["预算管理"].model_copy(update={"indicators": (rule,)})
    changed = pack.model_copy(update={"indicators": {"管理效率": {"预算管理": group}}})
    changed.__dict__.pop("rules", None)
    table = show.cases_table(changed)
    assert [row["agrees"] for row in table.data] == ["不一致"]
    assert "算例1个，与手工计算不一致1个。" in table.html


def test_the_figures_needed_say_who_uses_them(pack: RulePack) -> None:
    rows = {row["name"]: row for row in show.needed_facts(pack).data}
    assert rows["预算数"]["users"] == "预算执行率、预算调整率"
    assert rows["预算数"]["unit"] == "万元"
    # 人均公用经费 is defined by two figures, so its indicator uses both.
    assert rows["年度实际在职人数"]["users"] == "人均公用经费变动率"


def test_the_general_rules_say_grades_and_thresholds(pack: RulePack) -> None:
    said = {row["name"]: row["text"] for row in show.method_overview(pack).data}
    assert said["等级"] == "优≥90，良≥80，中≥60，差≥0"
    assert said["适用范围"] == "郑州市，2020—2020年度"
    assert said["大额任务"].startswith("占全部任务预算5%以上")
    keys = [row["key"] for row in show.references_table(pack).data]
    assert keys[0] == "ZZ2020"
