"""会议费 and 培训费 of the text against the table of the 三公经费: 示例数据（虚构）.

虚构-WA09 prints 会议费 2.00 planned and 1.80 spent, 培训费 4.00 and 3.60; 虚构-Y03 (重庆, in
机构运行信息表) 会议费 4.50 and 3.20, 培训费 3.00 and 2.00.
"""

import pytest
from accounts_judge import CASES, read

from auditkit.facts.accounts.checks.meetings import check_meetings
from auditkit.facts.accounts.checks.ties import Ties
from auditkit.facts.accounts.text.text import read_statements
from auditkit.files.grid import Grid

BESIDE, RUNNING = "虚构-WA09_three_with_meetings.xlsx", "虚构-Y03_cq_info_pdf.pdf"


def told(case: str, line: str) -> tuple[list[tuple[str, float, float]], int, int]:
    """What fails, how many agree, how many are held against nobody."""
    statements = read_statements([Grid("示例.pdf", "", "table", "第1页", ((line,),))], 2023)
    ties = Ties()
    check_meetings(ties, read(CASES / case).tables, statements)
    bad = [(t.what, t.left.value, t.right.value) for t in ties.found if not t.ok]
    return bad, sum(t.ok for t in ties.found), len(ties.held)


@pytest.mark.parametrize(
    ("case", "line"),
    [
        (BESIDE, "2023年度培训费预算为4.00万元，支出决算为3.60万元，完成预算的90%。"),
        (BESIDE, "2023年度会议费预算为2.00万元，支出决算为1.80万元，完成预算的90%。"),
        (RUNNING, "2023年度会议费预算为4.50万元，支出决算为3.20万元，完成预算的71.11%。"),
    ],
)
def test_what_agrees(case: str, line: str) -> None:
    assert told(case, line) == ([], 2, 0)


THREE = "财政拨款“三公”经费支出决算表"


@pytest.mark.parametrize(
    ("case", "line", "bad"),
    [
        (
            BESIDE,
            "2023年度培训费预算为4.00万元，支出决算为3.90万元，完成预算的97.5%。",
            (f"培训费决算：文字与{THREE}", 3.9, 3.6),
        ),
        (
            BESIDE,
            "2023年度会议费预算为2.50万元，支出决算为1.80万元，完成预算的72%。",
            (f"会议费预算：文字与{THREE}", 2.5, 2.0),
        ),
        (
            RUNNING,
            "2023年度培训费预算为3.00万元，支出决算为2.20万元，完成预算的73.33%。",
            ("培训费决算：文字与机构运行信息表", 2.2, 2.0),
        ),
    ],
)
def test_what_differs(case: str, line: str, bad: tuple[str, float, float]) -> None:
    assert told(case, line) == ([bad], 1, 0)


def test_one_of_another_scope_accuses_nobody() -> None:
    assert told(BESIDE, "本年开支会议费2.60万元，用于召开工作会议。") == ([], 0, 1)
