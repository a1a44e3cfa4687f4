"""The review of a form and of what became of its tasks. Invented throughout."""

from dataclasses import replace

import pytest
from finding_forms import cell, figures, form, found, row, task

from auditkit.facts.facts import Facts, TaskRecord
from auditkit.files.grid import Source
from auditkit.findings.all import indicator_findings, review
from auditkit.findings.finding import Finding
from auditkit.form.declaration import Declaration, DeclaredIndicator, Goal
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack

SURVEY = "服务对象满意"


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack()


def of(
    code: str, declaration: Declaration, pack: RulePack, facts: Facts | None = None
) -> list[Finding]:
    return [
        f for f in review(declaration, Facts() if facts is None else facts, pack) if f.code == code
    ]


def record(name: str, adjusted: float | None, spent: float | None, done: str = "是",
           serves: tuple[str, ...] = ()) -> TaskRecord:  # fmt: skip
    return TaskRecord(
        name, adjusted, spent, done, serves, Source("实际数.xlsx", f"任务执行!{name}")
    )


def at(indicator: DeclaredIndicator, line: int, level2: str) -> DeclaredIndicator:
    return replace(
        indicator, level2=level2, source=cell(f"C{line}"), target_source=cell(f"D{line}"),
        note_source=cell(f"F{line}"),
    )  # fmt: skip


# Wholeness


def test_a_form_without_goals_and_tasks_lacks_them(pack: RulePack) -> None:
    bare = replace(form(row("甲", "1个")), goals=(), kind="申报表")
    goals, tasks = of("S13", bare, pack)
    assert goals.condition == "识读到的申报表没有年度总体目标。"
    assert tasks.condition == "识读到的申报表没有年度主要任务。"
    assert str(goals.evidence[0]) == "申报表.xlsx"
    assert of("S13", form(row("甲", "1个")), pack) == []
    # The form of 产出、效益、满意度 that many places use lists no tasks.
    other = replace(form(replace(row("甲", "1个"), level1="产出指标")), kind="申报表")
    assert of("S13", other, pack) == []


def test_a_form_of_the_pack_s_layout_lacks_a_heading(pack: RulePack) -> None:
    # Four of the pack's five 一级 and all but one of their 二级.
    rows = [
        replace(row("甲", "1个"), level1=level1, level2=level2)
        for level1, groups in pack.indicators.items()
        for level2 in groups
        if level1 != "可持续性" and level2 != "资产管理"
    ]
    assert of("S13", form(*rows), pack) == []
    # Only a form of the pack's own place can lack a heading of its layout.
    own = replace(form(*rows), department="郑州市某局")
    (finding,) = of("S13", own, pack)
    assert finding.condition == "识读到的申报表没有二级指标“资产管理”、一级指标“可持续性”。"


@pytest.mark.parametrize(
    ("goal", "indicator", "promises"),
    [
        ("培育1000名骨干和20所学校。", row("甲", "≥1%"), ["1000名骨干", "20所学校"]),
        ("培育1000名骨干。", row("人才", "≥1000名"), []),
        ("培育1000名骨干。", row("人才", "≥900名"), ["1000名骨干"]),
        ("培育1000名骨干。", row("骨干培育人数", "≥900"), []),
        ("培育1000名骨干。", row("甲", "≥1%", "甲指1000名骨干。"), []),
        ("普惠率达到85%以上。", row("甲", "≥85%"), []),
        ("普惠率达到85%以上。", row("普惠率", "≥80%"), []),
        ("到2025年，3年内第2次普查完成。", row("甲", "≥1%"), []),
    ],
)
def test_what_a_goal_promises_in_figures_is_measured(
    goal: str, indicator: DeclaredIndicator, promises: list[str], pack: RulePack
) -> None:
    declaration = replace(form(indicator), goals=(Goal(1, goal, cell("B2")),))
    told = [f.condition for f in of("S15", declaration, pack)]
    assert [p for p in promises if all(f"“{p}" not in t for t in told)] == []
    assert bool(told) is bool(promises)


