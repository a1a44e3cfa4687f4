"""A plate: a picture of boxes, lines, dots and words, drawn by matplotlib's SVG renderer.

Axes, ticks and an object for each word are nine tenths of what such a picture costs; here each
shape is one call of the renderer. Places are in points (1/72 inch) from the upper left corner.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, IdentityTransform

from auditkit.show.appearance import Record
from auditkit.show.charts.drawing import WIDTH, Chart, inline
from auditkit.show.charts.fonts import chart_settings, font_family
from auditkit.show.charts.glyphs import drawable, lacked, said_of
from auditkit.show.charts.strips import Strip
from auditkit.show.palette import INK, MUTED

POINTS = 72.0
"""Points of an inch."""
ACROSS = WIDTH * POINTS
"""The width of every plate."""
SIZE = 9.0
"""The size of words, in points, where none is given."""
_MIDDLE = 0.36
"""How far above its line of writing the middle of a word is, in sizes: that of a Chinese character
and of a digit alike, so that words of one row stand on one line."""

Anchor = Literal["left", "center", "right"]
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers laid along a line: `low` lies at the point `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


class Plate:
    """What is drawn lies in the order in which it was put, the words above all else."""

    def __init__(self, height: float) -> None:
        """An empty plate, `WIDTH` wide and `height` inches high."""
        self.height = height * POINTS
        self._shapes: list[Callable[[RendererBase, GraphicsContextBase], None]] = []
        self._words: list[tuple[float, float, str, Anchor, str, float]] = []
        self._lacking: set[str] = set()

    def box(
        self, left: float, top: float, right: float, bottom: float,
        fill: str | None, edge: str | None = None, line: float = 0.6, hatch: str = "",
    ) -> None:  # fmt: skip
        """A box; one of no width is left out."""
        if right - left <= 0 or bottom - top <= 0:
            return
        corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
        self._put(self._path(corners, closed=True), fill, edge, line, hatch)

    def line(self, spots: Sequence[Spot], colour: str, width: float) -> None:
        """A line from spot to spot."""
        self._put(self._path(spots), None, colour, width)

    def dot(
        self, x: float, y: float, shape: str, fill: str, edge: str, line: float, size: float
    ) -> None:
        """A marker of matplotlib's, `size` points across."""
        form = _marker(shape)
        place = Affine2D().scale(size).translate(x, self.height - y)
        self._put(form.transformed(place), fill, edge, line)

    def word(
        self, x: float, y: float, text: str, anchor: Anchor = "left", colour: str = INK,
        size: float = SIZE,
    ) -> None:  # fmt: skip
        """A word whose middle line is `y`; it ends, has its middle or begins at `x`."""
        if missing := lacked(text):
            self._lacking |= missing
            text = drawable(text)
        if text:
            self._words.append((x, y + _MIDDLE * size, text, anchor, colour, size))

    def _path(self, spots: Sequence[Spot], *, closed: bool = False) -> Path:
        return Path([(x, self.height - y) for x, y in spots], closed=closed)

    def _put(
        self, path: Path, fill: str | None, edge: str | None, line: float, hatch: str = ""
    ) -> None:
        face = mpl.colors.to_rgba(fill) if fill else None

        def stroke(renderer: RendererBase, gc: GraphicsContextBase) -> None:
            gc.set_linewidth(line if edge else 0.0)
            gc.set_foreground(edge or fill or INK)
            gc.set_hatch(hatch or None)
            renderer.draw_path(gc, path, _AS_IT_IS, face)

        self._shapes.append(stroke)

    def _draw(self, renderer: RendererBase) -> None:
        gc = renderer.new_gc()
        gc.set_hatch_color(mpl.colors.to_rgba(MUTED))
        gc.set_hatch_linewidth(0.6)
        gc.set_joinstyle("miter")
        for shape in self._shapes:
            shape(renderer, gc)
        gc.set_hatch(None)
        anchored = Text(0, 0, "", parse_math=False, transform=_AS_IT_IS)
        for x, down, text, anchor, colour, size in self._words:
            y = self.height - down
            gc.set_foreground(colour)
            anchored.set_position((x, y))
            anchored.set_horizontalalignment(anchor)
            renderer.draw_text(gc, x, down, text, _font(size), 0, False, anchored)
        gc.restore()

    def chart(
        self, alt: str, caption: str, data: list[Record], narrow: Iterable[Strip] = ()
    ) -> Chart:
        """The plate as a chart.

        A character that the font lacks is drawn as □, one that nobody sees is left out, and the
        caption says so: a picture is never worth more than the report.
        """
        settings: Any = {**chart_settings(), **_PLAIN}
        with mpl.rc_context(settings):
            buffer = io.StringIO()
            # A figure would do the same; with its axes it takes a quarter of a second to import.
            renderer: Any = RendererSVG(  # type: ignore[no-untyped-call]
                ACROSS, self.height, buffer, image_dpi=POINTS, metadata={"Date": None}
            )
            renderer.open_group("figure")
            self._draw(renderer)
            renderer.close_group("figure")
            renderer.finalize()
        caption = drawable(caption) + said_of(self._lacking)
        alt = "".join(c for c in alt if c.isprintable() or c == "\n")
        return Chart(inline(buffer.getvalue(), alt), alt, caption, data, tuple(narrow))


_AS_IT_IS = IdentityTransform()
# Nothing of the session's own settings may change what is drawn.
_PLAIN: dict[str, Any] = {
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "savefig.bbox": None,
    "path.simplify": False,
    "path.sketch": None,
    "path.effects": [],
}


@cache
def _marker(shape: str) -> Path:
    """The outline of a marker, a point across."""
    style = MarkerStyle(shape)
    return style.get_transform().transform_path(style.get_path())


@cache
def _font(size: float) -> FontProperties:
    return FontProperties(family=[font_family()], style="normal", weight="normal", size=size)
