"""A table wider than the paper: its last columns, printed on pages of their own, put back beside.

A spreadsheet prints the left half of all pages and then the right halves, or each page and its
right half; the rows stand at the same heights on both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.files.grid import Area, Grid, Scalar
from auditkit.files.readers.unruled.widepages import orders
from auditkit.form.headings.words import heading_role
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRows
from auditkit.form.title.beginning import names_a_form
from auditkit.rules.formwords import FormWords

_PAGE = re.compile(r"第(\d+)页")
_TABLE = re.compile(r"第\d+页 表\d+")
_LEVELS = frozenset({"level1", "level2", "level3", "level4"})
_VALUES = frozenset({"target", "actual", "weight", "score", "reason", "note", "rate"})
# Points, and a share of rows: what a page's end cuts off is no closed cell.
_NEAR = 1.5
_MATCHED = 0.7


def beside_each_other(grids: Sequence[Grid], words: FormWords, log: ReadingLog) -> list[Grid]:
    """The grids, the right parts of a table beside its left one, which is told."""
    pages: dict[str, list[Grid]] = {}
    for grid in grids:
        if page := _PAGE.match(grid.name):
            pages.setdefault(page[1], []).append(grid)
    tables = [[g for g in held if _TABLE.fullmatch(g.name) and g.tops] for held in pages.values()]
    if len(tables) < 2 or not all(len(held) == 1 for held in tables):
        return list(grids)
    whole = [held[0] for held in tables]
    for numbers in orders(len(whole)):
        parts = [tuple(whole[i] for i in part) for part in numbers]
        rights = [right for _, *others in parts for right in others]
        if all(map(_same_rows, parts)) and _are_parts(parts, words):
            break
    else:
        return list(grids)
    joined = {left.name: _joined((left, *others)) for left, *others in parts}
    gone = {page[1] for right in rights if (page := _PAGE.match(right.name))}
    for left, *others in parts:
        for right in others:
            what = f"表比纸宽，{right.name}是{left.name}右边的几栏，已接在其右"
            log.repair("跨页拼接", right.source(0, 0), what)
    # What stands around the right parts stays: above the tables, since it may be the title.
    aside = [
        grid
        for grid in grids
        if (page := _PAGE.match(grid.name)) and page[1] in gone and not _TABLE.fullmatch(grid.name)
    ]
    below = [grid for grid in aside if not grid.name.endswith("前")]
    for row in FormRows(below, words):
        log.outside(row)
    rest = [joined.get(g.name, g) for g in grids if g not in aside and g not in rights]
    return [*(g for g in aside if g not in below), *rest]


def _same_rows(parts: Sequence[Grid]) -> bool:
    """Whether nearly all rows of each part stand at the heights of rows of the first."""
    first, *others = parts
    return all(
        sum(any(abs(a - b) <= _NEAR for b in first.tops) for a in other.tops)
        >= _MATCHED * max(min(len(other.tops), len(first.tops)), 2)
        for other in others
    )


def _are_parts(parts: Sequence[Sequence[Grid]], words: FormWords) -> bool:
    """Whether each part has headings of its own, so that none is a table without the others."""
    roles: list[set[str]] = []
    for grids in zip(*parts, strict=True):
        rows = FormRows(grids, words)
        roles.append({heading_role(words, text) for row in rows for text in row.texts} - {""})
        if len(roles) > 1 and any(map(names_a_form, rows)):
            return False
    named = set().union(*roles)
    alone = sum(map(len, roles)) == len(named) and all(roles)
    return alone and bool(named & _LEVELS) and bool(named & _VALUES)


def _joined(parts: Sequence[Grid]) -> Grid:
    """The parts beside each other, row by row at their heights."""
    heights: list[float] = []
    for top in sorted(top for part in parts for top in part.tops):
        if not heights or top - heights[-1] > _NEAR:
            heights.append(top)
    width = sum(len(part.rows[0]) for part in parts)
    rows: list[list[Scalar]] = [[None] * width for _ in heights]
    merged: list[Area] = []
    places: dict[tuple[int, int], str] = {}
    begin = 0
    for part in parts:
        at = [min(range(len(heights)), key=lambda r: abs(heights[r] - t)) for t in part.tops]
        for r, cells in zip(at, part.rows, strict=True):
            rows[r][begin : begin + len(cells)] = cells
        places |= {
            (at[r], begin + c): part.place(r, c)
            for r, cells in enumerate(part.rows)
            for c in range(len(cells))
        }
        merged += [
            Area(at[a.top], begin + a.left, at[a.bottom], begin + a.right) for a in part.merged
        ]
        begin += len(part.rows[0])
    whole = tuple(map(tuple, rows))
    return replace(parts[0], rows=whole, merged=tuple(merged), tops=tuple(heights), places=places)
