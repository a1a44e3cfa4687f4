"""A form as comma-separated values, as programs export it."""

from __future__ import annotations

from auditkit.files.celltext import split_text
from auditkit.files.grid import Grid
from auditkit.form.headings.row import find_indicator_header
from auditkit.form.rows.rows import FormRows
from auditkit.rules.formwords import FormWords


def as_cells(grid: Grid, words: FormWords) -> Grid:
    """The cells of a file of comma-separated values, where they hold the heading of indicators."""
    if not grid.file.lower().endswith(".csv"):
        return grid

    def head(found: Grid) -> dict[str, int] | None:
        rows = FormRows([found], words)
        at = find_indicator_header(rows)
        return None if at is None else {text: column for column, text in rows[at].cells}

    return split_text(grid, head, "")
