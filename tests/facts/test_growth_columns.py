"""What tables print of growth, and what stands beside the year's columns: 示例数据（虚构）.

三公经费 4.60 after 5.20: −0.60, −11.54 %; cars 4.10 after 4.50: −0.40, −8.89 %; receptions 0.50
after 0.70: −0.20, −28.57 %, all worked by hand.
"""

import re
from pathlib import Path

import pytest
from invented_accounts import EXPENDITURE, OWNER, TABLES, YEAR, Rows, Tables, write

from auditkit.facts.accounts import Accounts, read_accounts
from auditkit.facts.accounts.text.text import read_statements
from auditkit.files.grid import Grid

THREE, SPENT = "财政拨款“三公”经费支出决算表", "支出决算表"
IN_TABLE = re.compile("增减(?:额＝|%)")
HEAD = ["项目", "2022年决算数", "2023年预算数", "2023年决算数", "比上年增减额", "比上年增减%"]
GROWN: Rows = [
    HEAD,
    ["合计", "5.20", "6.00", "4.60", "-0.60", "-11.54"],
    ["因公出国（境）费", "0.00", "0.00", "0.00", "0.00", None],
    ["公务用车购置及运行维护费", "4.50", "5.00", "4.10", "-0.40", "-8.89"],
    ["公务用车购置费", "0.00", "0.00", "0.00", "0.00", None],
    ["公务用车运行维护费", "4.50", "5.00", "4.10", "-0.40", "-8.89"],
    ["公务接待费", "0.70", "1.00", "0.50", "-0.20", "-28.57"],
]


def accounts(folder: Path, **changed: Rows) -> Accounts:
    tables: Tables = [
        (name, changed.get({THREE: "three", SPENT: "spent"}.get(name, ""), rows), areas)
        for name, rows, areas in TABLES
    ]
    return read_accounts(write(folder, "xlsx", tables), OWNER, YEAR)


def grown(folder: Path, old: str = "", new: str = "", rows: Rows = GROWN) -> list[tuple[str, bool]]:
    three = [[new if cell == old else cell for cell in row] for row in rows]
    found = accounts(folder, three=three)
    return [
        (tie.what.partition("：")[2], tie.ok) for tie in found.tie_outs if IN_TABLE.search(tie.what)
    ]


def test_changes_and_rates_that_are_right(tmp_path: Path) -> None:
    ties = grown(tmp_path)
    assert ("合计，增减额＝决算数－上年决算数", True) in ties
    assert ("公务接待费，增减%（决算数比上年决算数）", True) in ties
    assert (len(ties), all(ok for _, ok in ties)) == (8, True)


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("-0.20", "-0.30", "公务接待费，增减额＝决算数－上年决算数"),
        ("-28.57", "-40.00", "公务接待费，增减%（决算数比上年决算数）"),
        ("-11.54", "-13.04", "合计，增减%（决算数比上年决算数）"),
    ],
)
def test_one_that_is_wrong_is_told(tmp_path: Path, old: str, new: str, wrong: str) -> None:
    assert [what for what, ok in grown(tmp_path, old, new) if not ok] == [wrong]


def test_a_failure_names_the_cell_of_the_rate(tmp_path: Path) -> None:
    rows = [[{"-28.57": "-40.00"}.get(cell or "", cell) for cell in row] for row in GROWN]
    (tie,) = accounts(tmp_path, three=rows).failures
    assert (tie.left.source.place, tie.left.printed) == ("GK06!F10", "40.00")


def test_rates_as_fractions_or_with_their_sign(tmp_path: Path) -> None:
    fractions = {"-11.54": "-0.1154", "-8.89": "-0.0889", "-28.57": "-0.2857"}
    marked = {old: f"{old}%" for old in fractions}
    for said in (fractions, marked):
        rows = [[said.get(cell or "", cell) for cell in row] for row in GROWN]
        ties = grown(tmp_path, rows=rows)
        assert (len(ties), all(ok for _, ok in ties)) == (8, True)


def test_what_no_two_columns_bear_out_accuses_nobody(tmp_path: Path) -> None:
    rows = [HEAD, *([*row[:4], "9.99", "77.00"] for row in GROWN[1:])]
    assert grown(tmp_path, rows=rows) == []


def test_last_year_s_columns_are_no_part_of_this_year_s_total(tmp_path: Path) -> None:
    beside = (
        ["上年决算数", "增减额", "增减率"],
        ["380.00", "20.00", "5.26"],
        ["85.00", "5.00", "5.88"],
    )
    beside += (["465.00", "25.00", "5.38"],)
    spent: Rows = [[*row, *more] for row, more in zip(EXPENDITURE, beside, strict=True)]
    found = accounts(tmp_path, spent=spent)
    assert found.failures == ()
    assert len([tie for tie in found.tie_outs if IN_TABLE.search(tie.what)]) == 6


IN_TURN = (
    "2024年本年收入合计1000万元，其中财政拨款收入800万元、事业收入150万元、其他收入50万元，"
    "分别占本年收入的{}。"
)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ("80%、15%和5%", {"财政拨款收入": "80", "事业收入": "15", "其他收入": "5"}),
        # As many as there are amounts, or nothing is taken.
        ("80%和20%", {}),
    ],
)
def test_shares_in_turn_are_each_of_its_own(shares: str, expected: dict[str, str]) -> None:
    grid = Grid("示例.pdf", "", "table", "第1页", ((IN_TURN.format(shares),),))
    said = {
        s.subject: s.rates["share"][2] for s in read_statements([grid], 2024) if "share" in s.rates
    }
    assert said == expected
