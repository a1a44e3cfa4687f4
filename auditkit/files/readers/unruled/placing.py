"""Lines of text placed on rows, and rows put under labels, at the least distance in all."""

from __future__ import annotations

from collections.abc import Sequence

_TALLEST = 12
# In sizes of type: what a line costs that goes on with the one above it, and what it costs more
# where that one was not full.
_JOINED, _BROKEN = 0.02, 0.5
# So far, in sizes of type, words in another font stand off the line of their row.
_ON_ROW = 0.2
_NEVER = 1e9


def placed(
    ys: Sequence[float],
    wraps: Sequence[bool],
    near: Sequence[bool],
    anchors: Sequence[float],
    size: float,
    *,
    centred: bool,
) -> tuple[list[tuple[int, float]], float]:
    """For each line of a column the row it belongs to, and how far its text is from that row; and
    what all of it costs.

    A text of several lines begins at its row, or stands in its middle where it is `centred`.
    `wraps` and `near` say of each line but the last whether it may go on in the next one, and
    whether the next one follows closely. Rows keep their order and may stay blank.
    """
    count, rows = len(ys), len(anchors)
    # best[i][k]: the first i lines placed, the last of them above row k
    best = [[_NEVER] * (rows + 1) for _ in range(count + 1)]
    back: list[list[tuple[int, int]]] = [[(-1, -1)] * (rows + 1) for _ in range(count + 1)]
    best[0] = [0.0] * (rows + 1)
    for i in range(1, count + 1):
        for k in range(1, rows + 1):
            best[i][k], back[i][k] = best[i][k - 1], (i, k - 1)
            broken = 0.0
            for j in range(i - 1, max(i - 1 - _TALLEST, -1), -1):
                if j < i - 1:
                    if not near[j]:
                        break
                    broken += (_JOINED + _BROKEN * (not wraps[j])) * size
                at = (ys[j] + ys[i - 1]) / 2 if centred else ys[j]
                # To a millionth of a point, so that what costs the same is the same.
                off = abs(at - anchors[k - 1])
                off = off if off > _ON_ROW * size else 0.0
                cost = round(best[j][k - 1] + off + broken, 6)
                if cost < best[i][k]:
                    best[i][k], back[i][k] = cost, (j, k - 1)
    found: list[tuple[int, float]] = []
    i, k = count, rows
    while i > 0 and k > 0:
        j, before = back[i][k]
        if j == i:
            k = before
            continue
        at = (ys[j] + ys[i - 1]) / 2 if centred else ys[j]
        found += [(k - 1, abs(at - anchors[k - 1]))] * (i - j)
        i, k = j, before
    if i:
        return [(min(i, rows - 1), _NEVER) for i in range(count)], _NEVER
    return found[::-1], best[count][rows]


def grouped(
    labels: Sequence[float], bounds: Sequence[float], blank: float
) -> list[tuple[int, int, float]]:
    """For each label the first and last row under it, and how far it is from their middle.

    `bounds` are where each row begins, and where the last one ends. A row may be under no label
    at the cost of `blank`, as the square of a distance. Empty where there are fewer rows than
    labels.
    """
    rows, count = len(bounds) - 1, len(labels)
    if not 0 < count <= rows:
        return []
    # best[n][end]: the first n labels over the first rows, as many as end
    best = [[_NEVER] * (rows + 1) for _ in range(count + 1)]
    back = [[-1] * (rows + 1) for _ in range(count + 1)]
    best[0] = [blank * end for end in range(rows + 1)]
    for n in range(1, count + 1):
        for end in range(n, rows + 1):
            best[n][end], back[n][end] = best[n][end - 1] + blank, -1
            for start in range(n - 1, end):
                distance = abs((bounds[start] + bounds[end]) / 2 - labels[n - 1])
                cost = best[n - 1][start] + distance * distance
                if cost < best[n][end]:
                    best[n][end], back[n][end] = cost, start
    found = []
    n, end = count, rows
    while n:
        start = back[n][end]
        if start < 0:
            end -= 1
            continue
        middle = (bounds[start] + bounds[end]) / 2
        found.append((start, end - 1, abs(middle - labels[n - 1])))
        n, end = n - 1, start
    return found[::-1]
