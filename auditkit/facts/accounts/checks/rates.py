"""Whether the percentages that the text of accounts prints can come of the figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from auditkit.facts.accounts.checks.lineitems import Place, share_bases
from auditkit.facts.accounts.checks.ties import BASE, Ties
from auditkit.facts.accounts.tables.cells import CARS, amount, at, cell, three
from auditkit.facts.accounts.tables.columns import three_item
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.tables import (
    EXPENDITURE,
    FISCAL_TOTAL,
    GENERAL,
    THREE,
    TOTAL,
    Table,
)
from auditkit.facts.accounts.text.statement import Rate, Statement, select
from auditkit.facts.accounts.text.subjects import RESTS_ON, row_meant, whole_meant
from auditkit.files.grid import Source


def check_rates(
    ties: Ties,
    tables: Mapping[str, Table],
    statements: Sequence[Statement],
    lines: Mapping[str, Sequence[Place]],
) -> None:
    """Shares, completion of the budget and changes, each against the figures it is made of.

    `lines` are the lines of the tables by their names.
    """
    bases = {
        "财政拨款收入": at(tables, TOTAL, "本年收入合计"),
        "基本支出": at(tables, TOTAL, "本年支出合计"),
        "项目支出": at(tables, TOTAL, "本年支出合计"),
        "一般公共预算财政拨款支出": at(tables, TOTAL, "本年支出合计"),
    }
    costs = tables.get(THREE)
    received = [
        at(tables, TOTAL, "本年收入合计"),
        at(tables, FISCAL_TOTAL, "本年收入合计"),
        at(tables, TOTAL, "总计"),
    ]
    basic = [cell(tables, kind, "基本支出") for kind in (GENERAL, EXPENDITURE)]
    fiscal = [cell(tables, GENERAL, "合计"), at(tables, FISCAL_TOTAL, "本年支出合计")]
    several = {
        "财政拨款支出总额": [at(tables, TOTAL, "本年支出合计")],
        "人员经费": basic,
        "公用经费": basic,
        "财政拨款基本支出": fiscal,
        "财政拨款项目支出": fiscal,
        "一般公共预算财政拨款收入": received,
        "政府性基金预算财政拨款收入": received,
        "国有资本经营预算财政拨款收入": received,
        "“三公”经费分项": [three(costs, item, "决算数") for item in ("合计", CARS)],
    }
    wrong = {tie.left.source for tie in ties.found if not tie.ok and tie.unit == "万元"}
    wrong |= {
        tie.right.source for tie in ties.found if not tie.ok and tie.code in ("tables", "text")
    }
    for statement in statements:
        subject = statement.subject
        named = statement.words.get("item") or subject
        ties.on(*RESTS_ON.get(subject, ()))
        if share := statement.rates.get("share"):
            what = f"{named}：占比"
            now = statement.figures.get("now")
            held = share_bases(lines, named, now) if subject == "类名" and now else []
            if held and not row_meant(replace(statement, subject="类"), tables):
                # A kind of income, or an item of a fund.
                of = likeliest(what, share, now, held)
                _share(ties, what, share, statement, of, wrong)
            elif subject in ("类", "类名"):
                _class_share(ties, what, share, statement, tables, wrong)
            elif subject in several:
                known = [statement.figures.get("whole"), *several[subject]]
                of = likeliest(what, share, statement.said, known)
                _share(ties, what, share, statement, of, wrong)
            else:
                base = _base(ties, statement, tables, bases) or statement.figures.get("whole")
                _share(ties, what, share, statement, base, wrong)
        if (rate := statement.rates.get("rate")) and "budget" in statement.figures:
            _completion(ties, named, rate, statement)
        check_changes(ties, tables, statements, statement)


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
        ties.rate("rate", what, share, statement.said, base)
        return
    trial = Ties(about=ties.about)
    trial.rate("rate", what, share, statement.said, base)
    table = ties.about[-1] if ties.about else ""
    ties.held += [(BASE, table, tie) for tie in trial.found if not tie.ok]
    ties.found += [tie for tie in trial.found if tie.ok]


def _base(
    ties: Ties,
    statement: Statement,
    tables: Mapping[str, Table],
    bases: Mapping[str, Figure | None],
) -> Figure | None:
    """What a printed share is a share of."""
    found = whole_meant(statement, statement.figures.get("now"), tables)
    if found is None or found[0] == EXPENDITURE:
        return bases.get(statement.subject)
    ties.on(found[0])
    return cell(tables, found[0], "合计")


def _class_share(
    ties: Ties,
    what: str,
    share: Rate,
    statement: Statement,
    tables: Mapping[str, Table],
    wrong: Collection[Source],
) -> None:
    """The share of a 类 in the whole; of one named without （类） where its amount is the table's.

    The sentence may speak of one budget, of all fiscal expenditure or of all expenditure
    (财政拨款支出，主要用于以下方面): a share is wrong only if it fits none of them.
    """
    now = statement.figures.get("now")
    found = row_meant(replace(statement, subject="类"), tables)
    kind = found[0] if found else GENERAL
    ties.on(kind)
    base = cell(tables, kind, "合计")
    if statement.subject == "类名":
        shown = amount(found[1]) if found else None
        if now is None or shown is None or abs(now.value - shown.value) > 0.011:
            return
    others = [base, at(tables, FISCAL_TOTAL, "本年支出合计"), at(tables, TOTAL, "本年支出合计")]
    base = _fitting(what, share, now, others) or base
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


def check_changes(
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
        if subject == "收入支出总计":
            now = now or at(tables, TOTAL, "总计")
        if subject == "财政拨款收入支出总计":
            now = now or at(tables, FISCAL_TOTAL, "总计")
        if subject == "“三公”经费分项变动":
            now = now or _part(tables, statements, named)
        if subject == "一般公共预算财政拨款支出":
            now = now or cell(tables, GENERAL, "合计")
        if subject == "机关运行经费":
            stated = select(statements, subject, lambda s: "now" in s.figures)
            now = now or (stated.figures["now"] if stated else None)
        ties.change(f"{named}：比上年增减率", rate, now, delta, statement.sign())
    if (rate := rates.get("before_rate")) and (before := figures.get("before")) and now:
        gap = round(now.value - before.value, 8)
        places = min(now.decimals, before.decimals)
        shown = f"{now.printed}－{before.printed}"
        delta = Figure(abs(gap), places, shown, now.source, now.quote)
        ties.change(f"{named}：比上年增减率", rate, now, delta, -1 if gap < 0 else 1)
    if (rate := rates.get("plan_rate")) and (delta := figures.get("plan_delta")):
        ties.change(f"{named}：比预算增减率", rate, now, delta, statement.sign("plan_way"))
    parts = ("“三公”经费", "“三公”经费分项")
    if subject in parts and (rate := rates.get("rate")) and "budget" not in figures:
        item = "合计" if subject == parts[0] else three_item([named]) or ""
        final, base = figures.get("final"), statement.words.get("base") or ""
        what = f"{named}：完成{base}预算的百分比"
        table = tables.get(THREE)
        # Without its kind the sentence may mean any budget that the table prints.
        measures = [f"{base[:2]}预算数"] if base else ["预算数", "年初预算数", "全年预算数"]
        budgets = [three(table, item, measure) for measure in (*measures, "预算数")]
        ties.rate("rate", what, rate, final, likeliest(what, rate, final, budgets))


def likeliest(
    what: str, rate: Rate, upper: Figure | None, bases: Sequence[Figure | None]
) -> Figure | None:
    """The base that a rate fits, of several that it may be of; where it fits none, the first."""
    first = next((base for base in bases if base is not None), None)
    return _fitting(what, rate, upper, bases) or first


def _fitting(
    what: str, rate: Rate, upper: Figure | None, bases: Sequence[Figure | None]
) -> Figure | None:
    """The base that a rate fits, of several that it may be of."""
    for base in bases:
        trial = Ties()
        trial.rate("rate", what, rate, upper, base)
        if any(tie.ok for tie in trial.found):
            return base
    return None


def _part(
    tables: Mapping[str, Table], statements: Sequence[Statement], named: str
) -> Figure | None:
    """What a part of the 三公经费 came to: in the table, else in the text."""
    item = three_item([named]) or ""
    said = (s for s in statements if s.subject == "“三公”经费分项")
    return three(tables.get(THREE), item, "决算数") or next(
        (
            s.figures["final"]
            for s in said
            if "final" in s.figures and three_item([s.words["item"]]) == item
        ),
        None,
    )
