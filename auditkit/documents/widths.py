"""How the room of a page is shared out among the columns of a table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditkit.show.blocks import Block, Cell, Heading, Row, Table, Text
from auditkit.show.charts.drawing import breadth

PADDING = 1.4
"""Room beside the text of a cell, in characters."""
_ROOMY, _ROOMY_WIDE = 10.0, 20.0
"""Characters up to which a text should stand on one line, in an ordinary and in a wide column."""
_MANY = 9
"""Columns from which a page is turned sideways."""
_FEW = 12
"""Rows up to which a table of many columns stands upright if it can."""
_SHORT, _TALL = 24, 32
"""Lines up to which a table of few rows is kept together, and past which it is about a page."""
_LONGEST_WORD = 12.0
# Chinese breaks anywhere; figures and Latin words do not.
_WORD = re.compile(r"[^\s\u2e80-\u9fff\uff00-\uffef\u3000-\u303f，。；：、（）“”]+")


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell at its place in the grid of the table's body or head."""

    row: int
    column: int
    cell: Cell


def placed(rows: Sequence[Row]) -> Iterator[Placed]:
    """The cells with their places; those that reach down push the later ones aside."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row.cells:
            while (number, column) in taken:
                column += 1
            yield Placed(number, column, cell)
            taken |= {
                (number + down, column + across)
                for down in range(cell.rows)
                for across in range(cell.columns)
            }
            column += cell.columns


@dataclass(frozen=True, slots=True)
class _Need:
    least: float = 0.0
    wanted: float = 0.0
    volume: float = 0.0
    """Characters of the fullest cell, where they do not fit into what is wanted."""

    def or_more(self, other: _Need) -> _Need:
        return _Need(
            max(self.least, other.least),
            max(self.wanted, other.wanted),
            max(self.volume, other.volume),
        )


def widths(table: Table, room: float) -> list[float]:
    """The share of each column in the width; `room` is the width in characters of the table."""
    needs = _needs(table)
    left = room - sum(need.wanted for need in needs)
    if left >= 0:
        # The fuller a column, the more of what is left; the root keeps long lists from taking all.
        more = [math.sqrt(need.volume) for need in needs]
        if not any(more):
            more = [need.wanted for need in needs]
        given = [
            need.wanted + left * extra / sum(more) for need, extra in zip(needs, more, strict=True)
        ]
    else:
        slack = [need.wanted - need.least for need in needs]
        scale = max(0.0, 1 + left / sum(slack)) if any(slack) else 0.0
        given = [need.least + extra * scale for need, extra in zip(needs, slack, strict=True)]
    return [width / sum(given) for width in given]


def is_short(table: Table, room: float) -> bool:
    """Whether the table stands on one page: its last rows would leave the next one nearly empty."""
    return len(table.body) <= _FEW and _height(table, room) <= _SHORT


def _height(table: Table, room: float) -> int:
    """About how many lines the table's rows take, one below the other."""
    shares = widths(table, room)
    tallest = [1] * len(table.body)
    for place in placed(table.body):
        width = sum(shares[place.column : place.column + place.cell.columns]) * room - PADDING
        lines = sum(
            max(1, math.ceil(breadth(line.text) / max(width, 1.0))) for line in place.cell.lines
        )
        if place.cell.rows == 1:
            tallest[place.row] = max(tallest[place.row], lines)
    return sum(tallest)


def wide(table: Table, room: float) -> bool:
    """Whether the table is better read on a page turned sideways.

    A few rows of many columns are not worth a page of their own, where they fit upright at all
    and do not become so narrow that they are taller than a page.
    """
    if sum(need.least for need in _needs(table)) > room:
        return True
    if table.columns < _MANY:
        return False
    return len(table.body) > _FEW or _height(table, room) > _TALL


def leaves(blocks: Sequence[Block], room: float) -> list[tuple[bool, list[Block]]]:
    """The blocks by page layout, as (turned, blocks): a wide table has turned pages of its own.

    A heading, and what is said between it and the table, goes along with the table.
    """
    found: list[tuple[bool, list[Block]]] = [(False, [])]
    for block in blocks:
        turned, before = found[-1]
        if not isinstance(block, Table) or not wide(block, room):
            if turned:
                found.append((False, []))
            found[-1][1].append(block)
            continue
        start = len(before)
        while start and isinstance(before[start - 1], Text):
            start -= 1
        if turned:
            before.append(block)
            continue
        if not start or not isinstance(before[start - 1], Heading):
            start = len(before) + 1
        led, before[start - 1 :] = before[start - 1 :], []
        if not before and len(found) > 1 and found[-2][0]:
            # What stood between two wide tables was only the second one's heading.
            found.pop()
            found[-1][1].extend([*led, block])
        else:
            found.append((True, [*led, block]))
    return [leaf for leaf in found if leaf[1]]


def _needs(table: Table) -> list[_Need]:
    needs = [_Need(2.0 + PADDING, 2.0 + PADDING)] * table.columns
    for rows in (table.head, table.body):
        for place in placed(rows):
            if place.cell.columns == 1 and place.column < len(needs):
                needed = _need(place.cell, heading=rows is table.head)
                needs[place.column] = needs[place.column].or_more(needed)
    return needs


def _need(cell: Cell, heading: bool) -> _Need:
    texts = [line.text for line in cell.lines]
    long = max(map(breadth, texts), default=0.0)
    words = [min(breadth(word), _LONGEST_WORD) for text in texts for word in _WORD.findall(text)]
    runs = (run for line in cell.lines for run in line.runs)
    whole = [breadth(run.text) + 1 for run in runs if "\u00a0" in run.text or run.style == "unit"]
    word = max(*words, *whole, 0.0, 0.0)
    if heading:
        # A heading may take two lines.
        return _Need(max(word, min(long, 3.0)) + PADDING, max(word, min(long, 6.0)) + PADDING)
    if cell.right:
        return _Need(long + PADDING, long + PADDING)
    wanted = max(word, min(long, _ROOMY_WIDE if cell.wide else _ROOMY))
    volume = sum(map(breadth, texts)) if long > wanted else 0.0
    return _Need(word + PADDING, wanted + PADDING, volume)
