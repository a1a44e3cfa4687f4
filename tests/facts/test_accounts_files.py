"""The same final accounts from every file type, over several units, and past what is unread.

All documents here are 示例数据（虚构）.
"""

from contextlib import suppress
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_accounts import (
    BASIC,
    DEMO,
    EXPENDITURE,
    FACTS,
    GENERAL,
    INCOME,
    OWNER,
    SENTENCES,
    TABLES,
    TOTAL,
    TYPES,
    YEAR,
    Rows,
    head_lines,
    page,
    pdf_of,
    write,
)

from auditkit.errors import UnreadableFile
from auditkit.facts.accounts import Accounts, accounts_of, read_accounts, read_budget
from auditkit.facts.accounts.tables.tables import EXPENDITURE as SPENT
from auditkit.facts.accounts.tables.tables import GENERAL as GENERAL_TABLE
from auditkit.facts.accounts.tables.tables import INCOME as INCOME_TABLE
from auditkit.facts.facts import Facts
from auditkit.files.grid import Grid
from auditkit.files.readers import read_grids
from auditkit.files.readers.order import in_order
from auditkit.findings.crosscheck import cross_check


def value(accounts: Accounts, name: str, year: int = YEAR) -> float | None:
    fact = accounts.as_facts.get(name, year)
    return None if fact is None else fact.value


def changed(rows: Rows, row: int, column: int, text: str | None) -> Rows:
    return [
        [text if (r, c) == (row, column) else cell for c, cell in enumerate(line)]
        for r, line in enumerate(rows)
    ]


def codes(accounts: Accounts) -> set[str]:
    """The codes of the issues, but for tables that these small documents leave out."""
    return {issue.code for issue in accounts.issues} - {"accounts-table"}


@pytest.mark.parametrize("kind", TYPES)
def test_every_file_type_gives_the_same_facts(kind: str, tmp_path: Path) -> None:
    accounts = read_accounts(write(tmp_path, kind), OWNER, YEAR)
    assert (accounts.department, accounts.year, accounts.demo) == (OWNER, YEAR, True)
    assert {key: value(accounts, *key) for key in FACTS} == FACTS
    assert set(accounts.tables) == {title for title, _, _ in TABLES}
    assert accounts.failures == ()
    assert codes(accounts) == set()
    assert accounts.as_facts.files == ((f"决算-{DEMO}.{kind}", accounts.sha256),)


@pytest.mark.parametrize(
    ("kind", "cell", "sentence"),
    [
        ("pdf", "第1页 表1 第6行第4列", "第7页 第4行"),
        ("xlsx", "GK01!D9", "说明!A3"),
        ("xls", "GK01!D9", "说明!A3"),
        # 示例数据（虚构）, 6 × 3 lines above the tables, a heading, one sentence before it.
        ("docx", "表1 第6行第4列", "正文 第22行"),
        ("html", "表1 第6行第4列", "正文 第21行"),
    ],
)
def test_the_places_are_those_of_the_file(
    kind: str, cell: str, sentence: str, tmp_path: Path
) -> None:
    facts = read_accounts(write(tmp_path, kind)).as_facts
    closing, office = facts.get("累计结转结余资金总额", YEAR), facts.get("机关运行经费", YEAR)
    assert closing is not None
    assert office is not None
    assert closing.source.place == cell
    assert office.source.place == sentence
    assert SENTENCES[1] in office.remark


@pytest.mark.parametrize("suffix", ["xls", "xlsx", "pdf"])
def test_a_page_under_the_name_of_a_workbook_is_read_as_the_page_it_is(
    suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"决算.{suffix}"
    path.write_bytes(page(TABLES))
    assert value(read_accounts(path), "预算执行数") == 480.0


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "文件是空的"),
        (b"\x89PNG\r\n\x1a\n", "图片或扫描件"),
        (b"%PDF-1.7 x", "不是完好的 PDF"),
    ],
)
def test_what_cannot_be_read_is_one_line(data: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "决算.pdf"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=says) as caught:
        read_accounts(path)
    assert "\n" not in str(caught.value)


