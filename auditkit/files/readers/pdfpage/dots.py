"""Borders that a browser draws as dots: each row and column of them is one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pdfplumber.page import Page

Mark = dict[str, Any]

# Points: the largest dot, how far the next one may be, how far off its line; and the fewest dots
# that are a line, of which a dotted table has hundreds.
_LARGEST = 2.5
_APART = 3.2
_OFF = 0.3
_FEWEST = 4
_MANY = 60


def join_dots(page: Page) -> None:
    """Put lines in the place of a page's dots."""
    rects = page.objects.get("rect", [])
    dots = [r for r in rects if r["width"] <= _LARGEST and r["height"] <= _LARGEST]
    if len(dots) < _MANY:
        return
    lines = [*_lines(dots, "top", "x0", "x1"), *_lines(dots, "x0", "top", "bottom")]
    if not lines:
        return
    page.objects["rect"] = [r for r in rects if r["width"] > _LARGEST or r["height"] > _LARGEST]
    page.objects["line"] = [*page.objects.get("line", []), *lines]


def _lines(dots: Sequence[Mark], level: str, begin: str, end: str) -> Iterator[Mark]:
    """The lines along one way: dots of one level, each close to the one before it."""
    levels: list[list[Mark]] = []
    for dot in sorted(dots, key=lambda d: float(d[level])):
        if levels and dot[level] - levels[-1][0][level] <= _OFF:
            levels[-1].append(dot)
        else:
            levels.append([dot])
    for held in levels:
        row: list[Mark] = []
        for dot in sorted(held, key=lambda d: float(d[begin])):
            if row and dot[begin] - row[-1][end] > _APART:
                yield from _line(row, end)
                row = []
            row.append(dot)
        yield from _line(row, end)


def _line(row: Sequence[Mark], end: str) -> Iterator[Mark]:
    if len(row) < _FEWEST:
        return
    first, last = row[0], row[-1]
    if end == "x1":
        ends = {"x1": last["x1"], "bottom": first["top"], "y0": first["y1"]}
    else:
        ends = {"x1": first["x0"], "bottom": last["bottom"], "y0": last["y0"]}
    line = {**first, **ends, "object_type": "line"}
    line["width"] = line["x1"] - line["x0"]
    line["height"] = line["bottom"] - line["top"]
    yield line
