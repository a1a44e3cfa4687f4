"""Final accounts in the layouts of other places: workbooks, 行次 and 栏次, 元, three column groups.

All documents here are 示例数据（虚构）.
"""

from pathlib import Path

import docx
import openpyxl
import pytest

from auditkit.errors import UnreadableFile
from auditkit.facts.accounts import Accounts, accounts_of, read_accounts
from auditkit.facts.accounts.tables.tables import (
    BASIC,
    EXPENDITURE,
    FUND,
    GENERAL,
    INCOME,
    THREE,
    TOTAL,
    kind_of_title,
)
from auditkit.files.grid import Area, Grid

Rows = list[list[object]]


def sheet(book: openpyxl.Workbook, name: str, rows: Rows, merged: str = "") -> None:
    page = book.create_sheet(name)
    for row in rows:
        page.append(row)
    for area in merged.split():
        page.merge_cells(area)


def total_rows(unit: str = "元", closing: float = 300000.00) -> Rows:
    """公开01表 with 行次 and 栏次; income 5,000,000.00, opening 200,000.00."""
    return [
        ["收入支出决算总表"],
        ["公开01表"],
        ["部门：示例市虚构局", None, None, None, None, f"金额单位：{unit}"],
        ["收入", None, None, "支出", None, None],
        ["项目", "行次", "金额", "项目", "行次", "金额"],
        ["栏次", None, 1, "栏次", None, 2],
        ["一、一般公共预算财政拨款收入", 1, 4900000.00, "一、一般公共服务支出", 32, 4000000.00],
        ["二、政府性基金预算财政拨款收入", 2, None, "八、社会保障和就业支出", 39, 900000.00],
        ["八、其他收入", 8, 100000.00, None, 40, None],
        ["本年收入合计", 27, 5000000.00, "本年支出合计", 58, 4900000.00],
        ["使用专用结余", 28, None, "结余分配", 59, None],
        ["年初结转和结余", 29, 200000.00, "年末结转和结余", 60, closing],
        ["总计", 31, 5200000.00, "总计", 62, 5200000.00],
    ]


BASIC_ROWS: Rows = [
    ["一般公共预算财政拨款基本支出决算表"],
    ["部门：示例市虚构局", None, None, None, None, None, None, None, "单位：元"],
    ["人员经费", None, None, "公用经费", None, None, None, None, None],
    ["科目代码", "科目名称", "决算数"] * 3,
    ["301", "工资福利支出", 3e6, "302", "商品和服务支出", 5e5, "310", "资本性支出", 2e4],
    ["30101", "  基本工资", 3e6, "30201", "  办公费", 5e5, "31002", "  办公设备购置", 2e4],
    ["303", "对个人和家庭的补助", 80000.00, None, None, None, "312", "对企业补助", None],
    ["30302", "  退休费", 75000.00, None, None, None, None, None, None],
    ["30309", "  奖励金", 5000.00, None, None, None, None, None, None],
    ["人员经费合计", None, 3080000.00, "公用经费合计", None, None, None, None, 520000.00],
]

THREE_ROWS: Rows = [
    ["财政拨款“三公”经费支出决算表"],
    ["部门：示例市虚构局"] + [None] * 10 + ["单位：元"],
    ["预算数"] + [None] * 5 + ["决算数"] + [None] * 5,
    ["合计", "因公出国（境）费", "公务用车购置及运行维护费", None, None, "公务接待费"] * 2,
    [None, None, "小计", "公务用车购置费", "公务用车运行维护费", None] * 2,
    list(range(1, 13)),
    [60000, None, 50000, None, 50000, 10000, 46000.5, None, 41000.5, None, 41000.5, 5000],
]