# Contradictions


def test_one_indicator_with_two_targets_is_a_contradiction(pack: RulePack) -> None:
    one = at(row("群众满意度", "≥90%"), 20, SURVEY)
    other = at(row("群众满意度", "≥85%"), 30, "利益相关方满意")
    (finding,) = of("S16", form(one, other), pack)
    assert "列了2次" in finding.condition
    assert "“服务对象满意”下印作“≥90%”，“利益相关方满意”下印作“≥85%”" in finding.condition
    assert [s.place for s in finding.evidence] == ["表1!D20", "表1!D30"]
    same = replace(other, target=parse_target("≥ 90 %"))
    assert of("S16", form(one, same), pack) == []


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("目标值为95%。", "95%"),
        ("应不低于95%。", "不低于95%"),
        ("年度指标值：≥90%。", None),
        ("年度指标值：≤90%。", "≤90%"),
        ("数据来自问卷，回收率80%。", None),
        ("不低于3次。", None),
    ],
)
def test_a_target_is_held_against_its_own_explanation(
    note: str, said: str | None, pack: RulePack
) -> None:
    got = of("S16", form(row("群众满意度", "≥90%", note, SURVEY)), pack)
    assert [f.condition for f in got] == (
        [f"指标值印作“≥90%”，指标说明写“{said}”。"] if said else []
    )


def test_a_target_is_held_against_the_goal(pack: RulePack) -> None:
    goals = (Goal(2, "群众满意度达到95%，安全无事故。", cell("B3")),)
    declaration = replace(form(row("群众满意度", "≥90%", "", SURVEY)), goals=goals)
    (finding,) = of("S16", declaration, pack)
    assert finding.condition == "指标值印作“≥90%”，总体目标2写“95%”。"
    assert [s.place for s in finding.evidence] == ["表1!D20", "表1!B3"]
    agreed = replace(goals[0], text="群众满意度达到90%以上。")
    assert of("S16", replace(declaration, goals=(agreed,)), pack) == []


@pytest.mark.parametrize(
    ("name", "target", "direction", "backwards"),
    [
        ("预算执行率", "≤95%", "", True),
        ("预算执行率", "≥95%", "", False),
        ("预算调整率", "≥10%", "", True),
        ("预算调整率", "≤10%", "", False),
        ("某自定指标", "≤95%", "", False),
        ("某自定指标", "≤95%", "正向", True),
        ("某自定指标", "≥95%", "反向", True),
        ("某自定指标", "≤95%", "反向", False),
        ("群众投诉率", "≥5%", "", True),
        ("群众投诉率", "≤5%", "", False),
        ("投诉办结率", "≥5%", "", False),
    ],
)
def test_a_sign_is_held_against_the_indicator_s_direction(
    name: str, target: str, direction: str, backwards: bool, pack: RulePack
) -> None:
    indicator = replace(row(name, target), direction=direction)
    assert bool(of("S18", form(indicator), pack)) is backwards


def test_a_pack_s_rule_made_from_the_form_says_no_direction(pack: RulePack) -> None:
    from auditkit.form.adopted import adopting

    declaration = form(row("空置率", "≤5%", "空置率=空置面积/总面积×100%。"))
    assert of("S18", declaration, adopting(pack, declaration)) == []


@pytest.mark.parametrize(
    ("name", "target", "how"),
    [
        ("群众满意度", "≥101%", "不可能达到"),
        ("群众满意度", "≥100%", ""),
        ("群众满意度", ">100%", "不可能达到"),
        ("群众满意度", "≥0%", "怎样都能达到"),
        ("群众满意度", "≤100%", "怎样都能达到"),
        ("群众满意度", "≤99%", ""),
        # (whole - part)/whole cannot exceed the whole, spent over budget may.
        ("项目库管理完整性", "=120%", "不可能达到"),
        ("预算执行率", "≥120%", ""),
        # A change has another year's figure below the line.
        ("结转结余变动率", "≤100%", ""),
        ("设备利用率", "≥105%", "不可能达到"),
    ],
)
def test_a_target_is_held_against_what_is_possible(
    name: str, target: str, how: str, pack: RulePack
) -> None:
    level2 = SURVEY if "满意" in name else "预算管理"
    got = of("S19", form(row(name, target, "", level2)), pack)
    assert [how in f.condition for f in got] == ([True] if how else [])


