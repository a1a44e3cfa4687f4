"""The lines of a page that begin a table of indicators or tasks, by what its headings say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.files.readers.unruled.segments import Line

_LEVEL = re.compile("[一二三四](?:级|級)(?:(?:绩效)?指标|目标)(?:名称)?")
_TASKS = re.compile("(?:年度|主要|重点|工作|具体)*(?:任务|活动|工作)(?:名称)?|项目名称")
_SAID_OF_TASKS = re.compile(".{0,4}(?:内容|概述|描述|完成情况|预算金额|预算数|资金|财政拨款).{0,4}")
_STATED = re.compile("[\u4e00-\u9fff（）()、/]{2,14}[:：].{2,}")
_FIGURE = re.compile(r"\d")
_FEWEST_LEVELS = 2
# In sizes of type: how far above a line stand the upper lines of cells in whose middle it is.
_UPPER = 0.9


def begun_anew(lines: Sequence[Line]) -> list[int]:
    """Where below other lines the headings of tables of indicators or tasks begin.

    What stands above one in columns of its own (tasks, money) is another table; the upper lines of
    headings that wrap stand closer to it than those.
    """
    found: list[int] = []
    for i, line in enumerate(lines):
        if heads_levels(line) or heads_tasks(line):
            begin = i
            while begin and line[0].y - lines[begin - 1][0].y < _UPPER * line[0].size:
                begin -= 1
            if begin > max(found, default=0):
                found.append(begin)
    return found


def heads_levels(line: Line) -> bool:
    """Whether a line heads the levels of indicators."""
    return sum(bool(_LEVEL.fullmatch(segment.text)) for segment in line) >= _FEWEST_LEVELS


def heads_tasks(line: Line) -> bool:
    """Whether a line heads tasks and what is said of them."""
    texts = [segment.text for segment in line]
    said = [text for text in texts if _SAID_OF_TASKS.fullmatch(text)]
    figures = any(map(_FIGURE.search, texts))
    return not figures and bool(said) and any(map(_TASKS.fullmatch, texts))


def states(line: Line) -> bool:
    """Whether a line states labels with what they are of: 项目名称：… 主管部门：…"""
    return all(_STATED.fullmatch(segment.text) for segment in line)