@pytest.fixture
def national(tmp_path: Path) -> Path:
    """示例数据（虚构）: a workbook in the national layout, in 元."""
    book = openpyxl.Workbook()
    book.remove(book["Sheet"])
    sheet(book, "GK01", total_rows(), "A4:C4 D4:F4")
    sheet(
        book,
        "GK03",
        [
            ["支出决算表"],
            ["部门：示例市虚构局", None, None, None, None, "金额单位：元"],
            ["项目", None, "本年支出合计", "基本支出", "项目支出", "上缴上级支出"],
            ["科目代码", "科目名称", None, None, None, None],
            ["栏次", None, 1, 2, 3, 4],
            ["合计", None, 4900000.00, 3600000.00, 1300000.00, None],
            ["201", "一般公共服务支出", 4000000.00, 2700000.00, 1300000.00, None],
            ["20199", "其他一般公共服务支出", 4000000.00, 2700000.00, 1300000.00, None],
            ["208", "社会保障和就业支出", 900000.00, 900000.00, None, None],
        ],
        "A3:B3 C3:C4 D3:D4 E3:E4 F3:F4 A5:B5 A6:B6",
    )
    sheet(book, "GK06", BASIC_ROWS, "A3:C3 D3:I3 A10:B10 D10:H10")
    sheet(book, "GK07", THREE_ROWS, "A3:F3 G3:L3 C4:E4 I4:K4 A4:A5 B4:B5 F4:F5 G4:G5 H4:H5 L4:L5")
    path = tmp_path / "示例市虚构局2023年度部门决算.xlsx"
    book.save(path)
    return path


def value(accounts: Accounts, name: str, year: int) -> float | None:
    fact = accounts.as_facts.get(name, year)
    return None if fact is None else fact.value


def test_a_workbook_in_yuan_gives_facts_in_wan_yuan_and_says_so(national: Path) -> None:
    accounts = read_accounts(national)
    assert (accounts.department, accounts.year) == ("示例市虚构局", 2023)
    assert value(accounts, "累计结转结余资金总额", 2023) == 30.0
    assert value(accounts, "累计结转结余资金总额", 2022) == 20.0
    assert value(accounts, "在职人员经费", 2023) == 300.0
    assert value(accounts, "公用经费", 2023) == 52.0
    assert value(accounts, "“三公经费”总额", 2023) == 4.60005
    assert value(accounts, "三公经费预算数", 2023) == 6.0
    assert value(accounts, "公务用车运行维护费", 2023) == 4.10005
    converted = [i for i in accounts.issues if i.code == "accounts-converted"]
    # Four tables, one cause, one message.
    assert [issue.what for issue in converted] == ["4张表单位为元，已折算为万元"]
    assert "元" in converted[0].what
    assert accounts.failures == ()


def test_the_cell_of_a_fact_is_the_cell_of_the_workbook(national: Path) -> None:
    facts = read_accounts(national).as_facts
    closing = facts.get("累计结转结余资金总额", 2023)
    assert closing is not None
    assert closing.source.place == "GK01!F12"
    # 元 to the cent are ten-thousandths of a cent of 万元.
    assert closing.decimals == 6


def test_a_blank_retirement_line_is_proved_by_its_total(national: Path) -> None:
    fact = read_accounts(national).as_facts.get("离退休人员经费", 2023)
    assert fact is not None
    assert fact.value == 7.5
    assert "30301栏空白" in fact.remark


def test_a_blank_retirement_line_that_nothing_proves_gives_no_figure(tmp_path: Path) -> None:
    rows = [list(row) for row in BASIC_ROWS]
    rows[6][2] = 99000.00
    accounts = accounts_of([grid(rows, "基本支出")], year=2023)
    assert accounts.as_facts.get("离退休人员经费", 2023) is None
    assert [i.code for i in accounts.issues if i.code == "accounts-blank"] == ["accounts-blank"]


def test_a_blank_cell_is_no_figure_and_a_printed_zero_is_one(national: Path) -> None:
    accounts = read_accounts(national)
    assert value(accounts, "公务用车购置费", 2023) is None
    rows = [list(row) for row in THREE_ROWS]
    rows[6][9] = 0
    zero = accounts_of([grid(rows, "三公")], year=2023)
    assert value(zero, "公务用车购置费", 2023) == 0.0


def test_a_tampered_closing_balance_is_found_with_both_places() -> None:
    accounts = accounts_of([grid(total_rows(closing=310000.00), "总表")], year=2023)
    broken = {(tie.code, tie.difference) for tie in accounts.failures}
    # 总计 5,200,000 is not 4,900,000 + 310,000, and income + opening is not either.
    assert broken == {("sum", -1.0), ("balance", -1.0)}
    tie = next(tie for tie in accounts.failures if tie.code == "balance")
    assert tie.left.source.place == "总表!C10、总表!C12"
    assert tie.right.source.place == "总表!F10、总表!F12"


