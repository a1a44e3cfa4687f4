"""What became of earlier findings, by the same rules in later years. 示例数据（虚构）."""

import datetime as dt
import io
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from lxml import html
from typer.testing import CliRunner, Result

import auditkit.cli.followup  # noqa: F401
from auditkit import open_audit, show
from auditkit.audit.audit import Audit
from auditkit.audit.duedate import due_day
from auditkit.audit.followup import Case, followed, retested
from auditkit.audit.opening import each_year
from auditkit.cli.app import app
from auditkit.errors import AuditError
from auditkit.results.findingexport import export_findings
from auditkit.results.record import record

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    return tmp_path / "data"


def another_year(data: Path, year: int, **figures: float | None) -> None:
    """The same form and figures in another year, but for these figures of that year."""
    folder = data / DEPARTMENT / str(year)
    shutil.copytree(data / DEPARTMENT / "2020", folder)
    form = folder / "申报表.txt"
    form.write_text(moved(form.read_text("utf-8"), year), "utf-8")
    (path,) = folder.glob("实际数*.xlsx")
    path.write_bytes(moved_book(path.read_bytes(), year, tuple(figures.items())))


def moved(text: str, year: int) -> str:
    later = {str(2019 + i): str(year - 1 + i) for i in range(2)}
    return re.sub("2019|2020", lambda found: later[found[0]], text)


@cache
def moved_book(data: bytes, year: int, figures: tuple[tuple[str, float | None], ...]) -> bytes:
    """The fact workbook of 2020 as one of another year; many tests want the same."""
    book, given = openpyxl.load_workbook(io.BytesIO(data)), dict(figures)
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell.value, str):
                    cell.value = moved(cell.value, year)
                if isinstance(cell.value, int) and cell.value in (2019, 2020):
                    cell.value += year - 2020
    for line in book["数据项"].iter_rows():
        if line[0].value in given:
            line[2].value = given[str(line[0].value)]
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def opened(data: Path, year: int) -> Audit:
    return open_audit(DEPARTMENT, year, data)


def case_of(cases: list[Case], subject: str, code: str = "R01") -> Case:
    (one,) = [case for case in cases if (case.last.subject, case.last.code) == (subject, code)]
    return one


@pytest.mark.parametrize(
    ("adjusted", "state", "said"),
    [
        # Of a budget of 196,247.82 at most 10 %; 20,217.41 in 2020 were 10.30 %.
        (100.0, "已纠正", "0.05%"),
        (20217.41, "仍存在", "10.30%"),
        (30000.0, "有所加重", "15.29%"),
        (None, "无法复核", "数据缺失"),
    ],
)
def test_the_same_rule_says_what_became_of_a_missed_target(
    data: Path, adjusted: float | None, state: str, said: str
) -> None:
    another_year(data, 2021, 预算调整数=adjusted)
    case = case_of(followed([opened(data, 2020), opened(data, 2021)]), "预算调整率")
    assert case.state == state
    assert said in case.retest
    assert case.earlier.condition.startswith("实际10.30%")


def test_a_finding_of_this_year_alone_is_new(data: Path) -> None:
    another_year(data, 2021, 预算执行数=150000.0)
    case = case_of(followed([opened(data, 2020), opened(data, 2021)]), "预算执行率")
    assert (case.state, case.years) == ("新发生", (2021,))


def test_what_comes_back_after_a_year_without_it_came_again(data: Path) -> None:
    another_year(data, 2021, 预算调整数=100.0)
    another_year(data, 2022)
    audits = [opened(data, year) for year in (2020, 2021, 2022)]
    case = case_of(followed(audits), "预算调整率")
    assert (case.state, case.years, case.repeated) == ("再次发生", (2020, 2022), True)


def test_a_hint_found_twice_is_no_repeated_offence(data: Path) -> None:
    another_year(data, 2021)
    cases = followed([opened(data, 2020), opened(data, 2021)])
    hints = [case for case in cases if case.last.severity == "提示" and len(case.years) == 2]
    graver = [case for case in cases if case.last.severity != "提示" and len(case.years) == 2]
    assert hints
    assert graver
    assert not any(case.repeated for case in hints)
    assert all(case.repeated for case in graver)


def test_what_was_mended_in_an_earlier_year_and_stays_so_is_left_out(data: Path) -> None:
    another_year(data, 2021, 预算调整数=100.0)
    another_year(data, 2022, 预算调整数=100.0)
    audits = [opened(data, year) for year in (2020, 2021, 2022)]
    found = [(case.last.code, case.last.subject) for case in followed(audits)]
    assert ("R01", "预算调整率") not in found
    assert ("R01", "内控制度有效性") in found


