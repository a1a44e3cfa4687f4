"""Findings that rest on what was not read are held back, and only those. 示例数据（虚构）."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import layout_forms as forms
import pytest
from finding_forms import cell, form, row, task

from auditkit import open_audit
from auditkit.audit.audit import Audit
from auditkit.audit.followup import retested
from auditkit.facts.facts import Facts
from auditkit.findings.all import findings
from auditkit.findings.heldback import GROUNDS, HeldBack, hold_back, in_one_line
from auditkit.findings.kinds import KINDS
from auditkit.form.declaration import Declaration, Goal, Part, Total, Unread
from auditkit.rules.load import load_rulepack

PACK = load_rulepack()
PROMISE = (Goal(1, "新建候车亭37座。", cell("B2")),)
TASKS = (task("甲专项", 60.0, 60.0), task("乙专项", 40.0, 40.0))
FORM = replace(
    form(row("候车设施完好率", "≥95%"), row("公众评价", ""), tasks=TASKS,
         total=Total(120.0, 100.0, cell("A9"))),
    goals=PROMISE,
)  # fmt: skip


def unread(kind: str, part: Part, count: int = 3, *beside: str) -> Unread:
    cells = tuple(cell(place) for place in beside)
    return Unread(kind, "某栏", count, cell("H7"), part, cells)  # type: ignore[arg-type]


def codes(declaration: Declaration) -> set[str]:
    return {f.code for f in findings(declaration, Facts(), PACK, ())}


ALL = codes(FORM)


def test_the_form_has_findings_of_every_sort_while_everything_is_read() -> None:
    assert {"S02", "S04", "S07", "S10", "S15", "S28"} == ALL


@pytest.mark.parametrize(
    ("one", "held"),
    [
        # Targets in a column that was not understood: blank, unmeasured, unexplained is not proved.
        (unread("栏", "指标值"), {"S04", "S07", "S10", "S15", "S28"}),
        # A column of words may hold formulas and what an indicator speaks of.
        (unread("栏", "其他"), {"S07", "S10", "S15"}),
        # A cell that fits no column: what no indicator speaks of may stand there.
        (unread("格", "指标", 1), {"S10", "S15", "S28"}),
        (unread("行", "任务", 1), {"S02", "S10"}),
        (unread("表", "任务", 4), {"S02", "S10"}),
        (unread("工作表", "其他", 9), {"S10", "S15", "S28"}),
        (unread("页", "其他", 1), {"S02", "S10", "S15", "S28"}),
        # Money of the budget block has nothing to do with tasks and targets.
        (unread("行", "预算", 1), set()),
        (unread("格", "分值", 1), set()),
    ],
)  # fmt: skip
def test_only_what_rests_on_it_is_held_back(one: Unread, held: set[str]) -> None:
    assert ALL - codes(replace(FORM, unread=(one,))) == held


def test_what_is_said_of_a_row_with_a_cell_unread_is_held_back_and_of_no_other() -> None:
    # Both indicators stand at C20; one of them is moved to a row of its own.
    other = replace(FORM.indicators[1], source=cell("C21"), target_source=None)
    two = replace(FORM, indicators=(FORM.indicators[0], other))
    assert {"S04", "S07"} <= codes(two)
    of_the_second = replace(two, unread=(unread("格", "其他", 1, "C21", "J21"),))
    assert "S04" not in codes(of_the_second)
    assert "S07" in codes(of_the_second)


def test_a_missing_part_is_held_back_by_that_part_alone() -> None:
    bare = replace(FORM, goals=(), tasks=(), total=None, kind="申报表")
    said = [f.condition for f in findings(bare, Facts(), PACK, ()) if f.code == "S13"]
    assert said == ["识读到的申报表没有年度总体目标。", "识读到的申报表没有年度主要任务。"]
    half = replace(bare, unread=(unread("格", "目标", 1),))
    said = [f.condition for f in findings(half, Facts(), PACK, ()) if f.code == "S13"]
    assert said == ["识读到的申报表没有年度主要任务。"]


def test_every_ground_is_of_a_known_code() -> None:
    assert set(GROUNDS) <= set(KINDS)


# The same on forms as they are read.

# 780 of 800 is 97.50 %, 9.75 of 10; 84.5 for the indicators of 90; 94.25 together.
EVALUATION: Mapping[tuple[int, int], str] = {
    (5, 5): "780.00", (5, 7): "97.50%", (5, 8): "9.75",
    (6, 5): "700.00", (6, 7): "100%",
    (19, 7): "94.25",
}  # fmt: skip


def evaluated(folder: Path, changed: Mapping[tuple[int, int], str]) -> Audit:
    rows = [list(one) for one in forms.EVALUATION]
    for (at, column), text in {**EVALUATION, **changed}.items():
        rows[at][column] = text
    target = folder / "示例市绿化站（虚构）" / "2021"
    target.mkdir(parents=True)
    forms.write_xlsx(rows, forms.EVALUATION_MERGED, target / "自评表（虚构）.xlsx")
    return open_audit("示例市绿化站（虚构）", 2021, folder, "common")


def test_a_total_is_not_accused_while_a_score_is_unread(tmp_path: Path) -> None:
    # The seventh score of the honest form, illegible: the others come to what is printed less it.
    audit = evaluated(tmp_path, {(17, 7): "八五"})
    assert [i.code for i in audit.issues if i.grave and i.code == "D16"] == ["D16"]
    assert "E03" not in {f.code for f in audit.findings}


def test_a_wrong_total_stays_found_where_everything_is_read(tmp_path: Path) -> None:
    audit = evaluated(tmp_path, {(19, 7): "97.25"})
    assert "E03" in {f.code for f in audit.findings}
    assert audit.held_back == ()


def test_the_ledger_says_what_was_held_back_and_why(tmp_path: Path) -> None:
    audit = evaluated(tmp_path, {(17, 7): "八五", (19, 7): "99.25"})
    assert {one.finding.code for one in audit.held_back} >= {"E03"}
    (check,) = [c for c in audit.checks if "E03" in c.codes]
    assert check.state == "部分核对"
    assert "E03有1项因Sheet!H18没有读入，不能断定，没有提出" in check.why


def test_what_is_held_back_in_a_later_year_is_not_mended(tmp_path: Path) -> None:
    wrong = evaluated(tmp_path / "a", {(19, 7): "97.25"})
    (found,) = [f for f in wrong.findings if f.code == "E03"]
    later = evaluated(tmp_path / "b", {(17, 7): "八五", (19, 7): "99.25"})
    state, why = retested(found, later)
    assert (state, why) == ("无法复核", "2021年度申报表有内容没有读入（Sheet!H18）")


def test_places_are_named_once_and_at_most_three() -> None:
    one = findings(FORM, Facts(), PACK, ())[0]
    many = tuple(Unread("格", "", 1, cell(f"H{n}"), "指标") for n in (3, 4, 5, 6, 6))
    assert HeldBack(one, many).at == "表1!H3、表1!H4、表1!H5等4处"
    said = in_one_line([HeldBack(one, many[:1]), HeldBack(one, many[1:2])])
    assert said == f"{one.code}有2项因表1!H3、表1!H4没有读入，不能断定，没有提出"
    assert hold_back((), FORM) == ([], [])
