"""What a target without a sign may stand for: the least, the most or exactly so much.

Conventions: a wait, a time to answer, a cost or the rate of some harm is a cap, whatever the form
leaves out. Where nothing proves a direction, both are named, and nobody is accused by either.
"""

from __future__ import annotations

import re
from typing import Literal

_CAPS = (
    "等候时间", "等待时间", "响应时间", "处置时间", "办理时间", "办结时间", "时限", "工期",
    "耗时", "成本", "造价", "单价", "能耗", "事故数",
    "投诉率", "差错率", "事故率", "辍学率", "流失率", "超支率", "发案率", "死亡率",
    "返工率", "返修率", "故障率", "失误率", "错误率", "误差率", "偏差率", "漏报率", "错报率",
    "迟报率", "错保率", "漏保率", "退货率", "差评率", "扣分率", "不合格率", "超标率", "发病率",
    "感染率", "患病率", "失业率", "失学率", "返贫率", "信访率", "上访率", "受害率", "受灾率",
    "破损率", "损坏率", "损失率", "损耗率", "漏损率", "空置率", "闲置率", "逾期率", "违约率",
    "不良率", "违规率", "违法率",
)  # fmt: skip
_HARM = re.compile(
    "事故|事件|案件|投诉|上访|信访|违法|违规|违纪|拖欠|返贫|差错|伤亡|死亡|纠纷|超标|逾期|舆情"
)
_MONEY = re.compile("[百千万亿]*元")
_PAID = re.compile(
    "补助|补贴|补偿|救助|资助|奖励|奖补|奖金|奖学|助学|优待|抚恤|慰问|待遇|津贴|低保|工资|薪酬|报酬|发放|贷款|贴息"
)
_GAINED = re.compile(
    "收入|收益|产值|税|利润|效益|节约|节省|节支|压减|降低|减少|下降|筹集|募集|争取|引进|带动|增加|增长"
)
# 生均公用经费 is what a pupil is given; 8000元/人 of a name in 标准 is laid down.
_LAID_DOWN = re.compile("(?:标准|定额)$|[生人]均.{0,6}(?:经费|拨款)$|拨款$")
_OF_SPENDING = (
    "三公”?经费|公用经费|人员经费|行政(?:成本|经费|运行|开支|支出|费)|(?:运行|运转)(?:成本|经费|费|支出)"
    "|次均费用|医疗费用|药品费用|药费|个人负担|能耗|会议费|培训费|接待费?|招待费|公务用车|厉行节约|成本|造价|单价|结转|结余"
)
# What was spent as a share of what was planned, and by how much spending rose.
_RATES_OF_SPENDING = re.compile(
    r"(?:预算|概算|成本|费用?|支出|经费|资金|投资|造价|三公”?|开支|编制|人员|楼堂馆所)[^率]{0,6}?控制(?:率|比例)$"
    rf"|(?:{_OF_SPENDING})[^率]{{0,8}}?(?:变动率|增长率|增长比例|增长幅度|增幅|增速|上升率|上涨率)$"
    r"|预算调整率$"
)
# More of these is better also of money that is spent.
_RATES_TO_REACH = re.compile(
    "(?:执行|完成|到位|支付|使用|支出|拨付|发放|兑付|兑现|支取|下达|刷卡|节约|节支|节省|下降|降低|压减|压缩|减少"
    "|合规|合格|达标|有效|及时|准确|覆盖|合理|规范|真实|公开|细化|利用|控制有效|报销|配套|自筹)[^率比]{0,2}(?:率|比例|幅度?)$"
)
_REMAINS = re.compile("(?:结转|结余)[^率]{0,4}率$")
_BEHIND = re.compile(r"[（(][^（()）]*[)）]$")

Sign = Literal["≥", "=", "≤"]


def is_cap(name: str) -> bool:
    """Whether the target of an indicator so named is not to be exceeded.

    >>> is_cap("平均等候时间（分钟）"), is_cap("培训时间"), is_cap("管网漏损率")
    (True, False, True)
    >>> is_cap("违法事件发生率"), is_cap("故障修复率"), is_cap("“三公经费”变动率")
    (True, False, True)
    """
    bare = _BEHIND.sub("", name)
    harm = bare.endswith("发生率") and _HARM.search(bare) is not None
    return harm or bare.endswith(_CAPS) or _of_spending(bare)


def _of_spending(bare: str) -> bool:
    return _RATES_OF_SPENDING.search(bare.replace("“", "")) is not None


def is_most(name: str, value: float | None) -> bool:
    """Whether a target without a sign is the most that there may be: of a cap, or 0 of some harm.

    Any number would be at least 0.

    >>> is_most("信访事件", 0.0), is_most("处置突发事件", 12.0), is_most("新增项目", 0.0)
    (True, False, False)
    """
    return is_cap(name) or (value == 0 and _HARM.search(name) is not None)


def bare_signs(
    name: str, levels: tuple[str, str], unit: str, value: float | None
) -> tuple[Sign, ...]:
    """The signs that a target without one may stand for, first the one that it is held to.

    "=" comes first where the form proves no direction: what people are paid (补助标准), or a share
    among the costs. An amount among the costs, and a rate of spending, is held to as a cap, and
    what was scored as of a floor is not accused of it.

    >>> cost = ("产出指标", "成本指标")
    >>> bare_signs("部门公用经费支出", cost, "万元", 18.0), bare_signs("预算控制率", cost, "%", 1.0)
    (('≤', '≥'), ('≤', '≥'))
    >>> bare_signs("低保补助标准", cost, "元/人", 430.0), bare_signs("成本节约率", cost, "%", 0.05)
    (('=', '≥', '≤'), ('≥',))
    >>> bare_signs("公用经费", ("产出指标", "数量指标"), "万元", 18.0)
    ('≥',)
    """
    bare = _BEHIND.sub("", name)
    among_costs = any("成本" in level for level in levels)
    if _of_spending(bare):
        return "≤", "≥"
    money = _MONEY.match(unit) is not None
    if money and _is_laid_down(bare, unit, among_costs=among_costs):
        return "=", "≥", "≤"
    if is_most(name, value):
        return ("≤",)
    if money:
        return ("≤", "≥") if among_costs and not _GAINED.search(bare) else ("≥",)
    either = _REMAINS.search(bare) or (among_costs and not _RATES_TO_REACH.search(bare))
    return ("=", "≥", "≤") if unit == "%" and either else ("≥",)


def _is_laid_down(bare: str, unit: str, *, among_costs: bool) -> bool:
    """Whether an amount is what each is paid, or laid down as a standard: any direction may be
    meant."""
    stated = _LAID_DOWN.search(bare) is not None
    if _PAID.search(bare):
        return among_costs or stated or "/" in unit
    return among_costs and stated
