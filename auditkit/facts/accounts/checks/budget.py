"""Which figures of a department's budget must agree, inside a table, between tables, with its text.

A budget's totals may stand with or without what is carried over from last year, so two of them
disagree only where neither printing agrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditkit.facts.accounts.checks.budgetsums import (
    across,
    lines,
    three_sums,
    twins,
    units,
    year_before,
)
from auditkit.facts.accounts.checks.budgettext import check_budget_text
from auditkit.facts.accounts.checks.budgetwholes import (
    ALL,
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
    only_amount,
    wholes,
)
from auditkit.facts.accounts.checks.growth import check_growth
from auditkit.facts.accounts.checks.spoken import check_spoken
from auditkit.facts.accounts.checks.ties import Ties
from auditkit.facts.accounts.tables.cells import amount, cell
from auditkit.facts.accounts.tables.figures import total
from auditkit.facts.accounts.tables.tables import Table
from auditkit.facts.accounts.text.statement import Statement

_GENERAL, _OF_FUNDS, _ = FUND_COLUMNS


def check_budget(tables: Mapping[str, Table], statements: Sequence[Statement]) -> Ties:
    """Every tie-out that a budget's figures allow, in a fixed order, amounts in 万元.

    A budget is drawn up for all that a department takes in and spends (预算法第三十二条); that its
    tables agree is this program's convention.
    """
    ties = Ties(gapped=[kind for kind, table in tables.items() if table.gaps])
    for kind in (TOTAL, FISCAL_TOTAL):
        if kind in tables:
            _balance(ties.on(kind), tables[kind])
    for kind in (INCOME, EXPENDITURE, GENERAL, BASIC, FUND, STATE_CAPITAL):
        if kind in tables:
            _levels(ties.on(kind), tables[kind])
    for kind in (EXPENDITURE, GENERAL, FUND, STATE_CAPITAL):
        if kind in tables:
            _parts(ties.on(kind), tables[kind])
    if THREE in tables:
        three_sums(ties.on(THREE), tables[THREE])
    for kind in (TOTAL, FISCAL_TOTAL):
        if kind in tables:
            lines(ties.on(kind), tables[kind])
            year_before(ties.on(kind), tables[kind])
    for kind in (INCOME, FISCAL_TOTAL, BASIC):
        if kind in tables:
            across(ties.on(kind), tables[kind])
    if INCOME in tables:
        units(ties.on(INCOME), tables[INCOME])
    check_growth(ties, tables)
    _between(ties, tables)
    check_budget_text(ties, tables, statements)
    check_spoken(ties, tables, statements)
    return ties


def _balance(ties: Ties, table: Table) -> None:
    """收入总计＝支出总计, and the whole of either side made of its parts."""
    ends = {side: table.named(f"{side}总计|总计", side) for side in ("收入", "支出")}
    income, spent = (only_amount(ends[side]) for side in ("收入", "支出"))
    ties.equal("balance", f"{table.kind}：收入总计＝支出总计", income, spent)
    rows = [row for row in table.rows if row.side == "支出"]
    end = next((i for i, row in enumerate(rows) if Table.matches(row, ALL)), None)
    if end is None:
        return
    numbered = [row for row in rows[:end] if row.name[:1] in "一二三四五六七八九十"]
    parts = [figure for row in numbered if (figure := only_amount(row))]
    whole, sum_ = amount(rows[end]), total(parts)
    carried = [amount(row) for row in rows if row.name.startswith(("结转下年", "年末结转"))]
    if whole is not None and sum_ is not None and not any(f and f.value for f in carried):
        ties.sum("sum", f"{table.kind}：{rows[end].name}＝各项支出之和", whole, parts)


def _levels(ties: Ties, table: Table) -> None:
    """合计＝类, 类＝款, 款＝项; not where a code stands twice, as in a table of several units."""
    codes = [row.code for row in table.rows if row.code]
    if len(set(codes)) < len(codes):
        return
    whole = table.named(ALL)
    by_code = {row.code: row for row in table.rows if row.code}
    shortest = min((len(code) for code in codes), default=0)
    for column in dict.fromkeys(table.columns):
        top = [row[column] for code, row in by_code.items() if len(code) == shortest]
        if whole is not None and shortest == 3:
            ties.sum("sum", f"{table.kind}：合计“{column}”＝各类之和", whole[column], top)
        for code, row in by_code.items():
            below = [r[column] for c, r in by_code.items() if c[:-2] == code]
            what = f"{table.kind}：{code}{row.name}“{column}”＝下级之和"
            ties.sum("sum", what, row[column], below)


def _parts(ties: Ties, table: Table) -> None:
    """合计＝基本支出＋项目支出, where these are all the columns that there are."""
    beside = set(table.columns) - {"合计", "基本支出", "项目支出"}
    if beside or "合计" not in table.columns:
        return
    for row in table.rows:
        what = f"{table.kind}：{row.code}{row.name}，合计＝基本支出＋项目支出"
        ties.sum("sum", what, row["合计"], [row["基本支出"], row["项目支出"]])


def _between(ties: Ties, tables: Mapping[str, Table]) -> None:
    for kind, side in ((INCOME, "收入"), (EXPENDITURE, "支出")):
        ties.on(TOTAL, kind)
        what = f"{side}总额：{TOTAL}与{kind}"
        agree(ties, what, wholes(tables.get(TOTAL), side), wholes(tables.get(kind), side, "合计"))
    ties.on(FISCAL_TOTAL, GENERAL)
    left = wholes(tables.get(FISCAL_TOTAL), "支出", _GENERAL)
    right = wholes(tables.get(GENERAL), "支出", "合计")
    agree(ties, f"一般公共预算支出：{FISCAL_TOTAL}与{GENERAL}", left, right)
    ties.on(GENERAL, BASIC)
    basic = wholes(tables.get(BASIC), "支出")
    spent = cell(tables, GENERAL, "基本支出")
    agree(ties, f"基本支出：{GENERAL}与{BASIC}", [spent] if spent else [], basic)
    ties.on(FISCAL_TOTAL, FUND)
    left = wholes(tables.get(FISCAL_TOTAL), "支出", _OF_FUNDS)
    right = wholes(tables.get(FUND), "支出", "合计")
    agree(ties, f"政府性基金预算支出：{FISCAL_TOTAL}与{FUND}", left, right)
    twins(ties, tables, TOTAL, "", EXPENDITURE)
    twins(ties, tables, FISCAL_TOTAL, _GENERAL, GENERAL)
    twins(ties, tables, FISCAL_TOTAL, _OF_FUNDS, FUND)
    ties.on(TOTAL, FISCAL_TOTAL)
    for fund in (column.removesuffix("财政拨款") for column in FUND_COLUMNS):
        left, right = (granted(tables.get(kind), fund) for kind in (TOTAL, FISCAL_TOTAL))
        agree(ties, f"{fund}拨款收入：{TOTAL}与{FISCAL_TOTAL}", left, right)
