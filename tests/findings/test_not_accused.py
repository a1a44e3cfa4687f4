"""What a form does right, put in another way, is not accused. 示例数据（虚构）."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from finding_forms import cell, form, row

from auditkit import open_audit
from auditkit.facts.facts import Facts
from auditkit.findings.all import review
from auditkit.findings.selfevaluation.judged import self_evaluation_findings
from auditkit.form.declaration import Declaration, DeclaredIndicator, Further, Goal, Task
from auditkit.form.reading import read_forms
from auditkit.form.values import said_to_be_none
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack

PACK = load_rulepack("common")


def of(code: str, declaration: Declaration) -> list[str]:
    return [f.condition for f in review(declaration, Facts(), PACK) if f.code == code]


def with_goal(goal: Goal, *rows: DeclaredIndicator) -> Declaration:
    return replace(form(*rows), goals=(goal,))


def goal(text: str, adjusted: str = "") -> Goal:
    return Goal(1, text, cell("B2"), adjusted=adjusted, adjusted_source=cell("D2"))


def with_tasks(tasks: Sequence[tuple[str, str]], *rows: DeclaredIndicator) -> Declaration:
    money = 100.0 / len(tasks)
    listed = tuple(
        Task(name, content, money, money, "", cell(f"B{n}")) for n, (name, content) in
        enumerate(tasks, 5)
    )  # fmt: skip
    return form(*rows, tasks=listed)


# S13: a self-evaluation is of goals declared elsewhere.


def test_a_self_evaluation_lacks_a_goal_only_where_it_has_a_place_for_one() -> None:
    bare = replace(form(row("植苗数量", "≥30万株")), goals=(), kind="自评表")
    assert of("S13", bare) == []
    blank = replace(bare, left_blank=frozenset({"目标"}))
    assert of("S13", blank) == ["识读到的申报表没有年度总体目标。"]
    assert of("S13", replace(bare, kind="绩效目标表")) == ["识读到的申报表没有年度总体目标。"]


# S15 and S16: the goal in force, people counted by head or by visit, what merely goes on.


@pytest.mark.parametrize(
    ("goal_text", "indicator", "told"),
    [
        # As many are counted, by the head or by the visit, of the very thing.
        ("轮训护林员260人。", row("护林员轮训人数", "≥260人次"), False),
        ("轮训护林员260人。", row("护林员轮训人数", "≥300人次"), False),  # S16 is another matter
        ("走访老党员85人。", row("慰问困难职工", "≥85人次"), True),
        # How many there are is no promise of how many there will be.
        ("保障6座泵站正常运行。", row("泵站维护费用", "≤12万元"), False),
        ("新建6座泵站。", row("设备完好率", "≥98%"), True),
        # 台套 counts 台 or 套.
        ("购置仪器设备460台套，", row("购置仪器设备台套数", "≥460台套"), False),
        ("购置仪器设备460台套。", row("购置数", "≥460台（套）"), False),
        ("检定器具5.2万台。", row("检定数", "≥5.2万台件"), False),
        ("购置仪器设备460台套。", row("购置数", "≥46台套"), True),
        # 13个 counts 12个 and 1个 together, and what goes on is said of both.
        ("慰问12个行政村、1个社区的老党员。", row("走访个数", "13个"), False),
        ("慰问12个行政村、1个社区的老党员。", row("走访个数", "12个"), True),
        ("保障12个行政村、1个社区正常运转。", row("补助标准", "≤1.2万元"), False),
        # What a number is of stands before it.
        ("自来水入户率达到97%以上。", row("水质抽检", "≥40次"), True),
    ],
)
def test_a_promise_is_missed_only_where_nothing_measures_it(
    goal_text: str, indicator: DeclaredIndicator, told: bool
) -> None:
    said = of("S15", with_goal(goal(goal_text), indicator))
    assert bool(said) is told


def test_a_promise_is_named_with_what_it_is_of() -> None:
    (said,) = of("S15", with_goal(goal("自来水入户率达到97%以上。"), row("水质抽检", "≥40次")))
    assert "提出“自来水入户率达到97%以上”" in said


def test_a_promise_is_measured_by_parts_that_add_up() -> None:
    promised = goal("1.开发护路、保洁、护林等乡村公益性岗位不少于1200个；2.按月发放补助。")
    parts = [row(f"{what}岗位", f"≥{n}个") for what, n in (("护路", 420), ("保洁", 560))]
    assert of("S15", with_goal(promised, *parts, row("护林及其他岗位", "≥220个"))) == []
    # Parts that do not add up, and numbers of other things that do, measure nothing of it.
    (said,) = of("S15", with_goal(promised, *parts, row("护林及其他岗位", "≥200个")))
    assert "提出“开发护路、保洁、护林等乡村公益性岗位不少于1200个”" in said
    others = [row("下达计划", "≥700个"), row("宣传橱窗", "≥500个")]
    assert len(of("S15", with_goal(promised, *others))) == 1


def test_an_indicator_follows_the_goal_as_it_was_changed() -> None:
    changed = goal("新建蓄水池52座。", "新建蓄水池47座。")
    follows = row("新建蓄水池", "≥47座")
    assert of("S16", with_goal(changed, follows)) == []
    assert of("S15", with_goal(changed, follows)) == []
    # One that follows neither contradicts the goal in force.
    (said,) = of("S16", with_goal(changed, row("新建蓄水池", "≥50座")))
    assert "“≥50座”" in said
    assert "“47座”" in said


def test_a_target_changed_with_its_goal_contradicts_nothing() -> None:
    both = replace(row("新建蓄水池", "≥52座"), adjusted=parse_target("≥47座"))
    assert of("S16", with_goal(goal("新建蓄水池52座。", "新建蓄水池47座。"), both)) == []


def test_goals_that_were_not_changed_stay_in_force() -> None:
    one, two = Goal(1, "甲。", cell("B2"), adjusted="丁。"), Goal(2, "乙。", cell("B3"))
    both = replace(form(), goals=(one, two))
    assert [g.text for g in both.goals_in_force] == ["丁。", "乙。"]
    assert replace(both, goals=(two,)).goals_in_force == (two,)


# S10: the content of a task, and what keeps a unit going.


@pytest.mark.parametrize(
    ("name", "content", "indicator", "told"),
    [
        # An item of the content begins or ends with what the indicator speaks of.
        ("蓝天保卫", "扬尘管控、秸秆禁烧", "秸秆综合利用率", False),
        ("蓝天保卫", "扬尘管控、秸秆禁烧", "工地扬尘达标率", False),
        ("文物保护", "岁修、白蚁防治及安防", "安防系统完好率", False),
        # 人员 and 设备 say with whom and with what anything is done.
        ("文物保护", "人员聘用、设备购置", "在职人员控制率", True),
        # One matter, two names.
        ("学生资助", "", "国家助学金发放人数", False),
        ("蓝天保卫", "", "秸秆综合利用率", True),
        # 基本支出 has no output of its own.
        ("机关运行", "保障人员工资、日常运转", "秸秆综合利用率", False),
        ("人员经费", "", "秸秆综合利用率", False),
    ],
)
def test_a_task_is_unmeasured_only_where_no_indicator_speaks_of_its_content(
    name: str, content: str, indicator: str, told: bool
) -> None:
    declaration = with_tasks([(name, content)], row(indicator, "≥90%", level2="产出质量"))
    assert bool(of("S10", declaration)) is told


def test_a_task_that_has_a_name_alone_is_asked_after_not_accused() -> None:
    named = with_tasks([("蓝天保卫", "")], row("秸秆综合利用率", "≥90%", level2="产出质量"))
    (asked,) = [f for f in review(named, Facts(), PACK) if f.code == "S10"]
    assert asked.severity == "提示"
    assert "请核对由哪一项指标衡量" in asked.condition
    told = with_tasks([("蓝天保卫", "扬尘管控")], row("秸秆综合利用率", "≥90%", level2="产出质量"))
    (said,) = [f for f in review(told, Facts(), PACK) if f.code == "S10"]
    assert said.severity == "重要"
    # 自评表 of names with what was spent: 建成大棚面积 may well measure 乡村振兴.
    assert of("S10", replace(named, kind="自评表", projects=(form(),))) == []


def test_an_indicator_of_a_project_form_measures_a_task_as_well() -> None:
    whole = with_tasks([("蓝天保卫", "扬尘管控")], row("秸秆综合利用率", "≥90%", level2="产出质量"))
    own = replace(form(row("工地扬尘达标率", "≥90%", level2="产出质量")), project="大气治理")
    assert of("S10", replace(whole, projects=(own,))) == []


# S05: a cost that there is not.


@pytest.mark.parametrize(
    ("level2", "printed", "told"),
    [
        ("社会成本指标", "无", False),
        ("生态环境成本指标", "不涉及", False),
        ("经济成本指标", "无", True),
        ("社会成本指标", "-", True),
    ],
)
def test_a_cost_that_is_said_not_to_be_lacks_no_target(
    level2: str, printed: str, told: bool
) -> None:
    one = replace(row("项目社会影响支出", printed, level2=level2), level1="成本指标")
    assert bool(of("S05", form(one))) is told


@pytest.mark.parametrize("printed", ["≥", "≥件", "≤%"])
def test_a_sign_without_a_number_is_a_blank_target(printed: str) -> None:
    one = form(row("调解矛盾纠纷", printed))
    assert of("S05", one) == []
    assert of("S04", one) == [f"指标值只印“{printed}”，没有数。"]


def test_a_year_in_which_nothing_is_due_lacks_no_target() -> None:
    later = Further("实施期指标值", "2027年6月底前", cell("E20"))
    one = row("主体完工时间", "—")
    assert of("S05", form(replace(one, further=(later,)))) == []
    assert len(of("S05", form(replace(one, further=(replace(later, text="—"),))))) == 1
    assert len(of("S05", form(replace(one, further=(replace(later, heading="上年实际值"),))))) == 1


# E03: points of the budget's execution that only the total has.


@pytest.mark.parametrize(
    ("weights", "total_weight", "total_score", "wrong"),
    [
        # 45 + 45 of 90, and up to 10 for the execution that nothing prints.
        ((45.0, 45.0), 100.0, 99.2, 0),
        ((45.0, 45.0), 100.0, 90.0, 0),
        # Less than the indicators have, or more than is left.
        ((45.0, 45.0), 100.0, 88.0, 1),
        ((45.0, 45.0), 100.0, 100.5, 1),
        # 100 without any execution: the total is what is printed above it.
        ((50.0, 50.0), 100.0, 97.0, 1),
        # 70 leave 30, which nobody gives to the execution.
        ((35.0, 35.0), 100.0, 99.0, 2),
    ],
)
def test_a_total_may_hold_the_points_of_an_execution_that_is_not_printed(
    weights: tuple[float, ...], total_weight: float, total_score: float, wrong: int
) -> None:
    scored = [
        replace(row(f"指标{n}", "≥90%"), weight=w, score=w, actual=parse_target("95%"))
        for n, w in zip("甲乙", weights, strict=True)
    ]
    evaluation = replace(
        form(*scored), kind="自评表", total_weight=total_weight, total_score=total_score
    )
    found = [f for f in self_evaluation_findings(evaluation) if f.code == "E03"]
    assert len(found) == wrong


# S11 and S12: the formulas of the common indicators, their facts called as many forms call them.


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("政府采购执行率", "政府采购执行率=实际采购金额÷采购预算数×100%。"),
        ("结转结余率", "结转结余率=结转结余总额÷预算数×100%。"),
        ("三公经费控制率", "三公经费控制率=三公经费实际支出数/三公经费预算安排数×100%。"),
    ],
)
def test_a_fact_may_be_called_as_many_forms_call_it(name: str, formula: str) -> None:
    named = form(row(name, "≤100%", formula))
    assert of("S11", named) == of("S12", named) == []
    turned = form(row("政府采购执行率", "≥90%", "政府采购执行率=采购预算数÷实际采购金额×100%。"))
    assert of("S11", turned)


@pytest.mark.parametrize(
    ("target", "name", "told"),
    [
        ("上半年、下半年各一次", "查漏补种完成时间", False),
        ("达到设计标准", "沿河乡镇防洪能力", False),
        ("达到标准", "沿河乡镇防洪能力", True),
        ("按国家标准执行", "伤残抚恤金标准", False),
        ("同比下降", "困难群众信访量", False),
        ("较上年有所提高", "基层就诊率", False),
        ("同比提高", "社会影响", True),
        ("执行省级规定的补助标准", "孤儿基本生活费", False),
        ("按标准执行", "伤残抚恤金标准", True),
        ("不减少", "湖泊水域面积", False),
        ("不下降", "行业社会影响", True),
    ],
)
def test_words_that_can_be_checked_need_no_criteria(target: str, name: str, told: bool) -> None:
    said = of("S22", form(row(name, target, level2="社会效益指标")))
    assert bool(said) is told


def test_none_is_the_standard_of_some_harm() -> None:
    none = said_to_be_none(parse_target("无"), "因防汛不力造成人员伤亡")
    harm = replace(row("因防汛不力造成人员伤亡", "", level2="社会效益指标"), target=none)
    vague = row("长效管护机制", "逐步完善", level2="可持续影响指标")
    told = [f.subject for f in review(form(harm, vague), Facts(), PACK) if f.code == "S22"]
    assert told == ["长效管护机制"]


def test_a_formula_of_names_that_the_pack_does_not_know_is_no_fault() -> None:
    note = "预算调整率=（预算调整数/预算数）×100%。"
    (found,) = [
        f for f in review(form(row("预算调整率", "≤10%", note)), Facts(), PACK) if f.code == "S12"
    ]
    assert found.severity == "提示"
    assert "“预算调整数”不是规则包的数据项" in found.condition
    assert "无法识读" not in found.condition
    assert "更正" not in found.recommendation
    # One character wrong is a name misspelt.
    note = "预算执行率=（预算执行额/预算数）×100%。"
    (found,) = [
        f for f in review(form(row("预算执行率", "≥95%", note)), Facts(), PACK) if f.code == "S12"
    ]
    assert found.severity == "一般"
    assert "是否为“预算执行数”" in found.condition


def test_a_survey_s_formula_in_other_words_is_no_fault() -> None:
    note = "满意度=问卷中满意和基本满意份数/有效问卷份数×100%。"
    surveyed = form(row("服务对象满意度", "≥90%", note, level2="满意度"))
    assert [f for f in review(surveyed, Facts(), PACK) if f.code in ("S12", "S07")] == []


def test_a_method_laid_down_elsewhere_is_how_a_rate_is_computed() -> None:
    other = row("造林成活率", "≥85%", "成活株数/造林株数×100%。", level2="产出质量")
    cited = row("测报准确率", "≥88%", "按国家测报办法计算", level2="产出质量")
    assert of("S07", form(other, cited)) == []
    vague = row("测报准确率", "≥88%", "按规定计算", level2="产出质量")
    assert len(of("S07", form(other, vague))) == 1


# S25: a formula printed in a note beneath the table.


def test_a_formula_in_a_note_beneath_the_table_is_its_indicator_s(tmp_path: Path) -> None:
    path = tmp_path / "绩效目标表.txt"
    path.write_text(
        """项目支出绩效目标表（虚构）
