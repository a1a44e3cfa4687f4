"""The title of a form, where it says whose form it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What goes on behind the department's name in a title; any other word makes it another unit's.
_OF_FORM = re.compile(
    r"的?[“（(]?(?:20\d\d|部门|单位|整体|项目|预算|支出|绩效|年度|区域|财政|专项|自评).*表"
)
_KIND = re.compile("绩效|自评|评分")
_BEFORE_NAME = re.compile(r"^附[件表]\d*[:：]?")
_IN_BRACKETS = re.compile(r".*表[（(]([\u4e00-\u9fff]{4,})[)）]")
_SHORTEST = 2


def owners_in(title: str) -> Iterator[str]:
    """What may be the owner's name in 2021年示例市林业局部门整体支出绩效目标申报表: each
    beginning of it that the words of a form's title go on with, and what stands in brackets at its
    end; nothing of any other text."""
    if not _KIND.search(title):
        return
    for at in range(_SHORTEST, len(title)):
        if _OF_FORM.match(title, at):
            yield _BEFORE_NAME.sub("", title[:at])
    if behind := _IN_BRACKETS.fullmatch(title):
        yield behind[1]
