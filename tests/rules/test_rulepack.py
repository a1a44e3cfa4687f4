"""The rule packs: their trees, their worked cases, and how a mistake in one is reported."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from together import each

from auditkit.assessment.workedcases import worked_case
from auditkit.errors import RulePackError
from auditkit.findings.review.rolls import EXEMPT
from auditkit.formula import parse_formula, read_name
from auditkit.rules.load import (
    Case,
    IndicatorRule,
    RulePack,
    load_rulepack,
    pack_names,
)

# Typed from the published form, damaged pages put right by eye.
TREE = {
    "履职效能": {
        "工作目标管理情况": ["目标依据充分性", "工作目标合理性", "目标管理有效性"],
        "整体工作完成": ["总体工作完成率", "牵头单位工作完成率"],
        "重点工作履行": [
            "重大教育专项资金完成率",
            "学生资助项目完成率",
            "设备购置计划完成率",
            "改善学校办学条件完成率",
        ],
        "部门目标实现": ["办美好教育满意度", "学校内涵发展、教育教学水平提高率"],
    },
    "管理效率": {
        "预算管理": [
            "预算编制完整性",
            "专项资金细化率",
            "预算执行率",
            "预算调整率",
            "结转结余变动率",
            "部门决算编报质量",
            "项目库管理完整性",
            "国库集中支付合规性",
        ],
        "收支管理": ["收入管理规范性", "支出管理规范性"],
        "财务管理": [
            "财务管理制度的完备性",
            "银行账户管理规范性",
            "政府采购执行率",
            "内控制度有效性",
        ],
        "资产管理": ["资产管理规范性", "部门固定资产利用率"],
        "基础管理": ["信息化建设成效", "管理制度建设成效"],
    },
    "运行成本": {
        "成本控制成效": [
            "在职人员经费变动率",
            "离退休人员经费变动率",
            "人均公用经费变动率",
            "“三公经费”变动率",
            "厉行节约支出变动率",
            "总体成本节约率",
        ],
    },
    "服务满意": {
        "服务对象满意": ["群众满意度", "对口部门满意度"],
        "利益相关方满意": ["企业满意度", "社会组织满意度"],
        "监督部门满意": ["外部监督部门满意度"],
    },
    "可持续性": {
        "体制机制改革情况": ["重要改革事项1", "重要改革事项2"],
        "创新能力": ["重点创新事项1", "重点创新事项2"],
        "人才支撑": [
            "高层次领军人才数量",
            "培训计划执行率",
            "高级职称人才比重",
            "硕士和博士人才数量",
        ],
    },
}

# Names that the form prints for a department to replace: nothing can be computed for them.
PLACEHOLDERS = {"重要改革事项1", "重要改革事项2", "重点创新事项1", "重点创新事项2"}

LOWER_IS_BETTER = {
    "预算调整率",
    "结转结余变动率",
    "在职人员经费变动率",
    "离退休人员经费变动率",
    "人均公用经费变动率",
    "“三公经费”变动率",
    "厉行节约支出变动率",
}

GATHERED_OTHERWISE = {
    "工作要点": {"总体工作完成率", "牵头单位工作完成率"},
    "任务执行": set(TREE["履职效能"]["重点工作履行"]),
    "定性评价": {
        "目标依据充分性",
        "工作目标合理性",
        "目标管理有效性",
        "预算编制完整性",
        "部门决算编报质量",
        "收入管理规范性",
        "支出管理规范性",
        "财务管理制度的完备性",
        "银行账户管理规范性",
        "内控制度有效性",
        "资产管理规范性",
        "信息化建设成效",
        "管理制度建设成效",
    },
    "问卷调查": {
        "办美好教育满意度",
        "群众满意度",
        "对口部门满意度",
        "企业满意度",
        "社会组织满意度",
        "外部监督部门满意度",
    },
    "直接填报": PLACEHOLDERS
    | {
        "学校内涵发展、教育教学水平提高率",
        "总体成本节约率",
        "高层次领军人才数量",
        "培训计划执行率",
        "硕士和博士人才数量",
    },
}


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack("zhengzhou-2020")


@pytest.fixture(scope="module")
def printed(form_path: Path) -> str:
    """The form's text without any whitespace."""
    return re.sub(r"\s+", "", form_path.read_text(encoding="utf-8"))


