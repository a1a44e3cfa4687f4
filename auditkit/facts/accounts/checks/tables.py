"""Which figures of final accounts must agree inside a table and between tables."""

from __future__ import annotations

import re
from collections.abc import Mapping

from auditkit.facts.accounts.checks.ties import UNCODED, Ties
from auditkit.facts.accounts.tables.cells import (
    CARS,
    THREE_SUMMED,
    amount,
    at,
    cars_parts,
    cell,
    three,
    three_parts,
    three_table,
    whole,
)
from auditkit.facts.accounts.tables.figures import Figure, total
from auditkit.facts.accounts.tables.tables import (
    BASIC,
    EXPENDITURE,
    FISCAL_TOTAL,
    FUND,
    GENERAL,
    INCOME,
    RUNNING,
    STATE_CAPITAL,
    THREE,
    TOTAL,
    Table,
)

_BESIDE = re.compile("^(?:上年|前\\d年|增减额)|预算数$")
"""Columns of another year or of the plan, that stand beside those of the year's accounts."""
_NUMBERED = re.compile(r"(?<![一二三四五六七八九十])[一二三四五六七八九十]+、")


def check_tables(tables: Mapping[str, Table]) -> Ties:
    """Every tie-out that the tables allow, in a fixed order.

    What ties with what is the layout of the published set (部门决算公开表); that it does,
    预算法第七十五条. Amounts in 万元.
    """
    ties = Ties(gapped=[kind for kind, table in tables.items() if table.gaps])
    for kind in (TOTAL, FISCAL_TOTAL):
        if kind in tables:
            _totals(ties.on(kind), tables[kind])
    for kind in (INCOME, EXPENDITURE, GENERAL, FUND, STATE_CAPITAL, BASIC):
        if kind in tables:
            own = Ties(gapped=ties.gapped, about=(kind,))
            _hierarchy(own, tables[kind])
            loose = _has_loose_rows(tables[kind])
            ties.found += [tie for tie in own.found if tie.ok or not loose]
            ties.held += own.held
            ties.held += [(UNCODED, kind, tie) for tie in own.found if loose and not tie.ok]
            ties.blanks += own.blanks
    for kind in (INCOME, EXPENDITURE, GENERAL, FUND, STATE_CAPITAL):
        if kind in tables:
            _across(ties.on(kind), tables[kind])
    if table := three_table(tables):
        _three(ties.on(table.kind), table)
    _between(ties, tables)
    return ties


def _totals(ties: Ties, table: Table) -> None:
    name = table.kind
    for side in dict.fromkeys(row.side for row in table.rows if row.side):
        rows = [row for row in table.rows if row.side == side]
        end = next((i for i, r in enumerate(rows) if re.fullmatch("本年.*合计", r.name)), None)
        if end is not None:
            parts = [amount(r) for r in rows[:end] if _NUMBERED.match(r.name)]
            what = f"{name}：{rows[end].name}＝各项{side}之和"
            ties.sum("sum", what, amount(rows[end]), parts, rows[end].source)
    sums = {side: table.named("总计", side) for side in ("收入", "支出")}
    grand = {side: amount(row) for side, row in sums.items()}
    at_sum = {side: row.source if row else None for side, row in sums.items()}
    income, spent = amount(table.named("本年收入合计")), amount(table.named("本年支出合计"))
    before = amount(table.named("年初.*结转和?结余"))
    after = amount(table.named("年末.*结转和?结余"))
    # 用事业基金弥补收支差额 is its name in the form up to 2018.
    used = amount(table.named("(?:使用(?:非财政拨款|专用)结余|用事业基金弥补收支差额).*"))
    given = amount(table.named("结余分配"))
    if income or spent:
        ties.sum(
            "sum",
            f"{name}：收入总计＝本年收入＋结余使用＋年初",
            grand["收入"],
            (income, used, before),
            at_sum["收入"],
        )
        ties.sum(
            "sum",
            f"{name}：支出总计＝本年支出＋结余分配＋年末",
            grand["支出"],
            (spent, given, after),
            at_sum["支出"],
        )
    left, right = (
        total(filter(None, (income, used, before))),
        total(filter(None, (spent, given, after))),
    )
    if income and spent and left and right:
        count = sum(f is not None for f in (income, used, before, spent, given, after))
        step = max(left.half_step, right.half_step)
        ties.add("balance", f"{name}：本年收入＋年初＝本年支出＋年末", left, right, count * step)
    ties.equal("balance", f"{name}：收入总计＝支出总计", grand["收入"], grand["支出"])
    funds = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    opening = [r for r in table.rows if r.side == "收入"]
    start = next((i for i, r in enumerate(opening) if r.name.startswith("年初财政拨款")), None)
    if start is not None:
        below = opening[start + 1 :]
        parts = [amount(r) for r in below if _NUMBERED.match(r.name) or r.name in funds]
        what, row = f"{name}：年初财政拨款结转和结余＝分项之和", opening[start]
        ties.sum("sum", what, amount(row), parts, row.source)
    for row in table.rows:
        at_row = row.source if "合计" in table.columns else None
        what = f"{name}：{row.name}，合计＝三类拨款之和"
        ties.sum("sum", what, row["合计"], [row[f] for f in funds], at_row)


