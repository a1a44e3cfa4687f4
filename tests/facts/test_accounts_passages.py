"""Passages of the text of many places, in documents with next to no table: what a person takes.

`account_passages.json` gives for each its heading and text, the facts (of the year, or (上年)), and
the rates: each of them altered must fail a check. A fact of null must not be read. As printed
nothing may fail. All are 示例数据（虚构）.
"""

import json
import re
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from together import each

from auditkit.facts.accounts.accounts import Accounts, accounts_of, budget_of
from auditkit.files.grid import Grid

CASES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "data" / "account_passages.json").read_text(encoding="utf-8")
)
LAST_YEAR = "(上年)"
STEP = 3.37


def sheet(name: str, *rows: tuple[str, ...]) -> Grid:
    return Grid("虚构.xlsx", "", "sheet", name, rows)


def read(case: dict[str, Any], *, altered: str = "") -> Accounts:
    word = "预算" if case.get("budget") else "决算"
    text = list(case["text"])
    if altered:
        printed = re.compile(rf"(?<![\d.]){re.escape(altered)}%")
        at = max(i for i, line in enumerate(text) if printed.search(line))
        text[at] = printed.sub(f"{float(altered) + STEP:.2f}%", text[at], count=1)
    table = sheet(
        "国有资本经营",
        (f"国有资本经营预算财政拨款支出{word}表",),
        ("部门：某省某厅", "", "金额单位：万元"),
        ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        ("", "合计", "5.50", "0.00", "5.50"),
    )
    lines = [(f"某省某厅{case['year']}年度部门{word}",), *((line,) for line in text)]
    of = budget_of if case.get("budget") else accounts_of
    return of([sheet("说明", *lines), table], "某省某厅", case["year"])


@cache
def printed(name: str) -> Accounts:
    """The case as it is printed: what three of the tests below look at is read once."""
    return read(CASES[name])


@each("name", CASES)
def test_a_passage_is_read_as_a_person_reads_it(name: str) -> None:
    case = CASES[name]
    accounts = printed(name)
    got = {(fact.name, fact.year): fact.value for fact in accounts.facts}
    wanted = {
        (key.removesuffix(LAST_YEAR), case["year"] - key.endswith(LAST_YEAR)): value
        for key, value in case["facts"].items()
    }
    assert {key: got.get(key) for key in wanted} == pytest.approx(wanted, abs=0.005)
    assert [str(tie) for tie in accounts.failures] == []


@each(
    "name, rate",
    [(name, rate) for name, case in CASES.items() for rate in case.get("rates", ())],
)
def test_an_altered_rate_of_a_passage_is_found(name: str, rate: str) -> None:
    assert read(CASES[name], altered=rate).failures


AMOUNT = re.compile(r"(?<![\d,.])\d[\d,]*(?:\.\d+)?(?=万元|元)")


@each(
    "name, behind",
    [
        pytest.param(name, behind, id=f"{name} {'last' if behind else 'first'}")
        for name, case in CASES.items()
        for behind in (False, True)
        if AMOUNT.search(case["text"][-1])
    ],
)
def test_an_amount_behind_words_that_nobody_knows_is_told_and_accuses_nobody(
    name: str, behind: bool
) -> None:
    """The fact that it gives is told as unread, and no other is given its value."""
    case = CASES[name]
    amounts = list(AMOUNT.finditer(case["text"][-1]))
    at = amounts[-1 if behind else 0].start()
    strange = f"{case['text'][-1][:at]}若干情形下{case['text'][-1][at:]}"
    changed = read({**case, "text": [*case["text"][:-1], strange]})
    before, after = (
        {(f.name, f.year): f.value for f in accounts.facts} for accounts in (printed(name), changed)
    )
    assert changed.failures == ()
    assert {key: value for key, value in after.items() if before.get(key) != value} == {}
    lost = {key for key in before.keys() - after.keys() if key[1] == case["year"]}
    told = any(issue.code == "accounts-sentence" for issue in changed.issues)
    assert told or not lost


NEEDLESS = frozenset(
    {"B3_17 海南", "B1_15 山东", "B4_11 部门", "Y4_05 他项"}
    | {f"{name} 似是而非" for name in ("Y8_07", "Y8_28", "Y8_30", "Y8_35")}
)
"""Of these one amount more stands in words that are not understood: it is told."""


@each("name", CASES)
def test_what_is_read_is_not_told_as_unread(name: str) -> None:
    told = [str(i) for i in printed(name).issues if i.code == "accounts-sentence"]
    assert not told or name in NEEDLESS


@pytest.mark.parametrize(
    "words", ["三公经费1万元、", "三公经费若干1万元、", "收、支总计", "公务用车购置及"]
)
def test_fifty_thousand_characters_without_a_stop_are_read_at_once(words: str) -> None:
    """0.1 to 1.5 s of processor time each; what took the square of the length took 12 s."""
    case = {"year": 2023, "text": [words * (50_000 // len(words))]}
    began = time.process_time()
    read(case)
    assert time.process_time() - began < 6
