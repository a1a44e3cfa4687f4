"""A text with commas or the like between its cells (csv), as a grid of cells."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from auditkit.files.grid import Grid

_MARKS = (",", "\t", ";", "，", "；")
Head = Callable[[Grid], Mapping[str, int] | None]
"""Where the columns of a grid stand, None where it has no heading."""


def split_text(grid: Grid, head: Head, last_role: str) -> Grid:
    """The text as cells; a row stays on its first line. What is no text stays as it is.

    `last_role` is the column that may hold the mark itself, where it is the last one.
    """
    whole = grid.file.lower().endswith(".csv")
    if grid.style != "text" or (head(grid) is not None and not whole):
        return grid
    lines = ["\t".join(map(str, row)) for row in grid.rows]
    for mark in _MARKS:
        rows = (_quoted(lines, mark) if whole else None) or [
            next(csv.reader([line], delimiter=mark), []) for line in lines
        ]
        found = replace(grid, rows=tuple(map(tuple, rows)))
        if (columns := head(found)) is not None:
            last = max(j for role, j in columns.items() if role)
            if last == columns.get(last_role):
                rows = [_rejoined(row, last, mark) for row in rows]
            return replace(grid, rows=tuple(map(tuple, rows)))
    return grid


def _quoted(lines: Sequence[str], mark: str) -> list[list[str]] | None:
    """The rows of a text whose quoted cells may break the line; None where a quote is amiss."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=mark, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            rows += [[]] * (reader.line_num - len(rows))
    except csv.Error:
        return None
    return rows


def _rejoined(row: list[str], last: int, mark: str) -> list[str]:
    """A row whose last cell was cut at a mark that belongs to its text."""
    return [*row[:last], mark.join(row[last:]).rstrip(f"{mark} ")] if len(row) > last else row
