"""Figures that stand in the text of final accounts, each with its sentence and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditkit.facts.accounts.comparisons import (
    comparisons,
    is_of_last_year,
    is_of_other_year,
    is_of_others,
)
from auditkit.facts.accounts.niltext import nil_notes, nil_statements
from auditkit.facts.accounts.prose import BREAK, Prose
from auditkit.facts.accounts.statement import (
    AMOUNT,
    PERCENT,
    WAY,
    Statement,
    completion,
    statement,
)
from auditkit.facts.accounts.threetext import THREE_PART, three_statements
from auditkit.facts.accounts.topics import CARRIED, FUNDS, PLANS, TOPICS, TOTALS, Topic
from auditkit.files.grid import Grid

# The whole that a share is of, named before it.
_WHOLE = re.compile(
    r"(?P<all>本年支出(?:决算)?合计|(?<!拨款)支出(?:合计|总计))|(?P<fund>一般公共预算财政拨款(?:基本)?支出|财政拨款支出)"
)
# A change that stands apart from its amount: 收入支出总体与上年相比,增加100.00万元; 与上年相比,
# 收、支总计各增加…; 与上年相比,一般公共预算财政拨款支出增加…
_APART = {
    "收入支出总计": rf"(?<!拨款)(?:{TOTALS}|(?:收入支出|收支|收、?支)(?:决算)?总体|收入总计)",
    "一般公共预算财政拨款支出": "一般公共预算财政拨款支出(?:决算)?",
    "机关运行经费": "机关运行经费(?:支出)?",
}
_BEFORE = {name: re.compile(rf"{own}(?=与|比|较)") for name, own in _APART.items()}
_AFTER = {
    name: re.compile(
        r"(?:与|比|较)(?:上年度?|上一年度?|去年|(?P<year>20\d\d)年度?)(?:同期)?(?:决算数?)?(?:相比)?,?"
        rf"{own}(?:数|总额)?(?:各|均)?(?P<way>{WAY})了?"
        + AMOUNT.format("delta")
        + r"(?:,?(?P<rate_way>(?:(?!完成|占|达)[^\d。;,]){0,9}?)"
        + PERCENT.format("rate")
        + ")?"
    )
    for name, own in _APART.items()
}
# What follows a budget and names what was spent of it, its subject called again or not.
_AGAIN = "(?:一般公共预算)?(?:财政拨款)?(?:(?:安排)?的?(?:三公经费|机关运行经费))?"
_SPENT = (
    "(?:财政拨款|本年)?支?出?决算(?:数|支出|金额)?|本年(?:实际)?支出(?:数|合计)?|"
    r"(?:20\d\d年度?|本年度?|当年|全年)?实际(?:支出|完成|发生|执行)数?(?:三公经费)?(?:支出)?(?:决算)?(?:数|总额)?|"
    rf"(?:20\d\d年度?|本年度?|当年|全年)?{_AGAIN}(?:支出)?决算(?:支出)?(?:数|总额|金额)?"
)
_BUDGET = re.compile(
    r"(?:年初预算数?(?:为|是)?"
    + AMOUNT.format("first")
    + r",(?=(?:全年|调整)))?"
    + r"(?P<which>年初|全年|调整后?的?|)预算数?(?:为|是)?"
    + AMOUNT.format("budget")
    + rf"[,;。](?:{_SPENT})(?:为|是)?"
    + AMOUNT.format("final")
    + r"(?:[,。;](?:完成|为)(?:了)?(?P<base>年初|全年|调整后?的?|)预算数?的?"
    + PERCENT.format("rate")
    + r")?"
)
_ITEM = re.compile(
    r"(?P<path>[^。:;]{2,40}?\(类\)[^。:;]{2,40}?\(款\)(?P<item>[^。:;]{2,40}?)\(项\))"
)
_PURCHASE = re.compile(
    r"政府采购(?:(?:事项|活动|项目|业务|执行|实际|情况),?){0,3}(?:支出)?(?P<sum>总额|金额|支出|规模)?"
    r"(?:\([^)]{2,12}\))?(?:合计|共计|总额|共)?为?"
    + AMOUNT.format("total")
    + r"(?:\([^()¶]{1,40}\))?[,。;]?(?:其中)?[:,;]?"
)
_PURCHASED = {
    role: re.compile(
        rf"(?:\([^()¶]{{1,40}}\))?(?:,占[^\d。;,]{{0,16}}\d[\d.]*%)?[、,;。]?(?:其中)?:?(?:政府)?(?:采购)?{name}(?:类)?(?:采购)?(?:类)?(?:支出|金额)?为?"
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
_NOT_THE_WHOLE = re.compile("经费|费|基本支出|项目支出|采购|会议|培训")


def read_statements(
    grids: Sequence[Grid],
    year: int | None = None,
    *,
    budget: bool = False,
    prose: Prose | None = None,
) -> list[Statement]:
    """Every statement recognised, in the order of the text; definitions hold no amounts.

    Figures that the text gives of another year than `year` are none of its statements. `budget`
    says that the text is that of a 部门预算, which speaks of plans alone; `prose` is the text of
    the grids where it was put together already.
    """
    prose = prose or Prose(grids)
    if budget:
        said = _subjects(prose, (*TOPICS, *PLANS), year)
        return [*said, *nil_statements(prose), *nil_notes(grids)]
    told = [*_budgets(prose, year), *_subjects(prose, TOPICS, year)]
    return [
        *told,
        *_changes_apart(prose, year, told),
        *_purchases(prose),
        *three_statements(prose, year),
        *_classes(prose),
        *nil_statements(prose),
        *nil_notes(grids),
    ]


def _subjects(prose: Prose, topics: Sequence[Topic], year: int | None) -> Iterator[Statement]:
    for topic in topics:
        for match in topic.begins.finditer(prose.text):
            if is_of_other_year(prose.text, match.start(), year):
                continue
            if is_of_others(prose.text, match.start()):
                continue
            if "预算财政拨款" in topic.subject and _in_a_list(prose.text, match.start()):
                continue
            if topic.subject in CARRIED and _is_of_a_part(prose, match.start()):
                continue
            more = comparisons(prose.text, match.end(), topic.own)
            change = more.change if topic.subject != "财政拨款收入" else None
            change = change if change and is_of_last_year(change, year) else None
            whole = topic.subject.removeprefix("一般公共预算") == "财政拨款支出"
            if whole and any(_names_a_plan(part) for part in more.budgeted):
                yield completion(prose, "财政拨款支出", match, *more.budgeted)
            if topic.subject == "财政拨款支出":
                if change:
                    yield statement(prose, "财政拨款支出变动", match, change)
                continue
            was = more.was if more.was and is_of_last_year(more.was, year) else None
            said = statement(prose, topic.subject, match, more.plan, change, was)
            if topic.subject in ("基本支出", "项目支出"):
                said.words["whole"] = _whole(prose, match.start())
            yield said


def _names_a_plan(part: re.Match[str]) -> bool:
    return bool(part["budget"] or part.groupdict().get("budget_before"))


def _in_a_list(text: str, at: int) -> bool:
    """Whether a fund is named as a part of something else: (其中:政府性基金 …)."""
    before = text[max(text.rfind("。", 0, at), text.rfind(BREAK, 0, at)) + 1 : at]
    return "其中" in before or before.count("(") > before.count(")")


def _is_of_a_part(prose: Prose, at: int) -> bool:
    """Whether what is carried over is that of a fund or of 财政拨款, by the words above."""
    start = max(prose.text.rfind("。", 0, at), prose.text.rfind(BREAK, 0, at)) + 1
    heading = next((h for where, h in reversed(prose.headings) if where < start), "")
    return any(word in prose.text[start:at] + heading for word in ("财政拨款", *FUNDS))


def _whole(prose: Prose, at: int) -> str:
    """Of which whole the text speaks before a share: 财政拨款支出, or all expenditure."""
    start = max(prose.text.rfind(BREAK, 0, at) + 1, at - 160)
    named = list(_WHOLE.finditer(prose.text, start, at))
    return "财政拨款" if named and named[-1]["fund"] else "全部"


def _changes_apart(
    prose: Prose, year: int | None, told: Sequence[Statement]
) -> Iterator[Statement]:
    """Changes that stand apart from their amounts, but for those that `told` holds already."""
    before = {(said.subject, said.figures["delta"].source) for said in told if _changes(said)}
    for subject, own in _APART.items():
        for match in _BEFORE[subject].finditer(prose.text):
            change = comparisons(prose.text, match.end(), own).change
            if change and change.start() == match.end() and is_of_last_year(change, year):
                said = statement(prose, subject, match, change)
                if _changes(said) and (subject, said.figures["delta"].source) not in before:
                    yield said
        for match in _AFTER[subject].finditer(prose.text):
            said = statement(prose, subject, match)
            at = said.figures["delta"].source if _changes(said) else None
            if is_of_last_year(match, year) and (subject, at) not in before:
                yield said


def _changes(said: Statement) -> bool:
    return "delta" in said.figures


def _budgets(prose: Prose, year: int | None) -> Iterator[Statement]:
    before = 0
    for match in _BUDGET.finditer(prose.text):
        lead = prose.text[max(before, match.start() - 160) : match.start()]
        clause = re.split("[。;:¶]", lead)[-1]
        subject, words = _planned(prose, lead, clause, match.start())
        if not subject:
            continue
        before = match.end()
        if subject == "机关运行经费":
            yield completion(prose, "完成预算", match, item=subject)
            said = statement(prose, subject, match)
            said.figures["now"] = said.figures["final"]
            said.rates.clear()
            change = comparisons(prose.text, match.end(), subject).change
            more = statement(prose, subject, match, change) if change else said
            said.figures.update({k: v for k, v in more.figures.items() if k == "delta"})
            said.words.update({k: v for k, v in more.words.items() if k in ("way", "same")})
            yield said
            continue
        if subject == "“三公”经费":
            change = comparisons(prose.text, match.end(), "三公经费").change
            if change and is_of_last_year(change, year):
                yield statement(prose, "“三公”经费变动", change)
        yield statement(prose, subject, match, words=words)


def _planned(prose: Prose, lead: str, clause: str, at: int) -> tuple[str, dict[str, str]]:
    """What a budget and its final amount are about, by the words before them; "" for neither."""
    part = list(THREE_PART.finditer(clause))
    items = list(_ITEM.finditer(lead))
    if part and "三公" not in clause[part[-1].end() :]:
        return "“三公”经费分项", {"item": part[-1]["item"]}
    if "三公" in clause:
        return "“三公”经费", {}
    if "机关运行经费" in clause:
        return "机关运行经费", {}
    if items:
        words = {"item": _item(items[-1]["item"]), "path": items[-1]["path"]}
        return "项", words | _fund(prose, at)
    if _NOT_THE_WHOLE.search(clause):
        return "", {}
    if "财政拨款" in clause or "支出" in clause:
        named = next((fund for fund in FUNDS if fund in clause), "")
        return "财政拨款支出", _fund(prose, at) | ({"named": named} if named else {})
    spoken = re.search(r"一般公共预算财政拨款支出(?:决算)?\d", lead.rpartition(BREAK)[2])
    if spoken and re.fullmatch("(?:与年初预算相比)?,?", clause):
        return "财政拨款支出", _fund(prose, at)
    return "", {}


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
