"""Pieces of a Word document: elements, runs in their styles, fields, places and links."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser
from docx.shared import Inches, Mm

from auditkit.files.saving import inert
from auditkit.show.blocks import CROP_DOTS, Line, Run
from auditkit.show.palette import ACCENT, BADGES, INKS

_WIDEST = int(Mm(45))
_NAMESPACE = {"w": nsmap["w"]}
Element = Any
"""An lxml element; python-docx has no type for one that it does not know."""


def el(name: str, /, *children: Element | None, **attributes: object) -> Element:
    """An element of WordprocessingML; None leaves a child or an attribute out."""
    # As OxmlElement, which takes the name apart anew for each of a hundred thousand elements.
    element = oxml_parser.makeelement(_named(name), None, _NAMESPACE)
    for key, value in attributes.items():
        if value is not None:
            element.set(_named(key), str(value))
    for child in children:
        if child is not None:
            element.append(child)
    return element


@cache
def _named(name: str) -> str:
    """A name of WordprocessingML as lxml writes it."""
    return qn(f"w:{name}")


def text_run(text: str, *properties: Element) -> Element:
    """A run of text; a line break within it stays one."""
    run = el("r", el("rPr", *properties) if properties else None)
    for place, part in enumerate(inert(text).split("\n")):
        if place:
            run.append(el("br"))
        written = el("t")
        written.text = part
        written.set(qn("xml:space"), "preserve")
        run.append(written)
    return run


def paragraph(style: str, *content: Element, **properties: Element) -> Element:
    """A paragraph; `properties` are further elements of its w:pPr, in the order of the schema."""
    return el("p", el("pPr", el("pStyle", val=style), *properties.values()), *content)


def field_runs(instruction: str, shown: str) -> list[Element]:
    """A field with the result that stands there until Word computes it."""

    def character(kind: str) -> Element:
        return el("r", el("fldChar", fldCharType=kind))

    instructed = el("r", el("instrText"))
    instructed[0].text = f" {instruction} "
    instructed[0].set(qn("xml:space"), "preserve")
    return [
        character("begin"), instructed, character("separate"), text_run(shown), character("end"),
    ]  # fmt: skip


@dataclass
class Places:
    """The places of a document that links lead to: Word takes only short names for them."""

    part: Any
    numbers: dict[str, int] = field(default_factory=dict)

    def name(self, identity: str) -> str:
        """The bookmark that stands for a place of the page."""
        return f"place_{self.numbers.setdefault(identity, len(self.numbers) + 1)}"

    def mark(self, identity: str, paragraph: Element) -> Element:
        """The paragraph as the place that links to `identity` lead to."""
        if identity:
            name = self.name(identity)
            number = self.numbers[identity]
            paragraph.insert(1, el("bookmarkStart", id=number, name=name))
            paragraph.append(el("bookmarkEnd", id=number))
        return paragraph

    def link(self, target: str, *content: Element) -> Element:
        """A link to a place of the document."""
        if target.startswith("#"):
            return el("hyperlink", *content, anchor=self.name(target[1:]), history=1)
        related = self.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        hyperlink = el("hyperlink", *content, history=1)
        hyperlink.set(qn("r:id"), related)
        return hyperlink

    def runs(self, runs: Sequence[Run]) -> Iterator[Element]:
        """The runs of a line, links among them."""
        for place, run in enumerate(runs):
            if place and (run.style in BADGES or run.style == "group-note"):
                yield text_run("\u3000" if run.style == "group-note" else " ")
            # A unit stands below its heading rather than break in two.
            lead = "\n" if place and run.style == "unit" else ""
            if run.image:
                yield self.picture(run)
                continue
            written = text_run(lead + run.text, *_look(run))
            yield self.link(run.link, written) if run.link else written

    def picture(self, run: Run) -> Element:
        """A part of a scanned page, as large as on it, not wider than a column."""
        content = run.picture
        width = int(Inches(int.from_bytes(content[16:20]) / CROP_DOTS))
        shape = self.part.new_pic_inline(io.BytesIO(content), width=min(width, _WIDEST))
        shape.docPr.set("descr", run.text)
        drawing = el("drawing")
        drawing.append(shape)
        return el("r", drawing)

    def line(self, line: Line) -> list[Element]:
        """The runs of a line, items with a dot before them."""
        dot = [text_run("·\u00a0")] if line.kind == "item" else []
        return [*dot, *self.runs(line.runs)]


def _look(run: Run) -> list[Element]:
    if look := BADGES.get(run.style):
        border = look.border.removeprefix("#")
        return [
            el("color", val=look.ink.removeprefix("#")),
            el("bdr", val="single", sz=4, space=0, color=border)
            if border
            else el("bdr", val="nil"),
            el("shd", val="clear", color="auto", fill=look.fill.removeprefix("#")),
        ]
    if run.style == "struck":
        return [el("strike")]
    ink = INKS.get(run.style) or (ACCENT if run.link else "")
    return [el("color", val=ink.removeprefix("#"))] if ink else []
