"""Names of indicators of which less is better, where a form prints its target without a sign.

Convention: a wait, a time to answer or a cost is a cap, whatever the form leaves out.
"""

from __future__ import annotations

import re

_CAPS = (
    "等候时间", "等待时间", "响应时间", "处置时间", "办理时间", "办结时间", "办理时限", "响应时限",
    "处理时限", "办结时限", "耗时", "成本", "造价", "单价", "投诉率", "差错率", "事故率", "事故数",
    "辍学率", "流失率", "超支率", "发案率", "死亡率",
)  # fmt: skip
_HARM = re.compile(
    "事故|事件|案件|投诉|上访|信访|违法|违规|违纪|拖欠|返贫|差错|伤亡|死亡|纠纷|超标|逾期|舆情"
)
_BEHIND = re.compile(r"[（(][^（()）]*[)）]$")


def is_cap(name: str) -> bool:
    """Whether the target of an indicator so named is not to be exceeded.

    >>> is_cap("平均等候时间（分钟）"), is_cap("培训时间")
    (True, False)
    """
    return _BEHIND.sub("", name).endswith(_CAPS)


def is_most(name: str, value: float | None) -> bool:
    """Whether a target without a sign is the most that there may be: of a cap, or 0 of some harm.

    Any number would be at least 0.

    >>> is_most("信访事件", 0.0), is_most("处置突发事件", 12.0), is_most("新增项目", 0.0)
    (True, False, False)
    """
    return is_cap(name) or (value == 0 and _HARM.search(name) is not None)
