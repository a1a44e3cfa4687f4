"""Which table, and which row of it, a sentence of the accounts is about."""

from __future__ import annotations

from collections.abc import Mapping

from auditkit.facts.accounts.tables.cells import at, cell, same
from auditkit.facts.accounts.tables.figures import Figure, total
from auditkit.facts.accounts.tables.rows import Row
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
from auditkit.facts.accounts.text.statement import Statement

RESTS_ON = {
    "收入支出总计": (TOTAL,),
    "收入总计": (TOTAL,),
    "支出总计": (TOTAL,),
    "一般公共预算财政拨款收入": (TOTAL,),
    "财政拨款收入总计": (FISCAL_TOTAL,),
    "财政拨款支出总计": (FISCAL_TOTAL,),
    "财政拨款收入支出总计": (FISCAL_TOTAL,),
    "本年收入合计": (TOTAL, INCOME),
    "财政拨款收入": (INCOME, TOTAL),
    "本年支出合计": (TOTAL, EXPENDITURE),
    "基本支出": (EXPENDITURE, TOTAL),
    "项目支出": (EXPENDITURE, TOTAL),
    "一般公共预算财政拨款支出": (GENERAL, TOTAL),
    "财政拨款支出": (GENERAL,),
    "财政拨款支出总额": (GENERAL,),
    "财政拨款基本支出": (GENERAL,),
    "财政拨款项目支出": (GENERAL,),
    "一般公共预算财政拨款基本支出": (GENERAL,),
    "人员经费": (BASIC,),
    "公用经费": (BASIC,),
    "“三公”经费": (THREE,),
    "“三公”经费分项": (THREE,),
    "“三公”经费分项变动": (THREE,),
    "“三公”经费变动": (THREE,),
    "机关运行经费": (RUNNING,),
    "政府性基金预算财政拨款收入": (FUND,),
    "政府性基金预算财政拨款支出": (FUND,),
    "国有资本经营预算财政拨款收入": (STATE_CAPITAL,),
    "国有资本经营预算财政拨款支出": (STATE_CAPITAL,),
    "年初结转和结余": (TOTAL,),
    "年末结转和结余": (TOTAL,),
    "年初财政拨款结转和结余": (FISCAL_TOTAL,),
    "年末财政拨款结转和结余": (FISCAL_TOTAL,),
    "项": (GENERAL,),
    "类": (GENERAL,),
    "类名": (GENERAL,),
}
"""The tables that what the text says of a subject is compared with."""

FUNDS = ("一般公共预算", "政府性基金", "国有资本经营")
"""The three budgets of which a text may speak."""
_FUND_TABLES = {"一般公共预算": GENERAL, "政府性基金": FUND, "国有资本经营": STATE_CAPITAL}


def whole_meant(
    statement: Statement, said: Figure | None, tables: Mapping[str, Table]
) -> tuple[str, Figure | None] | None:
    """The table, and the figure in it, that 基本支出, 项目支出 or 财政拨款支出 is compared with.

    The same words are said of all expenditure and of a part of it: the table with that figure is
    meant, else the one of the whole named before. None for another subject.
    """
    subject = statement.subject
    if subject in ("基本支出", "项目支出"):
        kinds = [EXPENDITURE, GENERAL]
        if statement.words.get("whole") == "财政拨款":
            kinds.reverse()
        found = [(kind, cell(tables, kind, subject)) for kind in kinds]
    elif subject in ("财政拨款基本支出", "财政拨款项目支出"):
        cells = [cell(tables, kind, subject[4:]) for kind in _FUND_TABLES.values()]
        found = [(GENERAL, cells[0]), (GENERAL, total(filter(None, cells)))]
        found.append((EXPENDITURE, cell(tables, EXPENDITURE, subject[4:])))
    elif subject in ("财政拨款支出", "财政拨款支出总额"):
        whole = at(tables, FISCAL_TOTAL, "本年支出合计")
        found = [(GENERAL, cell(tables, GENERAL, "合计")), (FISCAL_TOTAL, whole)]
    elif subject == "支出总计":
        # Often said of the year's expenditure.
        year = at(tables, TOTAL, "本年支出合计") or cell(tables, EXPENDITURE, "合计")
        found = [(TOTAL, at(tables, TOTAL, "总计", "支出")), (TOTAL, year)]
    elif subject in ("财政拨款收入总计", "财政拨款支出总计"):
        side = subject[4:6]
        rows = ("总计", f"本年{side}合计")
        found = [(FISCAL_TOTAL, at(tables, FISCAL_TOTAL, row, side)) for row in rows]
        found.append((INCOME, cell(tables, INCOME, "财政拨款收入") if side == "收入" else None))
    elif subject == "一般公共预算财政拨款收入":
        row = "(?:一、)?一般公共预算财政拨款(?:收入)?"
        found = [(kind, at(tables, kind, row, "收入")) for kind in (TOTAL, FISCAL_TOTAL)]
        found.append((FISCAL_TOTAL, at(tables, FISCAL_TOTAL, "总计", "收入")))
    else:
        return None
    return next((pair for pair in found if same(said, pair[1])), found[0])


def row_meant(statement: Statement, tables: Mapping[str, Table]) -> tuple[str, Row] | None:
    """The one row of a 类 or 项 that a sentence speaks of, in the table of its budget.

    A sentence on a fund is never compared with the general budget, where an item may have the
    same name.
    """
    size = 7 if statement.subject == "项" else 3
    item = statement.words.get("item", "")
    own = _FUND_TABLES.get(statement.words.get("fund", ""), GENERAL)
    for kind in (own,) if own != GENERAL else (GENERAL, FUND, STATE_CAPITAL):
        rows = tables[kind].rows if kind in tables else ()
        named = [row for row in rows if row.name == item and len(row.code) == size]
        if len(named) == 1:
            return kind, named[0]
        if named:
            return None
    return None
