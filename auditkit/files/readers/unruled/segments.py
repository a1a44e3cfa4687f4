"""Words that stand together on a line of a page, and the columns that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from auditkit.files.readers.pdfpage.glyphs import Char, baseline, normal

# In sizes of type: what stands farther apart on a line is no longer one word.
_APART = 0.55
_OVER = 0.2
# Wide marks whose ink stands in their left or right half, and how much of them is blank.
_HALF_LEFT, _HALF_RIGHT, _HALF = "）】》〉，。；：、", "（【《〈", 0.4


@dataclass(slots=True)
class Segment:
    """Characters of one line that stand together, left to right."""

    chars: list[Char]

    @property
    def x0(self) -> float:
        """Its left end."""
        return float(self.chars[0]["x0"])

    @property
    def x1(self) -> float:
        """Its right end."""
        return float(self.chars[-1]["x1"])

    @property
    def y(self) -> float:
        """The line it stands on."""
        return baseline(self.chars[0])

    @property
    def size(self) -> float:
        """The size of its type."""
        return float(self.chars[0]["size"])

    @property
    def text(self) -> str:
        """What it says."""
        return normal("".join(char["text"] for char in self.chars)).strip()


Line = list[Segment]


@dataclass(slots=True)
class Span:
    """A column: the room that its words take from left to right, and the lines they stand on."""

    x0: float
    x1: float
    lines: set[int] = field(default_factory=set)


Upright = tuple[float, float, float]
"""A line down the page: where it stands, its upper and its lower end."""


def segmented(row: Sequence[Char], uprights: Sequence[Upright] = ()) -> Line:
    """The characters of one line as segments; a line down the page divides them too."""
    found: Line = []
    for char in row:
        if not char["text"].strip():
            continue
        apart = not found or _gap(found[-1].chars[-1], char) > _APART * char["size"]
        if apart or _divided(found[-1], char, uprights):
            found.append(Segment([char]))
        else:
            found[-1].chars.append(char)
    return found


def _gap(left: Char, right: Char) -> float:
    """The room between two characters; wide brackets and marks leave half of theirs blank."""
    blank = (left["text"] in _HALF_LEFT) + (right["text"] in _HALF_RIGHT)
    return float(right["x0"] - left["x1"] + _HALF * blank * right["size"])


def _divided(segment: Segment, char: Char, uprights: Sequence[Upright]) -> bool:
    y = baseline(char) - 0.35 * char["size"]
    left, right = segment.x1 - 1, char["x0"] + 1
    return any(left <= x <= right and top <= y <= bottom for x, top, bottom in uprights)


def upright_spans(lines: Sequence[Line], uprights: Sequence[Upright]) -> list[Span]:
    """The columns between the lines down the page, of the line of words that most of them pass."""
    best: Sequence[float] = []
    for line in lines:
        y = line[0].y - 0.35 * line[0].size
        xs = sorted({round(x) for x, top, bottom in uprights if top <= y <= bottom})
        xs = [x for i, x in enumerate(xs) if not i or x - xs[i - 1] > line[0].size]
        best = max(best, xs, key=len)
    return [Span(left + 1, right - 1) for left, right in pairwise(best)]


def touched(segment: Segment, spans: Sequence[Span]) -> list[int]:
    """The columns that a segment stands in or over, by number."""
    slack = _OVER * segment.size
    return [
        i
        for i, span in enumerate(spans)
        if segment.x0 < span.x1 - slack and segment.x1 > span.x0 + slack
    ]
