"""Grids: what every reader yields, cells with text, value and address, whatever the file type."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal

from auditkit.errors import Source as Source

UNREAD = "未读"
"""Ends the name of a grid without rows that stands for a page which could not be read."""
RULED_TABLE = re.compile(r"第(\d+)页 表\d+")
"""The name of a grid that is a ruled table of a page."""

RepairCode = Literal[
    "人工校正",
    "另栏所载",
    "夹杂文字",
    "换行空格",
    "标点错位",
    "标签补全",
    "标签迟印",
    "疑似误识",
    "百分比格式",
    "符号补全",
    "粘连拆分",
    "行错位",
    "表外文字",
    "表头错位",
    "跨页拼接",
    "重复行",
    "重复表头",
]
"""What a reader may put right (识读修复), each explained in the catalogue of codes."""
PlaceStyle = Literal["text", "sheet", "table"]
Scalar = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


class Percent(float):
    """A number that its file shows as a percentage; the value is the fraction, 0.9 for 90%."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing the reader put right in a damaged form (识读修复), with what was printed."""

    code: RepairCode
    source: Source
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        change = f"：“{self.before}” → “{self.after}”" if self.before != self.after else ""
        return f"{self.source}：{self.what}{change}"


@dataclass(frozen=True, slots=True)
class Area:
    """A merged area; all four bounds are 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The Excel letters of a 0-based column.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True)
class Scan:
    """The picture that a table was read from (识别自图片).

    `sure` is how sure the least sure character of a cell is, from 0 to 1; `boxes` are the cells'
    left, top, right and bottom in pixels of `picture`, a PNG. Both go by row and column.
    """

    picture: bytes
    sure: Mapping[tuple[int, int], float]
    boxes: Mapping[tuple[int, int], tuple[float, float, float, float]]


@dataclass(frozen=True, slots=True)
class Unseen:
    """The rows and columns of a sheet, 0-based, that a person does not see on opening it."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Grid:
    """One sheet, table or text: rows of values, 0-based, with the address of each cell.

    `rows` may be ragged. A cell inside a merged area holds its value at the top left only.
    `name` is the sheet's name, or the place of a table in its document (第16页 表1); `text` is
    prose that belongs to no table, one paragraph a row. `unruled` stands where no lines rule the
    table, so that its rows and columns come of where its words stand: the cells (row, column) of
    which the row is not sure. `tops` are the heights of the rows of a ruled table on its page;
    `places` are the addresses of the cells of a table that was put together from several. `cut`
    says that the right edge of its page cuts it: what it has further right is printed nowhere.
    `clipped` is, by the address of each cell that is too small for its text, what it hides of it.
    `hidden` is a sheet that nobody sees on opening its workbook.
    """

    file: str
    sha256: str
    style: PlaceStyle
    name: str
    rows: tuple[tuple[Scalar, ...], ...]
    merged: tuple[Area, ...] = ()
    scan: Scan | None = field(default=None, compare=False)
    unseen: Unseen | None = field(default=None, compare=False)
    unruled: tuple[tuple[int, int], ...] | None = field(default=None, compare=False)
    tops: tuple[float, ...] = field(default=(), compare=False)
    places: Mapping[tuple[int, int], str] | None = field(default=None, compare=False)
    left_out: Mapping[tuple[int, int], str] = field(default_factory=dict, compare=False)
    cut: bool = field(default=False, compare=False)
    clipped: Mapping[str, str] = field(default_factory=dict, compare=False)
    hidden: bool = field(default=False, compare=False)

    @cached_property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The cells as stripped text, same shape as `rows`."""
        return tuple(tuple(as_text(value) for value in row) for row in self.rows)

    @property
    def unread(self) -> bool:
        """Whether it stands for a page that could not be read."""
        return self.name.endswith(UNREAD) and not self.rows

    def place(self, row: int, column: int) -> str:
        """The address of a 0-based cell inside its file, as a person would say it."""
        if self.places and (row, column) in self.places:
            return self.places[row, column]
        match self.style:
            case "sheet":
                return f"{self.name}!{column_letters(column)}{row + 1}"
            case "text":
                return f"第{row + 1}行第{column + 1}栏"
            case "table":
                return f"{self.name} 第{row + 1}行第{column + 1}列"

    def source(self, row: int, column: int) -> Source:
        """The place of a cell, by its row and column from 0."""
        return Source(self.file, self.place(row, column), self.sha256)

    def cells(self) -> Iterator[tuple[int, int, str]]:
        """Every non-blank cell as (row, column, text)."""
        for r, row in enumerate(self.texts):
            for c, text in enumerate(row):
                if text:
                    yield r, c, text


def as_text(value: Scalar) -> str:
    """A cell's value as a person reads it: no trailing .0, dates in ISO form, None as blank.

    >>> as_text(12.0), as_text(Percent(0.905))
    ('12', '90.5%')
    """
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            return "是" if value else "否"
        case Percent():
            # Excel itself keeps 15 digits; `or 0` leaves no sign before a zero.
            return f"{Decimal(f'{value or 0:.15g}').scaleb(2).normalize():f}%"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case _:
            return str(value)
