"""The rows of a form: grids laid one after the other, with the pages that cut them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, wraps
from typing import Any, TypeVar, overload

from auditkit.files.grid import Grid, Scalar, Source
from auditkit.rules.formwords import FormWords, form_words

_HAN = r"\u3400-\u9fff"
_WRAP = re.compile(
    rf"(?<=[{_HAN}“”（）、，。：:])\s+(?=[{_HAN}“”（）、，。：:\d])|(?<=\d)\s+(?=[{_HAN}])"
)
_AMOUNT = re.compile(
    r"[¥￥]?(?P<digits>-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|-?[0-9]+(?:\.[0-9]+)?)(?P<unit>[百千万亿]?元|万|亿)?(?:整)?"
)
_WIDTH = str.maketrans("０１２３４５６７８９．，－−", "0123456789.,--")
_MOST = 1e12
_WANYUAN = {"元": -4, "百元": -2, "千元": -1, "万元": 0, "百万元": 2, "亿元": 4, "万": 0, "亿": 4}
_UNIT = re.compile(r"(?:[（(:：]|单位)\s*(?:人民币)?([百千万亿]?元)")


@lru_cache(maxsize=16_384)
def squeeze(text: str) -> str:
    """The text without the spaces that line wrapping leaves between Chinese characters.

    >>> squeeze("年度 总体 目标"), squeeze("a b")
    ('年度总体目标', 'a b')
    """
    return _WRAP.sub("", text.strip())


@lru_cache(maxsize=16_384)
def amount(text: str, unit: str = "万元") -> float | None:
    """A printed amount in 万元; None for a blank, a dash or anything else.

    `unit` is that of the column; one printed behind the figure goes before it.

    >>> amount("24,577.43"), amount("¥45,000元"), amount("45,000", "元"), amount("-")
    (24577.43, 4.5, 4.5, None)
    """
    match = _AMOUNT.fullmatch(re.sub(r"\s", "", text).translate(_WIDTH))
    if not match:
        return None
    exponent = _WANYUAN[match["unit"] or unit]
    value = float(f"{match['digits'].replace(',', '')}e{exponent}")
    # No budget of any state has so many digits: figures have run together.
    return value if abs(value) < _MOST else None


def money_unit(text: str) -> str | None:
    """The unit of money that a heading or a line above a table states (元, 万元, …)."""
    match = _UNIT.search(squeeze(text))
    return match[1] if match else None


@dataclass(frozen=True)
class FormRow:
    """A row's non-blank cells as (column, text); `page` counts up at every cut.

    `words` are those by which headings of this form are known.
    """

    grid: Grid
    index: int
    cells: tuple[tuple[int, str], ...]
    page: int
    order: int
    words: FormWords

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What its cells say."""
        return tuple(squeeze(text) for _, text in self.cells)

    @property
    def first(self) -> Source:
        """The place of its first filled cell."""
        return self.source(self.cells[0][0])

    @cached_property
    def answers(self) -> dict[Any, Any]:
        """What was asked of this row alone (see `asked_once`)."""
        return {}

    @cached_property
    def _sources(self) -> dict[int, Source]:
        return {}

    def source(self, column: int) -> Source:
        """The place of one cell."""
        known = self._sources.get(column)
        if known is None:
            known = self._sources[column] = self.grid.source(self.index, column)
        return known

    def value(self, column: int) -> Scalar:
        """One cell's value as stored."""
        return self.grid.rows[self.index][column]


_Answer = TypeVar("_Answer")


def asked_once(question: Callable[[FormRow], _Answer]) -> Callable[[FormRow], _Answer]:
    """A question about a row alone: many parts of the reader ask it, the row answers it once."""

    @wraps(question)
    def answer(row: FormRow) -> _Answer:
        answers = row.answers
        if question not in answers:
            answers[question] = question(row)
        found: _Answer = answers[question]
        return found

    return answer


class FormRows(Sequence[FormRow]):
    """The non-blank rows of all grids in reading order."""

    def __init__(self, grids: Sequence[Grid], words: FormWords | None = None) -> None:
        self.sha256 = grids[0].sha256 if grids else ""
        self._rows = list(_rows(grids, words or form_words()))

    def part(self, start: int, end: int | None = None) -> FormRows:
        """The rows from one index to before another, as rows of their own."""
        part = FormRows(())
        part.sha256, part._rows = self.sha256, self._rows[start:end]
        return part

    def renumbered(self, rows: Sequence[FormRow]) -> FormRows:
        """Rows of this form in another order, counted anew."""
        other = FormRows(())
        other.sha256 = self.sha256
        other._rows = [
            row if row.order == order else replace(row, order=order)
            for order, row in enumerate(rows)
        ]
        return other

    @overload
    def __getitem__(self, index: int) -> FormRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[FormRow]: ...
    def __getitem__(self, index: int | slice) -> FormRow | Sequence[FormRow]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    @cached_property
    def reading_order(self) -> dict[str, tuple[int, int]]:
        """Row and column of every cell by its place in the file, to sort by."""
        return {
            row.grid.place(row.index, column): (row.order, column)
            for row in self._rows
            for column, _ in row.cells
        }


def _rows(grids: Sequence[Grid], words: FormWords) -> Iterator[FormRow]:
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
            yield FormRow(grid, index, cells, page, order, words)
            order += 1