def test_tree_is_the_form_s_own(pack: RulePack) -> None:
    tree = {
        level1: {
            level2: [rule.name for rule in group.indicators] for level2, group in groups.items()
        }
        for level1, groups in pack.indicators.items()
    }
    assert tree == TREE
    assert [(level1, list(groups)) for level1, groups in tree.items()] == [
        (level1, list(groups)) for level1, groups in TREE.items()
    ]


def test_tree_has_48_indicators(pack: RulePack) -> None:
    counts = [
        sum(len(group.indicators) for group in groups.values())
        for groups in pack.indicators.values()
    ]
    assert counts == [11, 18, 6, 5, 8]
    assert len(pack.rules) == 48


def test_each_indicator_knows_its_path(pack: RulePack) -> None:
    rule = pack.rules["“三公经费”变动率"]
    assert (rule.level1, rule.level2) == ("运行成本", "成本控制成效")
    assert pack.level1_of["体制机制改革情况"] == "可持续性"


def test_only_change_and_adjustment_rates_are_better_low(pack: RulePack) -> None:
    assert {r.name for r in pack.rules.values() if r.direction == "≤"} == LOWER_IS_BETTER
    assert {r.direction for r in pack.rules.values()} == {"≥", "≤"}


def test_each_indicator_is_gathered_on_its_sheet(pack: RulePack) -> None:
    gathered: dict[str, set[str]] = {}
    for rule in pack.rules.values():
        gathered.setdefault(rule.gathered, set()).add(rule.name)
    from_facts = gathered.pop("数据项")
    assert gathered == GATHERED_OTHERWISE
    assert len(from_facts) == 14


def test_judgements_and_only_they_have_criteria(pack: RulePack) -> None:
    assert {r.name for r in pack.rules.values() if r.criteria} == GATHERED_OTHERWISE["定性评价"]
    assert len(pack.rules["内控制度有效性"].criteria) == 7
    assert len(pack.rules["资产管理规范性"].criteria) == 4
    assert len(pack.rules["财务管理制度的完备性"].criteria) == 3


def test_words_stand_for_full_ratios(pack: RulePack) -> None:
    words = {r.name: dict(r.words) for r in pack.rules.values() if r.words}
    assert words == {
        "项目库管理完整性": {"完整": "100%"},
        "国库集中支付合规性": {"合规": "100%"},
    }


def test_the_form_sets_no_weights(pack: RulePack) -> None:
    assert all(rule.weight is None for rule in pack.rules.values())


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("工作完成率", "牵头单位工作完成率"),
        ("厉行节约变动率", "厉行节约支出变动率"),
        ("三公经费变动率", "“三公经费”变动率"),
        ('"三公经费"变动率', "“三公经费”变动率"),
    ],
)
def test_an_alias_finds_its_indicator(pack: RulePack, alias: str, name: str) -> None:
    assert pack.rule_for(alias).name == name


@pytest.mark.parametrize(
    ("text", "fact", "shift"),
    [
        ("预算完成数", "预算执行数", 0),
        ("本年度政府采购预算", "政府采购预算数", 0),
        ("年度预算安排项目资金总额", "年度预算安排项目资金总额", 0),
        ("本年度预算安排项目资金总额", "年度预算安排项目资金总额", 0),
        ("上年度预算安排项目资金总额", "年度预算安排项目资金总额", -1),
        ("上年度“三公经费”总额", "“三公经费”总额", -1),
        ('上年度"三公经费"总额', "“三公经费”总额", -1),
        ("本年三公经费", "“三公经费”总额", 0),
        ("上年度实际在职人数", "年度实际在职人数", -1),
    ],
)
def test_a_printed_name_finds_its_fact(pack: RulePack, text: str, fact: str, shift: int) -> None:
    assert read_name(text, pack.known_facts) == (fact, shift)


