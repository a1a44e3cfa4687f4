"""A heading printed again below rows that another form begins with, though nothing names it: its
indicators are counted to the form above, which is told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.form.declaration import Unread
from auditkit.form.goals.rows import begins_goals
from auditkit.form.log import ANOTHER_TABLE, ReadingLog
from auditkit.form.rows.outside import bare_label
from auditkit.form.rows.rows import FormRow

_TOP = re.compile(
    r"(?:年度|总体|绩效|项目)*目标|(?:项目|年度|预算|资金)*(?:资金|预算|金额|经费)(?:总?额)?|其中"
    r"|(?:主管|预算|实施|项目)(?:部门|单位)|.{2,6}(?:简称|名称|全称)"
)
_COLON = re.compile("[:：]")
_FEWEST, _MOST_QUOTED = 2, 60


def tell_other_form(
    between: Sequence[FormRow], above: Sequence[FormRow], heading: FormRow, log: ReadingLog
) -> None:
    """Tell it of the rows `between` the last indicator and the heading that is printed again;
    `above` are those over the first heading, which a page may repeat too."""
    said = {row.texts for row in above}
    new = [row for row in between if row.texts not in said and _is_of_top(row)]
    if len(new) < _FEWEST:
        return
    quoted = "｜".join(new[0].texts)[:_MOST_QUOTED]
    what = "再次出现的表头之上有另一份表的内容，其后的指标可能属于另一份表，现并在这份表里"
    log.unread.append(Unread("表", quoted, len(new), new[0].first, "其他"))
    remedy = "请核对；把每份表存为单独的文件，或写明“项目名称”后再读入"
    log.issue(ANOTHER_TABLE, heading.first, what, quoted, remedy)


def _is_of_top(row: FormRow) -> bool:
    """Whether a row states what stands above the indicators: a name, money, goals."""
    states = len(row.cells) > 1 or bool(_COLON.search(row.texts[0]))
    label = bare_label(row.texts[0])
    return begins_goals(row) or (states and _TOP.match(label) is not None)
