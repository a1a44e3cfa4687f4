"""What heads the goals of a form: the label at their side, and the heads of their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.form.rows.rows import FormRow
from auditkit.rules.formwords import FormWords

GOAL = re.compile(r"(?:年度|绩效|总体|工作)*目标\s*([一二三四五六七八九十]|\d+)\s*[:：.．、]\s*")
"""The label of one of several goals: 目标1：."""
SPAN = re.compile(
    r"(?:[（(]\s*)?20\d\d\s*年?(?:度)?\s*[-—–~至]+\s*20\d\d\s*年?(?:度)?(?:期间)?\s*[）)]?"
    r"|[（(]\s*20\d\d\s*年?(?:度)?\s*[）)]|(?:[（(]\s*)?20\d\d\s*[）)]?\s*年(?:度)?"
)
# Two years that differ, or a number of years: 总体目标（2022-2024年）, 整体目标（三年）.
_LONGER = re.compile(
    r"20(\d\d)\s*年?(?:度)?\s*[-—–~至到]+\s*20(?!\1)\d\d|[（(]\s*[两二三四五六十]年[^度）)]*[）)]"
)
_HEADLIKE = re.compile(
    r"[\u4e00-\u9fff（）()]{2,20}(?:目标|任务|情况|结果|效果|程度|综述|概述|总结|成效)"
)
_VERB = re.compile("完成|推进|保障|提高|提升|加强|确保|实现|达到|落实|做好")
_REACHED = re.compile("完成|实现|达成|执行|实际|结果|效果|成效|自评")
_AIMED = re.compile("预期|预定|计划|设定|申报|批复")
_HEADS = ("text", "actual", "adjusted", "period")
_LABEL_AT_MOST = 60
_SHORTEST_TEXT = 6
_WHOLE = re.compile(r"(?:部门|项目|单位)?(?:整体|总体?)(?:支出)?(?:绩效)?(?:总)?目标[:：]?")
_OF_THE_YEAR = re.compile(r"(?:本|当)?年度?(?:部门|项目|整体|总体|工作)*(?:绩效)?(?:总)?目标[:：]?")
# 长期目标1：, the number of one of several.
_NUMBER_BEHIND = re.compile(r"(?<=目标)\s*(?:\d{1,2}|[一二三四五六七八九十])\s*(?=[:：]?$)")
_CHAPTER = re.compile(r"^[（(]?[一二三四五六七八九十]+[)）]?\s*[、.．]\s*")
_COUNTED = re.compile(r"^[（(]?(?:[一二三四五六七八九十]+|\d{1,2})[)）]?\s*[、.．]?\s*")


def is_goal_label(words: FormWords, text: str) -> bool:
    """Whether a text is a label of goals, whatever year stands in it."""
    bare = _CHAPTER.sub("", SPAN.sub("", text))
    return len(text) <= _LABEL_AT_MOST and words.plays("goals", "label", bare)


def goal_head(words: FormWords, text: str) -> str:
    """What the column or row so headed holds of a goal, blank for any other text."""
    if len(text) > _LABEL_AT_MOST:
        return ""
    bare = _CHAPTER.sub("", SPAN.sub("", text))
    bare = _NUMBER_BEHIND.sub("", bare)
    roles = words.roles("goals", bare)
    if _LONGER.search(text) and "目标" in text and (roles or words.plays("goals", "label", bare)):
        return "period"
    return next((role for role in roles if role in _HEADS), "")


def is_whole_label(text: str) -> bool:
    """Whether a label names the goal of the whole without a year: 总体绩效目标, 项目总目标."""
    return _WHOLE.fullmatch(SPAN.sub("", text)) is not None


def whole_beside_year(rows: Sequence[FormRow]) -> bool:
    """Whether a form states a goal of the whole and, in a row of its own, that of the year.

    Then the former is that of the whole period, though it does not say so.
    """
    stated = [row for row in rows if len(row.cells) > 1 and len(row.texts[1]) >= _SHORTEST_TEXT]
    wholes = [row for row in stated if is_whole_label(row.texts[0])]
    years = [row for row in stated if _OF_THE_YEAR.fullmatch(row.texts[0])]
    return bool(wholes and years)


def year_apart(rows: Sequence[FormRow]) -> bool:
    """Whether the goal of the year is headed in another row than that of the whole period."""
    heads = [{goal_head(row.words, text): text for text in row.texts} for row in rows]
    periods = [i for i, found in enumerate(heads) if "period" in found]
    years = [i for i, found in enumerate(heads) if "年度" in SPAN.sub("", found.get("text", ""))]
    return bool(periods and years) and periods[0] < years[0]


def is_aside(words: FormWords, text: str) -> bool:
    """Whether a text labels what stands among the goals and is none: 部门职责, 2.项目实施内容."""
    return len(text) <= _LABEL_AT_MOST and words.plays("goals", "aside", _COUNTED.sub("", text))


def like_head(text: str) -> str:
    """What an unknown head beside a known one holds: 申报目标, 完成目标情况; blank for a goal."""
    if not _HEADLIKE.fullmatch(text) or (text.endswith(("目标", "任务")) and _VERB.match(text)):
        return ""
    return "actual" if _REACHED.search(text) and not _AIMED.search(text) else "text"
