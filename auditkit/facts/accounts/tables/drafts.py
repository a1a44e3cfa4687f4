"""A table while it is read, over as many pages as it takes, and the tables of one unit."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditkit.facts.accounts.tables.heads import Head
from auditkit.facts.accounts.tables.rows import Row
from auditkit.facts.accounts.tables.tables import Table
from auditkit.files.grid import Grid
from auditkit.rules.accountwords import BUDGET_TABLES, FINAL_TABLES, FURTHER_TABLES


@dataclass
class Draft:
    """The table being read, over as many grids as it takes; a copy that is not kept is `spare`."""

    kind: str
    title: str
    unit: str
    head: Head
    spare: bool = False
    width: int = 0
    rows: list[Row] = field(default_factory=list)
    grids: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    head_rows: tuple[tuple[str, ...], ...] = ()
    bare: tuple[Grid, int] | None = None
    """The head that a page ends with, and where it begins there, until rows follow."""

    @property
    def table(self) -> Table:
        names = tuple(self.columns)
        gaps = tuple(dict.fromkeys(self.gaps if self.unit else [*self.gaps, "金额单位不明"]))
        rows, grids = tuple(self.rows), tuple(self.grids)
        return Table(self.kind, self.title, self.unit, rows, grids, names, gaps)


@dataclass
class UnitTables:
    """The tables of one unit (单位); `start` is the number of its first grid in the document."""

    name: str
    start: int
    drafts: dict[str, Draft] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, Table]:
        known = (*FINAL_TABLES, *FURTHER_TABLES, *BUDGET_TABLES)
        return {kind: self.drafts[kind].table for kind in known if kind in self.drafts}