def test_the_department_and_year_asked_for_are_compared(national: Path) -> None:
    accounts = read_accounts(national, "另一个局", 2024)
    codes = {issue.code for issue in accounts.issues if issue.grave}
    assert {"accounts-department", "accounts-year"} <= codes
    assert accounts.year == 2023
    same = read_accounts(national, "虚构局", 2023)
    assert not {i.code for i in same.issues} & {"accounts-department", "accounts-year"}


def grid(rows: Rows, name: str, merged: tuple[Area, ...] = ()) -> Grid:
    return Grid("示例.xlsx", "0" * 64, "sheet", name, tuple(map(tuple, rows)), merged)


def page(number: int, rows: Rows, *lines: str, merged: tuple[Area, ...] = ()) -> list[Grid]:
    """A page of a PDF: some lines, then a table."""
    table = tuple(map(tuple, rows))
    name = f"第{number}页 表1"
    text = Grid("示例.pdf", "", "table", f"{name}前", tuple((line,) for line in lines))
    return [*([text] if lines else []), Grid("示例.pdf", "", "table", name, table, merged)]


HEAD: Rows = [
    ["项目", None, "合计", "基本支出", "项目支出"],
    ["功能分类科目编码", "科目名称", None, None, None],
]
MERGED = (Area(0, 0, 0, 1), Area(0, 2, 1, 2), Area(0, 3, 1, 3), Area(0, 4, 1, 4))
TITLE = "一般公共预算财政拨款支出决算表"


@pytest.mark.parametrize("repeat", ["head", "title and head", "nothing"])
def test_a_table_goes_on_over_pages_whatever_is_repeated(repeat: str) -> None:
    first = [["201", "一般公共服务支出", "60.00", "40.00", "20.00"]]
    second = [
        ["208", "社会保障和就业支出", "40.00", "40.00", "0.00"],
        ["合计", None, "100.00", "80.00", "20.00"],
    ]
    lines = ("2023年度部门决算", TITLE, "单位：万元")
    head = HEAD if repeat != "nothing" else []
    merged = MERGED if head else ()
    again = lines[1:] if repeat == "title and head" else ()
    grids = page(4, HEAD + first, *lines, merged=MERGED)
    grids += page(5, [*head, *second], *again, merged=merged)
    accounts = accounts_of(grids)
    rows = accounts.tables[GENERAL].rows
    assert [row.code for row in rows] == ["201", "208", ""]
    assert accounts.tables[GENERAL].grids == ("第4页 表1", "第5页 表1")
    assert [tie.ok for tie in accounts.tie_outs] == [True] * len(accounts.tie_outs)
    assert value(accounts, "预算执行数", 2023) == 100.0


def test_the_table_of_another_unit_is_not_the_next_page() -> None:
    rows: Rows = [*HEAD, ["201", "一般公共服务支出", "60.00", "60.00", ""]]
    grids = page(4, rows, TITLE, "单位：万元", merged=MERGED)
    accounts = accounts_of([*grids, *page(5, rows, TITLE, merged=MERGED)], year=2023)
    assert len(accounts.tables[GENERAL].rows) == 1
    assert "accounts-twice" in {issue.code for issue in accounts.issues}


def test_a_name_cut_by_the_page_is_put_together() -> None:
    first = [["2080505", "机关事业单位基本养老保险缴", "40.00", "40.00", ""]]
    second: Rows = [[None, "费支出", None, None, None], ["合计", None, "40.00", "40.00", ""]]
    grids = page(4, HEAD + first, TITLE, merged=MERGED) + page(5, second)
    table = accounts_of(grids, year=2023).tables[GENERAL]
    assert table.rows[0].name == "机关事业单位基本养老保险缴费支出"


def test_a_table_without_a_unit_is_read_as_wan_yuan_with_an_issue() -> None:
    grids = page(
        4, [*HEAD, ["201", "一般公共服务支出", "60.00", "60.00", ""]], TITLE, merged=MERGED
    )
    assert "accounts-unit" in {i.code for i in accounts_of(grids, year=2023).issues}


