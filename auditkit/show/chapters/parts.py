"""What a chapter is made of beside tables and charts: headings, running text, the first page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Protocol

from auditkit.results.prose import Paragraph, Part
from auditkit.show.blockmaking import blocks_of
from auditkit.show.blocks import BLOCKS_MIME, Block, Break, Front, Heading, Run, packed
from auditkit.show.markup import Markup, anchor, joined, link, tag

TO_FILL = "（待填）"


class Shown(Protocol):
    """Whatever Jupyter can show."""

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Piece:
    """A piece of a report: its HTML, and the blocks from which PDF and Word are written."""

    html: Markup = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    text: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            "text/html": str(self.html),
            "text/plain": self.text,
            BLOCKS_MIME: {"version": 1, "blocks": packed(self.blocks)},
        }


@dataclass(frozen=True)
class Chapter:
    """A chapter; shown in Jupyter it shows its parts one after the other."""

    title: str
    parts: tuple[Shown, ...] = field(repr=False)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for part in self.parts:
            display(part)  # type: ignore[no-untyped-call]


def heading(text: str, level: int = 2, identity: str = "") -> Piece:
    """A heading; the place of that name is what links lead to."""
    identity = identity or anchor("节", text)[2:]
    block = Heading(level, identity, (Run(text),))
    return Piece(tag(f"h{level}", text, id=identity), (block,), text)


def front(stage: str, fields: Iterable[tuple[str, str]]) -> Piece:
    """The first page: what a person gave, and what is still to fill in."""
    filled = tuple((name, value or TO_FILL) for name, value in fields)
    listed = [tag("div", tag("dt", name), tag("dd", value)) for name, value in filled]
    html = tag("div", tag("p", stage, class_="ak-stage"), tag("dl", *listed), class_="ak ak-front")
    text = "\n".join([stage, *(f"{name}：{value}" for name, value in filled)])
    return Piece(html, (Front(stage, filled),), text)


def page_break() -> Piece:
    """What follows begins on a page of its own."""
    return Piece(tag("div", class_="ak-break"), (Break(),), "")


def prose(paragraphs: Sequence[Paragraph], identities: Sequence[str] = ()) -> Piece:
    """Running text; headings among it are places of the names given, in order."""
    pieces = list(_marked(paragraphs, iter(identities)))
    html = tag("div", *pieces, class_="ak-prose")
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    return Piece(html, blocks_of(html), text)


def signature(*lines: str) -> Piece:
    """Who signs, and when: at the right, below the text."""
    html = tag("div", *(tag("p", line, class_="ak-signed") for line in lines), class_="ak-prose")
    return Piece(html, blocks_of(html), "\n".join(lines))


def plain(*lines: str | Markup, style: str = "") -> Piece:
    """Words without figures of the results."""
    written = [tag("p", line, class_=f"ak-{style}" if style else None) for line in lines]
    html = tag("div", *written, class_="ak-prose")
    return Piece(html, blocks_of(html), "\n".join(map(_bare, lines)))


def _bare(line: str | Markup) -> str:
    if not isinstance(line, Markup):
        return line
    return "".join(_bare(node) for node in line.nodes)


def _marked(paragraphs: Sequence[Paragraph], identities: Iterator[str]) -> Iterator[Markup]:
    for kind, group in groupby(paragraphs, key=lambda one: one.kind):
        if kind == "item":
            yield tag("ul", *(tag("li", _line(one)) for one in group))
            continue
        for one in group:
            if kind == "heading":
                yield tag("h3", _line(one), id=next(identities, None) or anchor("节", one.text)[2:])
            else:
                yield tag("p", _line(one))


def _line(paragraph: Paragraph) -> Markup:
    lead = tag("strong", f"{paragraph.lead}：") if paragraph.lead else ""
    pieces = [
        link(target, joined(*map(_part, parts))) if target else joined(*map(_part, parts))
        for target, parts in groupby(paragraph.parts, key=lambda part: part.target)
    ]
    line = joined(lead, *pieces)
    return link(paragraph.target, line) if paragraph.target else line


def _part(part: Part) -> Markup | str:
    """A figure says where it comes from to whoever points at it."""
    if part.own:
        return tag("span", part.text, class_="ak-own", title="由审计人员填写")
    if not part.origin or ":" not in part.origin:
        return part.text
    return tag("span", part.text, class_="ak-told", title=f"结果.json：{part.origin}")
