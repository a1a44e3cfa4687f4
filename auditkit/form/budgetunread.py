"""Amounts above the tables that no line of the budget has taken, and a budget not found."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from auditkit.errors import IssueKind
from auditkit.form.declaration import BudgetLine, Unread
from auditkit.form.goals import begins_goals
from auditkit.form.heading import names_a_form
from auditkit.form.log import ReadingLog
from auditkit.form.outside import bare_label, is_other_title
from auditkit.form.rows import FormRow, amount, squeeze

UNREAD_BUDGET = IssueKind("D20", "项目的预算金额没有读到")


_MONEY = re.compile(r".*(?:资金|预算|金额|经费|投资|拨款).*")
# A label that names a year, a code or a share speaks of money without being an amount.
_NO_AMOUNT = re.compile(".*(?:年度|年份|年限|代码|编码|编号|文号|科目|时间|日期|率|占比|比例|单位)")
_LONGEST = 24


def tell_unread_amounts(
    top: Sequence[FormRow],
    used: Collection[int],
    lines: Sequence[BudgetLine],
    project: str,
    log: ReadingLog,
) -> None:
    """Tell each labelled amount that was not read, or that a project's form has no amount.

    `used` are the orders of the rows that make up the budget block. What is stated for a past
    year or for the whole period is only recorded.
    """
    other = False
    for row in top:
        # Another table above the form is told as a whole.
        other = is_other_title(row) or (other and not names_a_form(row))
        if other or row.order in used:
            continue
        if begins_goals(row):
            break
        for (_, text), (column, figure) in pairwise(row.cells):
            label = squeeze(text)
            if len(label) > _LONGEST or not _MONEY.fullmatch(label) or amount(figure) is None:
                continue
            if _NO_AMOUNT.fullmatch(bare_label(label)):
                continue
            if row.words.plays("budget", "period", label):
                continue
            if row.words.plays("period", "past", label):
                log.repair("另栏所载", row.source(column), f"“{label}”只作记录", figure, figure)
                continue
            log.unread.append(Unread("行", label, 1, row.source(column), "预算"))
            log.issue(
                UNREAD_BUDGET,
                row.source(column),
                f"“{label}”旁的金额没有读作预算",
                figure,
                "请核对；是项目的预算金额的，在规则包的 form 中补充这个名称（budget 的 amount）",
            )
    if any(one.kind == "行" for one in log.unread):
        return  # what was not read has been told
    if project and not lines and top:
        log.issue(
            UNREAD_BUDGET,
            top[0].first,
            "没有读到项目的预算金额",
            project,
            "请核对原件是否写有项目资金",
            grave=False,
        )
