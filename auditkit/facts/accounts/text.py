"""Figures that stand in the text of final accounts, each with its sentence and where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from auditkit.facts.accounts.figures import Figure, figure
from auditkit.facts.accounts.prose import Prose
from auditkit.files.grid import Grid, Source

AMOUNT = r"(?P<{0}>-?\d[\d,]*(?:\.\d+)?)(?P<{0}_unit>万元|亿元|元|万(?!元)|)"
_PERCENT = r"(?P<{0}>-?\d[\d,]*(?:\.\d+)?)%?"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the text: its subject, and the figures it gives by role.

    `rates` are in percent as printed, with the half step of the last place printed.
    """

    subject: str
    figures: dict[str, Figure]
    rates: dict[str, tuple[float, float, str]]
    words: dict[str, str]
    quote: str
    source: Source


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
# The clause that compares with the year before; it may repeat its subject.
_NOW = AMOUNT.format("now")
_SHARE = r",占(?:[^\d。,;¶]{0,16})" + _PERCENT.format("share")
_CHANGE = re.compile(
    r"(?P<gap>[^。;¶]{0,40}?)(?:与|比|较|同比)(?:上年度?|上一年度?|去年|(?P<year>20\d\d)年度?)"
    r"(?:决算数?|相比|支出)*,?[^。;,¶]{0,30}?"
    r"(?:(?P<same>持平)|(?P<way>增加|减少|增长|下降|上升)了?"
    + AMOUNT.format("delta")
    + r"(?:,?(?:同比)?(?P<rate_way>[^\d。;,]{0,9}?)"
    + _PERCENT.format("rate")
    + r")?)"
)
_BUDGET = re.compile(
    r"(?P<which>年初|全年|调整后?的?|)预算数?(?:为|是)?"
    + AMOUNT.format("budget")
    + r"[,;。](?:财政拨款|本年)?支?出?决算数?(?:为|是)?"
    + AMOUNT.format("final")
    + r"(?:[,。;](?:完成|为)(?:了)?(?P<base>年初|全年|调整后?的?|)预算数?的?"
    + _PERCENT.format("rate")
    + r")?"
)
_ITEM = re.compile(
    r"(?P<path>[^。:;]{2,40}?\(类\)[^。:;]{2,40}?\(款\)(?P<item>[^。:;]{2,40}?)\(项\))"
)
_PURCHASE = re.compile(
    r"政府采购(?:支出)?(?:总额|金额|支出)?(?:\([^)]{2,12}\))?(?:合计|共计|总额)?为?"
    + AMOUNT.format("total")
    + r"[,。;]?(?:其中)?:?[,;]?(?:政府)?(?:采购)?货物(?:类)?(?:采购)?(?:支出|金额)?为?"
    + AMOUNT.format("goods")
    + r"[、,;](?:政府)?(?:采购)?工程(?:类)?(?:采购)?(?:支出|金额)?为?"
    + AMOUNT.format("works")
    + r"[、,;](?:政府)?(?:采购)?服务(?:类)?(?:采购)?(?:支出|金额)?为?"
    + AMOUNT.format("services")
)
_THREE_CHANGE = re.compile(
    r"三公经费(?:财政拨款)?(?:支出)?决算数?(?:为)?(?:" + AMOUNT.format("now") + r",)?(?=与|比|较)"
)
_CLASS = re.compile(
    r"(?P<item>[^,;:。¶(]{2,24})\(类\)(?:支出)?"
    + AMOUNT.format("now")
    + ",占"
    + _PERCENT.format("share")
)
_THREE_PART = re.compile(
    r"(?P<item>因公出国\(境\)费|公务用车购置及运行(?:维护)?费|公务接待费)(?:用)?(?:支出)?决算数?为?"
    + AMOUNT.format("final")
    + r",完成(?:年初|全年)?预算的?"
    + _PERCENT.format("rate")
)


def read_statements(grids: Sequence[Grid]) -> list[Statement]:
    """Every statement recognised, in the order of the text; definitions hold no amounts."""
    prose = Prose(grids)
    return [
        *_budgets(prose),
        *_subjects(prose),
        *_purchases(prose),
        *_three_changes(prose),
        *(_statement(prose, "类", m, None) for m in _CLASS.finditer(prose.text)),
        *_three_parts(prose),
    ]


