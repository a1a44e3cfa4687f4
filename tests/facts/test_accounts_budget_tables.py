"""The columns, lines and units of a budget's tables (部门预算), invented: what must add up does."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from invented_budget_sheets import THREE, THREE_MERGED, TOTALS, TOTALS_MERGED, add_table

from auditkit.facts.accounts import Accounts, read_budget

# 虚构县水务局: the general budget 900 and a fund 100, 20 carried over from last year.
SHEETS: dict[str, Sequence[Sequence[object]]] = {
    "部门收支总表": TOTALS,
    "部门收入总表": [
        ["部门（单位）名称", "合计", "上年结转结余", "一般公共预算拨款收入",
         "政府性基金预算拨款收入", "其他收入"],
        ["合计", 1050, 20, 900, 100, 30],
        ["虚构县水务局本级", 650, 12, 600, 20, 18],
        ["虚构县水库管理所", 400, 8, 300, 80, 12],
    ],
    "财政拨款收支总表": [
        ["收入", None, "支出", None, None, None],
        ["项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算"],
        ["一、本年收入", 1000, "一、本年支出", 1000, 900, 100],
        ["（一）一般公共预算拨款", 900, "（八）社会保障和就业支出", 90, 90, None],
        ["（二）政府性基金预算拨款", 100, "（十二）农林水支出", 810, 810, None],
        [None, None, "（十一）城乡社区支出", 100, None, 100],
        ["二、上年结转", None, "二、结转下年", None, None, None],
        ["收入总计", 1000, "支出总计", 1000, 900, 100],
    ],
    "一般公共预算支出表": [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["208", "社会保障和就业支出", 90, 90, None],
        ["213", "农林水支出", 810, 400, 410],
        ["合计", None, 900, 490, 410],
    ],
    "一般公共预算“三公”经费支出表": THREE,
}  # fmt: skip
_MERGED = {
    "部门收支总表": TOTALS_MERGED,
    "财政拨款收支总表": ("A3:B3", "C3:F3"),
    "一般公共预算“三公”经费支出表": THREE_MERGED,
}


def read(path: Path, changes: dict[str, tuple[int, int, object]] | None = None) -> Accounts:
    """The budget with one cell of a sheet changed: row and column below the two lines of title."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in SHEETS.items():
        page = add_table(book, name, rows, _MERGED.get(name, ()))
        if changes and name in changes:
            row, column, value = changes[name]
            page.cell(row + 2, column, value)
    page = book.create_sheet("说明")
    page.append(["虚构县水务局2024年部门预算编制说明"])
    book.save(path)
    return read_budget(path, "虚构县水务局", 2024)


def test_what_is_carried_over_has_a_column_of_its_own(tmp_path: Path) -> None:
    read_ = read(tmp_path / "虚构预算.xlsx")
    assert [str(tie) for tie in read_.failures] == []
    assert [issue for issue in read_.issues if issue.code == "accounts-column"] == []
    [row] = [r for r in read_.tables["收入预算表"].rows if r.name == "合计"]
    carried = row["年初结转和结余"]
    assert carried is not None
    assert carried.value == 20


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "what"),
    [
        ("部门收支总表", 5, 2, 31, "收入支出预算总表：本年收入合计＝各项收入之和"),
        ("部门收支总表", 7, 2, 25, "收入支出预算总表：收入总计＝本年收入合计＋结转等"),
        ("部门收支总表", 4, 4, 840, "收入支出预算总表：本年支出合计＝各项支出之和"),
        ("财政拨款收支总表", 5, 5, 811, "农林水支出：财政拨款收入支出预算总表与一般公共预算"),
        ("部门收入总表", 2, 4, 903, "收入预算表：合计，合计＝各栏之和"),
        ("部门收入总表", 3, 6, 21, "收入预算表：虚构县水务局本级，合计＝各栏之和"),
        ("部门收入总表", 4, 5, 83, "收入预算表：合计“政府性基金预算财政拨款”＝各单位之和"),
        ("财政拨款收支总表", 4, 2, 902, "财政拨款收入支出预算总表：一、本年收入＝各项之和"),
        ("财政拨款收支总表", 4, 5, 91, "财政拨款收入支出预算总表：(八)社会保障和就业支出，合计＝"),
        ("财政拨款收支总表", 6, 6, 99,
         "财政拨款收入支出预算总表：一、本年支出“政府性基金预算财政拨款”＝各项之和"),
        ("财政拨款收支总表", 8, 5, 910,
         "财政拨款收入支出预算总表：支出总计“一般公共预算财政拨款”＝一、本年支出＋结转等"),
        ("一般公共预算“三公”经费支出表", 4, 6, 4, "三公”经费支出预算表：上年合计＝三项之和"),
        ("一般公共预算“三公”经费支出表", 4, 5, 5, "：上年公务用车＝购置＋运行维护"),
    ],
)  # fmt: skip
def test_one_changed_figure_is_found(
    tmp_path: Path, sheet: str, row: int, column: int, value: int, what: str
) -> None:
    found = read(tmp_path / "虚构预算.xlsx", {sheet: (row, column, value)}).failures
    assert any(what in tie.what for tie in found), [tie.what for tie in found]


