"""Lists of what 人员经费 and 公用经费 were spent on, and what the department evaluated itself.

公用经费200万元，其中：办公费45.5万元、印刷费8.2万元; 对12个项目开展绩效自评，涉及资金1195.5万元.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditkit.facts.accounts.tables.figures import Figure, figure
from auditkit.facts.accounts.text.belonging import is_of_other_year, is_of_others
from auditkit.facts.accounts.text.prose import Prose
from auditkit.facts.accounts.text.statement import AMOUNT, Statement, statement
from auditkit.rules.subjectwords import Subjects

ITEMS, EVALUATED = "经费分项", "绩效自评"

_NAME = r"[^\d,、;。:¶()]{2,20}+(?:\([^()\d¶]{1,6}\)[^\d,、;。:¶()]{0,10}+)?"
_NUMBER = r"\d[\d,]*(?:\.\d+)?(?:万元|亿元|元)"
_ITEM = re.compile(
    rf"(?P<name>{_NAME}?)(?:支出)?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>万元|亿元|元)"
)
_LIST = re.compile(
    r"(?P<of>人员经费|公用经费)(?:支出|决算|合计|数|为|是)*" + _NUMBER + r"[,;:(]?"
    r"(?:主要|其中|包括|用于|有)*[:,]?"
    rf"(?=(?P<items>(?:(?!(?:人员|公用)经费){_NAME}{_NUMBER}(?:[、,;]|以?及|和)?){{2,60}}+))"
)
_FUNDS = (
    r"[,;]?(?:共|总)?(?:涉及|金额|覆盖)(?:一般公共预算|财政拨款|财政|预算|项目|当年)*(?:支出)?(?:资金|金额)?"
    r"(?:总额|总量|共计|合计|总计|为|达)*" + AMOUNT.format("now")
)
_EVALUATED = re.compile(
    r"对(?P<n>\d{1,4})个(?:一级|二级|预算|部门|财政|支出|部门预算|专项)*项目(?:支出)?"
    r"(?:全面|组织|分别)*(?:开展|进行|实施|完成)了?(?:预算|支出|项目)*绩效自(?:评价?|我评价)(?:工作)?"
    + _FUNDS +
    r"|(?:开展|组织|实施|完成)了?(?:\d+年度?)?(?:预算|支出|项目)*绩效自(?:评价?|我评价)(?:工作)?的?,?"
    r"(?:共|涉及|其中)*项目(?P<m>\d{1,4})个" + _FUNDS.replace("(?P<now", "(?P<also")
)  # fmt: skip
_LIKE_IT = re.compile(
    r"对\d{1,4}个[^。¶\d]{0,40}绩效自评[^。¶]{0,60}资金[^。¶\d]{0,40}\d[\d,.]*[万亿]?元"
)


def item_lists(prose: Prose, year: int | None, subjects: Subjects) -> Iterator[Statement]:
    """The amounts of each list by the name of the item; of the year, of the department alone."""
    for match in _LIST.finditer(prose.text):
        at = match.start()
        if is_of_other_year(prose.text, at, year) or is_of_others(prose, at, subjects):
            continue
        figures: dict[str, Figure] = {}
        spans: set[int] = set()
        for item in _ITEM.finditer(prose.text, *match.span("items")):
            name = re.sub("^(?:其中|主要|以?及|和)+", "", item["name"])
            if name in figures:
                continue
            span = item.start("number"), item.end("unit")
            at_item, quote = prose.source(*span), prose.quote(*item.span())
            if number := figure(item["number"], item["unit"], at_item, quote):
                figures[name] = number
                spans.add(span[0])
        if len(figures) > 1:
            whole = match.start(), match.end("items")
            source, quote = prose.source(*whole), prose.quote(*whole)
            words = {"of": match["of"]}
            yield Statement(ITEMS, figures, {}, words, quote, source, frozenset(spans))


def evaluations(prose: Prose, year: int | None, subjects: Subjects) -> Iterator[Statement]:
    """How many projects the department evaluated itself (figure `count`), and of which funds.

    A sentence that gives both in words that are not known has no figures.
    """
    ends: list[int] = []
    for match in _EVALUATED.finditer(prose.text):
        at = match.start()
        ends.append(match.end())
        if is_of_other_year(prose.text, at, year) or is_of_others(prose, at, subjects):
            continue
        said = statement(prose, EVALUATED, match)
        role = "n" if match["n"] else "m"
        span = match.span(role)
        count = Figure(float(match[role]), 8, match[role], prose.source(*span), said.quote)
        figures = {"count": count, "funds": said.figures.get("now") or said.figures["also"]}
        spans = said.spans | {span[0]}
        yield Statement(EVALUATED, figures, {}, {}, said.quote, said.source, spans)
    for match in _LIKE_IT.finditer(prose.text):
        at, end = match.span()
        other = is_of_other_year(prose.text, at, year) or is_of_others(prose, at, subjects)
        if not other and not any(at < one <= end for one in ends):
            where, quote = prose.source(at, end), prose.quote(at, end)
            yield Statement(EVALUATED, {}, {}, {}, quote, where, frozenset([at]))
