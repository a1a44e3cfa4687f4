"""Tables that a page's end cuts through: cells without a border at that side are closed there.

A browser or a word processor draws the border between two rows on one of the two pages only. The
vertical lines then run on to where the cell was cut, and a line across their ends closes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import Table, TableFinder, TableSettings

Edge = dict[str, Any]

# Points (1/72 inch): what the search for tables joins, and the least height of a cut cell.
_NEAR = 3.0
_LOWEST = 6.0
# A share of the height of a table: a side that is drawn for so much of it is its side.
_DRAWN = 0.4


def closed_tables(page: Page) -> Sequence[Table]:
    """The ruled tables of a page, those cut by its ends closed."""
    found = TableFinder(page)
    missing: list[Edge | int | float] = [*_missing(found.edges)]
    beside: list[Edge | int | float] = [*_beside(found.edges)]
    if not missing and not beside:
        return found.tables
    settings = TableSettings(explicit_horizontal_lines=missing, explicit_vertical_lines=beside)
    return TableFinder(page, settings).tables


def _missing(edges: Sequence[Edge]) -> Iterator[Edge]:
    """The lines to be drawn across open ends, at the top and at the bottom of each table."""
    across = [edge for edge in edges if edge["orientation"] == "h"]
    down = [e for e in edges if e["orientation"] == "v" and e["bottom"] - e["top"] >= _LOWEST]
    for group in _together(down):
        for end, outermost in (("top", min), ("bottom", max)):
            at = outermost(edge[end] for edge in group)
            reaching = [edge for edge in group if abs(edge[end] - at) <= _NEAR]
            if len(reaching) > 1 and not all(_closed(edge, at, across) for edge in reaching):
                left, right = (pick(edge["x0"] for edge in reaching) for pick in (min, max))
                if right - left > _LOWEST:
                    yield _line(left, right, at, at)


def _beside(edges: Sequence[Edge]) -> Iterator[Edge]:
    """The lines to be drawn down the side of a table where a merged cell goes on on the next page:
    the side is drawn for other rows, and the lines above and below the cell reach it."""
    across = [edge for edge in edges if edge["orientation"] == "h"]
    down = [e for e in edges if e["orientation"] == "v" and e["bottom"] - e["top"] >= _LOWEST]
    for group in _together(down):
        top, bottom = min(e["top"] for e in group), max(e["bottom"] for e in group)
        for end, outermost in (("x0", min), ("x1", max)):
            at = outermost(edge["x0"] for edge in group)
            side = [edge for edge in group if abs(edge["x0"] - at) <= _NEAR]
            if sum(e["bottom"] - e["top"] for e in side) < _DRAWN * (bottom - top):
                continue
            reaching = sorted(
                line["top"]
                for line in across
                if abs(line[end] - at) <= _NEAR and top - _NEAR <= line["top"] <= bottom + _NEAR
            )
            for upper, lower in pairwise(reaching):
                middle = (upper + lower) / 2
                drawn = any(edge["top"] <= middle <= edge["bottom"] for edge in side)
                if lower - upper >= _LOWEST and not drawn:
                    yield _line(at, at, upper, lower)


def _together(down: Sequence[Edge]) -> Iterator[list[Edge]]:
    """The vertical lines by table: those that stand beside or above each other without a gap."""
    group: list[Edge] = []
    lowest = 0.0
    for edge in sorted(down, key=lambda e: (e["top"], e["x0"])):
        if group and edge["top"] > lowest + _NEAR:
            yield group
            group = []
        group.append(edge)
        lowest = max(lowest, edge["bottom"]) if len(group) > 1 else edge["bottom"]
    if group:
        yield group


def _closed(edge: Edge, at: float, across: Sequence[Edge]) -> bool:
    """Whether a line across ends or crosses the vertical one there, on both sides if it can."""
    return any(
        abs(line["top"] - at) <= _NEAR and line["x0"] - _NEAR <= edge["x0"] <= line["x1"] + _NEAR
        for line in across
    )


def _line(left: float, right: float, top: float, bottom: float) -> Edge:
    return {
        "object_type": "line",
        "orientation": "h" if top == bottom else "v",
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": bottom,
        "width": right - left,
        "height": bottom - top,
    }
