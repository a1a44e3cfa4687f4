"""The totals that a department's budget prints: each of them once or several times."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.facts.accounts.checks.ties import Ties
from auditkit.facts.accounts.tables.cells import amount, same
from auditkit.facts.accounts.tables.figures import Figure, total
from auditkit.facts.accounts.tables.rows import Row
from auditkit.facts.accounts.tables.tables import Table
from auditkit.rules.accountwords import BUDGET_TABLES

(
    TOTAL, INCOME, EXPENDITURE, FISCAL_TOTAL, GENERAL, BASIC, THREE, FUND, STATE_CAPITAL,
) = BUDGET_TABLES  # fmt: skip
FUND_COLUMNS = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
"""The columns of the three budgets."""
ALL = "(?:收入|支出)?(?:总计|合计)|本年(?:收入|支出)(?:合计|总计)"
"""The name of a row that is a total, of the year alone or with what was carried over."""
_YEAR = "|(?:[一二]、)?本年(?:收入|支出)"


def wholes(
    table: Table | None, side: str, column: str = "", *, of_year: bool = False
) -> list[Figure]:
    """The totals that a table prints, of the year alone and with what was carried over.

    `of_year` takes the row 一、本年支出 too.
    """
    rows = [] if table is None else table.rows
    names = ALL + _YEAR if of_year else ALL
    named = [row for row in rows if row.side in ("", side) and Table.matches(row, names)]
    ours = [row for row in named if not row.name.startswith("收入" if side == "支出" else "支出")]
    found = [row[column] if column else only_amount(row) for row in ours]
    return [figure for figure in found if figure is not None]


def only_amount(row: Row | None) -> Figure | None:
    """The row's amount; its only figure where the column is headed by something else."""
    shown = amount(row)
    return shown or (next(iter(row.figures.values())) if row and len(row.figures) == 1 else None)


def granted(table: Table | None, fund: str) -> list[Figure]:
    """The income of one of the three budgets: of the year, and with what was carried over."""
    name = rf"(?:[一二三四]、|\([一二三]\))?{fund}(?:财政)?拨款(?:收入)?"
    rows = [] if table is None else table.rows
    named = [row for row in rows if row.side != "支出" and Table.matches(row, name)]
    found = [figure for row in named if (figure := amount(row))]
    both = total(found)
    return [*found[:1], *([both] if both and len(found) > 1 else [])]


def agree(
    ties: Ties, what: str, left: Sequence[Figure], right: Sequence[Figure], code: str = "tables"
) -> None:
    """Two totals, each printed once or several times: wrong only where no printing agrees."""
    pairs = [(one, other) for one in left for other in right]
    if pairs:
        ties.equal(code, what, *next((p for p in pairs if same(*p)), pairs[-1]))
