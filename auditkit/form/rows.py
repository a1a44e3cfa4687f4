"""The rows of a form: grids laid one after the other, with the pages that cut them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from auditkit.grid import Grid, Scalar, Source

_HAN = r"\u3400-\u9fff"
_WRAP = re.compile(
    rf"(?<=[{_HAN}“”（）、，。：:])\s+(?=[{_HAN}“”（）、，。：:\d])|(?<=\d)\s+(?=[{_HAN}])"
)
_AMOUNT = re.compile(r"[-−]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[-−]?\d+(?:\.\d+)?")


def squeeze(text: str) -> str:
    """The text without the spaces that line wrapping leaves between Chinese characters.

    >>> squeeze("年度 总体 目标"), squeeze("a b")
    ('年度总体目标', 'a b')
    """
    return _WRAP.sub("", text.strip())


def amount(text: str) -> float | None:
    """A printed amount as a number; None for a blank, a dash or anything else.

    >>> amount("24,577.43"), amount("-")
    (24577.43, None)
    """
    text = text.strip().replace(" ", "")
    if not _AMOUNT.fullmatch(text):
        return None
    return float(text.replace(",", "").replace("，", "").replace("−", "-"))


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row's non-blank cells as (column, text); `page` counts up at every cut."""

    grid: Grid
    index: int
    cells: tuple[tuple[int, str], ...]
    page: int
    order: int

    def source(self, column: int) -> Source:
        return self.grid.source(self.index, column)

    def address(self, column: int) -> str:
        return str(self.source(column))

    def value(self, column: int) -> Scalar:
        return self.grid.rows[self.index][column]


class FormRows(Sequence[FormRow]):
    """The non-blank rows of all grids in reading order."""

    def __init__(self, grids: Sequence[Grid]) -> None:
        self.sha256 = grids[0].sha256 if grids else ""
        self._rows = list(_rows(grids))

    @overload
    def __getitem__(self, index: int) -> FormRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[FormRow]: ...
    def __getitem__(self, index: int | slice) -> FormRow | Sequence[FormRow]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)


def _rows(grids: Sequence[Grid]) -> Iterator[FormRow]:
    page = order = 0
    for grid in grids:
        cut = True
        for index, texts in enumerate(grid.texts):
            cells = tuple((c, text) for c, text in enumerate(texts) if text)
            if not cells:
                cut = True
                continue
            page += cut
            cut = False
            yield FormRow(grid, index, cells, page, order)
            order += 1
