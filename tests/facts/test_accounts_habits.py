"""Habits of other places and faults of files, each made from one invented workbook."""

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.facts.accounts import Accounts, read_accounts
from auditkit.facts.accounts.documentkind import WrongDocument
from auditkit.facts.accounts.naming import same_unit

BASE = Path(__file__).parent.parent / "data" / "accounts" / "虚构-N_wan.xlsx"
# What the base prints, as a person reads it.
GENERAL = {"一般公共预算财政拨款基本支出": 790.35, "一般公共预算财政拨款项目支出": 320.0}
Rows = Sequence[Sequence[object]]


def sheet(book: Workbook, begins: str) -> Worksheet:
    return next(page for page in book.worksheets if page.title.startswith(begins))


def write(page: Worksheet, rows: Rows, merged: str = "") -> None:
    for area in list(page.merged_cells.ranges):
        page.unmerge_cells(str(area))
    page.delete_rows(1, page.max_row)
    for row in rows:
        page.append(list(row))
    for area in merged.split():
        page.merge_cells(area)


def text(*lines: str) -> Callable[[Workbook], None]:
    """The same accounts with another text."""
    return lambda book: write(
        book.worksheets[-1], [["某省某厅2022年度部门决算"], *[[line] for line in lines]]
    )


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Callable[[Workbook], None]], Accounts]:
    """The base with something changed, read."""

    def read(change: Callable[[Workbook], None]) -> Accounts:
        book = openpyxl.load_workbook(BASE)
        change(book)
        book.save(path := tmp_path / "虚构.xlsx")
        return read_accounts(path, "某省某厅", 2022)

    return read


Changed = Callable[[Callable[[Workbook], None]], Accounts]


def place_of(accounts: Accounts, name: str) -> str:
    return next(fact.source.place for fact in accounts.facts if fact.name == name)


def facts(accounts: Accounts) -> dict[str, float]:
    return {f.name: f.value for f in accounts.facts if f.year == 2022}


def before(accounts: Accounts) -> dict[str, float]:
    return {f.name: f.value for f in accounts.facts if f.year == 2021}


def graves(accounts: Accounts) -> list[str]:
    return [issue.code for issue in accounts.issues if issue.grave]


@pytest.mark.parametrize("said", ["一般公共预算财政拨款支出决算数", "一般公共预算财政拨款支出"])
def test_a_fund_named_above_the_columns_is_no_column(changed: Changed, said: str) -> None:
    def change(book: Workbook) -> None:
        sheet(book, "GK05")["E4"] = said

    accounts = changed(change)
    assert GENERAL.items() <= facts(accounts).items()
    assert (accounts.failures, graves(accounts)) == ((), [])


def test_numbered_titles_are_titles(changed: Changed) -> None:
    def change(book: Workbook) -> None:
        for number, page in zip("一二三四五六七八九", book.worksheets, strict=False):
            page["A1"] = f"{number}、{page['A1'].value}"

    accounts = changed(change)
    assert (len(accounts.tables), accounts.failures, graves(accounts)) == (9, (), [])
    assert facts(accounts)["累计结转结余资金总额"] == 230.0


THREE_HEAD: Rows = [
    ["财政拨款“三公”经费支出决算表"],
    ["部门：某省某厅", None, None, None, None, None, "金额单位：万元"],
]


def test_three_expenses_with_rows_of_whole_numbers(changed: Changed) -> None:
    rows: Rows = [
        *THREE_HEAD,
        ["项目", "合计", "因公出国（境）费", "公务用车购置及运行维护费", None, None, "公务接待费"],
        [None, None, None, "小计", "公务用车购置费", "公务用车运行维护费", None],
        ["预算数", 20, None, 15, None, 15, 5],
        ["决算数", 12.34, None, 10.34, None, 10.34, 2],
    ]
    accounts = changed(lambda b: write(sheet(b, "GK09"), rows, "A3:A4 B3:B4 C3:C4 D3:F3 G3:G4"))
    found = facts(accounts)
    assert (found["三公经费预算数"], found["“三公经费”总额"], found["公务接待费"]) == (20, 12.34, 2)
    assert accounts.failures == ()


