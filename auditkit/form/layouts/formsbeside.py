"""Several forms beside each other in one table: each read by itself.

They stand apart by a blank column of a sheet, or share the labels and levels at the left, as the
projects of 项目名称｜送戏下乡｜非遗保护 do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditkit.files.grid import Grid
from auditkit.form.headings.row import find_indicator_header
from auditkit.form.headings.words import heading_role
from auditkit.form.rows.outside import bare_label
from auditkit.form.rows.rows import FormRow, FormRows
from auditkit.form.title.beginning import names_a_form
from auditkit.rules.formwords import FormWords


def apart(grid: Grid, words: FormWords) -> list[Grid]:
    """The grids of the forms that stand side by side, from the left; the grid itself where none do.

    The cells keep their places. Only what has a heading of indicators and the label of what it is
    about on every side is a form of its own: notes beside a form stay with it.
    """
    if shared := _sharing_labels(grid, words):
        return shared
    if grid.style != "sheet":
        return [grid]
    spans = list(_filled_columns(grid))
    parts = [_between(grid, start, end) for start, end in spans] if len(spans) > 1 else []
    if not parts or not all(_is_form(part, words) for part in parts):
        return [grid]
    return parts


def _sharing_labels(grid: Grid, words: FormWords) -> list[Grid]:
    """The forms of projects whose names stand side by side behind one label, each with targets of
    its own below; none where there are no such projects."""
    if grid.style == "text" or not any(_labels_projects(row, words) for row in grid.texts):
        return []
    rows = FormRows([grid], words)
    named = next((row for row in rows if len(row.cells) > 2 and _names_projects(row)), None)
    if named is None:
        return []
    starts = [column for column, _ in named.cells[1:]]
    at = find_indicator_header(rows)
    if at is None or len(set(named.texts[1:])) < len(starts):
        return []
    ends = [*starts[1:], max(map(len, grid.rows))]
    targets = [c for c, text in rows[at].cells if heading_role(words, text) == "target"]
    if not all(any(s <= c < e for c in targets) for s, e in zip(starts, ends, strict=True)):
        return []
    return [_with_shared(grid, starts[0], s, e) for s, e in zip(starts, ends, strict=True)]


def _labels_projects(texts: Sequence[str], words: FormWords) -> bool:
    """Whether a row begins with the label of projects and states more than one thing behind it."""
    filled = [text for text in texts if text]
    return len(filled) > 2 and words.plays("department", "project", bare_label(filled[0]))


def _names_projects(row: FormRow) -> bool:
    """Whether a row is the label of projects and nothing but their names behind it."""
    label, *others = row.texts
    return row.words.plays("department", "project", bare_label(label)) and not any(
        role in ("label", "project", "form")
        for text in others
        for role in row.words.roles("department", bare_label(text))
    )


def _with_shared(grid: Grid, shared: int, start: int, end: int) -> Grid:
    cells = tuple(
        tuple(value if c < shared or start <= c < end else None for c, value in enumerate(row))
        for row in grid.rows
    )
    return replace(grid, rows=cells)


def _filled_columns(grid: Grid) -> Iterator[tuple[int, int]]:
    """The first column of each part, and that behind its last."""
    filled = {column for _, column, _ in grid.cells()}
    # A merged title covers the columns that it stands over.
    for area in grid.merged:
        filled.update(range(area.left, area.right + 1))
    start = None
    for column in range(max(filled, default=-1) + 2):
        if column in filled:
            start = column if start is None else start
        elif start is not None:
            yield start, column
            start = None


def _between(grid: Grid, start: int, end: int) -> Grid:
    cells = tuple(
        tuple(value if start <= c < end else None for c, value in enumerate(row))
        for row in grid.rows
    )
    return replace(grid, rows=cells)


def _is_form(grid: Grid, words: FormWords) -> bool:
    rows = FormRows([grid], words)
    return find_indicator_header(rows) is not None and any(map(names_a_form, rows))
