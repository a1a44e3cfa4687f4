"""Where a form ends and another begins in the same file."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.form.budget.heads import is_budget_heading
from auditkit.form.log import ANOTHER_TABLE, ReadingLog
from auditkit.form.rows.outside import is_other_title
from auditkit.form.rows.rows import FormRow, FormRows
from auditkit.form.title.beginning import names_a_form

OTHER = "文件里还有另一份表，没有读取"


def tell_other_titles(top: Sequence[FormRow], log: ReadingLog) -> None:
    """Tell each table above a form that says by its title to be of another kind: 基础数据表."""
    for row in top:
        if is_other_title(row):
            quoted, remedy = row.texts[0][:40], "请另行核对该表"
            log.issue(ANOTHER_TABLE, row.first, OTHER, quoted, remedy, grave=False)


def end_of_form(rows: FormRows, start: int, log: ReadingLog) -> int:
    """The index of the row at which a second form begins, told; their number where there is none.

    `start` is that of the last heading of the form. A budget that is headed below the indicators,
    in the same table, is the form's own where none is headed above them.
    """
    said = {row.texts for row in rows[:start]}
    headed = any(is_budget_heading(row) for row in rows[:start])
    for i in range(start + 1, len(rows)):
        row = rows[i]
        if len(row.cells) == 1 and row.texts in said:
            continue  # the head of a page
        budget = is_budget_heading(row)
        if budget and not headed and row.grid is rows[start].grid:
            headed = True
            continue
        if budget or is_other_title(row) or names_a_form(row):
            log.issue(
                ANOTHER_TABLE,
                row.first,
                OTHER,
                row.texts[0][:40],
                "请把每份表存为单独的文件后再读入",
            )
            return i
    return len(rows)