def test_three_expenses_beside_meetings_and_training(changed: Changed) -> None:
    """陕西: 一般公共预算 in the heading is no plan; 会议费 and 培训费 are no part of the sum."""
    rows: Rows = [
        ["一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表"],
        ["部门：某省某厅", *[None] * 7, "金额单位：万元"],
        ["项目", "一般公共预算财政拨款安排的“三公”经费", *[None] * 5, "会议费", "培训费"],
        [None, "小计", "因公出国（境）费用", "公务接待费", "公务用车购置及运行维护费"],
        [None, None, None, None, "小计", "公务用车购置费", "公务用车运行维护费"],
        ["栏次", 1, 2, 3, 4, 5, 6, 7, 8],
        ["预算数", 20, None, 5, 15, None, 15, 3, 4],
        ["决算数", 12.34, None, 2, 10.34, None, 10.34, 2.5, 4],
        ["上年决算数", 14, None, 2.5, 11.5, None, 11.5, 1, 1],
    ]
    merged = "A3:A5 B3:G3 B4:B5 C4:C5 D4:D5 E4:G4 H3:H5 I3:I5"
    accounts = changed(lambda b: write(sheet(b, "GK09"), rows, merged))
    found = facts(accounts)
    assert (found["三公经费预算数"], found["“三公经费”总额"]) == (20, 12.34)
    assert before(accounts)["“三公经费”总额"] == 14
    assert (accounts.failures, graves(accounts)) == ((), [])


def test_the_table_of_three_expenses_and_running_costs(changed: Changed) -> None:
    """云南: amounts and counts (团组数（个）) in one table under a title of its own."""
    rows: Rows = [
        ["财政拨款“三公”经费、行政参公单位机关运行经费情况表"],
        ["部门：某省某厅", None, None, None, "金额单位：万元"],
        ["项目", "行次", "年初预算数", "全年预算数", "决算统计数"],
        ["栏次", None, 1, 2, 3],
        ["一、“三公”经费支出", 1, "—", "—", "—"],
        ["（一）支出合计", 2, 20, 21, 12.34],
        ["1．因公出国（境）费", 3, None, None, None],
        ["2．公务用车购置及运行维护费", 4, 15, 16, 10.34],
        ["（1）公务用车购置费", 5, None, None, None],
        ["（2）公务用车运行维护费", 6, 15, 16, 10.34],
        ["3．公务接待费", 7, 5, 5, 2],
        ["1．因公出国（境）团组数（个）", 12, "—", "—", 3],
        ["3．公务用车购置数（辆）", 14, "—", "—", 1],
        ["二、机关运行经费", 23, "—", "—", 65],
    ]

    def change(book: Workbook) -> None:
        text("某省某厅的其他说明。")(book)
        write(sheet(book, "GK09"), rows)

    accounts = changed(change)
    found = facts(accounts)
    assert (found["三公经费预算数"], found["“三公经费”总额"], found["公务接待费"]) == (20, 12.34, 2)
    assert found["机关运行经费"] == 65
    # Three groups that went abroad and one car are no amounts.
    assert "因公出国（境）费" not in found
    assert "公务用车购置费" not in found
    assert (accounts.failures, graves(accounts)) == ((), [])


def test_a_total_row_of_whole_numbers_with_words_in_it(changed: Changed) -> None:
    head = ["项目", None, None, None, "年初结转和结余", "本年收入"]
    rows: Rows = [
        ["政府性基金预算财政拨款收入支出决算表"],
        ["部门：某省某厅", *[None] * 8, "金额单位：万元"],
        [*head, "本年支出", None, None, "年末结转和结余"],
        ["功能分类科目编码", None, None, "科目名称"],
        [None, None, None, "合计", 0, 100, "合计", "基本支出", "项目支出", 0],
        ["212", None, None, "城乡社区支出", 0, 100, 100, None, 100, 0],
        ["21208", None, None, "土地出让收入安排的支出", 0, 100, 100, None, 100, 0],
        ["2120801", None, None, "征地和拆迁补偿支出", 0, 100, 100, None, 100, 0],
    ]  # fmt: skip
    accounts = changed(
        lambda b: write(sheet(b, "GK07"), rows, "A3:D3 A4:C4 E3:E4 F3:F4 G3:I4 J3:J4")
    )
    table = accounts.tables["政府性基金预算财政拨款收入支出决算表"]
    # 3 of the total, 5 of each of the three rows.
    assert sum(len(row.figures) for row in table.rows) == 18
    assert accounts.failures == ()


