"""Where a form ends and another begins in the same file."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.form.budget.heads import is_budget_heading
from auditkit.form.goals.rows import begins_goals
from auditkit.form.headings.row import find_indicator_header, is_indicator_header
from auditkit.form.log import ANOTHER_TABLE, ReadingLog
from auditkit.form.rows.outside import is_other_title
from auditkit.form.rows.rows import FormRow, FormRows
from auditkit.form.tasks.head import find_task_header
from auditkit.form.title.beginning import names_a_form
from auditkit.form.title.nameless import is_title_of_form

_MOST_ABOVE = 25
OTHER = "文件里还有另一份表，没有读取"


def tell_other_titles(top: Sequence[FormRow], log: ReadingLog) -> None:
    """Tell each table above a form that says by its title to be of another kind: 基础数据表."""
    for row in top:
        if is_other_title(row):
            quoted, remedy = row.texts[0][:40], "请另行核对该表"
            log.issue(ANOTHER_TABLE, row.first, OTHER, quoted, remedy, grave=False)


def begins_form(rows: Sequence[FormRow], at: int) -> bool:
    """Whether a form begins at a row: it names what it is of, or is the title of one."""
    return names_a_form(rows[at]) or _begins_untold(rows, at)


def _begins_untold(rows: Sequence[FormRow], at: int) -> bool:
    """Whether a form begins at a row though no label names what it is of: its title, with money
    or goals below it before the heading of its indicators."""
    row = rows[at]
    if row.grid.style == "text" or is_other_title(row) or not is_title_of_form(row):
        return False
    return any(is_budget_heading(one) or begins_goals(one) for one in _top_at(rows, at))


def own_headings(rows: Sequence[FormRow]) -> tuple[int | None, int | None]:
    """Where the tasks and where the indicators of the first form of some rows are headed.

    What is headed behind a line at which another form begins is that form's: a department's own
    may stand below those of its projects, or above them without indicators.
    """
    tasks_at, table_at = find_task_header(rows), find_indicator_header(rows)
    if tasks_at is None or table_at is None:
        return tasks_at, table_at
    first, second = sorted((tasks_at, table_at))
    said = {row.texts for row in rows[:first]}
    between = (i for i in range(first + 1, second) if rows[i].texts not in said)
    if any(begins_form(rows, i) for i in between):
        return (tasks_at, None) if first == tasks_at else (None, table_at)
    return tasks_at, table_at


def _top_at(rows: Sequence[FormRow], at: int) -> Sequence[FormRow]:
    """The rows from one to the heading of indicators that follows; none where none does."""
    near = range(at + 1, min(len(rows), at + 1 + _MOST_ABOVE))
    end = next((i for i in near if is_indicator_header(rows[i])), at)
    return rows[at:end]


def end_of_form(rows: FormRows, start: int, log: ReadingLog) -> int:
    """The index of the row at which a second form begins, told; their number where there is none.

    `start` is that of the last heading of the form. A budget that is headed below the indicators,
    in the same table, is the form's own where none is headed above them.
    """
    said = {row.texts for row in rows[:start]}
    headed = any(is_budget_heading(row) for row in rows[:start])
    for i in range(start + 1, len(rows)):
        row = rows[i]
        titled = _begins_untold(rows, i) and not said.issuperset(r.texts for r in _top_at(rows, i))
        if len(row.cells) == 1 and row.texts in said and not titled:
            continue  # the head of a page
        budget = is_budget_heading(row)
        if budget and not headed and row.grid is rows[start].grid:
            headed = True
            continue
        if budget or is_other_title(row) or names_a_form(row) or titled:
            log.issue(
                ANOTHER_TABLE,
                row.first,
                OTHER,
                row.texts[0][:40],
                "请把每份表存为单独的文件后再读入",
            )
            return i
    return len(rows)
