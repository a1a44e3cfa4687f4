"""Words that stand together on a line of a page, and the columns that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from auditkit.files.readers.glyphs import Char, baseline, normal

# In sizes of type: what stands farther apart on a line is no longer one word.
_APART = 0.55
_OVER = 0.2


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


def segmented(row: Sequence[Char]) -> Line:
    """The characters of one line as segments."""
    found: Line = []
    for char in row:
        if not char["text"].strip():
            continue
        if found and char["x0"] - found[-1].x1 <= _APART * char["size"]:
            found[-1].chars.append(char)
        else:
            found.append(Segment([char]))
    return found


def touched(segment: Segment, spans: Sequence[Span]) -> list[int]:
    """The columns that a segment stands in or over, by number."""
    slack = _OVER * segment.size
    return [
        i
        for i, span in enumerate(spans)
        if segment.x0 < span.x1 - slack and segment.x1 > span.x0 + slack
    ]
