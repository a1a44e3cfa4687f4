"""The labels of the common indicator tree (产出, 效益, 满意度), as most places print it."""

from __future__ import annotations

import re

_TREE = {
    "产出指标": (
        "数量指标", "质量指标", "时效指标", "产出数量", "产出质量", "产出时效", "产出成本",
    ),
    "成本指标": ("经济成本指标", "社会成本指标", "生态环境成本指标"),
    "效益指标": (
        "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "可持续发展指标",
        "经济效益", "社会效益", "生态效益", "可持续影响",
    ),
    "满意度指标": (
        "服务对象满意度指标", "服务对象满意度", "社会公众满意度指标", "社会公众或服务对象满意度",
    ),
}  # fmt: skip
COMMON_LEVEL1 = frozenset(_TREE)
COMMON_LEVEL2 = {level2: level1 for level1, below in _TREE.items() for level2 in below}
# These two stand in either column.
EITHER = frozenset({"成本指标", "满意度指标"})
_JOINED = re.compile("[-—–－/／>＞→、_·|｜:：(（]+")


def both_levels(label: str) -> tuple[str, str] | None:
    """The 一级 and 二级 that one label holds; None for any other label.

    >>> both_levels("产出指标-数量指标"), both_levels("效益（社会效益）"), both_levels("数量指标")
    (('产出指标', '数量指标'), ('效益', '社会效益'), None)
    """
    pieces = [piece.strip() for piece in _JOINED.split(label.strip().rstrip(")）"))]
    if len(pieces) != 2:
        return None
    above, below = pieces
    whole = f"{above.removesuffix('指标')}指标"
    known = whole in (COMMON_LEVEL2.get(below), COMMON_LEVEL2.get(f"{below}指标"))
    known = known or (whole == "产出指标" and below in ("成本指标", "成本"))
    return (above, below) if known else None
