"""A department's published document: final accounts (部门决算), or its budget (部门预算)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditkit.errors import Issue
from auditkit.facts.accounts.assembly import UnitTables, read_units
from auditkit.facts.accounts.causes import Cause, causes
from auditkit.facts.accounts.corrections import Corrections, corrections_for
from auditkit.facts.accounts.documentkind import (
    BUDGET,
    FINAL,
    WrongDocument,
    is_unit_only,
    prove_final,
)
from auditkit.facts.accounts.facts import gather, gather_budget
from auditkit.facts.accounts.figures import compact
from auditkit.facts.accounts.naming import (
    asked,
    department_in,
    headings_of,
    other_names,
    same_unit,
    year_in,
)
from auditkit.facts.accounts.pages import Pages, read_pages
from auditkit.facts.accounts.remarks import (
    blank_total,
    converted,
    held_back,
    missing_tables,
    no_tables,
    no_year,
    several_units,
    unit_only,
    unread_pages,
    wording,
)
from auditkit.facts.accounts.statement import Statement
from auditkit.facts.accounts.tables import Table
from auditkit.facts.accounts.text import read_statements
from auditkit.facts.accounts.textchecks import check
from auditkit.facts.accounts.ties import Blank, TieOut, failures
from auditkit.facts.facts import DEMO, Fact, Facts
from auditkit.files.grid import Grid
from auditkit.rules.accountwords import BUDGET_FILE, AccountWords, shipped_words, words_with
from auditkit.rules.rulepack import RulePack

FLAWS = frozenset(("accounts-name", "accounts-template", "accounts-percent", "accounts-total"))
"""Issues that are faults of the document and not of its reading: `cross_check` finds them."""


@dataclass(frozen=True)
class Accounts:
    """What one published file says; `tables` by their full names, figures in 万元.

    `demo` says that the file declares its figures invented; `kind` is 部门决算 or 部门预算.
    """

    file: str
    sha256: str
    department: str
    year: int | None
    tables: Mapping[str, Table]
    statements: tuple[Statement, ...]
    facts: tuple[Fact, ...]
    tie_outs: tuple[TieOut, ...]
    issues: tuple[Issue, ...]
    blanks: tuple[Blank, ...] = ()
    demo: bool = False
    kind: str = FINAL
    corrections: tuple[tuple[str, str], ...] = ()
    """The workbook of corrections that was used, with its sha256."""

    @property
    def failures(self) -> tuple[TieOut, ...]:
        """The tie-outs that rounding cannot explain."""
        return tuple(failures(self.tie_outs))

    @property
    def causes(self) -> tuple[list[Cause], list[TieOut]]:
        """The tables whose sums fail in many places, and the failures that stand by themselves."""
        return causes(self.failures, self.tables)

    @property
    def as_facts(self) -> Facts:
        """The facts in the form that `assess` reads, with what stood in the way of reading."""
        issues = tuple(issue for issue in self.issues if issue.code not in FLAWS)
        files = ((self.file, self.sha256), *self.corrections)
        return Facts(self.facts, issues, demo=self.demo, files=files)


def read_accounts(
    path: str | Path,
    department: str | None = None,
    year: int | None = None,
    rulepack: RulePack | None = None,
) -> Accounts:
    """The final accounts in a file (pdf, xlsx, xls, docx, html), told by its content.

    Department and year are read from the document; if they are not those asked for, an issue says
    so. Of several units' tables those of the department asked for count, else the first. Titles and
    headings are known by the words that come with auditkit and those of the rule pack; hidden
    sheets are told and not read. Raises UnreadableFile for a file that cannot be opened or holds no
    final accounts; WrongDocument, a kind of it, says what it holds instead.
    """
    pages = read_pages(Path(path))
    words = words_with(rulepack.accounts) if rulepack else shipped_words()
    mended = corrections_for(Path(path), pages.sha256)
    return accounts_of(pages.grids, department, year, pages.issues, words, mended)


def read_budget(
    path: str | Path,
    department: str | None = None,
    year: int | None = None,
    rulepack: RulePack | None = None,
) -> Accounts:
    """The budget of a department (部门预算) in a file, as `read_accounts` reads final accounts.

    Raises UnreadableFile for a file that cannot be opened or holds no budget.
    """
    pages = read_pages(Path(path))
    words = words_with(rulepack.budget, BUDGET_FILE) if rulepack else shipped_words(BUDGET_FILE)
    mended = corrections_for(Path(path), pages.sha256)
    return budget_of(pages.grids, department, year, pages.issues, words, mended)


def published_in(
    pages: Pages,
    department: str | None = None,
    year: int | None = None,
    rulepack: RulePack | None = None,
) -> Accounts:
    """The final accounts or the budget that some pages hold, whichever they prove to be.

    Raises UnreadableFile for anything else.
    """
    try:
        words = words_with(rulepack.accounts) if rulepack else shipped_words()
        return accounts_of(pages.grids, department, year, pages.issues, words)
    except WrongDocument as error:
        if error.kind != BUDGET:
            raise
    words = words_with(rulepack.budget, BUDGET_FILE) if rulepack else shipped_words(BUDGET_FILE)
    return budget_of(pages.grids, department, year, pages.issues, words)


def accounts_of(
    grids: Sequence[Grid],
    department: str | None = None,
    year: int | None = None,
    issues: Sequence[Issue] = (),
    words: AccountWords | None = None,
    corrections: Corrections | None = None,
) -> Accounts:
    """The final accounts in the grids of one file, whatever its type. Raises as `read_accounts`."""
    file = grids[0].file if grids else "文件"
    words = words or shipped_words()
    units, found = read_units(grids, words)
    prove_final(grids, units[0].tables if units else {})
    if not units:
        raise no_tables(file, FINAL, issues)
    unit = _chosen(units, department or "")
    mended = (corrections or Corrections()).applied(unit.tables, found)
    tables, found = mended.tables, mended.issues
    own = _own_grids(grids, units, unit)
    statements = read_statements(own)
    head = _Head.of(own, unit if len(units) > 1 else None, file)
    problems = [*issues, *unread_pages(grids, issues), *found]
    problems += several_units(file, [u.name for u in units], units.index(unit))
    problems += [*missing_tables(file, tables), *converted(file, tables)]
    problems += [*other_names(file, head.department, head.names), *wording(statements)]
    problems += asked(file, head.department, head.year, department, year)
    if is_unit_only(own, "决算"):
        problems.append(unit_only(file, FINAL))
    ties = check(tables, statements)
    actual = head.year or year
    facts: tuple[Fact, ...] = ()
    if actual is None:
        problems.append(no_year(file))
    else:
        facts, more = gather(tables, statements, actual, words, ties.found)
        problems += more
    problems += [blank_total(blank) for blank in ties.blanks]
    problems += held_back(file, tables, ties)
    return Accounts(
        file,
        grids[0].sha256,
        head.department or department or "",
        actual,
        tables,
        tuple(statements),
        facts,
        tuple(ties.found),
        tuple(problems),
        tuple(ties.blanks),
        _invented(file, grids),
        FINAL,
        corrections.files if corrections else (),
    )


def budget_of(
    grids: Sequence[Grid],
    department: str | None = None,
    year: int | None = None,
    issues: Sequence[Issue] = (),
    words: AccountWords | None = None,
    corrections: Corrections | None = None,
) -> Accounts:
    """The budget in the grids of one file. Raises UnreadableFile where there is none."""
    file = grids[0].file if grids else "文件"
    words = words or shipped_words(BUDGET_FILE)
    units, found = read_units(grids, words)
    if not units:
        raise no_tables(file, BUDGET, issues)
    unit = _chosen(units, department or "")
    mended = (corrections or Corrections()).applied(unit.tables, found)
    tables, found = mended.tables, mended.issues
    own = _own_grids(grids, units, unit)
    statements = read_statements(own, budget=True)
    head = _Head.of(own, unit if len(units) > 1 else None, file)
    problems = [*issues, *unread_pages(grids, issues), *found]
    problems += several_units(file, [u.name for u in units], units.index(unit))
    problems += converted(file, tables)
    problems += asked(file, head.department, head.year, department, year)
    if is_unit_only(own, "预算"):
        problems.append(unit_only(file, BUDGET))
    actual = head.year or year
    facts = gather_budget(tables, statements, actual, words) if actual else ()
    if actual is None:
        problems.append(no_year(file))
    return Accounts(
        file,
        grids[0].sha256,
        head.department or department or "",
        actual,
        tables,
        tuple(statements),
        facts,
        (),
        tuple(problems),
        (),
        _invented(file, grids),
        BUDGET,
        corrections.files if corrections else (),
    )


@dataclass(frozen=True)
class _Head:
    """Whose document it is and of which year, as it says itself."""

    department: str
    names: Mapping[str, int]
    year: int | None

    @classmethod
    def of(cls, grids: Sequence[Grid], unit: UnitTables | None, file: str) -> _Head:
        said = headings_of(grids)
        department, names = department_in(said)
        if unit is not None and unit.name:
            department = unit.name
        return cls(department, names, year_in(said, file))


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
