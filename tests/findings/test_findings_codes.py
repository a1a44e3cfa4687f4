"""The catalogue of codes: complete, every code produced by some case. Invented throughout."""

import importlib
import pkgutil
import re
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
import test_crosscheck as published
import test_selffindings as printed
from commanding import typed
from finding_forms import cell, figures, form, found, row, task
from invented_budget import write_budget
from openpyxl.workbook import Workbook

import auditkit.findings
from auditkit.assessment.assessed import assessed
from auditkit.errors import AuditError, IssueKind
from auditkit.facts.accounts import Accounts, accounts_of, read_budget
from auditkit.facts.facts import Fact, Facts, TaskRecord
from auditkit.files.grid import Grid, RepairCode, Source
from auditkit.findings.budgetcheck import check_budget
from auditkit.findings.codes import ISSUES, REPAIRS, catalogue_markdown
from auditkit.findings.crosscheck import cross_check
from auditkit.findings.finding import SEVERITIES, Finding, FindingKind
from auditkit.findings.kinds import FAMILIES, KINDS, LIMITS, kind_of
from auditkit.findings.review.yearonyear import PastYear
from auditkit.form.declaration import (
    BudgetLine,
    Declaration,
    DeclaredIndicator,
    Goal,
    Task,
    Total,
)
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack

ROOT = Path(__file__).parents[2]
PACK = load_rulepack()
RATE = "预算执行率=（预算执行数/预算数）×100%。"
PLAIN = row("甲", "1个")
TWO = (task("甲任务", 60.0, 60.0), task("乙任务", 40.0, 40.0))
AT = Source("实际数.xlsx", "任务执行!A3")


def on(*rows: DeclaredIndicator, facts: Facts | None = None) -> list[Finding]:
    return found(form(*rows), Facts() if facts is None else facts, PACK)


def executed(
    name: str, adjusted: float, spent: float, *serves: str, done: str = "是"
) -> TaskRecord:
    return TaskRecord(name, adjusted, spent, done, serves, AT)


def on_tasks(
    *records: TaskRecord, total: Total | None = None, rows: tuple[DeclaredIndicator, ...] = ()
) -> list[Finding]:
    return found(form(*rows, tasks=TWO, total=total), Facts(tasks=records), PACK)


def on_past(
    then: DeclaredIndicator, now: DeclaredIndicator, facts: Facts, **values: float
) -> list[Finding]:
    before = replace(form(then), year=2019)
    items = tuple(replace(fact, year=2019) for fact in figures(**values))
    past = PastYear(
        before, Facts(items), [row.computation for row in assessed(before, Facts(items), PACK)]
    )
    return found(form(now), facts, PACK, past)


def planned(folder: Path, total: int = 12850000) -> Accounts:
    def change(book: Workbook) -> None:
        book["部门收支总表"]["B7"] = total

    return read_budget(write_budget(folder / "虚构预算.xlsx", change))


def printed_plan(value: float) -> Accounts:
    """Accounts that call another amount the year's first plan."""
    read = published.accounts()
    plan = Fact("预算数", 2022, value, "万元", AT, remark="口径：一般公共预算财政拨款，年初预算")
    return replace(read, facts=(plan,))


def promised(text: str) -> list[Finding]:
    declaration: Declaration = replace(form(PLAIN), goals=(Goal(1, text, cell("B2")),))
    return found(declaration, Facts(), PACK)


def beside(project: str, budget: float) -> list[Finding]:
    """A form with 甲任务 of 60万元 and one project form."""
    line = BudgetLine("年度资金总额", budget, None, None, None, None, None, cell("D5"))
    own = replace(form(PLAIN), project=project, budget_lines=(line,), tasks=())
    task = Task("甲任务", "", 60.0, 60.0, "", cell("B5"))
    whole = replace(form(PLAIN), tasks=(task,), projects=(own,))
    return found(whole, Facts(), PACK)


def on_accounts(
    final: str = "480.00", rate: str = "96.00", rows: tuple = published.ROWS
) -> list[Finding]:  # type: ignore[type-arg]
    return cross_check(Facts(), published.accounts(final, rate, rows))


def on_text(said: str, rows: tuple = published.ROWS) -> list[Finding]:  # type: ignore[type-arg]
    head = ((published.TITLE,), ("单位：万元",))
    grids = [
        Grid("决算.pdf", published.SHA, "table", "第4页 表1前", head),
        Grid("决算.pdf", published.SHA, "table", "第4页 表1", rows),
        Grid("决算.pdf", published.SHA, "table", "第9页", ((said,),)),
    ]
    return cross_check(Facts(), accounts_of(grids, year=2023))