（2023年度）
项目名称\t道路养护
年度资金总额（万元）\t120
年度总体目标\t养护道路。
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t养护里程\t≥30公里
产出指标\t质量指标\t路面完好率\t≥95%
产出指标\t质量指标\t验收合格率\t≥98%
效益指标\t社会效益指标\t事故下降率\t≥5%
注：路面完好率=完好路面面积/路面总面积×100%；得分按比例计算。
""",
        encoding="utf-8",
    )
    (read,) = read_forms(path, "common")
    noted = {i.name: i.note for i in read.indicators if i.note}
    assert noted == {"路面完好率": "注：路面完好率=完好路面面积/路面总面积×100%"}
    said = of("S25", read)
    assert said == [
        "4个指标都没有指标解释和指标说明，其中2个须经计算的定量指标（比率、金额等）没有计算公式。"
    ]


def test_what_has_to_be_computed_is_counted_whole(tmp_path: Path) -> None:
    """合格率 and what one costs are quotients; a laid down amount and none of some harm are not."""
    path = tmp_path / "项目支出绩效目标表.txt"
    path.write_text(
        """项目支出绩效目标表（虚构）
（2024年度）
项目名称\t示例养护（虚构）
主管部门\t示例县交通局（虚构）
年度资金总额（万元）\t120
年度总体目标\t养护道路。
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t养护桥梁\t≥30座
产出指标\t质量指标\t工程验收合格率\t100%
产出指标\t成本指标\t单座养护成本\t≤3万元/座
产出指标\t成本指标\t户均改造成本\t≤2850元/户
产出指标\t成本指标\t护路员补助标准\t600元/人
效益指标\t社会效益指标\t群众投诉率\t0
效益指标\t社会效益指标\t事故变动率\t≤0%
""",
        encoding="utf-8",
    )
    (read,) = read_forms(path, "common")
    assert of("S25", read) == [
        "7个指标都没有指标解释和指标说明，其中4个须经计算的定量指标（比率、金额等）没有计算公式。"
    ]


@pytest.mark.parametrize(("target", "told"), [("0", 0), ("0%", 0), ("≤0%", 0), ("≤1%", 1)])
def test_none_of_it_needs_no_formula(target: str, told: int) -> None:
    other = row("造林成活率", "≥85%", "成活株数/造林株数×100%。", level2="产出质量")
    harm = row("药品加成率", target, "药品零差率销售", level2="产出质量")
    change = row("接待人次增长率", target, "反映接待情况", level2="产出质量")
    assert len(of("S07", form(other, harm))) == told
    assert len(of("S07", form(other, change))) == 1


@pytest.mark.parametrize(
    ("heading", "note", "codes"),
    [
        ("备注", "详见培训台账", ["S25"]),
        ("备注", "合格人数/培训人数×100%", []),
        ("备　注", "年底统计", ["S25"]),
        ("指标说明", "详见培训台账", ["S07"]),
        ("说明", "详见培训台账", ["S07"]),
    ],
)
def test_no_formula_is_missed_under_remarks(
    heading: str, note: str, codes: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "示例县教育局" / "2024"
    folder.mkdir(parents=True)
    (folder / "绩效目标表.txt").write_text(
        "项目支出绩效目标表（虚构）\n（2024年度）\n项目名称\t教师培训\t主管部门\t示例县教育局\n"
        "年度资金总额（万元）\t50\n年度绩效目标\t培训教师300人。\n"
        f"一级指标\t二级指标\t三级指标\t指标值\t{heading}\n"
        "产出指标\t数量指标\t培训教师人数\t≥300人\t\n"
        f"产出指标\t质量指标\t培训合格率\t≥98%\t{note}\n"
        "产出指标\t时效指标\t培训完成时间\t11月底前\t\n",
        "utf-8",
    )
    found = open_audit("示例县教育局", 2024, tmp_path, "common").findings
    assert [one.code for one in found if one.code in ("S07", "S25")] == codes
