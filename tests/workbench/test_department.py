"""我的部门: from a form that is dropped in to the report, by the controls alone."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from browsing import ROOT
from invented_ledger import save, yonyou_u8
from openpyxl import load_workbook

from auditkit.errors import AuditError, Source
from auditkit.results.problems import problems
from auditkit.show.tables.surroundings import surroundings
from auditkit.workbench.department import Desk, opening
from auditkit.workbench.department.page import DepartmentPage

pytestmark = pytest.mark.slow

FORM = ROOT / "data/郑州市教育局/2020/申报表.txt"
BOOK = ROOT / "data/郑州市教育局/2020/实际数-示例数据（虚构）.xlsx"


def desk(folder: Path) -> Desk:
    return Desk(folder, folder / "data")


def dropped(name: str, data: bytes) -> tuple[dict[str, Any], ...]:
    """What a browser sends of one file."""
    at = dt.datetime(2021, 3, 1, tzinfo=dt.UTC)
    file = {"name": name, "content": data, "size": len(data), "type": "", "last_modified": at}
    return (file,)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were opened on the desktop."""
    done: list[Path] = []
    monkeypatch.setattr("auditkit.workbench.department.page.open_file", done.append)
    monkeypatch.setattr("auditkit.workbench.department.table.open_file", done.append)
    return done


@pytest.fixture
def page(tmp_path: Path) -> DepartmentPage:
    (tmp_path / "data").mkdir()
    made = DepartmentPage(tmp_path)
    made.begin()
    return made


def press(page: DepartmentPage, name: str) -> str:
    """What the page says after a click on the button of that name."""
    (button,) = [one for one in page.buttons if one.description == name]
    button.click()
    return str(page.said.value)


def test_an_empty_folder_leads_to_a_report_by_the_controls_alone(
    page: DepartmentPage, opened: list[Path]
) -> None:
    assert all(button.disabled for button in page.buttons)
    page.intake.form.value = dropped("申报表.txt", FORM.read_bytes())
    assert (page.intake.department.value, page.intake.year.value) == ("郑州市教育局", "2020")
    page.intake.take.click()
    assert page.chosen == ("郑州市教育局", 2020)
    year = page.root / "data/郑州市教育局/2020"
    assert (year / "申报表.txt").read_bytes() == FORM.read_bytes()

    press(page, "填数")
    assert opened == [year / "实际数.xlsx"]
    (year / "实际数.xlsx").write_bytes(BOOK.read_bytes())
    press(page, "填数")
    assert (year / "实际数.xlsx").read_bytes() == BOOK.read_bytes()

    assert "指标48个" in press(page, "检查")
    assert "审计报告-示例数据（虚构）.html" in press(page, "出报告")
    assert (page.root / "reports/2020/郑州市教育局/manifest.json").is_file()
    press(page, "导出 Excel")
    paper = page.root / "导出/2020/郑州市教育局/郑州市教育局2020年度-底稿-示例数据（虚构）.xlsx"
    assert "评分" in load_workbook(paper).sheetnames
    assert (year / "审计发现处理.xlsx").is_file()


def test_problems_come_gravest_first_and_each_leads_to_its_cell(
    page: DepartmentPage, opened: list[Path]
) -> None:
    page.desk.put_form(page.desk.received("申报表.txt", FORM.read_bytes()), "郑州市教育局", 2020)
    year = page.root / "data/郑州市教育局/2020"
    book = load_workbook(BOOK)
    book["数据项"]["C6"] = "一千二百"
    book.save(year / "实际数.xlsx")
    page.refresh()
    press(page, "检查")
    rows = problems(page.desk.audit("郑州市教育局", 2020))
    kinds = [row.kind for row in rows]
    assert kinds == sorted(kinds, key=["须更正", "提示", "待取得"].index)
    assert "须更正1个" in page.table.count.value
    assert str(rows[0].source) == "实际数.xlsx[数据项!C6]"
    place = next(one for one in page.table.grid.children if hasattr(one, "click"))
    assert place.description == "实际数.xlsx[数据项!C6]"
    place.click()
    assert "<mark>一千二百</mark>" in page.table.cell.value
    page.table.opener.click()
    assert opened == [year / "实际数.xlsx"]


def test_a_form_never_takes_the_place_of_another(tmp_path: Path) -> None:
    at = desk(tmp_path)
    form = at.received("2020年目标.txt", FORM.read_bytes())
    first = at.put_form(form, form.department, form.year)
    # A name by which no reader would find it is kept inside one by which it is found.
    assert first.name == "申报表（2020年目标）.txt"
    assert at.put_form(form, form.department, form.year) == first
    other = at.received("申报表.txt", FORM.read_bytes() + b"\n")
    with pytest.raises(AuditError, match=r"已有申报表（申报表（2020年目标）\.txt），没有放入"):
        at.put_form(other, other.department, other.year)
    assert [path.name for path in first.parent.iterdir()] == [first.name]


