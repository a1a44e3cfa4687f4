"""Two sets of one heading side by side (一级、三级、指标值 and again), read one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.form.headingrow import is_indicator_header
from auditkit.form.headingwords import heading_role
from auditkit.form.rows import FormRow

_WHOLE = {"level1", "level3", "target"}


def tables_in(rows: Sequence[FormRow]) -> list[Sequence[FormRow]]:
    """The table headed by `rows[0]`, or the tables of its halves where the heading says all twice.

    Halves that share their 一级 are the sets of two periods, which `sidebyside` tells apart.
    """
    at = _second_half(rows[0]) if rows else None
    if at is None or rows[0].grid.style == "text":
        return [rows]
    left = [half for row in rows if (half := _part(row, 0, at)).cells]
    right = [half for row in rows if (half := _part(row, at, None)).cells]
    return [left, right]


def _second_half(heading: FormRow) -> int | None:
    """The column where the same headings begin anew; None where they do not."""
    texts, half = heading.texts, len(heading.cells) // 2
    if len(texts) != 2 * half or texts[:half] != texts[half:] or not is_indicator_header(heading):
        return None
    roles = {heading_role(heading.words, text) for text in texts[:half]}
    return heading.cells[half][0] if roles >= _WHOLE else None


def _part(row: FormRow, begin: int, end: int | None) -> FormRow:
    return replace(
        row, cells=tuple(c for c in row.cells if c[0] >= begin and (end is None or c[0] < end))
    )
