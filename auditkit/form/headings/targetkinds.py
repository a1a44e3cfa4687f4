"""Targets printed in one of two columns: what is counted in 定量指标, the rest in 定性指标."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from auditkit.files.grid import Grid
from auditkit.form.headings.words import heading_role
from auditkit.form.log import UNPLACED, ReadingLog
from auditkit.form.rows.rows import FormRow, squeeze

_TALLEST = 3
_BEHIND = "(?:绩效)?(?:指标|目标)?(?:值|描述|要求|标准|内容|表述)?"
_COUNTED = re.compile(f"(?:年度|指标值|目标值|绩效)*[（(／/-]?(?:定量|量化){_BEHIND}[)）]?")
_WORDED = re.compile(f"(?:年度|指标值|目标值|绩效)*[（(／/-]?(?:定性|文字){_BEHIND}[)）]?")
_NOTHING = re.compile(r"[-—–－/／\\无]+|不适用")


@dataclass(frozen=True, slots=True)
class _Pair:
    """The row of the heading with both, and the columns of numbers, of words and of names."""

    row: int
    counted: int
    worded: int
    name: int


def one_target(
    rows: Sequence[FormRow], above: Sequence[FormRow], log: ReadingLog
) -> tuple[Sequence[FormRow], Sequence[FormRow]]:
    """The rows with one column of targets, whichever of the two is filled, and those above them.

    Each target keeps its address. Where both are filled the number counts, and the words are told.
    """
    pair = _pair(rows)
    if pair is None:
        return rows, above
    head = rows[pair.row]
    quoted = "｜".join(text for at, text in head.cells if at in (pair.counted, pair.worded))
    what = "指标值分定量、定性两栏，各指标读其填写的一栏"
    log.repair("另栏所载", head.source(pair.counted), what, quoted, "指标值")
    home = min(pair.counted, pair.worded)
    found: list[FormRow] = []
    moved: dict[int, int] = {}
    for i, row in enumerate(rows):
        cells = row.cells
        if i == pair.row:
            cells = _heading(row, pair)
        elif i > pair.row and row.grid is head.grid and (at := _filled(row, pair, log)) is not None:
            stated = dict(cells)
            kept = {c: text for c, text in cells if c not in (pair.counted, pair.worded)}
            cells = tuple(sorted({**kept, home: stated[at]}.items()))
            if at != home:
                moved[row.index] = at
        if cells:
            found.append(replace(row, cells=cells))
    grid = _moved(head.grid, moved, home)
    mine, others = (
        [replace(row, grid=grid) if row.grid is head.grid else row for row in part]
        for part in (found, above)
    )
    return mine, others


def _moved(grid: Grid, moved: Mapping[int, int], home: int) -> Grid:
    """The grid with what stands in the other column at home, by rows, under its own address."""
    rows, places = [list(row) for row in grid.rows], dict(grid.places or {})
    for row, at in moved.items():
        rows[row][home] = rows[row][at]
        places[row, home] = grid.place(row, at)
    return replace(grid, rows=tuple(map(tuple, rows)), places=places)


def _pair(rows: Sequence[FormRow]) -> _Pair | None:
    heads = rows[:_TALLEST]
    for i, row in enumerate(heads):
        if row.grid is not rows[0].grid:
            break
        counted = [at for at, text in row.cells if _COUNTED.fullmatch(squeeze(text))]
        worded = [at for at, text in row.cells if _WORDED.fullmatch(squeeze(text))]
        if len(counted) != 1 or len(worded) != 1:
            continue
        left = min(*counted, *worded)
        over = [text for above in heads[:i] for at, text in above.cells if at == left]
        below_target = any(heading_role(row.words, text) == "target" for text in over)
        others = {
            heading_role(row.words, text)
            for other in heads
            for at, text in other.cells
            if (other is not row or at not in (*counted, *worded))
        }
        names = [
            at
            for above in heads[: i + 1]
            for at, text in above.cells
            if at < left and heading_role(row.words, text) in ("level3", "level4")
        ]
        if names and (below_target or (not over and "target" not in others)):
            return _Pair(i, counted[0], worded[0], max(names))
    return None


def _heading(row: FormRow, pair: _Pair) -> tuple[tuple[int, str], ...]:
    """The heading with 指标值 in the first of the two columns, unless a row above says so."""
    lone = any(heading_role(row.words, text).startswith("level") for text in row.texts)
    first = min(pair.counted, pair.worded)
    kept = [(at, text) for at, text in row.cells if at not in (pair.counted, pair.worded)]
    return tuple(sorted([*kept, *([(first, "指标值")] if lone or kept else [])]))


def _filled(row: FormRow, pair: _Pair, log: ReadingLog) -> int | None:
    """The column that states the target of a row; None where neither does."""
    cells = dict(row.cells)
    filled = [at for at in (pair.counted, pair.worded) if at in cells]
    named = pair.name in cells
    stated = [at for at in filled if not _NOTHING.fullmatch(squeeze(cells[at]))] or filled[:1]
    if len(stated) > 1 and named:
        what = "定量、定性两栏都有内容，按定量一栏读取，这一格只作记录"
        at, text = row.source(pair.worded), cells[pair.worded]
        log.issue(UNPLACED, at, what, text, "请核对", grave=False)
    return stated[0] if stated and named else None