def test_negatives_however_they_are_printed(changed: Changed) -> None:
    def change(book: Workbook) -> None:
        page = sheet(book, "GK03")
        page["G9"], page["G10"], page["G11"], page["G12"] = "(2.50)", "△2.50", "–2.50", "（2.50）"

    rows = changed(change).tables["支出决算表"].rows
    assert [row["项目支出"].value for row in rows[1:5] if row["项目支出"]] == [-2.5] * 4


def test_a_heading_that_is_not_known_or_blank_is_told_with_its_count(changed: Changed) -> None:
    def change(book: Workbook) -> None:
        page = sheet(book, "GK03")
        page["F4"], page["G4"] = "日常运转类支出", None

    accounts = changed(change)
    told = [i for i in accounts.issues if i.code == "accounts-column"]
    assert [(i.source.place, i.found, i.grave) for i in told] == [
        ("GK03 支出决算表!F8", "日常运转类支出", True),
        ("GK03 支出决算表!G8", "", True),
    ]
    # 13 of the 16 rows print 基本支出 and 7 项目支出.
    assert "其中13个数" in told[0].what
    assert "其中7个数" in told[1].what
    # The column gives none; the sentence of the text does.
    assert place_of(accounts, "基本支出").startswith("说明!")
    assert accounts.failures == ()


def test_a_table_under_a_title_that_is_not_known_is_told(changed: Changed) -> None:
    def change(book: Workbook) -> None:
        rows: Rows = [
            ["财政专户管理资金支出情况表"],
            ["金额单位：万元"],
            ["科目编码", "科目名称", "金额"],
            ["201", "示例", 12.5],
        ]
        write(book.create_sheet("附表"), rows)

    [told] = [i for i in changed(change).issues if i.code == "accounts-title"]
    assert (told.source.place, told.found, told.grave) == (
        "附表!A3",
        "财政专户管理资金支出情况表",
        True,
    )


def test_without_a_unit_nothing_is_filled_in(changed: Changed) -> None:
    def change(book: Workbook) -> None:
        for page in book.worksheets[:9]:
            for row in page.iter_rows(max_row=4):
                for cell in row:
                    if isinstance(cell.value, str) and "单位：万元" in cell.value:
                        cell.value = None

    accounts = changed(change)
    assert graves(accounts) == ["accounts-unit"]
    # What is taken stands in the text, which prints its units.
    assert all(fact.source.place.startswith("说明!") for fact in accounts.facts)
    # What the text says carries its unit.
    assert facts(accounts)["预算数"] == 1180.0


NIL_ROW = "注：某省某厅本年度没有财政拨款“三公”经费支出，故本表无数据。"


def test_a_published_nil_is_nought_with_its_sentence(changed: Changed) -> None:
    def change(book: Workbook) -> None:
        page = sheet(book, "GK09")
        for cell in page[8]:
            cell.value = None
        page.append([NIL_ROW])
        text("2022年度无政府采购支出。")(book)

    accounts = changed(change)
    found = {f.name: f for f in accounts.facts if f.year == 2022}
    for name in ("“三公经费”总额", "三公经费预算数", "公务接待费", "因公出国（境）费"):
        assert found[name].value == 0.0
        assert found[name].source.place == "GK09 财政拨款“三公”经费支出!A9"
    assert found["实际政府采购金额"].value == 0.0
    assert "无政府采购支出" in found["实际政府采购金额"].remark


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("2022年“三公”经费支出决算12.34万元，较上年减少1.66万元，下降11.86%。", 14.0),
        ("2022年“三公”经费财政拨款支出决算为12.34万元，完成预算61.7%，较上年减少1.66万元。", 14.0),
        ("2022年度“三公”经费支出决算比2021年度减少1.66万元，下降11.86%。", 14.0),
    ],
)
def test_last_years_three_expenses_in_the_words_of_other_places(
    changed: Changed, line: str, value: float
) -> None:
    accounts = changed(text(line))
    assert before(accounts)["“三公经费”总额"] == value
    assert accounts.failures == ()


def test_purchases_in_any_order(changed: Changed) -> None:
    found = facts(
        changed(
            text(
                "政府采购支出总额共210.00万元，其中：政府采购货物类支出60.00万元、"
                "政府采购服务类支出150.00万元、政府采购工程类支出0.00万元。"
            )
        )
    )
    names = ("实际政府采购金额", "政府采购货物金额", "政府采购服务金额", "政府采购工程金额")
    assert [found[name] for name in names] == [210.0, 60.0, 150.0, 0.0]


