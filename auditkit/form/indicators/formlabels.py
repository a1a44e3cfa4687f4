"""Rows of another form that were taken into a table of indicators: known by their labels."""

from __future__ import annotations

import re

from auditkit.form.headings.goalheads import is_goal_label
from auditkit.form.rows.outside import bare_label
from auditkit.form.rows.rows import FormRow, amount

_LONGEST_LABEL, _MONEY = 12, re.compile("[：:].*(?:财政|拨款|资金|预算)")
_TOTAL = re.compile("(?:年度|本年度?|当年|项目)*(?:资金|预算)(?:总额|金额)")
_LABEL_AND_FIGURE = 2
_OF_DEPARTMENT = ("label", "project", "number")


def is_label_of_form(row: FormRow, name: str) -> bool:
    """Whether what stands as the name of an indicator is a label of a form's own lines.

    项目名称, 其中：财政拨款 and 年度目标 name no indicator, whatever stands beside them.
    """
    bare = bare_label(name)
    beside = [*row.texts[1:], ""]
    for text, behind in zip(row.texts, beside, strict=True):
        # 其中：财政拨款 is a line of the budget, 其中：深翻还田面积 an indicator.
        named = text.startswith("其中") and len(text) <= _LONGEST_LABEL
        if named and _MONEY.search(text) and (text == name or amount(behind) is not None):
            return True
    if _TOTAL.fullmatch(bare) and len(row.cells) == _LABEL_AND_FIGURE:
        return amount(row.texts[1]) is not None
    if any(row.words.plays("department", role, bare) for role in _OF_DEPARTMENT):
        return True
    return is_goal_label(row.words, bare) and bare.endswith("目标")
