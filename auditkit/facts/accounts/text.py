"""Figures that stand in the text of final accounts, each with its sentence and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditkit.facts.accounts.prose import Prose
from auditkit.facts.accounts.statement import AMOUNT, PERCENT, WAY, Statement, statement
from auditkit.facts.accounts.threetext import nil_notes, nil_statements, three_statements
from auditkit.files.grid import Grid

# What a statement is about, and how it begins; {a} is the amount, {b} one
# that only counts with its share: 财政拨款收入 is said of many things.
_SUBJECTS = (
    ("机关运行经费", r"机关运行经费(?:财政拨款)?(?:支出)?(?:决算数?)?(?:合计|共计)?为?{a}"),
    ("财政拨款收入支出总计", r"财政拨款(?:收入支出|收、?支|收支)(?:决算)?总计均?为?{a}"),
    ("收入支出总计", r"(?<!拨款)(?:收入支出|收、?支|收支)(?:决算)?总计均?为?{a}"),
    ("一般公共预算财政拨款支出", r"一般公共预算财政拨款支出(?:决算数?)?(?:合计|共计)?为?{a}"),
    (
        "一般公共预算财政拨款基本支出",
        r"一般公共预算财政拨款基本支出(?:决算数?)?(?:合计|共计)?为?{a}",
    ),
    ("本年收入合计", r"本年收入(?:决算)?合计(?:为|共)?{a}"),
    ("财政拨款收入", r"(?<=[:;。,、])(?:\d[、.])?财政拨款收入(?:决算)?为?{b}"),
    ("本年支出合计", r"本年支出(?:决算)?合计(?:为|共)?{a}"),
    ("基本支出", r"(?<=[:;。,、])(?:\d[、.])?基本支出(?:决算)?为?{b}"),
    ("项目支出", r"(?<=[:;。,、])(?:\d[、.])?项目支出(?:决算)?为?{b}"),
    ("人员经费", r"(?<=[:;。,、])(?:\(?[一二\d]\)?[、.]?)?人员经费(?:合计|支出)?为?{a}"),
    ("公用经费", r"(?<=[:;。,、])(?:\(?[一二\d]\)?[、.]?)?公用经费(?:合计|支出)?为?{a}"),
    ("年初结转和结余", r"年初(?:财政拨款)?结转和?结余(?:资金)?为?{a}"),
    ("年末结转和结余", r"年末(?:财政拨款)?结转和?结余(?:资金)?为?{a}"),
    ("收入总计", r"(?<!拨款)收入总计(?:为|共)?{a}"),
    ("政府采购预算数", r"政府采购预算(?:总额|金额|数)?(?:合计|共计)?为?{a}"),
)
# What the text of a budget says beside these.
_PLANS = (
    ("三公经费预算数", r"三公经费(?:财政拨款)?(?:支出)?预算(?:数|总额)?(?:合计|共计)?为?{a}"),
    ("机关运行经费预算数", r"机关运行经费(?:财政拨款)?(?:支出)?预算(?:数)?(?:合计|共计)?为?{a}"),
)
# The clause that compares with the year before; it may repeat its subject.
_NOW = AMOUNT.format("now")
_SHARE = r",占(?:[^\d。,;¶]{0,16})" + PERCENT.format("share")
CHANGE = re.compile(
    r"(?P<gap>[^。;¶]{0,40}?)(?:与|比|较|同比)(?:上年度?|上一年度?|去年|(?P<year>20\d\d)年度?)"
    r"(?:决算数?|相比|支出)*,?[^。;,¶]{0,30}?"
    rf"(?:(?P<same>持平)|(?P<way>{WAY})了?"
    + AMOUNT.format("delta")
    + r"(?:,?(?:同比)?(?P<rate_way>[^\d。;,]{0,9}?)"
    + PERCENT.format("rate")
    + r")?)"
)
# 比年初预算减少69.65万元,下降5.90%: what was spent, against what was planned.
_AGAINST_PLAN = re.compile(
    r"[,;。]?(?:与|比|较)(?P<plan>年初|全年|调整后?的?|)预算数?(?:相比)?,?"
    rf"(?:(?P<planned>持平)|(?P<plan_way>{WAY})了?"
    + AMOUNT.format("plan_delta")
    + rf"(?:,?(?:同比)?(?:{WAY})?"
    + PERCENT.format("plan_rate")
    + r")?)"
)
_BUDGET = re.compile(
    r"(?:年初预算数?(?:为|是)?"
    + AMOUNT.format("first")
    + r",(?=(?:全年|调整)))?"
    + r"(?P<which>年初|全年|调整后?的?|)预算数?(?:为|是)?"
    + AMOUNT.format("budget")
    + r"[,;。](?:财政拨款|本年)?支?出?决算(?:数|支出|金额)?(?:为|是)?"
    + AMOUNT.format("final")
    + r"(?:[,。;](?:完成|为)(?:了)?(?P<base>年初|全年|调整后?的?|)预算数?的?"
    + PERCENT.format("rate")
    + r")?"
)
_ITEM = re.compile(
    r"(?P<path>[^。:;]{2,40}?\(类\)[^。:;]{2,40}?\(款\)(?P<item>[^。:;]{2,40}?)\(项\))"
)
_PURCHASE = re.compile(
    r"政府采购(?:支出)?(?P<sum>总额|金额|支出)?(?:\([^)]{2,12}\))?(?:合计|共计|总额|共)?为?"
    + AMOUNT.format("total")
    + r"[,。;]?(?:其中)?[:,;]?"
)
_PURCHASED = {
    role: re.compile(
        rf"[、,;。]?(?:其中)?:?(?:政府)?(?:采购)?{name}(?:类)?(?:采购)?(?:类)?(?:支出|金额)?为?"
        + AMOUNT.format(role)
    )
    for role, name in (("goods", "货物"), ("works", "工程"), ("services", "服务"))
}
_CLASS = re.compile(
    r"(?=[^。¶]{2,64},占)"  # else each of its lengths is tried at every place
    r"(?P<item>[^,;:。¶(、]{2,24}?)(?P<class>\(类\))?(?P<plain>(?<!\))支出)?(?(class)(?:支出)?)(?<![\d.])"
    + AMOUNT.format("now")
    + ",占(?:[^\\d。,;¶]{0,24})"
    + PERCENT.format("share")
)
FUNDS = ("一般公共预算", "政府性基金", "国有资本经营")


def read_statements(grids: Sequence[Grid], *, budget: bool = False) -> list[Statement]:
    """Every statement recognised, in the order of the text; definitions hold no amounts.

    `budget` says that the text is that of a 部门预算, which speaks of plans alone.
    """
    prose = Prose(grids)
    if budget:
        return [*_subjects(prose, (*_SUBJECTS, *_PLANS)), *nil_statements(prose), *nil_notes(grids)]
    return [
        *_budgets(prose),
        *_subjects(prose, _SUBJECTS),
        *_purchases(prose),
        *three_statements(prose, CHANGE),
        *_classes(prose),
        *nil_statements(prose),
        *nil_notes(grids),
    ]


def _subjects(prose: Prose, subjects: Sequence[tuple[str, str]]) -> Iterator[Statement]:
    for subject, words in subjects:
        pattern = re.compile(words.format(a=_NOW + f"(?:{_SHARE})?", b=_NOW + _SHARE))
        for match in pattern.finditer(prose.text):
            plan = _AGAINST_PLAN.match(prose.text, match.end())
            end = plan.end() if plan else match.end()
            change = CHANGE.match(prose.text, end)
            mark = prose.text[end : end + 1]
            if change is None and (mark == "。" or (mark == ";" and plan is not None)):
                change = CHANGE.match(prose.text, end + 1)
            if change and (subject == "财政拨款收入" or _other(subject, change)):
                change = None
            yield statement(prose, subject, match, plan, change)


def _other(subject: str, change: re.Match[str]) -> bool:
    """Whether the comparison that follows is about something else."""
    return ":" in change["gap"] or "其中" in change["gap"] or "占" in change["gap"][8:]


def _budgets(prose: Prose) -> Iterator[Statement]:
    before = 0
    for match in _BUDGET.finditer(prose.text):
        lead = prose.text[max(before, match.start() - 160) : match.start()]
        items = list(_ITEM.finditer(lead))
        clause = re.split("[。;:]", lead)[-1]
        words: dict[str, str] = {}
        if "三公" in clause:
            subject = "“三公”经费"
            after = match.end() + (prose.text[match.end() : match.end() + 1] in tuple(";。,"))
            change = CHANGE.match(prose.text, after)
            if change and not change["gap"]:
                yield statement(prose, "“三公”经费变动", change)
        elif items:
            subject = "项"
            words = {"item": _item(items[-1]["item"]), "path": items[-1]["path"]}
            words |= _fund(prose, match.start())
        elif "财政拨款" in clause or "支出" in clause:
            subject = "财政拨款支出"
            words = _fund(prose, match.start())
        else:
            continue
        before = match.end()
        yield statement(prose, subject, match, words=words)


def _fund(prose: Prose, at: int) -> dict[str, str]:
    """Which of the three budgets the text before a place is about, by its nearest mention."""
    last = max(FUNDS, key=lambda fund: prose.last_mention(fund, at))
    return {"fund": last} if prose.last_mention(last, at) >= 0 else {}


def _item(text: str) -> str:
    return re.sub(r"^.*[、.。]", "", text)


def _purchases(prose: Prose) -> Iterator[Statement]:
    for match in _PURCHASE.finditer(prose.text):
        parts: dict[str, re.Match[str]] = {}
        end = match.end()
        while len(parts) < len(_PURCHASED):
            found = {
                role: part
                for role, pattern in _PURCHASED.items()
                if role not in parts and (part := pattern.match(prose.text, end))
            }
            if not found:
                break
            parts |= found
            end = max(part.end() for part in found.values())
        if parts or match["sum"] in ("总额", "金额"):
            yield statement(prose, "政府采购", match, *parts.values())


def _classes(prose: Prose) -> Iterator[Statement]:
    for match in _CLASS.finditer(prose.text):
        if match["class"]:
            yield statement(prose, "类", match, words=_fund(prose, match.start()))
        elif match["plain"]:
            name = re.sub(r"^(?:\d+[.、]|.*[、.])", "", match["item"]) + "支出"
            said = statement(prose, "类名", match, words=_fund(prose, match.start()))
            said.words["item"] = name
            yield said
