"""What an amount or a rate is, by the words before it: spent, planned, last year's, a change."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditkit.rules.subjectwords import Subjects

_LAST = r"上年度?|上一年度?|去年|同比"
REASON = re.compile(
    "(?:增减|变动|变化|差异|增加|减少|下降|增长)*(?:的)?(?:主要)?(?:原因|由于|因为|是因|系|主要是)|主要"
    r"|决算数?(?:大于|小于|低于|高于|等于|较|比)[^,。;]{0,12}?(?:预算|上年)[^,。;\d]{0,12}?(?:原因|由于|因为|是因)"
)
"""How a clause begins that gives reasons."""
AFTER_REASON = re.compile(
    r"(?:与|比|较)(?:上年|上一年|去年|20\d\d年)度?(?:同期)?(?:决算数?)?(?:相比|[增减下上]|$)"
)
"""How a clause behind the reasons goes on with the subject: 与上年相比减少1万元."""
REASON_WITHIN = re.compile("原因|由于|因为|用于")
SAME = re.compile(r"持平|一致|相同|(?:无|没有)(?:增减)?(?:变化|变动|差异)|无增减|未发生变化")
SPENT_AT_LAST = re.compile("(?:实际)?(?:支出)?(?:决算|支出)(?:数|总额)?为?")
SAID_SPENT = re.compile("决算|支出|实际|发生|执行|开支|使用")
OF_US_ALL = re.compile(
    "(?:全年|(?:全)?部门|全局|全厅|全委|全系统)(?:支出)?(?:合计|共计|总计)(?:支出)?为?"
)
"""What makes a sum that of the whole department."""
SUM = re.compile("(?:合计|共计|总计|总额)+为?")
_PLAN = re.compile("(?<!公共)(?<!基金)(?<!经营)预算")
_AGAINST_PLAN = re.compile(
    r"[较比与同](?:20\d\d年度?|本年度?|当年)?(?:[^,。;\d]{0,14}?)(?<!公共)(?<!基金)(?<!经营)预算"
)
_WHICH = re.compile("年初|全年|调整")
_SPENT = re.compile("决算|支出|实际|发生|执行|开支|使用|花费")
_DONE = re.compile(r"完成|达到?|[占为]|执行率|预算的?$")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a change is measured against: last, plan (of which kind), other, or "" unknown."""

    kind: str = ""
    which: str = ""


def basis_of(text: str, year: int | None, *, budget: bool = False) -> Basis | None:
    """What the words compare with; None where they compare with nothing.

    A budget (`budget`) is compared with the budget of the year before as with what was spent in it.
    """
    last = list(re.finditer(_LAST + _before(year), text))
    compared = list(_AGAINST_PLAN.finditer(text))
    if last and not (
        compared and compared[-1].end() > last[-1].end() and _own_plan(text, last[-1].end())
    ):
        planned = re.match("(?:年初)?(?<!公共)预算", text[last[-1].end() :])
        return Basis("other" if planned and not budget else "last")
    if compared:
        which = _WHICH.search(compared[-1][0])
        return Basis("plan", which[0] if which else "")
    years = re.findall(r"(20\d\d)年", text)
    if years and year and int(years[-1]) != year:
        return Basis("other")
    return None


def _before(year: int | None) -> str:
    """How the year before is called by its number; any year that is compared with, if unknown."""
    return rf"|{year - 1}年度?" if year else r"|(?<=[与比较同])20\d\d年度?"


def _own_plan(text: str, at: int) -> bool:
    # 与2023年预算相比 compares once.
    return re.search("(?<![相对同])[较比与]|同(?!比)", text[at:]) is not None


def amount_role(
    lead: str, context: str, basis: Basis, year: int | None, subjects: Subjects, *,
    inside: bool, budget: bool, mode: str,
) -> str:  # fmt: skip
    """What an amount is: now, budget, before, delta, plan_delta; "" where the words do not say.

    `lead` stands between the subject and the amount, `context` between the amount before and this
    one; `inside` says that both stand in brackets, `mode` what the passage gave last.
    """
    ways = list(subjects.way.finditer(lead))
    behind = lead[ways[-1].end() :] if ways else ""
    if ways and re.fullmatch(r"(?:了|支出)*(?:(?:额|数|金额|幅|度)+为?)?", behind):
        return {"last": "delta", "plan": "plan_delta"}.get(basis.kind, "")
    if ways and re.fullmatch("了?(?:到|至|为)了?", behind):
        # 降为0.4万元 is what is left; 减少为 may be either.
        return "now" if "为" not in behind or re.search("[降升低高]$", ways[-1][0]) else ""
    if ways and not re.search("[为是达至到由从]|决算|预算|实际", behind):
        return ""
    years = [int(y) for y in re.findall(r"(20\d\d)年", context)]
    last = re.search(_LAST + _before(year), context) is not None
    last = last or (inside and not lead and basis.kind == "last")
    if inside and not last and not _PLAN.search(lead) and not lead:
        return ""
    if re.fullmatch("(?:到|至)了?", lead):
        return "now"
    if lead.endswith(("由", "从")) and basis.kind == "last":
        return "before"
    if last or (years and year and years[-1] == year - 1):
        other = re.search("决算|执行|完成", lead) if budget else _PLAN.search(lead)
        return "" if other else "before"
    if years and year and years[-1] != year:
        return ""
    if _PLAN.search(lead):
        return "budget"
    if budget:
        return "" if re.search("决算|实际|发生|执行|完成", lead) else "budget"
    if _SPENT.search(lead) or re.search("实际|决算", context):
        return "now"
    return "now" if mode != "plan" else ""


def planned_kind(lead: str) -> str:
    """Which budget the words name: 年初, 全年, 调整, "" for none of these."""
    found = _WHICH.search(lead)
    return found[0] if found else ""


def rate_role(lead: str, basis: Basis, subjects: Subjects, last_role: str) -> tuple[str, str]:
    """What a rate is: share (of what), done (of which budget), change or plan_change."""
    at = lead.rfind("占")
    if at >= 0:
        of = re.sub(r"(?:比|比例|比重|的|为|约)+$", "", lead[at + 1 :])
        if _PLAN.search(of) and not re.search("支出|收入|采购", of):
            return "done", planned_kind(of)
        return "share", of
    ways = list(subjects.way.finditer(lead)) or re.findall("幅|差异率", lead)
    if ways and not re.search("完成|达到", lead):
        kind = {"last": "change", "plan": "plan_change"}.get(basis.kind, "")
        return kind, basis.which
    if _PLAN.search(lead) and _DONE.search(lead):
        return "done", planned_kind(lead)
    if re.search("(?:完成|执行)率为?$", lead):
        return "done", planned_kind(lead) or "+"
    if last_role == "budget" and re.fullmatch("(?:数|额)?的?", lead):
        return "done", "+"
    return "", ""


def falls(lead: str, subjects: Subjects) -> bool:
    """Whether the last word of change is one of a fall."""
    found = list(subjects.way.finditer(lead))
    return bool(found) and found[-1]["fall"] is not None
