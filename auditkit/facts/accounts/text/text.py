"""What the text of accounts says: of the subjects, of the functional items, of there being none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from auditkit.facts.accounts.text.counted import counts
from auditkit.facts.accounts.text.itemlists import evaluations, item_lists
from auditkit.facts.accounts.text.lineitems import fund_of, line_statements
from auditkit.facts.accounts.text.niltext import nil_notes, nil_statements
from auditkit.facts.accounts.text.overfull import overfull_shares
from auditkit.facts.accounts.text.passages import read_passages
from auditkit.facts.accounts.text.prose import Prose
from auditkit.facts.accounts.text.receptions import receptions
from auditkit.facts.accounts.text.statement import AMOUNT, PERCENT, Statement, statement
from auditkit.files.grid import Grid
from auditkit.rules.subjectwords import Subjects, shipped_subjects

_SPENT = (
    "(?:财政拨款|本年)?支?出?决算(?:数|支出|金额)?|本年(?:实际)?支出(?:数|合计)?|"
    r"(?:20\d\d年度?|本年度?|当年|全年)?(?:实际)?(?:支出|完成|发生|执行)(?:决算)?(?:数|总额|金额)?"
)
_BUDGET = re.compile(
    r"(?:年初预算数?(?:为|是)?"
    + AMOUNT.format("first")
    + r",(?=(?:全年|调整)))?"
    + r"(?P<which>年初|全年|调整后?的?|)预算数?(?:为|是)?"
    + AMOUNT.format("budget")
    + rf"[,;。](?:{_SPENT})(?:为|是)?"
    + AMOUNT.format("final")
    + r"(?:[,。;](?:(?:完成|为)(?:了)?(?P<base>年初|全年|调整后?的?|)预算数?的?|(?:预算)?执行率为?)"
    + PERCENT.format("rate")
    + r")?"
)
_ITEM = re.compile(
    r"(?P<path>[^。:;]{2,40}?\(类\)[^。:;]{2,40}?\(款\)(?P<item>[^。:;]{2,40}?)\(项\))"
)


# 养老保险缴费支出(项):支出决算为42.36万元,完成预算100%: without its budget.
_SPENT_ITEM = re.compile(
    r"(?P<path>[^。:;,¶]{2,40}?\(类\)[^。:;,¶]{2,40}?\(款\)(?P<item>[^。:;,¶]{2,40}?))\(项\)[:。,]?"
    r"(?:(?P<year>20\d\d)年度?)?(?:本年)?(?:支出)?决算(?:数|支出)?(?:为|是)?"
    + AMOUNT.format("final")
)
# A project that is named right before its budget, and no kind of cost of it.
_PROJECT = re.compile("项目[^。;费支¶]{0,24}$")


def read_statements(
    grids: Sequence[Grid],
    year: int | None = None,
    *,
    budget: bool = False,
    prose: Prose | None = None,
    subjects: Subjects | None = None,
) -> list[Statement]:
    """Every statement recognised, in the order of the text; definitions hold no amounts.

    Figures that the text gives of another year than `year` are none of its statements. `budget`
    says that the text is that of a 部门预算, which speaks of plans alone; `prose` is the text of
    the grids where it was put together already; `subjects` are what it may speak of, else those
    that come with auditkit.
    """
    prose = prose or Prose(grids)
    subjects = subjects or shipped_subjects()
    told = list(read_passages(prose, year, subjects, budget=budget))
    told += line_statements(prose, year, subjects, budget=budget)
    told += () if budget else _items(prose)
    items = {at for said in told if said.subject == "项" for at in said.spans}
    told += () if budget else _spent_items(prose, year, items)
    told += () if budget else receptions(prose, year, subjects)
    told += () if budget else counts(prose, year, subjects)
    told += () if budget else item_lists(prose, year, subjects)
    told += () if budget else evaluations(prose, year, subjects)
    shares = {at for said in told if "share" in said.rates for at in said.spans}
    told += overfull_shares(prose, shares)
    told.sort(key=lambda said: min(said.spans))
    return [*told, *nil_statements(prose), *nil_notes(grids)]


def _items(prose: Prose) -> Iterator[Statement]:
    """The budget and the final amount of each 项, by the path named before them."""
    before = 0
    for match in _BUDGET.finditer(prose.text):
        lead = prose.text[max(before, match.start() - 160) : match.start()]
        items = list(_ITEM.finditer(lead))
        if not items:
            if _PROJECT.search(lead):
                # A project of the performance passage, with its own rate.
                yield statement(prose, "项目", match, words={"item": "项目"})
            continue
        # A subject of its own between the path and the budget is not the item's.
        behind = lead[items[-1].end() :]
        if re.search("三公|机关运行经费|[费¶](?:支出)?$", behind.rpartition("。")[2]):
            continue
        before = match.end()
        words = {"item": _item(items[-1]["item"]), "path": items[-1]["path"]}
        yield statement(prose, "项", match, words=words | fund_of(prose, match.start()))


def _spent_items(prose: Prose, year: int | None, read: Collection[int]) -> Iterator[Statement]:
    """The final amount of each 项 whose budget is not given."""
    for match in _SPENT_ITEM.finditer(prose.text):
        if match.start("final") in read or (
            match["year"] and year not in (None, int(match["year"]))
        ):
            continue
        words = {"item": _item(match["item"])} | fund_of(prose, match.start())
        yield statement(prose, "项", match, words=words)


def _item(text: str) -> str:
    return re.sub(r"^.*[、.。]", "", text)