def test_accounts_that_were_not_imported_prove_nothing_mended(data: Path) -> None:
    """A difference from the accounts is not mended because nobody brought the next ones."""
    another_year(data, 2021)
    audit = opened(data, 2021)
    found = opened(data, 2020).findings[0]
    state, said = retested(replace(found, code="C01", subject="预算执行数", row=None), audit)
    assert state == "无法复核"
    assert "没有导入部门决算" in said


def test_a_task_that_the_next_form_lacks_cannot_be_tested_again(data: Path) -> None:
    another_year(data, 2021)
    form = data / DEPARTMENT / "2021" / "申报表.txt"
    text = form.read_text("utf-8")
    assert "外聘教师工作" in text
    form.write_text(text.replace("外聘教师工作", "课后服务工作"), "utf-8")
    case = case_of(followed([opened(data, 2020), opened(data, 2021)]), "外聘教师工作", "S10")
    assert (case.state, case.retest) == ("无法复核", "2021年度申报表没有“外聘教师工作”")


def test_the_auditor_s_words_of_last_year_stand_in_the_report(data: Path) -> None:
    another_year(data, 2021, 预算调整数=100.0)
    type_words(data, 2020, "预算调整率", 被审计单位意见="属实", 整改期限="2021年6月底")
    audit = opened(data, 2021)
    case = case_of(list(audit.followed), "预算调整率")
    assert (case.words.reply, case.words.due) == ("属实", "2021年6月底")
    table = show.followup_table(audit)
    page = html.fromstring(table.html).text_content()
    assert "被审计单位意见：属实；整改期限：2021年6月底" in page
    assert "已纠正" in table.caption
    (one,) = [c for c in record(audit)["followup"] if c["identity"] == case.identity]
    assert (one["state"], one["words"]["reply"]) == ("已纠正", "属实")


def test_without_a_year_before_the_report_says_so(data: Path) -> None:
    table = show.followup_table(opened(data, 2020))
    assert "没有以往年度的资料" in table.html


def test_the_report_goes_back_over_all_years_whatever_years_are_missing(data: Path) -> None:
    """2020 found 10.30 %, 2021 and 2022 have no folder, 2023 finds 15.29 % (30000 of 196247.82)."""
    another_year(data, 2023, 预算调整数=30000.0)
    another_year(data, 2024, 预算调整数=100.0)
    audit = opened(data, 2023)
    case = case_of(list(audit.followed), "预算调整率")
    assert (case.years, case.state) == ((2020, 2023), "有所加重")
    text = html.fromstring(show.followup_table(audit).html).text_content()
    assert "有所加重（屡审屡犯）" in text
    assert "2020、2023" in text
    later = opened(data, 2024)
    mended = case_of(list(later.followed), "预算调整率")
    assert (mended.years, mended.state) == ((2020, 2023), "已纠正")
    assert mended.earlier.condition.startswith("实际15.29%")
    told = [one["parts"] for one in record(later)["prose"]]
    said = ["".join(part["text"] for part in parts) for parts in told]
    assert any(line.startswith("对2020年度以来各年度的审计发现，本年度按同一规则") for line in said)
    # Each file of an earlier year is an input once, under its own year.
    names = [name for name, _ in later.files]
    assert [n for n in names if n.endswith("申报表.txt")] == [
        "申报表.txt", "2023年度/申报表.txt", "2020年度/申报表.txt",
    ]  # fmt: skip
    # Opened one after the other, each once, the years say the same.
    in_turn = each_year(DEPARTMENT, data)
    first, second, third = (in_turn(year) for year in (2020, 2023, 2024))
    assert [id(one) for one in third.earlier] == [id(first), id(second)]
    assert record(second) == record(audit)
    assert record(third) == record(later)


def test_an_earlier_year_that_cannot_be_read_is_told_and_the_others_are_followed(
    data: Path,
) -> None:
    another_year(data, 2022)
    another_year(data, 2023)
    (broken,) = (data / DEPARTMENT / "2022").glob("申报表*")
    broken.write_text("", "utf-8")
    another = data / DEPARTMENT / "2021"
    another.mkdir()
    (another / "申报表.txt").write_text("", "utf-8")
    audit = opened(data, 2023)
    codes = [issue.code for issue in audit.issues if issue.code.startswith("P")]
    assert codes == ["P01", "P02", "P05"]
    assert case_of(list(audit.followed), "预算调整率").years == (2020, 2023)


# The ledger


