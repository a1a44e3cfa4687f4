"""Which of the rows above a form's tables are its own, where other tables stand before it."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.form.log import ANOTHER_TABLE, ReadingLog
from auditkit.form.rows.outside import is_other_title
from auditkit.form.rows.rows import FormRow
from auditkit.form.title.beginning import names_a_form

_MOST_QUOTED = 60


def own_top(top: Sequence[FormRow], log: ReadingLog) -> Sequence[FormRow]:
    """The rows from the table on whose line names the form, and the text above it.

    The tables and sheets before it (收支总表, 基础数据表) are of another kind: told, not read.
    """
    named = next((row for row in reversed(top) if names_a_form(row)), None)
    if named is None or named.grid.style == "text":
        return top
    start = next(i for i, row in enumerate(top) if row.grid is named.grid)
    before = [row for row in top[:start] if row.grid.style != "text"]
    if not before:
        return top
    grids = {id(row.grid): row for row in reversed(before)}
    if not any(map(is_other_title, top)):
        first = list(grids.values())[-1]
        quoted = "、".join(row.texts[0] for row in reversed(grids.values()))[:_MOST_QUOTED]
        what = f"申报表之前的{len(grids)}个表不是它的内容，没有读取（{len(before)}行）"
        log.issue(ANOTHER_TABLE, first.first, what, quoted, "请核对", grave=False)
    return [row for row in top[:start] if row.grid.style == "text"] + list(top[start:])
