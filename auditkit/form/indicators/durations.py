"""How long something takes, where the form prints the number of months like the month of a date."""

from __future__ import annotations

import re
from dataclasses import replace

from auditkit.formula.target import Target, parse_target

_MONTHS = re.compile(
    r"(?P<before>[^0-9第年至到前每.]*)(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?P<of>月|季度?)"
    r"(?P<behind>内|以内|之内)?"
)
_LASTS = re.compile(
    "周期|工期|时长|用时|耗时|历时|为期|月数|年限|寿命|持续|间隔|期间"
    "|(?:建设|施工|服务|保修|质保|缺陷责任|管护|养护|使用|租赁|租用|合同|培训|运行|试运行|保存|见习|实习"
    "|试用|帮扶|驻村|过渡|借款|贷款|补助|补贴|发放)期(?:限|数)?(?![前末内])"
)
_AT = re.compile("时间|时限|时点|日期|[年月日底末]前|截止|节点")
_MOST = {"月": 12, "季": 4, "季度": 4}


def as_duration(found: Target, name: str) -> Target:
    """A date or words that are a number of months, by the name of the indicator or by the number.

    建设周期｜≤｜12｜月 is twelve months, 完成时间｜≤｜12｜月 December.
    No year has a month 18.

    >>> as_duration(parse_target("≤12月"), "建设周期").unit
    '个月'
    >>> as_duration(parse_target("≤12月"), "建设完成时间").deadline
    '--12-31'
    """
    stated = _MONTHS.fullmatch(found.text.strip()) if found.kind in ("date", "quality") else None
    if stated is None:
        return found
    number, of = stated["number"], stated["of"]
    dated = "." not in number and 1 <= int(number) <= _MOST[of]
    if _AT.search(name) or (dated and not _LASTS.search(name)):
        return found
    counted = parse_target(f"{stated['before']}{number}个{of}{stated['behind'] or ''}")
    return replace(counted, text=found.text) if counted.kind == "quantity" else found
