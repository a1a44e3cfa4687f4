"""Lists of 公用经费 against the table of basic expenditure, self-evaluations: 示例数据（虚构）."""

import time

import pytest

from auditkit.facts.accounts.besidefacts import add_evaluated
from auditkit.facts.accounts.checks.itemlists import check_items
from auditkit.facts.accounts.checks.ties import Ties
from auditkit.facts.accounts.gathered import Gathered
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.rows import Row
from auditkit.facts.accounts.tables.tables import BASIC, Table
from auditkit.facts.accounts.text.itemlists import item_lists
from auditkit.facts.accounts.text.prose import Prose
from auditkit.facts.accounts.text.statement import Statement
from auditkit.facts.accounts.text.text import read_statements
from auditkit.files.grid import Grid, Source
from auditkit.rules.subjectwords import shipped_subjects

AT = Source("示例.xlsx", "GK06!F5")
PRINTED = {
    "30101": ("基本工资", 620.0),
    "30201": ("办公费", 45.5),
    "30202": ("印刷费", 8.2),
    "30213": ("维修(护)费", 12.0),
    "30229": ("福利费", 12.2),
}


def statements(*lines: str) -> list[Statement]:
    grid = Grid("示例.pdf", "", "table", "第1页", tuple((line,) for line in lines))
    return read_statements([grid], 2024)


def checked(line: str) -> tuple[list[tuple[str, float, float]], int, int]:
    """What fails, how many agree, how many are held against nobody."""
    rows = tuple(
        Row("", code, name, {"决算数": Figure(value, 2, f"{value:.2f}", AT)}, AT)
        for code, (name, value) in PRINTED.items()
    )
    ties = Ties()
    check_items(ties, {BASIC: Table(BASIC, BASIC, "万元", rows)}, statements(line))
    bad = [(t.what, t.left.value, t.right.value) for t in ties.found if not t.ok]
    return bad, sum(t.ok for t in ties.found), len(ties.held)


LIST = (
    "人员经费1905.15万元，公用经费200万元，其中：办公费45.5万元、印刷费8.2万元、"
    "维修（护）费12万元、福利费{}万元。"
)


def test_a_list_that_agrees() -> None:
    assert checked(LIST.format("12.2")) == ([], 4, 0)


def test_one_item_that_differs_is_told() -> None:
    assert checked(LIST.format("21.2")) == ([(f"福利费：文字与{BASIC}", 21.2, 12.2)], 3, 0)


@pytest.mark.parametrize(
    "line",
    [
        # Of all basic expenditure: most of it is not what the table prints.
        "公用经费260万元，其中：办公费55.5万元、印刷费9.2万元、福利费12.2万元。",
        # On the other side of the table, by the same name.
        "人员经费1905.15万元，其中：办公费1万元、福利费3万元。",
        "2023年公用经费200万元，其中：办公费1万元、印刷费2万元、福利费3万元。",
    ],
)
def test_what_accuses_nobody(line: str) -> None:
    assert checked(line)[0] == []


def gathered(*lines: str) -> Gathered:
    into = Gathered(2024)
    add_evaluated(into, statements(*lines))
    return into


@pytest.mark.parametrize(
    "line",
    [
        "2024年对12个项目开展了绩效自评，涉及财政资金1195.5万元，自评覆盖率达到100%。",
        "本部门组织对12个项目支出开展绩效自评，共涉及资金1,195.50万元。",
        "本年度开展绩效自评项目12个，涉及预算资金1195.5万元。",
    ],
)
def test_projects_and_funds_of_the_self_evaluation(line: str) -> None:
    found = [(f.name, f.value, f.unit, f.half_step) for f in gathered(line).facts]
    assert [one[:3] for one in found] == [
        ("绩效自评项目数", 12, "个"),
        ("绩效自评涉及资金", 1195.5, "万元"),
    ]
    assert found[0][3] == 0.0


@pytest.mark.parametrize(
    "line",
    [
        "对2个项目开展了部门评价，涉及资金300万元。",
        "2023年对9个项目开展绩效自评，涉及资金800万元。",
    ],
)
def test_what_is_no_self_evaluation_of_the_year(line: str) -> None:
    into = gathered(line)
    assert (into.facts, into.issues) == ([], [])


def test_two_of_them_are_told_and_not_taken() -> None:
    into = gathered(
        "对12个项目开展绩效自评，涉及资金100万元。", "对3个项目开展绩效自评，涉及资金20万元。"
    )
    assert into.facts == []
    assert [issue.code for issue in into.issues] == ["accounts-count"]


def test_one_in_words_that_are_not_known_is_told() -> None:
    into = gathered("对12个项目开展绩效自评，涉及若干情形下资金100万元。")
    assert into.facts == []
    assert [(issue.code, issue.grave) for issue in into.issues] == [("accounts-sentence", False)]


def test_long_lists_take_no_time() -> None:
    lines = ("公用经费1万元，其中：" + "办公费1万元、" * 8_000, "人员经费1万元，" * 5_000)
    prose = Prose([Grid("示例.pdf", "", "table", "第1页", tuple((line,) for line in lines))])
    began = time.process_time()
    list(item_lists(prose, 2024, shipped_subjects()))
    assert time.process_time() - began < 3
