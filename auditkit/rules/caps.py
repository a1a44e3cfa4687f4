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
_MONEY = re.compile("[百千万亿]*元")
_OPEN = re.compile(
    "补助|补贴|补偿|救助|资助|奖励|奖补|奖金|奖学|助学|优待|抚恤|慰问|待遇|津贴|低保|工资|薪酬|报酬|发放|贷款|贴息|"
    "收入|收益|产值|税|利润|效益|节约|节省|节支|压减|降低|减少|下降|筹集|募集|争取|引进|带动|增加|增长"
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


def is_cost(name: str, levels: tuple[str, str], unit: str) -> bool:
    """Whether an amount without a sign is a cap because it stands among the costs (成本指标).

    What is paid to people (补助标准) is open: less of it is no better. So is what is raised, saved
    or gained.

    >>> is_cost("部门公用经费支出", ("产出指标", "成本指标"), "万元")
    True
    >>> is_cost("低保补助标准", ("产出指标", "成本指标"), "元/人")
    False
    >>> is_cost("公用经费", ("产出指标", "数量指标"), "万元")
    False
    """
    return (
        any("成本" in level for level in levels)
        and _MONEY.match(unit) is not None
        and _OPEN.search(name) is None
    )
