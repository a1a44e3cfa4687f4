"""上年度 figures from the accounts in last year's folder, where nothing of this year has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from invented_accounts import BASIC, OWNER, TABLES, YEAR, Rows, write

from auditkit import open_audit
from auditkit.audit.audit import Audit


def later(rows: Rows) -> Rows:
    """The basic expenditure of the next year: 公用经费 54.60 after 52.00, which is 5 % more."""
    new = {"52.00": "54.60", "50.00": "52.60"}
    return [[new.get(cell or "", cell) for cell in row] for row in rows]


def published(data: Path, year: int, rows: Rows) -> None:
    folder = data / OWNER / str(year)
    folder.mkdir(parents=True)
    tables = [(name, rows if name == "一般公共预算财政拨款基本支出决算表" else table, areas)
              for name, table, areas in TABLES]  # fmt: skip
    path = write(folder, "xlsx", tables)
    import openpyxl

    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace(str(YEAR), str(year))
    book.save(path)


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    data = tmp_path_factory.mktemp("data")
    published(data, YEAR, BASIC)
    published(data, YEAR + 1, later(BASIC))
    return open_audit(OWNER, YEAR + 1, data, "common")


def test_last_year_s_accounts_give_what_this_year_s_lack(audit: Audit) -> None:
    row = audit["公用经费变动率"]
    assert row.value == pytest.approx(0.05)
    before = row.facts["公用经费", -1]
    assert before is not None
    assert (before.value, before.published) == (52.0, True)
    assert before.source.file.startswith(f"{YEAR}年度/决算")
    assert any(name == before.source.file for name, _ in audit.facts.files)


def test_what_lies_there_is_not_asked_for(audit: Audit) -> None:
    asked = [limit.what for limit in audit.limits if "公用经费" in limit.what]
    assert asked == []


def test_nobody_is_accused_of_loosening_what_nobody_declared(audit: Audit) -> None:
    """The targets of a department without a form are the pack's own 常用参考值, in both years."""
    assert [f.code for f in audit.findings if f.code in ("Y01", "Y02")] == []


def test_without_last_year_s_folder_it_is_asked_for(tmp_path: Path) -> None:
    published(tmp_path, YEAR, BASIC)
    audit = open_audit(OWNER, YEAR, tmp_path, "common")
    assert audit["公用经费变动率"].status == "数据缺失"
    assert any("公用经费" in limit.what for limit in audit.limits)
