"""A heading that a spreadsheet repeats on each page, also where another table stands by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from auditkit.files.grid import RULED_TABLE, Grid
from auditkit.form.headings.words import heading_role
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRows, squeeze
from auditkit.form.tasks.head import find_task_header
from auditkit.rules.formwords import FormWords


def without_repeated_heads(grids: Sequence[Grid], words: FormWords, log: ReadingLog) -> list[Grid]:
    """The grids, a page of tasks without the heading of indicators above them, which is told."""
    found = list(grids)
    tables = [i for i, grid in enumerate(found) if RULED_TABLE.fullmatch(grid.name)]
    for at, below in pairwise(tables):
        if _goes_on_with_tasks(found[at], found[below], words):
            first = next(iter(FormRows([found[below]], words)))
            log.outside(first)
            found[below] = replace(found[below], rows=((), *found[below].rows[1:]))
    return found


def _goes_on_with_tasks(above: Grid, grid: Grid, words: FormWords) -> bool:
    if not any(heading_role(words, text) == "level3" for text in grid.texts[0]):
        return False
    head = [squeeze(text) for text in grid.texts[0]]
    same = [r for r, row in enumerate(above.texts) if [squeeze(text) for text in row] == head]
    rows = FormRows([above], words)
    tasks = find_task_header(rows) if same else None
    return tasks is not None and rows[tasks].index > same[-1]
