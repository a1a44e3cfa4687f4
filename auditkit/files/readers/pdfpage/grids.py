"""A page's characters and the cells that its lines rule, as grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditkit.files.grid import Area, Grid, Scan
from auditkit.files.readers.pdfpage.cuttexts import hidden_in
from auditkit.files.readers.pdfpage.glyphs import Char, baseline, cell_text, lines_of

# Points.
_NEAR, _INSIDE = 2.0, 1.5
Cell = tuple[float, float, float, float]
"""Left, top, right and bottom on the page."""


def page_grids(
    file: str,
    sha256: str,
    page: str,
    chars: Sequence[Char],
    tables: Sequence[Sequence[Cell]],
    picture: bytes = b"",
    before: Sequence[float] = (),
) -> list[Grid]:
    """The tables of a page and the lines of text around them, from top to bottom.

    The text of a page without tables is the grid 第5页; otherwise what stands above the first
    table is 第16页 表1前, what follows a table is 第16页 表1后. Of a page that was read from a
    `picture` each table carries how sure its cells are, and where they stand on it. `before` are
    the columns of a table that the first one may go on with (see `columns_of`).
    """
    grids = []
    kept = list(chars)
    bodies: list[list[list[Char]]] = []
    boxes = []
    for cells in tables:
        inside, kept = _fill(cells, kept)
        bodies.append(inside)
        boxes.append((min(c[1] for c in cells), cells))
    lines = lines_of(kept)
    starts = [top for top, _ in boxes]
    for i in range(len(boxes) + 1):
        above = starts[i - 1] if i else float("-inf")
        below = starts[i] if i < len(starts) else float("inf")
        text = tuple((line,) for y, line in lines if above <= y < below)
        name = page if not boxes else f"{page} 表{max(i, 1)}{'后' if i else '前'}"
        if text:
            grids.append(Grid(file, sha256, "table", name, text))
        if i < len(boxes):
            rows, merged, places = _arrange(boxes[i][1], bodies[i], () if i else before)
            scan = _scan(picture, places, boxes[i][1], bodies[i]) if picture else None
            tops = tuple(sorted({cell[1] for cell in boxes[i][1]}))
            name = f"{page} 表{i + 1}"
            table = Grid(file, sha256, "table", name, rows, merged, scan, tops=tops)
            hidden = _hidden(places, boxes[i][1], bodies[i])
            clipped = {table.place(*place): text for place, text in hidden.items()}
            grids.append(replace(table, clipped=clipped))
    return grids


def _scan(
    picture: bytes,
    places: Mapping[tuple[int, int], int],
    cells: Sequence[Cell],
    inside: Sequence[Sequence[Char]],
) -> Scan:
    return Scan(
        picture,
        {
            place: min(char["sure"] for char in inside[number])
            for place, number in places.items()
            if inside[number]
        },
        {place: cells[number] for place, number in places.items()},
    )


def _hidden(
    places: Mapping[tuple[int, int], int],
    cells: Sequence[Cell],
    inside: Sequence[Sequence[Char]],
) -> dict[tuple[int, int], str]:
    """What the cells hide of their texts, by row and column."""
    left, right = min(cell[0] for cell in cells), max(cell[2] for cell in cells)
    found = {}
    for place, number in places.items():
        x0, _, x1, _ = cells[number]
        at_side = x0 < left + _NEAR or x1 > right - _NEAR
        if text := hidden_in(inside[number], at_side=at_side):
            found[place] = text
    return found


def _fill(cells: Sequence[Cell], chars: Sequence[Char]) -> tuple[list[list[Char]], list[Char]]:
    """The characters of each cell, and those outside the table."""
    inside: list[list[Char]] = [[] for _ in cells]
    outside = []
    left, top = min(c[0] for c in cells), min(c[1] for c in cells)
    right, bottom = max(c[2] for c in cells), max(c[3] for c in cells)
    by_row: dict[tuple[float, float], list[int]] = {}
    for i, cell in enumerate(cells):
        by_row.setdefault((cell[1], cell[3]), []).append(i)
    for char in chars:
        x, y = _standing(char)
        if left <= x < right and top <= y < bottom:
            for (upper, lower), row in by_row.items():
                if upper <= y < lower:
                    hit = next((i for i in row if cells[i][0] <= x < cells[i][2]), None)
                    if hit is not None:
                        inside[hit].append(char)
                        break
            else:
                outside.append(char)
        else:
            outside.append(char)
    return inside, outside


def _standing(char: Char) -> tuple[float, float]:
    """Where a character stands: one that is clipped away at the nearest place in its frame, since
    it is printed whole on each page that has a part of its cell."""
    x, y = (char["x0"] + char["x1"]) / 2, baseline(char) - 0.35 * char["size"]
    if "clip" in char:
        left, top, right, bottom = char["clip"]
        x = min(max(x, left + _INSIDE), right - _INSIDE)
        y = min(max(y, top + _INSIDE), bottom - _INSIDE)
    return x, y


def _arrange(
    cells: Sequence[Cell], inside: Sequence[list[Char]], before: Sequence[float] = ()
) -> tuple[tuple[tuple[str | None, ...], ...], tuple[Area, ...], dict[tuple[int, int], int]]:
    """Rows of texts, the merged areas, and which cell stands where, from the cells' boxes."""
    columns = sorted({cell[0] for cell in cells})
    if goes_on(cells, before):
        cells = [(_nearest(c[0], before), c[1], _nearest(c[2], before), c[3]) for c in cells]
        columns = list(before[:-1])
    tops = sorted({cell[1] for cell in cells})
    rows: list[list[str | None]] = [[None] * len(columns) for _ in tops]
    merged = []
    places = {}
    for number, ((x0, y0, x1, y1), chars) in enumerate(zip(cells, inside, strict=True)):
        r, c = tops.index(y0), columns.index(x0)
        area = Area(
            r, c, sum(top < y1 - 1 for top in tops) - 1, sum(x < x1 - 1 for x in columns) - 1
        )
        places[r, c] = number
        rows[r][c] = cell_text(chars, x1) or None
        if (area.bottom, area.right) > (r, c):
            merged.append(area)
    merged.sort(key=lambda a: (a.top, a.left))
    return tuple(map(tuple, rows)), tuple(merged), places


def columns_of(cells: Sequence[Cell]) -> tuple[float, ...]:
    """Where the columns of a table begin from left to right, and at last where it ends."""
    return (*sorted({cell[0] for cell in cells}), max(cell[2] for cell in cells))


def goes_on(cells: Sequence[Cell], before: Sequence[float]) -> bool:
    """Whether a table has some of the columns of the one before, from edge to edge, and no other.

    A page of a table without the rows that divide the others has fewer columns.
    """
    own = columns_of(cells)
    edges = before and (abs(own[0] - before[0]) <= _NEAR and abs(own[-1] - before[-1]) <= _NEAR)
    return (
        bool(edges)
        and len(own) < len(before)
        and all(abs(x - _nearest(x, before)) <= _NEAR for x in own)
    )


def _nearest(x: float, columns: Sequence[float]) -> float:
    return min(columns, key=lambda column: abs(column - x))
