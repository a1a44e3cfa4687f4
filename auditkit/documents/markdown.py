"""The Markdown of a notebook's texts as blocks of a document."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import mistune

from auditkit.show.blocks import Block, Cell, Heading, Line, Output, Row, Run, Table, Text
from auditkit.show.notebook_body import MARKDOWN, Headings

_STYLES = {"strong": "strong", "emphasis": "strong", "codespan": "code", "strikethrough": "struck"}

Token = Mapping[str, Any]


@dataclass
class Markdown:
    """Reads the texts of one notebook in order; headings are placed as on the page."""

    headings: Headings = field(default_factory=Headings)

    def blocks(self, text: str) -> Iterator[Block]:
        """The blocks of a Markdown text."""
        tokens = mistune.create_markdown(renderer="ast", plugins=MARKDOWN)(text)
        assert isinstance(tokens, list)
        for token in tokens:
            yield from self._block(token)

    def _block(self, token: Token) -> Iterator[Block]:
        match token["type"]:
            case "heading":
                runs = tuple(_runs(token["children"]))
                plain = "".join(run.text for run in runs).strip()
                if placed := self.headings.place(plain, token["attrs"]["level"]):
                    yield Heading(*placed, runs)
            case "paragraph" | "block_text" | "block_html":
                yield Text((Line(tuple(_runs(token.get("children", [token])))),))
            case "list":
                yield Text(tuple(_items(token)))
            case "block_quote":
                for inner in token["children"]:
                    for block in self._block(inner):
                        yield _quoted(block)
            case "block_code":
                yield Output(token["raw"].rstrip("\n"))
            case "table":
                yield _table(token)


def _quoted(block: Block) -> Block:
    if not isinstance(block, Text):
        return block
    return Text(tuple(Line(line.runs, line.kind or "quote") for line in block.lines))


def _items(token: Token, depth: int = 0) -> Iterator[Line]:
    start = token["attrs"].get("start", 1)
    for number, item in enumerate(token["children"], start):
        mark = f"{number}. " if token["attrs"]["ordered"] else ""
        for child in item["children"]:
            if child["type"] == "list":
                yield from _items(child, depth + 1)
                continue
            lead = (Run("\u3000" * depth + mark),) if depth or mark else ()
            yield Line((*lead, *_runs(child.get("children", ()))), "step" if mark else "item")
            mark = ""


def _table(token: Token) -> Table:
    head, *bodies = token["children"]
    rows = (row["children"] for body in bodies for row in body["children"])
    return Table("", (_row(head["children"]),), tuple(map(_row, rows)), -1)


def _row(cells: Iterable[Token]) -> Row:
    return Row(
        tuple(
            Cell(
                (Line(tuple(_runs(cell["children"]))),),
                right=cell["attrs"].get("align") == "right",
                scope="col" if cell["attrs"].get("head") else "",
            )
            for cell in cells
        )
    )


def _runs(tokens: Iterable[Token], style: str = "", link: str = "") -> Iterator[Run]:
    last = ""
    for token in tokens:
        kind = token["type"]
        if kind == "softbreak":
            # Chinese lines run on without a space.
            text = "" if unicodedata.east_asian_width(last[-1:] or " ") in "WF" else " "
        elif kind == "linebreak":
            text = "\n"
        elif kind == "image":
            text = "".join(run.text for run in _runs(token["children"])) or "图"
        elif "raw" in token:
            text = token["raw"]
        else:
            own = _STYLES.get(kind, style)
            for run in _runs(token["children"], own, token.get("attrs", {}).get("url", link)):
                last = run.text
                yield run
            continue
        last = text
        if text:
            yield Run(text, _STYLES.get(kind, style), link)
