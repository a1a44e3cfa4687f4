"""What people type into 审计发现处理.xlsx is never lost, and is in the report. 示例数据（虚构）."""

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from lxml import html
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.pagebreak import ColBreak
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from auditkit import open_audit, show
from auditkit.audit.audit import Audit
from auditkit.errors import AuditError
from auditkit.findings.finding import Finding
from auditkit.findings.origin import KEY_FILE, adopt
from auditkit.results.decisionbook.carried import Carried
from auditkit.results.findingexport import export_findings
from auditkit.results.record import record

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
BOOK = "审计发现处理.xlsx"
OWN = (
    "处理", "理由", "原因", "定性依据", "影响", "建议", "改写后的表述", "被审计单位意见",
    "责任单位", "整改期限", "整改状态", "整改证据",
)  # fmt: skip


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose department has the workbook as it is exported first."""
    data = tmp_path_factory.mktemp("first") / "data"
    shutil.copytree(ROOT / "data" / DEPARTMENT, data / DEPARTMENT)
    exported(data / DEPARTMENT / "2020")
    return data


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    """A department's year that has been exported once, of one's own."""
    shutil.copytree(first, tmp_path / "data")
    return tmp_path / "data" / DEPARTMENT / "2020"


@pytest.fixture
def unexported(tmp_path: Path) -> Path:
    """The same before any export."""
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    return tmp_path / "data" / DEPARTMENT / "2020"


def opened(folder: Path) -> Audit:
    return open_audit(DEPARTMENT, 2020, folder.parent.parent)


def exported(folder: Path, **options: bool | Path) -> Carried:
    audit = opened(folder)
    return export_findings(folder / BOOK, audit, audit.findings, **options)  # type: ignore[arg-type]


def change(folder: Path, work: Callable[[Workbook], object]) -> None:
    book = openpyxl.load_workbook(folder / BOOK)
    work(book)
    book.save(folder / BOOK)


def heads(sheet: Worksheet, row: int = 3) -> dict[str, int]:
    return {str(cell.value).partition("\n")[0]: cell.column for cell in sheet[row] if cell.value}


def line_of(sheet: Worksheet, subject: str, code: str) -> int:
    columns = heads(sheet)
    (line,) = [
        r
        for r in range(4, sheet.max_row + 1)
        if (sheet.cell(r, columns["对象"]).value, sheet.cell(r, columns["编码"]).value)
        == (subject, code)
    ]
    return line


def type_words(folder: Path, subject: str, code: str, **said: str) -> None:
    def work(book: Workbook) -> None:
        sheet = book["审计发现"]
        line = line_of(sheet, subject, code)
        for heading, text in said.items():
            sheet.cell(line, heads(sheet)[heading]).value = text

    change(folder, work)


def finding(audit: Audit, subject: str, code: str) -> Finding:
    (one,) = [f for f in audit.findings if (f.subject, f.code) == (subject, code)]
    return one


def texts(book: Workbook) -> list[str]:
    """Every text of a workbook, of its comments too, but for the hidden record."""
    cells = [
        cell
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
        for line in sheet.iter_rows()
        for cell in line
    ]
    said = [str(cell.value) for cell in cells if cell.value is not None]
    return said + [cell.comment.text for cell in cells if cell.comment]


def set_figure(folder: Path, name: str, value: float) -> None:
    """Another figure of this year in the fact workbook."""
    (path,) = folder.glob("实际数*.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["数据项"]
    for line in sheet.iter_rows():
        if line[0].value == name:
            line[2].value = value
    book.save(path)


# Nothing is lost


def test_every_cell_typed_into_is_there_after_the_inputs_changed(folder: Path) -> None:
    """Every cell of every sheet, also where the program writes; a column, a sheet, comments."""
    typed: list[str] = []

    def work(book: Workbook) -> None:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            known = heads(sheet)
            width, last = sheet.max_column, sheet.max_row
            sheet.cell(3, width + 1).value = "我的备忘"
            for line in range(4, last + 1):
                for column in range(1, width + 2):
                    # The identity is what a row is known by.
                    if column != known["标识"]:
                        text = f"手填{sheet.title}{line}-{column}"
                        sheet.cell(line, column).value = text
                        typed.append(text)
            comment = f"批注{sheet.title}"
            sheet.cell(4, 2).comment = Comment(comment, "审计人员")
            sheet.cell(last + 3, 2).value = f"表下{sheet.title}"
            typed.extend((comment, f"表下{sheet.title}", "我的备忘"))
        notes = book.create_sheet("我的笔记")
        notes["C7"].value = "另加的工作表"
        typed.append("另加的工作表")

    change(folder, work)
    before = {one.identity for one in opened(folder).findings}
    # 预算执行率 falls, and findings come and go.
    set_figure(folder, "预算执行数", 150000.0)
    set_figure(folder, "预算调整数", 100.0)
    carried = exported(folder)
    after = {one.identity for one in opened(folder).findings}
    assert before - after
    assert after - before
    assert set(typed) - set(texts(openpyxl.load_workbook(folder / BOOK))) == set()
    assert len(carried.gone) >= len(before - after)
    # And once more, with everything as before.
    set_figure(folder, "预算执行数", 186441.82)
    exported(folder)
    assert set(typed) - set(texts(openpyxl.load_workbook(folder / BOOK))) == set()


def test_colours_and_comments_on_any_cell_stay_and_move_with_their_finding(folder: Path) -> None:
    """On the program's cells, on empty cells of the auditor's, on headings; in bold and crossed."""
    book = openpyxl.load_workbook(folder / BOOK)
    at = next(
        (str(line[4].value), str(line[1].value)) for line in book["审计发现"].iter_rows(min_row=10)
    )
    red, green = PatternFill("solid", fgColor="FF0000"), PatternFill("solid", fgColor="00B050")

    def work(book: Workbook) -> None:
        sheet = book["审计发现"]
        line, columns = line_of(sheet, *at), heads(sheet)
        sheet.cell(line, columns["事实"]).fill = red
        sheet.cell(line, columns["标准"]).font = Font(name="宋体", size=10, bold=True, strike=True)
        sheet.cell(line, columns["建议"]).fill = green
        sheet.cell(3, columns["程度"]).fill = red
        sheet.cell(3, columns["出处"]).comment = Comment("对照原件", "审计人员")

    change(folder, work)
    before = {one.identity for one in opened(folder).findings}
    # The row moves: another finding is gone or new above it.
    set_figure(folder, "预算执行数", 150000.0)
    set_figure(folder, "预算调整数", 100.0)
    for _ in range(2):
        exported(folder)
        sheet = openpyxl.load_workbook(folder / BOOK)["审计发现"]
        line, columns = line_of(sheet, *at), heads(sheet)
        audit = opened(folder)
        assert {one.identity for one in audit.findings} != before
        assert sheet.cell(line, columns["事实"]).fill.fgColor.rgb == "00FF0000"
        assert sheet.cell(line, columns["事实"]).value == finding(audit, *at).condition
        font = sheet.cell(line, columns["标准"]).font
        assert (font.b, font.strike) == (True, True)
        assert sheet.cell(line, columns["建议"]).fill.fgColor.rgb == "0000B050"
        assert sheet.cell(3, columns["程度"]).fill.fgColor.rgb == "00FF0000"
        assert sheet.cell(3, columns["出处"]).comment.text == "对照原件"
        # What nobody marked looks as before.
        others = [sheet.cell(r, columns["事实"]) for r in range(4, sheet.max_row) if r != line]
        assert {cell.fill.fill_type for cell in others} == {None}


def test_an_export_that_nobody_touched_is_taken_for_marked_nowhere(folder: Path) -> None:
    carried = exported(folder)
    assert (carried.matched, carried.gone) == (0, ())


def test_it_prints_on_three_pages_side_by_side_each_of_which_says_of_what(folder: Path) -> None:
    exported(folder)
    sheet = openpyxl.load_workbook(folder / BOOK)["审计发现"]
    named = [str(cell.value or "") for cell in sheet[3]]
    widths = [sheet.column_dimensions[get_column_letter(j + 1)].width for j in range(len(named))]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$3:$3", "$A:$E")
    assert named[:5] == ["序号", "编码", "程度", "审计发现", "对象"]
    # What the program says, what the auditor says, what became of it.
    starts = [0, *(one.id for one in sheet.col_breaks.brk), len(named)]
    assert [named[i] for i in starts[:-1]] == ["序号", "处理", "被审计单位意见"]
    # A4 landscape holds 768 points between its margins; a digit of 10 points is 5.25 wide.
    for first, last in itertools.pairwise(starts):
        again = sum(widths[:5]) if first else 0
        across = (again + sum(widths[first:last])) * 5.25 * sheet.page_setup.scale / 100
        assert across <= 768, named[first]
    assert sheet.page_setup.scale >= 70


def as_first_written(sheet: Worksheet) -> None:
    """The set-up of the first versions: A3, all columns on one page."""
    sheet.page_setup.paperSize, sheet.page_setup.scale = 8, None
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet._print_cols, sheet.col_breaks = None, ColBreak()
    for heading, width in (("事实", 36), ("标准", 24), ("责任单位", 22)):
        letter = get_column_letter(heads(sheet)[heading])
        sheet.column_dimensions[letter].width = width


def test_a_print_set_up_of_an_earlier_version_that_nobody_changed_is_brought_up_to_date(
    folder: Path,
) -> None:
    change(folder, lambda book: as_first_written(book["审计发现"]))
    exported(folder)
    sheet = openpyxl.load_workbook(folder / BOOK)["审计发现"]
    assert (sheet.page_setup.paperSize, sheet.print_title_cols) == (9, "$A:$E")
    assert len(sheet.col_breaks.brk) == 2
    # What the first versions wrote is nobody's width: it becomes today's.
    assert sheet.column_dimensions[get_column_letter(heads(sheet)["标准"])].width == 30


def test_what_a_person_changed_of_the_print_set_up_and_of_the_widths_stays(folder: Path) -> None:
    def work(book: Workbook) -> None:
        sheet = book["审计发现"]
        as_first_written(sheet)
        sheet.page_setup.orientation = "portrait"
        sheet.column_dimensions[get_column_letter(heads(sheet)["事实"])].width = 60
        book["报告"].column_dimensions["B"].width = 90

    change(folder, work)
    for _ in range(2):
        exported(folder)
        book = openpyxl.load_workbook(folder / BOOK)
        sheet = book["审计发现"]
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "portrait")
        assert sheet.print_title_cols is None
        assert sheet.column_dimensions[get_column_letter(heads(sheet)["事实"])].width == 60
        assert book["报告"].column_dimensions["B"].width == 90


def test_columns_of_one_width_that_an_office_program_stored_as_one_stay_apart(
    folder: Path,
) -> None:
    def work(book: Workbook) -> None:
        sheet = book["审计发现"]
        first = heads(sheet)["原因"]
        for j in range(first, first + 5):
            del sheet.column_dimensions[get_column_letter(j)]
        group = ColumnDimension(
            sheet, get_column_letter(first), min=first, max=first + 4, width=35, hidden=True
        )
        sheet.column_dimensions[group.index] = group

    change(folder, work)
    exported(folder)
    sheet = openpyxl.load_workbook(folder / BOOK)["审计发现"]
    first = heads(sheet)["原因"]
    letters = [get_column_letter(j) for j in range(first, first + 6)]
    found = [(sheet.column_dimensions[x].width, sheet.column_dimensions[x].hidden) for x in letters]
    assert found[:5] == [(35, True)] * 5
    assert found[5] != (35, True)
    spans = [(one.min, one.max) for one in sheet.column_dimensions.values()]
    assert all(left == right for left, right in spans)


def test_an_amount_stands_beside_its_kind(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / BOOK)["审计发现"]
    columns = heads(sheet)
    for subject, code, money, kind in (
        ("学前教育发展专项工作", "R10", 2125.0, "预算调剂"),
        ("预算调整率", "R01", 592.63, "与指标值的差额"),
        ("预算执行数", "R20", 83797.57, "口径差额"),
    ):
        row = sheet[line_of(sheet, subject, code)]
        said = [row[columns[head] - 1].value for head in ("涉及金额", "金额性质")]
        assert said == [pytest.approx(money, abs=0.005), kind]
    line = sheet[line_of(sheet, "企业满意度", "S04")]
    assert line[columns["金额性质"] - 1].value in (None, "")


def test_a_finding_that_has_gone_keeps_its_row_below_and_comes_back_with_its_words(
    folder: Path,
) -> None:
    type_words(folder, "预算调整率", "R01", 原因="年中追加未报批", 责任单位="财务处")
    set_figure(folder, "预算调整数", 100.0)
    carried = exported(folder)
    assert carried.gone == ("R01 预算调整率",)
    sheet = openpyxl.load_workbook(folder / BOOK)["审计发现"]
    column = [str(cell.value) for cell in sheet["A"]]
    line = line_of(sheet, "预算调整率", "R01")
    assert line == column.index("已不再出现") + 2
    assert sheet.cell(line, heads(sheet)["原因"]).value == "年中追加未报批"
    assert not [issue for issue in opened(folder).issues if issue.code == "K03"]
    set_figure(folder, "预算调整数", 20217.41)
    exported(folder)
    sheet = openpyxl.load_workbook(folder / BOOK)["审计发现"]
    assert "已不再出现" not in [cell.value for cell in sheet["A"]]
    words = finding(opened(folder), "预算调整率", "R01").words
    assert (words.cause, words.owner) == ("年中追加未报批", "财务处")


def test_words_follow_their_finding_when_its_figures_change(folder: Path) -> None:
    type_words(folder, "预算调整率", "R01", 原因="年中追加未报批", 建议="报批后再调整")
    was = finding(opened(folder), "预算调整率", "R01")
    set_figure(folder, "预算调整数", 30000.0)
    now = finding(opened(folder), "预算调整率", "R01")
    assert now.condition != was.condition
    assert now.identity == was.identity
    assert now.told("cause") == "年中追加未报批"
    assert now.told("recommendation") == "报批后再调整"


def test_sorted_rows_and_a_moved_column_are_read_as_before(folder: Path) -> None:
    type_words(folder, "预算调整率", "R01", 原因="甲")

    def upside_down(book: Workbook) -> None:
        sheet = book["审计发现"]
        lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=4)]
        for i, line in enumerate(reversed(lines)):
            for j, value in enumerate(line):
                # The column of 原因 changes places with the last one.
                sheet.cell(4 + i, j + 1).value = value
        cause, last = heads(sheet)["原因"], sheet.max_column
        for line in range(3, sheet.max_row + 1):
            one, two = sheet.cell(line, cause), sheet.cell(line, last)
            one.value, two.value = two.value, one.value

    change(folder, upside_down)
    assert finding(opened(folder), "预算调整率", "R01").words.cause == "甲"
    exported(folder)
    assert finding(opened(folder), "预算调整率", "R01").words.cause == "甲"


def test_what_is_typed_over_the_program_s_text_is_the_auditor_s(folder: Path) -> None:
    """D4 of the domain review: 原因 and 建议 typed into the columns that hold the program's."""

    def work(book: Workbook) -> None:
        sheet = book["审计发现"]
        line = line_of(sheet, "内控制度有效性", "R01")
        sheet.cell(line, 8).value = "招标流标两次"
        sheet.cell(line, 11).value = "提前启动采购"
        sheet.cell(line, 13).value = "采纳"
        sheet.cell(line, 14).value = "已核对合同"

    change(folder, work)
    for _ in range(2):
        audit = opened(folder)
        one = finding(audit, "内控制度有效性", "R01")
        assert (one.told("cause"), one.told("recommendation")) == ("招标流标两次", "提前启动采购")
        assert (one.words.verdict, one.words.reason) == ("采纳", "已核对合同")
        page = html.fromstring(show.findings_list(audit.findings).html).text_content()
        assert all(said in page for said in ("招标流标两次", "提前启动采购", "已核对合同"))
        exported(folder)