CUT = tuple(
    tuple(c.replace("480.00", "479.99").replace("120.00", "119.99") if c else c for c in line)
    for line in published.ROWS
)
BLANK = (*published.ROWS[:2], ("合计", None, None, "360.00", "120.00"))
UNTIED = (*published.ROWS[:2], ("合计", None, "485.00", "360.00", "120.00"))
SURVEY = "服务对象满意"
DONE = (executed("甲任务", 60, 60), executed("乙任务", 40, 40))
TASKED = "学生资助项目完成率"
SEVEN = [row(f"甲{i}", "≥90%") for i in range(7)]

CASES: dict[str, Callable[[Path], Iterable[Finding]]] = {
    "S01": lambda _: on_tasks(total=Total(None, None, cell("D9"))),
    "S02": lambda _: on_tasks(total=Total(110.0, 100.0, cell("D9"))),
    "S03": lambda _: on_tasks(total=Total(100.0, 100.02, cell("D9"))),
    "S04": lambda _: on(row("预算执行率", "", RATE)),
    "S05": lambda _: on(row("预算执行率", "-", RATE)),
    "S06": lambda _: on(row("预算执行率", "良好", RATE)),
    "S07": lambda _: on(row("预算执行率", "≥95%")),
    "S08": lambda _: on(row("预算执行率", "≥95%", f"{RATE}。其中，预算完成数指已执行的预算。")),
    "S09": lambda _: on(row("重点任务3", "")),
    "S10": lambda _: on_tasks(),
    "S11": lambda _: on(row("预算执行率", "≥95%", "预算执行率=预算数/预算执行数×100%。")),
    "S12": lambda _: on(row("预算执行率", "≥95%", "预算执行率=预算执行额/预算数×100%。")),
    "S13": lambda _: found(replace(form(PLAIN), goals=()), Facts(), PACK),
    "S15": lambda _: promised("培育1000名骨干。"),
    "S16": lambda _: on(row("群众满意度", "≥90%", "目标值为95%。", SURVEY)),
    "S17": lambda _: on(replace(PLAIN, weight=110.0)),
    "S18": lambda _: on(row("预算执行率", "≤95%", RATE)),
    "S19": lambda _: on(row("群众满意度", "≥120%", level2=SURVEY)),
    "S20": lambda _: on(*SEVEN, PLAIN),
    "S21": lambda _: on(row("竣工时间", "2021年3月底前")),
    "S22": lambda _: on(row("档案管理", "规范", level2="自定")),
    "S23": lambda _: found(
        form(tasks=tuple(task(f"事项之{i}", 5.0, 5.0) for i in range(20))),
        Facts(tasks=(executed("事项之0", 5, 5, "预算执行率"),
                     *(executed(f"事项之{i}", 5, 5) for i in range(1, 20)))),
        PACK,
    ),
    "S24": lambda _: on(replace(row("某指标", "≥95%"), adjusted=parse_target("≥90%"))),
    "S25": lambda _: on(row("预算执行率", "≥95%"), row("预算调整率", "≤10%")),
    "S26": lambda _: on(row("预算执行率", "≥95%", "执行率=（预算执行数/预算数）×100%。")),
    "S27": lambda _: on(row("水平提高率", "≥90%")),
    "S28": lambda _: on_tasks(rows=(row("预算执行率", "≥95%", RATE),)),
    "S29": lambda _: beside("甲任务", 70.0),
    "S30": lambda _: beside("丙项目", 70.0),
    "R01": lambda _: on(row("预算执行率", "≥95%", RATE), facts=figures(预算执行数=90, 预算数=100)),
    "R03": lambda _: on(row("预算执行率", "≥95%", RATE), facts=figures(预算执行数=90, 预算数=0)),
    "R04": lambda _: on(
        row("预算执行率", "≥95%", RATE), facts=figures(预算执行数=9.5, 预算数=9.99)
    ),
    "R05": lambda _: on(row("预算执行率", "≥50%", RATE), facts=figures(预算执行数=95, 预算数=100)),
    "R06": lambda _: on(
        row("群众满意度", "≥80%", level2=SURVEY), facts=figures(满意份数_份=29, 有效问卷份数_份=29)
    ),
    "R08": lambda _: on(
        row("群众满意度", "≥80%", level2=SURVEY), facts=figures(满意份数_份=0, 有效问卷份数_份=0)
    ),
    "R09": lambda _: on_tasks(executed("甲任务", 60, 61)),
    "R10": lambda _: on_tasks(executed("甲任务", 100, 100)),
    "R11": lambda _: on_tasks(executed("甲任务", 60, 60, done="否")),
    "R12": lambda _: on(
        row("部门固定资产利用率", "≥90%", level2="资产管理"),
        facts=figures(部门实际在用固定资产总额=110, 部门所有固定资产总额=100),
    ),
    "R13": lambda _: on(
        replace(row("预算执行率", "≥95%", RATE), actual=parse_target("100%")),
        facts=figures(预算执行数=96, 预算数=100),
    ),
    "R14": lambda _: on(row("预算执行率", "≥95%", RATE), facts=figures(预算执行数=120, 预算数=100)),
    "R15": lambda _: found(form(tasks=TWO), figures(预算数=120), PACK),
    "R16": lambda _: on(row("预算执行率", "≥95人", RATE), facts=figures(预算执行数=96, 预算数=100)),
    "R17": lambda _: on(
        row(TASKED, "≥90%", level2="重点工作履行"),
        facts=figures(任务实际支出数=74, 任务调整后预算数=100),
    ),
    "R18": lambda _: on(
        row("国库集中支付合规性", "合规"),
        facts=figures(年度部门预算资金国库集中支付总额=1000, 国库集中支付监控系统拦截资金额=1),
    ),
    "R19": lambda _: found(
        replace(form(row("预算执行率", "≥95%", RATE)), kind="常用指标值"),
        figures(预算执行数=90, 预算数=100), PACK,
    ),
    "R20": lambda _: found(
        form(tasks=TWO), replace(figures(预算执行数=100, 在职人员经费=30), tasks=DONE), PACK
    ),
    "R21": lambda _: found(
        form(tasks=TWO),
        figures(上年累计结转结余资金总额=5, 预算数=100, 预算执行数=90, 累计结转结余资金总额=14),
        PACK,
    ),
    "R22": lambda _: found(
        form(tasks=TWO), replace(figures(预算调整数=5),
        tasks=(executed("甲任务", 70, 70), executed("乙任务", 30, 30))), PACK,
    ),
    "Y01": lambda _: on_past(row("预算执行率", "≥80%", RATE), row("预算执行率", "≥80%", RATE),
                             Facts(), 预算执行数=96, 预算数=100),
    "Y02": lambda _: on_past(row("预算执行率", "≥95%", RATE), row("预算执行率", "≥80%", RATE),
                             Facts()),
    "Y03": lambda _: on(PLAIN, facts=figures(预算数=150, 上年预算数=100)),
    "Y04": lambda _: on_past(row("预算执行率", "≥50%", RATE), row("预算执行率", "≥50%", RATE),
                             figures(预算执行数=50, 预算数=100), 预算执行数=96, 预算数=100),
    "Y05": lambda _: on_past(PLAIN, PLAIN, figures(上年预算数=100), 预算数=99),
    "C01": lambda _: cross_check(Facts((published.typed(512.34),)), published.accounts()),
    "C02": lambda _: on_accounts("485.00", "97.00", UNTIED),
    "C03": lambda _: on_accounts(rate="69.00"),
    "C04": lambda _: on_text("一般公共预算财政拨款支出470.00万元。"),
    "C05": lambda _: on_text("机关运行经费支出50.00万元，比上年减少5.00万元，下降（增长）9.09%。"),
    "C06": lambda _: on_accounts("479.99", "95.99", CUT),
    "C07": lambda _: on_text("。", BLANK),
    "C08": lambda folder: check_budget(planned(folder, total=12840000), None),
    "C09": lambda folder: check_budget(planned(folder), printed_plan(1180.0)),
    "E01": lambda folder: printed.found(folder, {(13, 7): "9", (19, 7): "95.75"}),
    "E02": lambda folder: printed.found(folder, {(5, 7): "100%"}),
    "E03": lambda folder: printed.found(folder, {(19, 7): "94.72"}),
    "E04": lambda folder: printed.found(
        folder,
        {(5, 5): "680.00", (5, 7): "85%", (5, 8): "8.5", (6, 5): "600.00", (19, 7): "93"},
    ),
    "E05": lambda folder: printed.found(
        folder,
        {(5, 5): "600.00", (5, 7): "75%", (5, 8): "7.5", (6, 5): "520.00", (19, 7): "92"},
    ),
    "E06": lambda folder: printed.found(folder, {(12, 7): "16", (19, 7): "95.25"}),
    "E07": lambda folder: printed.found(folder, {(13, 7): "10", (19, 7): "96.75"}),
}  # fmt: skip


