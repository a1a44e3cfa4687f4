"""A chart as a picture with its words and data: SVG in which text stays text, alt text, caption."""

from __future__ import annotations

import hashlib
import html
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from auditkit.show.appearance import Record
from auditkit.show.charts.fonts import chart_settings, every_glyph, font_family
from auditkit.show.charts.glyphs import drawable, lacked, said_of
from auditkit.show.charts.strips import Strip, strips
from auditkit.show.palette import INK, MUTED, RULE
from auditkit.wording import in_order

if TYPE_CHECKING:
    # Most pictures are plates, which need no axes: a quarter of a second to import.
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CHART_MIME = "application/vnd.auditkit.chart+json"
WIDTH = 7.0
"""Inches. A narrow canvas keeps the text readable when a page shows the chart at its own width."""

_STYLE: dict[str, Any] = {
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "axes.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.labelsize": 8,
    "ytick.labelsize": 9,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "hatch.linewidth": 0.6,
    "hatch.color": MUTED,
    "figure.dpi": 72,
    # A name between two dollar signs is a name.
    "text.parse_math": False,
}


@dataclass(frozen=True)
class Chart:
    """A chart: the SVG, the alt text that says its figures, its caption, and what is drawn.

    `narrow` are its figures as a narrow screen shows them. A chart of nothing has an empty `svg`;
    its alt text then says why.
    """

    svg: str = field(repr=False)
    alt: str
    caption: str
    data: list[Record] = field(repr=False)
    narrow: tuple[Strip, ...] = field(default=(), repr=False)

    @property
    def html(self) -> str:
        """The chart as a figure, marked up for the stylesheet of pages and notebooks."""
        caption = f"<figcaption>{html.escape(in_order(self.caption))}</figcaption>"
        lines, twofold = (strips(self.narrow), " ak-twofold") if self.narrow else ("", "")
        if not self.svg:
            body = f'<p class="ak-nothing">{html.escape(in_order(self.alt))}</p>'
        else:
            body = (
                f'<div class="ak-scroll" role="group" tabindex="0" '
                f'aria-label="{html.escape(in_order(self.caption))}">{self.svg}</div>'
            )
        return f'<figure class="ak ak-chart{twofold}">{body}{lines}{caption}</figure>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        bundle: dict[str, Any] = {
            "text/html": str(self.html),
            "text/plain": f"{self.caption}\n{self.alt}",
            CHART_MIME: {
                "version": 1,
                "caption": self.caption,
                "alt": self.alt,
                "data": self.data,
            },
        }
        if self.svg:
            bundle["image/svg+xml"] = self.svg.replace(
                "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1
            )
        return bundle


def nothing(caption: str, reason: str) -> Chart:
    """A chart that says why there is nothing to draw."""
    return Chart("", reason, caption, [])


@contextmanager
def drawing(height: float) -> Iterator[Figure]:
    """A figure `WIDTH` inches wide in the report's style, whatever the session has set.

    Text takes its font when it is made, so everything is drawn inside this context.
    """
    import matplotlib.style
    from matplotlib.figure import Figure

    settings = {**_STYLE, **chart_settings()}
    with matplotlib.style.context(settings, after_reset=True):
        yield Figure(figsize=(WIDTH, height), frameon=False)


def finished(
    figure: Figure, alt: str, caption: str, data: list[Record], narrow: Iterable[Strip] = ()
) -> Chart:
    """The drawn figure as a chart.

    A character that the font lacks is drawn as □, one that nobody sees is left out, and the caption
    says so: a picture is never worth more than the report.
    """
    lacking = _made_drawable(figure)
    for artist in figure.findobj(lambda artist: artist.axes is not None):
        # What is drawn is kept within the axes already; clip paths would only add weight.
        artist.set_clip_on(False)
    buffer = io.BytesIO()
    with every_glyph():
        figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    caption = drawable(caption) + said_of(lacking)
    alt = "".join(c for c in alt if c.isprintable() or c == "\n")
    return Chart(inline(buffer.getvalue().decode(), alt), alt, caption, data, tuple(narrow))


def _made_drawable(figure: Figure) -> set[str]:
    """Lets every text of a figure be one that the font can show; gives what it cannot."""
    from matplotlib.text import Text
    from matplotlib.ticker import FixedFormatter, FuncFormatter

    lacking: set[str] = set()

    def seen(text: str) -> str:
        lacking.update(lacked(text))
        return drawable(text)

    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        # An axis makes its labels anew when it is drawn.
        formatter = axis.get_major_formatter()
        if isinstance(formatter, FuncFormatter):
            formatter.func = _then(formatter.func, seen)
        elif isinstance(formatter, FixedFormatter):
            formatter.seq = [seen(label) for label in formatter.seq]
    for text in figure.findobj(Text):
        if isinstance(text, Text) and lacked(text.get_text()):
            text.set_text(seen(text.get_text()))
    return lacking


