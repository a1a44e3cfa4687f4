"""Amounts that cannot be true together, and results without a meaning. Invented throughout."""

from dataclasses import replace

import pytest
from finding_forms import figures, form, found, row, task

from auditkit.assessment.yardstick import goal_of
from auditkit.facts.facts import Facts, TaskRecord
from auditkit.files.grid import Source
from auditkit.findings.finding import Finding
from auditkit.form.declaration import Declaration, DeclaredIndicator, Task
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import IndicatorRule

PACK = load_rulepack()
RATE = "预算执行率=（预算执行数/预算数）×100%。"
BOOK = "实际数.xlsx"
EXECUTION = row("预算执行率", "≥95%", RATE)


def of(code: str, declaration: Declaration, facts: Facts) -> list[Finding]:
    return [f for f in found(declaration, facts, PACK) if f.code == code]


def on(code: str, indicator: DeclaredIndicator, **values: float) -> list[str]:
    return [f.condition for f in of(code, form(indicator), figures(**values))]


@pytest.mark.parametrize(("now", "points"), [(700, "-30.00"), (1300, "30.00")])
def test_a_change_is_told_by_how_far_it_goes_beyond_either_bound(now: float, points: str) -> None:
    # 30 points of change, 10 allowed: 20 points of 1000
    facts = figures(累计结转结余资金总额=now, 上年累计结转结余资金总额=1000)
    (finding,) = of("R01", form(row("结转结余变动率", "±10%")), facts)
    assert finding.condition == f"实际{points}%，未达到±10%，差20.00个百分点，折合200.00万元。"
    assert finding.money == 200.0


# Beyond the budget


def test_more_spent_than_budgeted_is_said_with_the_money() -> None:
    (finding,) = of("R14", form(EXECUTION), figures(预算执行数=120, 预算数=100))
    assert finding.condition == "预算执行数120.00万元，预算数100.00万元，超出20.00万元。"
    assert finding.money == 20.0


def test_the_first_budget_that_accounts_print_is_no_bound() -> None:
    """What was added during the year is approved too; 全年预算数 would be the bound."""
    typed = figures(预算执行数=120, 预算数=100)
    printed = tuple(replace(f, source=Source("决算.pdf", "第9页 第3行")) for f in typed.items)
    assert of("R14", form(EXECUTION), Facts(printed)) == []


def test_purchases_beyond_their_budget_are_one_remark() -> None:
    facts = figures(实际政府采购金额=125, 政府采购预算数=100)
    codes = [f.code for f in found(form(row("政府采购执行率", "≥95%")), facts, PACK)]
    assert sorted(codes) == ["R14", "S07"]


def test_rounding_and_adjustments_are_not_beyond_a_budget() -> None:
    assert on("R14", EXECUTION, 预算执行数=100.01, 预算数=100) == []
    assert on("R14", row("预算调整率", "≤10%"), 预算调整数=120, 预算数=100) == []


# Below nothing


def test_an_amount_below_nothing_is_impossible() -> None:
    assert on("R12", EXECUTION, 预算执行数=-5, 预算数=100) == [
        "预算执行数为-5.00万元，而金额和数量不会小于0。"
    ]
    assert on("R12", row("预算调整率", "≤10%"), 预算调整数=-600, 预算数=1000) == [
        "预算调整数为-600.00万元，而金额和数量不会小于0。"
    ]


def test_a_balance_may_lie_below_nothing() -> None:
    values = {"累计结转结余资金总额": -10.0, "上年累计结转结余资金总额": 100.0}
    assert on("R12", row("结转结余变动率", "≤10%"), **values) == []


# The tasks and the department's own figures


def record(name: str, adjusted: float, spent: float, line: int, done: str = "是") -> TaskRecord:
    at = [Source(BOOK, f"任务执行!{column}{line}") for column in "ACD"]
    return TaskRecord(name, adjusted, spent, done, (), *at)


def tasks_against(*tasks: Task, records: tuple[TaskRecord, ...] = (), **values: float) -> list[str]:
    facts = replace(figures(**values), tasks=records)
    return [f.condition for f in of("R15", form(tasks=tasks), facts)]


