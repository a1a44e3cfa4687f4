"""The text against itself: a change and its two amounts, a part and its whole, 没有 and an amount.

Each of these needs no table. What the text says twice and differently is told as a question
(`accounts-differing`), for the second amount may be that of something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditkit.errors import Issue, IssueKind
from auditkit.facts.accounts.checks.budgetwholes import THREE as THREE_PLANNED
from auditkit.facts.accounts.checks.ties import Ties
from auditkit.facts.accounts.tables.cells import (
    CARS,
    CARS_PARTS,
    THREE_SUMMED,
    cell,
    same,
    three,
)
from auditkit.facts.accounts.tables.columns import three_item
from auditkit.facts.accounts.tables.figures import Figure, total
from auditkit.facts.accounts.tables.tables import FUND, STATE_CAPITAL, THREE, Table
from auditkit.facts.accounts.text.overfull import OVERFULL
from auditkit.facts.accounts.text.receptions import DOMESTIC, FOREIGN
from auditkit.facts.accounts.text.statement import Statement

TWICE = IssueKind("accounts-differing", "决算（预算）正文对同一项写了不同的金额")

_FUNDS = {"政府性基金": FUND, "国有资本经营": STATE_CAPITAL}
_RECEPTION = "公务接待费"


def check_spoken(ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    """Every such check that the text of accounts, or of a budget, allows; amounts in 万元."""
    for statement in statements:
        _change(ties.on(), statement)
        _overfull(ties, statement)
    _receptions(ties, tables, statements)
    _three(ties, tables, statements)
    for fund, kind in _FUNDS.items():
        _fund(ties.on(kind), statements, fund)
        _none(ties.on(kind), cell(tables, kind, "合计"), statements, fund)
    ties.on()


def told_twice(statements: Sequence[Statement]) -> list[Issue]:
    """A question for each subject of which a passage gives two amounts of the year."""
    remedy = "请核对两处是否说的同一项；是同一项的，请部门更正"
    return [
        TWICE(
            said.source,
            f"正文同一段对{said.words.get('item') or said.subject}写了不同的金额，没有取用",
            said.words["differs"],
            remedy,
            False,
        )
        for said in statements
        if "differs" in said.words
    ]


def _change(ties: Ties, statement: Statement) -> None:
    """上年60万元，比上年增加5万元 beside 本年65万元.

    Where the rate bears the change out, 上年 may name an amount of another scope.
    """
    now, before, delta = (statement.figures.get(role) for role in ("now", "before", "delta"))
    if now is None or before is None or delta is None or "rate" in statement.rates:
        return
    named = statement.words.get("item") or statement.subject
    upper, lower = (now, before) if statement.sign() > 0 else (before, now)
    gap = Figure(
        round(upper.value - lower.value, 8),
        min(upper.decimals, lower.decimals),
        f"{upper.printed}－{lower.printed}",
        now.source,
        now.quote,
    )
    slack = delta.half_step + upper.half_step + lower.half_step
    ties.add("text-sum", f"{named}：比上年增减额＝本年与上年之差", delta, gap, slack)


def _three(ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    """The three parts that the text names, of which the table leaves one blank.

    A part that the table prints is compared with it.
    """
    table = tables.get(THREE) or tables.get(THREE_PLANNED)
    measure = "预算数" if table and "预算" in table.kind else "决算数"
    told, planned = _once(statements, ""), _once(statements, "budget")
    for whole, parts in ((CARS, CARS_PARTS), ("合计", THREE_SUMMED)):
        named = [told[part] for part in parts if part in told]
        blank = any(three(table, part, measure) is None for part in parts)
        plans = [planned[part] for part in parts if part in planned]
        full = len(named) == len(parts)
        as_planned = same(told.get(whole), total(plans))
        if as_planned and not (full and same(told[whole], total(named))):
            # 公务用车购置及运行维护费支出15万元, where the parts were planned as 0 and 15.
            del told[whole]
        if not blank or not full or whole not in told:
            continue
        what = f"文字中{'“三公”经费' if whole == '合计' else whole}＝各项之和"
        ties.on(*([table.kind] if table else []))
        ties.sum("text-sum", what, told[whole], named)


def _once(statements: Sequence[Statement], role: str) -> dict[str, Figure]:
    """The 三公 amounts of which the text gives one value: spent, or of a role, by their items."""
    said: dict[str, list[Figure]] = {}
    for statement in statements:
        figure = statement.figures.get(role) if role else statement.said
        item = three_item([statement.words.get("item", "")])
        if statement.subject == "“三公”经费":
            item = "合计"
        elif statement.subject != "“三公”经费分项":
            continue
        if item and figure:
            said.setdefault(item, []).append(figure)
    return {k: found[0] for k, found in said.items() if len({f.value for f in found}) == 1}


def _fund(ties: Ties, statements: Sequence[Statement], fund: str) -> None:
    """收入＋年初＝支出＋年末 and 支出＝基本＋项目, where the text gives every one of them."""
    full = f"{fund}预算财政拨款"
    said: dict[str, Figure] = {}
    for statement in statements:
        if statement.subject.startswith(full) and "now" in statement.figures:
            said.setdefault(statement.subject.removeprefix(full), statement.figures["now"])
    income, opening, spent, left = (
        said.get(role) for role in ("收入", "年初结转和结余", "支出", "年末结转和结余")
    )
    basic, project = said.get("基本支出"), said.get("项目支出")
    if spent and basic and project:
        ties.sum("text-sum", f"文字中{full}支出＝基本支出＋项目支出", spent, [basic, project])
    if income and opening and spent and left:
        sides = total([income, opening]), total([spent, left])
        what = f"文字中{full}：本年收入＋年初＝本年支出＋年末"
        steps = sum(figure.half_step for figure in (income, opening, spent, left))
        if sides[0] and sides[1]:
            ties.add("text-sum", what, sides[0], sides[1], steps)


def _overfull(ties: Ties, statement: Statement) -> None:
    """A share of more than 100 % of all of its kind."""
    if statement.subject == OVERFULL:
        all_ = Figure(100.0, 0, "100%", statement.source, statement.quote)
        what = f"占{statement.words['item']}的比率"
        ties.no_base(what, statement.rates["share"], all_, all_, "部分不会多于全部")


def _receptions(ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    """国内公务接待 and 外事接待 make up 公务接待费; one of them alone is no more than it."""
    parts = {
        name: [s.figures["now"] for s in statements if s.subject == name and "now" in s.figures]
        for name in (DOMESTIC, FOREIGN)
    }
    said = [
        s.figures["final"]
        for s in statements
        if s.subject == "“三公”经费分项"
        and "final" in s.figures
        and three_item([s.words.get("item", "")]) == _RECEPTION
    ]
    whole = three(tables.get(THREE), _RECEPTION, "决算数") or next(iter(said), None)
    domestic, foreign = ({figure.value: figure for figure in found} for found in parts.values())
    if len(domestic) == len(foreign) == 1:
        both = [*domestic.values(), *foreign.values()]
        ties.on(THREE).sum("text-sum", "公务接待费＝国内公务接待＋外事接待", whole, both)
        return
    for name, found in ((DOMESTIC, domestic), (FOREIGN, foreign)):
        for figure in found.values():
            what = f"{name}不大于公务接待费"
            ties.on(THREE).within("part", what, figure, whole, "部分不会大于全部")


def _none(ties: Ties, shown: Figure | None, statements: Sequence[Statement], fund: str) -> None:
    """没有政府性基金预算财政拨款支出 beside an amount of it, where the table says neither."""
    if shown is not None:
        return
    for side in ("收入", "支出"):
        denied = next(
            (
                s
                for s in statements
                if s.subject == "没有" and fund in s.words["nothing"] and side in s.words["nothing"]
            ),
            None,
        )
        for said in statements if denied else ():
            now = said.figures.get("now")
            if denied and now and now.value and said.subject == f"{fund}预算财政拨款{side}":
                what = f"{fund}预算财政拨款{side}：文字所写的金额与文字所称的没有"
                ties.equal("text-sum", what, now, denied.figures["now"])