def _subjects(prose: Prose) -> Iterator[Statement]:
    for subject, words in _SUBJECTS:
        pattern = re.compile(words.format(a=_NOW + f"(?:{_SHARE})?", b=_NOW + _SHARE))
        for match in pattern.finditer(prose.text):
            end = match.end()
            change = _CHANGE.match(prose.text, end)
            if change is None and prose.text[end : end + 1] == "。":
                change = _CHANGE.match(prose.text, end + 1)
            if change and (subject == "财政拨款收入" or _other(subject, change)):
                change = None
            yield _statement(prose, subject, match, change)


def _other(subject: str, change: re.Match[str]) -> bool:
    """Whether the comparison that follows is about something else."""
    return ":" in change["gap"] or "其中" in change["gap"] or "占" in change["gap"][8:]


def _budgets(prose: Prose) -> Iterator[Statement]:
    before = 0
    for match in _BUDGET.finditer(prose.text):
        lead = prose.text[max(before, match.start() - 160) : match.start()]
        items = list(_ITEM.finditer(lead))
        clause = re.split("[。;:]", lead)[-1]
        if "三公" in clause:
            subject = "“三公”经费"
        elif items:
            subject = "项"
        elif "财政拨款" in clause or "支出" in clause:
            subject = "财政拨款支出"
        else:
            continue
        before = match.end()
        words = {"item": _item(items[-1]["item"]), "path": items[-1]["path"]} if items else {}
        yield _statement(prose, subject, match, None, words if subject == "项" else {})


def _item(text: str) -> str:
    return re.sub(r"^.*[、.。]", "", text)


def _purchases(prose: Prose) -> Iterator[Statement]:
    for match in _PURCHASE.finditer(prose.text):
        yield _statement(prose, "政府采购", match, None)


def _three_changes(prose: Prose) -> Iterator[Statement]:
    for match in _THREE_CHANGE.finditer(prose.text):
        if change := _CHANGE.match(prose.text, match.end()):
            yield _statement(prose, "“三公”经费变动", match, change)


def _three_parts(prose: Prose) -> Iterator[Statement]:
    for match in _THREE_PART.finditer(prose.text):
        yield _statement(prose, "“三公”经费分项", match, None)


def _statement(
    prose: Prose,
    subject: str,
    match: re.Match[str],
    change: re.Match[str] | None,
    words: dict[str, str] | None = None,
) -> Statement:
    end = change.end() if change else match.end()
    quote = prose.quote(match.start(), end)
    source = prose.source(match.start(), end)
    figures: dict[str, Figure] = {}
    rates: dict[str, tuple[float, float, str]] = {}
    said = dict(words or {})
    for part in (match, *([change] if change else [])):
        for role, text in part.groupdict().items():
            if text is None or role.endswith("_unit") or role == "gap":
                continue
            if role in ("rate", "share"):
                rates[role] = _rate(text)
                if prose.text[part.end(role) : part.end(role) + 1] != "%":
                    said["unmarked"] = text
            elif f"{role}_unit" in part.re.groupindex:
                unit = {"万": "万元", "": "万元"}.get(part[f"{role}_unit"], part[f"{role}_unit"])
                at = prose.source(*part.span(role))
                if number := figure(text, unit, at, quote):
                    figures[role] = number
                else:
                    said["misprint"] = text
            else:
                said[role] = text
    return Statement(subject, figures, rates, said, quote, source)


def _rate(text: str) -> tuple[float, float, str]:
    plain = text.replace(",", "")
    digits = len(plain.partition(".")[2])
    return float(plain), 0.5 * 10.0**-digits, plain


def prior(statement: Statement, now: Figure | None) -> Figure | None:
    """The figure of the year before, from this year's and the change that the text states."""
    if now is None:
        return None
    if "same" in statement.words:
        return replace(now, source=statement.source, quote=statement.quote)
    delta = statement.figures.get("delta")
    if delta is None:
        return None
    sign = 1 if statement.words["way"] in ("减少", "下降") else -1
    decimals = min(now.decimals, delta.decimals)
    printed = f"{now.printed}{'＋' if sign > 0 else '－'}{delta.printed}"
    value = round(now.value + sign * delta.value, max(decimals, 0))
    return Figure(value, decimals, printed, statement.source, statement.quote)


def select(
    statements: Sequence[Statement], subject: str, test: Callable[[Statement], bool] = bool
) -> Statement | None:
    """The first statement about the subject that passes the test."""
    return next((s for s in statements if s.subject == subject and test(s)), None)