@pytest.mark.parametrize(
    ("target", "how"),
    [
        ("2020年11月底前", ""),
        ("11月底前", ""),
        ("2021年3月底前", "晚于年度终了"),
        ("2019年12月31日前", "早于年度开始"),
    ],
)
def test_a_deadline_lies_within_the_year(target: str, how: str, pack: RulePack) -> None:
    got = of("S21", form(row("竣工时间", target)), pack)
    assert [how in f.condition for f in got] == ([True] if how else [])


@pytest.mark.parametrize(
    ("first", "later", "loosened"),
    [("≥95%", "≥90%", True), ("≥95%", "≥95%", False), ("≥95%", "≥96%", False),
     ("≤10%", "≤12%", True), ("≤10%", "≤8%", False)],
)  # fmt: skip
def test_a_target_loosened_during_the_year_is_told(
    first: str, later: str, loosened: bool, pack: RulePack
) -> None:
    indicator = replace(row("某指标", first), adjusted=parse_target(later))
    assert bool(of("S24", form(indicator), pack)) is loosened


@pytest.mark.parametrize(
    ("name", "level2", "first", "later", "loosened"),
    [("培训人数", "数量指标", "300人", "250人", True), ("错误率", "质量指标", "2%", "1%", False),
     ("错误率", "质量指标", "2%", "3%", True), ("印刷费用", "成本指标", "20万元", "18万元", False),
     ("印刷费用", "成本指标", "20万元", "25万元", False),
     ("低保补助标准", "成本指标", "300元/月", "280元/月", False)],
)  # fmt: skip
def test_a_target_without_a_sign_is_loosened_only_where_its_direction_is_known(
    name: str, level2: str, first: str, later: str, loosened: bool, pack: RulePack
) -> None:
    indicator = replace(row(name, first, level2=level2), adjusted=parse_target(later))
    assert bool(of("S24", form(indicator), pack)) is loosened


# Targets together


@pytest.mark.parametrize(
    ("same", "others", "told"), [(5, 5, False), (6, 4, True), (5, 2, False), (5, 3, True)]
)
def test_most_targets_alike_look_unconsidered(
    same: int, others: int, told: bool, pack: RulePack
) -> None:
    rows = [row(f"甲{i}", "≥90%") for i in range(same)]
    rows += [row(f"乙{i}", f"≥{i + 1}%") for i in range(others)]
    got = of("S20", form(*rows), pack)
    assert bool(got) is told
    if got:
        share = {6: "60.00%", 5: "62.50%"}[same]
        assert f"有{same}个的指标值同为“≥90%”，占{share}（界限50%）" in got[0].condition


def test_a_word_target_wants_criteria_that_can_be_checked(pack: RulePack) -> None:
    bare = row("档案管理", "规范", level2="自定")
    assert [f.subject for f in of("S22", form(bare), pack)] == ["档案管理"]
    assert of("S22", form(replace(bare, note="①是否归档。")), pack) == []
    # The pack itself has criteria for this one.
    assert of("S22", form(row("目标依据充分性", "充分", level2="工作目标管理情况")), pack) == []


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("零", False),
        ("每月不少于2次", False),
        ("每季度开展1次以上", False),
        ("每月15日前", False), ("次月10日前发放到位", False), ("每周五前", False),
        ("每季度末前", False), ("每日17时前", False), ("每年3月底前", False),
        ("按月发放", False), ("每季度足额拨付到位", False), ("按时发放", True),
        ("每月及时发放", True), ("每年有所提高", True), ("每日一次巡查到位", True),
        ("零投诉", False), ("不发生", False), ("动态清零", False), ("无重大安全事故", False),
        ("B+级及以上", False), ("三级甲等及以上", False), ("三级", False),
        ("国家二级标准", False), ("AAA级", False), ("高于全省平均水平", False),
        ("与上年持平", False), ("不断增强", True), ("有效提升", True), ("较上年提高", True),
        ("无明显变化", True), ("高于", True),
    ],
)  # fmt: skip
def test_a_word_target_may_be_its_own_standard(target: str, told: bool, pack: RulePack) -> None:
    """Whether an accident happened or a grade was given is no matter of judgement."""
    found = of("S22", form(row("档案管理", target, level2="自定")), pack)
    assert bool(found) is told