def test_a_cell_that_is_no_number_is_an_issue_and_no_figure() -> None:
    rows = [*HEAD, ["201", "一般公共服务支出", "6O.0(cid:3)", "60.00", ""]]
    accounts = accounts_of(page(4, rows, TITLE, merged=MERGED), year=2023)
    assert accounts.tables[GENERAL].rows[0]["合计"] is None
    issue = next(i for i in accounts.issues if i.code == "accounts-number")
    assert issue.where == "示例.pdf[第4页 表1 第3行第3列]"


def test_code_and_name_may_share_a_column() -> None:
    rows: Rows = [
        ["科目", "本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出"],
        ["合计", "10.00", "6.00", "4.00", "", ""],
        ["2010601 行政运行", "10.00", "6.00", "4.00", "", ""],
    ]
    row = accounts_of(page(3, rows), year=2023).tables[EXPENDITURE].coded("2010601")
    assert row is not None
    assert row.name == "行政运行"


def test_tables_without_titles_are_known_by_their_heads() -> None:
    rows: Rows = [
        ["项目", "本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入"],
        ["合计", "10.00", "10.00", "", "", ""],
    ]
    assert set(accounts_of(page(3, rows), year=2023).tables) == {INCOME}


def test_a_row_for_each_item_of_the_three_expenses() -> None:
    rows: Rows = [
        ["项目", "年初预算数", "决算数"],
        ["合计", "3.00", "2.00"],
        ["1.因公出国（境）费", "0.00", "0.00"],
        ["2.公务接待费", "1.00", "0.50"],
        ["3.公务用车购置及运行维护费", "2.00", "1.50"],
        ["（1）公务用车购置费", "", ""],
        ["（2）公务用车运行维护费", "2.00", "1.50"],
    ]
    lines = ("一般公共预算财政拨款“三公”经费支出决算表", "单位：万元")
    accounts = accounts_of(page(9, rows, *lines), year=2023)
    assert set(accounts.tables) == {THREE}
    assert value(accounts, "“三公经费”总额", 2023) == 2.0
    assert value(accounts, "公务接待费", 2023) == 0.5
    assert value(accounts, "三公经费预算数", 2023) == 3.0
    assert accounts.failures == ()


def test_a_fund_table_balances() -> None:
    rows: Rows = [
        ["项目", None, "年初结转和结余", "本年收入", "本年支出", None, None, "年末结转和结余"],
        ["科目编码", "科目名称", None, None, "小计", "基本支出", "项目支出", None],
        ["212", "城乡社区支出", "5.00", "20.00", "22.00", "", "22.00", "3.00"],
        ["合计", None, "5.00", "20.00", "22.00", "", "22.00", "3.50"],
    ]
    merged = (
        Area(0, 0, 0, 1),
        Area(0, 2, 1, 2),
        Area(0, 3, 1, 3),
        Area(0, 4, 0, 6),
        Area(0, 7, 1, 7),
    )
    lines = ("政府性基金预算财政拨款收入支出决算表", "单位：万元")
    accounts = accounts_of(page(9, rows, *lines, merged=merged), year=2023)
    assert accounts.tables[FUND].columns[2] == "合计"
    assert {(t.code, t.difference) for t in accounts.failures} == {("balance", -0.5), ("sum", 0.5)}


def test_other_tables_are_left_alone() -> None:
    rows: Rows = [["序号", "单位名称", "备注"], ["1", "示例市虚构局（本级）", ""]]
    with pytest.raises(UnreadableFile, match="没有找到部门决算的任何一张表"):
        accounts_of(page(6, rows, "二、部门决算单位构成"), year=2023)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("收入支出决算总表", TOTAL),
        ("公开03表支出决算表", EXPENDITURE),
        ("三、2023年度收入决算表", INCOME),
        ("五、一般公共预算财政拨款支出决算表", GENERAL),
        ("一般公共预算财政拨款基本支出决算明细表", BASIC),
        ("财政拨款三公经费支出决算表", THREE),
        ("示例市虚构局2023年度部门决算表", None),
        ("财政拨款支出决算明细表", ""),
        ("一般公共预算财政拨款支出决算情况说明", None),
        ("具体情况详见一般公共预算财政拨款支出决算表", None),
    ],
)
def test_titles(title: str, kind: str | None) -> None:
    assert kind_of_title(title) == kind


