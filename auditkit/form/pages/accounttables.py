"""The tables of accounts and budgets that a document prints below its forms (收入支出决算总表).

None of their rows is one of the form above. Before a form `own_top` tells them, in a workbook
`sheets_of_the_form`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.files.grid import Grid
from auditkit.form.budget.heads import is_budget_heading
from auditkit.form.headings.row import find_indicator_header
from auditkit.form.log import ANOTHER_TABLE, ReadingLog
from auditkit.form.pages.published import is_published
from auditkit.form.rows.rows import FormRow, FormRows, squeeze
from auditkit.form.tasks.head import find_task_header
from auditkit.form.title.beginning import names_a_form
from auditkit.rules.formwords import FormWords

_HEAD = re.compile(
    r"序号|.{0,8}(?:编码|代码|名称|科目|项目|合计|小计|金额|预算数?|决算数?|支出|收入|数量|单价|备注)"
    r"(?:[（(].{1,6}[）)])?"
)
_THREE_PUBLICS = re.compile(
    r"(?:其中[:：]|\d[.、．]|[（(]?[一二三][）)、])?\s*(?:因公出国|公务接待|公务用车)"
)
_SIDES = ({"收入", "支出"}, {"收入项目", "支出项目"})
_FEWEST_HEADS = 3
_ROWS_OF_HEAD = 4
_MOST_QUOTED = 60


def heads_accounts(row: FormRow) -> bool:
    """Whether a row heads a table of another kind: 科目编码｜科目名称｜合计｜基本支出, or the two
    sides 收入｜支出."""
    texts = [squeeze(text) for text in row.texts]
    heads = sum(bool(_HEAD.fullmatch(text)) for text in texts)
    return set(texts) in _SIDES or (heads >= _FEWEST_HEADS and heads * 2 >= len(row.cells))


def without_accounts(grids: Sequence[Grid], words: FormWords, log: ReadingLog) -> list[Grid]:
    """The grids but for such tables of a document below the first heading of indicators; these are
    told together."""
    kept: list[Grid] = []
    left: list[FormRows] = []
    begun = False
    for grid in grids:
        rows = FormRows([grid], words) if grid.style == "table" else FormRows((), words)
        if begun and _is_of_accounts(grid, rows):
            left.append(rows)
            continue
        begun = begun or find_indicator_header(rows) is not None
        kept.append(grid)
    if left:
        firsts = [rows[0] for rows in left]
        what = f"申报表之后的{len(left)}个表不是它的内容，没有读取（{sum(map(len, left))}行）"
        quoted = "、".join("｜".join(row.texts) for row in firsts)[:_MOST_QUOTED]
        log.issue(ANOTHER_TABLE, firsts[0].first, what, quoted, "请核对", grave=False)
    return kept


def lists_three_publics(rows: FormRows) -> bool:
    """Whether rows list the “三公” expenses, titled or not, and no part of a form."""
    labels = {found[0] for row in rows if (found := _THREE_PUBLICS.match(row.texts[0]))}
    parts = (find_indicator_header(rows), find_task_header(rows))
    return len(labels) > 1 and parts == (None, None) and not any(map(names_a_form, rows))


def _is_of_accounts(grid: Grid, rows: FormRows) -> bool:
    if not len(rows) or find_indicator_header(rows) is not None:
        return False
    if lists_three_publics(rows):
        return True
    if find_task_header(rows) is not None or any(map(is_budget_heading, rows)):
        return False
    headed = any(map(heads_accounts, rows[:_ROWS_OF_HEAD]))
    return (headed or is_published(grid, rows[0].words)) and not any(map(names_a_form, rows))
