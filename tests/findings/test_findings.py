"""Findings: what an experienced reviewer would remark, and nothing that is not so."""

from pathlib import Path

import pytest
from finding_forms import cell, codes, figures, form, found, row, task

from auditkit.facts.facts import Facts, TaskRecord
from auditkit.files.grid import Source
from auditkit.findings.all import review
from auditkit.findings.finding import SEVERITIES, Finding
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration, DeclaredIndicator, Total
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack()


@pytest.fixture(scope="module")
def of_the_real_form(form_path: Path, pack: RulePack) -> list[Finding]:
    return list(review(read_declaration(form_path, pack), Facts(), pack))


# The real form: subjects typed from it

REAL = {
    "S01": ["年度主要任务"],
    "S04": [
        # The four placeholders, blank too, are S09.
        "牵头单位工作完成率", "企业满意度", "高层次领军人才数量", "硕士和博士人才数量",
    ],
    "S05": ["“三公经费”变动率", "厉行节约支出变动率"],
    "S06": ["项目库管理完整性", "国库集中支付合规性"],
    "S07": [
        "重大教育专项资金完成率", "学生资助项目完成率", "设备购置计划完成率",
        "改善学校办学条件完成率", "学校内涵发展、教育教学水平提高率",
        "总体成本节约率", "培训计划执行率",
        # The form names a questionnaire for the other satisfactions only.
        "办美好教育满意度",
    ],
    "S08": ["预算执行率", "高级职称人才比重"],
    "S09": ["重要改革事项1", "重要改革事项2", "重点创新事项1", "重点创新事项2"],
    "S15": ["目标3"],
    "S20": ["定量指标"],
    # Names that are merely shortened are told apart from wrong ones.
    "S26": ["牵头单位工作完成率", "厉行节约支出变动率", "政府采购执行率"],
}  # fmt: skip


@pytest.mark.parametrize("code", [f"S{n:02}" for n in range(1, 27) if n != 10])
def test_the_real_form_has_these_findings_and_no_others(
    code: str, of_the_real_form: list[Finding]
) -> None:
    subjects = [f.subject for f in of_the_real_form if f.code == code]
    assert sorted(subjects) == sorted(REAL.get(code, []))


def test_the_real_form_s_blank_total_is_added_up(of_the_real_form: list[Finding]) -> None:
    (total,) = [f for f in of_the_real_form if f.code == "S01"]
    assert "55项任务" in total.condition
    assert "196,247.82万元" in total.condition
    # The budget itself is no amount in which anything is wrong.
    assert total.money is None


# Above 5 % of 196,247.82 are 9,812.39 and more; 设备购置 has its 设备购置计划完成率.
LARGE = {
    "修缮专项工作": (21331.78, "10.87%"),
    "城乡义务教育保障工作": (21000.00, "10.70%"),
    "外聘教师工作": (18870.00, "9.62%"),
    "郑州市乡村教师生活补助工作": (12140.08, "6.19%"),
}


def test_the_real_form_s_large_tasks_without_an_indicator(of_the_real_form: list[Finding]) -> None:
    large = {f.subject: f for f in of_the_real_form if f.code == "S10"}
    assert set(LARGE) <= set(large) <= {*LARGE, "内涵提升专项工作"}
    for name, (money, share) in LARGE.items():
        assert large[name].money is None
        assert f"预算{money:,.2f}万元，占全部任务的{share}" in large[name].condition


def test_a_task_that_an_indicator_s_name_speaks_of_counts_as_measured(
    of_the_real_form: list[Finding],
) -> None:
    # 学校内涵发展、教育教学水平提高率 is what the form sets for it.
    assert "内涵提升专项工作" not in [f.subject for f in of_the_real_form if f.code == "S10"]


@pytest.mark.parametrize(
    ("code", "subject", "places"),
    [
        ("S04", "企业满意度", ["第122行第3栏"]),
        ("S05", "“三公经费”变动率", ["第117行第4栏"]),
        ("S06", "国库集中支付合规性", ["第101行第3栏"]),
        ("S07", "总体成本节约率", ["第119行第4栏"]),
        ("S08", "预算执行率", ["第96行第6栏"]),
        ("S09", "重要改革事项2", ["第126行第1栏"]),
        ("S15", "目标3", ["第10行第2栏"]),
        ("S10", "修缮专项工作", ["第14行第2栏", "第14行第4栏"]),
    ],
)
def test_the_evidence_is_the_very_cell(
    code: str, subject: str, places: list[str], of_the_real_form: list[Finding]
) -> None:
    (finding,) = [f for f in of_the_real_form if (f.code, f.subject) == (code, subject)]
    assert [str(source) for source in finding.evidence] == [f"申报表.txt[{p}]" for p in places]


