"""Damaging one cell of a filled workbook never raises, never silently moves other figures."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from example_figures import EXAMPLE
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditkit.facts.facts import Fact, Facts
from auditkit.facts.workbook import facts_in
from auditkit.files.grid import Area, Grid, Scalar, column_letters
from auditkit.files.readers import read_grids
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration
from auditkit.rules.load import load_rulepack

pytestmark = pytest.mark.slow

PACK = load_rulepack()
GRIDS = read_grids(EXAMPLE)
_DECLARED: Declaration = read_declaration(EXAMPLE.parent / "申报表.txt")
WHOLE = facts_in(GRIDS, _DECLARED, PACK)

# Words that mean something somewhere in the workbook, and what spreadsheets hold.
_WORDS = sorted({text for grid in GRIDS for _, _, text in grid.cells()})
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(_WORDS),
    st.sampled_from(
        ["#REF!", "#DIV/0!", "１２３", "1,234.50", "9" * 400, "92%", "不适用", "2019年"]
    ),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


def _changed(grid: Grid, row: int, column: int, value: Scalar) -> Grid:
    rows = [list(cells) for cells in grid.rows]
    rows += [[] for _ in range(row + 1 - len(rows))]
    rows[row] += [None] * (column + 1 - len(rows[row]))
    rows[row][column] = value
    return Grid(grid.file, grid.sha256, grid.style, grid.name, tuple(map(tuple, rows)), grid.merged)


def _rows_of(fact: Fact) -> set[int]:
    """The 1-based rows of the cells that a figure was taken from."""
    rows: set[int] = set()
    for part in fact.source.place.partition("!")[2].split(","):
        first, *rest = [int(number) for number in re.findall(r"[A-Z]+(\d+)", part)]
        rows |= set(range(first, (rest[0] if rest else first) + 1))
    return rows


def _by_key(facts: Facts) -> dict[tuple[str, str, int], Fact]:
    return {(fact.scope, fact.name, fact.year): fact for fact in facts}


def _named(facts: Facts, sheet: str, row: int, column: int) -> bool:
    """Whether an issue that the whole workbook has not names the cell, its row or its sheet."""
    cell = f"{sheet}!{column_letters(column)}{row + 1}"
    before = {str(issue) for issue in WHOLE.issues}
    return any(
        f"[{cell}]" in issue.where
        or f"[{sheet}!第{row + 1}行]" in issue.where
        or re.search(rf"\[{sheet}![A-Z]+{row + 1}\]", issue.where)
        or f"[{sheet}]" in issue.where
        for issue in facts.issues
        if str(issue) not in before
    )


@settings(max_examples=400, deadline=None)
@given(
    sheet=st.integers(0, len(GRIDS) - 1),
    row=st.integers(0, 70),
    column=st.integers(0, 10),
    value=_VALUES,
)
@example(sheet=1, row=2, column=0, value=None)
@example(sheet=1, row=6, column=0, value="预算执行数")
@example(sheet=2, row=2, column=5, value=3.5)
@example(sheet=3, row=40, column=5, value="见附件")
@example(sheet=4, row=8, column=1, value=None)
def test_one_damaged_cell(sheet: int, row: int, column: int, value: Scalar) -> None:
    grid = GRIDS[sheet]
    damaged = [*GRIDS[:sheet], _changed(grid, row, column, value), *GRIDS[sheet + 1 :]]
    facts = facts_in(damaged, _DECLARED, PACK)
    before, after = _by_key(WHOLE), _by_key(facts)
    told = _named(facts, grid.name, row, column)
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old and new and old.value == new.value:
            continue
        touched = [
            fact
            for fact in (old, new)
            if fact and fact.source.place.startswith(f"{grid.name}!") and row + 1 in _rows_of(fact)
        ]
        assert told or touched, (key, old, new, facts.issues)
        same_sheet = [f for f in (old, new) if f and f.source.place.startswith(f"{grid.name}!")]
        assert same_sheet, f"{key} stands on another sheet"


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(
        st.lists(st.one_of(st.sampled_from(_WORDS), _VALUES), max_size=8).map(tuple), max_size=12
    ).map(tuple),
    name=st.sampled_from([grid.name for grid in GRIDS]),
    area=st.tuples(*[st.integers(0, 5)] * 4),
)
def test_any_sheet_is_read_or_told(
    rows: tuple[tuple[Scalar, ...], ...], name: str, area: tuple[int, int, int, int]
) -> None:
    top, left, height, width = area
    merged = (Area(top, left, top + height, left + width),)
    facts = facts_in([Grid("任意.xlsx", "", "sheet", name, rows, merged)], _DECLARED, PACK)
    assert all("任意.xlsx" in issue.where for issue in facts.issues)
    assert facts.issues


@pytest.mark.parametrize("missing", [grid.name for grid in GRIDS])
def test_a_missing_sheet_leaves_the_others_standing(missing: str) -> None:
    facts = facts_in([grid for grid in GRIDS if grid.name != missing], _DECLARED, PACK)
    kept = {key: fact for key, fact in _by_key(WHOLE).items() if missing not in fact.source.place}
    assert _by_key(facts) == kept
    assert f"缺少工作表“{missing}”" in [issue.what for issue in facts.issues]


def test_the_department_may_differ_in_width_of_signs() -> None:
    renamed = replace(_DECLARED, department="郑州市教育局 ")
    assert not [i for i in facts_in(GRIDS, renamed, PACK).issues if i.code == "F08"]
