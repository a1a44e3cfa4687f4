"""A chart for a narrow screen: its figures as lines of text, each above a strip of its bar.

A drawing made for a page has letters of 6 pixels on a telephone, or is wider than it. There the
page shows these lines in its place; they are as wide as the screen, and no figure is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditkit.show.markup import Markup, tag
from auditkit.show.palette import PALE


@dataclass(frozen=True, slots=True)
class Strip:
    """One line: what it is about, its figures, and its bar.

    `pieces` are (from, to, colour) in parts of the whole width, one after the other; `dots` are
    (where, colour) above them. Without either it is a heading of the lines that follow.
    """

    name: str
    said: str = ""
    pieces: tuple[tuple[float, float, str], ...] = ()
    dots: tuple[tuple[float, str], ...] = ()


def strips(lines: Sequence[Strip]) -> Markup:
    """The lines as a list, which the stylesheet shows on a narrow screen only."""
    return tag("ul", *map(_line, lines), class_="ak-strips")


def _line(one: Strip) -> Markup:
    name = tag("span", one.name, class_="ak-strip-name")
    said = tag("span", one.said, class_="ak-strip-said") if one.said else ""
    if not one.pieces and not one.dots:
        return tag("li", name, said, class_="ak-strip-head")
    return tag("li", name, said, tag("i", style=f"background:{_ground(one)}"))


def _ground(one: Strip) -> str:
    """The bar as backgrounds of CSS: the dots first, which lie above."""
    dots = [
        f"linear-gradient({colour} 0 0) {_percent(place)} 0/4px 100% no-repeat"
        for place, colour in one.dots
    ]
    stops, reached = [], 0.0
    for start, end, colour in one.pieces:
        first, last = max(_inside(start), reached), max(_inside(end), reached)
        if first > reached:
            stops.append(f"{PALE} {_percent(reached)} {_percent(first)}")
        if last > first:
            stops.append(f"{colour} {_percent(first)} {_percent(last)}")
        reached = last
    if reached < 1:
        stops.append(f"{PALE} {_percent(reached)} 100%")
    return ",".join([*dots, f"linear-gradient(90deg,{','.join(stops)})"])


def _inside(place: float) -> float:
    return min(max(place, 0.0), 1.0)


def _percent(place: float) -> str:
    return f"{_inside(place) * 100:.1f}".rstrip("0").rstrip(".") + "%"
