"""Where the tables of a document stand among its paragraphs: titles and units are found there.

A Word or web reader gives the prose as one grid and each table as another; this puts the tables
back between the lines, without changing one address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from auditkit.files.grid import Grid
from auditkit.files.readers import package
from auditkit.files.readers.kinds import FileKind
from auditkit.files.readers.plain import decode

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRAPPERS = {f"{_WORD}{tag}" for tag in ("sdt", "sdtContent", "customXml", "smartTag", "ins")}
_SKIPPED = frozenset({"script", "style", "head", "template", "noscript"})
_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|big|cite|code|del|em|font|i|img|input|ins|kbd|label|map|mark|q|s|samp|select"
    "|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)


def in_order(kind: FileKind, file: str, data: bytes, grids: Sequence[Grid]) -> list[Grid] | None:
    """The grids with the prose cut where a table stands; None where the places cannot be told."""
    if len(grids) < 2 or grids[0].name != "正文" or kind not in ("word", "html"):
        return list(grids)
    prose, tables = grids[0], [grid for grid in grids[1:] if "内" not in grid.name]
    try:
        before = _word(file, data) if kind == "word" else _page(file, data)
    except (etree.LxmlError, KeyError, ValueError):
        return None
    *starts, count = before
    if count != len(prose.rows) or len(starts) != len(tables):
        return None
    ordered: list[Grid] = []
    done = 0
    at = dict(zip((grid.name for grid in tables), starts, strict=True))
    for grid in grids[1:]:
        if (start := at.get(grid.name, done)) > done:
            ordered.append(_cut(prose, done, start))
            done = start
        ordered.append(grid)
    return [*ordered, _cut(prose, done, count)] if count > done else ordered


def _cut(prose: Grid, top: int, bottom: int) -> Grid:
    """Some lines of the prose under their own numbers."""
    return replace(prose, rows=((),) * top + prose.rows[top:bottom])


def _word(file: str, data: bytes) -> list[int]:
    """For every table how many paragraphs stand before it, and how many there are."""
    main = package.read_parts(file, data)["word/document.xml"]
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    body = etree.fromstring(main, parser).find(f"{_WORD}body")
    counts: list[int] = []
    paragraphs = 0
    for tag in _blocks(body):
        if tag == f"{_WORD}tbl":
            counts.append(paragraphs)
        else:
            paragraphs += 1
    return [*counts, paragraphs]


def _blocks(element: Any) -> Iterator[str]:
    for child in () if element is None else element:
        if child.tag in (f"{_WORD}p", f"{_WORD}tbl"):
            yield child.tag
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _page(file: str, data: bytes) -> list[int]:
    """For every outermost table how many lines stand before it, and how many there are."""
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root = lxml_html.document_fromstring(decode(file, data).encode(), parser=parser)
    counts: list[int] = []
    lines = inside = 0
    pending = ""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if not _INLINE.fullmatch(tag):
            lines, pending = lines + bool(pending.split()), ""
        if event == "start" and tag in _SKIPPED:
            walk.skip_subtree()
            continue
        if event == "start" and tag == "table":
            counts.append(lines)
        elif event == "end" and tag == "caption" and not inside and counts:
            counts[-1] = lines
        if tag in ("td", "th"):
            inside += 1 if event == "start" else -1
        if not inside:
            pending += (element.text if event == "start" else element.tail) or ""
    return [*counts, lines + bool(pending.split())]