def test_a_formula_moves_with_its_row_and_a_column_keeps_its_looks(folder: Path) -> None:

    def work(book: Workbook) -> None:
        sheet = book["审计发现"]
        column = sheet.max_column + 1
        sheet.cell(3, column).value = "两倍"
        line = line_of(sheet, "外聘教师工作", "S10")
        sheet.cell(line, column).value = f"=J{line}*2"
        sheet.cell(line, column).number_format = "0.000"

    change(folder, work)
    set_figure(folder, "预算执行数", 150000.0)
    exported(folder)
    sheet = openpyxl.load_workbook(folder / BOOK)["审计发现"]
    line = line_of(sheet, "外聘教师工作", "S10")
    cell = sheet.cell(line, heads(sheet)["两倍"])
    assert (cell.value, cell.number_format) == (f"=J{line}*2", "0.000")


def test_a_cell_merged_down_over_two_findings_is_said_of_both_after_an_export(
    folder: Path,
) -> None:

    def work(book: Workbook) -> None:
        sheet = book["审计发现"]
        lines = [line_of(sheet, name, "S10") for name in ("外聘教师工作", "城乡义务教育保障工作")]
        column = heads(sheet)["责任单位"]
        sheet.cell(min(lines), column).value = "人事处"
        sheet.merge_cells(
            start_row=min(lines), end_row=max(lines), start_column=column, end_column=column
        )
        assert abs(lines[0] - lines[1]) == 1

    change(folder, work)
    for _ in range(2):
        audit = opened(folder)
        for name in ("外聘教师工作", "城乡义务教育保障工作"):
            assert finding(audit, name, "S10").words.owner == "人事处"
        exported(folder)


