"""A table without lines that is wider than the paper: its pages put beside each other again.

A spreadsheet prints the left part of all pages and then the right ones, or each page and what is
right of it. What stands in one row is at the same height on both, and a word over the edge of a
page is printed on both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from auditkit.files.grid import Grid
from auditkit.files.readers.pdfpage.glyphs import Char, once, rows_of
from auditkit.files.readers.unruled.aligned import (
    NO_COLUMNS,
    Columns,
    aligned_grids,
    heads_indicators,
)
from auditkit.files.readers.unruled.segments import Segment, segmented

MOST_PAGES_WIDE = 24
"""Documents with more pages are not looked through for wide tables."""
_WIDE = (4, 3, 2)
_FEWEST_LINES = 4
# Points, and a share of the lines of the page that has fewer.
_NEAR = 1.5
_MATCHED = 0.7
_LEVEL = re.compile("[一二]级(?:绩效)?指标(?:名称)?")
_VALUE = re.compile(".{0,6}(?:指标|目标|完成|实现|实际)值.{0,4}|分值.{0,3}|.{0,4}得分.{0,3}")


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page without ruled tables: its number, its characters and how wide its paper is.

    `aligned` says that a table was found on it by where its words stand.
    """

    number: int
    chars: Sequence[Char]
    width: float
    aligned: bool


def orders(count: int) -> Iterator[list[tuple[int, ...]]]:
    """Which pages may be parts of one: all left ones before all right ones, or in turn.

    >>> list(orders(4))[1:]
    [[(0, 2), (1, 3)], [(0, 1), (2, 3)]]
    """
    for wide in _WIDE:
        down, rest = divmod(count, wide)
        if not rest and down:
            numbers = range(count)
            seen = [tuple(numbers[i::down]) for i in range(down)]
            yield seen
            in_turn = [tuple(numbers[i * wide : (i + 1) * wide]) for i in range(down)]
            if in_turn != seen:
                yield in_turn


def wide_tables(file: str, sha256: str, pages: Sequence[PlainPage]) -> list[Grid]:
    """The grids of pages without ruled tables that are parts of wider ones; none where they are
    not.

    Where tables were found on the pages each for itself, the headings must go on from the left
    page to the right one: the rows of a long table stand at the same heights too.
    """
    lines = [[line for row in rows_of(p.chars) if (line := segmented(row))] for p in pages]
    if not all(len(held) >= _FEWEST_LINES for held in lines):
        return []
    segments = [[segment for line in held for segment in line] for held in lines]
    numbers = [page.number for page in pages]
    for parts in orders(len(pages)):
        if not all(_same_lines([lines[i] for i in part]) for part in parts):
            continue
        first = [lines[i] for i in parts[0]]
        if any(page.aligned for page in pages) and not _headings_go_on(first):
            continue
        grids: list[Grid] = []
        columns: Columns = NO_COLUMNS
        for part in parts:
            shifts = [0.0]
            for left, right in pairwise(part):
                shifts.append(shifts[-1] + _shift(segments[left], segments[right], pages[left]))
            chars = _beside([pages[i] for i in part], shifts)
            name = f"第{numbers[part[0]]}页"
            found, columns = aligned_grids(file, sha256, name, chars, (), (), columns)
            if not found:
                break
            begins = [
                shift + min((s.x0 for s in segments[i] if s.x0 > 0), default=0.0)
                for i, shift in zip(part, shifts, strict=True)
            ]
            grids += _placed(found, columns, [numbers[i] for i in part], begins)
        else:
            if heads_indicators(grids):
                return grids
    return []


def _same_lines(parts: Sequence[Sequence[Sequence[Segment]]]) -> bool:
    """Whether nearly all lines of each part stand at the heights of lines of the first."""
    first, *others = [[line[0].y for line in part] for part in parts]
    return all(
        sum(any(abs(a - b) <= _NEAR for b in first) for a in other)
        >= _MATCHED * min(len(other), len(first))
        for other in others
    )


def _headings_go_on(parts: Sequence[Sequence[Sequence[Segment]]]) -> bool:
    """Whether the first part alone has the levels of indicators, and each other one headings at
    their height."""
    first, *others = parts
    heights = [line[0].y for line in first if any(_LEVEL.fullmatch(s.text) for s in line)]
    for part in others:
        if any(_LEVEL.fullmatch(s.text) for line in part for s in line):
            return False
        beside = [line for line in part if any(abs(line[0].y - y) <= _NEAR for y in heights)]
        if not any(_VALUE.fullmatch(s.text) for line in beside for s in line):
            return False
    return True


def _shift(left: Sequence[Segment], right: Sequence[Segment], page: PlainPage) -> float:
    """How far right of a page the next one stands: by the words that are printed on both, else
    the width of the paper."""
    both = [
        (a, b)
        for a in left
        for b in right
        if abs(a.y - b.y) <= _NEAR and a.text == b.text and len(a.chars) > 1
    ]
    counts = Counter(round(a.x0 - b.x0) for a, b in both)
    for distance, _ in sorted(counts.items(), key=lambda item: (-item[1], -item[0])):
        same = [(a, b) for a, b in both if abs(a.x0 - b.x0 - distance) <= 1]
        twice = {id(one) for pair in same for one in pair}
        end = max((s.x1 for s in left if id(s) not in twice), default=0.0)
        begin = min((s.x0 for s in right if id(s) not in twice), default=0.0)
        # The same figures in two columns say nothing: the rest would stand one over the other.
        if begin + distance >= end:
            return same[0][0].x0 - same[0][1].x0
    return page.width


def _beside(pages: Sequence[PlainPage], shifts: Sequence[float]) -> list[Char]:
    return once(
        [
            {**char, "x0": char["x0"] + shift, "x1": char["x1"] + shift}
            for page, shift in zip(pages, shifts, strict=True)
            for char in page.chars
        ]
    )


def _placed(
    grids: Sequence[Grid], columns: Columns, numbers: Sequence[int], begins: Sequence[float]
) -> list[Grid]:
    """The grids, the last with the pages that its cells are printed on."""
    of = [
        max(i for i, begin in enumerate(begins) if not i or span.x0 >= begin - _NEAR)
        for span in columns.spans
    ]
    last = max(i for i, grid in enumerate(grids) if grid.unruled is not None)
    grid = grids[last]
    places = {
        (r, c): f"第{numbers[of[c]]}页 第{r + 1}行第{c + 1}列（接在第{numbers[0]}页右边）"
        for r, row in enumerate(grid.rows)
        for c in range(len(row))
        if c < len(of) and of[c]
    }
    return [*grids[:last], replace(grid, places=places), *grids[last + 1 :]]