def test_every_fact_serves_a_formula(pack: RulePack) -> None:
    used = {name for r in pack.rules.values() for name, _ in pack.formula(r).facts}
    for rule in pack.rules.values():
        for other in rule.alternatives:
            used |= {n for n, _ in parse_formula(other.formula, "", pack.known_facts).facts}
    for definition in pack.defined.values():
        used |= {name for name, _ in definition.facts}
    # Asked for beside 预算调整数 by the tie-out of the tasks' own changes (R22).
    used.add(EXEMPT)
    assert used == set(pack.fact_rules) | set(pack.definitions)


def test_facts_are_gathered_where_their_indicator_is(pack: RulePack) -> None:
    for rule in pack.rules.values():
        for name, _ in pack.formula(rule).expanded(pack.defined).facts:
            assert pack.fact_rules[name].gathered == rule.gathered, (rule.name, name)


def test_the_prior_year_is_needed_for_change_rates_alone(pack: RulePack) -> None:
    needing = {
        r.name
        for r in pack.rules.values()
        if any(shift == -1 for _, shift in pack.formula(r).expanded(pack.defined).facts)
    }
    assert needing == LOWER_IS_BETTER - {"预算调整率"}


def test_a_defined_name_needs_both_figures_of_both_years(pack: RulePack) -> None:
    formula = pack.formula(pack.rules["人均公用经费变动率"]).expanded(pack.defined)
    assert set(formula.facts) == {
        ("年度在职人员公用经费实际支出数", 0),
        ("年度实际在职人数", 0),
        ("年度在职人员公用经费实际支出数", -1),
        ("年度实际在职人数", -1),
    }


@pytest.mark.parametrize(
    ("level2", "gathered"),
    [
        ("工作目标管理情况", "定性评价"),
        ("整体工作完成", "直接填报"),
        ("重点工作履行", "任务执行"),
        ("部门目标实现", "直接填报"),
        ("财务管理", "定性评价"),
        ("成本控制成效", "直接填报"),
        ("利益相关方满意", "问卷调查"),
        ("创新能力", "直接填报"),
        ("没有这一组", "直接填报"),
    ],
)
def test_an_unknown_indicator_is_gathered_as_its_group_says(
    pack: RulePack, level2: str, gathered: str
) -> None:
    rule = pack.rule_for("本部门自定的指标", level2)
    assert rule.gathered == gathered
    assert pack.formula(rule).facts


@pytest.mark.parametrize("level2", [level2 for groups in TREE.values() for level2 in groups])
def test_every_group_can_compute_an_unknown_indicator(pack: RulePack, level2: str) -> None:
    rule = pack.rule_for("本部门自定的指标", level2)
    assert (rule.level2, rule.level1) == (level2, pack.level1_of[level2])
    assert pack.formula(rule).facts


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (100, "优"),
        (90, "优"),
        (89.99, "良"),
        (80, "良"),
        (79.99, "中"),
        (60, "中"),
        (59.99, "差"),
        (0, "差"),
    ],
)
def test_grades_begin_at_their_threshold(pack: RulePack, score: float, grade: str) -> None:
    assert pack.grade(score) == grade


def references(pack: RulePack) -> Iterator[tuple[str, str]]:
    """Every reference of a pack with the name of what it is given for."""
    yield "scoring", pack.scoring.reference
    yield "survey", pack.survey.reference
    for fact in pack.facts:
        yield fact.name, fact.reference
    for groups in pack.indicators.values():
        for level2, group in groups.items():
            yield level2, group.reference
            for rule in group.indicators:
                yield rule.name, rule.reference
                for other in rule.alternatives:
                    yield other.name, other.reference


def undeclared_references(pack: RulePack) -> list[tuple[str, str]]:
    return [
        (of, reference)
        for of, reference in references(pack)
        for part in reference.split("；")
        if part.split(" ")[0] not in pack.references
    ]


