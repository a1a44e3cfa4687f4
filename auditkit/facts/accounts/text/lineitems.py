"""What the text says of single lines of the tables, each by its own name.

科学技术支出2,176.06万元，占96.77%; 其他收入39.60万元; a 项 by its whole path (类)(款)(项).
Whether such a name is that of a line, and of which table, the tables tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditkit.facts.accounts.text.belonging import is_of_other_year, is_of_others
from auditkit.facts.accounts.text.prose import BREAK, Prose
from auditkit.facts.accounts.text.statement import AMOUNT, PERCENT, Statement, statement
from auditkit.facts.accounts.text.subjects import FUNDS
from auditkit.rules.subjectwords import Subjects

_SHARE = "(?:(?:,|\\()占(?:[^\\d。,;¶]{0,24})" + PERCENT.format("share") + ")?"
_LINE = re.compile(
    r"(?:(?P<kind>支出|收入)(?P<class>\(类\))?(?P<more>支出)?|(?P<headed>\(类\))支出)"
    r"(?:20\d\d年度?)?(?:年初)?(?:预算|安排|决算)?(?:数|总额)?(?:为|是)?"
    + AMOUNT.format("now")
    + _SHARE
)
_ITEM = re.compile(
    r"\(项\)(?:支出)?(?P<year>20\d\d年度?)?(?:年初)?(?:预算|安排|支出)*(?:数|总额)?(?:为|是)?"
    + AMOUNT.format("now")
    + r"(?:,[比较与同](?:上年|20\d\d年)度?[^,。;\d]{0,12}?(?P<way>增加|减少)"
    + AMOUNT.format("delta")
    + "(?:,(?P<rate_way>增长|上升|下降|降低)"
    + PERCENT.format("rate")
    + ")?)?"
)
_PATH = re.compile(
    r"(?P<path>[^。:;,¶]{2,40}?\(类\)[^。:;,¶]{2,40}?\(款\)(?P<item>[^。:;,¶]{2,40}?))$"
)
_EDGE = re.compile(r"[,;:。¶、(]|(?<=\d)[.、]")
_LEAD = re.compile(
    r"^(?:\d+[.、]|20\d\d年度?|[本当]年度?|年度|其中|主要|包括|分别|部门|预算|安排|支出为|收入为|[为是])+"
)
_BUDGETS = re.compile("财政拨款|公共预算|政府性基金|国有资本经营|本年$|基本$|项目$|经费$")
_LONGEST = 30


def line_statements(
    prose: Prose, year: int | None, subjects: Subjects, *, budget: bool = False
) -> Iterator[Statement]:
    """The amount, and the share, of every name that may be that of a line.

    `类` where accounts say so and give a share, else `类名`; `项` with its path in a budget, whose
    text gives plans alone. What is said of others or of another year is left out.
    """
    text = prose.text
    for match in _LINE.finditer(text):
        before = text[max(0, match.start() - _LONGEST) : match.start()]
        edges = [edge.end() for edge in _EDGE.finditer(before)]
        name = _LEAD.sub("", before[edges[-1] if edges else 0 :])
        begins = match.start() - len(name)
        if not 2 <= len(name) <= 24 or is_of_other_year(text, begins, year):
            continue
        if _BUDGETS.search(name) and not (match["class"] or match["headed"]):
            # A subject with a meaning of its own, and rows in more than one place of a table.
            continue
        if is_of_others(prose, begins, subjects):
            continue
        known = not budget and (match["class"] or match["headed"]) and match["share"]
        # 社会保障和就业(类)支出 is named as 社会保障和就业支出(类) is.
        item = name + (match["kind"] or "支出") + ("" if match["class"] else match["more"] or "")
        sentence = max(text.rfind(mark, 0, match.start()) for mark in ("。", BREAK))
        words = {"item": item, "sentence": str(sentence)} | fund_of(prose, match.start())
        yield statement(prose, "类" if known else "类名", match, words=words)
    for match in _ITEM.finditer(text) if budget else ():
        path = _PATH.search(text, max(0, match.start() - 120), match.start())
        stated = re.match(r"\d+", match["year"] or "")
        if path and (stated is None or year in (None, int(stated[0]))):
            item = re.sub(r"^.*[、.。]", "", path["item"])
            words = {"item": item, "path": path["path"]} | fund_of(prose, match.start())
            yield statement(prose, "项", match, words=words)


def fund_of(prose: Prose, at: int) -> dict[str, str]:
    """Which of the three budgets the text before a place is about, by its nearest mention.

    国有资本经营预算支出(类) is the name of a line, and no mention of that budget.
    """
    places = {fund: _mention(prose, fund, at) for fund in FUNDS}
    last = max(FUNDS, key=places.__getitem__)
    return {"fund": last} if places[last] >= 0 else {}


def _mention(prose: Prose, fund: str, before: int) -> int:
    at = prose.last_mention(fund, before)
    while at >= 0 and prose.text.startswith(f"{fund}预算支出(类)", at):
        at = prose.last_mention(fund, at)
    return at
