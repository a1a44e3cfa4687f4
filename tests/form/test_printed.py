"""Formulas printed in the margin of a form are found, attached to their indicator, and compared.

The real form's readings were typed from the form.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from hanging import not_hanging

from auditkit.assessment.scored import assess
from auditkit.assessment.table import frame_of
from auditkit.facts.facts import Fact, Facts
from auditkit.files.grid import Source
from auditkit.form import read_declaration
from auditkit.form.adopted import adopting
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.form.printed import (
    expressions_in,
    mismatches,
    printed_formulas,
    unreadable_formulas,
)
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack()


@pytest.fixture(scope="module")
def real(form_path: Path, pack: RulePack) -> Declaration:
    return read_declaration(form_path, pack)


def row(
    name: str, target: str = "≥95%", note: str = "", explanation: str = ""
) -> DeclaredIndicator:
    def cell(column: str) -> Source:
        return Source("申报表.xlsx", f"表1!{column}", "")

    return DeclaredIndicator(
        "管理效率", "预算管理", name, parse_target(target), explanation, note,
        cell("C7"), cell("D7"), cell("E7"), cell("F7"),
    )  # fmt: skip


def form(*rows: DeclaredIndicator) -> Declaration:
    return Declaration("某局", 2020, (), (), None, rows)


# In prose


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲率=A/B", [("甲率", "A/B")]),
        ("甲率＝A÷B×100%。", [("甲率", "A÷B×100%")]),
        ("计算公式：甲率=（A/B）×100%", [("甲率", "（A/B）×100%")]),
        ("计算公式： ①甲率=A/B。 ②乙率=C/D。", [("甲率", "A/B"), ("乙率", "C/D")]),
        ("①甲率=A/B②乙率=C/D", [("甲率", "A/B"), ("乙率", "C/D")]),
        ("①是否合规； ②甲率=（A/B）×100%； A：指某数。", [("甲率", "（A/B）×100%")]),
        (
            "甲率=（A/B）×100%或乙率=（C/B）×100%",
            [("甲率", "（A/B）×100%"), ("乙率", "（C/B）×100%")],
        ),
        ("甲率=（A-B） / B", [("甲率", "（A-B） / B")]),
        ("甲率=A/B 乙率=C/D", [("甲率", "A/B"), ("乙率", "C/D")]),
        ("甲率=A/B或乙率=C/D", [("甲率", "A/B"), ("乙率", "C/D")]),
        ("甲率=追加或追减数/A 乙率=C/D", [("甲率", "追加或追减数/A"), ("乙率", "C/D")]),
        ("甲率=A/B=95%", [("甲率", "A/B")]),
        ("甲率>=95%", []),
        ("没有算式，只有文字。", []),
        ("", []),
    ],
)
def test_equations_are_found_in_prose(text: str, found: list[tuple[str, str]]) -> None:
    assert list(expressions_in(text)) == found


@pytest.mark.parametrize(
    "text",
    ["字" * 300_000, "字=" * 300_000, "率=" + " " * 300_000 + "=" * 300_000, "=甲或" * 100_000],
)
def test_a_long_text_does_not_hang(text: str) -> None:
    with not_hanging():
        for _ in expressions_in(text):
            pass
        assert list(expressions_in("字" * 300_000)) == []


# The real form

# indicator, name before the sign, the indicator in whose row it stands, its role, line and column
REAL = [
    ("总体工作完成率", "总体工作完成率", "总体工作完成率", "算式", 83, 6),
    ("牵头单位工作完成率", "工作完成率", "牵头单位工作完成率", "算式", 84, 6),
    ("专项资金细化率", "专项资金细化率", "专项资金细化率", "算式", 95, 6),
    ("预算执行率", "预算执行率", "预算执行率", "算式", 96, 6),
    ("预算调整率", "预算调整率", "预算调整率", "算式", 97, 6),
    ("结转结余变动率", "结转结余变动率", "结转结余变动率", "算式", 98, 6),
    ("项目库管理完整性", "项目库管理完整性", "项目库管理完整性", "算式", 100, 5),
    ("国库集中支付合规性", "国库集中支付合规性", "国库集中支付合规性", "算式", 101, 5),
    ("政府采购执行率", "政府采购执行率", "政府采购执行率", "算式", 107, 6),
    ("部门固定资产利用率", "部门固定资产利用率", "部门固定资产利用率", "算式", 110, 6),
    ("部门固定资产利用率", "资产闲置率", "部门固定资产利用率", "备选算式", 110, 6),
    ("在职人员经费变动率", "在职人员经费变动率", "在职人员经费变动率", "算式", 114, 6),
    ("离退休人员经费变动率", "离退休人员经费变动率", "在职人员经费变动率", "算式", 114, 6),
    ("人均公用经费变动率", "人均公用经费变动率", "人均公用经费变动率", "算式", 116, 6),
    ("", "人均公用经费", "人均公用经费变动率", "定义", 116, 6),
    ("“三公经费”变动率", "“三公经费”变动率", "人均公用经费变动率", "算式", 116, 6),
    ("厉行节约支出变动率", "厉行节约变动率", "人均公用经费变动率", "算式", 116, 6),
    ("高级职称人才比重", "高级职称人才比重", "高层次领军人才数量", "算式", 130, 6),
]


def test_every_formula_of_the_real_form_is_attached_to_the_indicator_it_names(
    real: Declaration, pack: RulePack
) -> None:
    found = [
        (p.indicator, p.name, p.beside, p.role, str(p.source)) for p in printed_formulas(real, pack)
    ]
    assert found == [
        (*parts, f"申报表.txt[第{line}行第{column}栏]") for *parts, line, column in REAL
    ]


def test_each_of_them_agrees_with_the_rule_pack(real: Declaration, pack: RulePack) -> None:
    printed = printed_formulas(real, pack)
    assert [p.name for p in printed if p.formula is None] == []
    for p in printed:
        if p.role == "算式":
            assert p.formula is not None
            assert p.formula.root == pack.formula(pack.rules[p.indicator]).root, p.name


def test_a_formula_cut_by_prose_keeps_what_is_arithmetic(real: Declaration, pack: RulePack) -> None:
    texts = {p.name: p.text for p in printed_formulas(real, pack)}
    assert texts["预算执行率"] == "（预算执行数/预算数）×100%"
    assert texts["高级职称人才比重"] == "高级职称人才数量÷单位实有人数×100%"
    assert texts["人均公用经费"] == "年度在职人员公用经费实际支出数/年度实际在职人数"


def test_the_real_form_s_mismatches(real: Declaration, pack: RulePack) -> None:
    # The cells of lines 114 and 116 are merged over the indicators that they give formulas for.
    found = {(m.indicator, m.printed, m.meant) for m in mismatches(real, pack)}
    assert found == {
        ("牵头单位工作完成率", "工作完成率", "牵头单位工作完成率"),
        ("厉行节约支出变动率", "厉行节约变动率", "厉行节约支出变动率"),
        ("预算执行率", "预算完成数", "预算执行数"),
        ("政府采购执行率", "政府采购预算", "政府采购预算数"),
        ("高级职称人才比重", "高层次领军人才数量", "高级职称人才比重"),
    }


def test_nothing_of_the_real_form_extends_the_pack(real: Declaration, pack: RulePack) -> None:
    assert adopting(pack, real) is pack


# Mismatches


def test_an_alias_is_reported_where_the_form_also_says_it_otherwise(pack: RulePack) -> None:
    alias = row("预算执行率", note="预算执行率=预算完成数/预算数×100%。")
    other = row("收入执行率", note="收入执行率=预算执行数/预算数×100%。")
    found = mismatches(form(alias, other), pack)
    assert [(m.indicator, m.printed, m.meant) for m in found] == [
        ("预算执行率", "预算完成数", "预算执行数")
    ]
    assert str(found[0].source) == "申报表.xlsx[表1!F7]"


@pytest.mark.parametrize("name", ["预算完成数", "“预算执行数”"])
def test_a_form_that_uses_one_name_is_at_one_with_itself(name: str, pack: RulePack) -> None:
    alone = row("预算执行率", note=f"预算执行率={name}/预算数×100%。")
    assert mismatches(form(alone), pack) == ()


@pytest.mark.parametrize(
    "formula",
    [
        "（预算执行数/预算数）×100%",
        "(预算执行数÷预算数)*100％",
        "[预算执行数/预算数]×100 %",
        "预算执行数/预算数×100%",
    ],
)
def test_the_pack_s_formula_in_another_print_is_no_mismatch(formula: str, pack: RulePack) -> None:
    assert mismatches(form(row("预算执行率", note=f"预算执行率={formula}。")), pack) == ()


@pytest.mark.parametrize(
    "formula",
    ["预算数/预算执行数×100%", "预算执行数/上年度预算数×100%", "（预算执行数-预算数）/预算数×100%"],
)
def test_a_formula_that_differs_from_the_pack_s_is_reported(formula: str, pack: RulePack) -> None:
    found = mismatches(form(row("预算执行率", note=f"预算执行率={formula}。")), pack)
    assert [(m.what, m.printed, m.meant) for m in found] == [
        ("申报表的算式与规则包不一致", formula, "（预算执行数/预算数）×100%")
    ]


# Formulas of the department's own


@pytest.mark.parametrize(
    "note",
    [
        "合格率=（合格数/参检数）×100%。",
        "计算公式：合格率=合格数÷参检数×100%",
        "合格率=合格数÷参检数×100%，其中参检数指年内送检的批次。",
        "合格率=合格数÷参检数×100%（按年末数计算）",
        "合格率=（合格数÷参检数）（按年末数计算）",
        "合格率=合格数÷参检数 其中参检数指年内送检的批次。",
        "合格率=合格数÷参检数，按年末数计算。",
        "①抽样应当随机；②合格率=合格数/参检数×100%；",
        "合格率=（合格数/参检数）×100％。",
    ],
)
def test_a_formula_of_the_form_s_own_is_computed_as_printed(note: str, pack: RulePack) -> None:
    declaration = form(row("合格率", "≥95%", note))
    at = Source("实际数.xlsx", "数据项!C3", "")
    facts = Facts((Fact("合格数", 2020, 97, "", at), Fact("参检数", 2020, 100, "", at)))
    frame = frame_of(assess(declaration, facts, adopting(pack, declaration)))
    assert frame.loc[0, "actual"] == pytest.approx(0.97)
    assert frame.loc[0, "status"] == "达标"


def test_a_full_width_percent_sign_makes_a_rate_too(pack: RulePack) -> None:
    declaration = form(row("项目细化程度", "≥95", "项目细化程度=（甲数/乙数）×100％。"))
    at = Source("实际数.xlsx", "数据项!C3", "")
    facts = Facts((Fact("甲数", 2020, 96, "", at), Fact("乙数", 2020, 100, "", at)))
    frame = frame_of(assess(declaration, facts, adopting(pack, declaration)))
    assert list(frame.loc[0, ["target_value", "unit", "status"]]) == [0.95, "%", "达标"]


def test_a_pack_s_formula_is_never_changed_by_a_form(pack: RulePack) -> None:
    declaration = form(row("预算执行率", note="预算执行率=预算数/预算执行数×100%。"))
    extended = adopting(pack, declaration)
    assert extended.rules["预算执行率"].formula == "（预算执行数/预算数）×100%"


@pytest.mark.parametrize(
    ("name", "target", "expression", "unit"),
    [
        ("预算追加率", "≤10%", "（预算追加数/年初预算数）×100%", "万元"),
        ("公务支出占比", "≤5%", "（公务接待费/行政支出总额）×100%", "万元"),
        ("公务支出增长率", "≤0%", "（公务支出-公务接待费）/公务接待费×100%", "万元"),
        # 预算数 of what is narrower than the department may be the budget of that alone.
        ("宣传经费控制率", "≤100%", "（宣传经费实际数/预算数）×100%", None),
        ("预算追加率", "≤10%", "（专项追加数/预算数）×100%", None),
        # One character wrong; two that are not known; not a share; another unit; a survey.
        ("预算结清率", "≥95%", "（预算执行额/预算数）×100%", None),
        ("公务支出占比", "≤5%", "（公务接待费/行政支出总额+其他支出总额）×100%", None),
        ("人均接待费", "≤50元/人", "公务接待费/接待总人数", None),
        ("人均接待费", "≤50%", "公务接待费×接待总人数/培训费×100%", None),
        ("群众满意度", "≥90%", "（表示满意的份数/有效问卷份数）×100%", None),
    ],
)
def test_a_name_beside_known_ones_is_adopted_where_they_are_proved_to_be_the_pack_s(
    name: str, target: str, expression: str, unit: str | None
) -> None:
    common = load_rulepack("common")
    declaration = form(row(name, target, f"{name}={expression}。"))
    extended = adopting(common, declaration)
    assert (name in extended.rules) is (unit is not None)
    assert {f.unit for f in extended.facts if f.name not in common.fact_rules} <= {unit}
    # 预算数 of a project is no fact of the department.
    project = replace(declaration, project="示例项目")
    assert adopting(common, project) is common


def test_an_adopted_formula_is_computed_over_the_department_s_figures() -> None:
    # 95 of 950 are 10 %, no more than 10 %.
    common = load_rulepack("common")
    note = "预算调整率=（预算调整数/年初预算数）×100%。"
    declaration = form(row("预算调整率", "10%", note))
    at = Source("实际数.xlsx", "数据项!C3", "")
    items = (Fact("预算调整数", 2020, 95, "万元", at), Fact("预算数", 2020, 950, "万元", at))
    pack = adopting(common, declaration)
    (only,) = assess(declaration, Facts(items), pack)
    assert (only.status, only.shown, only.computation.goal.sign) == ("达标", "10.00%", "≤")
    assert unreadable_formulas(declaration, pack) == ()


def test_a_form_s_own_fact_keeps_its_year(pack: RulePack) -> None:
    declaration = form(
        row("受理量增长率", "≥5%", "受理量增长率=（本年度受理量-上年度受理量）/上年度受理量×100%。")
    )
    extended = adopting(pack, declaration)
    formula = extended.formula(extended.rules["受理量增长率"])
    assert formula.facts == (("受理量", 0), ("受理量", -1))


@pytest.mark.parametrize("name", ["项目支出完成率", "专项资金完成率"])
def test_a_formula_is_not_attached_to_an_indicator_of_another_name(
    name: str, pack: RulePack
) -> None:
    declaration = form(
        row("学生资助项目完成率", "≥90%"),
        row("重大教育专项资金完成率", "≥90%"),
        row("群众满意度", "≥90%", f"{name}=甲数/乙数×100%。"),
    )
    assert [p.indicator for p in printed_formulas(declaration, pack)] == [""]


def test_a_formula_with_a_misspelt_fact_is_kept_with_its_problem(pack: RulePack) -> None:
    declaration = form(row("预算执行率", note="预算执行率=预算执行额/预算数×100%。"))
    (printed,) = printed_formulas(declaration, pack)
    assert printed.formula is None
    assert "预算执行额" in printed.problem
    assert "是否为“预算执行数”" in printed.problem


def test_formulas_that_cannot_be_read_are_listed_with_the_nearest_name(pack: RulePack) -> None:
    declaration = form(
        row("预算执行率", note="预算执行率=预算执行额/预算数×100%，其中预算执行额指支出。"),
        row("预算调整率", note="预算调整率=（预算调整数/预算数×100%。"),
        row("合格率", note="合格率=合格数/参检数×100%。"),
        row("群众满意度", note="合格标准=优秀。"),
    )
    unreadable = unreadable_formulas(declaration, pack)
    assert [(p.indicator, p.text, p.nearest) for p in unreadable] == [
        ("预算执行率", "预算执行额/预算数×100%", "预算执行数"),
        ("预算调整率", "（预算调整数/预算数×100%", ""),
    ]
    assert all(p.problem for p in unreadable)


def test_a_shortened_name_in_its_own_row_is_that_indicator(pack: RulePack) -> None:
    declaration = form(row("创新项目完成率", note="完成率=甲数/乙数×100%。"), row("活动完成率"))
    assert [p.indicator for p in printed_formulas(declaration, pack)] == ["创新项目完成率"]


@pytest.mark.parametrize(
    "note",
    [
        "完成率=丙数/丁数×100%。创新项目完成率=甲数/乙数×100%。",
        "创新项目完成率=甲数/乙数×100%。完成率=丙数/丁数×100%。",
    ],
)
def test_the_formula_with_the_full_name_is_the_one_computed(note: str, pack: RulePack) -> None:
    extended = adopting(pack, form(row("创新项目完成率", note=note)))
    assert extended.rules["创新项目完成率"].formula == "甲数/乙数×100%"
    assert "丙数" not in extended.fact_rules


@pytest.mark.parametrize(
    "formula",
    [
        "甲数/乙数×1,5",
        "甲数/R&D经费",
        "甲数/乙数^2",
        "（甲数+乙数）（丙数+丁数）/戊数",
        "甲数/乙数（调整后）",
        "甲数" + "+乙数" * 101,
    ],
)
def test_a_formula_that_cannot_be_read_whole_is_not_cut(formula: str, pack: RulePack) -> None:
    (printed,) = unreadable_formulas(form(row("合格率", note=f"合格率={formula}。")), pack)
    assert printed.text == formula
    assert printed.formula is None
