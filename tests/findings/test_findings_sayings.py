"""What a form says of a target beside it: accused only where it plainly says another."""

from dataclasses import replace

import pytest
from finding_forms import cell, form, row

from auditkit.facts.facts import Facts
from auditkit.findings.all import review
from auditkit.form.declaration import DeclaredIndicator, Goal
from auditkit.rules.load import load_rulepack

PACK = load_rulepack()


def said(indicator: DeclaredIndicator, goal: str = "做好各项工作。") -> list[str]:
    declaration = replace(form(indicator), goals=(Goal(1, goal, cell("B2")),))
    found = review(declaration, Facts(), PACK)
    return [f.condition.partition("，")[2] for f in found if f.code == "S16"]


@pytest.mark.parametrize(
    ("name", "target", "note"),
    [
        ("群众满意度", "≥90%", "问卷发放不少于200份，有效回收率不低于80%。"),
        ("群众满意度", "≥90%", "有效回收率，不低于80%。"),
        ("预算执行率", "≥95%", "执行率不低于90%的得基本分。"),
        ("预算执行率", "≥95%", "不低于90%得基本分。"),
        ("预算执行率", "≥95%", "该指标权重控制在10%以内"),
        ("预算执行率", "≥95%", "达到目标值80%以上的得6分。"),
        ("预算执行率", "≥95%", "上年目标值为90%。"),
        ("“三公经费”变动率", "≤0%", "其中公务接待费不超过上年的90%。"),
        ("政府采购执行率", "≥95%", "公开招标不低于80%。"),
    ],
)
def test_what_the_margin_says_of_something_else_is_no_contradiction(
    name: str, target: str, note: str
) -> None:
    assert said(row(name, target, note)) == []


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("政府采购执行率应不低于98%。", "不低于98%"),
        ("按合同金额计算，不低于98%。", "不低于98%"),
        ("目标值为98%。", "98%"),
    ],
)
def test_another_target_in_the_margin_is_a_contradiction(note: str, words: str) -> None:
    assert said(row("政府采购执行率", "≥95%", note)) == [f"指标说明写“{words}”。"]


@pytest.mark.parametrize(
    ("name", "target", "goal"),
    [
        ("群众满意度", "≥90%", "群众满意度较上年提高5%，保持在90%以上。"),
        ("群众满意度", "≥90%", "群众满意度提高5%。"),
        ("预算执行率", "≥95%", "预算执行率由85%提高到95%。"),
        ("预算执行率", "≥95%", "上年预算执行率为91.2%，本年预算执行率不低于95%。"),
        ("预算执行率", "≥95%", "上年，预算执行率为91.2%。"),
        ("预算执行率", "≥95%", "到2025年，预算执行率达到98%。"),
        ("执行率", "≥90%", "政府采购执行率达到98%。"),
        ("预算调整率", "≤10%", "预算调整率5%以上的项目逐一说明。"),
        ("群众满意度", "≥90%", "群众满意度调查回收率不低于80%。"),
        ("预算执行率", "≥95%", "预算执行率达到60%，预算执行率达到95%。"),
    ],
)
def test_a_base_a_change_or_another_name_in_a_goal_is_no_contradiction(
    name: str, target: str, goal: str
) -> None:
    assert said(row(name, target), goal) == []


@pytest.mark.parametrize(
    "goal",
    [
        "确保预算执行率达到98%。",
        "2020年预算执行率达到98%。",
        "预算执行率提高到98%。",
        "上年预算执行率为95%，本年预算执行率达到98%。",
    ],
)
def test_another_target_in_a_goal_is_a_contradiction(goal: str) -> None:
    assert said(row("预算执行率", "≥95%"), goal) == ["总体目标1写“98%”。"]


@pytest.mark.parametrize(
    ("name", "target", "goal", "conditions"),
    [
        ("新建口袋公园数量", "≥3座", "新建口袋公园5座，市民满意。", ["总体目标1写“5座”。"]),
        ("新建口袋公园数量", "≥3座", "新建5座口袋公园。", ["总体目标1写“5座”。"]),
        ("新建口袋公园数量", "≥3座", "新建口袋公园3座。", []),
        # Of several years, of each district, of a part, or of another thing.
        ("新建口袋公园数量", "≥3座", "三年新建口袋公园15座。", []),
        ("新建口袋公园数量", "≥3座", "每个区新建口袋公园1座。", []),
        ("新建口袋公园数量", "≥3座", "新建口袋公园5座厕所。", []),
        ("新建公园数量", "≥3座", "改建公园5座。", []),
        ("阅读活动场次", "≥40场", "举办阅读活动42场。", ["总体目标1写“42场”。"]),
    ],
)
def test_a_number_of_the_very_thing_in_a_goal(
    name: str, target: str, goal: str, conditions: list[str]
) -> None:
    assert said(row(name, target), goal) == conditions
    # What is told as a contradiction is not told as unmeasured too.
    declaration = replace(form(row(name, target)), goals=(Goal(1, goal, cell("B2")),))
    codes = [f.code for f in review(declaration, Facts(), PACK) if f.code in ("S15", "S16")]
    assert len(codes) <= 1
