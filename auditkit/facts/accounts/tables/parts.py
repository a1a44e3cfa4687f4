"""One grid by itself: where its tables begin, what stands above them, whether it has amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from auditkit.facts.accounts.tables.columns import COUNTED
from auditkit.facts.accounts.tables.figures import compact, is_number, unit_in
from auditkit.facts.accounts.tables.heads import LABELS, counts_columns
from auditkit.facts.accounts.tables.tables import kind_of_title, like_title
from auditkit.files.grid import Grid
from auditkit.rules.accountwords import AccountWords

_AMOUNT = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\.[0-9]+")
_DATA = re.compile(r"\d{3}(?:\d\d){0,2}(?!\d)|[一二三]、")


def segments(grid: Grid, words: AccountWords) -> Iterator[tuple[int, int]]:
    """The row ranges of a grid that holds several tables one below the other."""
    starts = []
    for r, row in enumerate(grid.texts):
        texts = {compact(text) for text in row if text}
        if 1 <= len(texts) <= 2 and any(kind_of_title(text, words) for text in texts):
            starts.append(r)
    bounds = [0, *(s for s in starts if s > 3), len(grid.rows)]
    yield from ((top, bottom) for top, bottom in pairwise(bounds) if bottom > top)


def preamble(grid: Grid, top: int, words: AccountWords) -> tuple[int, list[str]]:
    """Where the head begins, and the compact lines above it: title, department, unit."""
    lines: list[str] = []
    for r in range(top, len(grid.rows)):
        texts = list(dict.fromkeys(compact(text) for text in grid.texts[r] if text))
        if len(texts) > 1 and not any(unit_in(text) or "编制" in text for text in texts):
            return r, lines
        title = any(kind_of_title(text, words) is not None or like_title(text) for text in texts)
        if not title and any(_DATA.match(text) and not unit_in(text) for text in texts):
            return r, lines
        plain = not title and not any(unit_in(text) for text in texts)
        if plain and any(is_number(text) or text in LABELS for text in texts):
            return r, lines
        lines += texts
    return top, []


def title_like(lines: Iterable[str]) -> Iterator[str]:
    """The lines that look like a table's title, the nearest to the table first."""
    return (line for line in reversed(list(lines)) if like_title(line))


def width(grid: Grid) -> int:
    """How many columns the widest row has."""
    return max((len(row) for row in grid.rows), default=0)


def has_amounts(grid: Grid) -> bool:
    """Whether a table prints money: figures with decimals, or a code and a figure in one row.

    On a sheet whole numbers count too, where two rows have one behind their name; a list of
    contents has none.
    """
    counted = 0
    for r, row in enumerate(grid.texts):
        texts = [compact(text) for text in row if text]
        if any(_AMOUNT.fullmatch(text) for text in texts):
            return True
        coded = bool(texts) and re.fullmatch(r"[23]\d\d(?:\d\d){0,2}", texts[0])
        if coded and any(is_number(text) for text in texts[1:]):
            return True
        if grid.style == "sheet" and "目录" not in grid.name and not counts_columns(grid, r):
            money = not any(COUNTED.search(text) for text in texts)
            counted += money and any(is_number(text) for text in texts[1:])
    return counted > 1
