"""A report as a document: headings, texts, tables, cards and figures in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

_TITLE_LINE = 18
"""Characters of 2号 that a line of a title holds."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style; `link` is #place inside the document, or an address outside it."""

    text: str
    style: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; `kind` is "", item, note, about, remark, example, quote."""

    runs: tuple[Run, ...]
    kind: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as shown; `rows` and `columns` say how far it reaches."""

    lines: tuple[Line, ...]
    right: bool = False
    scope: str = ""
    wide: bool = False
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `kind` is "", group or total."""

    cells: tuple[Cell, ...]
    kind: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    id: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Text:
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `number` counts those with a caption, and is negative where none is shown."""

    caption: str
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    number: int = 0
    notes: tuple[Line, ...] = ()

    @property
    def columns(self) -> int:
        first = (self.head or self.body)[0]
        return sum(cell.columns for cell in first.cells)


@dataclass(frozen=True, slots=True)
class Tile:
    name: str
    figure: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """Named texts: 标准, 事实, 算式 …"""

    parts: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A finding or a computation; `mark` is its severity's."""

    title: tuple[Run, ...]
    blocks: tuple[Block, ...]
    mark: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture; without `image` there was nothing to draw, and `alt` says why."""

    caption: str
    alt: str
    image: bytes = b""
    format: str = "svg"
    number: int = 0


@dataclass(frozen=True, slots=True)
class Output:
    """What a program wrote: `kind` is "" or warning."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A computation that failed: what was said, and where."""

    said: str
    steps: str = ""


Block = Heading | Text | Table | Tiles | Parts | Card | Figure | Output | Failure


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report; `about` stands below its title as (name, value)."""

    title: str
    series: str
    about: tuple[tuple[str, str], ...]
    demo: bool
    blocks: tuple[Block, ...]

    @property
    def title_lines(self) -> tuple[str, ...]:
        """A long title in two lines, parted where the sense allows: GB/T 9704—2012, 7.3.1."""
        head, year, tail = self.title.partition("年度")
        if len(self.title) <= _TITLE_LINE or not tail:
            return (self.title,)
        return (head + year, tail)


def length(part: Any) -> int:
    """The characters of all texts in a part of a document."""
    if isinstance(part, tuple):
        return sum(map(length, part))
    if isinstance(part, Run):
        return len(part.text)
    if not is_dataclass(part) or isinstance(part, type):
        return 0
    return sum(length(getattr(part, each.name)) for each in fields(part))


def every(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks and those inside cards, in order."""
    for one in blocks:
        yield one
        if isinstance(one, Card):
            yield from every(one.blocks)