TWO = (task("甲", 60.0, 60.0), task("乙", 40.0, 40.0))


def test_tasks_that_come_to_another_sum_than_the_budget_are_remarked_on() -> None:
    assert tasks_against(*TWO, 预算数=80) == [
        "2项任务的预算合计100.00万元，预算数80.00万元，多出20.00万元（界限10%）。"
    ]
    assert tasks_against(*TWO, 预算数=125) == [
        "2项任务的预算合计100.00万元，预算数125.00万元，少25.00万元（界限10%）。"
    ]
    # a tenth of 111.12 and the roundings cover 11.12
    assert tasks_against(*TWO, 预算数=111.12) == []


def test_a_list_that_is_evidently_partial_accuses_nobody() -> None:
    assert tasks_against(*TWO, 预算数=201) == []
    assert tasks_against(*TWO, task("丙", None, None), 预算数=150) == []


def test_spending_is_held_against_the_department_s_only_where_every_task_tells_it() -> None:
    both = (record("甲", 60, 50, 4), record("乙", 40, 30, 5))
    facts: dict[str, float] = {"预算数": 100, "预算执行数": 95}
    assert tasks_against(*TWO, records=both, **facts) == [
        "2项任务的支出合计80.00万元，预算执行数95.00万元，少15.00万元（界限10%）。"
    ]
    assert tasks_against(*TWO, records=both[:1], **facts) == []


def test_a_budget_that_the_adjusted_tasks_come_to_is_tied() -> None:
    both = (record("甲", 90, 90, 4), record("乙", 60, 60, 5))
    assert tasks_against(*TWO, records=both, 预算数=150) == []


# Tasks


def test_the_cells_of_a_task_s_amounts_are_cited() -> None:
    declaration = form(tasks=(task("甲", 60.0, 60.0), task("乙", 40.0, 40.0)))
    facts = Facts(tasks=(record("甲", 60, 61, 4), record("乙", 20, 10, 5, "否")))
    cited = {f.code: [s.place for s in f.evidence] for f in found(declaration, facts, PACK)}
    assert cited["R09"] == ["任务执行!D4", "任务执行!C4"]
    assert cited["R10"] == ["表1!D5", "任务执行!C5"]
    assert cited["R11"] == ["任务执行!A5", "任务执行!D5", "任务执行!C5"]


@pytest.mark.parametrize(("budget", "told"), [(0.0, ["标明没有完成，没有预算。"]), (5.0, [])])
def test_a_task_without_budget_from_the_start_may_be_undone(budget: float, told: list[str]) -> None:
    facts = Facts(tasks=(record("甲", 0, 0, 4, "否"),))
    got = of("R11", form(tasks=(task("甲", budget, budget),)), facts)
    assert [f.condition for f in got] == told


# Nothing to compare


def test_a_part_of_nothing_is_told_what_mends_a_ratio() -> None:
    (finding,) = of("R03", form(EXECUTION), figures(预算执行数=12, 预算数=0))
    assert finding.condition.endswith("为0，不能作分母，而预算执行数为12.00万元。")
    assert "增减额" not in finding.recommendation
    facts = figures(累计结转结余资金总额=5, 上年累计结转结余资金总额=0)
    (change,) = of("R03", form(row("结转结余变动率", "≤10%")), facts)
    assert "增减额" in change.recommendation


def test_a_target_of_another_unit_is_not_called_a_word_to_be_judged() -> None:
    facts = figures(预算执行数=96, 预算数=100)
    (finding,) = of("R16", form(row("预算执行率", "≥95人", RATE)), facts)
    assert finding.condition == "指标值的单位“人”与算得的单位“%”不一致。"
    assert of("R07", form(row("预算执行率", "≥95人", RATE)), facts) == []


@pytest.mark.parametrize(
    ("gathered", "problem"), [("直接填报", ""), ("数据项", "指标值是日期，实际值不是日期")]
)
def test_a_date_is_held_only_against_what_is_typed_in(gathered: str, problem: str) -> None:
    declaration = form(due := row("竣工", "11月30日前"))
    rule = IndicatorRule(name="竣工", gathered=gathered, formula="甲数/乙数", reference="自定")
    assert goal_of(due, rule, "", declaration).problem == problem
