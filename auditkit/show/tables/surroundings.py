"""A cited cell among its neighbours, so that a person sees it without opening the file."""

from __future__ import annotations

from pathlib import Path

from auditkit.errors import Source
from auditkit.files.grid import column_letters
from auditkit.results.excerpts import cell_names, places_in
from auditkit.show.markup import Markup, joined, tag

_ROWS, _COLUMNS = 3, 4
"""How many rows above and below are shown, and how many columns to each side."""
_LONGEST = 40


def surroundings(path: Path, source: Source) -> Markup:
    """The cell of `source` in the file at `path`, marked, with what stands around it.

    A place that names no cell that can be read again (a whole file, a page's image) is only named.
    """
    places = places_in(path)
    named = tag("p", tag("strong", str(source)))
    found = next((places[name] for name in cell_names(source.place) if name in places), None)
    if found is None:
        return tag("div", named, tag("p", "此处不在一格之内，请打开文件查看。"), class_="ak")
    grid, row, column = found
    first, last = max(0, column - _COLUMNS), column + _COLUMNS + 1
    rows = range(max(0, row - _ROWS), min(len(grid.texts), row + _ROWS + 1))
    width = min(last, max(len(grid.texts[at]) for at in rows))
    sheet = grid.style == "sheet"
    heads = [column_letters(at) if sheet else str(at + 1) for at in range(first, width)]
    head = tag("tr", tag("td", ""), *(tag("th", text, scope="col") for text in heads))
    body = [
        tag(
            "tr",
            tag("th", str(at + 1), scope="row"),
            *(_cell(grid.texts[at], place, marked=(at, place) == (row, column))
              for place in range(first, width)),
        )
        for at in rows
    ]  # fmt: skip
    table = tag("table", tag("caption", str(source)), tag("thead", head), tag("tbody", *body))
    scroll = tag("div", table, class_="ak-scroll", role="group", tabindex=0, aria_label=str(source))
    return tag("div", scroll, class_="ak ak-table ak-around")


def _cell(texts: tuple[str, ...], place: int, *, marked: bool) -> Markup:
    text = texts[place] if place < len(texts) else ""
    said = joined(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
    if not marked:
        return tag("td", said)
    return tag("td", tag("mark", said or "（空白）"), aria_current="true")