def test_a_document_without_tables_is_refused(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(SENTENCES[0])
    path = tmp_path / "决算.docx"
    document.save(str(path))
    with pytest.raises(UnreadableFile, match="没有找到部门决算的任何一张表"):
        read_accounts(path)


def test_a_document_of_text_alone_gives_what_its_text_says(tmp_path: Path) -> None:
    lines = {
        "决算": (
            "示例县虚构局2023年度部门决算情况说明",
            "2023年度“三公”经费支出决算11.20万元，与2022年度相比减少0.80万元，下降6.67%。",
            "2023年度机关运行经费支出88.00万元，比2022年度增加3.00万元，增长3.53%。",
        ),
        "预算": (
            "示例县虚构局2023年部门预算",
            "2023年“三公”经费财政拨款预算数为6.00万元，比2022年减少0.50万元。",
            "2023年政府采购预算总额45.00万元，其中：货物15.00万元，服务30.00万元。",
        ),
    }
    expected = {
        "决算": {"“三公经费”总额": 11.2, "机关运行经费": 88.0},
        "预算": {"三公经费预算数": 6.0, "政府采购预算数": 45.0},
    }
    for word, reader in (("决算", read_accounts), ("预算", read_budget)):
        document = docx.Document()
        for line in lines[word]:
            document.add_paragraph(line)
        path = tmp_path / f"{word}.docx"
        document.save(str(path))
        read = reader(path, "示例县虚构局", 2023)
        assert {f.name: f.value for f in read.facts if f.year == 2023} == expected[word]
        assert [i.code for i in read.issues if i.grave] == ["accounts-text-alone"]
        assert read.failures == ()


def test_titles_are_found_between_the_tables_of_a_document(tmp_path: Path) -> None:
    # Nothing in these two heads tells one table from the other.
    plain: Rows = [["科目编码", "科目名称", "本年支出", "基本支出", "项目支出"], *GENERAL[1:]]
    tables = [("支出决算表", plain, []), ("一般公共预算财政拨款支出决算表", plain, [])]
    for kind in ("docx", "html"):
        accounts = read_accounts(write(tmp_path, kind, tables), year=YEAR)
        assert accounts.tables[SPENT].grids == ("表1",)
        assert accounts.tables[GENERAL_TABLE].grids == ("表2",)


def test_a_document_whose_order_cannot_be_told_keeps_its_grids() -> None:
    prose = Grid("a.html", "", "text", "正文", (("甲",), ("乙",)))
    grids = [prose, Grid("a.html", "", "table", "表1", (("1",),))]
    data = "<p>甲</p><table><caption>表名</caption><tr><td>1</td></tr></table><p>乙</p>".encode()
    assert in_order("html", "a.html", data, grids) is None
    assert in_order("pdf", "a.pdf", data, grids) == grids


def test_captions_and_tables_inside_tables_keep_their_places(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    text = (
        "<p>甲</p><table><caption>表名</caption><tr><td>1<table><tr><td>2</td></tr></table>"
        "</td></tr></table>乙<br>丙<table><tr><td>3</td></tr></table>"
    )
    path.write_text(text)
    ordered = in_order("html", path.name, path.read_bytes(), read_grids(path))
    assert ordered is not None
    assert [(g.name, [r[0] for r in g.rows if r]) for g in ordered] == [
        ("正文", ["甲", "表名"]),
        ("表1", ["1"]),
        ("表2", ["2"]),
        ("正文", ["乙", "丙"]),
        ("表3", ["3"]),
    ]
    assert ordered[3].place(2, 0) == "第3行第1栏"


def two_units(tmp_path: Path, kind: str, second: str, lines: bool) -> Path:
    """Two units' tables one after the other; the second closes with 40.00."""
    others = [changed(rows, 5, 3, "40.00") if rows is TOTAL else rows for _, rows, _ in TABLES]
    pages = []
    for owner, bodies in ((OWNER, [rows for _, rows, _ in TABLES]), (second, others)):
        for (title, _, merges), rows in zip(TABLES, bodies, strict=True):
            above = head_lines(title, owner) if lines else [title, "单位：万元"]
            pages.append((above, rows, merges))
        pages.append(
            ([SENTENCES[1].replace("52.00", "52.00" if owner == OWNER else "77.00")], [], [])
        )
    path = tmp_path / f"2023年决算.{kind}"
    path.write_bytes(pdf_of(pages))
    return path


@pytest.mark.parametrize(
    ("asked", "closing", "office"), [(OWNER, 30.0, 52.0), ("示例市另一局", 40.0, 77.0)]
)
def test_of_two_units_the_one_asked_for_counts(
    asked: str, closing: float, office: float, tmp_path: Path
) -> None:
    path = two_units(tmp_path, "pdf", "示例市另一局", lines=True)
    accounts = read_accounts(path, asked, YEAR)
    assert accounts.department == asked
    assert value(accounts, "累计结转结余资金总额") == closing
    assert value(accounts, "机关运行经费") == office
    issue = next(i for i in accounts.issues if i.code == "accounts-units")
    assert issue.found == "示例市虚构局、示例市另一局"
    assert f"取用“{asked}”" in issue.what


def test_of_two_units_without_names_the_first_counts(tmp_path: Path) -> None:
    accounts = read_accounts(two_units(tmp_path, "pdf", "", lines=False), year=YEAR)
    assert value(accounts, "累计结转结余资金总额") == 30.0
    assert value(accounts, "机关运行经费") == 52.0
    assert "accounts-units" in codes(accounts)


def test_units_side_by_side_in_a_workbook_are_told_by_their_names() -> None:
    def sheet(name: str, title: str, owner: str, rows: Rows) -> Grid:
        above = tuple((line,) for line in head_lines(title, owner))
        return Grid("a.xlsx", "", "sheet", name, above + tuple(map(tuple, rows)))

    half = changed(EXPENDITURE, 3, 2, "245.00")
    grids = [
        sheet("1", "收入决算表", "示例市甲局", INCOME),
        sheet("2", "收入决算表", "示例市乙局", INCOME),
        sheet("3", "支出决算表", "示例市甲局", EXPENDITURE),
        sheet("4", "支出决算表", "示例市乙局", half),
    ]
    found = {
        name: accounts_of(grids, name, YEAR).tables[SPENT].grids[0]
        for name in ("示例市甲局", "示例市乙局")
    }
    assert found == {"示例市甲局": "3", "示例市乙局": "4"}


def pages(*bodies: tuple[int, Rows], title: str = "一般公共预算财政拨款支出决算表") -> list[Grid]:
    lines = Grid("示例.pdf", "", "table", "第4页 表1前", ((title,), ("单位：万元",)))
    tables = [
        Grid("示例.pdf", "", "table", f"第{n}页 表1", tuple(map(tuple, rows))) for n, rows in bodies
    ]
    return [lines, *tables]


def test_a_page_with_other_columns_is_never_dropped_silently() -> None:
    narrow = [["208", "社会保障和就业支出", "90.00", "90.00"], ["合计", None, "480.00", "360.00"]]
    last: Rows = [["合计", None, "480.00", "360.00", "120.00"]]
    accounts = accounts_of(pages((4, GENERAL[:4]), (5, narrow), (6, last)), year=YEAR)
    issue = next(i for i in accounts.issues if i.code == "accounts-left-out")
    assert issue.where == "示例.pdf[第5页 表1 第1行第1列]"
    assert "栏数（4）与前面的《一般公共预算财政拨款支出决算表》（5）不同" in issue.what
    assert issue.grave
    # The page after it goes on. Its total lacks the rows of the page left out: 合计 and 基本支出
    # are 90.00 more than the rows read; that is no fault of the department.
    assert value(accounts, "预算执行数") == 480.0
    assert accounts.failures == ()
    held = next(i for i in accounts.issues if i.code == "accounts-held")
    assert "有2项对不上，不作为问题提出" in held.what


def test_a_table_with_amounts_that_is_none_of_the_nine_is_named() -> None:
    other: Rows = [["编码", "名称", "金额"], ["201", "示例", "1.00"]]
    title = "项目支出决算明细表"
    grids = [*pages((4, GENERAL)), *pages((5, other), title=title)]
    issue = next(i for i in accounts_of(grids, year=YEAR).issues if i.code == "accounts-other")
    assert (issue.found, issue.grave) == (title, False)


def test_a_second_printing_of_a_table_is_left_out_with_all_its_pages() -> None:
    half = pages((7, INCOME[:2]), (8, INCOME[2:]), title="收入决算表")
    whole = pages((4, INCOME), title="收入决算表")
    accounts = accounts_of([*whole, *half], year=YEAR)
    assert accounts.tables[INCOME_TABLE].grids == ("第4页 表1",)
    assert codes(accounts) == {"accounts-twice"}


def test_an_unread_page_is_an_issue_and_so_is_the_table_around_it() -> None:
    unread = Grid("示例.pdf", "", "table", "第5页 未读", ())
    before, after = pages((4, GENERAL[:4])), pages((6, GENERAL[4:]))[1:]
    accounts = accounts_of([*before, unread, *after], year=YEAR)
    found = {issue.code: issue for issue in accounts.issues}
    assert found["page-unread"].where == "示例.pdf[第5页]"
    assert found["accounts-gap"].where == "示例.pdf[第6页 表1]"
    assert found["page-unread"].grave
    assert found["accounts-gap"].grave


def test_a_blank_total_above_filled_rows_is_an_issue() -> None:
    rows = changed(GENERAL, 5, 2, None)
    accounts = accounts_of(pages((4, rows)), year=YEAR)
    assert [str(blank) for blank in accounts.blanks] == [
        "一般公共预算财政拨款支出决算表：合计“合计”＝各类之和：合计没有数字，各项相加为480万元，无法核对",
        "一般公共预算财政拨款支出决算表：合计，合计＝各栏之和：合计没有数字，各项相加为480万元，无法核对",
    ]
    issues = [i for i in accounts.issues if i.code == "accounts-total"]
    assert {i.where for i in issues} == {"示例.pdf[第4页 表1 第6行第1列]"}


@pytest.mark.parametrize(
    ("title", "rows", "row", "column", "what"),
    [
        ("收入支出决算总表", TOTAL, 4, 1, "本年收入合计＝各项收入之和"),
        ("收入支出决算总表", TOTAL, 6, 3, "支出总计＝本年支出＋结余分配＋年末"),
        ("一般公共预算财政拨款基本支出决算表", BASIC, 7, 2, "人员经费合计＝各类之和"),
    ],
)
def test_blank_totals_of_every_table(
    title: str, rows: Rows, row: int, column: int, what: str
) -> None:
    accounts = accounts_of(pages((4, changed(rows, row, column, None)), title=title), year=YEAR)
    assert what in accounts.blanks[0].what


def test_a_table_without_a_row_for_the_total_is_told() -> None:
    accounts = accounts_of(pages((4, GENERAL[:5])), year=YEAR)
    assert [str(blank) for blank in accounts.blanks] == [
        "一般公共预算财政拨款支出决算表：没有“合计”一行，无法核对"
    ]


def test_blank_columns_need_no_total() -> None:
    rows = [[*row[:4], None] for row in GENERAL[1:]]
    accounts = accounts_of(pages((4, [GENERAL[0], *rows])), year=YEAR)
    assert accounts.blanks == ()


def test_a_misprinted_amount_in_the_text_is_an_issue_and_no_figure() -> None:
    said = "财政拨款支出年初预算为1,2345.00万元，支出决算为480.00万元，完成年初预算的96.00%。"
    text = Grid("示例.pdf", "", "table", "第9页", ((said,),))
    accounts = accounts_of([*pages((4, GENERAL)), text], year=YEAR)
    issue = next(i for i in accounts.issues if i.code == "accounts-number")
    assert (issue.where, issue.found) == ("示例.pdf[第9页 第1行]", "1,2345.00")
    assert value(accounts, "预算数") is None
    assert value(accounts, "预算执行数") == 480.0


ODD = st.sampled_from(
    (
        "",
        None,
        "-",
        "0",
        "合计",
        "收入支出决算总表",
        "单位：元",
        "1,2",
        "201",
        "12.5.",
        "（）",
        "本年",
    )
)


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_damaged_tables_and_sentences_end_in_accounts_or_a_refusal(data: st.DataObject) -> None:
    grids = []
    for title, rows, _ in TABLES:
        damaged = [list(row) for row in rows]
        for _ in range(data.draw(st.integers(0, 3))):
            row = data.draw(st.sampled_from(damaged))
            row[data.draw(st.integers(0, len(row) - 1))] = data.draw(ODD)
        if data.draw(st.booleans()):
            damaged = [row[: data.draw(st.integers(1, 5))] for row in damaged]
        grids += pages((len(grids), damaged), title=title)
    said = "".join(SENTENCES)
    cut = data.draw(st.integers(0, len(said)))
    odd = data.draw(ODD) or ""
    grids.append(Grid("示例.pdf", "", "table", "第99页", ((said[:cut] + odd + said[cut:],),)))
    with suppress(UnreadableFile):
        accounts = accounts_of(grids, OWNER, YEAR)
        assert cross_check(accounts.as_facts, accounts) is not None


@pytest.mark.parametrize(
    ("office", "codes_found", "said"),
    [
        # The table of basic expenditure has 52.00 of 公用经费, for units of every kind.
        ("52.00", [], "相符"),
        ("40.00", [], "小于"),
        ("52.01", [], "舍入范围内"),
        ("53.00", [("C04", 1.0)], "大于"),
    ],
)
def test_office_running_costs_are_a_part_of_all_running_costs(
    tmp_path: Path, office: str, codes_found: list[tuple[str, float]], said: str
) -> None:
    """机关运行经费 is of administrative units alone: less than 公用经费 accuses nobody."""
    path = write(tmp_path, "docx")
    document = docx.Document(str(path))
    for paragraph in document.paragraphs:
        if "机关运行经费" in paragraph.text:
            paragraph.text = f"机关运行经费支出{office}万元。"
    document.save(str(path))
    accounts = read_accounts(path, OWNER, YEAR)
    (tie,) = [tie for tie in accounts.tie_outs if tie.code == "part"]
    assert said in str(tie)
    assert [(f.code, f.money) for f in cross_check(Facts(), accounts)] == codes_found