def test_a_workbook_of_the_earlier_layout_is_carried_over_and_kept_as_a_backup(
    unexported: Path,
) -> None:
    one = finding(opened(unexported), "预算调整率", "R01")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "审计发现"
    sheet.append(["标题"])
    sheet.append(["说明"])
    sheet.append(["序号", "编码", "程度", "审计发现", "对象", "标准", "事实", "原因", "影响",
                  "涉及金额\n（万元）", "建议", "出处", "处理", "理由"])  # fmt: skip
    sheet.append([1, one.code, one.severity, one.title, one.subject, one.criteria, one.condition,
                  "追加未报批", one.effect, one.money, "改用正式程序", "", "采纳", ""])  # fmt: skip
    book.save(unexported / BOOK)
    former = (unexported / BOOK).read_bytes()
    with pytest.raises(AuditError, match=r"不是本项目.*--decisions"):
        exported(unexported)
    assert (unexported / BOOK).read_bytes() == former
    carried = exported(unexported, decisions=unexported / BOOK)
    assert carried.backup is not None
    assert carried.backup.read_bytes() == former
    words = finding(opened(unexported), "预算调整率", "R01").words
    assert (words.cause, words.recommendation, words.verdict) == (
        "追加未报批",
        "改用正式程序",
        "采纳",
    )
    # The program's own text left standing there is nobody's word.
    assert words.effect == words.criteria == words.condition == ""


