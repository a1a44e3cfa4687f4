"""What a published document is before anything is computed from it: whose, of when, its tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from auditkit.errors import Issue
from auditkit.facts.accounts.corrections import Corrections
from auditkit.facts.accounts.documentkind import is_unit_only, speaks
from auditkit.facts.accounts.naming import asked, department_in, headings_of, same_unit, year_in
from auditkit.facts.accounts.remarks import (
    converted,
    no_table_read,
    no_tables,
    no_year,
    several_units,
    unit_only,
    unread_pages,
)
from auditkit.facts.accounts.tables.assembly import read_units
from auditkit.facts.accounts.tables.drafts import UnitTables
from auditkit.facts.accounts.tables.figures import compact
from auditkit.facts.accounts.tables.tables import Table
from auditkit.facts.facts import DEMO
from auditkit.files.grid import Grid, Source
from auditkit.rules.accountwords import AccountWords


@dataclass(frozen=True)
class Opened:
    """One unit's part of a document: its own pages, its tables as corrected, and what was told.

    `year` is what the document prints, else what was asked for, else None; `names` counts every
    name that the document gives the department.
    """

    document: Source
    own: Sequence[Grid]
    tables: dict[str, Table]
    department: str
    names: Mapping[str, int]
    year: int | None
    demo: bool
    issues: list[Issue]


def opened(
    grids: Sequence[Grid],
    kind: str,
    department: str | None,
    year: int | None,
    issues: Sequence[Issue],
    words: AccountWords,
    corrections: Corrections,
    prove: Callable[[Sequence[Grid], Mapping[str, Table]], None] | None = None,
) -> Opened:
    """The document of some kind (部门决算, 部门预算) in the grids of one file.

    Of several units' tables those of the department asked for count, else the first. `prove`
    refuses a document of another kind. Raises UnreadableFile where there is no table.
    """
    file = grids[0].file if grids else "文件"
    document = Source(file, "", grids[0].sha256 if grids else "")
    units, found = read_units(grids, words)
    if prove is not None:
        prove(grids, units[0].tables if units else {})
    text_only = not units
    if text_only:
        if not speaks(grids, kind):
            raise no_tables(file, kind, issues)
        units = [UnitTables("", 0)]
    unit = _chosen(units, department or "")
    mended = corrections.applied(unit.tables, found)
    own = _own_grids(grids, units, unit)
    said = headings_of(own)
    printed, names = department_in(said)
    if len(units) > 1 and unit.name:
        printed = unit.name
    dated = year_in(said, file, kind[-2:])
    told = [*issues, *unread_pages(grids, issues), *mended.issues]
    told += several_units(document, [u.name for u in units], units.index(unit))
    told += converted(document, mended.tables)
    told += [no_table_read(document, kind)] if text_only else []
    told += asked(document, printed, dated, department, year)
    if is_unit_only(own, kind[-2:]):
        told.append(unit_only(document, kind))
    if not (dated or year):
        told.append(no_year(document))
    return Opened(
        document,
        own,
        mended.tables,
        printed or department or "",
        names,
        dated or year,
        _invented(file, grids),
        told,
    )


def _chosen(units: Sequence[UnitTables], department: str) -> UnitTables:
    """The unit asked for, else the first."""
    wanted = compact(department)
    exact = (u for u in units if wanted and u.name == wanted)
    named = (u for u in units if wanted and u.name and same_unit(wanted, u.name))
    return next(exact, None) or next(named, None) or units[0]


def _own_grids(
    grids: Sequence[Grid], units: Sequence[UnitTables], unit: UnitTables
) -> Sequence[Grid]:
    """The part of the document that is about the unit: its tables and the text behind them."""
    first = unit.start if unit is not units[0] else 0
    after = [other.start for other in units if other.start > unit.start]
    return grids[first : min(after, default=len(grids))]


def _invented(file: str, grids: Sequence[Grid]) -> bool:
    return DEMO in file or any(DEMO in text for grid in grids for row in grid.texts for text in row)