@pytest.mark.parametrize("name", pack_names())
def test_every_reference_starts_with_a_declared_key(name: str) -> None:
    assert undeclared_references(load_rulepack(name)) == []


# What the form prints


def printed_formulas(pack: RulePack) -> Iterator[tuple[tuple[str, ...], str]]:
    """The names that may stand left of the sign, and the formula on its right."""
    for rule in pack.rules.values():
        if rule.formula is not None:
            yield (rule.name, *rule.aliases), rule.formula
        for other in rule.alternatives:
            yield (other.name,), other.formula
    for name, text in pack.definitions.items():
        yield (name,), text


def test_each_formula_is_printed_beside_its_name(pack: RulePack, printed: str) -> None:
    formulas = list(printed_formulas(pack))
    assert len(formulas) == 18
    for names, formula in formulas:
        text = re.sub(r"\s+", "", formula)
        assert any(f"{name}{sign}{text}" in printed for name in names for sign in "=："), formula


def test_no_printed_formula_is_left_out(pack: RulePack, printed: str) -> None:
    defined = len(pack.definitions)
    assert printed.count("=") == 17 == len(set(printed_formulas(pack))) - defined


def test_spaces_too_are_as_printed(pack: RulePack, form_path: Path) -> None:
    form = form_path.read_text(encoding="utf-8")
    assert [f for _, f in printed_formulas(pack) if f not in form] == []


# The pages break inside this cell, so its two halves stand on different lines.
BROKEN_BY_A_PAGE = {"信息化建设成效", "管理制度建设成效"}


def test_criteria_are_worded_as_printed(pack: RulePack, printed: str) -> None:
    reworded = [
        (rule.name, criterion)
        for rule in pack.rules.values()
        if rule.name not in BROKEN_BY_A_PAGE
        for criterion in rule.criteria
        if criterion not in printed
    ]
    assert reworded == []


# The worked cases

ALL_CASES = [
    pytest.param(pack, rule, case, id=f"{name}-{rule.name}-{case.title}")
    for name in pack_names()
    for pack in [load_rulepack(name)]
    for rule in pack.rules.values()
    for case in rule.cases
]


def lacking_cases(pack: RulePack) -> list[tuple[str, str]]:
    """The kinds of cases that an indicator should have and has not."""
    lacking = []
    for rule in pack.rules.values():
        if rule.name in PLACEHOLDERS:
            continue
        kinds = {case.status for case in rule.cases}
        wanted = {"达标", "未达标", "待评定" if rule.gathered == "定性评价" else "数据缺失"}
        # A figure filled in directly has no base that could be zero.
        if rule.gathered != "直接填报":
            wanted.add("不可比")
        lacking += [(rule.name, kind) for kind in sorted(wanted - kinds)]
    return lacking


@pytest.mark.parametrize("name", pack_names())
def test_every_number_has_its_four_kinds_of_cases(name: str) -> None:
    assert lacking_cases(load_rulepack(name)) == []


@pytest.mark.parametrize("name", pack_names())
def test_titles_tell_the_cases_of_an_indicator_apart(name: str) -> None:
    for rule in load_rulepack(name).rules.values():
        titles = [case.title for case in rule.cases]
        assert len(titles) == len(set(titles)), rule.name


@pytest.mark.parametrize(
    "name", ["牵头单位工作完成率", "企业满意度", "高层次领军人才数量", "硕士和博士人才数量"]
)
def test_a_target_blank_in_the_form_has_a_case(pack: RulePack, name: str) -> None:
    blank = [case for case in pack.rules[name].cases if case.target == ""]
    assert [(case.status, case.score) for case in blank] == [("无目标值", None)]


@pytest.mark.parametrize("name", ["“三公经费”变动率", "厉行节约支出变动率"])
def test_a_target_of_a_dash_has_a_case(pack: RulePack, name: str) -> None:
    dash = [case for case in pack.rules[name].cases if case.target == "-"]
    assert [(case.status, case.score) for case in dash] == [("无目标值", None)]


