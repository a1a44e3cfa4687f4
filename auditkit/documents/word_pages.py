"""The pages of an official document: margins, page numbers, the mark of invented figures."""

from __future__ import annotations

from typing import Any

from docx.shared import Mm

from auditkit.documents.word_styles import LINE, colour
from auditkit.documents.word_text import Element, el, field_runs, paragraph, text_run
from auditkit.facts.facts import DEMO
from auditkit.show.palette import ALARM


def twips(millimetres: float) -> int:
    """Twentieths of a point.

    >>> twips(25.4)
    1440
    """
    return round(millimetres / 25.4 * 1440)


WIDTH, WIDTH_TURNED = twips(156), twips(225)
"""Of the text on an A4 page, upright and turned: GB/T 9704—2012, 5.2.1."""


def section(*, turned: bool = False, first: int | None = None) -> Element:
    """The w:sectPr of pages with the margins of the standard; `first` starts the numbers anew."""
    # Turned to the left, the top of the page becomes its left side: GB/T 9704—2012, 7.5.
    top, right, bottom, left = (28, 37, 26, 35) if turned else (37, 26, 35, 28)
    short, long = twips(210), twips(297)
    return el(
        "sectPr",
        el("type", val="nextPage"),
        el("pgSz", w=long, h=short, orient="landscape") if turned else el("pgSz", w=short, h=long),
        el(
            "pgMar",
            top=twips(top),
            right=twips(right),
            bottom=twips(bottom),
            left=twips(left),
            header=twips(15),
            # The line of the number lies 7 mm below the text.
            footer=twips(bottom - 7 - 5),
            gutter=0,
        ),
        el("pgNumType", start=first) if first is not None else None,
        el("docGrid", type="lines", linePitch=LINE),
    )


def set_headers(document: Any, demo: bool, *, cover: bool = True) -> None:
    """Headers from the first section on; numbers from the second where the first is a cover."""
    first, numbered = document.sections[0], document.sections[1 if cover else 0]
    if demo:
        for header in (first.header, first.even_page_header):
            _fill(header, paragraph("Header", text_run(DEMO, colour(ALARM))))
    if cover:
        for footer in (first.footer, first.even_page_footer):
            _fill(footer, paragraph("Footer"))
    sides = ((numbered.footer, "right"), (numbered.even_page_footer, "left"))
    for footer, side in sides:
        indent = el("ind", **{f"{side}Chars": 100, side: 280})
        number = (text_run("— "), *field_runs("PAGE", "1"), text_run(" —"))
        _fill(footer, paragraph("Footer", *number, ind=indent, jc=el("jc", val=side)))


def _fill(part: Any, content: Element) -> None:
    part.is_linked_to_previous = False
    for old in list(part._element):
        part._element.remove(old)
    part._element.append(content)


PICTURE_WIDTH = Mm(150)
