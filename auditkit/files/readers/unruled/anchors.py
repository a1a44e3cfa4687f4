"""The heights at which the rows of an unruled table stand, proved by its figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from auditkit.files.readers.unruled.pieces import Piece, blocks_of, line_pitch
from auditkit.files.readers.unruled.segments import Span

# Shares of the lines of a column; and in sizes of type: rows stand no closer than this.
_DENSE = 0.6
_FIGURED = 0.6
_FILLED = 0.85
_ROW = 1.0
_FEW = 2
_ROOM = 2.3
_INDENT = 2.2
# And a share of the least distance of rows.
_ROW_APART = 0.7
_TARGET = re.compile(r"[≥≤＝=<>＜＞≧≦]|\d")
_SIGN = re.compile("[≥≤＝=<>＜＞≧≦]")
_LABELLED = re.compile(r"[\u4e00-\u9fff（）()、/]{2,14}[:：]")
_FIGURE = re.compile(r"[-—–－/\d.,，%％]+")


def anchors_of(
    pieces: Sequence[Piece], by_column: Sequence[Sequence[Piece]], spans: Sequence[Span]
) -> tuple[list[float], list[Piece]]:
    """The heights of the rows, and the figures that prove them.

    A figure never wraps, nor does the beginning of a target: the lines of their columns are rows.
    Without such columns those count that have as many lines as most others have. What is far from
    all of these is a row too.
    """
    figured, figures = _figures(by_column, _is_figure)
    if not figures:
        figured, figures = _figures(by_column, _begins_a_target)
    found: list[float] = []
    pitch = line_pitch(pieces)
    for piece in figures or _usual(by_column, pitch):
        _add(found, piece.y, piece.size)
    if not found:
        return [], []
    first, last = min(found), max(found)
    near = _ROW_APART * min([b - a for a, b in pairwise(sorted(found))], default=0.0)
    held = [block for column in by_column for block in blocks_of(column, pitch)]
    wraps = {id(piece) for block in held for piece in block[1:]}
    wraps |= {id(p) for p in pieces if any(_goes_on(q, p, spans, pitch) for q in pieces)}
    # 填报日期：2024年3月 never goes on with what stands above it.
    wraps -= {id(p) for p in pieces if _LABELLED.match("".join(s.text for s in p.segments))}
    rows = min(_FILLED * len(found), len(found) - 1)
    names = next((c for c, column in enumerate(by_column) if len(column) >= rows), 0)
    levels = list({round(p.y): _level(p, pieces) for p in pieces}.values())
    for line in sorted(levels, key=lambda line: (-_weight(line, levels), line[0].y)):
        y, size = line[0].y, line[0].size
        if any(abs(y - other) <= _ROW * size for other in found):
            continue
        going_on = sum(id(p) in wraps for p in line) * 2
        fresh = len(line) - going_on // 2
        new = going_on < len(line) or (going_on == len(line) > _FEW) or fresh > _FEW
        labels = all(p.right < names for p in line)
        # A word close to a row but not on it is a label in the middle of several.
        away = min(abs(y - other) for other in found) > near
        if first <= y <= last:
            own = [p for p in line if id(p) not in wraps]
            apart = (new and (away or (len(line) > 1 and not labels))) or _is_row(own, figured)
        else:
            apart = new and (away or len(line) > 1 or not labels)
        if apart:
            found.append(y)
    return sorted(found), figures


def _weight(line: Sequence[Piece], levels: Sequence[Sequence[Piece]]) -> int:
    """How many pieces a line has, and more where wrapped cells of its row stand around it."""
    y, size = line[0].y, line[0].size
    around = [
        other[0].y - y
        for other in levels
        if 0.35 * size < abs(other[0].y - y) <= size and len(other) <= len(line)
    ]
    return len(line) + _FEW * (min(around, default=0) < 0 < max(around, default=0))


def _figures(
    by_column: Sequence[Sequence[Piece]], is_one: Callable[[Piece], bool]
) -> tuple[list[Sequence[Piece]], list[Piece]]:
    """The columns that hold mostly figures, and these."""
    columns = [
        column for column in by_column if sum(map(is_one, column)) >= max(_FIGURED * len(column), 3)
    ]
    return columns, [piece for column in columns for piece in column if is_one(piece)]


def _goes_on(above: Piece, piece: Piece, spans: Sequence[Span], pitch: float) -> bool:
    """Whether a piece may be the next line of one that stands over several columns."""
    return (
        above.left != above.right
        and 0 < piece.y - above.y <= pitch
        and above.left <= piece.left <= piece.right <= above.right
        and abs(piece.segments[0].x0 - above.segments[0].x0) <= _INDENT * piece.size
        and spans[above.right].x1 - above.segments[-1].x1 <= _ROOM * above.size
    )


def _level(piece: Piece, pieces: Sequence[Piece]) -> list[Piece]:
    """What stands on the line of a piece."""
    return [other for other in pieces if abs(piece.y - other.y) <= 0.35 * piece.size]


def _is_row(line: Sequence[Piece], figured: Sequence[Sequence[Piece]]) -> bool:
    """Whether a line between two rows is certainly a row of its own: it begins with a sign, or
    stands below figures."""
    signed = any(_SIGN.match(p.segments[0].text) for p in line)
    return signed or any(p in column for column in figured for p in line)


def _usual(by_column: Sequence[Sequence[Piece]], pitch: float) -> list[Piece]:
    """The lines of the columns that have the usual number of lines; a column that wraps has more
    than the others, each its own number, and counts only where all of them wrap."""
    most = max(map(len, by_column))
    dense = [column for column in by_column if len(column) >= max(_DENSE * most, 1)]
    dense = [column for column in dense if len(blocks_of(column, pitch)) == len(column)] or dense
    counts = Counter(map(len, dense))
    if not counts:
        return []
    usual = max(counts, key=lambda n: (counts[n], -n))
    return [piece for column in dense if len(column) == usual for piece in column]


def _begins_a_target(piece: Piece) -> bool:
    return bool(_TARGET.match(piece.segments[0].text))


def _is_figure(piece: Piece) -> bool:
    text = "".join(segment.text for segment in piece.segments)
    return bool(_FIGURE.fullmatch(text))


def _add(found: list[float], y: float, size: float) -> None:
    if not any(abs(y - other) <= 0.35 * size for other in found):
        found.append(y)
