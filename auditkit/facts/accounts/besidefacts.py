"""Facts on what stands beside the 三公经费: 会议费, 培训费, what is counted, self-evaluations."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from auditkit.errors import Issue, IssueKind
from auditkit.facts.accounts.checks.counted import counts_said, counts_shown
from auditkit.facts.accounts.checks.meetings import (
    MEETINGS,
    is_of_the_table,
    meetings_said,
    meetings_shown,
)
from auditkit.facts.accounts.gathered import Gathered
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.tables import Table
from auditkit.facts.accounts.text.belonging import OF_A_PART
from auditkit.facts.accounts.text.counted import KINDS, Kind
from auditkit.facts.accounts.text.itemlists import EVALUATED
from auditkit.facts.accounts.text.statement import UNREAD_SENTENCE, Statement
from auditkit.files.grid import Source

UNSURE_COUNT = IssueKind("accounts-count", "决算中计数的数不能断定，没有取用")

_OF_ALL = re.compile("20\\d\\d年|本年|全年|年度|部门|单位")


def add_counts(
    into: Gathered, tables: Mapping[str, Table], statements: Sequence[Statement]
) -> None:
    """团组数, 人次, 车辆, 批次 in their units: the table, else the text where it gives one value.

    A count that is no whole number, and two values of one in the text, are told and not taken.
    """
    for kind in KINDS:
        for measure, shift in (("决算数", 0), ("上年决算数", -1)):
            shown = counts_shown(tables, kind, measure)
            if shown is None and not shift:
                shown = _one_said(into, kind, counts_said(statements, kind))
            if shown is not None and not shown.value.is_integer():
                into.issues.append(_odd(kind, shown))
            else:
                into.count(kind.name, shown, kind.unit, shift)


def _one_said(into: Gathered, kind: Kind, said: Mapping[float, Figure]) -> Figure | None:
    if len(said) < 2:
        return next(iter(said.values()), None)
    first = next(iter(said.values()))
    found = "、".join(f"{figure.printed}{kind.unit}" for figure in said.values())
    what = f"正文中{kind.name}有{len(said)}个不同的数，可能口径不同，没有取用"
    into.issues.append(UNSURE_COUNT(first.source, what, found, "如需要，请核对后手工填写", False))
    return None


def _odd(kind: Kind, shown: Figure) -> Issue:
    what = f"{kind.name}不是整数，没有取用"
    return UNSURE_COUNT(shown.source, what, shown.printed, "请对照原件核对后手工填写")


def add_meetings(
    into: Gathered, tables: Mapping[str, Table], statements: Sequence[Statement]
) -> None:
    """会议费 and 培训费 spent and planned, 万元: the table, else the text on all of them."""
    of_all: set[Source] = set()
    for item in MEETINGS:
        for name, measure, shift in (
            (item, "决算数", 0),
            (item, "上年决算数", -1),
            (f"{item}预算数", "预算数", 0),
        ):
            _, shown = meetings_shown(tables, item, measure)
            remark = "口径：与“三公”经费同表" if shown else "取自正文，口径见原文"
            if shown is None and not shift:
                role = "budget" if measure == "预算数" else ""
                whole = [s for s in statements if _is_of_all(s, item, of_all)]
                said = list(meetings_said(whole, item, role).values())
                shown = said[0][0] if len(said) == 1 else None
                of_all |= {shown.source} if shown else set()
            into.add(name, shown, remark, shift)


def add_evaluated(into: Gathered, statements: Sequence[Statement]) -> None:
    """绩效自评项目数 (个) and its funds (万元), where the text gives one number of each."""
    about = [s for s in statements if s.subject == EVALUATED]
    said = [s for s in about if s.figures]
    counts = {s.figures["count"].value: s.figures["count"] for s in said}
    funds = {s.figures["funds"].value: s.figures["funds"] for s in said}
    if len(counts) == len(funds) == 1:
        into.count("绩效自评项目数", said[0].figures["count"], "个")
        remark = "取自正文，预算还是支出见原文"
        into.add("绩效自评涉及资金", said[0].figures["funds"], remark)
    elif said:
        what = f"正文有{len(said)}句写到绩效自评的项目数和资金，数各不同，没有取用"
        found = "；".join(s.quote for s in said)[:120]
        remedy = "如需要，请核对后手工填写"
        into.issues.append(UNSURE_COUNT(said[0].source, what, found, remedy, False))
    elif about:
        what = "正文有一句写到绩效自评的项目数和资金而没有读懂，没有取用"
        remedy = "如需要，请对照原句手工填写"
        into.issues.append(UNREAD_SENTENCE(about[0].source, what, about[0].quote, remedy, False))


def _is_of_all(statement: Statement, item: str, goes_on: Collection[Source]) -> bool:
    """Whether a sentence gives the whole of it, and not that of a project or of 公用经费.

    `goes_on` are the lines that gave the whole before: 开支会议费1.20万元；开支培训费36.60万元.
    """
    figure = statement.said or statement.figures.get("budget")
    if statement.subject != item or figure is None:
        return False
    named = re.search(
        f"(.*){item}[^，。；、]*?{re.escape(figure.printed)}", statement.quote.replace(",", "")
    )
    before = re.split("[。；;]", named[1] if named else statement.quote)[-1]
    of_all = is_of_the_table(statement) or _OF_ALL.search(before) is not None
    of_all = of_all or figure.source in goes_on
    return of_all and not OF_A_PART.search(before)
