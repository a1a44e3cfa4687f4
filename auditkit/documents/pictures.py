"""Charts as pictures for programs that cannot show SVG: drawn by typst, the same on any machine."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.documents.typesetting import typeset
from auditkit.show.blocks import Figure
from auditkit.show.charts.fonts import font_family

_DOTS = 220
"""To the inch of the page."""
_WIDTH = "150mm"


def pictures(figures: Sequence[Figure]) -> list[bytes]:
    """The picture of each figure: SVG as PNG, others as they are, b"" where there is none."""
    vectors = {place: figure for place, figure in enumerate(figures) if _vector(figure)}
    found = [b"" if place in vectors else one.image for place, one in enumerate(figures)]
    if not vectors:
        return found
    pages = "\n#pagebreak()\n".join(f'#image("{place}.svg", width: {_WIDTH})' for place in vectors)
    page = "#set page(width: auto, height: auto, margin: 0pt, fill: white)"
    files = {
        "main.typ": f'{page}\n#set text(font: "{font_family()}")\n{pages}'.encode(),
        **{f"{place}.svg": figure.image for place, figure in vectors.items()},
    }
    for place, picture in zip(vectors, typeset(files, format="png", ppi=_DOTS), strict=True):
        found[place] = picture
    return found


def _vector(figure: Figure) -> bool:
    return bool(figure.image) and figure.format == "svg"
