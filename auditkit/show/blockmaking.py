"""Markup as the blocks that it shows: tables, tiles, cards, parts, texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from auditkit.show.blocks import (
    Block,
    Card,
    Cell,
    Heading,
    Line,
    Parts,
    Row,
    Run,
    Table,
    Text,
    Tile,
    Tiles,
    Told,
    packed,
    told,
)
from auditkit.show.markup import Markup, joined, styles_in

Node = Markup | str

_BLOCKS = frozenset(("p", "ul", "li", "details", "summary", "div"))
_HEADINGS = ("h2", "h3", "h4")
_BADGES = ("status", "severity")
_OWN_LINE = ("remark",)
_MARK = "\u0001"
_TAGS = {"strong": "strong", "code": "code", "s": "struck"}


Celled = Callable[[Markup], Any]
"""Makes the cell of a table, as a block or as JSON already."""


def blocks_of(markup: Markup) -> tuple[Block, ...]:
    """The blocks, in order, a remark below a table made part of it; none where nothing is there."""
    return _blocks_of(markup, _cell)


def packed_of(markup: Markup) -> str:
    """What `packed(blocks_of(markup))` gives, without an object for each cell and its text."""
    return packed(_blocks_of(markup, _told_cell))


def _blocks_of(markup: Markup, cell: Celled) -> tuple[Block, ...]:
    found: list[Block] = []
    for one in _joined(joined(markup).nodes, cell):
        if found and isinstance(table := found[-1], Table) and isinstance(one, Text):
            found[-1] = replace(table, notes=table.notes + one.lines)
        else:
            found.append(one)
    return tuple(found)


def _joined(nodes: Iterable[Node], cell: Celled) -> tuple[Block, ...]:
    """The blocks, neighbouring texts as one."""
    found: list[Block] = []
    for block in _blocks(nodes, cell):
        if found and isinstance(before := found[-1], Text) and isinstance(block, Text):
            found[-1] = Text(before.lines + block.lines)
        else:
            found.append(block)
    return tuple(found)


def _blocks(nodes: Iterable[Node], cell: Celled) -> Iterator[Block]:
    for node in nodes:
        if not isinstance(node, Markup):
            # Between blocks, blanks only lay out the source.
            if node.strip():
                yield Text(_lines((node,)))
        elif node.name in _HEADINGS:
            level = int(node.name.removeprefix("h"))
            yield Heading(level, node.attributes.get("id", ""), tuple(_runs(node)))
        elif node.name in ("p", "ul"):
            yield Text(_lines((node,)))
        elif node.name == "table":
            yield _table(node, cell)
        elif "tiles" in node.styles:
            yield Tiles(tuple(map(_tile, node.elements)))
        elif node.name == "dl":
            yield Parts(tuple(map(_part, node.elements)))
        elif "card" in node.styles:
            yield _card(node, cell)
        else:
            yield from _blocks(node.nodes, cell)


def _table(table: Markup, cell: Celled) -> Table:
    caption, number = "", 0
    head: list[Row] = []
    body: list[Row] = []
    for part in table.elements:
        if part.name == "caption":
            caption = _text(part)
            # A quiet caption is there for those who hear the table; it is not shown or counted.
            number = -1 if "quiet" in part.styles else 0
            continue
        kind = "total" if "total" in part.styles else ""
        rows = head if part.name == "thead" else body
        rows.extend(_row(row, kind, cell) for row in part.elements)
    return Table(caption, tuple(head), tuple(body), number)


def _row(row: Markup, kind: str, cell: Celled) -> Row:
    kind = "group" if "group" in row.styles else kind
    return Row(tuple(map(cell, row.elements)), kind, row.attributes.get("id", ""))


def _cell(cell: Markup) -> Cell:
    # Nearly all cells hold one text.
    text, get = cell.plain, cell.attributes.get
    return Cell(
        _lines(cell.nodes) if text is None else _plain(text),
        *_looks(get("class", ""), get("scope", ""), get("rowspan", "1"), get("colspan", "1")),
    )


def _told_cell(cell: Markup) -> Cell | Told:
    text, get = cell.plain, cell.attributes.get
    if not text:
        return _cell(cell)
    looks = get("class", ""), get("scope", ""), get("rowspan", "1"), get("colspan", "1")
    before, after = _around(*looks)
    return Told(before + told(text) + after)


@lru_cache(maxsize=1024)
def _around(*looks: str) -> tuple[str, str]:
    """A cell with a bare text as JSON: what stands before the text, and what behind it."""
    whole = told(Cell(_plain(_MARK), *_looks(*looks)))
    before, _, after = whole.partition(told(_MARK))
    return before, after


@lru_cache(maxsize=1024)
def _looks(classes: str, scope: str, rows: str, columns: str) -> tuple[bool, str, bool, int, int]:
    """Those of a cell, in the order of its fields."""
    styles = styles_in(classes)
    return "number" in styles, scope, "wide" in styles, int(rows), int(columns)


def _plain(text: str) -> tuple[Line, ...]:
    return (Line((Run(text),)),) if text else ()


def _tile(tile: Markup) -> Tile:
    name, value = tile.elements
    said = {span.styles[-1].removeprefix("tile-"): _text(span) for span in value.elements}
    return Tile(_text(name), **said)


def _part(part: Markup) -> tuple[str, tuple[Line, ...]]:
    name, value = part.elements
    return _text(name), _lines(value.nodes)


def _card(card: Markup, cell: Celled) -> Card:
    title, *rest = card.nodes
    identity = card.attributes.get("id", "")
    marks = [style for style in card.styles if style not in ("card", "finding")]
    return Card(tuple(_runs(title)), _joined(rest, cell), "".join(marks[:1]), identity)


def _lines(nodes: Iterable[Node], kind: str = "") -> tuple[Line, ...]:
    lines: list[Line] = []
    runs: list[Run] = []

    def finish() -> None:
        if runs:
            lines.append(Line(tuple(runs), kind))
            runs.clear()

    for node in nodes:
        own = _kind(node)
        if own is None:
            runs += _runs(node)
        else:
            finish()
            lines += _lines(_nodes(node), own or kind)
    finish()
    return tuple(lines)


def _kind(node: Node) -> str | None:
    """The kind of the lines that a node makes, "" for ordinary ones; None for runs of text."""
    if not isinstance(node, Markup):
        return None
    if node.name == "li":
        return "item"
    styles = node.styles
    if node.name in _BLOCKS:
        return "" if not styles or node.name != "p" else styles[-1]
    return styles[-1] if styles and styles[-1] in _OWN_LINE else None


def _runs(node: Node, style: str = "", link: str = "") -> Iterator[Run]:
    if not isinstance(node, Markup):
        yield Run(node, style, link)
        return
    if node.name == "img":
        source = node.attributes["src"].partition(",")[2]
        yield Run(node.attributes.get("alt", ""), style, link, source)
        return
    styles = node.styles
    if styles and styles[0] in _BADGES:
        # The symbol and the word are one mark, never parted at the end of a line.
        yield Run("\u00a0".join(map(_text, node.nodes)), styles[-1])
        return
    if "struck" in (style, _TAGS.get(node.name)):
        own = "struck"
    else:
        own = styles[-1] if styles else _TAGS.get(node.name, style)
    for inner in node.nodes:
        yield from _runs(inner, own, node.attributes.get("href", link))


def _nodes(node: Node) -> Iterable[Node]:
    return node.nodes if isinstance(node, Markup) else (node,)


def _text(node: Node) -> str:
    return "".join(map(_text, node.nodes)) if isinstance(node, Markup) else node