def test_every_finding_has_its_parts_and_its_file(of_the_real_form: list[Finding]) -> None:
    for f in of_the_real_form:
        assert all((f.title, f.criteria, f.condition, f.effect, f.recommendation, f.evidence))
        assert f.severity in SEVERITIES
        assert f.condition.endswith("。")
        assert all(source.sha256 for source in f.evidence)


# Totals

PARTS = (task("甲任务", 60.00, 60.00), task("乙任务", 40.00, 30.00))
MEASURED = (row("甲任务完成率", ""), row("乙任务完成率", ""))


def of_totals(declaration: Declaration, pack: RulePack) -> list[tuple[str, str]]:
    return [
        (f.code, f.subject)
        for f in review(declaration, Facts(), pack)
        if f.code in ("S01", "S02", "S03")
    ]


@pytest.mark.parametrize(
    ("budget", "fiscal", "expected"),
    [
        # Two amounts and their total, each rounded to the cent: up to 0.015 apart.
        (100.00, 90.00, []),
        (100.01, 90.00, []),
        (100.02, 90.00, [("S02", "预算合计")]),
        (99.98, 90.00, [("S02", "预算合计")]),
        (100.00, 90.02, [("S02", "财政资金合计")]),
        (110.00, 94.00, [("S02", "预算合计"), ("S02", "财政资金合计")]),
        (0.0, 0.0, [("S02", "预算合计"), ("S02", "财政资金合计")]),
        (None, None, [("S01", "年度主要任务")]),
    ],
)
def test_a_printed_total_is_compared_with_its_parts(
    budget: float | None, fiscal: float | None, expected: list[tuple[str, str]], pack: RulePack
) -> None:
    declaration = form(tasks=PARTS, total=Total(budget, fiscal, cell("D9")))
    assert of_totals(declaration, pack) == expected


def test_a_fiscal_total_left_blank_is_reported_too(pack: RulePack) -> None:
    declaration = form(tasks=PARTS, total=Total(100.00, None, cell("D9")))
    assert [code for code, _ in of_totals(declaration, pack)] == ["S01"]


def test_a_layout_without_a_row_of_the_total_leaves_nothing_blank(pack: RulePack) -> None:
    assert of_totals(form(tasks=PARTS, total=None), pack) == []


def test_a_wrong_total_says_by_how_much_and_where(pack: RulePack) -> None:
    declaration = form(tasks=PARTS, total=Total(100.47, 90.00, cell("D9")))
    (finding,) = [f for f in review(declaration, Facts(), pack) if f.code == "S02"]
    assert (finding.money, finding.severity) == (0.47, "严重")
    assert "印为100.47万元" in finding.condition
    assert "相加为100.00万元" in finding.condition
    assert [str(s) for s in finding.evidence] == ["申报表.xlsx[表1!D9]"]


@pytest.mark.parametrize(
    ("fiscal", "expected"), [(39.99, False), (40.00, False), (40.01, True), (None, False)]
)
def test_a_fiscal_part_above_the_whole_is_reported(
    fiscal: float | None, expected: bool, pack: RulePack
) -> None:
    tasks = (task("甲任务", 60.00, 60.00), task("乙任务", 40.00, fiscal))
    declaration = form(tasks=tasks, total=Total(100.00, 60.00 + (fiscal or 0), cell("D9")))
    assert (("S03", "乙任务") in of_totals(declaration, pack)) is expected


def test_a_fiscal_total_above_the_whole_is_reported(pack: RulePack) -> None:
    tasks = (task("甲任务", 60.00, 60.00), task("乙任务", None, 30.00))
    declaration = form(tasks=tasks, total=Total(60.00, 90.00, cell("D9")))
    assert "S03" in [code for code, _ in of_totals(declaration, pack)]


def test_a_form_without_tasks_has_no_total_to_miss(pack: RulePack) -> None:
    assert of_totals(form(), pack) == []


# Large tasks


