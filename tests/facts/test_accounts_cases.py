"""Every case of tests/data/accounts, compared with what a person reads from it."""

from pathlib import Path
from typing import Any

import pytest
from accounts_judge import CASES, cases, judged, read

EXPECTED = cases()


def test_every_open_case_is_there() -> None:
    assert len(EXPECTED) >= 11


@pytest.mark.parametrize(("path", "expect"), EXPECTED.items(), ids=lambda x: getattr(x, "name", ""))
def test_accounts_are_read_as_a_person_reads_them(path: Path, expect: dict[str, Any]) -> None:
    fields = judged(path, expect)
    assert fields
    assert [field for field in fields if not field.right] == []


def test_a_sum_keeps_the_whole_name_of_its_sheet() -> None:
    facts = {fact.name: fact for fact in read(CASES / "虚构-N_wan.xlsx").facts}
    place = facts["离退休人员经费"].source.place
    assert place == "GK06 一般公共预算财政拨款基本!C13、GK06 一般公共预算财政拨款基本!C14"


def test_hidden_sheets_are_told_by_name() -> None:
    told = [
        i for i in read(CASES / "虚构-V8_hidden_first.xlsx").issues if i.code == "accounts-hidden"
    ]
    assert [i.where for i in told] == [
        f"虚构-V8_hidden_first.xlsx[上年{n}]" for n in (0, 2, 4, 5)
    ]  # fmt: skip
    assert all(i.grave and "隐藏" in i.what for i in told)


def test_growth_of_100_percent_on_nothing_is_found() -> None:
    found = [(t.what, t.left.printed) for t in read(CASES / "虚构-V17_zerobase.xlsx").failures]
    assert found == [
        ("机关运行经费：比上年增减率", "100"),
        ("“三公”经费变动：比上年增减率", "100"),
    ]


def test_a_fund_item_is_compared_with_the_table_of_its_fund() -> None:
    whole, spent, tie = read(CASES / "虚构-V21_fund.xlsx").failures
    assert "征地和拆迁补偿支出" in tie.what
    assert "政府性基金" in tie.what
    assert (tie.left.value, tie.right.value) == (130.0, 100.0)
    # The text says the same of the fund's whole income and expenditure (收入130.00万元，支出130.00
    # 万元): in the table both are 100.00.
    for side, found in (("收入", whole), ("支出", spent)):
        assert found.what == f"政府性基金预算财政拨款{side}：文字与表"
        assert (found.left.value, found.right.value) == (130.0, 100.0)


def test_every_contradiction_of_one_published_document() -> None:
    """宜川路街道 2025: 302 shifted, a fund item, two wrong rates, one rate on nothing."""
    ties = {(tie.code, tie.left.printed) for tie in read(CASES / "Y_改制.pdf").failures}
    assert ties == {
        ("sum", "1844.57"),
        ("text", "135.00"),
        ("change", "4.35"),
        ("change", "15.31"),
        ("base", "100"),
    }
