"""A report as a Word file in the layout of official documents, to be edited further."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import docx

from auditkit.documents import word_table
from auditkit.documents.document import Document, document
from auditkit.documents.pictures import pictures
from auditkit.documents.widths import leaves
from auditkit.documents.word_flow import closed, ended, flowing, gap, page_break
from auditkit.documents.word_pages import (
    PICTURE_WIDTH,
    WIDTH,
    WIDTH_TURNED,
    section,
    set_headers,
)
from auditkit.documents.word_styles import (
    HEI,
    SIZES,
    colour,
    fonts,
    set_font_table,
    set_settings,
    set_styles,
)
from auditkit.documents.word_text import Element, Places, el, field_runs, paragraph, text_run
from auditkit.facts.facts import DEMO
from auditkit.files.saving import CREATOR, inert, steady_package
from auditkit.show.blocks import (
    Block,
    Break,
    Card,
    Failure,
    Figure,
    Front,
    Heading,
    Output,
    Parts,
    Table,
    Text,
    Tiles,
)
from auditkit.show.palette import ALARM, ALARM_SHADE

if TYPE_CHECKING:
    from nbformat import NotebookNode

_UNWANTED = ("/thumbnail", "/stylesWithEffects")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def word_bytes(
    notebook: NotebookNode,
    *,
    title: str,
    demo: bool = False,
    series: str = "",
    about: Iterable[tuple[str, str]] = (),
) -> bytes:
    """The notebook's text and outputs as .docx; the keywords as for a page.

    `demo` says on every page that the figures are invented.
    """
    report = document(notebook, title=title, demo=demo, series=series, about=about)
    file = docx.Document()
    _clear(file)
    set_styles(file)
    set_settings(file)
    set_font_table(file)
    _set_properties(file, report)
    writing = _Writing(file, report)
    elements = list(writing.everything())
    body = file.element.body
    body.clear()
    body.extend(elements)
    set_headers(file, report.demo, cover=report.first is None)
    raw = io.BytesIO()
    file.save(raw)
    return steady_package(raw)


def _clear(file: Any) -> None:
    """Drop what python-docx's own template brings along: its preview, styles that are now gone."""
    file.part.numbering_part.element.clear()
    for related in (file.part.package.rels, file.part.rels):
        for name in [name for name, one in related.items() if one.reltype.endswith(_UNWANTED)]:
            related.pop(name)


def _set_properties(file: Any, report: Document) -> None:
    properties = file.core_properties
    properties.author = properties.last_modified_by = CREATOR
    properties.title = inert(f"{report.title}（{DEMO}）" if report.demo else report.title)
    properties.created = properties.modified = _LONG_AGO
    properties.comments, properties.language, properties.revision = "", "zh-CN", 1


