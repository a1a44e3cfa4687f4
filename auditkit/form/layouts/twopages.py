"""A table wider than the paper: its last columns, printed on pages of their own, put back beside.

A spreadsheet prints the left half of all pages and then the right halves, or each page and its
right half; the rows stand at the same heights on both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.files.grid import RULED_TABLE, Area, Grid, Scalar, as_text
from auditkit.files.readers.unruled.widepages import MOST_PAGES_WIDE, orders
from auditkit.form.headings.words import heading_role
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRow, FormRows
from auditkit.form.title.beginning import names_a_form
from auditkit.rules.formwords import FormWords

_PAGE = re.compile(r"第(\d+)页")
_LEVELS = frozenset({"level1", "level2", "level3", "level4"})
_VALUES = frozenset({"target", "actual", "weight", "score", "reason", "note", "rate"})
# Points, and a share of rows: what a page's end cuts off is no closed cell.
_NEAR = 1.5
_MATCHED = 0.7
_FORMS = 2
# Points: how far the rows of one heading may stand apart.
_HEADING = 45.0
_CHINESE, _FEWEST_CHINESE = re.compile("[\u4e00-\u9fff]"), 2


def beside_each_other(grids: Sequence[Grid], words: FormWords, log: ReadingLog) -> list[Grid]:
    """The grids, the right parts of a table beside its left one, which is told."""
    pages: dict[str, list[Grid]] = {}
    for grid in grids:
        if page := _PAGE.match(grid.name):
            pages.setdefault(page[1], []).append(grid)
    tables = [
        [g for g in held if RULED_TABLE.fullmatch(g.name) and g.tops] for held in pages.values()
    ]
    parts = _wide(tables, words)
    if not parts:
        return list(grids)
    joined = {part[0][0].name: _joined(part) for part in parts}
    rights = [grid for part in parts for held in part for grid in held if grid is not part[0][0]]
    gone = {
        page[1] for _, *others in parts for (one, *_) in others if (page := _PAGE.match(one.name))
    }
    for (left, *_), *others in parts:
        for right, *_ in others:
            what = f"表比纸宽，{right.name}是{left.name}右边的几栏，已接在其右"
            log.repair("跨页拼接", right.source(0, 0), what)
    # What stands around the right parts stays: above the tables, since it may be the title.
    aside = [
        grid
        for grid in grids
        if (page := _PAGE.match(grid.name))
        and page[1] in gone
        and not RULED_TABLE.fullmatch(grid.name)
    ]
    below = [grid for grid in aside if not grid.name.endswith("前")]
    for row in FormRows(below, words):
        log.outside(row)
    rest = [joined.get(g.name, g) for g in grids if g not in aside and g not in rights]
    begin = next(i for i, g in enumerate(rest) if g.name in joined)
    return [*rest[:begin], *(g for g in aside if g not in below), *rest[begin:]]


Part = Sequence[Grid]
"""The tables of one page: a cell over all of it, open at both sides, parts them in two."""


def _wide(tables: Sequence[Part], words: FormWords) -> list[tuple[Part, ...]]:
    """The pages that stand beside each other, of all pages or of those of one sheet; none where
    no table is wider than the paper."""
    count = len(tables)
    ranges = [(0, count)] if all(tables) else []
    if count <= MOST_PAGES_WIDE:
        further = ((a, b) for a in range(count) for b in range(a + 2, count + 1))
        ranges = [(a, b) for a, b in further if all(tables[a:b])]
    for a, b in sorted(ranges, key=lambda ends: (ends[0] - ends[1], ends)):
        for numbers in orders(b - a):
            parts = [tuple(tables[a + i] for i in part) for part in numbers]
            first, *others = parts
            same = _same_rows(first, fewest=2) and all(_same_rows(one, fewest=1) for one in others)
            if same and _are_parts(parts, words):
                return parts
    return []


def _same_rows(parts: Sequence[Part], fewest: int) -> bool:
    """Whether nearly all rows of each part stand at the heights of rows of the first."""
    first, *others = ([top for grid in part for top in grid.tops] for part in parts)
    return all(
        sum(any(abs(a - b) <= _NEAR for b in first) for a in other)
        >= _MATCHED * max(min(len(other), len(first)), fewest)
        for other in others
    )


def _are_parts(parts: Sequence[Sequence[Part]], words: FormWords) -> bool:
    """Whether each part has headings of its own, so that none is a table without the others."""
    sides = [[g for part in one for g in part] for one in zip(*parts, strict=True)]
    rows = [list(FormRows(grids, words)) for grids in sides]
    heads = [
        _height(row)
        for one in rows
        for row in one
        if any(heading_role(words, text) in _LEVELS for text in row.texts)
    ]
    roles: list[set[str]] = []
    before: set[str] = set()
    for one in rows:
        # 完成情况 over the tasks heads nothing of the indicators.
        near = (r for r in one if any(abs(_height(r) - head) <= _HEADING for head in heads))
        texts = {text for row in near for text in row.texts}
        # A heading over the edge of the paper is printed on both pages.
        roles.append({heading_role(words, text) for text in texts - before} - {""})
        before = texts
    naming = sum(any(map(names_a_form, one)) for one in rows)
    named = set().union(*roles)
    alone = sum(map(len, roles)) == len(named) and all(roles) and naming < _FORMS
    return alone and bool(named & _LEVELS) and bool(named & _VALUES)


def _height(row: FormRow) -> float:
    return row.grid.tops[row.index]


def _joined(parts: Sequence[Part]) -> Grid:
    """The parts beside each other, row by row at their heights."""
    heights: list[float] = []
    for top in sorted(top for part in parts for grid in part for top in grid.tops):
        if not heights or top - heights[-1] > _NEAR:
            heights.append(top)
    widths = [max(len(grid.rows[0]) for grid in part) for part in parts]
    rows: list[list[Scalar]] = [[None] * sum(widths) for _ in heights]
    merged: list[Area] = []
    places: dict[tuple[int, int], str] = {}
    begin = 0
    for part, width in zip(parts, widths, strict=True):
        for grid in part:
            at = [min(range(len(heights)), key=lambda r: abs(heights[r] - t)) for t in grid.tops]
            for r, cells in zip(at, grid.rows, strict=True):
                rows[r][begin : begin + len(cells)] = cells
            places |= {
                (at[r], begin + c): grid.place(r, c)
                for r, cells in enumerate(grid.rows)
                for c in range(len(cells))
            }
            merged += [
                Area(at[a.top], begin + a.left, at[a.bottom], begin + a.right) for a in grid.merged
            ]
        if begin:
            merged = _over_the_edge(rows, merged, begin)
        begin += width
    whole = tuple(map(tuple, rows))
    first = parts[0][0]
    return replace(first, rows=whole, merged=tuple(merged), tops=tuple(heights), places=places)


def _over_the_edge(rows: Sequence[list[Scalar]], merged: Sequence[Area], begin: int) -> list[Area]:
    """The merged areas, two cells at an edge of the paper that say the same as one: its text is
    printed on both pages, on the right one perhaps without what is left of the paper.

    What is reached may equal the target beside it: cells of one column each, and figures, stay.
    """
    areas = {(area.top, area.left): area for area in merged}
    for r, row in enumerate(rows):
        left = next((c for c in range(begin - 1, -1, -1) if row[c] is not None), None)
        if left is None or not _goes_over(as_text(row[left]), as_text(row[begin])):
            continue
        one = areas.get((r, left), Area(r, left, r, left))
        other = areas.get((r, begin), Area(r, begin, r, begin))
        wide = one.left < one.right or other.left < other.right
        if wide and one.right < begin and one.bottom == other.bottom:
            areas.pop((r, begin), None)
            areas[r, left] = Area(r, left, one.bottom, other.right)
            row[begin] = None
    return sorted(areas.values(), key=lambda area: (area.top, area.left))


def _goes_over(left: str, right: str) -> bool:
    words = len(_CHINESE.findall(right)) >= _FEWEST_CHINESE
    return words and left.endswith(right)