def test_a_name_says_what_a_target_is_compared_with(pack: RulePack) -> None:
    named = row("收入增速（高于当地农民收入增速）", "高于", level2="自定")
    assert of("S22", form(named), pack) == []
    assert of("S05", form(named), pack) == []


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ((60, 40), False),
        ((60, 30), False),
        ((70, 40), True),
        ((60, 39.5), True),
        ((60, None), False),
    ],
)
def test_weights_make_a_hundred(
    weights: tuple[float | None, ...], told: bool, pack: RulePack
) -> None:
    rows = [replace(row(f"甲{i}", "≥1个"), weight=weight) for i, weight in enumerate(weights)]
    got = of("S17", form(*rows), pack)
    assert bool(got) is told
    if weights == (70, 40):
        assert got[0].condition == "2个指标的分值相加为110分，不是100分。"


def test_two_rows_of_one_name_have_their_findings_apart(pack: RulePack) -> None:
    formula = "完成率=甲数/乙数×100%。"
    one = at(row("完成率", "≥90%", formula), 20, "质量")
    other = at(row("完成率", "≥90%"), 30, "数量")
    got = list(review(form(one, other), Facts(), pack))
    assert [f.code for f in indicator_findings(got, one)] == []
    assert [f.code for f in indicator_findings(got, other)] == ["S07"]


# Tasks

TASKS = (task("甲任务", 60.0, 60.0), task("乙任务", 30.0, 30.0), task("丙任务", 4.0, 4.0),
         task("丁任务", 6.0, 6.0))  # fmt: skip


def test_the_smaller_tasks_without_an_indicator_are_one_finding(pack: RulePack) -> None:
    wide = pack.model_copy(update={"review": pack.review.model_copy(update={"large_task": 0.5})})
    served = record("甲任务", 60.0, 60.0, serves=("预算执行率",))
    rest = [record(t.name, t.budget, t.budget) for t in TASKS[1:]]
    declaration = form(tasks=TASKS)
    (finding,) = of("S23", declaration, wide, Facts(tasks=(served, *rest)))
    # 30 + 4 + 6 of 100; whole budgets in which nothing is wrong are no amount concerned
    assert finding.money is None
    assert "另有3项" in finding.condition
    assert "预算合计40.00万元，占全部任务的40.00%（界限10%）" in finding.condition
    # 4 + 6 of 100 is no more than the tenth that may be left
    both = record("乙任务", 30.0, 30.0, serves=("预算执行率",))
    assert of("S23", declaration, wide, Facts(tasks=(served, both, *rest[1:]))) == []
    # Nobody filled the column in: nothing is said.
    assert of("S23", declaration, wide, Facts(tasks=tuple(rest))) == []


