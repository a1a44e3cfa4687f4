"""What the end of a page cuts in two: a name, a row, a head; and a head printed again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.facts.accounts.tables.figures import compact
from auditkit.facts.accounts.tables.heads import Head
from auditkit.facts.accounts.tables.parts import width
from auditkit.facts.accounts.tables.rows import Row
from auditkit.files.grid import Area, Grid

_SUM = re.compile("合计|总计|小计")
# A name that ends in one of these is whole; one that begins so is no end of another.
_WHOLE = re.compile(r"(?:支出|收入|结余|分配|拨款|合计|总计|经费|费用?)(?:\(.*\))?$")
_BEGINS = re.compile(r"[一二三四五六七八九十]+、|\(?[一二三四五六七八九十\d]+[).、．]|其中|注[:：]")


def mended(rows: Sequence[Row], more: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of a table and of its next page, with a row that the page's end cut put together.

    In a table with codes every row has one: what begins a page without one is the end of the row
    before, its name, its figures, or both. In a table without codes it is the end of a name that is
    none by itself (年初结转和 | 结余), on either side.
    """
    joined, rest = list(rows), list(more)
    coded = any(row.code for row in joined)
    for side in dict.fromkeys(row.side for row in joined):
        at = max((i for i, row in enumerate(joined) if row.side == side), default=None)
        first = next((i for i, row in enumerate(rest) if row.side == side), None)
        if at is None or first is None or first > 1:
            continue
        last, tail = joined[at], rest[first]
        fits = _ends_a_coded(last, tail) if coded else _ends_a_name(last, tail)
        if fits:
            figures = {**last.figures, **tail.figures}
            joined[at] = replace(last, name=last.name + tail.name, figures=figures)
            rest.pop(first)
    return joined, rest


def _ends_a_coded(last: Row, tail: Row) -> bool:
    plain = last.code and not tail.code and tail.name and not _SUM.search(tail.name)
    return bool(plain) and not (last.figures and tail.figures) and not _BEGINS.match(tail.name)


def _ends_a_name(last: Row, tail: Row) -> bool:
    if tail.code or tail.figures or not tail.name or not last.figures:
        return False
    return not _WHOLE.search(last.name) and not _BEGINS.match(tail.name)


def only_names(head: Head, grid: Grid, start: int, first: int) -> bool:
    """Whether what seems to be a page's head is the end of names that the page before cut.

    It is where each of its texts stands in a column of the table's codes or names.
    """
    named = {c for block in head.blocks for c in (*block.codes, *block.labels)}
    filled = {c for row in grid.texts[start:first] for c, text in enumerate(row) if text}
    return bool(filled) and first - start == 1 and filled <= named


def repeated(head: Sequence[tuple[str, ...]], grid: Grid, start: int) -> int:
    """How many rows of a page, from `start` on, repeat the head of the table; else 0."""
    own = head_rows(grid, start, start + len(head))
    return len(head) if own and own == tuple(head) else 0


def head_rows(grid: Grid, start: int, first: int) -> tuple[tuple[str, ...], ...]:
    """The compact texts of the rows of a head."""
    return tuple(tuple(compact(text) for text in row) for row in grid.texts[start:first])


def below(top: Grid, grid: Grid) -> Grid | None:
    """A head and the page below it as one grid, to read the head by; places are not those of it.

    On a page of its own a row of merged cells (预算数 | 决算数) is as wide as it has cells: it is
    spread where the page below repeats its headings as often. None where the two do not fit.
    """
    down, (narrow, wide) = len(top.rows), (width(top), width(grid))
    if narrow != wide:
        step = wide // narrow if narrow else 0
        heads = head_rows(grid, 0, 1)[0] if grid.rows else ()
        parts = {heads[i : i + step] for i in range(0, wide, step)} if step else set()
        if step < 2 or wide % narrow or len(parts) != 1:
            return None
        spread = [
            Area(r, c * step, r, (c + 1) * step - 1) for r in range(down) for c in range(narrow)
        ]
        rows = (tuple(x for cell in row for x in (cell, *[None] * (step - 1))) for row in top.rows)
        top = replace(top, rows=tuple(rows), merged=tuple(spread))
    moved = (replace(a, top=a.top + down, bottom=a.bottom + down) for a in grid.merged)
    return replace(grid, rows=(*top.rows, *grid.rows), merged=(*top.merged, *moved))
