"""What every page of a PDF prints above or below its table: running heads, page numbers, addresses.

Between the rows of a table that goes on from page to page they would be taken for its rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.files.grid import RULED_TABLE, Grid
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRow, FormRows
from auditkit.form.title.beginning import names_a_form
from auditkit.rules.formwords import FormWords

_AROUND = re.compile(r"第(\d+)页 表\d+[前后]")
_DIGITS = re.compile(r"\d+")
_FEWEST = 2


def without_running_heads(grids: Sequence[Grid], words: FormWords, log: ReadingLog) -> list[Grid]:
    """The grids without the lines that several pages print; each that goes is told.

    Figures in them may differ, as page numbers do. Above a table the first of them stays, and all
    where another form begins: it may be the title.
    """
    pages: dict[str, set[str]] = {}
    for grid in grids:
        if page := _AROUND.fullmatch(grid.name):
            for texts in grid.texts:
                pages.setdefault(_bare(texts), set()).add(page[1])
    again = {text for text, found in pages.items() if text and len(found) >= _FEWEST}
    if not again:
        return list(grids)
    seen: set[str] = set()
    kept = []
    for at, grid in enumerate(grids):
        around = _AROUND.fullmatch(grid.name)
        below = grid.name.endswith("后")
        dropped = set()
        if around and (below or not _begins_a_form(grids[at + 1 :], words)):
            dropped = {
                row.index
                for row in FormRows([grid], words)
                if (text := _bare(row.texts)) in again and (below or text in seen)
            }
        if around:
            seen |= {_bare(texts) for texts in grid.texts}
        for row in FormRows([grid], words) if dropped else ():
            if row.index in dropped:
                log.outside(row)
        rows = tuple(() if i in dropped else cells for i, cells in enumerate(grid.rows))
        kept.append(replace(grid, rows=rows) if dropped else grid)
    return kept


def _bare(row: Sequence[str]) -> str:
    return _DIGITS.sub("#", "".join("".join(row).split()))


def _begins_a_form(after: Sequence[Grid], words: FormWords) -> bool:
    """Whether the next table begins a form; what stands below a table is above none."""
    table = next((grid for grid in after[:1] if RULED_TABLE.fullmatch(grid.name)), None)
    if table is None:
        return False
    first: FormRow | None = next(iter(FormRows([table], words)), None)
    return first is not None and names_a_form(first)