# Refused, and nothing written


@pytest.mark.parametrize("content", [b"PK nothing", b""])
def test_a_damaged_file_is_left_as_it_is(unexported: Path, content: bytes) -> None:
    (unexported / BOOK).write_bytes(content)
    audit = opened(unexported)
    with pytest.raises(AuditError, match=r"读不出其中所填的内容.*没有写入"):
        export_findings(unexported / BOOK, audit, audit.findings)
    assert (unexported / BOOK).read_bytes() == content
    carried = export_findings(unexported / BOOK, audit, audit.findings, force=True)
    assert carried.backup is not None
    assert carried.backup.read_bytes() == content


@pytest.mark.parametrize("lock", ["~$审计发现处理.xlsx", ".~lock.审计发现处理.xlsx#"])
def test_a_file_open_elsewhere_is_not_written_over(folder: Path, lock: str) -> None:
    content = (folder / BOOK).read_bytes()
    (folder / lock).write_bytes(b"x")
    with pytest.raises(AuditError, match=r"正被其他程序打开.*没有写入"):
        exported(folder)
    assert (folder / BOOK).read_bytes() == content


def test_a_sheet_that_lost_its_heading_is_left_as_it_is(folder: Path) -> None:

    def work(book: Workbook) -> None:
        for cell in book["报告"][3]:
            cell.value = None

    change(folder, work)
    content = (folder / BOOK).read_bytes()
    with pytest.raises(AuditError, match=r"“报告”没有表头.*没有写入"):
        exported(folder)
    assert (folder / BOOK).read_bytes() == content