def test_only_what_is_met_or_missed_earns_a_score() -> None:
    for name in pack_names():
        for rule in load_rulepack(name).rules.values():
            for case in rule.cases:
                assessed = case.status in ("达标", "未达标")
                assert (case.score is not None) == assessed, (rule.name, case.title)
                assert case.status != "达标" or case.score == 100, (rule.name, case.title)


@each("pack, rule, case", ALL_CASES)
def test_case(pack: RulePack, rule: IndicatorRule, case: Case) -> None:
    assert_worked(pack, rule, case)


def assert_worked(pack: RulePack, rule: IndicatorRule, case: Case) -> None:
    """A case comes to what a person worked out."""
    worked = worked_case(pack, rule, case)
    for field in ("actual", "status", "score"):
        expected = getattr(case, field)
        if isinstance(expected, float):
            expected = pytest.approx(expected, abs=1e-9, rel=0)
        assert getattr(worked, field) == expected, field
    assert worked.agrees


def test_a_case_that_states_something_else_does_not_agree(pack: RulePack) -> None:
    rule = pack.rules["预算执行率"]
    case = rule.cases[0]
    for stated in ({"status": "不适用"}, {"actual": 0.1234}, {"actual": None}, {"score": 1.0}):
        assert not worked_case(pack, rule, case.model_copy(update=stated)).agrees


# Mistakes in a pack

