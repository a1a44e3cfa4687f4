"""Filling 实际数.xlsx from final accounts, and reading it back. 示例数据（虚构）."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from invented_accounts import DEMO, OWNER, SENTENCES, YEAR, write
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.errors import AuditError, RulePackError, UnreadableFile
from auditkit.facts.accounts import Accounts, read_accounts
from auditkit.facts.accounts.files import accounts_file, keep_published, open_accounts
from auditkit.facts.facts import Fact
from auditkit.facts.fillworkbook import fill_from_accounts
from auditkit.facts.workbook import read_facts
from auditkit.facts.workbook.layout import ITEMS
from auditkit.facts.workbook.needs import fact_needs
from auditkit.facts.workbook.template import fact_template, write_fact_template
from auditkit.files.cellfilling import fill_cells
from auditkit.files.grid import Source
from auditkit.files.readers.workbook import read_workbook
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.formula.target import parse_target
from auditkit.rules import DEFAULT_PACK
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack

NAMES = ("预算执行率", "结转结余变动率", "政府采购执行率", "在职人员经费变动率", "“三公经费”变动率")


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack(DEFAULT_PACK)


@pytest.fixture(scope="module")
def declared(pack: RulePack) -> Declaration:
    """A form with five indicators that final accounts can answer."""
    source = Source("申报表.txt", "第1行第1栏", "0" * 64)
    indicators = tuple(
        DeclaredIndicator(
            pack.rules[name].level1,
            pack.rules[name].level2,
            name,
            parse_target("≥95%"),
            "",
            "",
            source,
        )
        for name in NAMES
    )
    return Declaration(
        department=OWNER,
        year=YEAR,
        goals=(),
        tasks=(),
        total=None,
        indicators=indicators,
        file="申报表.txt",
        sha256="0" * 64,
        repairs=(),
        issues=(),
    )


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Accounts:
    return read_accounts(write(tmp_path_factory.mktemp("a"), "xlsx"), OWNER, YEAR)


def items(book: Path) -> Worksheet:
    sheet = openpyxl.load_workbook(book)[ITEMS]
    assert isinstance(sheet, Worksheet)
    return sheet


def row_of(sheet: Worksheet, name: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == name)


def edited(book: Path, **cells: object) -> None:
    """Types into cells of 数据项: `C4=1.5`."""
    work = openpyxl.load_workbook(book)
    for place, value in cells.items():
        work[ITEMS][place] = value
    work.save(book)


def template(folder: Path, declared: Declaration, pack: RulePack) -> Path:
    book = folder / "实际数.xlsx"
    write_fact_template(book, declared, pack, demo=True)
    return book


def test_a_workbook_is_made_and_filled(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = tmp_path / "实际数.xlsx"
    report = fill_from_accounts(book, accounts, declared, pack)
    assert report.created
    assert [(f.fact.name, f.fact.year, f.cell.place) for f in report.filled] == [
        ("预算数", 2023, "数据项!C5"),
        ("预算执行数", 2023, "数据项!C4"),
        ("累计结转结余资金总额", 2023, "数据项!C6"),
        ("累计结转结余资金总额", 2022, "数据项!D6"),
        ("实际政府采购金额", 2023, "数据项!C7"),
        ("政府采购预算数", 2023, "数据项!C8"),
        ("在职人员经费", 2023, "数据项!C9"),
        ("“三公经费”总额", 2023, "数据项!C10"),
    ]
    assert "公用经费" in {fact.name for fact in report.no_row}
    assert (report.kept, report.differences) == ((), ())
    # The template as it is, and nothing but a temporary name that is gone.
    assert [path.name for path in tmp_path.iterdir()] == ["实际数.xlsx"]


def test_the_filled_workbook_reads_back_with_place_and_quotation(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = tmp_path / "实际数.xlsx"
    report = fill_from_accounts(book, accounts, declared, pack)
    facts = read_facts(book, declared, pack)
    assert facts.issues == ()
    assert facts.demo
    for filled in report.filled:
        read = facts.get(filled.fact.name, filled.fact.year)
        assert read is not None
        assert (read.value, read.unit) == (filled.fact.value, filled.fact.unit)
        assert str(filled.fact.source) in read.remark
        assert read.source.place == filled.cell.place
    sheet = items(book)
    row = row_of(sheet, "预算数")
    assert sheet.cell(row, 5).value == f"决算-{DEMO}.xlsx[说明!A2]"
    assert f"原文「{SENTENCES[0]}」" in str(sheet.cell(row, 6).value)
    row = row_of(sheet, "累计结转结余资金总额")
    assert sheet.cell(row, 5).value == (
        f"2023年：决算-{DEMO}.xlsx[GK01!D9]；2022年：决算-{DEMO}.xlsx[GK01!B9]"
    )


def test_formats_lists_and_every_other_part_stay_as_they_are(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = template(tmp_path, declared, pack)
    with zipfile.ZipFile(book) as container:
        before = {name: container.read(name) for name in container.namelist()}
    rules = [dict(rule) for rule in items(book).data_validations.dataValidation]
    assert rules
    styles = [[cell.style_id for cell in row] for row in items(book).iter_rows()]
    fill_from_accounts(book, accounts, declared, pack)
    with zipfile.ZipFile(book) as container:
        after = {name: container.read(name) for name in container.namelist()}
    assert list(after) == list(before)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"xl/worksheets/sheet2.xml"}
    assert [dict(rule) for rule in items(book).data_validations.dataValidation] == rules
    assert [[cell.style_id for cell in row] for row in items(book).iter_rows()] == styles


def test_a_second_import_changes_nothing(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book, other = tmp_path / "实际数.xlsx", tmp_path / "另一份.xlsx"
    fill_from_accounts(book, accounts, declared, pack)
    fill_from_accounts(other, accounts, declared, pack)
    data = book.read_bytes()
    assert data == other.read_bytes()
    again = fill_from_accounts(book, accounts, declared, pack)
    assert (again.created, again.filled, again.differences) == (False, (), ())
    assert len(again.kept) == 8
    assert book.read_bytes() == data


def test_what_people_typed_stays_and_differences_are_listed(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = template(tmp_path, declared, pack)
    row = row_of(items(book), "预算数")
    edited(book, **{f"C{row}": 512.34, f"E{row}": "预算批复", f"F{row}": "已核对"})
    report = fill_from_accounts(book, accounts, declared, pack)
    sheet = items(book)
    assert [sheet.cell(row, c).value for c in (3, 5, 6)] == [512.34, "预算批复", "已核对"]
    assert [(d.typed.value, d.published.value, d.amount) for d in report.differences] == [
        (512.34, 500.0, 12.34)
    ]
    assert [(k.cell.place, k.found) for k in report.kept] == [(f"数据项!C{row}", "512.34")]
    assert "相差12.34万元" in str(report.differences[0])


@pytest.mark.parametrize("typed", ["不适用", "待核实", 0])
def test_a_cell_with_anything_in_it_is_no_blank(
    typed: object, accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = template(tmp_path, declared, pack)
    row = row_of(items(book), "预算数")
    edited(book, **{f"C{row}": typed})
    fill_from_accounts(book, accounts, declared, pack)
    assert items(book).cell(row, 3).value == typed


def test_a_row_with_its_own_source_gets_the_place_as_a_remark(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = template(tmp_path, declared, pack)
    row = row_of(items(book), "累计结转结余资金总额")
    edited(book, **{f"C{row}": 30, f"E{row}": "总账"})
    fill_from_accounts(book, accounts, declared, pack)
    sheet = items(book)
    assert sheet.cell(row, 4).value == 20
    assert sheet.cell(row, 5).value == "总账"
    assert str(sheet.cell(row, 6).value).startswith(f"出处 决算-{DEMO}.xlsx[GK01!B9]")


def test_a_figure_whose_place_cannot_be_written_is_not_filled_in(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = template(tmp_path, declared, pack)
    row = row_of(items(book), "累计结转结余资金总额")
    edited(book, **{f"C{row}": 30, f"E{row}": "总账", f"F{row}": "已核对"})
    report = fill_from_accounts(book, accounts, declared, pack)
    assert items(book).cell(row, 4).value is None
    assert "无处注明出处" in next(k.why for k in report.kept if k.cell.place == f"数据项!D{row}")


def test_a_row_in_yuan_is_filled_in_yuan(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = template(tmp_path, declared, pack)
    row = row_of(items(book), "“三公经费”总额")
    edited(book, **{f"B{row}": "元"})
    fill_from_accounts(book, accounts, declared, pack)
    assert items(book).cell(row, 3).value == 46000
    fact = read_facts(book, declared, pack).get("“三公经费”总额", YEAR)
    assert fact is not None
    assert fact.value == 4.6


def test_a_unit_that_is_no_money_and_a_merged_cell_are_left(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = template(tmp_path, declared, pack)
    row, other = (row_of(items(book), name) for name in ("预算数", "累计结转结余资金总额"))
    edited(book, **{f"B{row}": "人"})
    work = openpyxl.load_workbook(book)
    work[ITEMS].merge_cells(f"C{other}:D{other}")
    work.save(book)
    report = fill_from_accounts(book, accounts, declared, pack)
    why = {kept.cell.place: kept.why for kept in report.kept}
    assert "无法换算" in why[f"数据项!C{row}"]
    assert "合并" in why[f"数据项!D{other}"]


def test_formulas_keep_their_results_and_are_marked_for_recalculation(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = template(tmp_path, declared, pack)
    row = row_of(items(book), "预算数")
    edited(book, **{f"C{row}": "=500+12.34"})
    with zipfile.ZipFile(book) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    # What Excel stores beside a formula; openpyxl writes none.
    sheet = parts["xl/worksheets/sheet2.xml"]
    sheet, count = re.subn(rb"(<f>500\+12.34</f>)<v>?</v>", rb"\1<v>512.34</v>", sheet)
    assert count == 1
    with zipfile.ZipFile(book, "w") as container:
        for name, content in (parts | {"xl/worksheets/sheet2.xml": sheet}).items():
            container.writestr(name, content)
    report = fill_from_accounts(book, accounts, declared, pack)
    assert [d.typed.value for d in report.differences] == [512.34]
    fact = read_facts(book, declared, pack).get("预算数", YEAR)
    assert fact is not None
    assert fact.value == 512.34
    with zipfile.ZipFile(book) as container:
        assert b'fullCalcOnLoad="1"' in container.read("xl/workbook.xml")


def test_real_and_invented_figures_never_meet(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = tmp_path / "实际数.xlsx"
    write_fact_template(book, declared, pack)
    data = book.read_bytes()
    with pytest.raises(AuditError, match="示例数据（虚构），不能与"):
        fill_from_accounts(book, accounts, declared, pack)
    assert book.read_bytes() == data


def test_accounts_of_another_year_or_department_are_refused(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = tmp_path / "实际数.xlsx"
    with pytest.raises(AuditError, match="没有填入"):
        fill_from_accounts(book, replace(accounts, year=2022), declared, pack)
    other = read_accounts(write(tmp_path, "html"), "另一个部门", YEAR)
    with pytest.raises(AuditError, match="部门"):
        fill_from_accounts(book, other, declared, pack)
    assert not book.exists()


def test_a_workbook_without_the_sheet_is_left_as_it_is(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = template(tmp_path, declared, pack)
    work = openpyxl.load_workbook(book)
    del work[ITEMS]
    work.save(book)
    data = book.read_bytes()
    report = fill_from_accounts(book, accounts, declared, pack)
    assert report.filled == ()
    assert len(report.no_row) == len(accounts.facts)
    assert book.read_bytes() == data


def test_the_report_has_a_line_for_every_cell(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    lines = list(fill_from_accounts(tmp_path / "a.xlsx", accounts, declared, pack).lines())
    assert lines[0].startswith("新建并填入")
    assert f"  2023年预算数 500.00万元 → a.xlsx[数据项!C5]，取自 决算-{DEMO}.xlsx[说明!A2]" in lines


def test_a_text_is_never_taken_for_a_formula_and_missing_cells_are_made(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "数据项"
    book.worksheets[0]["B2"] = 1
    book.worksheets[0].add_data_validation(DataValidation(type="whole", sqref="A1"))
    path = tmp_path / "a.xlsx"
    book.save(path)
    cells = {(0, 0): "=1+1", (1, 0): " 甲\x07", (1, 27): 2.5, (4, 2): 0.1, (1, 1): 3.0}
    data = fill_cells("a.xlsx", path.read_bytes(), "数据项", cells)
    (grid,) = read_workbook("a.xlsx", data, "")
    assert grid.rows[0][0] == "=1+1"
    assert (grid.rows[1][0], grid.rows[1][1], grid.rows[1][27]) == (" 甲", 3.0, 2.5)
    assert grid.rows[4][2] == 0.1
    path.write_bytes(data)
    assert openpyxl.load_workbook(path)["数据项"]["A1"].value == "=1+1"
    with pytest.raises(UnreadableFile, match="无法写入"):
        fill_cells("a.xlsx", data, "没有", {})


def test_the_accounts_in_a_folder(tmp_path: Path) -> None:
    assert accounts_file(tmp_path) == (None, [])
    assert open_accounts(tmp_path, OWNER, YEAR)[0] is None
    invented = write(tmp_path, "xlsx")
    assert accounts_file(tmp_path) == (invented, [])
    found, facts, _ = open_accounts(tmp_path, OWNER, YEAR, demo=True)
    assert found is not None
    assert facts.files == ((invented.name, found.sha256),)
    assert facts.get("预算数", YEAR) is not None
    # Real figures were typed: the invented accounts are left out, and that is said.
    found, facts, _ = open_accounts(tmp_path, OWNER, YEAR, demo=False)
    assert (found, facts.items, [i.code for i in facts.issues]) == (None, (), ["accounts-demo"])
    real = tmp_path / "决算.html"
    real.write_text("<p>无表</p>")
    found, facts, _ = open_accounts(tmp_path, OWNER, YEAR)
    assert (found, [i.code for i in facts.issues]) == (None, ["accounts-unread"])
    assert "决算.html" in facts.issues[0].where


def test_a_form_whose_name_begins_as_a_budget_is_no_unread_budget(tmp_path: Path) -> None:
    (tmp_path / "预算项目绩效目标申报表.html").write_text("<p>项目支出绩效目标申报表</p>", "utf-8")
    assert open_accounts(tmp_path, OWNER, YEAR)[1].issues == ()
    (tmp_path / "预算.html").write_text("<p>无表</p>", "utf-8")
    issues = open_accounts(tmp_path, OWNER, YEAR)[1].issues
    assert [(i.code, i.where) for i in issues] == [("accounts-unread", "预算.html")]


def test_accounts_of_another_year_in_the_folder_give_no_facts(tmp_path: Path) -> None:
    write(tmp_path, "xlsx")
    found, facts, _ = open_accounts(tmp_path, OWNER, 2020)
    assert (found, facts.items) == (None, ())
    assert "accounts-year" in {issue.code for issue in facts.issues}


def test_facts_of_years_past_the_form_have_no_cell(
    accounts: Accounts, declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    old = Fact("预算数", 2019, 1.0, "万元", Source("a", "b"))
    some = replace(accounts, facts=(old,))
    report = fill_from_accounts(tmp_path / "a.xlsx", some, declared, pack)
    assert report.no_row == (old,)


@pytest.mark.parametrize("name", ["mk.py", "申报表-送审.txt"])
def test_a_file_that_is_no_accounts_is_named_as_it_was_given(name: str, tmp_path: Path) -> None:
    given = tmp_path / name
    given.write_text("部门整体绩效目标申报表\n项目\t指标值\n甲\t1\n", "utf-8")
    with pytest.raises(UnreadableFile) as caught:
        keep_published(given, OWNER, YEAR, tmp_path / "data")
    assert str(caught.value).startswith(f"{given}：没有找到")
    assert not (tmp_path / "data" / OWNER).exists()


def test_a_broken_text_named_as_the_workbook_is_said_to_be_none(
    declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    book = tmp_path / "实际数.xlsx"
    book.write_bytes("预算数，一百万元。".encode() * 9 + b"\xff")
    with pytest.raises(UnreadableFile, match=r"实际数\.xlsx：不是 Excel 工作簿。请用模板"):
        read_facts(book, declared, pack)


def test_the_cover_speaks_of_a_sheet_only_where_it_is(
    declared: Declaration, pack: RulePack
) -> None:
    def said(declaration: Declaration) -> str:
        cover = fact_template(declaration, pack)["说明"]
        return "".join(str(cell.value) for row in cover.iter_rows() for cell in row)

    direct = replace(declared.indicators[0], name="总体成本节约率", target=parse_target("≥5%"))
    more = replace(declared, indicators=(*declared.indicators, direct))
    assert "可在“直接填报”表末加一行" not in said(declared)
    assert "可在“直接填报”表末加一行" in said(more)
    assert "请在备注栏写明理由" in said(declared)
    worded = replace(direct, target=parse_target("明显提高"))
    judged, filled = (
        fact_needs(replace(declared, indicators=(one,)), pack) for one in (worded, direct)
    )
    assert judged.judged[0].note == ""
    assert "填实际值" in filled.direct[0].note


def test_an_unknown_key_of_a_pack_names_extends_among_the_keys(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("name: own\nextends: common\nfoo: 1\n", "utf-8")
    with pytest.raises(RulePackError, match=r"不认识的“foo”.*此处可用：.*、extends、without）"):
        load_rulepack(path)