def test_a_rate_of_the_whole_years_budget_called_one_of_the_first(changed: Changed) -> None:
    accounts = changed(
        text(
            "一般公共预算财政拨款支出年初预算为0.00万元，全年预算为1,180.00万元，"
            "支出决算为1,110.35万元，完成年初预算的94.10%。"
        )
    )
    [tie] = accounts.failures
    assert (tie.code, tie.left.printed) == ("base", "94.10")
    assert "实为全年预算的完成率" in str(tie)


def test_a_share_without_the_word_for_a_class(changed: Changed) -> None:
    """120.30 ÷ 1,110.35 = 10.83 %; 60.05 ÷ 1,110.35 = 5.41 %, not 9.99 %."""
    accounts = changed(
        text("社会保障和就业支出120.30万元，占10.83%；卫生健康支出60.05万元，占9.99%。")
    )
    assert [tie.left.printed for tie in accounts.failures] == ["9.99"]


def test_a_page_whose_code_cells_are_one_goes_on() -> None:
    """On the second page the three code columns are merged into one: 9 columns after 11."""
    from auditkit.facts.accounts import accounts_of
    from auditkit.files.grid import Area, Grid

    head = (
        ("项目", None, None, None, "本年支出合计", "基本支出", "项目支出"),
        ("类", "款", "项", "科目名称", None, None, None),
        ("合计", None, None, None, "300.00", "200.00", "100.00"),
        ("201", None, None, "一般公共服务支出", "200.00", "150.00", "50.00"),
    )
    tail = (
        ("208", "社会保障和就业支出", "60.00", "50.00", "10.00"),
        ("221", "住房保障支出", "40.00", None, "40.00"),
    )
    lines = (("支出决算表",), ("部门：某省某厅 单位：万元",))
    grids = [
        Grid("虚构.pdf", "", "table", "第1页 表1前", lines),
        Grid("虚构.pdf", "", "table", "第1页 表1", head, (Area(0, 0, 0, 3),)),
        Grid("虚构.pdf", "", "table", "第2页 表1", tail),
    ]
    accounts = accounts_of(grids, "某省某厅", 2022)
    row = accounts.tables["支出决算表"].coded("221")
    assert row is not None
    assert {name: figure.value for name, figure in row.figures.items()} == {
        "合计": 40.0,
        "项目支出": 40.0,
    }
    assert "accounts-left-out" not in {issue.code for issue in accounts.issues}
    assert accounts.failures == ()


def test_a_whole_governments_accounts_are_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows: Rows = [
        ["云某区2022年一般公共预算收入决算表"],
        ["部门：云某区财政局", None, "单位：万元"],
        ["项目", "预算数", "决算数"],
        ["一、税收收入", 1000, 1100.5],
        ["增值税", 400, 420.5],
        ["企业所得税", 200, 210],
        ["合计", 1300, 1410.7],
    ]
    write(book.worksheets[0], rows)
    book.save(path := tmp_path / "虚构.xlsx")
    with pytest.raises(WrongDocument, match="这是政府决算，不是部门决算"):
        read_accounts(path)


def one_table(path: Path, title: str, figure: float | None) -> Path:
    """Revenue and expenditure of a single sheet, as places publish them one by one."""
    book = openpyxl.Workbook()
    rows: Rows = [
        [title],
        [None, None, None, "单位：万元"],
        ["收入", None, "支出", None],
        ["项目", "决算数", "项目", "决算数"],
        ["一、财政拨款收入", figure, "一、一般公共服务支出", figure],
        ["本年收入合计", figure, "本年支出合计", figure],
        ["总计", figure, "总计", figure],
    ]
    write(book.worksheets[0], rows)
    book.save(path)
    return path


def test_a_government_that_its_title_names_is_named(tmp_path: Path) -> None:
    path = one_table(tmp_path / "虚构.xlsx", "示例市2023年政府决算收支总表", 100.0)
    with pytest.raises(WrongDocument, match="这是政府决算，不是部门决算"):
        read_accounts(path)
    # A township's government is a department.
    for title in ("示例镇人民政府决算收支总表", "示例市财政局2023年部门决算 收入支出决算总表"):
        accounts = read_accounts(one_table(tmp_path / "虚构.xlsx", title, 100.0))
        assert accounts.tables


def test_a_single_table_without_a_figure_is_a_template(tmp_path: Path) -> None:
    path = one_table(tmp_path / "虚构.xlsx", "收入支出决算总表", None)
    with pytest.raises(WrongDocument, match="这是空白模板，不是部门决算（表中没有数）"):
        read_accounts(path)


