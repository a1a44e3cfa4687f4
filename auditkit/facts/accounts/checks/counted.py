"""What the text counts, against the tables that count it too; and all cars against their kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditkit.facts.accounts.checks.ties import TieOut, Ties
from auditkit.facts.accounts.tables.figures import Figure, total
from auditkit.facts.accounts.tables.tables import RUNNING, THREE, Table
from auditkit.facts.accounts.text.counted import CARS_BY_KIND, COUNTED, KINDS, Kind
from auditkit.facts.accounts.text.statement import Statement


def check_counts(ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    """Each count of which the text, and the table, gives one value; cars where all are named.

    Two values in the text may be those of two scopes, and accuse nobody.
    """
    for kind in KINDS:
        said = counts_said(statements, kind)
        for table in (RUNNING, THREE):
            shown = _shown(tables.get(table), kind, "决算数")
            if len(said) == 1 and len(shown) == 1:
                what = f"{kind.name}：文字与{table}"
                one, other = *said.values(), *shown.values()
                ties.on(table).take(_counts("text", what, one, other, kind.unit))
    for statement in statements:
        if statement.subject == CARS_BY_KIND:
            whole = statement.figures["now"]
            parts = total(f for role, f in statement.figures.items() if role != "now")
            if parts:
                what = "文字中车辆总数＝各类用车之和"
                ties.on().take(_counts("text-sum", what, whole, parts, "辆"))


def counts_said(statements: Sequence[Statement], kind: Kind) -> dict[float, Figure]:
    """What the text counts of a kind, by value; two values may be those of two scopes."""
    about = (s for s in statements if s.subject == COUNTED and s.words["item"] == kind.name)
    return {s.figures["now"].value: s.figures["now"] for s in about}


def counts_shown(tables: Mapping[str, Table], kind: Kind, measure: str) -> Figure | None:
    """What the tables count of a kind (决算数 or 上年决算数), where they give one value."""
    found = _shown(tables.get(RUNNING), kind, measure) | _shown(tables.get(THREE), kind, measure)
    return next(iter(found.values())) if len(found) == 1 else None


def _shown(table: Table | None, kind: Kind, measure: str) -> dict[float, Figure]:
    """What a table counts of a kind, by value: its cells are numbers as printed, in no 万元."""
    found: dict[float, Figure] = {}
    for row in table.rows if table else ():
        if not kind.row.fullmatch(row.name):
            continue
        spent = [f for column, f in row.figures.items() if column.split("|")[-1] == measure]
        for figure in spent:
            value = float(figure.printed)
            found[value] = replace(figure, value=value, decimals=8, printed=f"{value:g}")
    return found


def _counts(code: str, what: str, left: Figure, right: Figure, unit: str) -> TieOut:
    """Two counts of one thing, in 辆, 个, 批次 or 人次: exact, and no money."""
    apart = left.value - right.value
    return TieOut(code, what, left, right, apart, 0.0, not apart, unit)
