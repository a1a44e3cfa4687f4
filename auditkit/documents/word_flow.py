"""How the pieces of a Word file follow each other: gaps and breaks without blank paragraphs.

A table needs room below it and a section an end. A paragraph that follows takes both on; a blank
one stands only where two tables would grow together or no paragraph is there to take it.
"""

from __future__ import annotations

from collections.abc import Iterable

from docx.oxml.ns import qn

from auditkit.documents.word_text import Element, el, paragraph

GAP = 120
"""Twips between a table and what follows."""


def gap() -> Element:
    """Room below a table."""
    return paragraph("Gap")


def page_break() -> Element:
    """What follows begins on a page of its own."""
    return paragraph("Gap", pageBreakBefore=el("pageBreakBefore"))


def flowing(elements: Iterable[Element]) -> list[Element]:
    """The elements with as few blank paragraphs as Word allows."""
    found: list[Element] = []
    waiting: list[Element] = []
    for one in elements:
        if _blank(one):
            waiting.append(one)
            continue
        broken = any(_breaks(each) for each in waiting)
        if one.tag == qn("w:p"):
            if broken:
                _properties(one).get_or_add_pageBreakBefore()
            elif waiting and found:
                _lower(one)
        elif waiting and (broken or (found and found[-1].tag == qn("w:tbl"))):
            found.append(waiting[-1])
        waiting = []
        found.append(one)
    return found


def closed(elements: list[Element]) -> list[Element]:
    """The elements of the last section: Word asks for a paragraph below a table."""
    last = elements[-1] if elements else None
    return elements if last is not None and last.tag == qn("w:p") else [*elements, gap()]


def ended(elements: list[Element], pages: Element) -> list[Element]:
    """The elements as a section of their own: its last paragraph ends it, where there is one."""
    written = closed(elements)
    _properties(written[-1]).append(pages)
    return written


def _properties(written: Element) -> Element:
    return written.get_or_add_pPr()


def _blank(one: Element) -> bool:
    """Whether it is a paragraph that only keeps others apart."""
    if one.tag != qn("w:p") or len(one) != 1:
        return False
    style = one.pPr.find(qn("w:pStyle"))
    return style is not None and style.get(qn("w:val")) == "Gap"


def _breaks(one: Element) -> bool:
    return one.pPr.find(qn("w:pageBreakBefore")) is not None


def _lower(one: Element) -> None:
    """Room above a paragraph whose style leaves none."""
    style = one.pPr.find(qn("w:pStyle")).get(qn("w:val"))
    properties = _properties(one)
    if style in _ROOMY or properties.find(qn("w:spacing")) is not None:
        return
    properties.get_or_add_spacing().set(qn("w:before"), str(GAP))


_ROOMY = ("Caption", "Heading1", "Picture", "Title", "Cover")
"""Styles that leave room above."""