def test_every_kind_has_a_case() -> None:
    assert list(CASES) == list(KINDS)


@pytest.mark.parametrize("code", CASES)
def test_each_kind_is_found_in_its_case_and_is_whole(code: str, tmp_path: Path) -> None:
    mine = [finding for finding in CASES[code](tmp_path) if finding.code == code]
    assert mine
    for f in mine:
        assert all((f.title, f.subject, f.criteria, f.condition, f.effect, f.recommendation))
        assert f.evidence
        assert f.severity in SEVERITIES
        assert f.condition.endswith("。")
        assert "nan" not in f.condition


# The catalogue


def test_the_catalogue_in_the_documents_is_the_one_generated() -> None:
    assert (ROOT / "docs" / "findings.md").read_text("utf-8") == catalogue_markdown()


def test_every_code_stands_in_the_catalogue_once() -> None:
    cells = re.findall(r"^\| (\S+) \|", catalogue_markdown(), re.MULTILINE)
    codes = [c for c in cells if c != "编码"]
    assert codes == [*KINDS, *(kind.code for kind in LIMITS), *ISSUES, *REPAIRS]
    assert len(set(codes)) == len(codes)
    assert {code[0] for code in KINDS} == set(FAMILIES)


def test_no_kind_is_stated_that_the_catalogue_does_not_gather() -> None:
    names = [
        m.name for m in pkgutil.walk_packages(auditkit.findings.__path__, "auditkit.findings.")
    ]
    stated = {
        id(value): value
        for name in names
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, FindingKind)
    }
    assert sorted(kind.code for kind in stated.values()) == sorted(KINDS)
    assert all(KINDS[kind.code] is kind for kind in stated.values())


