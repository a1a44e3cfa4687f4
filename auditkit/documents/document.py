"""An executed notebook as a document: its texts and what its outputs carry, in order."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from operator import is_not
from typing import TYPE_CHECKING, Any

from auditkit.documents.markdown import Markdown
from auditkit.show.appearance import shown
from auditkit.show.blocks import (
    BLOCKS_MIME,
    Block,
    Card,
    Cell,
    Failure,
    Figure,
    Front,
    Heading,
    Line,
    Output,
    Row,
    Run,
    Table,
    every,
    parts_of,
    unpacked,
)
from auditkit.show.charts.drawing import CHART_MIME
from auditkit.show.notebook_body import IMAGES, front_of, plain_text, visible, whole_text
from auditkit.show.table_html import TABLE_MIME

if TYPE_CHECKING:
    from nbformat import NotebookNode

_TITLE_LINE = 18
"""Characters of 2号 that a line of a title holds."""
_TAG = re.compile(r"<style.*?</style>|<script.*?</script>|<[^<>]+>", re.S)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report; `about` stands below its title as (name, value).

    `first` is its first page, None for one that has a cover and a table of contents instead.
    """

    title: str
    series: str
    about: tuple[tuple[str, str], ...]
    demo: bool
    blocks: tuple[Block, ...]
    first: Front | None = None

    @property
    def title_lines(self) -> tuple[str, ...]:
        """A long title in two lines, parted where the sense allows: GB/T 9704—2012, 7.3.1."""
        head, year, tail = self.title.partition("年度")
        if len(self.title) <= _TITLE_LINE or not tail:
            return (self.title,)
        return (head + year, tail)


def document(
    notebook: NotebookNode,
    *,
    title: str,
    demo: bool = False,
    series: str = "",
    about: Iterable[tuple[str, str]] = (),
) -> Document:
    """The notebook as a document; its code and its own title are left out.

    Tables and figures are numbered, and a link whose place the document lacks is plain text.
    """
    markdown = Markdown()
    blocks: list[Block] = []
    for part in visible(notebook):
        blocks += markdown.blocks(part) if isinstance(part, str) else _output(part, markdown)
    first = front_of(notebook)
    return Document(title, series, tuple(about), demo, _linked(_numbered(blocks)), first)


def _output(output: NotebookNode, markdown: Markdown) -> Iterator[Block]:
    match output.output_type:
        case "stream":
            yield Output(plain_text(output.text), "warning" if output.name == "stderr" else "")
        case "error":
            evalue = plain_text(output.evalue)
            said = f"{output.ename}：{evalue}" if evalue else output.ename
            yield Failure(said, plain_text("\n".join(output.get("traceback", ()))))
        case "display_data" | "execute_result":
            yield from _displayed(output.data, markdown)


def _displayed(data: Mapping[str, Any], markdown: Markdown) -> Iterator[Block]:
    said = whole_text(data.get("text/plain", ""))
    html = whole_text(data.get("text/html", ""))
    if BLOCKS_MIME in data:
        found = unpacked(data[BLOCKS_MIME]["blocks"])
        markdown.headings.take(found)
        yield from (block for block in found if not isinstance(block, Front))
    elif TABLE_MIME in data:
        table = data[TABLE_MIME]
        yield from unpacked(table["blocks"]) if "blocks" in table else (_records(table),)
    elif CHART_MIME in data:
        chart = data[CHART_MIME]
        svg = whole_text(data.get("image/svg+xml", ""))
        yield Figure(chart["caption"], chart["alt"], svg.encode())
    elif "text/markdown" in data:
        yield from markdown.blocks(whole_text(data["text/markdown"]))
    elif "image/svg+xml" in data:
        yield Figure("", said or "图", whole_text(data["image/svg+xml"]).encode())
    elif image := next((kind for kind in IMAGES if kind in data), ""):
        picture = base64.b64decode(whole_text(data[image]))
        yield Figure("", said or "图", picture, image.removeprefix("image/"))
    elif 'class="ak-stylesheet"' in html:
        return
    elif said and not said.startswith("<IPython."):
        yield Output(said)
    elif html:
        yield Output(re.sub(r"(?<!\s)\s*\n\s*", "\n", _TAG.sub("\n", html)).strip())


def _records(table: Mapping[str, Any]) -> Table:
    """A table that carries no blocks, by its records."""
    columns = table["columns"]
    head = Row(tuple(Cell((Line((Run(c["label"]),)),), c["align"] == "right") for c in columns))
    body = [
        Row(
            tuple(
                Cell((Line((Run(shown(record.get(c["key"]), c["kind"])),)),), c["align"] == "right")
                for c in columns
            )
        )
        for record in table["rows"]
    ]
    return Table(table["caption"], (head,), tuple(body))


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    tables, figures = count(1), count(1)
    for one in blocks:
        match one:
            case Table(number=0):
                yield replace(one, number=next(tables))
            case Figure(caption=caption) if caption:
                yield replace(one, number=next(figures))
            case _:
                yield one


def _linked(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with each id once, and without links that lead nowhere."""
    kept = tuple(blocks)
    places: set[str] = set()
    for one in every(kept):
        places |= {one.id} if isinstance(one, Heading | Card) else set()
        places |= {row.id for row in one.body} if isinstance(one, Table) else set()
    taken: set[str] = set()
    return tuple(_checked(one, places - {""}, taken) for one in kept)


def _checked(part: Any, places: set[str], taken: set[str]) -> Any:
    """A part of the document; itself where nothing of it changes, which is nearly always."""
    if isinstance(part, tuple):
        parts = [_checked(one, places, taken) for one in part]
        return tuple(parts) if any(map(is_not, parts, part)) else part
    if isinstance(part, Run):
        alive = not part.link.startswith("#") or part.link[1:] in places
        return part if alive else replace(part, link="")
    changes = {}
    for name in parts_of(part):
        value = getattr(part, name)
        if (found := _checked(value, places, taken)) is not value:
            changes[name] = found
    # What is in a card comes first.
    if identity := getattr(part, "id", ""):
        if identity in taken:
            changes["id"] = ""
        taken.add(identity)
    return replace(part, **changes) if changes else part
