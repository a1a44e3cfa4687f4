"""What a page prints but does not show whole: characters across or outside their frame.

A spreadsheet prints the text of a merged cell whole on each page that has a part of the cell, and
clips it to that part; what is clipped away lies over other cells, or outside the table.
"""

from __future__ import annotations

from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFException
from pdfminer.utils import apply_matrix_pt
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.utils.exceptions import PdfminerException

Box = tuple[float, float, float, float]
"""Left, lower, right and upper end, in the units of the page from its lower left corner."""


class _Clipping(PDFPageInterpreter):
    """Tells each character that is clipped away the frame that it belongs to, as `clip`."""

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self._clip: Box | None = None
        self._clips: list[Box | None] = []

    def do_q(self) -> None:
        super().do_q()
        self._clips.append(self._clip)

    def do_Q(self) -> None:  # noqa: N802 - the operator's name
        super().do_Q()
        if self._clips:
            self._clip = self._clips.pop()

    def do_W(self) -> None:  # noqa: N802
        points = [
            apply_matrix_pt(self.ctm, (float(segment[i]), float(segment[i + 1])))
            for segment in self.curpath
            for i in range(1, len(segment) - 1, 2)
        ]
        if not points:
            return
        xs, ys = zip(*points, strict=True)
        box = min(xs), min(ys), max(xs), max(ys)
        if self._clip is not None:
            left, lower, right, upper = self._clip
            box = max(box[0], left), max(box[1], lower), min(box[2], right), min(box[3], upper)
        self._clip = box

    do_W_a = do_W  # noqa: N815

    def do_TJ(self, seq: Any) -> None:  # noqa: N802
        shown = getattr(self.device.cur_item, "_objs", [])  # type: ignore[attr-defined]
        before = len(shown)
        super().do_TJ(seq)
        if self._clip is None:
            return
        left, lower, right, upper = self._clip
        for char in shown[before:]:
            if char.x0 < left or char.x1 > right or char.y0 < lower or char.y1 > upper:
                char.clip = self._clip


def lay_out(page: Page) -> None:
    """Lay the page out as pdfplumber does, what is clipped away known by its `clip`.

    Raises PdfminerException where the page cannot be interpreted, as pdfplumber does.
    """
    device = PDFPageAggregatorWithMarkedContent(
        page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams
    )
    try:
        _Clipping(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    except PDFException as error:
        raise PdfminerException(error) from error
    page._layout = device.get_result()
