"""Rows of a table that lines across divide, where no lines go down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditkit.files.readers.unruled.pieces import Piece, line_pitch
from auditkit.files.readers.unruled.placing import grouped
from auditkit.files.readers.unruled.segments import Line, Span
from auditkit.files.readers.unruled.tablecells import Cells, TableRows, table_of

Rule = tuple[float, float, float]
"""A line across: its left and right end and its height on the page."""

# Points; and the share of the figures that stand alone between two lines.
_NEAR = 3.0
_RULED = 0.7
# In sizes of type.
_SURE = 0.6


@dataclass(frozen=True, slots=True)
class Bands:
    """The heights of the lines across, and for each the columns that it crosses."""

    heights: list[float]
    across: list[set[int]]


def bands_of(rules: Sequence[Rule], spans: Sequence[Span], lines: Sequence[Line]) -> Bands:
    size = lines[0][0].size
    top, bottom = lines[0][0].y - 4 * size, lines[-1][0].y + 4 * size
    heights: list[float] = []
    across: list[set[int]] = []
    for x0, x1, y in sorted(rules, key=lambda rule: rule[2]):
        columns = {c for c, s in enumerate(spans) if x0 - _NEAR <= (s.x0 + s.x1) / 2 <= x1 + _NEAR}
        if not columns or not top <= y <= bottom:
            continue
        if heights and y - heights[-1] <= _NEAR:
            across[-1] |= columns
        else:
            heights.append(y)
            across.append(columns)
    return Bands(heights, across)


def _band(piece: Piece, bands: Bands) -> int:
    middle = piece.y - 0.35 * piece.size
    return sum(height < middle for height in bands.heights)


def divides(bands: Bands, pieces: Sequence[Piece], anchors: Sequence[float]) -> bool:
    """Whether the lines across divide all rows: no two of the cells stand between the same."""
    held = [(_band(piece, bands), piece.left) for piece in pieces]
    cells = set(held)
    return len({band for band, _ in held}) > 2 and len(cells) >= _RULED * len(held)


def ruled_rows(pieces: Sequence[Piece], spans: Sequence[Span], bands: Bands) -> TableRows:
    """The rows between the lines; a cell reaches down to the next line that crosses its column."""
    cells = Cells()
    for piece in pieces:
        band = _band(piece, bands)
        starts = [i + 1 for i, columns in enumerate(bands.across) if piece.left in columns]
        row = max((start for start in starts if start <= band), default=0)
        after = min((start for start in starts if start > band), default=len(bands.heights) + 1)
        cells.pieces.setdefault((row, piece.left, piece.right), []).append(piece)
        cells.down[row, piece.left] = after - 1
    _divide_labels(cells, bands, line_pitch(pieces))
    return table_of(cells, spans)


def _divide_labels(cells: Cells, bands: Bands, pitch: float) -> None:
    """Labels in a column that no lines cross stand each in the middle of its rows."""
    for (row, left, right), held in list(cells.pieces.items()):
        last = cells.down.get((row, left), row)
        blocks: list[list[Piece]] = []
        for piece in sorted(held, key=lambda piece: piece.y):
            if blocks and piece.y - blocks[-1][-1].y <= pitch:
                blocks[-1].append(piece)
            else:
                blocks.append([piece])
        if len(blocks) < 2 or not row or last > len(bands.heights) - 1:
            continue
        size = held[0].size
        middles = [(b[0].y + b[-1].y) / 2 - 0.35 * size for b in blocks]
        found = grouped(middles, bands.heights[row - 1 : last + 1], blank=(0.5 * size) ** 2)
        if not found:
            continue
        del cells.pieces[row, left, right]
        cells.down.pop((row, left), None)
        for (first, end, cost), block in zip(found, blocks, strict=True):
            for piece in block:
                piece.sure = cost <= _SURE * size
            cells.pieces.setdefault((row + first, left, right), []).extend(block)
            cells.down[row + first, left] = row + end