@pytest.mark.parametrize(
    ("budget", "whole", "expected"),
    [
        (4.99, 100.00, False),
        (5.00, 100.00, False),
        (5.01, 100.00, True),
        # 0.07 / 1.40 is five per cent, in binary a little more
        (0.07, 1.40, False),
    ],
)
def test_a_task_above_five_per_cent_wants_an_indicator(
    budget: float, whole: float, expected: bool, pack: RulePack
) -> None:
    tasks = (task("丙活动", budget, budget), task("甲任务", whole - budget, 0))
    large = [f.subject for f in review(form(tasks=tasks), Facts(), pack) if f.code == "S10"]
    assert ("丙活动" in large) is expected


def test_the_workbook_says_which_indicator_a_task_serves(pack: RulePack) -> None:
    tasks = (task("甲任务", 60.0, 60.0), task("乙任务", 40.0, 40.0))
    at = Source("实际数.xlsx", "任务执行!A3")
    records = (
        TaskRecord("甲任务", 60.0, 60.0, "是", ("预算执行率",), at),
        TaskRecord("乙任务", 40.0, 40.0, "是", (), at),
    )
    large = [
        f.subject for f in review(form(tasks=tasks), Facts(tasks=records), pack) if f.code == "S10"
    ]
    assert large == ["乙任务"]


# Targets

PRINTED = "预算执行率=（预算执行数/预算数）×100%。"


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (row("预算执行率", "≥95%", PRINTED), []),
        (row("预算执行率", "", PRINTED), ["S04"]),
        (row("预算执行率", "-", PRINTED), ["S05"]),
        (row("预算执行率", "/", PRINTED), ["S05"]),
        (row("预算执行率", "≥95%"), ["S07"]),
        (row("预算执行率", "良好", PRINTED), ["S06"]),
        (row("群众满意度", "≥90%", level2="服务对象满意"), []),
        (row("目标依据充分性", "充分", level2="工作目标管理情况"), []),
        (row("重点任务3", "≥90%", "重点任务3=甲数/乙数×100%。"), ["S09"]),
        (row("XX工程完成率", "≥90%", "XX工程完成率=甲数/乙数×100%。"), ["S09"]),
        (row("预算执行率", "≥95%", "预算执行率=预算数/预算执行数×100%。"), ["S11"]),
        # One name for one thing, used throughout, is nothing inconsistent.
        (row("预算执行率", "≥95%", "预算执行率=预算完成数/预算数×100%。"), []),
        (row("预算执行率", "≥95%", PRINTED + "其中，预算完成数指实际执行的预算数。"), ["S08"]),
    ],
)
def test_a_target_is_reviewed(
    indicator: DeclaredIndicator, expected: list[str], pack: RulePack
) -> None:
    assert [f.code for f in review(form(indicator), Facts(), pack)] == expected


def test_a_ratio_is_said_to_be_printed_only_where_it_is(pack: RulePack) -> None:
    declaration = form(row("项目库管理完整性", "完整"))
    assert [f for f in review(declaration, Facts(), pack) if "印有算式" in f.condition] == []


def test_a_formula_is_said_to_be_lacking_only_where_it_is(pack: RulePack) -> None:
    declaration = form(row("预算执行率", "≥95%", "预算执行率=预算执行额/预算数×100%。"))
    claims = [f.condition for f in review(declaration, Facts(), pack)]
    assert [c for c in claims if "没有计算公式" in c] == []
    assert [c for c in claims if "预算执行额" in c], "the misspelt name must be reported"


# Results


@pytest.mark.parametrize(
    ("target", "facts", "expected"),
    [
        ("≥95%", figures(预算执行数=96, 预算数=100), []),
        ("≥95%", figures(预算执行数=90, 预算数=100), ["R01"]),
        # A figure that the auditor has not obtained is a limit and no finding.
        ("≥95%", figures(预算数=100), []),
        ("≥95%", figures(预算执行数=90, 预算数=0), ["R03"]),
        ("≥95%", figures(预算执行数=90, 预算数=-1), ["R03"]),
        # Printed exactly at the target it is met; less than rounding allows away, on either side,
        # nobody can tell: one kind of remark.
        ("≥95%", figures(预算执行数=95, 预算数=100), []),
        ("≥95%", figures(预算执行数=9.49, 预算数=9.99), ["R04"]),
        ("≥95%", figures(预算执行数=9.50, 预算数=9.99), ["R04"]),
        ("≥50%", figures(预算执行数=64.9, 预算数=100), []),
        ("≥50%", figures(预算执行数=65, 预算数=100), []),
        ("≥50%", figures(预算执行数=65.1, 预算数=100), ["R05"]),
        # 91 is 70 and three tenths; 0.7 × 1.3 is a little less in binary
        ("≥70%", figures(预算执行数=91, 预算数=100), []),
        ("≥70%", figures(预算执行数=91.01, 预算数=100), ["R05"]),
        ("≤10%", figures(预算执行数=-30.01, 预算数=100), ["R12"]),
        ("≤10%", figures(预算执行数=0, 预算数=100), []),
    ],
)
def test_a_result_is_remarked_on(
    target: str, facts: Facts, expected: list[str], pack: RulePack
) -> None:
    got = codes(form(row("预算执行率", target, PRINTED)), facts, pack)
    assert [code for code in got if code.startswith("R")] == expected


