"""Amounts that were typed in 元, or with the point in the wrong place: told, and used nowhere.

All figures of the example are invented; the form's tasks come to 196,247.82 万元.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from auditkit.audit.audit import Audit
from auditkit.audit.inputs import read_workbooks
from auditkit.audit.opening import open_audit
from auditkit.cli import app
from auditkit.facts.facts import Fact, Facts, TaskRecord
from auditkit.facts.store import read_store, write_store
from auditkit.facts.suspects import suspects, without_suspects
from auditkit.facts.workbook.template import write_fact_template
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration
from auditkit.rules.load import pack_names

DATA = Path(__file__).parents[2] / "data"
NAME, YEAR = "郑州市教育局", 2020
AT = Source("实际数.xlsx", "数据项!C7")
Changed = Callable[..., Audit]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """The example with cells of its workbook changed: sheet!cell → value."""
    folder = tmp_path / NAME / str(YEAR)
    shutil.copytree(DATA / NAME / str(YEAR), folder)

    def change(cells: dict[str, object], confirmed: tuple[str, ...] = ()) -> Audit:
        book = next(folder.glob("实际数*.xlsx"))
        content = load_workbook(book)
        for place, value in cells.items():
            sheet, _, cell = place.partition("!")
            content[sheet][cell] = value
        for place in confirmed:
            sheet, _, row = place.partition("!")
            content[sheet].cell(int(row), confirming(content[sheet]), "属实")
        content.save(book)
        return open_audit(NAME, YEAR, tmp_path)

    return change


HEADS = ("数据项", "任务名称", "指标")


def confirming(sheet: Worksheet) -> int:
    """The column 确认 of a sheet."""
    cells = (cell for row in sheet.iter_rows(max_row=8) for cell in row)
    return next(cell.column for cell in cells if cell.value == "确认")


def doubted(audit: Audit) -> list[tuple[str, str]]:
    return [(i.source.place, i.what) for i in audit.facts.issues if i.code == "F21"]


def status(audit: Audit, indicator: str) -> tuple[str, str]:
    return next((row.status, row.reason) for row in audit.assessed if row.name == indicator)


def test_a_budget_typed_in_yuan_is_told_with_both_places_and_reaches_nothing(
    changed: Changed,
) -> None:
    audit = changed({"数据项!C7": 1962478200})
    ((place, what),) = doubted(audit)
    assert place == "数据项!C7"
    assert what.startswith("2020年预算数1,962,478,200.00万元约为申报表任务预算合计196,247.82万元")
    assert "申报表" in what.partition("（")[2]
    assert what.endswith("10,000倍，疑似以元填写")
    for indicator in ("预算执行率", "预算调整率"):
        state, reason = status(audit, indicator)
        assert state == "数据缺失"
        assert "数据项!C7" in reason
        assert "更正或确认前不采用" in reason
    assert audit.facts.get("预算数", 2020) is None
    (asked,) = [limit for limit in audit.limits if limit.what == "2020年预算数"]
    assert "存疑" in asked.why
    assert not any("1,962,478,200" in f.condition for f in audit.findings)


def test_a_suspect_figure_is_not_said_to_be_computed_with(changed: Changed, tmp_path: Path) -> None:
    """The workbook has 预算数 in 元, another file in 万元: neither is used, and it says so."""
    other = tmp_path / NAME / str(YEAR) / "实际数-示例数据（虚构）.csv"
    rows = ["部门,年度,数据项,数值,单位,来源", f"{NAME},2020,预算数,196247.82,万元,预算系统"]
    other.write_text("\n".join(rows), encoding="utf-8")
    audit = changed({"数据项!C7": 1962478200})
    (told,) = [issue for issue in audit.issues if issue.code == "F24"]
    assert told.remedy == "两处的数存疑，都没有采用；请查明差异，更正有误的一处"
    assert audit.facts.get("预算数", 2020) is None


def test_an_amount_ten_thousand_times_last_year_s_reaches_no_finding(changed: Changed) -> None:
    # 71,236.18 万元 of this year in 元; last year 68,020.45 万元
    audit = changed({"数据项!C19": 712361800})
    ((place, what),) = doubted(audit)
    assert place == "数据项!C19"
    assert "2019年在职人员经费68,020.45万元" in what
    assert status(audit, "在职人员经费变动率")[0] == "数据缺失"
    assert not any("712,361,800" in f.condition for f in audit.findings)
    # The sum over basic expenditure would lack it: not said, and the ledger says why.
    assert not [f for f in audit.findings if f.code in ("R15", "R20")]
    (kept,) = [check for check in audit.checks if check.codes == ("R20",)]
    assert (kept.applied, kept.done, "在职人员经费" in kept.why) == (1, 0, True)


def test_a_task_s_spending_in_yuan_counts_nowhere(changed: Changed) -> None:
    # 21,632.64 万元 of a budget of 22,800 万元
    audit = changed({"任务执行!D4": 216326400})
    ((place, what),) = doubted(audit)
    assert place == "任务执行!D4"
    assert what.startswith("任务“设备购置专项工作”的实际支出216,326,400.00万元约为")
    assert not any("216,326,400" in f.condition for f in audit.findings)
    assert next(t for t in audit.facts.tasks if t.name == "设备购置专项工作").spent is None
    state, reason = status(audit, "设备购置计划完成率")
    assert (state, "任务执行!D4" in reason) == ("数据缺失", True)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("数据项!C7", 196247820),  # 1,000 times the form's total
        ("数据项!C7", 19624782),  # 100 times
        ("数据项!C7", 19.624782),  # in 亿元
        ("数据项!C11", 1864418210.6),  # 预算执行数: in 元, against the tasks' spending
        ("数据项!C23", 1283600),  # “三公经费” 128.36 against 151.92
        ("数据项!C23", 12836),
        ("数据项!D20", 870530),  # 离退休人员经费, last year's, 8,705.30
        ("任务执行!C5", 251500000),  # a task's adjusted budget
        ("任务执行!D6", 1659864),  # a task's spending, 100 times
        ("数据项!C4", 1813204500),  # a part in 元 of a whole in 万元
        ("数据项!C5", 18924030),  # a whole 100 times too large
    ],
)
def test_a_slip_of_ten_thousand_a_thousand_or_a_hundred_is_told_where_it_is(
    changed: Changed, cell: str, value: float
) -> None:
    assert [place for place, _ in doubted(changed({cell: value}))] == [cell]


def test_where_nothing_tells_which_of_two_is_wrong_neither_is_used(changed: Changed) -> None:
    # 累计结转结余: 0.925361 beside 8,412.37 of last year, perhaps typed in 亿元
    audit = changed({"数据项!C9": 0.925361})
    assert len(doubted(audit)) == 1
    assert [audit.facts.get("累计结转结余资金总额", year) for year in (2019, 2020)] == [None, None]


def test_a_budget_far_from_every_round_factor_is_told_with_its_true_quotient(
    changed: Changed,
) -> None:
    # 388,790,100 beside 196,247.82: 1,981 times, neither 1,000 nor 10,000.
    audit = changed({"数据项!C7": 388790100})
    ((place, what),) = doubted(audit)
    assert place == "数据项!C7"
    assert what.endswith("的1,981倍，疑似单位或小数点有误")
    assert status(audit, "预算调整率")[0] == status(audit, "预算执行率")[0] == "数据缺失"
    assert not any("388,790,100" in f.condition for f in audit.findings)


def test_every_figure_in_yuan_is_found(changed: Changed) -> None:
    book = load_workbook(next((DATA / NAME / str(YEAR)).glob("实际数*.xlsx")))["数据项"]
    cells = [
        cell
        for row in book.iter_rows(min_row=4, min_col=3, max_col=4)
        for cell in row
        if isinstance(cell.value, int | float) and book[f"B{cell.row}"].value == "万元"
    ]
    audit = changed({f"数据项!{c.coordinate}": round(c.value * 10_000, 2) for c in cells})
    told = {place for place, _ in doubted(audit)}
    assert {"数据项!C7", "数据项!C10", "数据项!C19", "数据项!D19"} <= told
    assert not any("71236" in f.condition.replace(",", "") for f in audit.findings)


def test_what_is_confirmed_is_used(changed: Changed) -> None:
    audit = changed({"数据项!C19": 712361800}, confirmed=("数据项!19",))
    assert doubted(audit) == []
    fact = audit.facts.get("在职人员经费", 2020)
    assert fact is not None
    assert (fact.value, fact.confirmed) == (712361800, True)
    assert status(audit, "在职人员经费变动率")[0] == "未达标"


def test_another_word_in_the_confirmation_is_told(changed: Changed, tmp_path: Path) -> None:
    changed({}, confirmed=("数据项!19",))
    book = next(tmp_path.rglob("实际数*.xlsx"))
    content = load_workbook(book)
    sheet = content["数据项"]
    sheet.cell(19, confirming(sheet), "对的")
    content.save(book)
    told = [i for i in open_audit(NAME, YEAR, tmp_path).issues if i.code == "F14"]
    assert [i.found for i in told] == ["对的"]


def test_a_twelvefold_rise_and_a_first_year_are_no_slips(changed: Changed) -> None:
    assert doubted(changed({"数据项!C23": 1823.04, "数据项!D23": 151.92})) == []
    assert doubted(changed({"数据项!C23": 128.36, "数据项!D23": 0})) == []


def test_check_says_so_and_ends_with_code_1(changed: Changed, tmp_path: Path) -> None:
    changed({"数据项!C7": 1962478200})
    told = CliRunner().invoke(app, ["check", NAME, str(YEAR), "--data-dir", str(tmp_path)])
    assert told.exit_code == 1
    text = "".join(told.output.split())
    assert "数据项!C7" in text
    assert "疑似以元填写" in text
    assert "在“确认”栏选“属实”" in text


@pytest.mark.parametrize("name", pack_names())
def test_the_shipped_examples_have_no_suspects(name: str) -> None:
    for folder in sorted(DATA.glob("*/*/20*")) + sorted(DATA.glob("*/20*")):
        if any(folder.glob("实际数*.xlsx")):
            made = open_audit(folder.parent.name, int(folder.name), folder.parent.parent, name)
            assert doubted(made) == [], folder


def test_the_template_has_a_cell_to_confirm_in(tmp_path: Path) -> None:
    audit = open_audit(NAME, YEAR, DATA)
    path = tmp_path / NAME / str(YEAR) / "实际数.xlsx"
    path.parent.mkdir(parents=True)
    write_fact_template(path, audit.declaration, audit.pack, filled=audit.facts)
    content = load_workbook(path)
    for sheet in ("数据项", "任务执行", "直接填报"):
        heads = [cell.value for cell in next(
            row for row in content[sheet].iter_rows() if row[0].value in HEADS
        )]  # fmt: skip
        assert "确认" in heads
    column = next(
        cell.column for row in content["数据项"].iter_rows() for cell in row if cell.value == "确认"
    )
    row = next(r for r in range(1, 60) if content["数据项"].cell(r, 1).value == "在职人员经费")
    content["数据项"].cell(row, 3, 712361800)
    content["数据项"].cell(row, column, "属实")
    content.save(path)
    read = read_workbooks(path.parent, audit.declaration, audit.pack)
    fact = read.get("在职人员经费", YEAR)
    assert fact is not None
    assert fact.confirmed
    assert suspects(read, audit.declaration, audit.pack, read.__class__()) == ()


def test_a_figure_ten_thousand_times_the_accounts_is_told_and_not_replaced() -> None:
    audit = open_audit(NAME, YEAR, DATA)
    bare = Declaration(NAME, YEAR, (), (), None, audit.declaration.indicators, "申报表.txt")
    typed = Fact("政府采购预算数", YEAR, 287642000.0, "万元", Source("实际数.xlsx", "数据项!C15"))
    theirs = Facts((Fact("政府采购预算数", YEAR, 28764.2, "万元", Source("决算.pdf", "第9页")),))
    facts = Facts((typed,)).merged([theirs])
    kept = without_suspects(facts, bare, audit.pack, theirs)
    (issue,) = kept.issues
    assert issue.source.place == "数据项!C15"
    assert "决算所列2020年政府采购预算数28,764.20万元（决算.pdf[第9页]）的10,000倍" in issue.what
    assert kept.get("政府采购预算数", YEAR) is None
    sure = Facts((replace(typed, confirmed=True),)).merged([theirs])
    assert without_suspects(sure, bare, audit.pack, theirs) is sure


def test_what_was_confirmed_is_kept_in_the_store(tmp_path: Path) -> None:
    fact = Fact("预算数", YEAR, 1.0, "万元", AT, stated="批复", confirmed=True)
    task = TaskRecord("甲", 1.0, 2.0, "是", (), AT, confirmed=True)
    store = tmp_path / "facts.parquet"
    write_store(store, [(NAME, YEAR, Facts((fact,), tasks=(task,)))])
    kept = read_store(store, NAME, YEAR)
    assert [(f.confirmed, f.stated) for f in kept.items] == [(True, "批复")]
    assert [t.confirmed for t in kept.tasks] == [True]
