"""The nine tables of published final accounts, and the titles by which they are known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from auditkit.facts.accounts.rows import Row
from auditkit.files.grid import Grid

KINDS = (
    "收入支出决算总表",
    "收入决算表",
    "支出决算表",
    "财政拨款收入支出决算总表",
    "一般公共预算财政拨款支出决算表",
    "一般公共预算财政拨款基本支出决算表",
    "财政拨款“三公”经费支出决算表",
    "政府性基金预算财政拨款收入支出决算表",
    "国有资本经营预算财政拨款收入支出决算表",
)
(
    TOTAL, INCOME, EXPENDITURE, FISCAL_TOTAL, GENERAL, BASIC, THREE, FUND, STATE_CAPITAL,
) = KINDS  # fmt: skip

# Tried in this order: the more particular title contains the words of the more general one.
_TITLES = (
    (THREE, r"三公经费"),
    (FUND, r"政府性基金"),
    (STATE_CAPITAL, r"国有资本经营"),
    (BASIC, r"基本支出"),
    (GENERAL, r"一般公共预算"),
    (FISCAL_TOTAL, r"财政拨款收入支出|财政拨款收支"),
    (TOTAL, r"收入支出决算总?表|收支决算总?表|收入支出总表|收支总表"),
    ("", r"财政拨款|项目支出|明细表|构成|分单位"),
    (INCOME, r"收入决算(?:总|情况)?表"),
    (EXPENDITURE, r"支出决算(?:总|情况)?表"),
)
_IS_TITLE = re.compile(
    r"决算.*表(?:\(.*\))?(?:续表?|\(续表?\))?(?=$|单位|公开|编制|部门)|[总支]出?决?算?表$"
)


@dataclass(frozen=True)
class Table:
    """One of the nine tables, with all its pages; money is in 万元, `unit` is what was printed."""

    kind: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    grids: tuple[str, ...] = ()
    columns: tuple[str, ...] = field(default=())

    def named(self, pattern: str, side: str = "") -> Row | None:
        """The first row whose compact name matches the whole pattern."""
        test = re.compile(pattern)
        return next((r for r in self.rows if side in ("", r.side) and test.fullmatch(r.name)), None)

    def coded(self, code: str) -> Row | None:
        """The row of a 类, 款 or 项."""
        return next((row for row in self.rows if row.code == code), None)


def kind_of_title(text: str) -> str | None:
    """Which table a compact line names: one of KINDS, "" for another table, None for no title.

    >>> kind_of_title("三、2024年度支出决算表"), kind_of_title("收入支出决算总体情况说明")
    ('支出决算表', None)
    """
    if "表" not in text or len(text) > 60 or not _IS_TITLE.search(text) or "详见" in text:
        return None
    return next((kind for kind, words in _TITLES if re.search(words, text)), None)


def is_prose(grid: Grid) -> bool:
    """Whether a grid is text around tables and not a table."""
    if grid.style == "text" and grid.name:
        return True
    if grid.style == "sheet":
        return any("。" in text for row in grid.texts for text in row) and all(
            sum(map(bool, row)) <= 1 for row in grid.texts
        )
    return all(len(row) <= 1 for row in grid.rows)