# Decisions


def test_a_finding_set_aside_must_be_looked_at_again_when_its_fact_has_changed(
    folder: Path,
) -> None:
    type_words(folder, "预算调整率", "R01", 处理="不予采纳", 理由="政策性追加")
    assert finding(opened(folder), "预算调整率", "R01").set_aside == "政策性追加"
    set_figure(folder, "预算调整数", 30000.0)
    audit = opened(folder)
    assert finding(audit, "预算调整率", "R01").set_aside == ""
    assert any("的事实与处理时不同" in str(issue) for issue in audit.issues)
    assert exported(folder).moved == ("R01 预算调整率",)
    # Exporting alone confirms nothing.
    exported(folder)
    assert finding(opened(folder), "预算调整率", "R01").set_aside == ""
    type_words(folder, "预算调整率", "R01", 变动="")
    assert finding(opened(folder), "预算调整率", "R01").set_aside == "政策性追加"
    exported(folder)
    assert finding(opened(folder), "预算调整率", "R01").set_aside == "政策性追加"


# Where a file came from


def test_a_file_handed_in_by_a_department_counts_only_when_the_auditor_names_it(
    unexported: Path,
) -> None:
    path = unexported / "审计发现处理.csv"
    path.write_text("编码,对象,处理,理由\nS10,外聘教师工作,不予采纳,无此问题\n", "utf-8")
    audit = opened(unexported)
    assert finding(audit, "外聘教师工作", "S10").set_aside == ""
    (issue,) = [issue for issue in audit.issues if issue.code == "K08"]
    assert issue.grave
    assert "--decisions 审计发现处理.csv" in str(issue)
    adopt(path, unexported)
    audit = opened(unexported)
    assert finding(audit, "外聘教师工作", "S10").set_aside == "无此问题"
    assert audit.decisions.origin == "审计人员认可"
    assert record(audit)["decisions"] == {"file": path.name, "origin": "审计人员认可"}
    # For these bytes alone.
    path.write_text(path.read_text("utf-8") + "S01,,不予采纳,没有\n", "utf-8")
    audit = opened(unexported)
    assert finding(audit, "外聘教师工作", "S10").set_aside == ""
    assert audit.decisions.origin == "认可后有改动"


