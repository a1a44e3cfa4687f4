"""The total score in a column of its own, once beside all indicators: 得分｜自评总分."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from auditkit.files.grid import Source
from auditkit.form.headings.column import Column
from auditkit.form.headings.columns import Heading
from auditkit.form.rows.outside import bare_label, is_total
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.form.values import points

MOST_POINTS = 100
_REACHED = re.compile("自评|得分|评分|评价|考评")


@dataclass(frozen=True, slots=True)
class TotalBeside:
    """The figure of such a column; `full` says that it may as well be what all points add up to."""

    column: Column
    value: float
    source: Source
    full: bool


def total_beside(rows: Sequence[FormRow], heading: Heading) -> TotalBeside | None:
    """The total that a column below the heading (the first of `rows`) prints: one figure beside
    all indicators, whether merged or repeated; None where it has several, or none."""
    named = [c for c in heading.further if not c.known and _names_total(c.text)]
    homes = dict(heading.roles)
    body = [row for row in rows[heading.height :] if not is_total(row.texts[0])]
    if len(named) != 1 or "level3" not in homes:
        return None
    (column,) = named
    cells = [(row, text) for row in body for at, text in row.cells if at == column.at]
    values = {points(text) for _, text in cells}
    lines = sum(any(at == homes["level3"] for at, _ in row.cells) for row in body)
    value = next(iter(values), None)
    if len(values) != 1 or value is None or value > MOST_POINTS or len(cells) not in (1, lines):
        return None
    full = value == MOST_POINTS and not _REACHED.search(column.text)
    return TotalBeside(column, value, cells[0][0].source(column.at), full)


def _names_total(text: str) -> bool:
    label = bare_label(squeeze(text))
    return is_total(label) and "分" in label
