"""Two published final accounts: every figure of the README, and what their own tie-outs show.

The expected values were typed from the documents and the README beside them.
"""

from pathlib import Path

import pytest
from published import read

from auditkit.facts.accounts.tables.tables import (
    BASIC,
    EXPENDITURE,
    FUND,
    GENERAL,
    INCOME,
    KINDS,
    THREE,
    TOTAL,
)

FINANCE = "上海市普陀区财政局"
PLANNING = "上海市普陀区规划和自然资源局"


@pytest.mark.parametrize(
    ("department", "name", "year", "value", "place"),
    [
        (FINANCE, "累计结转结余资金总额", 2023, 49.14, "第7页 表1 第2行第2列"),
        (FINANCE, "累计结转结余资金总额", 2024, 55.34, "第7页 表1 第2行第4列"),
        (FINANCE, "预算数", 2024, 2993.92, "第21页 第29行"),
        (FINANCE, "预算执行数", 2024, 2940.05, "第15页 表1 第24行第5列"),
        (FINANCE, "三公经费预算数", 2024, 0.95, "第18页 表1 第6行第1列"),
        (FINANCE, "“三公经费”总额", 2024, 0.00, "第23页 第10行"),
        (FINANCE, "“三公经费”总额", 2023, 0.00, "第23页 第15行"),
        (FINANCE, "机关运行经费", 2024, 184.65, "第24页 第1行"),
        (FINANCE, "机关运行经费", 2023, 182.10, "第24页 第1行"),
        (FINANCE, "实际政府采购金额", 2024, 251.25, "第24页 第4行"),
        (FINANCE, "政府采购服务金额", 2024, 246.47, "第24页 第5行"),
        (FINANCE, "在职人员经费", 2024, 2082.85, "第16页 表1 第4行第4列"),
        (FINANCE, "离退休人员经费", 2024, 69.10, "第16页 表1 第20行第4列"),
        (FINANCE, "公用经费", 2024, 184.65, "第17页 表1 第21行第8列"),
        (PLANNING, "累计结转结余资金总额", 2023, 112.88, "第7页 表1 第29行第2列"),
        (PLANNING, "累计结转结余资金总额", 2024, 100.00, "第7页 表1 第29行第4列"),
        (PLANNING, "预算数", 2024, 10210.34, "第21页 第14行"),
        (PLANNING, "预算执行数", 2024, 9746.50, "第15页 表1 第4行第3列"),
        (PLANNING, "三公经费预算数", 2024, 2.85, "第17页 表1 第5行第1列"),
        (PLANNING, "“三公经费”总额", 2024, 0.39, "第17页 表1 第5行第2列"),
        (PLANNING, "“三公经费”总额", 2023, 0.54, "第25页 第11—12行"),
        (PLANNING, "机关运行经费", 2024, 142.80, "第27页 第13行"),
        (PLANNING, "机关运行经费", 2023, 156.32, "第27页 第13—14行"),
        (PLANNING, "实际政府采购金额", 2024, 2319.21, "第27页 第19行"),
        (PLANNING, "政府采购工程金额", 2024, 1387.72, "第27页 第20行"),
        (PLANNING, "在职人员经费", 2024, 4816.14, "第16页 表1 第2行第3列"),
        (PLANNING, "离退休人员经费", 2024, 67.96, "第16页 表1 第17行第3列、第18行第3列"),
        (PLANNING, "公用经费", 2024, 480.66, "第16页 表1 第40行第6列"),
    ],
)
def test_a_published_figure_is_read_with_its_place(
    shared_cases: Path, department: str, name: str, year: int, value: float, place: str
) -> None:
    fact = read(shared_cases, department).as_facts.get(name, year)
    assert fact is not None
    assert (fact.value, fact.source.place) == (value, place)


@pytest.mark.parametrize("department", [FINANCE, PLANNING])
def test_the_document_is_of_the_department_and_year_asked_for(
    shared_cases: Path, department: str
) -> None:
    accounts = read(shared_cases, department)
    assert (accounts.department, accounts.year) == (department, 2024)
    assert set(accounts.tables) == set(KINDS)
    assert not [issue for issue in accounts.issues if issue.grave]


