"""What markup shows, as plain data beside the HTML: tables, cards and texts with their styles.

A run is a text, or {"text", "style", "link"}; a line is a text, a list of runs, or {"kind",
"runs"}; a cell is a text, or {"lines", "align", "scope", …}. A style is the name of the
stylesheet's class without its prefix: met, important, critical, place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from auditkit.show.markup import Element

Data = dict[str, Any]
Node = Element | str

_BLOCKS = frozenset(("p", "ul", "li", "details", "summary", "div"))
_BADGES = ("status", "severity")
_OWN_LINE = ("remark",)
_TAGS = {"strong": "strong", "code": "code", "s": "struck"}


def layout(nodes: Iterable[Node]) -> list[Data]:
    """The blocks that nodes show, in order: table, tiles, card, parts, lines."""
    blocks: list[Data] = []
    for block in _blocks(nodes):
        if blocks and blocks[-1]["type"] == block["type"] == "lines":
            blocks[-1]["lines"] += block["lines"]
        else:
            blocks.append(block)
    return blocks


def _blocks(nodes: Iterable[Node]) -> Iterator[Data]:
    for node in nodes:
        if isinstance(node, str) or node.name in ("p", "ul"):
            yield {"type": "lines", "lines": _lines((node,))}
        elif node.name == "table":
            yield _table(node)
        elif "tiles" in _styles(node):
            yield {"type": "tiles", "tiles": [_tile(tile) for tile in _elements(node)]}
        elif node.name == "dl":
            yield {"type": "parts", "parts": [_part(part) for part in _elements(node)]}
        elif "card" in _styles(node):
            yield _card(node)
        else:
            yield from _blocks(node.children)


def _table(table: Element) -> Data:
    found: Data = {"type": "table", "caption": "", "head": [], "body": []}
    for part in _elements(table):
        if part.name == "caption":
            found["caption"] = _text(part)
            if "quiet" in _styles(part):
                found["quiet"] = True
            continue
        into = found["head" if part.name == "thead" else "body"]
        kind = "total" if "total" in _styles(part) else ""
        into += [_row(row, kind) for row in _elements(part)]
    return found


def _row(row: Element, kind: str) -> Data:
    return _filled(
        kind="group" if "group" in _styles(row) else kind,
        id=row.attributes.get("id"),
        cells=[_cell(cell) for cell in _elements(row)],
    )


def _cell(cell: Element) -> str | Data:
    styles, attributes = _styles(cell), cell.attributes
    lines = _lines(cell.children)
    rest = _filled(
        align="right" if "number" in styles else None,
        scope=attributes.get("scope"),
        wide="wide" in styles,
        rows=int(attributes["rowspan"]) if "rowspan" in attributes else None,
        columns=int(attributes["colspan"]) if "colspan" in attributes else None,
    )
    if not rest and len(lines) == 1 and isinstance(lines[0], str):
        return lines[0]
    return {"lines": lines, **rest}


def _tile(tile: Element) -> Data:
    name, value = _elements(tile)
    spans = {_styles(span)[-1]: _text(span) for span in _elements(value)}
    return {"name": _text(name), **{key.removeprefix("tile-"): text for key, text in spans.items()}}


def _part(part: Element) -> Data:
    name, value = _elements(part)
    return {"name": _text(name), "lines": _lines(value.children)}


def _card(card: Element) -> Data:
    title, *rest = card.children
    marks = [style for style in _styles(card) if style not in ("card", "finding")]
    return {
        "type": "card",
        **_filled(id=card.attributes.get("id"), mark="".join(marks[:1])),
        "title": list(_runs(title)),
        "blocks": layout(rest),
    }


def _lines(nodes: Iterable[Node], kind: str = "") -> list[Any]:
    lines: list[Any] = []
    runs: list[str | Data] = []

    def finish() -> None:
        if runs:
            line: Any = runs.copy()
            if kind:
                line = {"kind": kind, "runs": line}
            elif len(runs) == 1 and isinstance(runs[0], str):
                line = runs[0]
            lines.append(line)
            runs.clear()

    for node in nodes:
        own = _kind(node)
        if own is None:
            runs += _runs(node)
        elif isinstance(node, Element):
            finish()
            lines += _lines(node.children, own or kind)
    finish()
    return lines


def _kind(node: Node) -> str | None:
    """The kind of the lines that a node makes, "" for ordinary ones; None for runs of text."""
    if isinstance(node, str):
        return None
    if node.name == "li":
        return "item"
    styles = _styles(node)
    if node.name in _BLOCKS:
        return "" if not styles or node.name != "p" else styles[-1]
    return styles[-1] if styles and styles[-1] in _OWN_LINE else None


def _runs(node: Node, style: str = "", link: str = "") -> Iterator[str | Data]:
    if isinstance(node, str):
        if node:
            plain = not style and not link
            yield node if plain else {"text": node, **_filled(style=style, link=link)}
        return
    styles = _styles(node)
    if styles and styles[0] in _BADGES:
        # The symbol and the word are one mark, never parted at the end of a line.
        yield {"text": "\u00a0".join(map(_text, node.children)), "style": styles[-1]}
        return
    if "struck" in (style, _TAGS.get(node.name)):
        own = "struck"
    else:
        own = styles[-1] if styles else _TAGS.get(node.name, style)
    for child in node.children:
        yield from _runs(child, own, node.attributes.get("href", link))


def _text(node: Node) -> str:
    return node if isinstance(node, str) else "".join(map(_text, node.children))


def _elements(node: Element) -> Iterator[Element]:
    return (child for child in node.children if isinstance(child, Element))


def _styles(node: Element) -> list[str]:
    names = node.attributes.get("class", "").split()
    return [name.removeprefix("ak-") for name in names if name.startswith("ak-")]


def _filled(**values: Any) -> Data:
    return {key: value for key, value in values.items() if value}
