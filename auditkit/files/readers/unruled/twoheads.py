"""Headings of two lines in a table without ruling lines: the upper ones stand over the middle of
the columns that they head, what has one line alone stands between the two."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditkit.files.readers.unruled.pieces import Piece
from auditkit.files.readers.unruled.tablecells import Cells

_FIGURE = re.compile(r"\d")
# In sizes of type: how far a heading may be from the middle of its columns.
_MIDDLE = 0.6


def over_their_columns(cells: Cells) -> None:
    """Let the headings of the first row of a table reach over the columns that they head in the
    second, where they do; the others then reach down."""
    rows = sorted({row for row, _, _ in cells.pieces})[:2]
    if len(rows) < 2:
        return
    upper, lower = (
        {(a, b): p for (r, a, b), p in cells.pieces.items() if r == row} for row in rows
    )
    both = [*upper.items(), *lower.items()]
    if any(a != b or any(map(_has_figure, held)) for (a, b), held in both):
        return
    above = {a: held for (a, _), held in upper.items()}
    below = {a: held for (a, _), held in lower.items()}
    reach = {c: _reach(c, above, below) for c in above}
    if not any(last > first for first, last in reach.values()):
        return
    first_row, second_row = rows
    for column, (first, last) in reach.items():
        held = cells.pieces.pop((first_row, column, column))
        cells.pieces[first_row, first, last] = held
        if column not in below:
            cells.down[first_row, column] = second_row
    covered = {c for first, last in reach.values() for c in range(first, last + 1)}
    for column in below.keys() - covered:
        cells.pieces[first_row, column, column] = cells.pieces.pop((second_row, column, column))
        cells.down[first_row, column] = second_row


def _reach(
    column: int, above: Mapping[int, Sequence[Piece]], below: Mapping[int, Sequence[Piece]]
) -> tuple[int, int]:
    """The first and last of the columns in whose middle a heading stands; its own where none."""
    first = last = column
    while first - 1 in below and first - 1 not in above:
        first -= 1
    while last + 1 in below and last + 1 not in above:
        last += 1
    at, size = _middle(above[column]), above[column][0].size
    best = column, column
    if column not in below:
        return best
    for a in range(first, column + 1):
        for b in range(column, last + 1):
            off = abs((_middle(below[a]) + _middle(below[b])) / 2 - at)
            if off <= _MIDDLE * size and b - a > best[1] - best[0]:
                best = a, b
    return best


def _middle(held: Sequence[Piece]) -> float:
    left = min(piece.segments[0].x0 for piece in held)
    return (left + max(piece.segments[-1].x1 for piece in held)) / 2


def _has_figure(piece: Piece) -> bool:
    return any(_FIGURE.search(segment.text) for segment in piece.segments)
