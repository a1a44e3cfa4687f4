"""No file for a spreadsheet carries out what a form, a database or a person wrote. 虚构。

Every command that writes one is carried out over a department whose texts begin as formulas do.
"""

import csv
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import invented_accounts
import openpyxl
import pytest
from commanding import typed

from auditkit.delivery import portfoliofiles
from auditkit.show.portfolio import long as portfolio_long

pytestmark = pytest.mark.slow

SIGNS = ("=", "+", "-", "@", "\t=", " =", "\u3000=", "\ufeff=", "＝", "＋", "－", "＠")
CALLS = ("cmd|'/C calc'!A0", 'HYPERLINK("http://x.cn","甲")', "SUM(1,1)", "1+1")
TEXTS = tuple(f"{sign}{call}" for sign in SIGNS for call in CALLS)
OWNER = "=1+1局"
PAYLOAD = re.compile(r"calc|HYPERLINK|x\.cn|SUM\(1,1\)|1\+1")
STARTS = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠]")
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def lay(data: Path, owner: str, year: int) -> Path:
    folder = data / owner / str(year)
    folder.mkdir(parents=True)
    tasks = "".join(f"年度主要任务\t{text}\t{text}\t10.00\t10.00\n" for text in TEXTS[::3])
    rows = "".join(f"产出指标\t数量指标\t{text}完成率\t≥95%\t{text}\n" for text in TEXTS)
    (folder / "申报表.txt").write_text(
        f"部门整体支出绩效目标申报表\n（{year}年度）\n部门名称\t{owner}\n"
        f"年度主要任务\t任务名称\t主要内容\t预算金额（万元）\t其中：财政资金\n{tasks}"
        f"一级指标\t二级指标\t三级指标\t指标值\t指标解释\n{rows}",
        "utf-8",
    )
    return folder


def words(count: int, start: int = 0) -> Iterator[str]:
    return (TEXTS[(start + n) % len(TEXTS)] for n in range(count))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbench in which every such command was carried out."""
    place = tmp_path_factory.mktemp("inert")
    data = place / "data"
    for year in (2022, 2023):
        folder = lay(data, OWNER, year)

    def run(*given: str) -> None:
        done = typed(*given, cwd=place)
        assert done.returncode in (0, 1), (given, done.stderr)

    run("form", OWNER, "2023")
    run("template", OWNER, "2023", "--output", str(place / "实际数.xlsx"))
    with sqlite3.connect(place / "账.db") as base:
        base.execute("create table t (部门, 年度, 数据项, 数值, 单位, 备注, 编号)")
        base.executemany(
            "insert into t values (?, 2023, ?, 1.5, '万元', ?, ?)",
            [(OWNER, text, text, text) for text in TEXTS],
        )
    base.close()
    at = ("--department", OWNER, "--year", "2023")
    run("import", "--sql", "sqlite:///账.db", "--query", "select * from t", *at)
    accounts = [
        (title, [[f"{cell}" if cell is None else cell for cell in row] for row in rows], merged)
        for title, rows, merged in invented_accounts.TABLES
    ]
    for (_, rows, _), text in zip(accounts, words(len(accounts)), strict=True):
        for row, said in zip(rows[2:], words(len(rows), 5), strict=False):
            if len(row) > 1 and row[1] and not row[1][0].isdigit():
                row[1] = said + text
    invented_accounts.write(folder, "xlsx", accounts, "决算.xlsx")
    run("accounts", OWNER, "2023")
    book = folder / "审计发现处理.xlsx"
    run("findings", OWNER, "2023", "--export", str(book))
    type_into(book)
    run("findings", OWNER, "2023", "--export", str(book))
    run("findings", OWNER, "2023", "--export", str(place / "发现.xlsx"))
    run("check", OWNER, "2023", "--mark", "--output", str(place / "标注"))
    run("report", OWNER, "2022", "--formats", "xlsx")
    run("report", OWNER, "2023", "--formats", "xlsx,html")
    run("followup", OWNER, "2023")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portfolio_long, "LONG", 0)
        patch.setattr(portfoliofiles, "LONG", 0)
        run("portfolio")
    return place


def type_into(path: Path) -> None:
    """Types such texts, as texts, into every cell that is the auditor's or the department's."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        for row in sheet.iter_rows(min_row=3):
            for cell, said in zip(row, words(len(row), row[0].row), strict=True):
                if cell.fill.fill_type and cell.value is None and type(cell).__name__ == "Cell":
                    cell.value, cell.data_type = f"{said} 手填", "s"
                    cell.quotePrefix = True
    book.save(path)


def tables(place: Path) -> list[Path]:
    """All that the commands wrote; the accounts were there before."""
    written = (p for p in place.rglob("*") if p.suffix in (".xlsx", ".csv"))
    return sorted(path for path in written if path.name != "决算.xlsx")


def test_all_commands_that_write_tables_were_carried_out(made: Path) -> None:
    names = {path.name for path in tables(made)}
    assert names >= {
        "申报表-识读.xlsx", "实际数.xlsx", "实际数-SQL.csv", "决算-识读.xlsx", "审计发现处理.xlsx",
        "发现.xlsx", "底稿.xlsx", "整改台账.xlsx", "名次.csv", "指标结果.csv", "审计发现.csv",
    }  # fmt: skip
    assert any("标注" in name for name in names)


def test_no_cell_of_a_workbook_is_a_formula_of_theirs(made: Path) -> None:
    seen = 0
    for path in tables(made):
        if path.suffix != ".xlsx":
            continue
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if not name.startswith("xl/worksheets/"):
                    continue
                for cell in ElementTree.fromstring(package.read(name)).iter(f"{SPACE}c"):
                    formula = cell.findtext(f"{SPACE}f") or ""
                    plain = re.sub(r'"[^"]*"', "", formula)
                    assert not re.search(r"cmd\||HYPERLINK|x\.cn", plain), (path.name, formula)
                    assert plain.replace(" ", "") not in ("1+1", "SUM(1,1)"), path.name
            shared = "xl/sharedStrings.xml" in package.namelist()
            links = [n for n in package.namelist() if n.endswith(".rels")]
            assert not any(b"x.cn" in package.read(n) for n in links), path.name
            assert not any("externalLinks" in n for n in package.namelist()), path.name
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and PAYLOAD.search(cell.value):
                        seen += 1
                        if STARTS.match(cell.value) and cell.data_type == "s":
                            # Else it becomes a formula as soon as somebody edits the cell.
                            assert cell.quotePrefix, (path.name, sheet.title, cell.coordinate)
        assert shared or seen
    assert seen > 500


def test_no_field_of_a_text_table_begins_as_a_formula(made: Path) -> None:
    seen = 0
    for path in tables(made):
        if path.suffix == ".csv":
            for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))):
                for field in row:
                    seen += bool(PAYLOAD.search(field))
                    begins = STARTS.match(field) or field.startswith(("\t", "\r"))
                    assert not begins or re.fullmatch(r"[+-]?[\d.,]+%?", field), (path.name, field)
    assert seen > 100


def test_what_was_typed_comes_back_as_it_was_typed(made: Path) -> None:
    book = openpyxl.load_workbook(made / "data" / OWNER / "2023" / "审计发现处理.xlsx")
    typed_ = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.endswith(" 手填")
    ]
    assert len(typed_) > 50
    assert {cell.data_type for cell in typed_} == {"s"}
    assert {cell.value.removesuffix(" 手填") for cell in typed_} <= set(TEXTS)
