"""Which figures of the text must agree with the tables, and which rates with their figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from auditkit.facts.accounts.checks import amount, at, cell, check_tables, three
from auditkit.facts.accounts.columns import three_item
from auditkit.facts.accounts.figures import Figure, total
from auditkit.facts.accounts.rows import Row
from auditkit.facts.accounts.statement import Rate, Statement
from auditkit.facts.accounts.tables import (
    BASIC,
    EXPENDITURE,
    FISCAL_TOTAL,
    FUND,
    GENERAL,
    INCOME,
    STATE_CAPITAL,
    THREE,
    TOTAL,
    Table,
)
from auditkit.facts.accounts.text import FUNDS
from auditkit.facts.accounts.ties import BASE, Ties
from auditkit.files.grid import Source
from auditkit.formula.tolerance import SUMS


def check(tables: Mapping[str, Table], statements: Sequence[Statement]) -> Ties:
    """Every tie-out that the document's figures allow, in a fixed order."""
    ties = check_tables(tables)
    _texts(ties, tables, statements)
    _rates(ties, tables, statements)
    return ties


_RESTS_ON = {
    "收入支出总计": (TOTAL,),
    "收入总计": (TOTAL,),
    "财政拨款收入支出总计": (FISCAL_TOTAL,),
    "本年收入合计": (TOTAL, INCOME),
    "财政拨款收入": (INCOME, TOTAL),
    "本年支出合计": (TOTAL, EXPENDITURE),
    "基本支出": (EXPENDITURE, TOTAL),
    "项目支出": (EXPENDITURE, TOTAL),
    "一般公共预算财政拨款支出": (GENERAL, TOTAL),
    "财政拨款支出": (GENERAL,),
    "一般公共预算财政拨款基本支出": (GENERAL,),
    "人员经费": (BASIC,),
    "公用经费": (BASIC,),
    "“三公”经费": (THREE,),
    "“三公”经费分项": (THREE,),
    "“三公”经费分项变动": (THREE,),
    "“三公”经费变动": (THREE,),
    "年初结转和结余": (TOTAL,),
    "年末结转和结余": (TOTAL,),
    "项": (GENERAL,),
    "类": (GENERAL,),
    "类名": (GENERAL,),
}
"""The tables that what the text says of a subject is compared with."""


_FUND_TABLES = {"一般公共预算": GENERAL, "政府性基金": FUND, "国有资本经营": STATE_CAPITAL}


