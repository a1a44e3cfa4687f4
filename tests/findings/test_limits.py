"""What the auditor has not obtained is a limit and no finding. Invented throughout."""

from dataclasses import replace

import pytest
from finding_forms import cell, figures, form, found, row, task

from auditkit.assessment.assessed import assessed
from auditkit.facts.facts import Facts, TaskRecord
from auditkit.files.grid import Source
from auditkit.findings.limit import Limit
from auditkit.findings.limits import limits
from auditkit.form.declaration import Declaration
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack

PACK = load_rulepack()
RATE = "预算执行率=（预算执行数/预算数）×100%。"
AID = "学生资助项目完成率"
SURVEY = "服务对象满意"


def of(declaration: Declaration, facts: Facts | None = None) -> list[Limit]:
    facts = Facts() if facts is None else facts
    return limits(declaration, facts, PACK, assessed(declaration, facts, PACK))


def record(name: str, *serves: str) -> TaskRecord:
    return TaskRecord(name, 1.0, 1.0, "是", serves, Source("实际数.xlsx", "任务执行!A4"))


def test_a_missing_figure_is_asked_for_by_name_year_keeper_and_place() -> None:
    (limit,) = of(form(row("预算执行率", "≥95%", RATE)), figures(预算数=100))
    assert (limit.code, limit.what, limit.indicators) == (
        "L01", "2020年预算执行数", ("预算执行率",),
    )  # fmt: skip
    assert "财务部门" in limit.ask
    assert limit.where == "实际数.xlsx［数据项］“预算执行数”一行，2020年"


def test_a_figure_that_two_indicators_need_is_asked_for_once() -> None:
    declaration = form(row("预算执行率", "≥95%", RATE), row("预算调整率", "≤10%"))
    asked = of(declaration, figures(预算执行数=90, 预算调整数=5))
    assert [(one.what, one.indicators) for one in asked] == [
        ("2020年预算数", ("预算执行率", "预算调整率"))
    ]


def test_last_year_s_figure_says_its_year() -> None:
    asked = of(form(row("结转结余变动率", "≤10%")), figures(累计结转结余资金总额=1))
    assert [one.what for one in asked] == ["2019年累计结转结余资金总额"]


def test_criteria_not_yet_judged_are_the_auditor_s_own_work() -> None:
    (limit,) = of(form(row("目标依据充分性", "充分", level2="工作目标管理情况")))
    assert (limit.code, limit.indicators) == ("L02", ("目标依据充分性",))
    assert "定性评价" in limit.where


def test_tasks_left_unmapped_are_asked_for_and_blame_nobody() -> None:
    tasks = (task("甲任务", 60.0, 60.0), task("乙任务", 40.0, 40.0))
    declaration = form(row(AID, "≥90%", level2="重点工作履行"), tasks=tasks)
    facts = Facts(tasks=(record("甲任务", "预算执行率"), record("乙任务")))
    codes = {one.code: one for one in of(declaration, facts)}
    assert set(codes) == {"L03", "L04"}
    assert codes["L03"].what == "乙任务40.00万元由哪一项指标衡量"
    assert codes["L04"].indicators == (AID,)
    assert not [f for f in found(declaration, facts, PACK) if AID in f.subject and f.code != "S07"]


def test_a_task_that_any_indicator_serves_is_measured() -> None:
    tasks = (task("清扫保洁", 60.0, 60.0), task("其余事项", 3.0, 3.0))
    declaration = form(row("市容环境满意度", "≥90%", level2=SURVEY), tasks=tasks)
    blamed = [f.subject for f in found(declaration, Facts(), PACK) if f.code == "S10"]
    assert "清扫保洁" in blamed
    mapped = Facts(tasks=(record("清扫保洁", "市容环境满意度"), record("其余事项")))
    blamed = [f.subject for f in found(declaration, mapped, PACK) if f.code in ("S10", "S23")]
    assert blamed == []


def test_a_questionnaire_not_handed_in_is_asked_for() -> None:
    (limit,) = of(form(row("群众满意度", "≥90%", level2=SURVEY)))
    assert limit.code == "L05"
    assert "总体数" in limit.what


@pytest.mark.parametrize(
    ("name", "level2", "note"),
    [("预算执行率", "预算管理", RATE), ("群众满意度", SURVEY, ""), ("来访人满意率", "自定", "")],
)
def test_of_a_self_evaluation_that_prints_what_was_reached_nothing_is_said_to_be_lacking(
    name: str, level2: str, note: str
) -> None:
    printed = replace(
        row(name, "≥90%", note, level2), actual=parse_target("98%"), actual_source=cell("G20")
    )
    declaration = form(printed)
    (result,) = assessed(declaration, Facts(), PACK)
    said = [result.reason, *map(str, of(declaration))]
    said += [f.condition for f in found(declaration, Facts(), PACK)]
    assert not [text for text in said if "缺少" in text]
    assert [text for text in said if "自评表印作“98%”" in text]


def test_a_satisfaction_typed_as_a_rate_alone_is_a_sample_to_ask_for() -> None:
    """Nobody typed how many were asked: that is missing from our papers, no fault of the bureau."""
    declaration, facts = (
        form(row("来访人满意率", "≥90%", level2="自定")),
        figures(**{"实际值_%": 0.98}),
    )
    (limit,) = of(declaration, facts)
    assert limit.code == "L05"
    assert limit.why == "直接填报为98.00%，没有样本"
    # A satisfaction is got by questionnaire, which needs no formula.
    assert found(declaration, facts, load_rulepack("zhengzhou-2020")) == []