@pytest.mark.parametrize(("now", "expected"), [(70.01, []), (70, []), (69.99, ["R05"])])
def test_a_fall_far_below_its_target_is_remarked_on(
    now: float, expected: list[str], pack: RulePack
) -> None:
    facts = figures(累计结转结余资金总额=now, 上年累计结转结余资金总额=100)
    got = codes(form(row("结转结余变动率", "≤10%")), facts, pack)
    assert [code for code in got if code.startswith("R")] == expected


def test_a_word_not_yet_judged_is_no_finding(pack: RulePack) -> None:
    declaration = form(row("目标依据充分性", "充分", level2="工作目标管理情况"))
    assert codes(declaration, Facts(), pack) == []
    facts = figures(已达成标准数_项=2, 评价标准数_项=2)
    assert codes(declaration, facts, pack) == []
    facts = figures(已达成标准数_项=1.5, 评价标准数_项=2)
    assert codes(declaration, facts, pack) == ["R01"]


@pytest.mark.parametrize(
    ("target", "satisfied", "asked", "expected"),
    [
        # 90 of 100: 82.56 % to 94.48 %
        ("≥82%", 90, 100, []),
        ("≥83%", 90, 100, ["R04"]),
        ("≥90%", 90, 100, ["R04"]),
        # Missed, and the sample does not bear it: as open as met.
        ("≥94%", 90, 100, ["R04"]),
        ("≥95%", 90, 100, ["R01"]),
        # 28 of 29 and 29 of 30: the smallest sample that is enough is 30
        ("≥80%", 29, 29, ["R06"]),
        # 30 of 30: 88.65 % to 100 %
        ("≥80%", 30, 30, []),
        ("≥88%", 30, 30, []),
        ("≥89%", 30, 30, ["R04"]),
        ("≥100%", 30, 30, ["R04"]),
        ("", 9, 10, ["S04"]),
    ],
)
def test_a_survey_too_small_for_its_verdict_is_remarked_on(
    target: str, satisfied: int, asked: int, expected: list[str], pack: RulePack
) -> None:
    facts = figures(满意份数_份=satisfied, 有效问卷份数_份=asked)
    declaration = form(row("群众满意度", target, level2="服务对象满意"))
    assert codes(declaration, facts, pack) == expected


def test_the_evidence_of_a_result_is_the_target_and_every_figure(pack: RulePack) -> None:
    facts = figures(在职人员经费=110, 上年在职人员经费=100)
    note = (
        "在职人员经费变动率=[（本年度在职人员经费-上年度在职人员经费）/上年度在职人员经费]×100%。"
    )
    (missed,) = found(form(row("在职人员经费变动率", "≤5%", note)), facts, pack)
    assert missed.code == "R01"
    assert [str(source) for source in missed.evidence] == [
        "申报表.xlsx[表1!D20]",
        "实际数.xlsx[数据项!在职人员经费]",
        "实际数.xlsx[数据项!上年在职人员经费]",
    ]
    assert "实际10.00%，未达到≤5%，差5.00个百分点" in missed.condition
    assert missed.cause == ""
    assert all((missed.criteria, missed.effect, missed.recommendation))


def test_the_gravest_come_first_and_codes_in_order(pack: RulePack) -> None:
    declaration = form(
        row("预算执行率", "≥95%", PRINTED),
        row("预算调整率", ""),
        tasks=(task("甲任务", 60.0, 70.0),),
        total=Total(61.0, 70.0, cell("D9")),
    )
    got = found(declaration, figures(预算执行数=95, 预算数=100), pack)
    assert [f.severity for f in got] == sorted(
        (f.severity for f in got), key=["严重", "重要", "一般", "提示"].index
    )
    assert [f.code for f in got[:2]] == ["S02", "S03"]
