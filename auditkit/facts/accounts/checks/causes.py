"""One cause, one message: the tie-outs that one faulty table breaks, told together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditkit.facts.accounts.checks.ties import TEN_THOUSAND, TieOut
from auditkit.facts.accounts.tables.rows import Row
from auditkit.facts.accounts.tables.tables import Table
from auditkit.files.grid import Source
from auditkit.formula.tolerance import HALF_CENT, SUMS

MANY = 5
"""So many failing sums inside one table are taken for one fault of the table: our convention."""

_FARTHEST = 3
_FEWEST_SUMS = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """A table whose own sums fail in many places, and every tie-out that fails over it.

    `shift` is by how many rows its amounts stand below (above, if negative) the names that they
    belong to, where that makes every sum right; 0 where nothing proves it.
    """

    table: str
    ties: tuple[TieOut, ...]
    column: str = ""
    shift: int = 0

    def __str__(self) -> str:
        count = len(self.ties)
        if self.shift:
            way = "下" if self.shift > 0 else "上"
            why = (
                f"“{self.column}”一栏的金额比科目名称整体向{way}错{abs(self.shift)}行，"
                "移回后各级合计全部相符"
            )
        else:
            why = "疑为同一原因（如整表错行、错栏），请先核对该表"
        return f"《{self.table}》有{count}项勾稽不符：{why}"


def causes(
    failures: Sequence[TieOut], tables: Mapping[str, Table]
) -> tuple[list[Cause], list[TieOut]]:
    """The faulty tables with what they break, and the failing tie-outs that stand by themselves."""
    found: list[Cause] = []
    rest = list(failures)
    for kind, table in tables.items():
        inside = [t for t in rest if t.tables == (kind,) and t.code in ("sum", "balance")]
        if len(inside) >= MANY:
            broken = [t for t in rest if kind in t.tables and t.code != "base"]
            column, shift = _shift(table)
            found.append(Cause(kind, tuple(broken), column, shift))
            rest = [t for t in rest if t not in broken]
    return found, rest


def wrong_cells(failures: Sequence[TieOut]) -> set[Source]:
    """The cells that neither their own parts nor another table or the text bears out."""
    sums = {tie.left.source for tie in failures if tie.code == "sum"}
    pairs = [tie for tie in failures if tie.code in ("text", "tables")]
    return sums & {side.source for tie in pairs for side in (tie.left, tie.right)}


def doubtful_units(ties: Sequence[TieOut]) -> set[str]:
    """The tables whose amounts stand 10,000 times off others, and that nothing else bears out.

    A sentence of the text bears a table out, or another table that is itself not off.
    """
    off = {table for tie in ties if tie.remark == TEN_THOUSAND for table in tie.tables}
    right = [tie for tie in ties if tie.ok and tie.left.value and tie.code in ("text", "tables")]
    borne = {t for tie in right if tie.code == "text" for t in tie.tables}
    borne |= {t for tie in right for t in tie.tables if not set(tie.tables) <= off}
    return off - borne


def _shift(table: Table) -> tuple[str, int]:
    """The column and the rows by which amounts and names are set off; ("", 0) for none."""
    rows = [row for row in table.rows if row.code or row.name in ("合计", "总计")]
    for column in dict.fromkeys(table.columns):
        values = [figure.value if (figure := row[column]) else 0.0 for row in rows]
        if not any(values) or _right(rows, values):
            continue
        for by in sorted(range(-_FARTHEST, _FARTHEST + 1), key=abs):
            moved = [values[i + by] if 0 <= i + by < len(values) else 0.0 for i in range(len(rows))]
            if by and _right(rows, moved):
                return column, by
    return "", 0


def _right(rows: Sequence[Row], values: Sequence[float]) -> bool:
    """Whether every sum of the table holds with these amounts beside its names."""
    sums = 0
    for i, row in enumerate(rows):
        size = len(row.code) + 2 if row.code else 3
        parts = [
            values[j]
            for j, other in enumerate(rows)
            if other.code and len(other.code) == size and other.code.startswith(row.code)
        ]
        if parts and (values[i] or any(parts)):
            sums += 1
            if abs(values[i] - sum(parts)) > HALF_CENT * (len(parts) + 1) + SUMS:
                return False
    return sums >= _FEWEST_SUMS
