"""The rows of a table without vertical lines: by the lines across it, else by where words stand.

Columns of figures do not wrap: their lines are the rows (anchors). What wraps belongs to the
row that it begins on (top), or in whose middle it stands (centre), whichever holds for the table.
A label over several rows stands in their middle, or at their top.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from auditkit.files.readers.unruled.anchors import anchors_of
from auditkit.files.readers.unruled.bandrows import Rule, bands_of, divides, ruled_rows
from auditkit.files.readers.unruled.pieces import Piece, fullness, left_edges, line_pitch, pieces_of
from auditkit.files.readers.unruled.placing import grouped, placed
from auditkit.files.readers.unruled.segments import Line, Span
from auditkit.files.readers.unruled.tablecells import Cells, TableRows, table_of
from auditkit.files.readers.unruled.twoheads import over_their_columns

# In sizes of type: how far a middle may be from its row, how much room a full label leaves, and
# what is too short for a label of its own. And the share of the rows that a column fills at least.
_LEVEL = re.compile("[一二三四]级(?:绩效)?指标")
_NAMES = re.compile("三级(?:绩效)?指标(?:名称)?")
_TOTAL = re.compile("总分|合计|总计|总得分|自评(?:得分|总分)")
_SURE = 0.6
# And a share of the way to the nearest other row.
_OWN = 0.3
_ROOM = 2.3
_SHORT = 3.0
_CLOSE = 1.9
_FEWEST_ROWS = 5
_DENSE = 0.75
_FILLED = 0.85


def rows_of_table(
    lines: Sequence[Line],
    spans: Sequence[Span],
    rules: Sequence[Rule],
    before: bool | None = None,
) -> TableRows | None:
    """The rows of some lines of a page in columns; None where they cannot be told.

    `before` says whether labels stand in the middle of their rows on the page before, where the
    table goes on from there.
    """
    if not spans:
        return None
    edges = left_edges(lines, spans)
    pieces = [piece for line in lines for piece in pieces_of(line, spans, edges)]
    if not pieces:
        return None
    by_column = [[p for p in pieces if p.left == p.right == c] for c in range(len(spans))]
    anchors, figures = anchors_of(pieces, by_column, spans)
    if len(anchors) < 2:
        return None
    bands = bands_of(rules, spans, lines)
    if divides(bands, figures or [p for p in pieces if p.left == p.right], anchors):
        return ruled_rows(pieces, spans, bands)
    return _by_place(pieces, by_column, anchors, spans, before)


def _by_place(
    pieces: Sequence[Piece],
    by_column: Sequence[Sequence[Piece]],
    anchors: Sequence[float],
    spans: Sequence[Span],
    before: bool | None,
) -> TableRows:
    pitch = line_pitch(pieces)
    columns = [list(column) for column in by_column]
    for piece in pieces:
        if piece.left != piece.right:
            columns[piece.left].append(piece)
    for column in columns:
        column.sort(key=lambda piece: piece.y)
    ways = {
        centred: [_placing(column, anchors, pitch, centred) for column in columns]
        for centred in (False, True)
    }
    filled = [
        max(len({row for row, _ in way[c][0]}) for way in ways.values())
        for c in range(len(columns))
    ]
    sparse = [c for c, rows in enumerate(filled) if rows < _DENSE * len(anchors)]
    costs = {
        centred: sum(cost for c, (_, cost) in enumerate(way) if c not in sparse)
        for centred, way in ways.items()
    }
    centred = costs[True] < costs[False] - 0.1
    for column, (placing, _) in zip(columns, ways[centred], strict=True):
        for piece, (row, cost) in zip(column, placing, strict=True):
            piece.row, piece.sure = row, cost <= _SURE * piece.size
    cells = Cells()
    held = [p for c, column in enumerate(columns) if c not in sparse for p in column]
    bounds = _bounds(held or pieces, anchors)
    between = any(not piece.sure for column in columns for piece in column)
    middle = between or (before if before is not None else not _headed(columns, sparse))
    # Where texts are known to begin at the top of their rows, labels do too.
    middle = middle and not costs[False] < costs[True] - 0.1
    # The names fill all rows but that of the total; left of them stand labels.
    most = max(filled)
    least = min(_FILLED * most, most - 1)
    names = next((c for c, rows in enumerate(filled) if rows >= least), 0)
    named = next((c for c, held in enumerate(columns) if _heads(held, _NAMES)), 0)
    # Labels nearly all of which have one row fill a column too, but some stand between two.
    while names < named and not all(piece.sure for piece in by_column[names]):
        names += 1
    head = _heading_row(columns)
    for c in range(names) if middle and max(len(anchors), len(spans) + 1) >= _FEWEST_ROWS else ():
        over = [p for p in pieces if p.left <= c <= p.right and p.left != p.right]
        # What stands on the line of the heading, or above it, is no label of the rows below.
        below, over = ([p for p in held if p.row > head] for held in (by_column[c], over))
        down = _spread(below, over, bounds[head + 1 :], pitch, head + 1)
        cells.down |= {(row, c): last for row, last in down.items()}
    # Above the heading of the levels no label stands in the middle of several rows.
    for column, (placing, _) in zip(columns, ways[centred], strict=True):
        for piece, (row, cost) in zip(column, placing, strict=True):
            piece.sure = piece.sure or (row < head and cost <= _OWN * _gap(anchors, row))
    for column in columns:
        for piece in column:
            cells.pieces.setdefault((piece.row, piece.left, piece.right), []).append(piece)
    over_their_columns(cells)
    return replace(table_of(cells, spans), centred=middle)


def _gap(anchors: Sequence[float], row: int) -> float:
    """How far the nearest other row is."""
    return min((abs(anchors[row] - y) for i, y in enumerate(anchors) if i != row), default=0.0)


def _heading_row(columns: Sequence[Sequence[Piece]]) -> int:
    """The row that heads the levels of indicators, -1 where none does."""
    heads = [p.row for column in columns for p in column if _LEVEL.fullmatch(p.segments[0].text)]
    return max((row for row in heads if heads.count(row) > 1), default=-1)


def _heads(column: Sequence[Piece], heading: re.Pattern[str]) -> bool:
    return any(heading.fullmatch(piece.segments[0].text) for piece in column)


def _headed(columns: Sequence[Sequence[Piece]], sparse: Sequence[int]) -> bool:
    """Whether the labels stand at the top of their rows: then the first row after the heading has
    them all."""
    rows = sorted({p.row for c, column in enumerate(columns) if c not in sparse for p in column})
    # What stands above the heading in fewer columns is no row of the table.
    filled = Counter(row for column in columns for row in {p.row for p in column})
    head = next((i for i, row in enumerate(rows) if filled[row] >= _FILLED * len(columns)), 0)
    first = rows[head + 1 : head + 2]
    return all(any(p.row in first for p in columns[c]) for c in sparse[:2] if columns[c])


def _placing(
    column: Sequence[Piece], anchors: Sequence[float], pitch: float, centred: bool
) -> tuple[list[tuple[int, float]], float]:
    full = fullness(column)
    wraps = [full(a, b) for a, b in pairwise(column)]
    near = [b.y - a.y <= pitch for a, b in pairwise(column)]
    size = column[0].size if column else 0.0
    return placed([piece.y for piece in column], wraps, near, anchors, size, centred=centred)


def _spread(
    column: Sequence[Piece],
    over: Sequence[Piece],
    bounds: Sequence[float],
    pitch: float,
    start: int,
) -> dict[int, int]:
    """The labels of a column over the rows in whose middle they stand; empty where none do.

    `start` is the number of the first row, which begins at the first of the bounds.

    Each row has one label then, or a cell `over` this column and others, or is blank as that of a
    total; and each label stands in the middle of its rows.
    """
    if not column:
        return {}
    labels = sorted([*column, *over], key=lambda piece: piece.y)
    for blocks in _label_blocks(labels, pitch):
        # The page may cut the first and the last label with their rows.
        for begin, end in ((0, 0), (0, 1), (1, 0), (1, 1)):
            part = blocks[begin : len(blocks) - end]
            middles = [(b[0].y + b[-1].y) / 2 - 0.35 * b[0].size for b in part]
            found = grouped(middles, bounds, blank=(0.5 * column[0].size) ** 2)
            if found and max(cost for *_, cost in found) <= _SURE * column[0].size:
                for (first, _, _), block in zip(found, part, strict=True):
                    for piece in block:
                        if piece in column:
                            piece.row, piece.sure = first + start, True
                both = zip(found, part, strict=True)
                return {
                    first + start: last + start for (first, last, _), b in both if b[0] in column
                }
    return {}


def _label_blocks(column: Sequence[Piece], pitch: float) -> Iterator[list[list[Piece]]]:
    """The labels that the lines of a column may be: each its own, or wrapped where one is full,
    or wherever lines are close."""
    widest = max(piece.width for piece in column)
    for wrapped in (False, True):
        found: list[list[Piece]] = []
        for piece in column:
            above = found[-1][-1] if found else None
            close = above is not None and piece.y - above.y <= min(pitch, _CLOSE * piece.size)
            if above is not None and close and (wrapped or _goes_on(above, piece, widest)):
                found[-1].append(piece)
            else:
                found.append([piece])
        yield found


def _goes_on(above: Piece, piece: Piece, widest: float) -> bool:
    """Whether the lower of two lines is the rest of a label, too short to stand alone."""
    if _TOTAL.fullmatch(piece.segments[0].text):
        return False
    return above.width >= widest - _ROOM * piece.size and piece.width < _SHORT * piece.size


def _bounds(pieces: Sequence[Piece], anchors: Sequence[float]) -> list[float]:
    """Where each row begins, and at last where the table ends: midway between what they hold."""
    size = pieces[0].size
    tops = [y - 0.8 * size for y in anchors]
    ends = [y + 0.2 * size for y in anchors]
    for piece in pieces:
        if 0 <= piece.row < len(anchors) and piece.sure:
            tops[piece.row] = min(tops[piece.row], piece.y - 0.8 * size)
            ends[piece.row] = max(ends[piece.row], piece.y + 0.2 * size)
    inner = [(end + top) / 2 for end, top in zip(ends, tops[1:], strict=False)]
    first = tops[0] - (inner[0] - ends[0]) if inner else tops[0]
    last = ends[-1] + (tops[-1] - inner[-1]) if inner else ends[-1]
    return [first, *inner, last]