def _has_loose_rows(table: Table) -> bool:
    """Whether a row with figures has a name and no code, where the others have one."""
    if table.kind == BASIC or not any(row.code for row in table.rows):
        return False
    sums = re.compile(".*(?:合计|总计|小计)")
    return any(
        row.figures and row.name and not row.code and not sums.fullmatch(row.name)
        for row in table.rows
    )


def _hierarchy(ties: Ties, table: Table) -> None:
    """合计 = 类, 类 = 款, 款 = 项, in every column."""
    columns = dict.fromkeys(table.columns)
    if table.kind != BASIC and whole(table) is None:
        ties.unsummed(f"{table.kind}：没有“合计”一行", [amount(row) for row in table.rows])
    by_code = {row.code: row for row in table.rows if row.code}
    top = [row for code, row in by_code.items() if len(code) == 3]
    for column in columns:
        if table.kind == BASIC:
            staff = [r[column] for r in top if r.code in ("301", "303")]
            running = [r[column] for r in top if r.code not in ("301", "303")]
            for words, parts in (("人员经费合计", staff), ("公用经费合计", running)):
                row = table.named(words)
                shown = row[column] if row else None
                what, place = f"{table.kind}：{words}＝各类之和", row.source if row else None
                ties.sum("sum", what, shown, parts, place)
        elif (grand := whole(table)) is not None:
            parts = [row[column] for row in top]
            what = f"{table.kind}：合计“{column}”＝各类之和"
            ties.sum("sum", what, grand[column], parts, grand.source)
        for code, row in by_code.items():
            below = [r[column] for c, r in by_code.items() if c[:-2] == code]
            what = f"{table.kind}：{code}{row.name}“{column}”＝下级之和"
            ties.sum("sum", what, row[column], below, row.source)


def _across(ties: Ties, table: Table) -> None:
    """合计 = the columns beside it."""
    edge = ("合计", "年初结转和结余", "年末结转和结余", "本年收入")
    columns = tuple(dict.fromkeys(table.columns))
    parts = [column for column in columns if column not in edge]
    if table.kind not in (INCOME, EXPENDITURE):
        parts = [column for column in parts if column in ("基本支出", "项目支出")]
    # 事业收入/教育收费 is a part of a column, not a column beside it.
    parts = [column for column in parts if "/" not in column and not _BESIDE.search(column)]
    for row in table.rows:
        what = f"{table.kind}：{row.code}{row.name}，合计＝各栏之和"
        at_row = row.source if "合计" in columns else None
        ties.sum("sum", what, row["合计"], [row[column] for column in parts], at_row)
        left = [f for f in (row["年初结转和结余"], row["本年收入"]) if f]
        right = [f for f in (row["合计"], row["年末结转和结余"]) if f]
        first, second = total(left), total(right)
        whole_row = row["合计"] is not None and len(left) + len(right) > 2
        if first and second and whole_row and (table.kind != GENERAL or len(right) == 2):
            step = max(first.half_step, second.half_step)
            what = f"{table.kind}：{row.code}{row.name}，年初＋本年收入＝本年支出＋年末"
            ties.add("balance", what, first, second, step * (len(left) + len(right)))


