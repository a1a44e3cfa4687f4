"""会议费, 培训费 and what is counted beside the 三公经费, as facts: 示例数据（虚构）.

The tables of 虚构-V35 (万元) and WA07 (元) print the counts, that of WA09 (three rows by year)
会议费 and 培训费; the values below are read from them by eye.
"""

import pytest
from accounts_judge import CASES, read

from auditkit.facts.accounts.besidefacts import add_counts, add_meetings
from auditkit.facts.accounts.gathered import Gathered
from auditkit.facts.accounts.text.text import read_statements
from auditkit.files.grid import Grid

Found = list[tuple[str, int, float, str]]

TRAVEL = [("因公出国（境）团组数", 2022, 1, "个"), ("因公出国（境）人次数", 2022, 2, "人次")]
RECEIVED = [("国内公务接待批次", 2022, 20, "批次"), ("国内公务接待人次", 2022, 150, "人次")]


def gathered(*lines: str, case: str = "", year: int = 2022) -> Gathered:
    tables = read(CASES / case).tables if case else {}
    statements = read_statements(
        [Grid("示例.pdf", "", "table", "第1页", tuple((x,) for x in lines))], year
    )
    into = Gathered(year)
    add_meetings(into, tables, statements)
    add_counts(into, tables, statements)
    return into


def facts(*lines: str, case: str = "", year: int = 2022) -> Found:
    return [(f.name, f.year, f.value, f.unit) for f in gathered(*lines, case=case, year=year).facts]


@pytest.mark.parametrize(
    ("case", "year", "expected"),
    [
        ("虚构-V35_running.xlsx", 2022, [("公务用车保有量", 2022, 5, "辆"), *RECEIVED]),
        (
            "虚构-WA07_yunnan_yuan.xls",
            2023,
            [
                ("因公出国（境）团组数", 2023, 1, "个"),
                ("因公出国（境）人次数", 2023, 2, "人次"),
                ("公务用车保有量", 2023, 3, "辆"),
                ("国内公务接待批次", 2023, 15, "批次"),
                ("国内公务接待人次", 2023, 98, "人次"),
            ],
        ),
        (
            "虚构-WA09_three_with_meetings.xlsx",
            2023,
            [
                ("会议费", 2023, 1.8, "万元"),
                ("会议费", 2022, 1.5, "万元"),
                ("会议费预算数", 2023, 2.0, "万元"),
                ("培训费", 2023, 3.6, "万元"),
                ("培训费", 2022, 3.2, "万元"),
                ("培训费预算数", 2023, 4.0, "万元"),
            ],
        ),
    ],
)
def test_what_tables_print(case: str, year: int, expected: Found) -> None:
    assert facts(case=case, year=year) == expected


def test_a_count_is_exact_and_names_its_cell() -> None:
    cars, *_ = gathered(case="虚构-V35_running.xlsx").facts
    assert (cars.half_step, cars.source.place) == (0.0, "GK10 机构运行信息表!C15")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("全年安排因公出国（境）团组1个，累计2人次。", TRAVEL),
        ("因公出国（境）团组数1个，因公出国（境）人次数2人。", TRAVEL),
        ("2022年共接待国内来访团组20个、来宾150人次（不包括陪同人员）。", RECEIVED),
        ("国内公务接待批次为20个，接待人次为150人。", RECEIVED),
        ("国内公务接待20批次，共接待150人次。", RECEIVED),
        ("2022年公务用车购置0辆；公务用车保有量为6台。",
         [("公务用车购置数", 2022, 0, "辆"), ("公务用车保有量", 2022, 6, "辆")]),
        ("2022年度会议费支出4.4万元，培训费支出7.7万元，差旅费支出20万元。",
         [("会议费", 2022, 4.4, "万元"), ("培训费", 2022, 7.7, "万元")]),
        ("2022年本部门开支会议费1.20万元，用于召开工作会议；开支培训费36.60万元，用于培训教师。",
         [("会议费", 2022, 1.2, "万元"), ("培训费", 2022, 36.6, "万元")]),
        ("2022年度培训费预算为4.00万元，支出决算为3.60万元，完成预算的90%。",
         [("培训费", 2022, 3.6, "万元"), ("培训费预算数", 2022, 4.0, "万元")]),
    ],
)  # fmt: skip
def test_what_the_text_says(line: str, expected: Found) -> None:
    assert facts(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        # No count is printed: missing is no zero.
        "本年度无因公出国（境）支出，未购置公务用车。",
        "2021年国内公务接待9批次、50人次。",
        "全市国内公务接待300批次、2,000人次。",
        # Of guests from within and from without.
        "全年共接待来访团组52个、来宾431人次。",
        # Parts of something else.
        "信访工作项目支出20万元，其中会议费2万元。",
        "2022年本部门机关运行经费支出141.55万元，其中办公费30万元，会议费6万元。",
    ],
)
def test_what_is_none_of_them(line: str) -> None:
    assert facts(line) == []


def test_the_table_goes_before_the_text() -> None:
    assert facts("公务用车保有量6辆。", case="虚构-V35_running.xlsx")[0][2] == 5
    assert (
        facts("2023年度会议费支出9.90万元。", case="虚构-WA09_three_with_meetings.xlsx", year=2023)[
            0
        ][2]
        == 1.8
    )


def test_two_values_of_the_text_are_told_and_not_taken() -> None:
    into = gathered("公务用车保有量5辆。", "公务用车保有量8辆。")
    assert into.facts == []
    (issue,) = into.issues
    assert (issue.code, issue.found, issue.grave) == ("accounts-count", "5辆、8辆", False)