SPENT_ON = {"“三公经费”总额": 4.60005, "公务用车运行维护费": 4.10005, "公务接待费": 0.5}
"""What the half 决算数 of THREE_ROWS says, in 万元; its 购置费 is blank."""


def written(tmp_path: Path, kind: str, rows: Rows, merged: str = "") -> Path:
    path = tmp_path / f"示例市虚构局2023年度部门决算.{kind}"
    width = max(map(len, rows))
    texts = [["" if v is None else str(v) for v in [*row, *[None] * width][:width]] for row in rows]
    if kind == "xlsx":
        book = openpyxl.Workbook()
        book.remove(book["Sheet"])
        sheet(book, "GK09", rows, merged)
        book.save(path)
    elif kind == "html":
        lines = "".join(f"<tr>{''.join(f'<td>{t}</td>' for t in row)}</tr>" for row in texts)
        page = f"<html><meta charset=utf-8><body><table>{lines}</table></body></html>"
        path.write_text(page, encoding="utf-8")
    else:
        document = docx.Document()
        table = document.add_table(len(rows), width)
        for cells, row in zip(table.rows, texts, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
        document.save(str(path))
    return path


@pytest.mark.parametrize("kind", ["xlsx", "docx", "html"])
def test_groups_without_merged_areas_reach_to_the_next_group(kind: str, tmp_path: Path) -> None:
    accounts = read_accounts(written(tmp_path, kind, THREE_ROWS), year=2023)
    assert {name: value(accounts, name, 2023) for name in SPENT_ON} == SPENT_ON
    assert value(accounts, "公务用车购置费", 2023) is None
    assert value(accounts, "三公经费预算数", 2023) == 6.0
    assert accounts.failures == ()


def test_a_blank_column_beside_the_table_belongs_to_no_group() -> None:
    wide = [[*[*row, *([None] * 12)][:12], None, None] for row in THREE_ROWS]
    accounts = accounts_of([grid([*wide, ["注：本表以元为单位"]], "三公")], year=2023)
    assert {name: value(accounts, name, 2023) for name in SPENT_ON} == SPENT_ON


@pytest.mark.parametrize("kept", ["A4:A5", "A4:A5 C4:E4", "F4:F5 L4:L5 I4:K4"])
def test_some_merged_areas_that_are_left_do_not_hide_those_lost(kept: str, tmp_path: Path) -> None:
    accounts = read_accounts(written(tmp_path, "xlsx", THREE_ROWS, kept), year=2023)
    assert {name: value(accounts, name, 2023) for name in SPENT_ON} == SPENT_ON
    assert value(accounts, "公务用车购置费", 2023) is None


def test_four_levels_without_merged_areas_and_names_at_the_bottom() -> None:
    rows = [list(row) for row in THREE_ROWS]
    rows[3] = [None, None, "公务用车购置及运行维护费", None, None, None] * 2
    lowest = ["合计", "因公出国（境）费", "小计", "公务用车购置费", "公务用车运行维护费"]
    rows[4] = [*lowest, "公务接待费"] * 2
    rows.insert(2, ["本年度", *[None] * 11])
    accounts = accounts_of([grid(rows, "三公")], year=2023)
    assert {name: value(accounts, name, 2023) for name in SPENT_ON} == SPENT_ON
    assert value(accounts, "三公经费预算数", 2023) == 6.0


@pytest.mark.parametrize("at", [(2, 8), (1, 7), (5, 11), (0, 5), (99, 99), (99, 6)])
def test_halves_that_cannot_be_told_apart_are_left_unread(at: tuple[int, int]) -> None:
    rows = [list(row) for row in THREE_ROWS]
    rows[2] = [{at[0]: "预算数", at[1]: "决算数"}.get(c) for c in range(12)]
    others = grid(total_rows(), "收入支出决算总表")
    accounts = accounts_of([others, grid(rows, "三公")], year=2023)
    assert set(accounts.tables) == {TOTAL}
    assert value(accounts, "“三公经费”总额", 2023) is None
    (issue,) = [i for i in accounts.issues if i.code == "accounts-left-out"]
    assert issue.grave
    assert "分不清属于预算数还是决算数" in issue.what
