"""The title of a form, where it says whose form it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What goes on behind the department's name in a title; any other word makes it another unit's.
_OF_FORM = re.compile(
    r"的?[“（(]?(?:20\d\d|部门|整体|项目|预算|支出|绩效|年度).*(?:绩效|自评|评分).*表"
)
_BEFORE_NAME = re.compile(r"^附[件表]\d*[:：]?")
_SHORTEST = 2


def owners_in(title: str) -> Iterator[str]:
    """What may be the owner's name in 2021年示例市林业局部门整体支出绩效目标申报表: each
    beginning of it that the words of a form's title go on with; nothing of any other text."""
    for at in range(_SHORTEST, len(title)):
        if _OF_FORM.match(title, at):
            yield _BEFORE_NAME.sub("", title[:at])