def test_a_department_whose_own_row_holds_its_units_is_not_accused(tmp_path: Path) -> None:
    """The department's row is the total, and its one unit stands below it once more."""
    read_ = read(tmp_path / "虚构预算.xlsx")
    book = openpyxl.load_workbook(tmp_path / "虚构预算.xlsx")
    page = book["部门收入总表"]
    page["A5"] = "虚构县水务局"
    for column, value in enumerate((1050, 20, 900, 100, 30), 2):
        page.cell(5, column, value)
    book.save(tmp_path / "虚构预算2.xlsx")
    again = read_budget(tmp_path / "虚构预算2.xlsx", "虚构县水务局", 2024)
    assert read_.failures == again.failures == ()


def test_a_table_that_leaves_a_fund_out_is_not_accused(tmp_path: Path) -> None:
    """Most rows say nothing of how 合计 is made up: no way of adding up holds in half of them."""
    read(tmp_path / "虚构预算.xlsx")
    book = openpyxl.load_workbook(tmp_path / "虚构预算.xlsx")
    page = book["部门收入总表"]
    page.delete_cols(5)
    book.save(tmp_path / "虚构预算2.xlsx")
    again = read_budget(tmp_path / "虚构预算2.xlsx", "虚构县水务局", 2024)
    assert [str(tie) for tie in again.failures] == []


LAST_YEAR = [
    ["收入", None, None, "支出", None, None],
    ["项目", "2023年预算数", "2024年预算数", "项目", "2023年预算数", "2024年预算数"],
    ["一、一般公共预算拨款收入", 850, 900, "一、社会保障和就业支出", 80, 90],
    ["二、政府性基金预算拨款收入", 90, 100, "二、农林水支出", 800, 850],
    ["三、其他收入", 30, 50, "三、城乡社区支出", 90, 110],
    ["本年收入合计", 970, 1050, "本年支出合计", 970, 1050],
    ["收入总计", 970, 1050, "支出总计", 970, 1050],
]


@pytest.mark.parametrize(
    ("row", "column", "value", "fails", "told"),
    [
        (3, 3, 900, [], False),  # nothing is changed
        (3, 2, 851, ["上年本年收入合计＝各项收入之和"], False),
        (4, 5, 801, ["上年本年支出合计＝各项支出之和"], False),
        # A kind of expenditure that ended may be left out; of what was spent the sides may differ.
        (4, 5, 790, [], True),
        (7, 5, 971, [], True),
    ],
)
def test_the_year_before_is_added_up_too(
    tmp_path: Path, row: int, column: int, value: int, fails: list[str], told: bool
) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    page = add_table(book, "部门收支总表", LAST_YEAR, ("A3:C3", "D3:F3"))
    page.cell(row + 2, column, value)
    book.create_sheet("说明").append(["虚构县水务局2024年部门预算编制说明"])
    book.save(tmp_path / "虚构预算.xlsx")
    budget = read_budget(tmp_path / "虚构预算.xlsx", "虚构县水务局", 2024)
    found = [tie.what for tie in budget.failures]
    assert [f"收入支出预算总表：{what}" for what in fails] == found
    held = [issue for issue in budget.issues if issue.code == "accounts-held"]
    assert any("上年一栏" in issue.what for issue in held) == told