@pytest.mark.parametrize(
    ("adjusted", "spent", "done", "expected"),
    [
        (60.0, 60.0, "是", []),
        (60.0, 60.01, "是", []),
        (60.0, 60.02, "是", [("R09", 0.02)]),
        # 30 % of 60 is 18
        (78.0, 78.0, "是", []),
        (78.01, 78.01, "是", [("R10", 18.01)]),
        (42.0, 42.0, "是", []),
        (41.99, 41.99, "是", [("R10", 18.01)]),
        (0.0, 0.0, "否", [("R10", 60.0)]),
        # 80 % of 60 is 48
        (60.0, 48.0, "是", []),
        (60.0, 47.99, "是", [("R11", 12.01)]),
        (60.0, 55.0, "部分", [("R11", 5.0)]),
        (60.0, 60.0, "否", [("R11", None)]),
        (60.0, None, "是", []),
        (None, None, "", []),
    ],
)
def test_what_became_of_a_task_is_remarked_on(
    adjusted: float | None, spent: float | None, done: str,
    expected: list[tuple[str, float | None]], pack: RulePack,
) -> None:  # fmt: skip
    facts = Facts(tasks=(record("甲任务", adjusted, spent, done),))
    got = found(form(tasks=TASKS), facts, pack)
    assert [(f.code, f.money) for f in got if f.code in ("R09", "R10", "R11")] == expected


@pytest.mark.parametrize(
    ("spent", "done", "clauses", "effect"),
    [
        # 36 of 60 is 60 %, below 80 %; nothing says that work marked as done was not done.
        (36.0, "是", ("预算法第五十三条", "预算法第四十二条"),
         "资金没有用完：可能节约了资金，也可能付款滞后或者预算编制偏高。"),
        (36.0, "部分", ("预算法第五十三条", "预算法第四十二条"),
         "任务的产出没有全部实现，资金没有用完。"),
        # All of it spent: nothing is left over that 第四十二条 could be about.
        (60.0, "否", ("预算法第五十三条",), "任务的产出没有全部实现。"),
    ],
)  # fmt: skip
def test_a_task_is_held_to_what_it_failed_in_alone(
    spent: float, done: str, clauses: tuple[str, ...], effect: str, pack: RulePack
) -> None:
    facts = Facts(tasks=(record("甲任务", 60.0, spent, done),))
    (finding,) = [f for f in found(form(tasks=TASKS), facts, pack) if f.code == "R11"]
    assert finding.standard is not None
    assert finding.standard.keys == clauses
    assert finding.effect == effect


def test_a_cancelled_task_is_told_once_and_as_cancelled(pack: RulePack) -> None:
    facts = Facts(tasks=(record("甲任务", 0.0, 0.0, "否"),))
    (finding,) = [
        f
        for f in found(form(tasks=TASKS), facts, pack)
        if f.subject == "甲任务" and f.code[0] == "R"
    ]
    assert "减少60.00万元（100.00%，界限30%），任务没有实施" in finding.condition


# Results

PRINTED = "预算执行率=（预算执行数/预算数）×100%。"


def test_a_miss_says_what_it_comes_to_in_money(pack: RulePack) -> None:
    declaration = form(row("预算执行率", "≥95%", PRINTED))
    (missed,) = [
        f for f in found(declaration, figures(预算执行数=900, 预算数=1000), pack) if f.code == "R01"
    ]
    # 5 points of 1,000
    assert missed.money == 50.0
    assert "差5.00个百分点，折合50.00万元" in missed.condition


def test_a_miss_of_people_comes_to_no_money(pack: RulePack) -> None:
    note = "高级职称人才比重=高级职称人才数量÷单位实有人数×100%"
    declaration = form(row("高级职称人才比重", "≥30%", note, "人才支撑"))
    facts = figures(高级职称人才数量_人=20, 单位实有人数_人=100)
    (missed,) = [f for f in found(declaration, facts, pack) if f.code == "R01"]
    assert missed.money is None
    assert "折合" not in missed.condition


