"""What nobody sees on opening a workbook: hidden sheets, rows and columns are told, never used."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from auditkit.errors import Issue, IssueKind
from auditkit.facts.accounts.tables.figures import is_number
from auditkit.facts.accounts.tables.heads import counts_columns
from auditkit.files.grid import Area, Grid, Scalar, Source, Unseen, column_letters

HIDDEN_SHEET = IssueKind("accounts-hidden", "决算中隐藏的工作表、行或列没有读入")
_BY_SHOWING = "如应采用，请取消隐藏并移走重复的表再读入；否则请从文件中删去"


def hidden(grids: Sequence[Grid]) -> Iterator[Issue]:
    """Sheets that nobody sees on opening the workbook: what they hold is told and never used."""
    for grid in grids:
        count = sum(is_number(cell) for row in grid.rows for cell in row)
        if grid.hidden and count:
            what = f"工作表“{grid.name}”是隐藏的，其中{count}个数没有读入"
            where = Source(grid.file, grid.name, grid.sha256)
            yield HIDDEN_SHEET(where, what, "", _BY_SHOWING)


def seen(grid: Grid) -> tuple[Grid, list[Issue]]:
    """The sheet without what its hidden rows and columns hold, and what is to be told of them.

    A hidden row or column without figures, or one that only counts lines (行次), is left as it is.
    The grid keeps its `unseen` where figures were left out.
    """
    if grid.unseen is None:
        return grid, []
    # Sheets hide all their empty columns up to the last that there may be.
    high, wide = len(grid.rows), max((len(row) for row in grid.rows), default=0)
    plain = [() if counts_columns(grid, r) else row for r, row in enumerate(grid.rows)]
    rows, counted = _with_amounts({r for r in grid.unseen.rows if r < high}, lambda r: plain[r])
    columns, more = _with_amounts(
        {c for c in grid.unseen.columns if c < wide},
        lambda c: (row[c] for row in plain if c < len(row)),
    )
    if not rows and not columns:
        return replace(grid, unseen=None), []
    told = []
    if rows:
        names = [f"第{r + 1}行" for r in rows]
        told.append(_told(grid, grid.source(rows[0], 0), "行", names, counted))
    if columns:
        names = [f"{column_letters(c)}列" for c in columns]
        told.append(_told(grid, grid.source(0, columns[0]), "列", names, more))
    spread = {(a.top, a.left) for a in grid.merged if not _is_within(a, rows, columns)}
    cells = tuple(
        tuple(
            None if (r in rows or c in columns) and (r, c) not in spread else cell
            for c, cell in enumerate(row)
        )
        for r, row in enumerate(grid.rows)
    )
    return replace(grid, rows=cells, unseen=Unseen(frozenset(rows), frozenset(columns))), told


def _told(grid: Grid, where: Source, line: str, names: Sequence[str], count: int) -> Issue:
    what = f"工作表“{grid.name}”有隐藏的{line}，其中{count}个数没有读入"
    found = "、".join(names[:10]) + ("…" if len(names) > 10 else "")
    return HIDDEN_SHEET(where, what, found, _BY_SHOWING)


def _with_amounts(
    lines: Collection[int], cells_of: Callable[[int], Iterable[Scalar]]
) -> tuple[tuple[int, ...], int]:
    """Those of the hidden rows (columns) that hold figures, and how many in all."""
    found, count = [], 0
    for line in sorted(lines):
        amounts = [cell for cell in cells_of(line) if is_number(cell)]
        if amounts and not _counts_up(amounts):
            found.append(line)
            count += len(amounts)
    return tuple(found), count


def _counts_up(cells: Sequence[Scalar]) -> bool:
    """Whether the numbers only count lines: 1, 2, 3 …"""
    numbers = [float(str(cell)) for cell in cells if re.fullmatch(r"\d+(?:\.0)?", str(cell))]
    return len(numbers) == len(cells) > 2 and all(b == a + 1 for a, b in pairwise(numbers))


def _is_within(area: Area, rows: Collection[int], columns: Collection[int]) -> bool:
    """Whether a merged area lies in hidden rows or in hidden columns altogether."""
    return all(r in rows for r in range(area.top, area.bottom + 1)) or all(
        c in columns for c in range(area.left, area.right + 1)
    )
