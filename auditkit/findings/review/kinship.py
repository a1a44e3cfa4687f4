"""Whether two names speak of one matter: they share a word that is not everybody's."""

from __future__ import annotations

import re
from functools import lru_cache

# Shared by so many names that it relates nothing to anything.
_GENERIC = re.compile(
    r"专项|工作|教育|完成率|管理|学校|计划|保障|发展|提升|建设|培训|项目|资金|学生|教师|条件"
)


def related(one: str, other: str, size: int = 2) -> bool:
    """Whether the names share a telling word of at least `size` characters.

    >>> related("设备购置专项工作", "设备购置计划完成率"), related("外聘教师工作", "教师满意度")
    (True, False)
    """
    return not _pieces(one, size).isdisjoint(_pieces(other, size))


@lru_cache(maxsize=4096)
def _pieces(name: str, size: int) -> frozenset[str]:
    """What `size` characters of a name stand beside one another, within its telling words."""
    return frozenset(
        word[at : at + size] for word in _GENERIC.split(name) for at in range(len(word) - size + 1)
    )