def test_a_template_that_nobody_filled_in_is_named(changed: Changed) -> None:
    def change(book: Workbook) -> None:
        for page in book.worksheets[:9]:
            for row in page.iter_rows(min_row=6):
                for cell in row:
                    if isinstance(cell.value, int | float):
                        cell.value = None

    with pytest.raises(WrongDocument, match="这是空白模板，不是部门决算（九张表都没有数）"):
        changed(change)


@pytest.mark.parametrize(
    ("wanted", "printed", "same"),
    [
        ("财政局", "示例市财政局", True),
        ("示例市教育局", "示例市教育局（本级）", True),
        ("示例市教育局", "示例市教育局幼儿园", False),
        ("示例市教育局", "示例市财政局", False),
    ],
)
def test_a_unit_below_is_another_unit(wanted: str, printed: str, same: bool) -> None:
    assert same_unit(wanted, printed.replace("（", "(").replace("）", ")")) is same


def test_a_table_shifted_against_its_names_is_told_once(changed: Changed) -> None:
    """As 文旅局 2025 prints table 05: the amounts of one column stand one row too low."""

    def change(book: Workbook) -> None:
        page = sheet(book, "GK05")
        for column in "EFG":
            values = [page[f"{column}{r}"].value for r in range(8, 22)]
            for r, value in zip(range(8, 22), [None, *values[:-1]], strict=True):
                page[f"{column}{r}"] = value

    accounts = changed(change)
    tables, single = accounts.causes
    assert [(c.table, c.shift) for c in tables] == [("一般公共预算财政拨款支出决算表", 1)]
    assert "整体向下错1行" in str(tables[0])
    assert len(tables[0].ties) + len(single) == len(accounts.failures)
    assert len(tables[0].ties) > 10
    # Nothing that rests on the row of the total is taken from a table that is set off.
    assert "一般公共预算财政拨款项目支出" not in facts(accounts)


def test_a_filled_table_that_is_called_empty_is_a_contradiction(changed: Changed) -> None:
    accounts = changed(lambda b: sheet(b, "GK09").append([NIL_ROW]))
    [tie] = accounts.failures
    assert (tie.code, tie.left.value, tie.right.value) == ("text", 0.0, 12.34)
    # What is printed in the table counts.
    assert facts(accounts)["“三公经费”总额"] == 12.34


def test_rows_of_two_years_and_a_first_column_without_a_heading(changed: Changed) -> None:
    rows: Rows = [
        *THREE_HEAD,
        [None, "合计", "因公出国（境）费", "公务用车购置及运行维护费", None, None, "公务接待费"],
        [None, None, None, "小计", "公务用车购置费", "公务用车运行维护费", None],
        ["2021年决算数", 14, None, 11.5, None, 11.5, 2.5],
        ["2022年预算数", 20, None, 15, None, 15, 5],
        ["2022年决算数", 12.34, None, 10.34, None, 10.34, 2],
    ]
    accounts = changed(lambda b: write(sheet(b, "GK09"), rows, "B3:B4 C3:C4 D3:F3 G3:G4"))
    found = facts(accounts)
    assert (found["三公经费预算数"], found["“三公经费”总额"]) == (20, 12.34)
    assert before(accounts)["“三公经费”总额"] == 14
    assert (accounts.failures, graves(accounts)) == ((), [])


def test_columns_of_two_years(changed: Changed) -> None:
    rows: Rows = [
        *THREE_HEAD,
        ["项目", "2021年决算数", "2022年预算数", "2022年决算数"],
        ["合计", 14, 20, 12.34],
        ["因公出国（境）费", None, None, None],
        ["公务用车购置及运行维护费", 11.5, 15, 10.34],
        ["公务接待费", 2.5, 5, 2],
    ]
    accounts = changed(lambda b: write(sheet(b, "GK09"), rows))
    found = facts(accounts)
    assert (found["三公经费预算数"], found["“三公经费”总额"]) == (20, 12.34)
    assert graves(accounts) == []


def test_a_sheet_of_whole_numbers_is_told(changed: Changed) -> None:
    rows: Rows = [["其他情况"], ["水费", 12], ["电费", 7]]
    accounts = changed(lambda b: write(b.create_sheet("附注"), rows))
    assert graves(accounts) == ["accounts-left-out"]


