"""Rows and columns of a visible sheet that are hidden: told with what they hold, never read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.errors import IssueKind
from auditkit.files.grid import Area, Grid, column_letters
from auditkit.form.declaration import Unread
from auditkit.form.headings.numbers import counts_columns
from auditkit.form.log import ReadingLog
from auditkit.formula.target import parse_target

HIDDEN = IssueKind("D22", "申报表中隐藏的行或列没有读入")

_FEWEST = 3
_MOST_NAMED = 10


def seen(grid: Grid, log: ReadingLog) -> Grid:
    """The sheet as a person sees it on opening: without what its hidden rows and columns hold.

    Those that hold a target, a figure or a good part of a row are told with their places and how
    many cells they have; a hidden row or column with a word or two is left as it is.
    """
    if grid.unseen is None:
        return grid
    texts = grid.texts
    wide = max(map(len, texts), default=0)
    rows = {r for r in grid.unseen.rows if r < len(texts) and _tells(texts[r])}
    columns = {
        c
        for c in grid.unseen.columns
        if c < wide and _tells([row[c] for r, row in enumerate(texts) if c < len(row)])
    }
    if not rows and not columns:
        return grid
    # What covers visible cells too is seen there, though its first cell is hidden.
    spread = {(a.top, a.left) for a in grid.merged if not _is_within(a, rows, columns)}
    hidden = {
        (r, c)
        for r, row in enumerate(texts)
        for c, text in enumerate(row)
        if text and (r in rows or c in columns) and (r, c) not in spread
    }
    _tell(
        grid, "行", [f"第{r + 1}行" for r in sorted(rows)], {p for p in hidden if p[0] in rows}, log
    )
    beside = {p for p in hidden if p[0] not in rows}
    _tell(grid, "列", [f"{column_letters(c)}列" for c in sorted(columns)], beside, log)
    cells = tuple(
        tuple(None if (r, c) in hidden else cell for c, cell in enumerate(row))
        for r, row in enumerate(grid.rows)
    )
    return replace(grid, rows=cells)


def _tells(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    if counts_columns(filled):
        return False  # 1｜2｜3｜… below the heading
    return len(filled) >= _FEWEST or any(
        parse_target(text).kind in ("quantity", "date") for text in filled
    )


def _tell(
    grid: Grid, line: str, names: Sequence[str], cells: set[tuple[int, int]], log: ReadingLog
) -> None:
    if not cells:
        return
    figures = sum(any(map(str.isdigit, grid.texts[r][c])) for r, c in cells)
    at = grid.source(*min(cells))
    named = "、".join(names[:_MOST_NAMED]) + ("…" if len(names) > _MOST_NAMED else "")
    log.unread.append(Unread("行" if line == "行" else "栏", named, len(cells), at, "指标值"))
    log.issue(
        HIDDEN,
        at,
        f"工作表“{grid.name}”有隐藏的{line}，其中{len(cells)}格（{figures}格有数字）没有读入",
        named,
        "属于申报表的，取消隐藏后再读入；否则请从文件中删去",
    )


def _is_within(area: Area, rows: set[int], columns: set[int]) -> bool:
    return all(r in rows for r in range(area.top, area.bottom + 1)) or all(
        c in columns for c in range(area.left, area.right + 1)
    )