def test_the_mark_of_an_export_holds_for_its_project_department_and_year_alone(
    folder: Path, tmp_path: Path
) -> None:
    assert opened(folder).decisions.origin == "本项目导出"
    other = tmp_path / "data" / DEPARTMENT / "2021"
    shutil.copytree(folder, other)
    text = (other / "申报表.txt").read_text("utf-8")
    (other / "申报表.txt").write_text(text.replace("2020", "2021"), "utf-8")
    assert open_audit(DEPARTMENT, 2021, tmp_path / "data").decisions.origin == "来历不明"
    # Another project has another key: what a department copied from one is nothing in the next.
    (tmp_path / "data" / KEY_FILE).write_text("0" * 64)
    assert opened(folder).decisions.origin == "来历不明"


def test_words_of_a_named_csv_go_into_the_workbook_and_the_csv_is_kept(unexported: Path) -> None:
    path = unexported / "审计发现处理.csv"
    path.write_text("编码,对象,处理,理由,原因\nS10,外聘教师工作,采纳,,编制不足\n", "utf-8")
    audit = opened(unexported)
    with pytest.raises(AuditError, match=r"已有审计发现处理\.csv.*--decisions"):
        export_findings(unexported / BOOK, audit, audit.findings)
    content = path.read_bytes()
    carried = export_findings(unexported / BOOK, audit, audit.findings, decisions=path)
    assert finding(opened(unexported), "外聘教师工作", "S10").words.cause == "编制不足"
    assert carried.backup is not None
    assert carried.backup.read_bytes() == content
    assert not path.exists()


# Where the words stand


def test_each_of_the_words_stands_in_the_finding_the_json_and_the_page(folder: Path) -> None:
    said = {heading: f"话{i}（虚构）" for i, heading in enumerate(OWN)} | {"处理": "采纳"}
    type_words(folder, "预算调整率", "R01", **said)
    audit = opened(folder)
    words = finding(audit, "预算调整率", "R01").words
    assert tuple(words.as_json() or ()) == (
        "verdict", "reason", "cause", "criteria", "effect", "recommendation", "condition", "reply",
        "owner", "due", "state", "proof",
    )  # fmt: skip
    assert list((words.as_json() or {}).values()) == list(said.values())
    (one,) = [f for f in record(audit)["findings"] if f["words"]]
    assert one["words"]["reply"] == said["被审计单位意见"]
    page = html.fromstring(show.findings_list(audit.findings).html).text_content()
    assert [text for text in said.values() if text not in page and text != "采纳"] == []


