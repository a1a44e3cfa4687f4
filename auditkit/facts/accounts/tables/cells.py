"""What is asked of the tables of final accounts: a row's amount by name, a column of the total.

A checked tie, a sentence and a fact ask alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from auditkit.facts.accounts.tables.columns import COUNTED, THREE_ITEMS, beside_item, three_item
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.rows import Row
from auditkit.facts.accounts.tables.tables import RUNNING, THREE, Table
from auditkit.formula.tolerance import SUMS

CARS = "公务用车购置及运行维护费"
CARS_PARTS = (THREE_ITEMS[2][0], THREE_ITEMS[3][0])
THREE_SUMMED = ("因公出国(境)费", CARS, "公务接待费")


def amount(row: Row | None) -> Figure | None:
    """The row's amount: 决算数 (预算数), or the 合计 of a table with several columns."""
    return None if row is None else row["决算数"] or row["预算数"] or row["合计"]


def whole(table: Table | None) -> Row | None:
    """The row of the grand total."""
    return table.named("合计|总计") if table else None


def at(tables: Mapping[str, Table], kind: str, pattern: str, side: str = "") -> Figure | None:
    """The amount of a row by name."""
    return amount(tables[kind].named(pattern, side)) if kind in tables else None


def cell(tables: Mapping[str, Table], kind: str, column: str) -> Figure | None:
    """A column of the grand total."""
    row = whole(tables.get(kind))
    return row[column] if row else None


def same(one: Figure | None, other: Figure | None) -> bool:
    """Whether two printings may be of one figure, within rounding."""
    if one is None or other is None:
        return False
    return abs(one.value - other.value) <= one.half_step + other.half_step + SUMS


def three(table: Table | None, item: str, measure: str) -> Figure | None:
    """A 三公 figure (预算数 or 决算数), from a wide table or one with a row for each item."""
    if table is None:
        return None
    for row in table.rows:
        if COUNTED.search(row.name):
            continue
        if found := row[f"{item}|{measure}"]:
            return found
        named = three_item([row.name]) or beside_item(row.name)
        named = named or ("合计" if re.search("合计|三公", row.name) else "")
        if named == item and (
            found := row[measure] or row[f"年初{measure}"] or row[f"全年{measure}"]
        ):
            return found
        if named == item and (found := row[f"合计|{measure}"]):
            return found
    return None


def three_table(tables: Mapping[str, Table]) -> Table | None:
    """The table of the 三公经费; where there is none (重庆) 机构运行信息表, if it holds them."""
    own = tables.get(THREE) or tables.get(RUNNING)
    holds = own is not None and (own.kind == THREE or three(own, THREE_SUMMED[-1], "决算数"))
    return own if holds else None


def three_parts(table: Table, measure: str) -> list[Figure | None]:
    """What the 合计 is the sum of; cars by their two parts where no sum of them is printed."""
    parts = {item: three(table, item, measure) for item in THREE_SUMMED}
    if parts[CARS] is None:
        return [*(n for item, n in parts.items() if item != CARS), *cars_parts(table, measure)]
    return list(parts.values())


def cars_parts(table: Table, measure: str) -> list[Figure | None]:
    """What was planned or spent on buying cars, and on running them."""
    return [three(table, item, measure) for item in CARS_PARTS]
