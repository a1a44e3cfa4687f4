"""The text of a department's budget against its tables: amounts, shares, changes.

The text speaks of plans alone. A total may stand in several tables, with or without what is carried
over, so an amount is wrong only where it is none of those that its subject has (预算法第十四条 asks
that budgets be published and explained; that text and tables agree is this program's convention).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from auditkit.facts.accounts.checks.budgetwholes import (
    BASIC,
    EXPENDITURE,
    FISCAL_TOTAL,
    FUND,
    FUND_COLUMNS,
    GENERAL,
    INCOME,
    STATE_CAPITAL,
    THREE,
    TOTAL,
    agree,
    granted,
    wholes,
)
from auditkit.facts.accounts.checks.lineitems import check_lines, places_of, share_bases
from auditkit.facts.accounts.checks.rates import check_changes, likeliest
from auditkit.facts.accounts.checks.ties import PARTS, Ties
from auditkit.facts.accounts.tables.cells import amount, at, cell, same, three
from auditkit.facts.accounts.tables.columns import three_item
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.rows import Row
from auditkit.facts.accounts.tables.tables import Table
from auditkit.facts.accounts.text.statement import Statement, before_change

PURCHASES = "政府采购预算表"
_COST = ("“三公”经费", "“三公”经费分项")
_AGAINST_BUDGET = re.compile(r"(?:上年|去年|20\d\d年)度?(?:年初)?预算")

Shown = tuple[tuple[str, ...], list[Figure | None]]
"""The tables that hold an amount, and every printing of it."""


def check_budget_text(
    ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]
) -> None:
    """Every amount, share and change that the text gives, in its order; amounts in 万元."""
    for statement in statements:
        subject, item = statement.subject, statement.words.get("item", "")
        if subject in ("没有", "类名") or subject.endswith("预算数"):
            continue
        said = statement.said
        kinds, printed = _row(tables, statement) if subject == "项" else _shown(tables, statement)
        figures = [figure for figure in printed if figure is not None]
        ties.on(*kinds)
        if said is not None and "again" not in statement.words:
            named = {_COST[0]: "三公经费预算", "机关运行经费": "机关运行经费预算"}.get(subject)
            what = f"{named or item or subject}：文字与{kinds[0] if len(kinds) == 1 else '表'}"
            agree(ties, what, [said], figures, "text")
            _purchases(ties, statement)
        _share(ties, tables, statement, said)
        check_changes(ties, {}, statements, statement)
    _of_last_year(ties, tables, statements)
    known = places_of(tables)
    check_lines(ties, known, statements)
    for statement in statements:
        if statement.subject == "类名" and (said := statement.said):
            bases = share_bases(known, statement.words["item"], said)
            _rate(ties.on(), f"{statement.words['item']}：占比", statement, said, bases)


def _shown(tables: Mapping[str, Table], statement: Statement) -> Shown:
    """Every printing of what a subject comes to, the likeliest last."""
    subject, item = statement.subject, statement.words.get("item", "")
    total, fiscal = tables.get(TOTAL), tables.get(FISCAL_TOTAL)
    income, spent = tables.get(INCOME), tables.get(EXPENDITURE)
    in_, out = wholes(total, "收入"), wholes(total, "支出")
    # Said in a passage on fiscal funds it is theirs.
    general = wholes(tables.get(GENERAL), "支出", "合计")
    of_fiscal = [*general, *wholes(fiscal, subject[:2], of_year=True)]
    for side, fund in ((_side, fund) for _side in ("收入", "支出") for fund in FUND_COLUMNS):
        if subject == f"{fund}{side}":
            return _of_fund(tables, fund, side)
    match subject:
        case "收入支出总计":
            return (TOTAL,), [*in_, *out]
        case "收入总计" | "本年收入合计":
            return (TOTAL, INCOME), [*of_fiscal, *wholes(income, "收入", "合计"), *in_]
        case "支出总计" | "本年支出合计":
            return (TOTAL, EXPENDITURE), [*of_fiscal, *wholes(spent, "支出", "合计"), *out]
        case "财政拨款收入支出总计" | "财政拨款收入" | "财政拨款支出" | "财政拨款收入总计":
            sides = [side for side in ("收入", "支出") if side in subject[4:]] or ["支出"]
            printed = [f for side in sides for f in wholes(fiscal, side, of_year=True)]
            more = cell(tables, INCOME, "财政拨款收入") if subject == "财政拨款收入" else None
            return (FISCAL_TOTAL,), [more, *printed]
        case "基本支出" | "项目支出":
            likely = [GENERAL, EXPENDITURE]
            if statement.words.get("whole") == "财政拨款":
                likely.reverse()
            found = [cell(tables, k, subject) for k in (FUND, STATE_CAPITAL, *likely)]
            return (GENERAL, EXPENDITURE), found
        case "一般公共预算财政拨款基本支出":
            totals = wholes(tables.get(BASIC), "支出")
            return (GENERAL, BASIC), [*totals, cell(tables, GENERAL, "基本支出")]
        case "一般公共预算财政拨款项目支出":
            return (GENERAL,), [cell(tables, GENERAL, "项目支出")]
        case "人员经费" | "公用经费":
            basic = [cell(tables, kind, "基本支出") for kind in (EXPENDITURE, GENERAL)]
            if statement.words.get("whole") != "财政拨款" and all(basic) and not same(*basic):
                # Of all expenditure, of which no table prints it.
                return (), []
            by_row = at(tables, BASIC, f"{subject}合计")
            shown = [cell(tables, kind, subject) for kind in (BASIC, EXPENDITURE, GENERAL)]
            within = [cell(tables, k, f"基本支出/{subject}") for k in (EXPENDITURE, GENERAL)]
            return (BASIC, GENERAL), [*within, *shown, by_row]
        case "“三公”经费" | "“三公”经费分项":
            of = "合计" if subject == _COST[0] else three_item([item]) or ""
            return (THREE,), [three(tables.get(THREE), of, "预算数")]
        case "机关运行经费":
            return (THREE,), [three(tables.get(THREE), subject, "预算数")]
        case "政府采购":
            return (PURCHASES,), [at(tables, PURCHASES, "合计|总计")]
        case "年初结转和结余":
            carried = "(?:[一二三四五六七八九十]、)?(?:上年|年初)结转(?:和|及)?(?:结余)?(?:资金)?"
            lines = [at(tables, kind, carried, "收入") for kind in (FISCAL_TOTAL, TOTAL)]
            return (TOTAL, INCOME), [cell(tables, INCOME, subject), *lines]
    return (), []


def _of_fund(tables: Mapping[str, Table], fund: str, side: str) -> Shown:
    """What one of the three budgets brings in, or pays for."""
    own = dict(zip(FUND_COLUMNS, (GENERAL, FUND, STATE_CAPITAL), strict=True))[fund]
    fiscal = wholes(tables.get(FISCAL_TOTAL), "支出", fund, of_year=True)
    spent = [*fiscal, *wholes(tables.get(own), "支出", "合计")]
    name = fund.removesuffix("财政拨款")
    given = [f for kind in (FISCAL_TOTAL, TOTAL) for f in granted(tables.get(kind), name)]
    if side == "支出":
        # 当年拨款 is what is granted in the year.
        return (own, FISCAL_TOTAL), [*given, *spent]
    return (TOTAL, FISCAL_TOTAL), [*spent, cell(tables, INCOME, fund), *given]


def _row(tables: Mapping[str, Table], statement: Statement) -> Shown:
    """The 项 that a path names, in every table that holds it."""
    item, path = statement.words["item"], statement.words["path"]
    kinds = (STATE_CAPITAL, FUND, EXPENDITURE, GENERAL)
    found = [(k, amount(row)) for k in kinds for row in _items(tables.get(k), item, path)]
    return tuple(dict.fromkeys(kind for kind, _ in found[::-1])), [f for _, f in found]


def _items(table: Table | None, item: str, path: str) -> Iterator[Row]:
    named = [r for r in (table.rows if table else ()) if r.name == item and len(r.code) == 7]
    for row in named:
        above = table.coded(row.code[:5]) if table else None
        if len(named) == 1 or (above is not None and f"{above.name}(款)" in path):
            yield row


def _purchases(ties: Ties, statement: Statement) -> None:
    """Goods, works and services: all of them make up the whole, two of them are no more than it."""
    if statement.subject != "政府采购":
        return
    parts = [statement.figures.get(role) for role in ("goods", "works", "services")]
    whole = statement.figures.get("total")
    named = [part for part in parts if part is not None]
    trial = Ties()
    if len(named) > 1:
        trial.sum("text-sum", "政府采购预算＝货物＋工程＋服务", whole, parts)
    for tie in trial.found:
        # Less than the whole may be for want of a part; more cannot.
        if tie.ok or all(parts) or tie.difference < 0:
            ties.found.append(tie)
        else:
            ties.held.append((PARTS, PURCHASES, tie))


def _share(
    ties: Ties, tables: Mapping[str, Table], statement: Statement, said: Figure | None
) -> None:
    subject = statement.subject
    named = statement.words.get("item") or subject
    if subject in ("基本支出", "项目支出"):
        kinds = [EXPENDITURE, GENERAL, FUND, STATE_CAPITAL]
        held = [cell(tables, k, "合计") for k in kinds if same(said, cell(tables, k, subject))]
        bases = held or [cell(tables, k, "合计") for k in kinds[:2]]
        bases += [*wholes(tables.get(FISCAL_TOTAL), "支出"), *wholes(tables.get(TOTAL), "支出")]
    elif subject.endswith("收入") or subject == "年初结转和结余":
        bases = [*wholes(tables.get(TOTAL), "收入"), *wholes(tables.get(FISCAL_TOTAL), "收入")]
    elif subject.endswith("财政拨款支出"):
        bases = [*wholes(tables.get(TOTAL), "支出"), *wholes(tables.get(FISCAL_TOTAL), "支出")]
    else:
        bases = []
    _rate(ties, f"{named}：占比", statement, said, [statement.figures.get("whole"), *bases])


def _rate(
    ties: Ties, what: str, statement: Statement, said: Figure | None, bases: Sequence[Figure | None]
) -> None:
    """A printed share, of whichever of its bases it fits; wrong where it fits none."""
    share = statement.rates.get("share")
    if share is not None:
        ties.rate("rate", what, share, said, likeliest(what, share, said, bases))


def _of_last_year(ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    """The 三公经费 that the text compares with, against last year's column of their table.

    That column may hold what was spent: it is last year's budget where one figure of it is.
    """
    pairs: list[tuple[str, Figure, Figure]] = []
    for statement in statements:
        subject, item = statement.subject.removesuffix("变动"), statement.words.get("item", "")
        if subject not in _COST or not _AGAINST_BUDGET.search(statement.quote):
            continue
        of = "合计" if subject == _COST[0] else three_item([item]) or ""
        said = before_change(statement, statement.said, "way", "delta")
        shown = three(tables.get(THREE), of, "上年预算数")
        if said is not None and shown is not None:
            pairs.append((f"{item or '三公经费'}的上年预算：文字与{THREE}", said, shown))
    if any(said.value and same(said, shown) for _, said, shown in pairs):
        for what, said, shown in pairs:
            ties.on(THREE).equal("text", what, said, shown)