class _Writing:
    """One report on its way into a file: the blocks in order as elements of its body."""

    def __init__(self, file: Any, report: Document) -> None:
        self.file = file
        self.report = report
        self.places = Places(file.part)
        figures = [block for block in report.blocks if isinstance(block, Figure)]
        self.pictures = dict(zip(map(id, figures), pictures(figures), strict=True))

    def everything(self) -> Iterator[Element]:
        if self.report.first:
            yield from self._first_page(self.report.first)
        else:
            yield from self._cover()
            yield from self._contents()
        pages = leaves(self.report.blocks, WIDTH / (SIZES["小五"] * 10))
        for place, (turned, blocks) in enumerate(pages, 1):
            width = WIDTH_TURNED if turned else WIDTH
            written = flowing(one for block in blocks for one in self._block(block, width))
            if place == len(pages):
                yield from closed(written)
                yield section(turned=turned)
            else:
                yield from ended(written, section(turned=turned))

    def _cover(self) -> Iterator[Element]:
        report = self.report
        yield paragraph("Cover", spacing=el("spacing", before=2600))
        if report.series:
            yield paragraph("Cover", text_run(report.series, fonts(HEI)))
        title = text_run("\n".join(report.title_lines))
        yield paragraph("Title", title, spacing=el("spacing", before=400, after=1200))
        for name, value in report.about:
            yield paragraph("Cover", text_run(f"{name}：{value}"))
        if report.demo:
            said = f"{DEMO}：本报告所用数据为演示而编造，不反映任何单位的真实情况"
            yield paragraph(
                "Cover",
                text_run(said, colour(ALARM), el("sz", val=SIZES["小四"])),
                spacing=el("spacing", before=1200),
            )
        yield _end(section())

    def _first_page(self, first: Front) -> Iterator[Element]:
        """Title and fields above the text, as official documents have them: no cover."""
        if self.report.demo:
            said = f"{DEMO}：本报告所用数据为演示而编造，不反映任何单位的真实情况"
            small = el("sz", val=SIZES["小四"])
            yield paragraph("Cover", text_run(said, colour(ALARM), small))
        title = text_run("\n".join(self.report.title_lines))
        yield paragraph("Title", title, spacing=el("spacing", before=0, after=60))
        stage = el("spacing", before=60, after=60)
        yield paragraph("Cover", text_run(f"（{first.stage}）"), spacing=stage)
        yield word_table.fields(first.fields, WIDTH)

    def _contents(self) -> Iterator[Element]:
        """The contents field, filled with the headings until Word computes it."""
        headings = [b for b in self.report.blocks if isinstance(b, Heading) and b.level <= 4]
        yield paragraph("TOCHeading", text_run("目录"))
        begin = field_runs('TOC \\o "1-3" \\h \\z \\u', "")[:3]
        for place, heading in enumerate(headings):
            name = self.places.name(heading.id)
            entry = self.places.link(
                f"#{heading.id}",
                text_run(heading.text),
                el("r", el("tab")),
                *field_runs(f"PAGEREF {name} \\h", ""),
            )
            yield paragraph(f"TOC{heading.level - 1}", *(() if place else begin), entry)
        ended = el("r", el("fldChar", fldCharType="end"))
        yield paragraph("BodyText", *(() if headings else begin), ended)
        yield _end(section(first=1))

    def _block(self, block: Block, width: int) -> Iterator[Element]:
        places = self.places
        match block:
            case Heading(level, identity, runs):
                written = paragraph(f"Heading{min(level - 1, 5)}", *places.runs(runs))
                yield places.mark(identity, written)
            case Text():
                yield from self._text(block)
            case Break():
                yield page_break()
            case Table():
                yield from self._caption("表", block.number, block.caption, "Caption")
                yield word_table.table(block, places, width)
                for line in block.notes:
                    yield paragraph("TableNote", *places.line(line))
                yield gap()
            case Tiles():
                yield gap()
                yield word_table.tiles(block, width)
                yield gap()
            case Card():
                yield from self._card(block, width)
            case Figure():
                yield from self._figure(block)
            case Output(text):
                yield paragraph("Output", text_run(text))
            case Failure(said, steps):
                shade = el("shd", val="clear", color="auto", fill=ALARM_SHADE.removeprefix("#"))
                message = f"× 此处计算出错，以下内容可能不完整\n{said}"
                yield paragraph("CardText", text_run(message, colour(ALARM)), shd=shade)
                if steps:
                    yield paragraph("Output", text_run(steps))
            case Parts():
                yield word_table.card(Card((), (block,)), places, width)
                yield gap()

    def _text(self, block: Text) -> Iterator[Element]:
        for place, line in enumerate(block.lines, 1):
            style = "TableNote" if line.kind in ("note", "about", "remark") else "BodyText"
            looks: dict[str, Element] = {}
            # A signature never stands alone on a page: GB/T 9704—2012, 7.3.5.
            if line.kind == "annexed" or (line.kind == "signed" and place < len(block.lines)):
                looks["keepNext"] = el("keepNext")
            if line.kind == "signed":
                looks["jc"] = el("jc", val="right")
            yield paragraph(style, *self.places.line(line), **looks)

    def _card(self, one: Card, width: int) -> Iterator[Element]:
        yield word_table.card(one, self.places, width)
        for block in one.blocks:
            if isinstance(block, Table):
                yield paragraph("Gap", keepNext=el("keepNext"))
                yield word_table.table(block, self.places, width)
        yield paragraph("Gap", spacing=el("spacing", line=240, lineRule="exact"))

    def _figure(self, one: Figure) -> Iterator[Element]:
        if not one.image:
            yield paragraph("BodyText", text_run(one.alt))
        else:
            holder = self.file.add_paragraph()
            shape = holder.add_run().add_picture(
                io.BytesIO(self.pictures[id(one)]), width=PICTURE_WIDTH
            )
            shape._inline.docPr.set("descr", one.alt)
            run = holder._p.r_lst[0]
            holder._p.getparent().remove(holder._p)
            yield paragraph("Picture", run)
        yield from self._caption("图", one.number, one.caption, "FigureCaption")

    def _caption(self, kind: str, number: int, caption: str, style: str) -> Iterator[Element]:
        if number > 0 and caption:
            counted = field_runs(f"SEQ {kind} \\* ARABIC", str(number))
            yield paragraph(style, text_run(kind), *counted, text_run(f"\u3000{caption}"))


def _end(pages: Element) -> Element:
    """The paragraph that ends a section."""
    return paragraph("Gap", sectPr=pages)
