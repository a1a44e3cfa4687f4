"""Characters and lines of a page as pdfplumber describes them, with less work a character."""

from __future__ import annotations

from typing import Any

from pdfminer.layout import LTChar, LTLine
from pdfplumber.page import ALL_ATTRS, Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.pdfinternals import resolve_all, resolve_and_decode

from auditkit.files.readers.pdfpage.clipping import lay_out

_TILT = 0.05
"""Points."""
_MOST_KEPT = 16 * 1024 * 1024
"""Bytes of unpacked streams: a usual document has less in all."""
_PAGES_KEPT = 25
_PLAIN = (float, int, str, bool, type(None))
"""Of these there is nothing to resolve; nor of a matrix, which is made of numbers."""


def read_quickly(page: Page) -> Page:
    """The page, which describes its characters itself; all else of it is left to pdfplumber.

    A character that is clipped away has the frame it belongs to as `clip`: left, top, right,
    bottom.
    """
    described = page.process_object
    height, left, top = page.height, page.mediabox[0], page.mediabox[1]
    doctop, number = page.initial_doctop, page.page_number
    colours: dict[Any, Any] = {}

    def process_object(obj: Any) -> dict[str, Any]:
        if type(obj) is not LTChar or type(obj.fontname) is bytes or page.pdf.unicode_norm:
            found: dict[str, Any] = described(obj)
            return _levelled(found) if type(obj) is LTLine else found
        attr = {
            key: value if type(value) in _PLAIN or key == "matrix" else resolve_all(value)
            for key, value in obj.__dict__.items()
            if key in ALL_ATTRS
        }
        attr["object_type"] = "char"
        attr["page_number"] = number
        name = obj.ncs.name
        if name not in colours:
            colours[name] = resolve_and_decode(name)
        attr["ncs"] = colours[name]
        attr["text"] = obj.get_text()
        state = obj.graphicstate
        stroking, filling = state.scolor, state.ncolor
        attr["stroking_color"] = stroking if isinstance(stroking, tuple) else (stroking,)
        attr["non_stroking_color"] = filling if isinstance(filling, tuple) else (filling,)
        attr["top"] = (height - attr["y1"]) + top
        attr["bottom"] = (height - attr["y0"]) + top
        attr["doctop"] = doctop + attr["top"]
        if left != 0:
            attr["x0"] += left
            attr["x1"] += left
        frame = getattr(obj, "clip", None)
        if frame is not None:
            x0, lower, x1, upper = frame
            attr["clip"] = (x0 + left, height - upper + top, x1 + left, height - lower + top)
        return attr

    lay_out(page)
    page.process_object = process_object  # type: ignore[method-assign]
    return page


class Forgetting:
    """Lets go of a document's objects every few pages, and whenever they have unpacked much.

    pdfminer keeps every page's instructions, every picture and every font's file until the document
    is closed. What is needed again it reads again; a font that is read needs its file no more.
    """

    def __init__(self, pdf: PDF) -> None:
        self._document, self._fonts = pdf.doc, pdf.rsrcmgr._cached_fonts
        self._pages, self._left = 0, 0

    def after(self, page: Page, left: int) -> None:
        """A page is done; `left` are the bytes that the document's streams may still unpack."""
        page.page_obj.contents = []
        self._pages += 1
        self._left = max(self._left, left)
        if self._pages < _PAGES_KEPT and self._left - left <= _MOST_KEPT:
            return
        self._document._cached_objs.clear()
        for font in self._fonts.values():
            font.__dict__.pop("fontfile", None)
        self._pages, self._left = 0, 0


def _levelled(line: dict[str, Any]) -> dict[str, Any]:
    """A line that is as good as level or upright made so: a turned page tilts it by a rounding."""
    if abs(line["top"] - line["bottom"]) < _TILT:
        line |= {"bottom": line["top"], "y0": line["y1"], "height": 0.0}
    elif abs(line["x0"] - line["x1"]) < _TILT:
        line |= {"x1": line["x0"], "width": 0.0}
    return line