def _three(ties: Ties, table: Table) -> None:
    for measure in ("预算数", "决算数"):
        what = f"{table.kind}：合计{measure}＝三项之和"
        ties.sum("sum", what, three(table, "合计", measure), three_parts(table, measure))
        what = f"{table.kind}：公务用车{measure}＝购置＋运行维护"
        ties.sum("sum", what, three(table, CARS, measure), cars_parts(table, measure))


def _between(ties: Ties, tables: Mapping[str, Table]) -> None:
    def agree(what: str, left: Figure | None, right: Figure | None) -> None:
        ties.equal("tables", what, left, right)

    if RUNNING in tables:
        ties.on(THREE, RUNNING)
        for item in ("合计", *THREE_SUMMED):
            left, right = (three(tables.get(kind), item, "决算数") for kind in (THREE, RUNNING))
            agree(f"{item}：{THREE}与{RUNNING}", left, right)
    ties.on(TOTAL, INCOME)
    agree(
        "本年收入合计：收入支出决算总表与收入决算表",
        at(tables, TOTAL, "本年收入合计"),
        cell(tables, INCOME, "合计"),
    )
    ties.on(TOTAL, EXPENDITURE)
    agree(
        "本年支出合计：收入支出决算总表与支出决算表",
        at(tables, TOTAL, "本年支出合计"),
        cell(tables, EXPENDITURE, "合计"),
    )
    ties.on(FISCAL_TOTAL, INCOME)
    agree(
        "财政拨款收入：财政拨款收入支出决算总表与收入决算表",
        at(tables, FISCAL_TOTAL, "本年收入合计"),
        cell(tables, INCOME, "财政拨款收入"),
    )
    ties.on(TOTAL, FISCAL_TOTAL)
    agree(
        "一般公共预算财政拨款收入：收入支出决算总表与财政拨款收入支出决算总表",
        at(tables, TOTAL, "一、一般公共预算财政拨款收入"),
        at(tables, FISCAL_TOTAL, "一、一般公共预算财政拨款(?:收入)?", "收入"),
    )
    spent = tables[FISCAL_TOTAL].named("本年支出合计") if FISCAL_TOTAL in tables else None
    for kind, column in (
        (GENERAL, "一般公共预算财政拨款"),
        (FUND, "政府性基金预算财政拨款"),
        (STATE_CAPITAL, "国有资本经营预算财政拨款"),
    ):
        ties.on(FISCAL_TOTAL, kind)
        agree(
            f"{column}支出：财政拨款收入支出决算总表与{kind}",
            spent[column] if spent else None,
            cell(tables, kind, "合计"),
        )
    staff, running = (at(tables, BASIC, words) for words in ("人员经费合计", "公用经费合计"))
    ties.on(GENERAL, BASIC)
    ties.sum(
        "tables",
        "一般公共预算财政拨款基本支出：支出决算表与基本支出决算表（人员经费＋公用经费）",
        cell(tables, GENERAL, "基本支出"),
        (staff, running) if staff and running else (),
    )
    for kind, other in ((TOTAL, EXPENDITURE), (FISCAL_TOTAL, GENERAL)):
        ties.on(kind, other)
        if kind in tables and other in tables:
            classes = {row.name: row for row in tables[other].rows if len(row.code) == 3}
            for row in tables[kind].rows:
                twin = classes.get(_NUMBERED.sub("", row.name)) if row.side == "支出" else None
                left = row["一般公共预算财政拨款"] if kind == FISCAL_TOTAL else amount(row)
                agree(f"{row.name}：{kind}与{other}", left, amount(twin))
