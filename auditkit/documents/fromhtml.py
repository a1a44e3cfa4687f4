"""What the HTML of an output shows, as blocks of a document: tables, tiles, cards, parts, texts.

A style is the name of the stylesheet's class without its prefix: met, important, critical, place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import html as lxml_html

from auditkit.documents.document import (
    Block,
    Card,
    Cell,
    Line,
    Parts,
    Row,
    Run,
    Table,
    Text,
    Tile,
    Tiles,
)

Element = Any
Node = Element | str

_BLOCKS = frozenset(("p", "ul", "li", "details", "summary", "div"))
_BADGES = ("status", "severity")
_OWN_LINE = ("remark",)
_TAGS = {"strong": "strong", "code": "code", "s": "struck"}


def blocks_of(html: str) -> tuple[Block, ...]:
    """The blocks that HTML shows, in order; none where nothing is there."""
    if not html.strip():
        return ()
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    root = lxml_html.fragment_fromstring(html, create_parent=True, parser=parser)
    return _joined(_nodes(root))


def _joined(nodes: Iterable[Node]) -> tuple[Block, ...]:
    """The blocks, neighbouring texts as one."""
    found: list[Block] = []
    for block in _blocks(nodes):
        if found and isinstance(before := found[-1], Text) and isinstance(block, Text):
            found[-1] = Text(before.lines + block.lines)
        else:
            found.append(block)
    return tuple(found)


def _blocks(nodes: Iterable[Node]) -> Iterator[Block]:
    for node in nodes:
        if isinstance(node, str):
            # Between blocks, blanks only lay out the source.
            if node.strip():
                yield Text(_lines((node,)))
        elif node.tag in ("p", "ul"):
            yield Text(_lines((node,)))
        elif node.tag == "table":
            yield _table(node)
        elif "tiles" in _styles(node):
            yield Tiles(tuple(map(_tile, node)))
        elif node.tag == "dl":
            yield Parts(tuple(map(_part, node)))
        elif "card" in _styles(node):
            yield _card(node)
        else:
            yield from _blocks(_nodes(node))


def _table(table: Element) -> Table:
    caption, number = "", 0
    head: list[Row] = []
    body: list[Row] = []
    for part in table:
        if part.tag == "caption":
            caption = _text(part)
            # A quiet caption is there for those who hear the table; it is not shown or counted.
            number = -1 if "quiet" in _styles(part) else 0
            continue
        kind = "total" if "total" in _styles(part) else ""
        (head if part.tag == "thead" else body).extend(_row(row, kind) for row in part)
    return Table(caption, tuple(head), tuple(body), number)


def _row(row: Element, kind: str) -> Row:
    kind = "group" if "group" in _styles(row) else kind
    return Row(tuple(map(_cell, row)), kind, row.get("id", ""))


def _cell(cell: Element) -> Cell:
    styles = _styles(cell)
    return Cell(
        _lines(_nodes(cell)),
        right="number" in styles,
        scope=cell.get("scope", ""),
        wide="wide" in styles,
        rows=int(cell.get("rowspan", 1)),
        columns=int(cell.get("colspan", 1)),
    )


def _tile(tile: Element) -> Tile:
    name, value = tile
    said = {_styles(span)[-1].removeprefix("tile-"): _text(span) for span in value}
    return Tile(_text(name), **said)


def _part(part: Element) -> tuple[str, tuple[Line, ...]]:
    name, value = part
    return _text(name), _lines(_nodes(value))


def _card(card: Element) -> Card:
    title, *rest = _nodes(card)
    marks = [style for style in _styles(card) if style not in ("card", "finding")]
    return Card(tuple(_runs(title)), _joined(rest), "".join(marks[:1]), card.get("id", ""))


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
    if isinstance(node, str):
        return None
    if node.tag == "li":
        return "item"
    styles = _styles(node)
    if node.tag in _BLOCKS:
        return "" if not styles or node.tag != "p" else styles[-1]
    return styles[-1] if styles and styles[-1] in _OWN_LINE else None


def _runs(node: Node, style: str = "", link: str = "") -> Iterator[Run]:
    if isinstance(node, str):
        yield Run(node, style, link)
        return
    styles = _styles(node)
    if styles and styles[0] in _BADGES:
        # The symbol and the word are one mark, never parted at the end of a line.
        yield Run("\u00a0".join(map(_text, _nodes(node))), styles[-1])
        return
    if "struck" in (style, _TAGS.get(node.tag)):
        own = "struck"
    else:
        own = styles[-1] if styles else _TAGS.get(node.tag, style)
    for inner in _nodes(node):
        yield from _runs(inner, own, node.get("href", link))


def _text(node: Node) -> str:
    return node if isinstance(node, str) else "".join(node.itertext())


def _nodes(element: Element) -> Iterator[Node]:
    """The texts and elements in an element."""
    if element.text:
        yield element.text
    for inner in element:
        yield inner
        if inner.tail:
            yield inner.tail


def _styles(node: Element) -> list[str]:
    names = node.get("class", "").split()
    return [name.removeprefix("ak-") for name in names if name.startswith("ak-")]