def test_the_cause_names_the_tasks_that_pull_an_indicator_down_and_no_more(pack: RulePack) -> None:
    name = "学生资助项目完成率"
    # 54 of 60 is 90 %, 20 of 40 is 50 %; together 74 %.
    tasks = (
        record("甲任务", 60.0, 54.0, serves=(name,)),
        record("乙任务", 40.0, 20.0, serves=(name,)),
    )
    items = tuple(
        replace(fact, scope=name) for fact in figures(任务实际支出数=74, 任务调整后预算数=100)
    )
    declaration = form(row(name, "≥90%", level2="重点工作履行"), tasks=TASKS)
    (missed,) = [f for f in found(declaration, Facts(items, tasks=tasks), pack) if f.code == "R17"]
    assert missed.cause == (
        "对应的2项任务中，执行率低于指标值的是乙任务50.00%；执行偏低的原因由审计人员查明。"
    )
    assert missed.money == 16.0
    # Money stands for work: said, and not weighed as work left undone.
    assert missed.severity == "一般"
    assert "以支出占预算的比例代替工作的完成，对应的2项任务标明2项已经完成" in missed.condition


def test_a_miss_within_rounding_or_chance_is_left_open(pack: RulePack) -> None:
    declaration = form(row("预算执行率", "≥95%", PRINTED))
    (edge,) = [
        f
        for f in found(declaration, figures(预算执行数=9.49, 预算数=9.99), pack)
        if f.code[0] == "R"
    ]
    assert (edge.code, edge.severity) == ("R04", "提示")
    assert "是否达标不能断定" in edge.condition
    assert "精确到元" in edge.recommendation
    asked = figures(满意份数_份=90, 有效问卷份数_份=100)
    (chance,) = [
        f
        for f in found(form(row("群众满意度", "≥94%", level2=SURVEY)), asked, pack)
        if f.code[0] == "R"
    ]
    assert (edge.code, edge.severity) == (chance.code, chance.severity) == ("R04", "提示")
    assert chance.effect == "抽样误差的范围跨过指标值94%，换一份样本结论可能相反。"


@pytest.mark.parametrize(
    ("used", "told"), [(1000.0, False), (1000.01, False), (1000.02, True), (-0.02, True)]
)
def test_a_part_beyond_its_whole_is_no_result(used: float, told: bool, pack: RulePack) -> None:
    note = "部门固定资产利用率=（部门实际在用固定资产总额/部门所有固定资产总额）×100%"
    declaration = form(row("部门固定资产利用率", "≥90%", note, "资产管理"))
    facts = figures(部门实际在用固定资产总额=used, 部门所有固定资产总额=1000.0)
    assert ("R12" in [f.code for f in found(declaration, facts, pack)]) is told


@pytest.mark.parametrize(
    ("name", "level2", "facts", "claim", "codes", "text"),
    [
        ("群众满意度", SURVEY, figures(满意份数_份=0, 有效问卷份数_份=0), None,
         ["R08"], "有效问卷份数为0"),
        ("群众满意度", SURVEY, figures(满意份数_份=0, 有效问卷份数_份=0), "98%",
         ["R08"], "自评表印作“98%”，有效问卷份数为0"),
    ],
)  # fmt: skip
def test_a_satisfaction_claimed_wants_a_sample(
    name: str, level2: str, facts: Facts, claim: str | None, codes: list[str], text: str,
    pack: RulePack,
) -> None:  # fmt: skip
    indicator = row(name, "≥90%", level2=level2)
    if claim:
        indicator = replace(indicator, actual=parse_target(claim), actual_source=cell("G20"))
    got = [f for f in found(form(indicator), facts, pack) if f.code[0] == "R"]
    assert [f.code for f in got] == codes
    assert text in got[0].condition


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("清运村庄数/全部村庄数×100%", False),
        ("清运垃圾的村庄÷全部村庄", False),
        ("清运垃圾的村庄占全部村庄的比例", False),
        ("清运垃圾的村庄/全部村庄", False),
        ("指标说明：清运村庄/全部村庄；来源为台账", False),
        ("反映清运/保洁的情况", True),
        ("问卷/访谈", True),
        ("现场查看/台账", True),
        ("反映垃圾清运情况", True),
    ],
)
def test_how_a_share_is_computed_may_be_said_without_an_equals_sign(
    note: str, told: bool, pack: RulePack
) -> None:
    got = found(form(row("生活垃圾清运率", "≥90%", note, "自定")), Facts(), pack)
    assert ("S07" in [f.code for f in got]) is told


