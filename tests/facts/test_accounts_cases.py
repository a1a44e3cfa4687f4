"""Every case of tests/data/accounts, compared with what a person reads from it."""

import json
from pathlib import Path
from typing import Any

import pytest

from auditkit.facts.accounts import Accounts, read_accounts

CASES = Path(__file__).parent.parent / "data" / "accounts"
EXPECTED: dict[str, dict[str, Any]] = {
    name: case["expect"]
    for name, case in json.loads((CASES / "expected.json").read_text("utf-8")).items()
}


def read(name: str) -> Accounts:
    asked = ("某省某厅", 2022) if name.startswith("虚构") else ()
    return read_accounts(CASES / name, *asked)


@pytest.mark.parametrize("name", EXPECTED)
def test_facts_counts_and_failures(name: str) -> None:
    expect, accounts = EXPECTED[name], read(name)
    got = {(fact.name, fact.year): fact.value for fact in accounts.facts}
    year = accounts.year or 0
    for key, value in expect.get("facts", {}).items():
        fact = (key.removesuffix("(上年)"), year - key.endswith("(上年)"))
        assert got.get(fact) == pytest.approx(value, abs=0.005), key
    have = {kind: sum(len(r.figures) for r in t.rows) for kind, t in accounts.tables.items()}
    figures = expect.get("table_figures", {})
    if isinstance(figures, int):
        assert sum(have.values()) == figures
    else:
        for table, count in figures.items():
            named = [n for kind, n in have.items() if kind == table]
            assert (named or [n for kind, n in have.items() if table in kind]) == [count], table
    for key in ("tie_failures", "tie_failures_false"):
        if key in expect:
            assert len(accounts.failures) == expect[key]
    if "issues_grave" in expect:
        assert sum(issue.grave for issue in accounts.issues) == expect["issues_grave"]


def test_a_sum_keeps_the_whole_name_of_its_sheet() -> None:
    facts = {fact.name: fact for fact in read("虚构-N_wan.xlsx").facts}
    place = facts["离退休人员经费"].source.place
    assert place == "GK06 一般公共预算财政拨款基本!C13、GK06 一般公共预算财政拨款基本!C14"


def test_hidden_sheets_are_told_by_name() -> None:
    told = [i for i in read("虚构-V8_hidden_first.xlsx").issues if i.code == "accounts-hidden"]
    assert [i.where for i in told] == [
        f"虚构-V8_hidden_first.xlsx[上年{n}]" for n in (0, 2, 4, 5)
    ]  # fmt: skip
    assert all(i.grave and "隐藏" in i.what for i in told)


def test_growth_of_100_percent_on_nothing_is_found() -> None:
    found = [(t.what, t.left.printed) for t in read("虚构-V17_zerobase.xlsx").failures]
    assert found == [
        ("机关运行经费：比上年增减率", "100"),
        ("“三公”经费变动：比上年增减率", "100"),
    ]


def test_a_fund_item_is_compared_with_the_table_of_its_fund() -> None:
    [tie] = read("虚构-V21_fund.xlsx").failures
    assert "征地和拆迁补偿支出" in tie.what
    assert "政府性基金" in tie.what
    assert (tie.left.value, tie.right.value) == (130.0, 100.0)


def test_every_contradiction_of_one_published_document() -> None:
    """宜川路街道 2025: 302 shifted, a fund item, two wrong rates, one rate on nothing."""
    ties = {(tie.code, tie.left.printed) for tie in read("Y_改制.pdf").failures}
    assert ties == {
        ("sum", "1844.57"),
        ("text", "135.00"),
        ("change", "4.35"),
        ("change", "15.31"),
        ("base", "100"),
    }
