"""A department's budget (部门预算), invented: read, kept beside the final accounts, and joined."""

import shutil
from pathlib import Path

import pytest
from invented_budget import write_budget
from openpyxl.workbook import Workbook

from auditkit.facts.accounts import Accounts, read_accounts, read_budget
from auditkit.facts.accounts.differences import differences_of
from auditkit.facts.accounts.documentkind import BUDGET, WrongDocument
from auditkit.facts.accounts.files import keep_published, open_accounts
from auditkit.facts.facts import Fact, Facts
from auditkit.files.grid import Source
from auditkit.findings.budgetcheck import check_budget

CASES = Path(__file__).parent.parent / "data" / "accounts"
# Worked by hand from the sheets above: 元 ÷ 10,000.
FACTS = {
    "预算数": 1185.0,
    "收入支出预算总计": 1285.0,
    "基本支出预算": 785.0,
    "项目支出预算": 500.0,
    "三公经费预算数": 20.0,
    "机关运行经费预算": 68.0,
    "政府采购预算数": 250.0,
}


@pytest.fixture
def budget(tmp_path: Path) -> Path:
    return write_budget(tmp_path / "虚构预算.xlsx")


def test_a_budget_is_read_as_one(budget: Path) -> None:
    read = read_budget(budget, "某省某厅", 2022)
    assert (read.kind, read.department, read.year) == (BUDGET, "某省某厅", 2022)
    assert {fact.name: fact.value for fact in read.facts} == FACTS
    assert not any(issue.grave for issue in read.issues)


def test_a_budget_is_no_final_accounts(budget: Path) -> None:
    with pytest.raises(WrongDocument, match="这是部门预算，不是部门决算") as caught:
        read_accounts(budget, "某省某厅", 2022)
    assert caught.value.kind == BUDGET