@pytest.mark.parametrize(
    ("department", "year", "told"),
    [
        ("", 2020, "不能作文件夹名"),
        ("..", 2020, "不能作文件夹名"),
        ("某局/2020", 2020, "不能作文件夹名"),
        ("某局", 0, "年度要写成四位数"),
        ("某局", 20200, "年度要写成四位数"),
    ],
)
def test_a_department_that_no_folder_can_be_named_for_is_refused(
    tmp_path: Path, department: str, year: int, told: str
) -> None:
    at = desk(tmp_path)
    with pytest.raises(AuditError, match=told):
        at.put_form(at.received("申报表.txt", FORM.read_bytes()), department, year)
    assert not list(tmp_path.iterdir())


def test_what_is_no_form_is_told_by_its_own_name_and_kept_nowhere(page: DepartmentPage) -> None:
    page.intake.form.value = dropped("会议纪要.txt", "会议纪要\n一、二、三\n".encode())
    assert "会议纪要.txt" in page.intake.said.value
    assert "/tmp" not in page.intake.said.value
    assert page.intake.asked.layout.display == "none"
    assert not list((page.root / "data").iterdir())


def test_a_form_without_department_and_year_asks_for_both(page: DepartmentPage) -> None:
    text = FORM.read_text("utf-8").replace("(2020年度)", "").replace("部门名称\t\t郑州市教育局", "")
    page.intake.form.value = dropped("申报表.txt", text.encode())
    assert (page.intake.department.value, page.intake.year.value) == ("", "")
    assert "没有写部门和年度" in page.intake.said.value


def test_a_machine_without_a_desktop_says_where_the_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    file = tmp_path / "实际数.xlsx"
    file.touch()
    with pytest.raises(AuditError, match=r"请自行打开：.*实际数\.xlsx"):
        opening.open_file(file)
    with pytest.raises(AuditError, match="没有这个文件"):
        opening.open_file(tmp_path / "没有.xlsx")


def test_the_lab_hands_out_only_what_lies_in_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITKIT_LAB_ROOT", str(tmp_path))
    assert opening.served_at(tmp_path / "reports" / "a b.html") == "/files/reports/a%20b.html"
    assert opening.served_at(tmp_path.parent / "a.html") == ""


def test_a_cell_stands_among_its_neighbours(tmp_path: Path) -> None:
    shown = surroundings(BOOK, Source(BOOK.name, "数据项!C6"))
    rows = load_workbook(BOOK)["数据项"]
    assert f"<mark>{rows['C6'].value}</mark>" in shown
    assert "请打开文件查看" in surroundings(BOOK, Source(BOOK.name, ""))


def test_what_goes_wrong_is_said_and_the_buttons_stay_of_use(
    page: DepartmentPage, opened: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = page.desk.received("申报表.txt", FORM.read_bytes())
    page.desk.put_form(form, "郑州市教育局", 2020).unlink()
    page.refresh()
    assert "没有申报表" in press(page, "检查")
    assert not any(button.disabled for button in page.buttons)
    assert page.work.line.value == ""


def test_a_table_of_figures_and_a_ledger_are_taken_by_their_content(page: DepartmentPage) -> None:
    page.intake.figures.value = dropped("甲.csv", b"")
    assert "请先放入申报表" in page.intake.said.value
    page.desk.put_form(page.desk.received("申报表.txt", FORM.read_bytes()), "郑州市教育局", 2020)
    page.refresh()
    year = page.root / "data/郑州市教育局/2020"
    table = "年度,数据项,数值,单位,来源\n2020,预算数,{},万元,批复\n"
    for name, amount in (("甲.csv", "196000"), ("乙.csv", "196100")):
        page.intake.figures.value = dropped(name, table.format(amount).encode())
    # The file whose name comes first is in force; both places are told.
    said = page.intake.said.value
    assert "存为 郑州市教育局/2020/实际数-乙.csv：取得数1个" in said
    assert "须更正  实际数-甲.csv[第2行第3栏]：2020年预算数" in said
    assert "实际数-乙.csv[第2行第3栏]为196,100.00万元，这里为196,000.00万元" in said
    assert page.desk.audit("郑州市教育局", 2020).facts["预算数", 2020].value == 196100.0
    page.intake.figures.value = dropped("甲.csv", table.format("196200").encode())
    assert ">郑州市教育局/2020/实际数-甲.csv已经存在，内容不同。" in page.intake.said.value
    assert (year / "实际数-甲.csv").read_bytes() == table.format("196000").encode()

    ledger = save(yonyou_u8(), page.root / "余额.xlsx")
    page.intake.figures.value = dropped("余额.xlsx", ledger.read_bytes())
    assert "存为 郑州市教育局/2020/科目余额表-余额.xlsx" in page.intake.said.value
    assert (year / "科目余额表-余额.xlsx").read_bytes() == ledger.read_bytes()
