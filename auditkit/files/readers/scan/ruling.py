"""Ruled tables in a picture: its lines, straightened, and the cells between them.

Needs the extra auditkit[ocr].
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from auditkit.files.readers.pdfpage.grids import Cell

Picture = NDArray[np.uint8]
"""Rows of grey pixels, 255 white."""

_MOST_SKEW = 5.0
# In pixels at 200 dots an inch: shorter strokes are parts of characters.
_SHORTEST_ACROSS, _SHORTEST_DOWN = 60, 42
_NEAR = 9
_THICKEST = 16
_SMALLEST = 36


def straightened(picture: Picture) -> Picture:
    """The picture turned so that its ruling lines lie level; as it is where none are found."""
    small = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    ink = _ink(np.asarray(small, dtype=np.uint8))
    length = small.shape[1] // 5
    # Only long lines count, so that the characters need not be searched.
    thin = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, 25), np.uint8))
    found = cv2.HoughLinesP(thin, 1, np.pi / 1800, 150, minLineLength=length, maxLineGap=12)
    if found is None:
        return picture
    lines = found.reshape(-1, 4).astype(float)
    angles = np.degrees(np.arctan2(lines[:, 3] - lines[:, 1], lines[:, 2] - lines[:, 0]))
    level = angles[np.abs(angles) < _MOST_SKEW]
    angle = float(np.median(level)) if len(level) else 0.0
    if abs(angle) < 0.03:
        return picture
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return np.asarray(
        cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255.0),
        dtype=np.uint8,
    )


def ruled_tables(picture: Picture) -> list[list[Cell]]:
    """The cells of each ruled table, from the top of the page to its bottom.

    Two cells between which no line is drawn are one; what is enclosed by no lines is no table.
    """
    ink = _ink(picture)
    across = _strokes(ink, (_SHORTEST_ACROSS, 1))
    down = _held(_strokes(ink, (1, _SHORTEST_DOWN)), across, 0)
    across = _held(across, down, 1)
    both = cv2.dilate(cv2.bitwise_or(across, down), np.ones((5, 5), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(both, connectivity=8)
    tables = []
    for number in range(1, count):
        left, top, width, height = (int(n) for n in boxes[number][:4])
        if width < 4 * _SMALLEST or height < _SMALLEST:
            continue
        part = np.s_[top : top + height, left : left + width]
        cells = _cells(across[part], down[part])
        if len(cells) > 1:
            tables.append([(x0 + left, y0 + top, x1 + left, y1 + top) for x0, y0, x1, y1 in cells])
    return sorted(tables, key=lambda cells: min(cell[1] for cell in cells))


def _ink(picture: Picture) -> Picture:
    dark = cv2.adaptiveThreshold(
        cv2.bitwise_not(picture), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 31, -12
    )
    return np.asarray(dark, dtype=np.uint8)


def _strokes(ink: Picture, size: tuple[int, int]) -> Picture:
    """The ink that lies in strokes of that width and height, small gaps in them closed."""
    width, height = size
    bridge = np.ones((4 if height > 1 else 3, 4 if width > 1 else 3), np.uint8)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bridge)
    kernel = np.ones((height, width), np.uint8)
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _held(strokes: Picture, others: Picture, axis: int) -> Picture:
    """The thin strokes that end at a stroke of the other direction: parts of characters do not."""
    near = cv2.dilate(others, np.ones((2 * _NEAR + 1, 2 * _NEAR + 1), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    kept = np.zeros(count, dtype=bool)
    for number in range(1, count):
        left, top, width, height = (int(n) for n in boxes[number][:4])
        thin = height if axis else width
        if thin > _THICKEST:
            continue
        first = (
            near[top : top + height, left : left + 2]
            if axis
            else near[top : top + 2, left : left + width]
        )
        last = (
            near[top : top + height, left + width - 2 : left + width]
            if axis
            else near[top + height - 2 : top + height, left : left + width]
        )
        kept[number] = bool(first.any() and last.any())
    return np.asarray(np.where(kept[labels], strokes, 0), dtype=np.uint8)


def _cells(across: Picture, down: Picture) -> list[Cell]:
    tops = _positions(across, 1)
    lefts = _positions(down, 0)
    if len(tops) < 2 or len(lefts) < 2:
        return []
    rows, columns = len(tops) - 1, len(lefts) - 1
    group = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def head(cell: tuple[int, int]) -> tuple[int, int]:
        while group[cell] != cell:
            cell = group[cell]
        return cell

    for r, c in list(group):
        if c + 1 < columns and not _drawn(down, lefts[c + 1], tops[r], tops[r + 1], 1):
            group[head((r, c + 1))] = head((r, c))
        if r + 1 < rows and not _drawn(across, tops[r + 1], lefts[c], lefts[c + 1], 0):
            group[head((r + 1, c))] = head((r, c))
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for cell in group:
        members.setdefault(head(cell), []).append(cell)
    found: list[Cell] = []
    for cells in members.values():
        r0, r1 = min(r for r, _ in cells), max(r for r, _ in cells) + 1
        c0, c1 = min(c for _, c in cells), max(c for _, c in cells) + 1
        if (r1 - r0) * (c1 - c0) == len(cells):
            found.append((lefts[c0], tops[r0], lefts[c1], tops[r1]))
        else:  # no rectangle: a line between them was too faint, so each stands for itself
            found += [(lefts[c], tops[r], lefts[c + 1], tops[r + 1]) for r, c in cells]
    return sorted(found, key=lambda cell: (cell[1], cell[0]))


def _positions(strokes: Picture, axis: int) -> list[int]:
    """Where the strokes lie, those that are near each other as one."""
    count, _, boxes, centres = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    side = 1 if axis else 0
    places = sorted(float(centres[n][side]) for n in range(1, count) if boxes[n][4] > 0)
    clusters: list[list[float]] = []
    for place in places:
        if clusters and place - clusters[-1][-1] <= _NEAR:
            clusters[-1].append(place)
        else:
            clusters.append([place])
    return [round(sum(cluster) / len(cluster)) for cluster in clusters]


def _drawn(strokes: Picture, at: int, start: int, end: int, axis: int) -> bool:
    """Whether a line is drawn at a place, over more than half of the way from start to end."""
    low, high = max(at - _NEAR, 0), at + _NEAR + 1
    inner = slice(start + 3, max(end - 2, start + 4))
    band = strokes[inner, low:high] if axis else strokes[low:high, inner]
    covered = band.any(axis=1 if axis else 0)
    return bool(covered.size and covered.mean() > 0.5)