def test_tables_go_on_over_pages(shared_cases: Path) -> None:
    tables = read(shared_cases, FINANCE).tables
    assert tables[INCOME].grids == ("第8页 表1", "第9页 表1")
    # 合计 and 19 lines of 类, 款, 项.
    assert [len(tables[kind].rows) for kind in (INCOME, EXPENDITURE, GENERAL)] == [20, 20, 20]
    # 8 incomes and 26 expenditures, and four lines below on either side.
    assert len(tables[TOTAL].rows) == 42
    assert len([row for row in tables[BASIC].rows if row.code[:3] == "302"]) == 28
    planning = read(shared_cases, PLANNING).tables
    assert [len(planning[kind].rows) for kind in (INCOME, EXPENDITURE, GENERAL)] == [25, 25, 25]


def test_blank_tables_have_no_figures(shared_cases: Path) -> None:
    for department in (FINANCE, PLANNING):
        assert all(not row.figures for row in read(shared_cases, department).tables[FUND].rows)


def test_a_blank_is_not_the_zero_that_the_other_document_prints(shared_cases: Path) -> None:
    finance, planning = (read(shared_cases, name).tables[THREE] for name in (FINANCE, PLANNING))
    assert finance.rows[0]["因公出国(境)费|决算数"] is None
    zero = planning.rows[0]["因公出国(境)费|决算数"]
    assert zero is not None
    assert zero.value == 0.0


def test_what_does_not_tie_in_the_finance_bureau(shared_cases: Path) -> None:
    failures = read(shared_cases, FINANCE).failures
    assert [(t.code, t.left.printed, t.right.printed) for t in failures] == [
        ("text", "0.3", "2961.68"),
        ("rate", "71.73", "2106.66÷2940.05"),
    ]
    assert failures[0].left.source.place == "第21页 第14行"
    assert failures[0].right.source.place == "第13页 表1 第19行第2列"


def test_what_does_not_tie_in_the_planning_bureau(shared_cases: Path) -> None:
    failures = read(shared_cases, PLANNING).failures
    assert [(t.code, t.left.printed, t.right.printed) for t in failures] == [
        # The text gives the basic expenditure of all funds, the table that of the one named.
        ("text", "5377.64", "5364.75"),
        ("text", "4896.98", "4884.09"),
        # In the order of the text.
        ("rate", "99.86", "9746.50÷9759.38"),
        ("rate", "95.45", "9746.50÷10210.34"),
    ]
    assert "95.46%" in failures[3].remark


def test_rounding_alone_is_no_failure(shared_cases: Path) -> None:
    ties = read(shared_cases, PLANNING).tie_outs
    bought = next(tie for tie in ties if tie.what.startswith("政府采购"))
    # 122.43 + 1387.72 + 809.07 = 2319.22, printed 2319.21
    assert (bought.difference, bought.tolerance, bought.ok) == (-0.01, 0.02, True)
    balance = next(tie for tie in ties if tie.code == "balance")
    assert balance.left.printed == "9746.50＋112.88"
    assert (balance.difference, balance.ok) == (0.0, True)


def test_slips_of_the_pen_are_issues(shared_cases: Path) -> None:
    issues = {(issue.code, issue.found) for issue in read(shared_cases, PLANNING).issues}
    assert issues == {
        ("accounts-name", "上海市规划和自然资源局"),
        ("accounts-name", "上海市普陀区规划与自然资源局"),
        ("accounts-percent", "13.95"),
        ("accounts-template", "下降(增长)"),
    }
    assert read(shared_cases, FINANCE).issues == ()


def test_the_quoted_sentence_is_as_printed(shared_cases: Path) -> None:
    fact = read(shared_cases, FINANCE).as_facts.get("机关运行经费", 2023)
    assert fact is not None
    assert fact.remark == (
        "由本年数和文字所述增减额推算；"
        "原文「机关运行经费支出184.65万元，比2023年度增加2.55万元，增长1.40%。」"
    )
