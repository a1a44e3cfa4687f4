"""The heights at which the rows of an unruled table stand, proved by its figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from auditkit.files.readers.pieces import Piece, blocks_of, line_pitch

# Shares of the lines of a column; and in sizes of type: rows stand no closer than this.
_DENSE = 0.6
_FIGURED = 0.6
_ROW = 0.85
_SIGN = re.compile("[≥≤＝=<>＜＞≧≦]")
_FIGURE = re.compile(r"[-—–－/\d.,，%％]+")


def anchors_of(
    pieces: Sequence[Piece], by_column: Sequence[Sequence[Piece]]
) -> tuple[list[float], list[Piece]]:
    """The heights of the rows, and the figures that prove them.

    A figure never wraps: the lines of columns of figures are rows. Without such columns those
    count that have as many lines as most others have. What is far from all of these is a row too.
    """
    figured = [
        column
        for column in by_column
        if sum(map(_is_figure, column)) >= max(_FIGURED * len(column), 3)
    ]
    figures = [piece for column in figured for piece in column if _is_figure(piece)]
    found: list[float] = []
    for piece in figures or _usual(by_column):
        _add(found, piece.y, piece.size)
    if not found:
        return [], []
    first, last = min(found), max(found)
    over = [[p for p in pieces if p.left == c != p.right] for c in range(len(by_column))]
    pitch = line_pitch(pieces)
    held = [block for column in (*by_column, *over) for block in blocks_of(column, pitch)]
    wraps = {id(piece) for block in held for piece in block[1:]}
    levels = {round(p.y): _level(p, pieces) for p in pieces}
    for line in sorted(levels.values(), key=lambda line: (-len(line), line[0].y)):
        y, size = line[0].y, line[0].size
        new = sum(id(p) in wraps for p in line) * 2 < len(line)
        inside = first <= y <= last
        if any(abs(y - other) <= _ROW * size for other in found):
            continue
        if (new and (not inside or len(line) > 1)) or (inside and _is_row(line, figured)):
            found.append(y)
    return sorted(found), figures


def _level(piece: Piece, pieces: Sequence[Piece]) -> list[Piece]:
    """What stands on the line of a piece."""
    return [other for other in pieces if abs(piece.y - other.y) <= 0.35 * piece.size]


def _is_row(line: Sequence[Piece], figured: Sequence[Sequence[Piece]]) -> bool:
    """Whether a line between two rows is certainly a row of its own: it begins with a sign, or
    stands below figures."""
    signed = any(_SIGN.match(p.segments[0].text) for p in line)
    return signed or any(p in column for column in figured for p in line)


def _usual(by_column: Sequence[Sequence[Piece]]) -> list[Piece]:
    """The lines of the columns that have the usual number of lines; a column that wraps has more
    than the others, each its own number."""
    most = max(map(len, by_column))
    dense = [column for column in by_column if len(column) >= max(_DENSE * most, 1)]
    counts = Counter(map(len, dense))
    usual = max(counts, key=lambda n: (counts[n], -n))
    return [piece for column in dense if len(column) == usual for piece in column]


def _is_figure(piece: Piece) -> bool:
    text = "".join(segment.text for segment in piece.segments)
    return bool(_FIGURE.fullmatch(text))


def _add(found: list[float], y: float, size: float) -> None:
    if not any(abs(y - other) <= 0.35 * size for other in found):
        found.append(y)
