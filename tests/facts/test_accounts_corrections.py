"""决算-识读.xlsx, and what a person puts right in it (某省某厅 2022, 虚构)."""

import shutil
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from auditkit.facts.accounts import read_accounts
from auditkit.facts.accounts.asread import as_read
from auditkit.files.saving import save_workbook, workbook_bytes

BASE = Path(__file__).parent.parent / "data" / "accounts" / "虚构-N_wan.xlsx"


@pytest.fixture
def original(tmp_path: Path) -> Path:
    """The invented accounts with a heading that is not known, kept as 决算.xlsx."""
    book = openpyxl.load_workbook(BASE)
    book["GK03 支出决算表"]["F4"] = "日常运转类支出"
    book.save(path := tmp_path / "决算.xlsx")
    return path


def written(original: Path) -> Workbook:
    save_workbook(
        as_read(read_accounts(original, "某省某厅", 2022)), original.with_name("识读.xlsx")
    )
    return openpyxl.load_workbook(original.with_name("识读.xlsx"))


def test_every_figure_stands_beside_its_place(original: Path) -> None:
    page = written(original)["03支出决算表"]
    assert [cell.value for cell in page[3]][:7] == [
        "侧", "科目编码", "项目", "合计", "出处", "日常运转类支出", "出处",
    ]  # fmt: skip
    assert [cell.value for cell in page[4]][2:7] == [
        "合计", 1250.45, "GK03 支出决算表!E8", 800.2, "GK03 支出决算表!F8",
    ]  # fmt: skip
    told = written(original)["未读"]
    assert [cell.value for cell in told[2]][:3] == [
        "须更正", "accounts-column", "决算.xlsx[GK03 支出决算表!F8]",
    ]  # fmt: skip


def test_the_same_accounts_give_the_same_bytes(original: Path) -> None:
    accounts = read_accounts(original, "某省某厅", 2022)
    assert workbook_bytes(as_read(accounts)) == workbook_bytes(as_read(accounts))


def test_what_was_put_right_is_taken_and_told(original: Path) -> None:
    book = written(original)
    page = book["03支出决算表"]
    page["F3"] = "基本支出"
    page["D5"] = 901.1
    book.save(original.with_name("决算-校正.xlsx"))
    accounts = read_accounts(original, "某省某厅", 2022)
    facts = {fact.name: fact for fact in accounts.facts if fact.year == 2022}
    assert [name for name, _ in accounts.as_facts.files] == ["决算.xlsx", "决算-校正.xlsx"]
    assert facts["基本支出"].value == 800.2
    assert facts["基本支出"].source.file == "决算.xlsx"
    told = [str(i) for i in accounts.issues if i.code == "accounts-corrected"]
    assert told == [
        "决算-校正.xlsx[03支出决算表!D5]：《支出决算表》一般公共服务支出“合计”：原读作900.10，校正为901.10。已按校正取用。",
        "决算-校正.xlsx[03支出决算表]：《支出决算表》的栏名：原读作“日常运转类支出”，校正为“基本支出”。已按校正取用。",
    ]
    # The column is read now: nothing is left to be corrected.
    assert not any(issue.grave for issue in accounts.issues)
    # 901.10 is what the person says; that the rows below come to 900.10 is a finding.
    assert any(tie.left.value == 901.1 for tie in accounts.failures)


def test_nothing_changed_changes_nothing(original: Path) -> None:
    before = read_accounts(original, "某省某厅", 2022)
    written(original).save(original.with_name("决算-校正.xlsx"))
    after = read_accounts(original, "某省某厅", 2022)
    assert (after.facts, after.issues, after.tables) == (before.facts, before.issues, before.tables)


def test_a_figure_of_a_row_that_nobody_read_can_be_added(original: Path) -> None:
    book = written(original)
    page = book["07财政拨款“三公”经费支出决算表"]
    column = next(c.column for c in page[3] if c.value == "因公出国(境)费|决算数")
    page.cell(4, column, 0.5)
    book.save(original.with_name("决算-校正.xlsx"))
    facts = {f.name: f for f in read_accounts(original, "某省某厅", 2022).facts}
    assert facts["因公出国（境）费"].value == 0.5
    assert facts["因公出国（境）费"].source.file == "决算-校正.xlsx"


def test_corrections_of_another_original_are_refused(original: Path) -> None:
    written(original).save(original.with_name("决算-校正.xlsx"))
    shutil.copy(BASE, original)
    accounts = read_accounts(original, "某省某厅", 2022)
    [issue] = [i for i in accounts.issues if i.grave]
    assert (issue.code, issue.what) == (
        "accounts-correction",
        "校正所据的原件与现有的不同，没有采用",
    )
    assert {f.name: f.value for f in accounts.facts}["基本支出"] == 800.2
