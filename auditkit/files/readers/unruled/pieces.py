"""What stands on one line in a column of a table, and which lines may be one wrapped text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from auditkit.files.readers.pdfpage.glyphs import first_word
from auditkit.files.readers.unruled.segments import Line, Segment, Span, touched

# In sizes of type: how wide at least a line is full, and what fitting may leave over.
_FULL = 2.0
_SLACK = -0.02
_GUTTER = 0.2
# A figure beside a Chinese character is set up to a quarter apart.
_SPACED = 0.3
# Points: words that begin at one place do so exactly. The fewest of them, and their share.
_EXACT = 0.4
_FEWEST = 3
_MOSTLY = 0.6
_HEAD = re.compile("[一二三]级(?:绩效)?指标")
_LEVEL = re.compile(
    "(?:产出|效益|成本|数量|质量|时效|(?:经济|社会|生态)效益|可持续影响|(?:服务对象|社会公众)?满意度)指标"
)


@dataclass(slots=True)
class Piece:
    """What stands on one line in a column, or over several of them."""

    segments: list[Segment]
    left: int
    right: int
    row: int = -1
    sure: bool = True

    @property
    def y(self) -> float:
        return self.segments[0].y

    @property
    def size(self) -> float:
        return self.segments[0].size

    @property
    def width(self) -> float:
        return self.segments[-1].x1 - self.segments[0].x0


def left_edges(lines: Sequence[Line], spans: Sequence[Span]) -> list[float | None]:
    """Where the words of each column begin, if most of them begin at the same place."""
    begun: list[list[float]] = [[] for _ in spans]
    for line in lines:
        for segment in line:
            if over := touched(segment, spans):
                begun[over[0]].append(segment.x0)
    found: list[float | None] = []
    for xs in begun:
        at = max(xs, key=lambda x: sum(abs(x - other) <= _EXACT for other in xs), default=0.0)
        same = sum(abs(at - other) <= _EXACT for other in xs)
        found.append(at if same >= max(_FEWEST, _MOSTLY * len(xs)) else None)
    return found


def pieces_of(
    line: Line, spans: Sequence[Span], edges: Sequence[float | None] = ()
) -> Iterable[Piece]:
    """What stands in the columns of a line. `edges` is what `left_edges` found of the table."""
    found: list[Piece] = []
    line = _at_edges(line, spans, edges)
    for segment in (part for whole in line for part in _at_gutters(whole, spans)):
        over = touched(segment, spans) or [_nearest(segment, spans)]
        if found and found[-1].right >= over[0]:
            found[-1].segments.append(segment)
            found[-1].right = max(found[-1].right, over[-1])
        else:
            found.append(Piece([segment], over[0], over[-1]))
    return found


def _at_edges(line: Line, spans: Sequence[Span], edges: Sequence[float | None]) -> Line:
    """A line whose cells touch each other, divided where those of the columns begin.

    Only a line that then fills each column to the last one is divided: what stands over several
    columns has no end there.
    """
    if all(len(touched(segment, spans)) < 2 for segment in line):
        return line
    parts: Line = []
    for segment in line:
        over = touched(segment, spans)
        begins = [edges[c] for c in over[1:]] if edges else []
        parts.append(Segment([segment.chars[0]]))
        for char in segment.chars[1:]:
            if any(x is not None and abs(char["x0"] - x) <= _EXACT for x in begins):
                parts.append(Segment([char]))
            else:
                parts[-1].chars.append(char)
    columns = [touched(part, spans) for part in parts]
    first = columns[0][:1]
    filled = [[c] for c in range(first[0], len(spans))] if first else []
    return parts if columns == filled else line


def _at_gutters(segment: Segment, spans: Sequence[Span]) -> list[Segment]:
    """A segment over several columns, divided where its characters stand apart between them."""
    over = touched(segment, spans)
    gutters = [(spans[c].x1, spans[c + 1].x0) for c in over[:-1]]
    parts = [Segment([segment.chars[0]])]
    for left, right in pairwise(segment.chars):
        middle, apart = (left["x1"] + right["x0"]) / 2, right["x0"] - left["x1"]
        slack = 0.5 * segment.size
        between = any(a - slack <= middle <= b + slack for a, b in gutters)
        mixed = left["text"].isascii() != right["text"].isascii()
        if between and apart > (_SPACED if mixed else _GUTTER) * segment.size:
            parts.append(Segment([right]))
        else:
            parts[-1].chars.append(right)
    return parts


def _nearest(segment: Segment, spans: Sequence[Span]) -> int:
    return min(
        range(len(spans)),
        key=lambda c: max(spans[c].x0 - segment.x1, segment.x0 - spans[c].x1),
    )


def line_pitch(pieces: Sequence[Piece]) -> float:
    """The distance of lines that stand one below the other in one cell."""
    size = pieces[0].size
    columns: dict[int, list[float]] = {}
    for piece in pieces:
        columns.setdefault(piece.left, []).append(piece.y)
    steps = [
        b - a for ys in columns.values() for a, b in pairwise(sorted(ys)) if b - a > 0.8 * size
    ]
    return min([*steps, 2.2 * size]) * 1.2


def blocks_of(column: Sequence[Piece], pitch: float) -> list[list[Piece]]:
    """The lines of a column, those together that may be one wrapped text."""
    full = fullness(column)
    found: list[list[Piece]] = []
    for piece in column:
        close = bool(found) and piece.y - found[-1][-1].y <= pitch
        if close and full(found[-1][-1], piece):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def fullness(column: Sequence[Piece]) -> Callable[[Piece, Piece], bool]:
    """Whether a line of the column is full, so that the one below it may go on with it.

    What stands above the heading of the levels may stand over several columns: how wide the column
    is there says nothing of the labels below.
    """
    widest = max((piece.width for piece in column), default=0.0)
    heads = [p.y for p in column if _HEAD.fullmatch(p.segments[0].text)]
    head = heads[0] if heads else float("inf")
    below = max((piece.width for piece in column if piece.y >= head), default=0.0)
    return lambda piece, rest: is_full(piece, below if piece.y > head else widest, rest)


def is_full(piece: Piece, widest: float, below: Piece) -> bool:
    """Whether a line is so long that the first word of the line below would not fit in it.

    The name of a level is the rest of nothing, unless it is that of a longer one.
    """
    if _LEVEL.fullmatch(below.segments[0].text):
        both = piece.segments[-1].text + below.segments[0].text
        if not _LEVEL.fullmatch(both):
            return False
    return piece.width >= max(
        widest - first_word(below.segments[0].chars) - _SLACK * piece.size, _FULL * piece.size
    )
