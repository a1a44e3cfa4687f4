"""The nine tables of published final accounts (or of a budget), and how a title names one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from auditkit.facts.accounts.tables.rows import Row
from auditkit.files.grid import Grid
from auditkit.rules.accountwords import (
    FINAL_TABLES,
    FURTHER_TABLES,
    OTHER,
    AccountWords,
    shipped_words,
)

KINDS = FINAL_TABLES
RUNNING, PURCHASES = FURTHER_TABLES
(
    TOTAL, INCOME, EXPENDITURE, FISCAL_TOTAL, GENERAL, BASIC, THREE, FUND, STATE_CAPITAL,
) = KINDS  # fmt: skip

OFFICE = r".*(?:机关|机构)运行经费(?:支出)?(?:合计)?(?:\([^()]*\))?"
"""The row of 机关运行经费, in the table of its own or in that of the 三公经费."""
# 公开01表 numbers a table and does not name it.
_LIKE_TITLE = re.compile(r"(?!(?:公开|附)\w{0,4}表)[^。;,:]{4,50}表(?:\([^)]*\))?")


@dataclass(frozen=True)
class Table:
    """One of the nine tables, with all its pages; money is in 万元, `unit` is what was printed."""

    kind: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    grids: tuple[str, ...] = ()
    columns: tuple[str, ...] = field(default=())
    gaps: tuple[str, ...] = field(default=())
    """What of it was not read, each in words: sums over it may fail for that reason alone."""

    def named(self, pattern: str, side: str = "") -> Row | None:
        """The first row whose compact name matches the whole pattern."""
        test = re.compile(pattern)
        return next((r for r in self.rows if side in ("", r.side) and test.fullmatch(r.name)), None)

    @staticmethod
    def matches(row: Row, pattern: str) -> bool:
        """Whether the compact name of a row matches the whole pattern."""
        return re.fullmatch(pattern, row.name) is not None

    def coded(self, code: str) -> Row | None:
        """The row of a 类, 款 or 项."""
        return next((row for row in self.rows if row.code == code), None)


def kind_of_title(text: str, words: AccountWords | None = None) -> str | None:
    """Which table a compact line names: one of KINDS, "" for another table, None for no title.

    >>> kind_of_title("三、2024年度支出决算表"), kind_of_title("收入支出决算总体情况说明")
    ('支出决算表', None)
    """
    words = words or shipped_words()
    if len(text) > 60 or "详见" in text:
        return None
    own = words.own_table(text)
    if own is None and ("表" not in text or not words.is_title(text)):
        return None
    table = own or words.table(text)
    return "" if table == OTHER else table


def like_title(text: str) -> bool:
    """Whether a compact line looks like the title of a table, known or not."""
    return _LIKE_TITLE.fullmatch(text) is not None and "详见" not in text


def is_prose(grid: Grid) -> bool:
    """Whether a grid is text around tables and not a table."""
    if grid.style == "text" and grid.name:
        return True
    if grid.style == "sheet":
        return any("。" in text for row in grid.texts for text in row) and all(
            sum(map(bool, row)) <= 1 for row in grid.texts
        )
    return all(len(row) <= 1 for row in grid.rows)