def _texts(ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    printed = {
        "收入支出总计": at(tables, TOTAL, "总计"),
        "收入总计": at(tables, TOTAL, "总计"),
        "财政拨款收入支出总计": at(tables, FISCAL_TOTAL, "总计"),
        "本年收入合计": at(tables, TOTAL, "本年收入合计") or cell(tables, INCOME, "合计"),
        "财政拨款收入": cell(tables, INCOME, "财政拨款收入"),
        "本年支出合计": at(tables, TOTAL, "本年支出合计") or cell(tables, EXPENDITURE, "合计"),
        "基本支出": cell(tables, EXPENDITURE, "基本支出"),
        "项目支出": cell(tables, EXPENDITURE, "项目支出"),
        "一般公共预算财政拨款支出": cell(tables, GENERAL, "合计"),
        "财政拨款支出": cell(tables, GENERAL, "合计"),
        "一般公共预算财政拨款基本支出": cell(tables, GENERAL, "基本支出"),
        "人员经费": at(tables, BASIC, "人员经费合计"),
        "公用经费": at(tables, BASIC, "公用经费合计"),
        "“三公”经费": three(tables.get(THREE), "合计", "决算数"),
        "年初结转和结余": at(tables, TOTAL, "年初结转和结余"),
        "年末结转和结余": at(tables, TOTAL, "年末结转和结余"),
    }
    for statement in statements:
        said = statement.figures.get("now") or statement.figures.get("final")
        subject, item = statement.subject, statement.words.get("item", "")
        ties.on(*_RESTS_ON.get(subject, ()))
        if subject in ("项", "类"):
            if found := _coded(statement, tables):
                kind, row = found
                ties.on(kind)
                what = f"{item}（{subject}）支出：文字与{kind}"
                ties.equal("text", what, said, amount(row))
        elif subject == "“三公”经费分项":
            shown = three(tables.get(THREE), three_item([item]) or "", "决算数")
            ties.equal("text", f"{item}决算：文字与{THREE}", said, shown)
        elif subject == "财政拨款支出" and statement.words.get("fund") in FUNDS[1:]:
            continue
        elif subject in printed:
            ties.equal("text", f"{subject}：文字与表", said, printed[subject])
        if subject == "“三公”经费":
            shown = three(tables.get(THREE), "合计", "预算数")
            ties.equal(
                "text", f"“三公”经费预算：文字与{THREE}", statement.figures.get("budget"), shown
            )
        if subject == "政府采购":
            parts = [statement.figures.get(role) for role in ("goods", "works", "services")]
            what = "政府采购金额＝货物＋工程＋服务"
            ties.sum("text-sum", what, statement.figures.get("total"), parts)
    _items(ties.on(), statements)


def _coded(statement: Statement, tables: Mapping[str, Table]) -> tuple[str, Row] | None:
    """The one row of a 类 or 项 that a sentence speaks of, in the table of its budget.

    A sentence on a fund is never compared with the general budget, where an item may have the
    same name.
    """
    size = 7 if statement.subject == "项" else 3
    item = statement.words.get("item", "")
    own = _FUND_TABLES.get(statement.words.get("fund", ""), GENERAL)
    for kind in (own,) if own != GENERAL else (GENERAL, FUND):
        rows = tables[kind].rows if kind in tables else ()
        named = [row for row in rows if row.name == item and len(row.code) == size]
        if len(named) == 1:
            return kind, named[0]
        if named:
            return None
    return None


def _items(ties: Ties, statements: Sequence[Statement]) -> None:
    """The budgets of the items add up to the whole, where the text names every item.

    It does where their final amounts add up to the final amount of the whole.
    """
    items = [
        s for s in statements if s.subject == "项" and s.words.get("fund") not in FUNDS[1:]
    ]  # fmt: skip
    grand = next((s for s in statements if s.subject == "财政拨款支出"), None)
    finals = [s.figures["final"] for s in items if "final" in s.figures]
    whole, spent = (grand.figures.get("final"), total(finals)) if grand else (None, None)
    if grand is None or whole is None or spent is None or len(items) < 2:
        return
    slack = whole.half_step + sum(number.half_step for number in finals)
    if abs(whole.value - spent.value) <= slack + SUMS:
        budgets = [s.figures.get("budget") for s in items]
        what = "财政拨款支出预算＝各项预算之和"
        ties.sum("text-sum", what, grand.figures.get("budget"), budgets)


def _rates(ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    bases = {
        "财政拨款收入": at(tables, TOTAL, "本年收入合计"),
        "基本支出": at(tables, TOTAL, "本年支出合计"),
        "项目支出": at(tables, TOTAL, "本年支出合计"),
        "一般公共预算财政拨款支出": at(tables, TOTAL, "本年支出合计"),
    }
    wrong = {tie.left.source for tie in ties.found if not tie.ok and tie.unit == "万元"}
    wrong |= {
        tie.right.source for tie in ties.found if not tie.ok and tie.code in ("tables", "text")
    }
    for statement in statements:
        subject = statement.subject
        named = statement.words.get("item") or subject
        ties.on(*_RESTS_ON.get(subject, ()))
        if share := statement.rates.get("share"):
            what = f"{named}：占比"
            if subject in ("类", "类名"):
                _class_share(ties, what, share, statement, tables, wrong)
            else:
                _share(ties, what, share, statement, bases.get(subject), wrong)
        if (rate := statement.rates.get("rate")) and "budget" in statement.figures:
            _completion(ties, named, rate, statement)
        _changes(ties, tables, statements, statement)


def _share(
    ties: Ties,
    what: str,
    share: Rate,
    statement: Statement,
    base: Figure | None,
    wrong: Collection[Source],
) -> None:
    """A printed share; one of a base that is itself found wrong accuses nobody."""
    if base is None or base.source not in wrong:
        ties.rate("rate", what, share, statement.figures.get("now"), base)
        return
    trial = Ties(about=ties.about)
    trial.rate("rate", what, share, statement.figures.get("now"), base)
    table = ties.about[-1] if ties.about else ""
    ties.held += [(BASE, table, tie) for tie in trial.found if not tie.ok]
    ties.found += [tie for tie in trial.found if tie.ok]


def _class_share(
    ties: Ties,
    what: str,
    share: Rate,
    statement: Statement,
    tables: Mapping[str, Table],
    wrong: Collection[Source],
) -> None:
    """The share of a 类 in the whole; of one named without （类） where its amount is the table's.

    Without that word the sentence may mean another whole: it is wrong only if it fits none.
    """
    now = statement.figures.get("now")
    found = _coded(replace(statement, subject="类"), tables)
    kind = found[0] if found else GENERAL
    ties.on(kind)
    base = cell(tables, kind, "合计")
    if statement.subject == "类名":
        shown = amount(found[1]) if found else None
        if now is None or shown is None or abs(now.value - shown.value) > 0.011:
            return
        others = [
            base,
            at(tables, FISCAL_TOTAL, "本年支出合计"),
            at(tables, TOTAL, "本年支出合计"),
        ]
        for other in others:
            trial = Ties()
            trial.rate("rate", what, share, now, other)
            if any(tie.ok for tie in trial.found):
                base = other
                break
    _share(ties, what, share, statement, base, wrong)


def _completion(ties: Ties, named: str, rate: Rate, statement: Statement) -> None:
    """完成预算的百分比: of the budget that the sentence itself names, and not of another."""
    figures, words = statement.figures, statement.words
    final, budget = figures.get("final"), figures["budget"]
    base, which = words.get("base") or "", words.get("which") or ""
    what = f"{named}：完成{base}预算的百分比"
    first = figures.get("first")
    if base and which and base[:2] != which[:2]:
        trial = Ties()
        trial.rate("rate", what, rate, final, budget)
        if any(tie.ok for tie in trial.found) and rate[0]:
            shown = replace(budget, printed=f"{which}预算{budget.printed}")
            if first is not None and not first.value:
                shown = replace(shown, printed=f"{base}预算{first.printed}，{shown.printed}")
            ties.no_base(what, rate, final or budget, shown, f"实为{which}预算的完成率")
            return
        budget = first if first is not None and base == "年初" else budget
    ties.rate("rate", what, rate, final, budget)


def _changes(
    ties: Ties,
    tables: Mapping[str, Table],
    statements: Sequence[Statement],
    statement: Statement,
) -> None:
    """The printed rates of change: against the year before, and against the plan."""
    figures, rates, subject = statement.figures, statement.rates, statement.subject
    named = statement.words.get("item") or subject
    now = figures.get("now") or figures.get("final")
    if (rate := rates.get("rate")) and (delta := figures.get("delta")):
        if subject == "“三公”经费变动" and now is None:
            now = next(
                (s.figures.get("final") for s in statements if s.subject == "“三公”经费"), None
            )
        if subject == "“三公”经费分项变动":
            now = now or _part(tables, statements, named)
        ties.change(f"{named}：比上年增减率", rate, now, delta, statement.sign())
    if (rate := rates.get("plan_rate")) and (delta := figures.get("plan_delta")):
        ties.change(f"{named}：比预算增减率", rate, now, delta, statement.sign("plan_way"))
    if subject == "“三公”经费分项" and (rate := rates.get("rate")):
        budget = three(tables.get(THREE), three_item([named]) or "", "预算数")
        ties.rate("rate", f"{named}：完成预算的百分比", rate, figures.get("final"), budget)


def _part(
    tables: Mapping[str, Table], statements: Sequence[Statement], named: str
) -> Figure | None:
    """What a part of the 三公经费 came to: in the table, else in the text."""
    item = three_item([named]) or ""
    said = (s for s in statements if s.subject == "“三公”经费分项")
    return three(tables.get(THREE), item, "决算数") or next(
        (s.figures["final"] for s in said if three_item([s.words["item"]]) == item), None
    )
