"""The ledger of checks and the reliability of each indicator. Invented throughout."""

from collections import Counter
from dataclasses import replace

from finding_forms import figures, form, found, row, task

from auditkit.assessment.assessed import assessed
from auditkit.facts.facts import Facts, Judged, TaskRecord
from auditkit.files.grid import Source
from auditkit.findings.check import Check
from auditkit.findings.kinds import KINDS
from auditkit.findings.ledger import ledger
from auditkit.findings.reliability import Reliability, reliabilities
from auditkit.form.declaration import Declaration
from auditkit.rules.load import load_rulepack

PACK = load_rulepack()
RATE = "预算执行率=（预算执行数/预算数）×100%。"
AT = Source("实际数.xlsx", "任务执行!A4")
TASKS = (task("甲任务", 60.0, 60.0), task("乙任务", 40.0, 40.0))


def checks(declaration: Declaration, facts: Facts) -> dict[str, Check]:
    rows = assessed(declaration, facts, PACK)
    got = found(declaration, facts, PACK)
    return {c.name: c for c in ledger(declaration, facts, PACK, rows, None, None, got)}


def test_every_kind_of_finding_belongs_to_exactly_one_check() -> None:
    named = Counter(code for c in checks(form(), Facts()).values() for code in c.codes)
    assert set(named) == set(KINDS)
    assert set(named.values()) == {1}


def test_what_was_never_checked_cannot_look_clean() -> None:
    got = checks(form(row("预算执行率", "≥95%", RATE), tasks=TASKS), figures(预算数=100))
    assert got["填报数与决算"].state == "未核对"
    assert got["填报数与决算"].why == "没有导入部门决算"
    assert got["指标值、结果与上年比较"].why == "没有2019年度的资料"
    aimed = got["指标是否达标"]
    assert (aimed.state, aimed.applied, aimed.done, aimed.why) == (
        "未核对", 1, 0, "数据缺失1个",
    )  # fmt: skip
    roll = got["结转结余的衔接"]
    assert (roll.state, roll.why) == (
        "未核对", "没有取得上年累计结转结余资金总额、预算执行数、累计结转结余资金总额",
    )  # fmt: skip


def test_a_check_that_was_done_says_on_how_many_places_and_what_it_found() -> None:
    facts = replace(
        figures(预算执行数=90, 预算数=100),
        tasks=(
            TaskRecord("甲任务", 60, 61, "是", (), AT),
            TaskRecord("乙任务", 40, 29, "是", (), AT),
        ),
    )
    got = checks(form(row("预算执行率", "≥95%", RATE), tasks=TASKS), facts)
    assert (got["指标是否达标"].state, got["指标是否达标"].found) == ("已核对", 1)
    tasks = got["任务的执行、调剂与完成"]
    # R09: 61 of 60; R11: 29 of 40 is 72.5 %
    assert (tasks.state, tasks.applied, tasks.done, tasks.found) == ("已核对", 2, 2, 2)


def test_what_does_not_apply_is_said_to() -> None:
    got = checks(form(row("预算执行率", "≥95%", RATE)), Facts())
    assert got["任务有无相关的指标"].state == "不适用"
    assert got["自评得分、执行率与合计的复算"].state == "不适用"


def of(declaration: Declaration, facts: Facts) -> Reliability:
    rows = assessed(declaration, facts, PACK)
    (one,) = reliabilities(rows, facts, PACK, None, declaration)
    return one


def test_a_figure_without_a_stated_source_is_taken_with_reservations() -> None:
    bare = figures(预算执行数=96, 预算数=100)
    one = of(form(row("预算执行率", "≥95%", RATE)), bare)
    assert (one.verdict, one.limits) == ("有保留", "2个数没有注明来源")
    told = Facts(tuple(replace(fact, stated="2020年决算") for fact in bare))
    one = of(form(row("预算执行率", "≥95%", RATE)), told)
    assert (one.verdict, one.limits) == ("有保留", "没有与部门决算或原始凭证核对")
    assert "2020年决算" in one.source
    # 95.995 of 100.005 is 95.9902 %, 96.005 of 99.995 is 96.0098 %
    assert one.accuracy == "舍入误差之内在95.99%至96.01%，不改变结论，精度足够"


def test_rounding_that_reaches_the_target_is_not_exact_enough() -> None:
    one = of(form(row("预算执行率", "≥95%", RATE)), figures(预算执行数=9.49, 预算数=9.99))
    assert "精度不够" in one.accuracy
    assert one.verdict == "有保留"


def test_a_judgement_is_reliable_where_every_criterion_has_its_evidence() -> None:
    declaration = form(row("目标依据充分性", "充分", level2="工作目标管理情况"))
    counted = figures(已达成标准数_项=2, 评价标准数_项=2)
    proved = Facts(
        tuple(replace(fact, stated="会议纪要") for fact in counted),
        judged=(Judged("目标依据充分性", 1, "有依据", "是", "会议纪要", AT),),
    )
    assert of(declaration, proved).verdict == "可靠"
    bare = replace(proved, judged=(Judged("目标依据充分性", 1, "有依据", "是", "", AT),))
    one = of(declaration, bare)
    assert (one.verdict, one.limits) == ("有保留", "1条标准没有佐证材料")


def test_what_was_not_obtained_cannot_be_judged() -> None:
    assert of(form(row("预算执行率", "≥95%", RATE)), Facts()).verdict == "不能判断"
    one = of(form(row("来访人满意率", "≥90%", level2="自定")), figures(**{"实际值_%": 0.98}))
    assert (one.verdict, one.limits) == (
        "不能判断", "1个数没有注明来源；没有算式，无法复算",
    )  # fmt: skip


def test_the_carry_over_of_published_accounts_is_not_rolled_with_one_fund_s_budget() -> None:
    """Accounts print the budget of one fund and the carry-over of all: no gap between them."""
    roll = figures(
        上年累计结转结余资金总额=49.14,
        预算数=2993.92,
        预算执行数=2940.05,
        累计结转结余资金总额=55.34,
    )
    declaration = form(row("预算执行率", "≥90%", RATE))
    assert [f.code for f in found(declaration, roll, PACK)] == ["R21"]
    taken = Facts(tuple(replace(fact, remark="决算.pdf[第13页 表1 第19行第2列]") for fact in roll))
    assert found(declaration, taken, PACK) == []
    assert checks(declaration, taken)["结转结余的衔接"].state == "不适用"