def test_a_satisfaction_got_by_questionnaire_needs_no_formula(pack: RulePack) -> None:
    asked = row("律师和当事人满意度", "≥85%", "问卷调查取得", "自定")
    assert found(form(asked), Facts(), pack) == []
    # Its name says as much, wherever it stands: no pack need know it.
    silent = row("律师和当事人满意度", "≥85%", "反映满意程度", "自定")
    assert found(form(silent), Facts(), pack) == []
    # What is given in 分 is a mean of marks; a rate of another thing wants its formula.
    other = row("律师和当事人满意案件办结率", "≥85%", "反映办结程度", "自定")
    assert [f.code for f in found(form(other), Facts(), pack)] == ["S07"]


@pytest.mark.parametrize(
    ("target", "note", "codes"),
    [
        # What is counted, its name says.
        ("≥900件", "", []),
        ("≥12公里", "", []),
        # An amount says from where it is, a rate how it comes about.
        ("≥4.5亿元", "统计局数据", []),
        ("≥4.5亿元", "", ["S07"]),
        ("≥90%", "统计局数据", ["S07"]),
        ("≥90%", "办结数÷受理数×100%", []),
    ],
)
def test_what_needs_no_formula(target: str, note: str, codes: list[str], pack: RulePack) -> None:
    one = form(row("某事项", target, note, "自定"))
    assert [f.code for f in found(one, Facts(), pack)] == codes


def test_a_target_printed_the_wrong_way_round_is_not_also_missed(pack: RulePack) -> None:
    """2.82 % more for staff beside a printed ≥5 %, where less is better: one finding."""
    declaration = form(row("在职人员经费变动率", "≥5%", level2="成本"))
    facts = figures(在职人员经费=812.4, 上年在职人员经费=790.1)
    codes = [f.code for f in found(declaration, facts, pack)]
    assert "S18" in codes
    assert "R01" not in codes


def test_a_claim_whose_sample_nobody_asked_for_accuses_nobody(pack: RulePack) -> None:
    """The department's own 完成值: its questionnaires stand on the list to ask for (L06)."""
    said = replace(row("读者满意率", "≥90%", level2="自定"), actual=parse_target("98%"))
    got = found(form(replace(said, actual_source=cell("G20"))), figures(), pack)
    assert [f.code for f in got if f.code[0] == "R"] == []


@pytest.mark.parametrize(
    ("people", "codes"),
    [
        # 18 satisfied of 18 answers; fewer than 30 answered, though 31 could have been asked.
        (None, ["R06"]),
        (31.0, ["R06"]),
        # Of 30 nobody can ask more than 30; of 18 all 18 were asked.
        (30.0, []),
        (18.0, []),
    ],
)
def test_a_small_population_is_no_small_sample(
    people: float | None, codes: list[str], pack: RulePack
) -> None:
    counts = {"满意份数_份": 18, "有效问卷份数_份": 18}
    facts = figures(**counts) if people is None else figures(**counts, 总体数_人=people)
    got = found(form(row("群众满意度", "≥60%", level2=SURVEY)), facts, pack)
    assert [f.code for f in got if f.code[0] == "R" and f.code != "R05"] == codes


@pytest.mark.parametrize(
    ("claim", "told"),
    # 96 of 100, each to the cent: 95.990 % to 96.010 %
    [("96%", False), ("96.00%", False), ("96.01%", False), ("96.02%", True), ("100%", True)],
)
def test_what_a_self_evaluation_claims_is_held_against_the_data(
    claim: str, told: bool, pack: RulePack
) -> None:
    indicator = replace(
        row("预算执行率", "≥95%", PRINTED), actual=parse_target(claim), actual_source=cell("G20")
    )
    got = found(form(indicator), figures(预算执行数=96, 预算数=100), pack)
    assert [f.condition for f in got if f.code == "R13"] == (
        [f"自评表印作“{claim}”，按数据计算为96.00%。"] if told else []
    )