def type_words(data: Path, year: int, subject: str, **said: str) -> None:
    path = data / DEPARTMENT / str(year) / "审计发现处理.xlsx"
    audit = opened(data, year)
    if not path.exists():
        export_findings(path, audit, audit.findings)
    book = openpyxl.load_workbook(path)
    sheet = book["审计发现"]
    heads = {str(cell.value): cell.column for cell in sheet[3]}
    (line,) = [
        r
        for r in range(4, sheet.max_row + 1)
        if (sheet.cell(r, 5).value, sheet.cell(r, 2).value) == (subject, "R01")
    ]
    for heading, text in said.items():
        sheet.cell(line, heads[heading]).value = text
    book.save(path)


def command(data: Path, *words: str) -> Result:
    output = data.parent / "台账.xlsx"
    return CliRunner().invoke(
        app, ["followup", *words, "--data-dir", str(data), "--output", str(output)]
    )


def ledger(data: Path) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(data.parent / "台账.xlsx")["整改台账"]
    heads = [str(cell.value).partition("\n")[0] for cell in sheet[3]]
    lines = sheet.iter_rows(min_row=4, values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def test_the_ledger_has_the_overdue_first_and_the_command_tells_them(data: Path) -> None:
    another_year(data, 2021)
    type_words(data, 2020, "内控制度有效性", 责任单位="办公室", 整改期限="2021-06-30")
    done = command(data, DEPARTMENT, "--as-of", "2021-07-10")
    assert done.exit_code == 1
    assert "截至2021-07-10逾期未整改1项" in done.output
    first = ledger(data)[0]
    assert (first["对象"], first["逾期"], first["责任单位"]) == (
        "内控制度有效性",
        "逾期10天",
        "办公室",
    )
    assert first["发现年度"] == "2020、2021"
    on_the_day = command(data, DEPARTMENT, "--as-of", "2021-06-30")
    assert on_the_day.exit_code == 0
    assert {row["逾期"] for row in ledger(data)} == {None}


def test_what_people_typed_into_the_ledger_is_kept(data: Path) -> None:
    another_year(data, 2021)
    command(data, DEPARTMENT, "--as-of", "2021-07-10")
    path = data.parent / "台账.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["整改台账"]
    heads = {str(cell.value): cell.column for cell in sheet[3]}
    (line,) = [
        r for r in range(4, sheet.max_row + 1) if sheet.cell(r, heads["对象"]).value == "预算调整率"
    ]
    sheet.cell(line, heads["跟踪记录"]).value = "已电话催办"
    sheet.cell(3, sheet.max_column + 1).value = "经办"
    sheet.cell(line, sheet.max_column).value = "丙（虚构）"
    book.save(path)
    another_year(data, 2022, 预算调整数=30000.0)
    command(data, DEPARTMENT, "--as-of", "2022-07-10")
    (row,) = [row for row in ledger(data) if row["对象"] == "预算调整率"]
    assert (row["跟踪记录"], row["经办"], row["复核结果"]) == (
        "已电话催办",
        "丙（虚构）",
        "有所加重",
    )


def test_all_departments_and_one_that_cannot_be_read(data: Path) -> None:
    another_year(data, 2021)
    (data / "某局" / "2021").mkdir(parents=True)
    (data / "某局" / "2021" / "申报表.txt").write_bytes(b"\x00\x01\x02")
    done = command(data, "--all", "--as-of", "2021-07-10")
    assert done.exit_code == 1
    assert "未能读入 某局2021年度" in done.output
    assert {row["部门"] for row in ledger(data)} == {DEPARTMENT}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "请写明一个部门，或用 --all"),
        (("郑州市教育厅",), "没有部门“郑州市教育厅”"),
        ((DEPARTMENT, "--as-of", "昨天"), "日期“昨天”无法识别"),
    ],
)
def test_what_is_not_meant_is_refused(data: Path, words: tuple[str, ...], said: str) -> None:
    done = command(data, *words)
    assert isinstance(done.exception, AuditError)
    assert said in str(done.exception)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-06-30", dt.date(2024, 6, 30)),
        ("２０２４年６月３０日前", dt.date(2024, 6, 30)),
        ("2024.6.5", dt.date(2024, 6, 5)),
        ("2024年2月底", dt.date(2024, 2, 29)),
        ("2024年底", dt.date(2024, 12, 31)),
        ("20240630", dt.date(2024, 6, 30)),
        ("2024年13月", None),
        ("2024-02-30", None),
        ("尽快整改", None),
        ("", None),
    ],
)
def test_a_due_date_is_read_as_people_write_it(text: str, day: dt.date | None) -> None:
    assert due_day(text) == day