def test_the_sheet_of_the_report_is_read_with_the_items_that_people_added(folder: Path) -> None:

    def work(book: Workbook) -> None:
        sheet = book["报告"]
        column = heads(sheet)["内容"]
        for line in range(4, sheet.max_row + 1):
            sheet.cell(line, column).value = f"{sheet.cell(line, 1).value}（虚构）"
        sheet.cell(sheet.max_row + 1, 1).value = "抄送"
        sheet.cell(sheet.max_row, column).value = "档案室"

    change(folder, work)
    for _ in range(2):
        words = opened(folder).words
        assert (words.conclusion, words.number) == ("评价结论补充（虚构）", "文号（虚构）")
        assert (words.prepared, words.reviewed) == ("编制（虚构）", "复核（虚构）")
        assert words.others == (("抄送", "档案室"),)
        exported(folder)


# Requests


def test_what_is_still_to_be_obtained_is_listed_and_once_obtained_goes_below(folder: Path) -> None:
    """培训计划执行率 of 2020 lacks its actual value in the example."""

    def lines(book: Workbook) -> dict[str, int]:
        sheet = book["资料清单"]
        return {str(sheet.cell(r, 2).value): r for r in range(4, sheet.max_row + 1)}

    asked = [limit.what for limit in opened(folder).limits]
    assert asked
    assert list(lines(openpyxl.load_workbook(folder / BOOK))) == asked

    def work(book: Workbook) -> None:
        sheet = book["资料清单"]
        for line in lines(book).values():
            sheet.cell(line, heads(sheet)["备注"]).value = f"已去函{line}"

    change(folder, work)
    (path,) = folder.glob("实际数*.xlsx")
    book = openpyxl.load_workbook(path)
    (line,) = [row for row in book["直接填报"].iter_rows() if row[0].value == "培训计划执行率"]
    line[3].value = 0.95
    book.save(path)
    exported(folder)
    written = openpyxl.load_workbook(folder / BOOK)
    rows = list(written["资料清单"]["B"])
    below = [str(cell.value) for cell in written["资料清单"]["A"]]
    gone = below.index("已不再出现")
    assert "培训计划执行率" in str(rows[gone + 1].value)
    said = texts(written)
    assert [n for n in range(4, 4 + len(asked)) if f"已去函{n}" not in said] == []


# Weights


def type_weights(folder: Path, points: Callable[[int, str], object]) -> None:
    def work(book: Workbook) -> None:
        sheet = book["权重"]
        columns = heads(sheet)
        for line in range(4, sheet.max_row + 1):
            name = str(sheet.cell(line, columns["三级指标"]).value)
            sheet.cell(line, columns["分值"]).value = points(line - 4, name)

    change(folder, work)


def test_typed_weights_count_where_every_indicator_has_one(folder: Path) -> None:
    # 48 indicators: 47 of 2 points and one of 6 are 100.
    type_weights(folder, lambda i, name: 6 if name == "预算执行率" else 2)
    audit = opened(folder)
    weights = dict(zip(audit.frame["indicator"], audit.frame["weight"], strict=True))
    assert weights["预算执行率"] == pytest.approx(6)
    assert weights["预算调整率"] == pytest.approx(2)
    assert "审计人员" in audit.score.weights_note


def test_typed_weights_of_another_sum_are_scaled_and_that_is_told(folder: Path) -> None:
    type_weights(folder, lambda i, name: 1)
    audit = opened(folder)
    assert list(audit.frame["weight"]) == pytest.approx([100 / 48] * 48)
    assert "合计48分，折算为100分" in audit.score.weights_note


def test_weights_for_some_indicators_only_are_told_and_not_taken(unexported: Path) -> None:
    before = list(opened(unexported).frame["weight"])
    exported(unexported)
    type_weights(unexported, lambda i, name: 5 if i < 3 else None)
    audit = opened(unexported)
    assert list(audit.frame["weight"]) == before
    assert "只填了3个指标的分值（共48个），不予采用" in audit.score.weights_note
    (issue,) = [issue for issue in audit.issues if issue.code == "K10"]
    assert "只填了一部分" in issue.what


def test_a_weight_that_is_no_number_is_told(folder: Path) -> None:
    type_weights(folder, lambda i, name: "五分" if i == 0 else 2)
    found = [issue.found for issue in opened(folder).issues if issue.code == "K10"]
    assert found == ["五", ""]