# Line numbers below are counted in this text; the first line is line 1.
SOUND = """\
name: probe
title: 测试规则包
place: 某市
years: [2020, 2021]
references:
  ZZ: 某文件
grades:
  - {name: 优, from: 90}
  - {name: 良, from: 80}
  - {name: 差, from: 0}
facts:
  - name: 预算执行数
    unit: 万元
  - name: 预算数
    unit: 万元
definitions:
  执行比: 预算执行数/预算数
indicators:
  管理效率:
    预算管理:
      reference: ZZ 预算管理
      indicators:
        - name: 预算执行率
          formula: （预算执行数/预算数）×100%
          alternatives:
            - name: 未执行率
              formula: （预算数-预算执行数）/预算数×100%
              direction: ≤
          direction: ≥
          reference: ZZ 预算执行率
          cases:
            - {title: 达标, given: {预算执行数: 19, 预算数: 20}, actual: 0.95,
               status: 达标, score: 100}
            - title: 缺数
              given: {预算执行数: null, 预算数: 20}
              status: 数据缺失
        - name: 预算调整率
          formula: 预算执行数/预算数
          direction: ≤
          reference: ZZ 预算调整率
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "probe.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_pack_loads(tmp_path: Path) -> None:
    assert list(load_rulepack(written(tmp_path, SOUND)).rules) == ["预算执行率", "预算调整率"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        pytest.param("years: [2020, 2021]", "years: [2020, 2021", 5, "YAML", id="open bracket"),
        pytest.param(
            "    unit: 万元\n  - name: 预算数",
            "   unit: 万元\n  - name: 预算数",
            13,
            "YAML",
            id="indent",
        ),
        pytest.param(
            "place: 某市", "place: 某市\npalce: 某市", 4, "palce", id="unknown key at the top"
        ),
        pytest.param(
            "          direction: ≥",
            "          directon: ≥",
            29,
            "directon",
            id="unknown key of an indicator",
        ),
        pytest.param(
            "              given: {预",
            "              give: 1\n              given: {预",
            35,
            "give",
            id="unknown key of a case",
        ),
        pytest.param("title: 测试规则包\n", "", 1, "title", id="missing key at the top"),
        pytest.param(
            "          reference: ZZ 预算调整率\n",
            "",
            37,
            "reference",
            id="missing key of an indicator",
        ),
        pytest.param(
            "      reference: ZZ 预算管理\n", "", 20, "reference", id="missing key of a group"
        ),
        pytest.param(
            "  - name: 预算数\n    unit: 万元", "  - name: 预算数", 14, "unit", id="missing unit"
        ),
        pytest.param(
            "（预算执行数/预算数）×100%",
            "（预算执行数/预算数×100%",
            24,
            "预算执行率",
            id="open bracket in a formula",
        ),
        pytest.param(
            "formula: 预算执行数/预算数",
            "formula: 预算执行数/",
            38,
            "预算调整率",
            id="formula without its end",
        ),
        pytest.param(
            "（预算执行数/预算数）×100%",
            "（预算执行额/预算数）×100%",
            24,
            "是否为“预算执行数”",
            id="unknown fact",
        ),
        pytest.param(
            "（预算数-预算执行数）/预算数×100%",
            "（预算数-预算完成数）/预算数×100%",
            27,
            "预算完成数",
            id="unknown fact of an alternative",
        ),
        pytest.param(
            "执行比: 预算执行数/预算数",
            "执行比: 预算执行数/预算",
            17,
            "是否为“预算数”",
            id="unknown fact of a definition",
        ),
        pytest.param(
            "- name: 预算调整率", "- name: 预算执行率", 37, "重复", id="duplicate indicator"
        ),
        pytest.param(
            "given: {预算执行数: 19, ",
            "given: {预算执行数: 19, 上年度预算数: 9, ",
            32,
            "不用的数据项：预算数",
            id="extra fact in a case",
        ),
        pytest.param(
            "given: {预算执行数: null, 预算数: 20}",
            "given: {预算数: 20}",
            34,
            "没有给出数据项：预算执行数",
            id="lacking fact in a case",
        ),
        pytest.param("预算执行数: 19,", "预算执行数: 十九,", 32, "十九", id="a figure in words"),
        pytest.param("status: 数据缺失", "status: 缺失", 36, "缺失", id="unknown status"),
        pytest.param(
            "          direction: ≥", "          direction: 大于", 29, "大于", id="wrong direction"
        ),
        pytest.param(
            "              direction: ≤",
            "              direction: 小",
            28,
            "小",
            id="wrong direction of an alternative",
        ),
        pytest.param(
            "{name: 优, from: 90}", "{name: 优, from: 70}", 7, "从高到低", id="grades out of order"
        ),
        pytest.param(
            "{name: 差, from: 0}", "{name: 差, from: 10}", 7, "from: 0", id="no lowest grade"
        ),
        pytest.param(
            "{name: 优, from: 90}", "{name: 优, from: 900}", 8, "900", id="a grade above 100"
        ),
        pytest.param("  ZZ: 某文件\n", "", 5, "references", id="no references"),
        pytest.param("years: [2020, 2021]", "years: [2020]", 4, "years", id="one year"),
        pytest.param(
            "- name: 预算调整率\n          formula: 预算执行数/预算数",
            "- name: 预算调整率",
            37,
            "formula",
            id="no formula",
        ),
    ],
)
def test_a_mistake_is_reported_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert SOUND.count(old) == 1
    with pytest.raises(RulePackError, match=re.escape(message)) as caught:
        load_rulepack(written(tmp_path, SOUND.replace(old, new)))
    assert caught.value.line == line
    assert str(caught.value).startswith(f"probe.yaml第{line}行：")


# YAML and a dict would each keep the last of two without a word.
@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        pytest.param(
            "          direction: ≥\n",
            "          direction: ≥\n          direction: ≤\n",
            30,
            id="key of an indicator",
        ),
        pytest.param(
            "          reference: ZZ 预算调整率\n",
            "          reference: ZZ 预算调整率\n    预算管理:\n      reference: ZZ 预算管理\n",
            41,
            id="group",
        ),
        pytest.param(
            "definitions:", "  - {name: 预算数, unit: 元}\ndefinitions:", 16, id="name of a fact"
        ),
        pytest.param(
            "  - name: 预算数\n",
            "    aliases: [预算]\n  - name: 预算数\n    aliases: [预算]\n",
            16,
            id="alias of a fact",
        ),
        pytest.param(
            "  - name: 预算数\n",
            "  - name: 预算数\n    aliases: [预算执行数]\n",
            15,
            id="alias that is another fact",
        ),
        pytest.param(
            "        - name: 预算调整率\n",
            "        - name: 预算调整率\n          aliases: [预算执行率]\n",
            37,
            id="alias that is another indicator",
        ),
    ],
)
def test_nothing_may_be_named_twice(tmp_path: Path, old: str, new: str, line: int) -> None:
    assert SOUND.count(old) == 1
    with pytest.raises(RulePackError) as caught:
        load_rulepack(written(tmp_path, SOUND.replace(old, new)))
    assert caught.value.line == line


def test_a_name_defined_by_itself_is_reported(tmp_path: Path) -> None:
    text = SOUND.replace("执行比: 预算执行数/预算数", "执行比: 执行比/预算数")
    with pytest.raises(RulePackError, match="执行比") as caught:
        load_rulepack(written(tmp_path, text))
    assert caught.value.line == 17


def test_a_message_ends_with_one_full_stop(tmp_path: Path) -> None:
    text = SOUND.replace("（预算执行数/预算数）×100%", "（预算执行额/预算数）×100%")
    with pytest.raises(RulePackError, match=r"[^。]。$"):
        load_rulepack(written(tmp_path, text))


@pytest.mark.parametrize(
    "gathered", ["任务执行", "工作要点", "定性评价", "问卷调查", "直接填报", "数据项"]
)
def test_an_indicator_with_nothing_to_compute_it_is_reported(tmp_path: Path, gathered: str) -> None:
    # The probe declares none of the facts of the other sheets.
    text = SOUND.replace(
        "- name: 预算调整率\n          formula: 预算执行数/预算数",
        f"- name: 预算调整率\n          gathered: {gathered}",
    )
    with pytest.raises(RulePackError, match="预算调整率") as caught:
        load_rulepack(written(tmp_path, text))
    assert caught.value.line in (37, 38)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(SOUND.encode("gb18030"), id="GB 18030"),
        pytest.param(SOUND.encode("utf-16"), id="UTF-16"),
        pytest.param(b"", id="empty"),
        pytest.param("# 只有注释\n".encode(), id="comment only"),
        pytest.param("- 预算数\n- 预算执行数\n".encode(), id="list"),
        pytest.param("预算数".encode(), id="word"),
        pytest.param(b"\x00\x01\x02", id="binary"),
    ],
)
def test_a_file_that_is_no_pack_is_reported(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "probe.yaml"
    path.write_bytes(content)
    with pytest.raises(RulePackError, match=r"^probe\.yaml第1行："):
        load_rulepack(path)


def test_an_unknown_pack_names_the_nearest() -> None:
    with pytest.raises(RulePackError, match="是否为“zhengzhou-2020”"):
        load_rulepack("zhengzhou-2021")


@pytest.mark.parametrize("name", ["nope", "别处.yaml"])
def test_a_pack_that_is_nowhere_has_no_line(name: str) -> None:
    with pytest.raises(RulePackError) as caught:
        load_rulepack(name)
    assert str(caught.value).startswith(f"{name}：没有这个规则包")
    assert "第" not in str(caught.value)
    assert (caught.value.file, caught.value.line) == (name, 0)


def test_a_file_of_another_kind_is_no_pack(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text(SOUND, encoding="utf-8")
    with pytest.raises(RulePackError) as caught:
        load_rulepack(path)
    assert str(caught.value).startswith(f"{path}：不是规则包文件（应是 .yaml）")
    assert caught.value.line == 0


def test_all_that_is_missing_is_reported_at_once(tmp_path: Path) -> None:
    text = SOUND[SOUND.index("references:") :]
    with pytest.raises(RulePackError) as caught:
        load_rulepack(written(tmp_path, text))
    message = "probe.yaml第1行：缺少“name”、“title”、“place”、“years”。"
    assert str(caught.value) == message


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    first = load_rulepack(written(tmp_path, SOUND))
    second = load_rulepack(written(tmp_path, SOUND.replace("某市", "另一市")))
    assert (first.place, second.place) == ("某市", "另一市")
    assert first.sha256 != second.sha256
