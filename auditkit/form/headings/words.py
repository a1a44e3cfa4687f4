"""What the heading of a column means, by the words of the form's place (see `rules.formwords`)."""

from __future__ import annotations

import re
from functools import lru_cache

from auditkit.form.rows.rows import squeeze
from auditkit.rules.formwords import FormWords

# What these mean depends on where the column stands; `columns` decides it.
_BY_PLACE = frozenset({"level", "name", "aim", "standard", "side", "beside", "best", "worse"})
_POINTS = re.compile(r"[（(](\d+(?:\.\d+)?)\s*分(?:[×x*X][^（()）]*)?[）)]")
_GOAL_AT_SIDE = re.compile(
    r"年度(?:绩效)?目标\s*[0-9一二三四五六七八九十]+\s*[:：]?\s*[（(]\s*\d+(?:\.\d+)?\s*分\s*[)）]"
)
_NUMBER = re.compile(r"^[（(]?(?:[一二三四五六七八九十]+|\d)[)）]?\s*[、.．]\s*")
_YEAR = re.compile(r"20\d\d")
# 2022-2024年 is no year but a period of several.
SPAN_OF_YEARS = re.compile(r"20(\d\d)\s*年?度?\s*[-—–~至到]+\s*20(?!\1)\d\d")
NEVER_TARGET = 9


@lru_cache(maxsize=16_384)
def heading_role(words: FormWords, text: str) -> str:
    """The role that the heading has wherever its column stands, blank for any other text."""
    return next((role for role in words.roles("columns", text) if role not in _BY_PLACE), "")


def target_rank(words: FormWords, heading: str, year: int = 0) -> int:
    """Of several columns of targets the one of the year counts: 0 best, `NEVER_TARGET` never.

    `heading` is that of the column with the one over it, `year` the form's own, 0 if unknown.
    """
    years = [int(found) for found in _YEAR.findall(heading)]
    if SPAN_OF_YEARS.search(heading):
        return 3
    if words.plays("period", "past", heading) or (years and year and max(years) < year):
        return NEVER_TARGET
    own = heading.rpartition("／")[2]
    if words.plays("period", "half", own) and not re.search("全年|年度|(?<!\\d)12月", own):
        return 4
    if words.plays("period", "year", heading) or (years and max(years) == year):
        return 0
    if words.plays("period", "whole", heading):
        return 3
    return 1 + ("年初" not in heading)


def points_in_heading(text: str) -> float | None:
    """The points that a heading states: 得分（20分） → 20."""
    match = _POINTS.search(squeeze(text))
    return float(match[1]) if match else None


def is_side_label(words: FormWords, text: str) -> bool:
    """Whether a text is the label at the side of the whole table.

    Of several goals it is the number of each, with its points: 年度目标1：（50分）.
    """
    known = words.plays("columns", "side", _NUMBER.sub("", text))
    return known or bool(_GOAL_AT_SIDE.fullmatch(text))
