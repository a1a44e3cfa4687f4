"""What the text of accounts and budgets speaks of: how each subject begins, and goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from auditkit.facts.accounts.statement import AMOUNT, PERCENT

FUNDS = ("一般公共预算", "政府性基金", "国有资本经营")

TOTALS = r"(?:收入支出|收入、支出|收入总计、支出|收、?支|收支)(?:决算)?总计"
_NOW = AMOUNT.format("now")
_SHARE = r",占(?:[^\d。,;¶]{0,16})" + PERCENT.format("share")
_SHARED = _NOW + _SHARE
_TAKEN = rf"{_NOW}(?:{_SHARE})?"


@dataclass(frozen=True)
class Topic:
    """What a statement is about: how it begins, and by what names it goes on."""

    subject: str
    beginning: str
    own: str

    @cached_property
    def begins(self) -> re.Pattern[str]:
        """Its beginning as a pattern; most runs read no such text and need none."""
        return re.compile(self.beginning)


def _topic(subject: str, begins: str, own: str = "") -> Topic:
    return Topic(subject, begins, own or re.escape(subject))


# 财政拨款收入, 基本支出 and 项目支出 are said of many things: they only count with their share.
TOPICS = (
    _topic(
        "机关运行经费",
        rf"机关运行经费(?:财政拨款)?(?:支出)?(?:决算数?)?(?:合计|共计)?为?{_TAKEN}",
    ),
    _topic(
        "财政拨款收入支出总计",
        rf"财政拨款(?:收入支出|收入、支出|收、?支|收支)(?:决算)?总计均?为?{_TAKEN}",
        "财政拨款(?:收入支出|收入、支出|收、?支|收支)(?:决算)?总计",
    ),
    _topic(
        "收入支出总计",
        rf"(?<!拨款)(?:{TOTALS}均?为?|收入总计(?:为|共)?\d[\d,.]*(?:万?元)?[,、]支出总计(?:为|共)?){_TAKEN}",
        rf"{TOTALS}|收入总计",
    ),
    _topic(
        "一般公共预算财政拨款支出",
        rf"一般公共预算财政拨款支出(?:决算数?)?(?:合计|共计)?为?{_TAKEN}",
        "(?:一般公共预算)?财政拨款支出",
    ),
    _topic(
        "财政拨款支出",
        rf"(?<!一般公共预算)(?<!三公经费)财政拨款支出(?:决算数?)?(?:合计|共计)?为?{_TAKEN}",
    ),
    _topic(
        "一般公共预算财政拨款基本支出",
        rf"一般公共预算财政拨款基本支出(?:决算数?)?(?:合计|共计)?为?{_TAKEN}",
    ),
    _topic("本年收入合计", rf"本年收入(?:决算)?合计(?:为|共)?{_TAKEN}", "本年收入(?:合计)?"),
    _topic("财政拨款收入", rf"(?<=[:;。,、])(?:\d[、.])?财政拨款收入(?:决算)?为?{_SHARED}"),
    _topic("本年支出合计", rf"本年支出(?:决算)?合计(?:为|共)?{_TAKEN}", "本年支出(?:合计)?"),
    _topic("基本支出", rf"(?<=[:;。,、])(?:\d[、.])?基本支出(?:决算)?为?{_SHARED}"),
    _topic("项目支出", rf"(?<=[:;。,、])(?:\d[、.])?项目支出(?:决算)?为?{_SHARED}"),
    _topic(
        "人员经费", rf"(?<=[:;。,、])(?:\(?[一二\d]\)?[、.]?)?人员经费(?:合计|支出)?为?{_TAKEN}"
    ),
    _topic(
        "公用经费", rf"(?<=[:;。,、])(?:\(?[一二\d]\)?[、.]?)?公用经费(?:合计|支出)?为?{_TAKEN}"
    ),
    *(
        _topic(f"{end}{fiscal}结转和结余", rf"{end}{fiscal}结转(?:和|及)?结余(?:资金)?为?{_TAKEN}")
        for end in ("年初", "年末")
        for fiscal in ("", "财政拨款")
    ),
    _topic("收入总计", rf"(?<!拨款)收入总计(?:为|共)?{_TAKEN}"),
    *(
        _topic(
            f"{fund}预算财政拨款{side}",
            rf"{fund}(?:预算)?(?:财政拨款)?(?:本年)?{side}(?:决算)?(?:合计|共计|总额)?数?(?:共|为)?{_TAKEN}",
        )
        for fund in ("政府性基金", "国有资本经营")
        for side in ("收入", "支出")
    ),
    _topic("政府采购预算数", rf"政府采购预算(?:总额|金额|数)?(?:合计|共计)?为?{_TAKEN}"),
)
_PLANNED = (
    rf"(?:预算|安排|计划)(?:支出)?(?:数|总额|金额|资金)?(?:合计|共计|总计|共|安排)?为?{_TAKEN}"
)
CARRIED = ("年初结转和结余", "年末结转和结余")
"""Said of a fund as of the whole."""
# What the text of a budget says beside these.
PLANS = (
    _topic(
        "三公经费预算数",
        rf"三公经费(?:一般公共预算)?(?:财政拨款)?(?:支出)?(?:年初)?{_PLANNED}",
    ),
    _topic(
        "机关运行经费预算数",
        rf"机关运行经费(?:一般公共预算)?(?:财政拨款)?(?:支出)?(?:年初)?{_PLANNED}",
    ),
    _topic("政府采购预算数", rf"政府采购(?:支出)?(?:项目)?{_PLANNED}"),
)
