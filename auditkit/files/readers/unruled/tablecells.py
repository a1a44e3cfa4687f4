"""The cells of a table that no vertical lines divide: pieces by row and column, made into rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditkit.files.grid import Area
from auditkit.files.readers.pdfpage.glyphs import cell_text
from auditkit.files.readers.unruled.pieces import Piece
from auditkit.files.readers.unruled.segments import Span


@dataclass(frozen=True, slots=True)
class TableRows:
    """The cells of a table by row, its merged areas, and the cells of which the row is not sure.

    `centred` says that labels stand in the middle of their rows.
    """

    texts: tuple[tuple[str | None, ...], ...]
    merged: tuple[Area, ...]
    unsure: tuple[tuple[int, int], ...]
    centred: bool = False


@dataclass(slots=True)
class Cells:
    """The cells so far: pieces by row and columns, and how far down a label reaches."""

    pieces: dict[tuple[int, int, int], list[Piece]] = field(default_factory=dict)
    down: dict[tuple[int, int], int] = field(default_factory=dict)


def table_of(cells: Cells, spans: Sequence[Span]) -> TableRows:
    kept = sorted({row for row, _, _ in cells.pieces})
    number = {row: i for i, row in enumerate(kept)}
    rows: list[list[str | None]] = [[None] * len(spans) for _ in kept]
    merged, unsure = [], []
    for row, left, right, pieces in _cells_of(cells.pieces):
        chars = [char for p in pieces for segment in p.segments for char in segment.chars]
        r = number[row]
        rows[r][left] = cell_text(chars, spans[right].x1)
        last = cells.down.get((row, left), row)
        bottom = max(number[k] for k in kept if k <= max(last, row))
        if (bottom, right) > (r, left):
            merged.append(Area(r, left, bottom, right))
        if not all(piece.sure for piece in pieces):
            unsure.append((r, left))
    merged.sort(key=lambda area: (area.top, area.left))
    return TableRows(tuple(map(tuple, rows)), tuple(merged), tuple(unsure))


def _cells_of(
    pieces: Mapping[tuple[int, int, int], list[Piece]],
) -> Iterator[tuple[int, int, int, list[Piece]]]:
    """Row, first and last column of each cell: what stands over several columns holds them all."""
    row, first, last, held = -1, 0, -1, list[Piece]()
    for (r, left, right), more in sorted(pieces.items(), key=lambda item: item[0]):
        if r == row and left <= last:
            last, held = max(last, right), [*held, *more]
            continue
        if held:
            yield row, first, last, held
        row, first, last, held = r, left, right, list(more)
    if held:
        yield row, first, last, held
