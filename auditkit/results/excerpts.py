"""What stands in the cells that a finding cites, so that a report mailed alone still proves it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.errors import AuditError
from auditkit.files.grid import Grid, Source
from auditkit.files.readers import read_grids

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

_RANGE = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?")
_FIGURE = re.compile(r"[≥≤><=±]?[-−+]?[\d,.]+\s*(?:%|％|[\u4e00-\u9fff]{0,2})")
_MOST_CELLS = 8
"""Cells of one source that are excerpted; more are counted."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A cited place with the heads of its row and column and its text.

    All three are blank where the place cannot be read again: a year before, a page's image.
    """

    source: Source
    row: str = ""
    column: str = ""
    text: str = ""


def excerpts(audit: Audit, sources: Iterable[Source]) -> dict[Source, list[Excerpt]]:
    """The cells of each source, in order; files outside the audit's folder are only named.

    The head of a row is its first cell of words; of one of the form, its indicator or task.
    """
    wanted = list(dict.fromkeys(sources))
    places = {file: _places(audit, file) for file in {source.file for source in wanted}}
    form = audit.declaration
    known = frozenset([one.name for one in form.indicators] + [one.name for one in form.tasks])
    heads: _Heads = {}
    return {source: _of(source, places[source.file], known, heads) for source in wanted}


_Place = tuple[Grid, int, int]
_Heads = dict[int, list[bool]]
"""By the id of a grid, which of its rows head columns."""


def _places(audit: Audit, file: str) -> Mapping[str, _Place]:
    path = audit.folder / file if audit.folder else None
    return places_in(path) if path else {}


def places_in(path: Path) -> Mapping[str, _Place]:
    """Every cell of a file by its address; empty where the file cannot be read."""
    if not path.is_file():
        return {}
    try:
        grids = read_grids(path)
    except AuditError:
        return {}
    return {
        grid.place(row, column): (grid, row, column)
        for grid in grids
        for row, cells in enumerate(grid.rows)
        for column in range(len(cells))
    }


def _of(
    source: Source, places: Mapping[str, _Place], known: frozenset[str], heads: _Heads
) -> list[Excerpt]:
    cells = [place for name in cell_names(source.place) if (place := places.get(name))]
    if not cells:
        return [Excerpt(source)]
    found = [_excerpt(source, *cell, known, heads) for cell in cells[:_MOST_CELLS]]
    if rest := len(cells) - len(found):
        found.append(Excerpt(source, text=f"……另有{rest}格"))
    return found


def cell_names(place: str) -> Iterator[str]:
    """The single cells of a place: 任务执行!D4,D27 and 问卷调查!D4:E4 name several."""
    sheet, mark, cells = place.partition("!")
    if not mark:
        yield place
        return
    for part in cells.split(","):
        found = _RANGE.fullmatch(part)
        if found is None or found[3] is None:
            yield f"{sheet}!{part}"
            continue
        first, last = _number(found[1]), _number(found[3])
        for row in range(int(found[2]), int(found[4]) + 1):
            for column in range(first, last + 1):
                yield f"{sheet}!{_letters(column)}{row}"


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _excerpt(
    source: Source, grid: Grid, row: int, column: int, known: frozenset[str], heads: _Heads
) -> Excerpt:
    texts = grid.texts
    text = texts[row][column]
    at = Source(source.file, grid.place(row, column), source.sha256)
    if id(grid) not in heads:
        heads[id(grid)] = list(map(_is_head, texts))
    head = _column_head(grid, row, column, heads[id(grid)])
    return Excerpt(at, _row_head(texts[row], column, known), head, text)


def _row_head(cells: Sequence[str], column: int, known: frozenset[str]) -> str:
    """What names the row: an indicator or task at the left, else its first words."""
    for part in (cells[: column + 1], cells):
        words = [text for text in part if text and not _FIGURE.fullmatch(text)]
        if words:
            return next((text for text in words if text in known), words[0])
    return ""


def _column_head(grid: Grid, row: int, column: int, heads: Sequence[bool]) -> str:
    """The heading of the column, in the nearest row above that is one of headings."""
    texts = grid.texts
    for above in range(row - 1, -1, -1):
        if heads[above] and column < len(texts[above]):
            return texts[above][column]
    return ""


def _is_head(row: Sequence[str]) -> bool:
    """Whether every cell of a row that is not blank is a few words."""
    cells = [text for text in row if text]
    return len(cells) >= 3 and all(
        len(text) <= 16 and not _FIGURE.fullmatch(text) for text in cells
    )
