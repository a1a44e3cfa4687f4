"""What the text of accounts counts, against the table that counts it too: 示例数据（虚构）.

机构运行信息表 of 虚构-V35 counts 5 cars kept, 20 批次, 150 人次 and leaves the groups blank;
that of 虚构-WA07 (元) 1 group, 2 people, 3 cars kept, 15 批次, 98 人次 nothing for cars bought.
"""

import pytest
from accounts_judge import CASES, read

from auditkit.facts.accounts.checks.counted import check_counts
from auditkit.facts.accounts.checks.ties import TieOut, Ties
from auditkit.facts.accounts.text.text import read_statements
from auditkit.files.grid import Grid


def ties(case: str, year: int, *lines: str) -> list[TieOut]:
    tables = read(CASES / case).tables if case else {}
    grid = Grid("示例.pdf", "", "table", "第1页", tuple((line,) for line in lines))
    found = Ties()
    check_counts(found, tables, read_statements([grid], year))
    return found.found


def told(case: str, year: int, *lines: str) -> list[tuple[str, str, str, bool]]:
    return [(t.what, t.left.printed, t.right.printed, t.ok) for t in ties(case, year, *lines)]


YUAN, WAN = "虚构-WA07_yunnan_yuan.xls", "虚构-V35_running.xlsx"
TRAVEL = "全年安排因公出国（境）团组1个，累计2人次。"
RECEIVED = "国内公务接待20批次、150人次；国（境）外接待0批次、0人次。"
CARS = "2022年末开支财政拨款的公务用车保有量为5辆。"


def test_counts_that_agree() -> None:
    assert told(WAN, 2022, TRAVEL, CARS, RECEIVED) == [
        ("公务用车保有量：文字与机构运行信息表", "5", "5", True),
        ("国内公务接待批次：文字与机构运行信息表", "20", "20", True),
        ("国内公务接待人次：文字与机构运行信息表", "150", "150", True),
    ]


@pytest.mark.parametrize(
    ("case", "year", "line", "what", "said", "shown"),
    [
        (WAN, 2022, CARS.replace("5辆", "6辆"), "公务用车保有量", "6", "5"),
        (WAN, 2022, RECEIVED.replace("20批", "21批"), "国内公务接待批次", "21", "20"),
        (WAN, 2022, RECEIVED.replace("150人", "105人"), "国内公务接待人次", "105", "150"),
        (WAN, 2022, "共接待国内来访团组19个、来宾150人次。", "国内公务接待批次", "19", "20"),
        (YUAN, 2023, TRAVEL.replace("1个", "3个"), "因公出国（境）团组数", "3", "1"),
        (YUAN, 2023, TRAVEL.replace("2人", "4人"), "因公出国（境）人次数", "4", "2"),
    ],
)
def test_a_count_that_differs(
    case: str, year: int, line: str, what: str, said: str, shown: str
) -> None:
    bad = [row for row in told(case, year, line) if not row[3]]
    assert bad == [(f"{what}：文字与机构运行信息表", said, shown, False)]


def test_how_it_is_said() -> None:
    (tie,) = ties(WAN, 2022, "公务用车保有量6辆。")
    assert str(tie).startswith(
        "公务用车保有量：文字与机构运行信息表：6辆（示例.pdf[第1页 第1行]）与5辆（"
    )
    assert str(tie).endswith("）不符，相差1辆")


@pytest.mark.parametrize(
    "lines",
    [
        ("2021年国内公务接待9批次、50人次。",),
        # Two values: those of two scopes.
        ("公务用车保有量5辆。", "公务用车保有量8辆。"),
        # The table leaves the groups blank: missing is no zero.
        (TRAVEL,),
        ("全市国内公务接待300批次、2,000人次。",),
    ],
)
def test_what_accuses_nobody(lines: tuple[str, ...]) -> None:
    assert told(WAN, 2022, *lines) == []


KINDS = (
    "副部（省）级以上领导用车0辆，机要通信用车3辆，应急保障用车2辆，执法执勤用车8辆，其他用车2辆。"
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"本部门共有车辆15辆，其中{KINDS}", [("15", True)]),
        (f"本部门共有车辆16辆，其中{KINDS}", [("16", False)]),
        ("共有车辆33辆，其中：主要负责人用车1辆、机要通信用车4辆；单价50万元以上设备3台。", []),
        ("共有车辆5辆，其中：应急保障用车4辆，其中新能源3辆，其他用车1辆。", []),
    ],
)
def test_all_cars_are_those_of_each_kind(line: str, expected: list[tuple[str, bool]]) -> None:
    assert [(said, ok) for _, said, _, ok in told("", 2022, line)] == expected
