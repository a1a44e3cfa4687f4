"""Inputs that came later: tables of figures, ledgers, budgets, corrections, workbooks that return.

Every sound file with the reader that takes it; `seeds` and `case` put them among the others.
"""

import io
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import invented_budget
import invented_ledger
import layout_forms
import openpyxl
import pyarrow
from example_figures import EXAMPLE
from pyarrow import parquet

from auditkit import open_audit
from auditkit.audit.inputs import read_fact_file
from auditkit.documents.marked import write_marked
from auditkit.facts.accounts import read_budget
from auditkit.facts.store import read_rows, read_store, write_store
from auditkit.form import read_declaration
from auditkit.form.corrections import corrected
from auditkit.form.writing.readback import readback
from auditkit.results.decisionbook.earlier import read_earlier
from auditkit.results.decisionbook.replies import take_replies
from auditkit.rules import load_rulepack

ROOT = Path(__file__).parents[2]
FORM = ROOT / "data" / "郑州市教育局" / "2020" / "申报表.txt"
OWNER, YEAR = "郑州市教育局", 2020
Rows = tuple[tuple[str, ...], ...]

EXTRACT: Rows = (
    ("部门", "年度", "数据项", "数值", "单位", "来源"),
    *(
        (OWNER, str(year), name, text, "万元", "预算执行系统")
        for name, year, text in (
            ("预算数", 2020, "196247.82"),
            ("预算执行数", 2020, "186441.82"),
            ("决算数", 2020, "186,441.82"),
            ("资金结转结余数", 2020, "9806.00"),
            ("公用经费决算数", 2020, "1200.5"),
            ("公用经费预算数", 2020, "1300"),
            ("预算执行数", 2019, "170000"),
        )
    ),
)
LEDGERS: dict[str, Rows] = {
    program: tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows())
    for program, rows in invented_ledger.SHEETS.items()
}


def extract_of(rows: Rows, suffix: str) -> bytes:
    """A table of figures in a file of that type."""
    if suffix == "csv":
        return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()
    if suffix == "xlsx":
        return book_of(rows)
    head, *body = rows
    columns = {name: [row[at] for row in body] for at, name in enumerate(head)}
    return table_bytes(pyarrow.table(columns))


def book_of(rows: Rows) -> bytes:
    """The rows as a sheet; what looks like a plain number is one."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for r, row in enumerate(rows, 1):
        for c, text in enumerate(row, 1):
            cell = sheet.cell(r, c)
            try:
                cell.value = float(text) if "." in text and len(text) < 15 else text or None
            except ValueError:
                cell.value = text
            except openpyxl.utils.exceptions.IllegalCharacterError:
                cell.value = "�"
            if cell.data_type == "f":
                cell.data_type = "s"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def table_bytes(table: pyarrow.Table) -> bytes:
    made = io.BytesIO()
    parquet.write_table(table, made)
    return made.getvalue()


def damaged_table(data: bytes, chance: random.Random, odd: tuple[str, ...]) -> bytes | None:
    """A Parquet file of other values, types or columns; None for one that is damaged already."""
    try:
        table = parquet.read_table(io.BytesIO(data))
        at = chance.randrange(max(table.num_columns, 1))
        values = table.column(at).to_pylist() if table.num_columns else None
        name = table.column_names[at] if table.num_columns else ""
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError):
        return None
    if values is None:
        return None
    match chance.randrange(5):
        case 0:
            return table_bytes(table.drop_columns([name]))
        case 1:
            return table_bytes(table.append_column(name, table.column(at)))
        case 2:
            made: Any = chance.choice(
                ([None] * len(values), [1.5] * len(values), [[1, 2]] * len(values),
                 [b"\xff\xfe"] * len(values), [float("nan")] * len(values))
            )  # fmt: skip
        case _:
            made = [None if value is None else str(value) for value in values]
            if made:
                made[chance.randrange(len(made))] = chance.choice(odd)
    return table_bytes(table.set_column(at, name, pyarrow.array(made)))


def sound(folder: Path, exported: Path) -> dict[str, list[tuple[str, bytes, Rows]]]:
    """By kind: name, bytes, and the rows where the file holds nothing else."""
    budgets = invented_budget.write_budget(folder / "预算.xlsx").read_bytes()
    book = io.BytesIO()
    readback(read_declaration(FORM)).save(book)
    other = layout_forms.write_xlsx(layout_forms.EVALUATION, (), folder / "别.xlsx").read_bytes()
    store = folder / "数据项.parquet"
    figures = folder / "实际数.csv"
    figures.write_bytes(extract_of(EXTRACT, "csv"))
    facts = read_fact_file(figures, form(), load_rulepack())
    write_store(store, [(OWNER, YEAR, facts)])
    written = exported.read_bytes()
    return {
        "extracts": [
            (f"实际数.{suffix}", extract_of(EXTRACT, suffix), EXTRACT)
            for suffix in ("csv", "xlsx", "parquet")
        ],
        "ledgers": [
            *(
                (f"科目余额表-{program}.xlsx", book_of(rows), rows)
                for program, rows in LEDGERS.items()
            ),
            *(
                (f"会计账簿-{number}-{code}.xml", invented_ledger.standard(number, code), ())
                for number in (24589, 19581)
                for code in ("utf-8", "gb18030")
            ),
        ],
        "budgets": [("部门预算.xlsx", budgets, ())],
        "mended": [("申报表-校正.xlsx", book.getvalue(), ()), ("申报表-校正.xlsx", other, ())],
        "store": [("数据项.parquet", store.read_bytes(), ())],
        "replies": [("交回.xlsx", written, ())],
        "earlier": [("审计发现处理.xlsx", written, ())],
        "marked": [("实际数.xlsx", EXAMPLE.read_bytes(), ())],
    }


@cache
def form() -> Any:
    return read_declaration(FORM, load_rulepack())


def _budget(path: Path) -> Any:
    return read_budget(path, None, None)


def _facts(path: Path) -> Any:
    return read_fact_file(path, form(), load_rulepack())


def _ledger(path: Path) -> Any:
    """Of the department and year that the ledgers name."""
    owner, year = invented_ledger.OWNER, invented_ledger.YEAR
    return read_fact_file(path, replace(form(), department=owner, year=year), load_rulepack())


def _mended(path: Path) -> Any:
    return corrected(form(), path, load_rulepack())


def _store(path: Path) -> Any:
    return len(read_rows(path)), read_store(path, OWNER, YEAR)


def _replies(path: Path) -> Any:
    """The replies of a damaged workbook that returns, taken into the one that was sent out."""
    own = path.with_name("审计发现处理-发出.xlsx")
    own.write_bytes(_sent(path))
    return take_replies(own, path)


def _sent(path: Path) -> bytes:
    from seeds import seeds

    return next(iter(seeds()["earlier"])).data


def _earlier(path: Path) -> Any:
    return read_earlier(path)


def _marked(path: Path) -> Any:
    """The audit of a damaged workbook of figures, and its copy with every problem marked."""
    place = path.parent / "marked" / OWNER / str(YEAR)
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(FORM, place)
    shutil.copy(path, place)
    return write_marked(open_audit(OWNER, YEAR, path.parent / "marked"), path.parent / "copies")


READERS: dict[str, Callable[[Path], Any]] = {
    "extracts": _facts,
    "ledgers": _ledger,
    "budgets": _budget,
    "mended": _mended,
    "store": _store,
    "replies": _replies,
    "earlier": _earlier,
    "marked": _marked,
}