STATING = ("files", "rules", "form", "facts", "assessment", "findings", "audit", "results")


def test_a_code_of_an_issue_has_one_meaning_and_one_home() -> None:
    rooms = [importlib.import_module(f"auditkit.{room}") for room in STATING]
    names = [
        module.name
        for room in rooms
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    ]
    stated: dict[int, IssueKind] = {}
    for name in names:
        try:
            values = vars(importlib.import_module(name)).values()
        except ModuleNotFoundError as error:  # of an extra that is not installed
            if str(error.name).startswith("auditkit"):
                raise
            continue
        stated |= {id(value): value for value in values if isinstance(value, IssueKind)}
    codes = [kind.code for kind in stated.values()]
    assert len(set(codes)) == len(codes)
    assert {kind.code: kind.meaning for kind in stated.values()} == ISSUES
    assert {"accounts-column", "page-font", "page-unsure"} <= ISSUES.keys()


def test_every_repair_that_a_reader_may_note_is_explained() -> None:
    assert list(get_args(RepairCode)) == list(REPAIRS)


@pytest.mark.parametrize(("asked", "hint"), [("S9", "S09"), ("X01", ""), ("S044", "S04"), ("", "")])
def test_an_unknown_code_is_answered_with_the_nearest(asked: str, hint: str) -> None:
    with pytest.raises(AuditError, match=f"是否为“{hint}”" if hint else "没有审计发现编码"):
        kind_of(asked)


def test_a_code_may_be_typed_in_small_letters() -> None:
    assert kind_of(" s04 ").code == "S04"


# The command


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return typed("findings", *arguments, width=120)


def test_the_command_prints_what_is_asked_for_and_exports_it(tmp_path: Path) -> None:
    path = tmp_path / "发现.json"
    done = run("郑州市教育局", "2020", "--code", "s10", "--code", "S04", "--export", str(path))
    assert done.returncode == 0, done.stderr
    assert "审计发现6项" in done.stdout
    assert "预算18,870.00万元，占全部任务的9.62%" in done.stdout
    assert "申报表.txt[第58行第1栏]" in done.stdout
    assert "R01" not in done.stdout
    assert path.read_text("utf-8").count('"code"') == 6
    assert run("郑州市教育局", "2020", "--severity", "严重").stdout.startswith(
        "郑州市教育局 2020年度 审计发现0项"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["郑州市教育局", "2020", "--code", "S9"], "是否为“S09”"),
        (["郑州市教育局", "2020", "--severity", "重大"], "没有程度“重大”"),
        (["郑州市教育局"], "缺少“年度”"),
        (["郑州市教育局", "2020", "--export", "发现.doc"], ".xlsx、.json"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_line_and_code_2(
    arguments: list[str], message: str
) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_the_command_lists_all_codes() -> None:
    done = run("--codes")
    assert done.returncode == 0
    assert all(code in done.stdout for code in (*KINDS, *ISSUES, *REPAIRS))
