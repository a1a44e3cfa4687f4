"""What a report is made of, whatever it is written as: headings, texts, tables, cards, figures.

A style is the name of the stylesheet's class without its prefix: met, important, critical, place.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

BLOCKS_MIME = "application/vnd.auditkit.blocks+json"
"""What a piece of a report carries beside its HTML."""


CROP_DOTS = 200
"""Dots an inch at which a page was read that a run shows a part of."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style; `link` is #place inside the document, or an address outside it.

    With `image`, a PNG in base64, the text is what stands there for those who cannot see it.
    """

    text: str
    style: str = ""
    link: str = ""
    image: str = ""

    @property
    def bare(self) -> bool:
        """Whether it is text and nothing else."""
        return not (self.style or self.link or self.image)

    @property
    def picture(self) -> bytes:
        """The image's bytes, scanned at `CROP_DOTS`."""
        return base64.b64decode(self.image)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; `kind` is "", item, note, about, remark, example, quote."""

    runs: tuple[Run, ...]
    kind: str = ""

    @property
    def text(self) -> str:
        """What the line says."""
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
    """A heading of a level."""

    level: int
    id: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

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
        """How many columns it has."""
        first = (self.head or self.body)[0]
        return sum(cell.columns for cell in first.cells)


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure with its label, as key figures show it."""

    name: str
    figure: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Figures side by side."""

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


@dataclass(frozen=True, slots=True)
class Front:
    """The first page: what stage the report is in, and its fields as (name, value)."""

    stage: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Break:
    """What follows begins on a page of its own."""


Block = Front | Break | Heading | Text | Table | Tiles | Parts | Card | Figure | Output | Failure


def length(part: Any) -> int:
    """The characters of all texts in a part of a document."""
    if isinstance(part, tuple):
        return sum(map(length, part))
    if isinstance(part, Run):
        return len(part.text)
    return sum(length(getattr(part, name)) for name in parts_of(part))


_PARTS_OF: dict[type, tuple[str, ...]] = {}


def parts_of(part: Any) -> tuple[str, ...]:
    """The names of the fields of a part of a document; none of a text or a number."""
    kind = type(part)
    if kind not in _PARTS_OF:
        _PARTS_OF[kind] = tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()
    return _PARTS_OF[kind]


def every(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks and those inside cards, in order."""
    for one in blocks:
        yield one
        if isinstance(one, Card):
            yield from every(one.blocks)


_KINDS: Mapping[str, type] = {
    kind.__name__.lower(): kind
    for kind in (
        Run, Line, Cell, Row, Heading, Text, Table, Tile, Tiles, Parts, Card, Output, Failure,
        Front, Break,
    )
}  # fmt: skip
_RUNS = {Line: "runs", Heading: "runs", Card: "title"}
_FIELDS = {
    kind: [(f.name, f',"{f.name}":', f.default) for f in fields(kind)] for kind in _KINDS.values()
}
"""The fields of each kind of block, as JSON names them, with their defaults."""
_BEGUN = {kind: f'{{"is":"{name}"' for name, kind in _KINDS.items()}


class Told(str):
    """A part of a block as JSON already."""

    __slots__ = ()


def packed(blocks: Sequence[Block]) -> str:
    """The blocks as JSON in one text: a notebook would set every value on a line of its own.

    >>> packed([Text((Line((Run("甲"), Run("乙", link="#处"))),))])
    '[{"is":"text","lines":[{"is":"line","runs":["甲",{"is":"run","text":"乙","link":"#处"}]}]}]'
    """
    return told(tuple(blocks))


@lru_cache(maxsize=64)
def unpacked(text: str) -> tuple[Block, ...]:
    """The blocks that such a text holds. Raises KeyError for one of no known kind.

    Page, first page, contents and check of the numbers ask for the same ones.

    >>> unpacked(packed([Output("甲")]))
    (Output(text='甲', kind=''),)
    """
    found: tuple[Block, ...] = _read(json.loads(text))
    return found


def told(part: Any) -> str:
    """A part as JSON: what is as it is by default is left out, and a bare text is a string."""
    kind = type(part)
    if kind is tuple:
        return f"[{','.join(map(told, part))}]"
    if kind is Told:
        return str(part)
    if kind is str:
        return encode_basestring(part)
    if kind is Run and part.bare:
        return encode_basestring(part.text)
    if kind is Line and not part.kind and len(part.runs) == 1 and part.runs[0].bare:
        # As below; nearly all cells hold such a line and nothing else.
        return f'{{"is":"line","runs":[{encode_basestring(part.runs[0].text)}]}}'
    if kind not in _FIELDS:
        return json.dumps(part, ensure_ascii=False, separators=(",", ":"))
    written = _BEGUN[kind]
    for name, begun, default in _FIELDS[kind]:
        # Most are the default itself; a comparison of blocks goes through all of their parts.
        if (value := getattr(part, name)) is not default and value != default:
            written += begun + told(value)
    return written + "}"


def _read(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(map(_read, data))
    if not isinstance(data, dict):
        return data
    kind = _KINDS[data["is"]]
    given = {name: _read(value) for name, value in data.items() if name != "is"}
    if name := _RUNS.get(kind):
        given[name] = tuple(Run(one) if isinstance(one, str) else one for one in given[name])
    return kind(**given)
