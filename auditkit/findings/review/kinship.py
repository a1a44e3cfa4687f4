"""Whether two names speak of one matter: they share a word that is not everybody's."""

from __future__ import annotations

import re
from functools import lru_cache

# Shared by so many names that it relates nothing to anything.
_GENERIC = re.compile(
    r"专项|工作|教育|完成率|管理|学校|计划|保障|发展|提升|建设|培训|项目|资金|学生|教师|条件"
)


# What one matter is called by turns: 学生资助 is measured by 助学金发放及时率.
_SAME_MATTER = (
    frozenset({"资助", "助学", "奖助"}),
    frozenset({"防汛", "度汛", "汛期"}),
    frozenset({"震害", "防震", "抗震"}),
    frozenset({"禁毒", "戒毒"}),
    frozenset({"抚恤", "优抚"}),
    frozenset({"河湖", "河长", "河道"}),
)
_ITEMS = re.compile(r"[、，。；：,;:\s（）()和及与]+")
_LONGEST_ITEM = 16
_NUMBERS = re.compile(r"[\d.,%％]+[万亿]?")
# At the edge of an item these say what is done, or to whom, not with what.
_COMMON_EDGE = re.compile(
    "开展|完成|推进|加强|落实|做好|实施|组织|进行|确保|提高|改善|任务|服务|经费|预算|人员|单位|部门|全[县市区省]"
    "|群众|社会|年度|数量|质量|设施|设备|安全|情况|活动|能力|体系|水平|运行|维护|日常|基本|重点|相关|各类|监督"
    "|检查|支出|采购|购置|费用|补助|补贴|发放|目标|机制|执行|规定|标准"
)


def in_other_words(one: str, other: str) -> bool:
    """Whether two names mean one matter that goes by several names.

    >>> in_other_words("学生资助", "助学金发放及时率"), in_other_words("学生资助", "学生满意度")
    (True, False)
    """
    return not _matters(one).isdisjoint(_matters(other))


@lru_cache(maxsize=4096)
def _matters(name: str) -> frozenset[int]:
    """Which of the matters with several names a name speaks of."""
    return frozenset(
        number for number, words in enumerate(_SAME_MATTER) if any(word in name for word in words)
    )


def lists(content: str, name: str) -> bool:
    """Whether an item that a content lists begins or ends with what the name speaks of.

    Prose lists nothing: its sentences begin and end with anybody's words.

    >>> lists("巡护、监测", "巡护林地面积"), lists("人员工资、日常运转", "人员控制率")
    (True, False)
    >>> lists("应急度汛、山洪灾害防治", "山洪预警信息发布及时率")
    True
    """
    edges = _edges(content)
    return any(edge in word for word in _telling(name) for edge in edges)


@lru_cache(maxsize=4096)
def _edges(content: str) -> frozenset[str]:
    """What the items of a list begin and end with; of prose nothing."""
    items = [item for item in _ITEMS.split(content) if item]
    if any(len(item) > _LONGEST_ITEM for item in items):
        return frozenset()
    bare = [_NUMBERS.sub("", item) for item in items]
    found = {edge for item in bare for edge in (item[:2], item[-2:]) if len(edge) > 1}
    return frozenset(edge for edge in found if not _COMMON_EDGE.fullmatch(edge))


@lru_cache(maxsize=4096)
def _telling(name: str) -> tuple[str, ...]:
    """The words of a name between those that are everybody's."""
    return tuple(_GENERIC.split(name))


def related(one: str, other: str, size: int = 2, generic: bool = True) -> bool:
    """Whether the names share a telling word of at least `size` characters.

    Words that are everybody's (培训, 学校) tell nothing, unless `generic` is False.

    >>> related("设备购置专项工作", "设备购置计划完成率"), related("外聘教师工作", "教师满意度")
    (True, False)
    """
    return not _pieces(one, size, generic).isdisjoint(_pieces(other, size, generic))


@lru_cache(maxsize=4096)
def _pieces(name: str, size: int, generic: bool) -> frozenset[str]:
    """What `size` characters of a name stand beside one another, within its telling words."""
    words = _telling(name) if generic else (name,)
    return frozenset(word[at : at + size] for word in words for at in range(len(word) - size + 1))