def test_it_is_kept_beside_the_final_accounts_and_gives_what_they_lack(
    budget: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    kept, folder = keep_published(budget, "某省某厅", 2022, data)
    assert kept.facts[0].source.file == "预算.xlsx"
    keep_published(CASES / "虚构-N_wan.xlsx", "某省某厅", 2022, data)
    assert sorted(path.name for path in folder.iterdir()) == ["决算.xlsx", "预算.xlsx"]
    accounts, facts, budget_read = open_accounts(folder, "某省某厅", 2022)
    assert accounts is not None
    assert budget_read is not None
    # The final accounts print 年初预算 1,180.00, and no purchasing budget.
    both = [facts.get(name, 2022) for name in ("预算数", "政府采购预算数")]
    assert [(f.value, f.source.file) for f in both if f] == [
        (1180.0, "决算.xlsx"),
        (250.0, "预算.xlsx"),
    ]
    # Two plans of one scope that differ are the finding C09, and said once.
    assert [issue for issue in facts.issues if issue.code == "accounts-budget"] == []
    [found] = [f for f in check_budget(budget_read, accounts) if f.code == "C09"]
    assert "决算印作1,180.00万元" in str(found.condition)
    assert "部门预算为1,185.00万元" in str(found.condition)


def test_a_budget_is_nothing_that_people_typed(budget: Path, tmp_path: Path) -> None:
    for file in (budget, CASES / "虚构-N_wan.xlsx"):
        _, folder = keep_published(file, "某省某厅", 2022, tmp_path / "data")
    accounts, facts, _ = open_accounts(folder, "某省某厅", 2022)
    assert accounts is not None
    assert differences_of(facts, accounts) == ()


def test_what_the_final_accounts_filled_in_is_nobody_s_typing(budget: Path) -> None:
    """1,180.00 of the final accounts against 1,185.00 of the budget: C09 speaks of it, nobody else.

    The same figure typed by a person is compared; one that the budget filled in is named as such.
    """
    planned = read_budget(budget, "某省某厅", 2022)
    workbook = Source("实际数.xlsx", "数据项!C5")

    def differing(remark: str, against: Accounts) -> list[str]:
        fact = Fact("预算数", 2022, 1180.0, "万元", workbook, remark=remark)
        return [str(difference) for difference in differences_of(Facts((fact,)), against)]

    assert differing("决算.xlsx[说明!A5]；口径：一般公共预算财政拨款", planned) == []
    [typed] = differing("", planned)
    assert "填报1,180.00万元" in typed
    final = read_accounts(CASES / "虚构-N_wan.xlsx", "某省某厅", 2022)
    fact = Fact("预算数", 2022, 1185.0, "万元", workbook, remark="预算.xlsx[一般公共预算支出表!C6]")
    [filled] = differences_of(Facts((fact,)), final)
    assert "按预算填入1,185.00万元" in str(filled)


def test_a_budget_does_not_stand_in_the_way_of_the_final_accounts(
    budget: Path, tmp_path: Path
) -> None:
    keep_published(budget, "某省某厅", 2022, tmp_path / "data")
    shutil.copy(CASES / "虚构-N_wan.xlsx", tmp_path / "送来的.xlsx")
    kept, _ = keep_published(tmp_path / "送来的.xlsx", "某省某厅", 2022, tmp_path / "data")
    assert kept.kind == "部门决算"


def test_the_tables_of_a_budget_agree(budget: Path) -> None:
    read = read_budget(budget)
    assert [str(tie) for tie in read.failures] == []
    what = {tie.what for tie in read.tie_outs}
    assert {
        "收入支出预算总表：收入总计＝支出总计",
        "支出总额：收入支出预算总表与支出预算表",
        "收入总额：收入支出预算总表与收入预算表",
        "财政拨款“三公”经费支出预算表：合计＝三项之和",
    } <= what


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "what"),
    [
        ("部门收支总表", "B7", 12840000, "收入支出预算总表：收入总计＝支出总计"),
        ("部门支出总表", "C4", 9850001, "支出预算表：合计“合计”＝各类之和"),
        ("部门支出总表", "D5", 1, "支出预算表：212城乡社区支出，合计＝基本支出＋项目支出"),
        ("部门收入总表", "C6", 12860000, "收入总额：收入支出预算总表与收入预算表"),
        ("三公经费预算表", "F5", 6, "财政拨款“三公”经费支出预算表：合计＝三项之和"),
    ],
)
def test_a_budget_that_contradicts_itself_is_found(
    tmp_path: Path, sheet: str, cell: str, value: int, what: str
) -> None:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    read = read_budget(write_budget(tmp_path / "虚构预算.xlsx", change))
    assert what in {tie.what for tie in read.failures}


def test_what_is_carried_over_accuses_nobody(tmp_path: Path) -> None:
    """收入总计 1,300 with 15 carried over; 收入总表 prints the year's 1,285 alone."""

    def change(book: Workbook) -> None:
        page = book["部门收支总表"]
        page["A7"], page["B7"] = "本年收入合计", 12850000
        page["C7"], page["D7"] = "本年支出合计", 13000000
        page.append(["上年结转", 150000, "结转下年", 0])
        page.append(["收入总计", 13000000, "支出总计", 13000000])
        page["D5"] = 10000000
        spent = book["部门支出总表"]
        spent["C4"], spent["E4"], spent["C6"], spent["E6"] = 10000000, 2150000, 13000000, 5150000

    read = read_budget(write_budget(tmp_path / "虚构预算.xlsx", change))
    assert [str(tie) for tie in read.failures] == []


def test_one_table_of_a_budget_is_no_final_accounts(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "收支总表"
    for row in (
        ["2022年度某省某厅部门预算收支总表（虚构）"],
        ["单位：万元"],
        ["项目", "行次", "金额", "项目", "行次", "金额"],
        ["本年收入合计", 27, 1000, "本年支出合计", 57, 1000],
        ["总计", 30, 1000, "总计", 60, 1000],
    ):
        sheet.append(row)
    path = tmp_path / "虚构收支.xlsx"
    book.save(path)
    with pytest.raises(WrongDocument, match="这是部门预算，不是部门决算"):
        read_accounts(path, "某省某厅", 2022)
