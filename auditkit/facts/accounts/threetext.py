"""What the text says of the 三公经费 and of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditkit.facts.accounts.comparisons import comparisons, is_of_last_year, is_of_other_year
from auditkit.facts.accounts.prose import Prose
from auditkit.facts.accounts.statement import AMOUNT, PERCENT, WAY, Statement, completion, statement

_NAME = r"三公经费(?:支出)?(?:(?:一般公共预算)?(?:财政拨款)?(?:支出)?){1,2}"
_WHOLE = re.compile(
    rf"{_NAME}(?P<closed>决算)?(?:数|总额|金额)?(?:总计|共计|合计|共|为)*{AMOUNT.format('final')}"
)
_WHOLE_CHANGE = re.compile(rf"{_NAME}(?:决算)?(?:总?数|总额|金额)?(?=与|比|较)")
THREE_PART = re.compile(
    r"(?P<item>因公出国(?:\(境\))?(?:经?费|(?=支出))|公务用车购置(?:及|和|与|、)运行(?:维护)?(?:费|(?=支出))|"
    r"公务用车购置(?:费|(?=支出))|公务用车运行(?:维护)?(?:费|(?=支出))|公务接待(?:费|(?=支出|决算|\d|$)))(?:用)?"
)
_ITEM = THREE_PART.pattern
_PART = re.compile(
    _ITEM
    + r"(?:财政拨款)?(?P<spent>支出)?(?P<closed>决算)?数?为?"
    + AMOUNT.format("final")
    + r"(?:,完成(?P<base>年初|全年|调整后?的?|)预算数?(?:"
    + AMOUNT.format("budget")
    + r")?的?"
    + PERCENT.format("rate")
    + ")?"
)
_PART_CHANGE = re.compile(
    _ITEM
    + r"(?:财政拨款)?(?:支出)?(?:决算)?数?(?:为?"
    + AMOUNT.format("now")
    + rf",)?(?:(?:与|比|较)(?:上年度?|去年|20\d\d年度?)(?:决算数?|相比)?,?)?(?P<way>{WAY})了?"
    + AMOUNT.format("delta")
    + rf",?(?:同比)?(?P<rate_way>{WAY})"
    + PERCENT.format("rate")
)
# The word without a plan: 完成预算的…, 一般公共预算财政拨款.
_NO_PLAN = re.compile("完成(?:年初|全年)?预算|一般公共预算|(?:政府性基金|国有资本经营)预算")
_LAST_YEAR = re.compile(r"(?:与|比|较)(?:上年|上一年|去年|20\d\d年)")


def three_statements(prose: Prose, year: int | None) -> Iterator[Statement]:
    """The whole 三公经费 with its change, the amount of each part, and the change of each part."""
    for match in _WHOLE.finditer(prose.text):
        if is_of_other_year(prose.text, match.start(), year) or not _is_final(prose, match):
            continue
        more = comparisons(prose.text, match.end(), "三公经费")
        if not (match["closed"] or more.change or more.plan or more.budgeted or more.was):
            continue
        said = completion(prose, "“三公”经费", match, *more.budgeted)
        if more.plan:
            plan = statement(prose, "“三公”经费", match, more.plan)
            said.figures.update(plan.figures)
            said.rates.update(plan.rates)
            said.words.update(plan.words)
        yield said
        before = more.to_last_year(year)
        if before:
            said = statement(prose, "“三公”经费变动", match, before)
            said.figures["now"] = said.figures.pop("final")
            yield said
    for match in _WHOLE_CHANGE.finditer(prose.text):
        change = comparisons(prose.text, match.end(), "三公经费").change
        if change and change.start() == match.end() and is_of_last_year(change, year):
            yield statement(prose, "“三公”经费变动", match, change)
    told: set[int] = set()
    for match in _PART.finditer(prose.text):
        if not (match["closed"] or match["rate"]) and not _is_spent(prose, match):
            continue
        yield statement(prose, "“三公”经费分项", match)
        more = comparisons(prose.text, match.end(), re.escape(match["item"]))
        before = more.to_last_year(year)
        if before:
            said = statement(prose, "“三公”经费分项变动", match, before)
            # What the amount is of its plan is said by the statement above.
            said.figures.pop("budget", None)
            if not before.groupdict().get("rate"):
                said.rates.pop("rate", None)
            yield said
            told.add(before.end())
    for match in _PART_CHANGE.finditer(prose.text):
        if match.end() in told or not _is_against_last_year(prose, match):
            continue
        yield statement(prose, "“三公”经费分项变动", match)


def _is_final(prose: Prose, match: re.Match[str]) -> bool:
    """Whether an amount of the whole is spent, and not planned: no 预算 after the last 决算."""
    if match["closed"]:
        return True
    start = max(prose.text.rfind(mark, 0, match.start()) for mark in ("。", ";", "¶"))
    before = _NO_PLAN.sub("", prose.text[start + 1 : match.end()])
    return "支出" in match[0] and before.rfind("预算") <= before.rfind("决算")


def _is_spent(prose: Prose, match: re.Match[str]) -> bool:
    """Whether an amount without the word 决算 is spent, and not planned: no 预算 before it."""
    start = max(prose.text.rfind(mark, 0, match.start()) for mark in ("。", "¶"))
    before = _NO_PLAN.sub("", prose.text[start + 1 : match.start()])
    shared = prose.text.startswith(",占", match.end())
    return bool(match["spent"] or shared) and before.rfind("预算") <= before.rfind("决算")


def _is_against_last_year(prose: Prose, match: re.Match[str]) -> bool:
    """Whether a change is against the year before, and not against the plan."""
    start = max(prose.text.rfind(mark, 0, match.start()) for mark in ("。", "¶"))
    said = _NO_PLAN.sub("", prose.text[start + 1 : match.end()])
    compared = [found.start() for found in _LAST_YEAR.finditer(said)]
    return bool(compared) and compared[-1] > said.rfind("预算")
