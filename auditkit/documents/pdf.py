"""A report as PDF, set by typst in the one font that charts and pages have."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from auditkit.documents.document import Document, document
from auditkit.documents.typesetting import drawn_around, typeset
from auditkit.documents.widths import is_short, leaves, widths
from auditkit.facts.facts import DEMO
from auditkit.show import palette
from auditkit.show.blocks import CROP_DOTS, Card, Figure, Row, Run, Table, length
from auditkit.show.charts.fonts import font_family
from auditkit.show.palette import ACCENT, INK, MUTED, PALE, RULE
from auditkit.wording import in_order

if TYPE_CHECKING:
    from nbformat import NotebookNode

ROOM, ROOM_TURNED = 56.0, 85.0
"""Characters of a table's text in the width of an A4 page, upright and turned."""
_LONG, _LONG_CARD = 240, 700
"""Characters past which a row and a card may break over pages."""


def pdf_bytes(
    notebook: NotebookNode,
    *,
    title: str,
    demo: bool = False,
    series: str = "",
    about: Iterable[tuple[str, str]] = (),
) -> bytes:
    """The notebook's text and outputs as PDF; the keywords as for a page.

    `demo` says on every page that the figures are invented.
    """
    report = document(notebook, title=title, demo=demo, series=series, about=about)
    pictures: dict[str, bytes] = {}
    pages = [
        {"turned": turned, "blocks": [_data(block, pictures, turned) for block in blocks]}
        for turned, blocks in leaves(report.blocks, ROOM)
    ]
    files = {
        "main.typ": resources.files(__package__).joinpath("assets", "report.typ").read_bytes(),
        "document.json": in_order(json.dumps(_page(report, pages), ensure_ascii=False)).encode(),
        **pictures,
    }
    return typeset(files, format="pdf")[0]


def _page(report: Document, pages: list[Any]) -> dict[str, Any]:
    return {
        "title": report.title,
        "title-lines": report.title_lines,
        "series": report.series,
        "about": report.about,
        "first": asdict(report.first) if report.first else None,
        "demo": report.demo,
        "demo-mark": DEMO,
        "banner": f"{DEMO}：本报告所用数据为演示而编造，不反映任何单位的真实情况",
        "font": font_family(),
        "colours": {
            "accent": ACCENT,
            "ink": INK,
            "muted": MUTED,
            "rule": RULE,
            "pale": PALE,
            "shade": palette.SHADE,
            "warning": palette.WARNING,
            "alarm": palette.ALARM,
            "alarm-shade": palette.ALARM_SHADE,
        },
        "badges": {name: asdict(look) for name, look in palette.BADGES.items()},
        "inks": palette.INKS,
        "pages": pages,
    }


def _data(part: Any, pictures: dict[str, bytes], turned: bool) -> Any:
    """A block as JSON, with what only setting it needs: widths, file names, where it may break."""
    if isinstance(part, tuple):
        return [_data(one, pictures, turned) for one in part]
    if not is_dataclass(part) or isinstance(part, type):
        return part
    names = part.__slots__  # type: ignore[attr-defined]
    found: dict[str, Any] = {
        name: _data(getattr(part, name), pictures, turned) for name in names if name != "image"
    }
    found["type"] = type(part).__name__.lower()
    match part:
        case Table():
            found["short"] = is_short(part, ROOM_TURNED if turned else ROOM)
            found["widths"] = widths(part, ROOM_TURNED if turned else ROOM)
        case Row():
            long = any(cell.rows > 1 or length(cell) > _LONG for cell in part.cells)
            for place, cell in enumerate(found["cells"]):
                cell |= {"id": part.id if place == 0 else "", "long": long}
        case Figure():
            found["file"] = ""
            if part.image:
                found["file"] = f"figure-{len(pictures) + 1}.svg"
                drawn = part.format == "svg"
                pictures[found["file"]] = (
                    part.image if drawn else drawn_around(part.image, part.format)
                )
        case Run():
            found["file"] = ""
            if part.image:
                found["file"] = f"crop-{len(pictures) + 1}.svg"
                found["width"] = _width(part.picture)
                pictures[found["file"]] = drawn_around(part.picture)
        case Card():
            found["long"] = length(part) > _LONG_CARD
    return found


def _width(png: bytes) -> float:
    """Points that a crop takes on paper, as large as it stood on the page."""
    return int.from_bytes(png[16:20]) * 72 / CROP_DOTS
