"""Sentences of many places, in the text of one invented set of accounts: what a person reads.

`account_sentences.json` gives for each its lines, the facts (of the year, or (上年)), null for one
that must not be drawn, and what of the tie-outs must fail; any other failure is a false accusation.
`without` leaves out sheets, so that the text alone speaks; `blank` empties the row of figures.
All are 示例数据（虚构）.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from invented_budget import write_budget
from openpyxl.workbook import Workbook
from together import each

from auditkit.facts.accounts import Accounts, read_budget
from auditkit.facts.accounts.accounts import accounts_of
from auditkit.facts.accounts.pages import Pages, read_pages

DATA = Path(__file__).parent.parent / "data"
BASE = DATA / "accounts" / "虚构-N_wan.xlsx"
CASES: dict[str, dict[str, Any]] = json.loads(
    (DATA / "account_sentences.json").read_text(encoding="utf-8")
)
BUDGETS: dict[str, dict[str, Any]] = json.loads(
    (DATA / "budget_sentences.json").read_text(encoding="utf-8")
)
LAST_YEAR = "(上年)"


@cache
def base() -> Pages:
    """The accounts whose text, the last sheet, each case replaces; read once for all."""
    return read_pages(BASE)


def read(case: dict[str, Any]) -> Accounts:
    pages = base()
    *tables, text = pages.grids
    kept = [page for page in tables if page.name.split()[0] not in case.get("without", ())]
    kept = [
        replace(page, rows=page.rows[:-1]) if page.name.split()[0] == case.get("blank") else page
        for page in kept
    ]
    lines = ("某省某厅2022年度部门决算", *case["text"])
    said = replace(text, rows=tuple((line,) for line in lines), merged=())
    return accounts_of([*kept, said], "某省某厅", 2022, pages.issues)


@each("name", CASES)
def test_a_sentence_is_read_as_a_person_reads_it(name: str) -> None:
    case = CASES[name]
    accounts = read(case)
    got = {(fact.name, fact.year): fact.value for fact in accounts.facts}
    for key, value in case.get("facts", {}).items():
        found = got.get((key.removesuffix(LAST_YEAR), 2022 - key.endswith(LAST_YEAR)))
        assert found == (pytest.approx(value, abs=0.005) if value is not None else None), key
    failures = [str(tie) for tie in accounts.failures]
    for words in case.get("fails", ()):
        found_in = [tie for tie in failures if all(word in tie for word in words.split("|"))]
        assert found_in, words
        failures.remove(found_in[0])
    assert failures == []
    if "told" in case:
        said = [issue.code + issue.what for issue in accounts.issues]
        assert any(all(word in issue for word in case["told"].split("|")) for issue in said)


@pytest.mark.parametrize("name", BUDGETS)
def test_a_sentence_of_a_budget_is_read_as_a_person_reads_it(name: str, tmp_path: Path) -> None:
    case = BUDGETS[name]

    def change(book: Workbook) -> None:
        if "without" in case:
            book.remove(book[case["without"]])
        page = book["编制说明"]
        page.delete_rows(2, page.max_row)
        for line in case["text"]:
            page.append([line])

    read = read_budget(write_budget(tmp_path / "虚构预算.xlsx", change), "某省某厅", 2022)
    got = {fact.name: fact.value for fact in read.facts}
    assert {key: got.get(key) for key in case["facts"]} == pytest.approx(case["facts"], abs=0.005)
    failures = [str(tie) for tie in read.failures]
    for words in case.get("fails", ()):
        found_in = [tie for tie in failures if all(word in tie for word in words.split("|"))]
        assert found_in, words
        failures.remove(found_in[0])
    assert failures == []


def test_a_passage_that_contradicts_itself_gives_no_fact_and_is_told() -> None:
    """60 to 65 is no growth of 18.33 %: which of the three is wrong nobody can say."""
    case = {"text": ["与上年相比，机关运行经费由60.00万元增加到65.00万元，增长18.33%。"]}
    accounts = read(case)
    got = {(fact.name, fact.year): fact.value for fact in accounts.facts}
    assert got.get(("机关运行经费", 2022)) == 65.0
    assert ("机关运行经费", 2021) not in got
    assert accounts.failures == ()


def test_a_sentence_with_an_amount_that_is_not_understood_is_told() -> None:
    case = {"text": ["2022年度机关运行经费总体保持稳定并控制在65.00万元以内。"]}
    accounts = read(case)
    assert "机关运行经费" not in {fact.name for fact in accounts.facts}
    [told] = [issue for issue in accounts.issues if issue.code == "accounts-sentence"]
    assert told.grave
    assert "机关运行经费" in told.what
    assert "控制在65.00万元以内" in told.found
