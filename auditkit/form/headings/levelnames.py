"""The names of 一级 and 二级 as forms print them: with numbers before them and points behind."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from auditkit.form.headings.treewords import COMMON_LEVEL1, COMMON_LEVEL2
from auditkit.form.values import points

_POINTS_OF_GROUP = re.compile(r"[（(]\s*\d+(?:\.\d+)?\s*[分%％]?\s*[)）]$")
# Without brackets only behind a name of the common tree: 产出指标50分.
_NAME_AND_POINTS = re.compile(r"([^\d\s]+)\s*+\d{1,3}(?:\.\d+)?\s*+[分%％]?")
_NUMBER = re.compile(
    r"^(?:[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]\s*[、.．]?"
    r"|(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?:\.\d{1,2})?)\s*[、.．]|[①-⑳])\s*"
)


def level_name(label: str) -> str:
    """A label of a group without the points behind it, and without its number before a known name.

    >>> level_name("产出指标（50分）"), level_name("（一）数量指标"), level_name("一、重点工作")
    ('产出指标', '数量指标', '一、重点工作')
    >>> level_name("效益指标 30分"), level_name("一、产出指标50"), level_name("重点工作3")
    ('效益指标', '产出指标', '重点工作3')
    """
    name = _POINTS_OF_GROUP.sub("", label) or label
    if (parts := _NAME_AND_POINTS.fullmatch(name)) and _is_common(_NUMBER.sub("", parts[1])):
        name = parts[1]
    bare = _NUMBER.sub("", name)
    known = _is_common(bare) or bare.endswith("指标")
    return bare if bare and known else name


def _is_common(name: str) -> bool:
    return name in COMMON_LEVEL1 or name in COMMON_LEVEL2


def without_number(label: str) -> str:
    """A label without the number before it: 1、防汛抗旱."""
    return _NUMBER.sub("", label) or label


def group_row(texts: Sequence[str], columns: Collection[str], groups: Sequence[str] = ()) -> str:
    """level1 or level2 where a row is nothing but such a label, perhaps with the points of its
    group (一、产出指标｜50), in a table that has no column of that level.

    `columns` are the roles of the table's columns, `groups` the labels of such rows before; blank
    for any other row.
    """
    if any(points(text) is None for text in texts[1:]):
        return ""
    label = level_name(texts[0])
    first, second = "level1" in columns, "level2" in columns
    if label == "成本指标" and groups and COMMON_LEVEL2.get(level_name(groups[-1])) == "产出指标":
        # Behind 数量指标 in a row of its own it is another 二级 of 产出指标.
        return "" if second else "level2"
    if not first and label in COMMON_LEVEL1:
        return "level1"
    return "level2" if not second and label in COMMON_LEVEL2 else ""