def test_an_amount_in_the_column_of_names_is_told(changed: Changed) -> None:
    def change(book: Workbook) -> None:
        sheet(book, "GK03")["D10"] = "900.10"

    [told] = [i for i in changed(change).issues if i.grave]
    assert (told.source.place, told.found) == ("GK03 支出决算表!D10", "900.10")


def test_a_part_below_its_plan_is_not_compared_with_last_year(changed: Changed) -> None:
    """2.00 is 3.00 below the plan of 5.00: 60 %. Of last year this sentence says nothing."""
    accounts = changed(
        text("“三公”经费支出决算数小于预算数，其中：公务接待费支出减少3.00万元，下降60.00%。")
    )
    assert accounts.failures == ()


def test_detailed_tables_are_not_taken_for_the_nine(changed: Changed) -> None:
    """四川 publishes a detailed table before the one that is read."""

    def change(book: Workbook) -> None:
        page = book.create_sheet("明细", 0)
        rows: Rows = [
            ["一般公共预算财政拨款支出决算明细表"],
            ["部门：某省某厅", None, "金额单位：万元"],
            ["科目编码", "科目名称", "合计"],
            ["201", "示例", 1.5],
        ]
        write(page, rows)

    accounts = changed(change)
    assert facts(accounts)["预算执行数"] == 1110.35
    assert "accounts-other" in {issue.code for issue in accounts.issues}


def test_words_where_an_amount_should_stand_are_told(changed: Changed) -> None:
    def change(book: Workbook) -> None:
        sheet(book, "GK03")["G10"] = "见附注"

    [told] = [i for i in changed(change).issues if i.grave]
    assert (told.code, told.source.place, told.found) == (
        "accounts-number",
        "GK03 支出决算表!G10",
        "见附注",
    )


def test_a_table_ten_thousand_times_off_the_others_fills_nothing_in(changed: Changed) -> None:
    """Its unit is not printed and its figures are in 元; the sheet before says 万元."""

    def change(book: Workbook) -> None:
        page = sheet(book, "GK03")
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "单位：万元" in cell.value:
                    cell.value = None
                elif isinstance(cell.value, float) or (
                    isinstance(cell.value, int) and cell.row > 7 and cell.column > 4
                ):
                    cell.value = cell.value * 10_000
        text("2022年机关运行经费支出65.00万元。")(book)

    accounts = changed(change)
    assert "基本支出" not in facts(accounts)
    told = [i for i in accounts.issues if i.code == "accounts-unit"]
    assert [issue.what.partition("的金额")[0] for issue in told] == ["《支出决算表》"]
    # The other tables agree among themselves.
    assert facts(accounts)["本年支出合计"] == 1250.45


def test_a_second_table_with_other_columns_must_be_looked_at(changed: Changed) -> None:
    """收入决算表 printed in two halves: what only the second has is told, with its columns."""

    def change(book: Workbook) -> None:
        page = sheet(book, "GK02")
        again = book.copy_worksheet(page)
        again.title = "GK02续"
        book.move_sheet(again, -8)
        for column in range(8, 12):
            for row in range(4, 30):
                if type(page.cell(row, column)).__name__ == "Cell":
                    page.cell(row, column).value = None
        for column in (5, 6):
            for row in range(4, 30):
                if type(again.cell(row, column)).__name__ == "Cell":
                    again.cell(row, column).value = None

    accounts = changed(change)
    [told] = [issue for issue in accounts.issues if issue.code == "accounts-twice"]
    assert told.grave
    assert told.found == "事业收入、其他收入"
    assert told.source.place == "GK02续!A4"


def test_a_second_printing_with_the_same_columns_is_no_loss(changed: Changed) -> None:
    def change(book: Workbook) -> None:
        again = book.copy_worksheet(sheet(book, "GK02"))
        book.move_sheet(again, -8)

    accounts = changed(change)
    assert [i.grave for i in accounts.issues if i.code == "accounts-twice"] == [False]


def test_a_row_that_lost_its_code_accuses_nobody(changed: Changed) -> None:
    def change(book: Workbook) -> None:
        page = sheet(book, "GK05")
        for area in list(page.merged_cells.ranges):
            if area.min_row == 9:
                page.unmerge_cells(str(area))
        page["A9"] = None

    accounts = changed(change)
    assert accounts.failures == ()
    [held] = [issue for issue in accounts.issues if issue.code == "accounts-held"]
    assert "没有科目编码" in held.what