def _then(first: Callable[..., str], second: Callable[[str], str]) -> Callable[..., str]:
    return lambda *given: second(first(*given))


def inline(svg: str, alt: str) -> str:
    """Matplotlib's SVG made fit to stand inside a page, among others, without outside names."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(
        r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>|<!--.*?-->", "", svg, flags=re.S
    )
    svg = svg.replace("xlink:href", "href").replace("<defs></defs>", "")
    svg = re.sub(r"<defs>\s*</defs>", "", svg)
    svg = _LONG.sub(lambda found: _rounded(found[1]) if found[1] else found[0], svg)
    svg = re.sub(r"(?<!\s)\s*\n\s*", " ", svg)
    svg = re.sub(r">\s+<", "><", svg).strip().replace(' "', '"')
    # Every word says its font, which the picture has said, and that it is turned by nothing.
    svg = svg.replace(f"font-family: '{font_family()}'; ", "")
    svg = re.sub(r' transform="rotate\(-0 [^"]*\)"', "", svg)
    svg = re.sub(r'style="[^"]*"', lambda style: _unspaced(style[0]), svg)
    # Matplotlib numbers its groups alike in every chart, and a page may hold each id only once.
    needed = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', svg))
    names = {name for pair in needed for name in pair if name}
    prefix = "c" + hashlib.sha256(svg.encode()).hexdigest()[:6]
    svg = re.sub(r' id="([^"]+)"', lambda m: f' id="{prefix}{m[1]}"' if m[1] in names else "", svg)
    for name in sorted(names):
        svg = svg.replace(f"#{name})", f"#{prefix}{name})")
        svg = svg.replace(f'"#{name}"', f'"#{prefix}{name}"')
    # Every text repeats the font of the whole, and a turn by nothing.
    svg = svg.replace(f"font-family:'{font_family()}';", "")
    svg = re.sub(r' transform="rotate\(-?0 [^)]*\)"', "", _without_bare_groups(svg))
    viewbox = re.search(r'viewBox="[^"]+"', svg)
    assert viewbox is not None
    head = (
        f'<svg role="img" aria-label="{html.escape(alt)}" {viewbox[0]} width="100%" '
        f"font-family=\"'{font_family()}'\" "
        'style="stroke-linejoin:round;stroke-linecap:butt">'
    )
    return head + svg[svg.index(">") + 1 :]


def _without_bare_groups(svg: str) -> str:
    """Matplotlib puts every artist into a group; one that says nothing only weighs."""
    kept: list[bool] = []

    def part(found: re.Match[str]) -> str:
        mark = found[0]
        if mark == "<g/>":
            return ""
        if mark != "</g>":
            kept.append(mark != "<g>")
            return mark if kept[-1] else ""
        return mark if kept.pop() else ""

    return re.sub(r"<g/>|<g(?: [^>]*[^/])?>|</g>", part, svg)


_LONG = re.compile(r">[^<>]*<|(?<!\d)(\d+\.\d{2,})")
"""A text between two tags, which stays as it is, or a number of many places in a tag."""
_SPACED = re.compile(r"(?<!\s)\s*+([:;])\s*+")


# The same few styles and places stand in every chart.
@lru_cache(maxsize=1024)
def _unspaced(style: str) -> str:
    return _SPACED.sub(r"\1", style)


@lru_cache(maxsize=8192)
def _rounded(number: str) -> str:
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def bare(axes: Axes, *, keep: tuple[str, ...] = ()) -> None:
    """Take away the frame, but for the sides named."""
    axes.patch.set_visible(False)
    for side, spine in axes.spines.items():
        spine.set_visible(side in keep)


def behind(*artists: Artist) -> None:
    """Put the artists behind everything else."""
    for artist in artists:
        artist.set_zorder(0)


@lru_cache(
    maxsize=4096
)  # the texts of a table are measured for its columns, its rows and its pages
def breadth(text: str) -> float:
    """The width of a text in Chinese characters.

    >>> breadth("预算"), breadth("ab")
    (2.0, 1.1)
    """
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.55 for c in text)


def clipped(text: str, most: float) -> str:
    """The text cut to `most` Chinese characters, … where something was cut off.

    >>> clipped("普通高中建档立卡贫困家庭经济困难学生免学杂费工作", 8)
    '普通高中建档立…'
    """
    text = " ".join(text.split())
    if breadth(text) <= most:
        return text
    kept = ""
    for character in text:
        if breadth(kept + character) > most - 1:
            break
        kept += character
    return kept + "…"
