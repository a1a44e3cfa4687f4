"""Sentences that give an amount the facts lack: what was not understood is told, never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditkit.errors import Issue, IssueKind
from auditkit.facts.accounts.comparisons import is_of_other_year
from auditkit.facts.accounts.prose import Prose
from auditkit.facts.accounts.statement import WAY
from auditkit.facts.facts import Fact

UNREAD_SENTENCE = IssueKind("accounts-sentence", "决算正文有一句写了金额而没有读懂")

_MONEY = r"\d[\d,]*(?:\.\d+)?(?:万元|亿元|元|万)"
# Nothing between that ends the sentence or names other money.
_NEAR = r"(?:(?!其中|预算|采购|经费|费用)[^。;,¶\d]){0,20}"
_BEFORE = r"(?:同比|[与比较同](?:上年|上一年|去年|LAST年))"
_CHANGED = rf"{_BEFORE}(?:(?!预算)[^。;¶\d]){{0,12}}(?:{WAY})[^。;¶]{{0,16}}?{_MONEY}"
_BY_HAND = "请对照原句，把其中的数手工填入"


@dataclass(frozen=True)
class _Sought:
    """A fact that the text may give: its name, its year from the document's, and the words.

    LAST in the words is the year before the document's.
    """

    name: str
    words: str
    shift: int = 0


_PURCHASED = rf"政府采购(?:支出|金额)[^。;¶]{{0,60}}%s[^。;,:¶\d]{{0,8}}{_MONEY}"
_PART = rf"%s(?:支出|决算)+{_NEAR}{_MONEY}"
_FINAL = (
    _Sought("机关运行经费", rf"机关运行经费{_NEAR}{_MONEY}"),
    _Sought("机关运行经费", rf"机关运行经费{_NEAR}{_MONEY}[^。;¶]{{0,40}}?{_CHANGED}", -1),
    _Sought("“三公经费”总额", rf"三公经费{_NEAR}(?:支出|决算){_NEAR}{_MONEY}"),
    _Sought("“三公经费”总额", rf"三公经费{_NEAR}{_MONEY}[^。;¶]{{0,40}}?{_CHANGED}", -1),
    _Sought("三公经费预算数", rf"三公经费[^。;,:¶\d]{{0,16}}(?<!公共)预算{_NEAR}{_MONEY}"),
    _Sought("实际政府采购金额", rf"政府采购(?:支出|金额|合同)?{_NEAR}{_MONEY}"),
    _Sought("政府采购货物金额", _PURCHASED % "货物"),
    _Sought("政府采购工程金额", _PURCHASED % "工程"),
    _Sought("政府采购服务金额", _PURCHASED % "服务"),
    _Sought("预算数", rf"财政拨款支出[^。;¶]{{0,60}}年初预算{_NEAR}{_MONEY}"),
    _Sought("因公出国（境）费", _PART % r"因公出国\(境\)费"),
    _Sought("公务用车运行维护费", _PART % "公务用车运行维护费"),
    _Sought("公务接待费", _PART % "公务接待费"),
)
_BUDGET = (
    _Sought("三公经费预算数", rf"三公经费[^。;,:¶\d]{{0,16}}(?<!公共)预算{_NEAR}{_MONEY}"),
    _Sought("机关运行经费预算", rf"机关运行经费[^。;,:¶\d]{{0,20}}{_MONEY}"),
    _Sought("政府采购预算数", rf"政府采购[^。;,:¶\d]{{0,8}}预算{_NEAR}{_MONEY}"),
)


def unread_sentences(
    prose: Prose, facts: Sequence[Fact], year: int, *, budget: bool = False
) -> Iterator[Issue]:
    """The first sentence of the text that gives the amount of each fact which was not taken."""
    known = {(fact.name, fact.year) for fact in facts}
    for sought in _BUDGET if budget else _FINAL:
        if (sought.name, year + sought.shift) in known:
            continue
        words = sought.words.replace("LAST", str(year - 1))
        for match in re.finditer(words, prose.text):
            if is_of_other_year(prose.text, match.start(), year):
                continue
            told = sought.name + ("（上年）" if sought.shift else "")
            what = f"正文有一句写到{told}的金额而没有读懂，没有取用"
            where = prose.source(*match.span())
            yield UNREAD_SENTENCE(where, what, prose.quote(*match.span()), _BY_HAND)
            break
