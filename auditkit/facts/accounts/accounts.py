"""A department's published document: final accounts (部门决算), or its budget (部门预算)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditkit.errors import Issue
from auditkit.facts.accounts.checks.budget import check_budget
from auditkit.facts.accounts.checks.causes import Cause, causes
from auditkit.facts.accounts.checks.lineitems import without_unknown
from auditkit.facts.accounts.checks.spoken import told_twice
from auditkit.facts.accounts.checks.text import check
from auditkit.facts.accounts.checks.ties import Blank, TieOut, Ties, failures
from auditkit.facts.accounts.corrections import Corrections, corrections_for
from auditkit.facts.accounts.documentkind import BUDGET, FINAL, WrongDocument, prove_final
from auditkit.facts.accounts.mapping import gather, gather_budget
from auditkit.facts.accounts.naming import OTHER_NAME, other_names
from auditkit.facts.accounts.opening import Opened, opened
from auditkit.facts.accounts.pages import Pages, read_pages
from auditkit.facts.accounts.remarks import (
    BLANK_TOTAL,
    MODEL_TEXT,
    NO_PERCENT,
    blank_total,
    held_back,
    missing_tables,
    wording,
)
from auditkit.facts.accounts.tables.tables import Table
from auditkit.facts.accounts.text.prose import Prose
from auditkit.facts.accounts.text.statement import Statement
from auditkit.facts.facts import Fact, Facts
from auditkit.files.grid import Grid
from auditkit.rules.accountwords import BUDGET_FILE, AccountWords, shipped_words, words_with
from auditkit.rules.rulepack import RulePack
from auditkit.rules.subjectwords import OwnSubjects, Subjects, subjects_with

FLAWS = frozenset(kind.code for kind in (OTHER_NAME, MODEL_TEXT, NO_PERCENT, BLANK_TOTAL))
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
    said = rulepack.subjects if rulepack else None
    return accounts_of(pages.grids, department, year, pages.issues, words, mended, said)


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
    said = rulepack.subjects if rulepack else None
    return budget_of(pages.grids, department, year, pages.issues, words, mended, said)


def published_in(
    pages: Pages,
    department: str | None = None,
    year: int | None = None,
    rulepack: RulePack | None = None,
) -> Accounts:
    """The final accounts or the budget that some pages hold, whichever they prove to be.

    Raises UnreadableFile for anything else.
    """
    said = rulepack.subjects if rulepack else None
    try:
        words = words_with(rulepack.accounts) if rulepack else shipped_words()
        return accounts_of(pages.grids, department, year, pages.issues, words, subjects=said)
    except WrongDocument as error:
        if error.kind != BUDGET:
            raise
    words = words_with(rulepack.budget, BUDGET_FILE) if rulepack else shipped_words(BUDGET_FILE)
    return budget_of(pages.grids, department, year, pages.issues, words, subjects=said)


def accounts_of(
    grids: Sequence[Grid],
    department: str | None = None,
    year: int | None = None,
    issues: Sequence[Issue] = (),
    words: AccountWords | None = None,
    corrections: Corrections | None = None,
    subjects: OwnSubjects | None = None,
) -> Accounts:
    """The final accounts in the grids of one file, whatever its type. Raises as `read_accounts`."""
    words, mended = words or shipped_words(), corrections or Corrections()
    of = opened(grids, FINAL, department, year, issues, words, mended, prove_final)
    prose, spoken = Prose(of.own, of.department), _subjects(subjects)
    statements = _statements(of, prose, spoken)
    problems = [*of.issues, *missing_tables(of.document, of.tables)]
    problems += [*other_names(of.document, of.department, of.names), *wording(statements)]
    problems += told_twice(statements)
    ties = check(of.tables, statements)
    facts: tuple[Fact, ...] = ()
    if of.year is not None:
        facts, more = gather(of.tables, statements, of.year, words, ties.found)
        problems += [*more, *_unread(prose, statements, facts, of.year, spoken)]
    problems += [blank_total(blank) for blank in ties.blanks]
    problems += held_back(of.document, of.tables, ties)
    return _accounts(of, FINAL, statements, facts, ties, problems, mended)


def _unread(
    prose: Prose,
    statements: Sequence[Statement],
    facts: Sequence[Fact],
    year: int | None,
    subjects: Subjects,
    *,
    budget: bool = False,
) -> list[Issue]:
    from auditkit.facts.accounts.text.unreadtext import unread_sentences

    if year is None:
        return []
    return list(unread_sentences(prose, statements, facts, year, subjects, budget=budget))


def _subjects(own: OwnSubjects | None, *, budget: bool = False) -> Subjects:
    return subjects_with(own or OwnSubjects(), budget=budget)


def _statements(
    of: Opened, prose: Prose, subjects: Subjects, *, budget: bool = False
) -> list[Statement]:
    # Its patterns take long to compile, and most runs open no accounts.
    from auditkit.facts.accounts.text.text import read_statements

    said = read_statements(of.own, of.year, budget=budget, prose=prose, subjects=subjects)
    return without_unknown(said, of.tables)


def budget_of(
    grids: Sequence[Grid],
    department: str | None = None,
    year: int | None = None,
    issues: Sequence[Issue] = (),
    words: AccountWords | None = None,
    corrections: Corrections | None = None,
    subjects: OwnSubjects | None = None,
) -> Accounts:
    """The budget in the grids of one file. Raises UnreadableFile where there is none."""
    words, mended = words or shipped_words(BUDGET_FILE), corrections or Corrections()
    of = opened(grids, BUDGET, department, year, issues, words, mended)
    prose, spoken = Prose(of.own, of.department), _subjects(subjects, budget=True)
    statements = _statements(of, prose, spoken, budget=True)
    facts = gather_budget(of.tables, statements, of.year, words) if of.year else ()
    ties = check_budget(of.tables, statements)
    problems = [*of.issues, *told_twice(statements)]
    problems += held_back(of.document, of.tables, ties)
    problems += _unread(prose, statements, facts, of.year, spoken, budget=True)
    return _accounts(of, BUDGET, statements, facts, ties, problems, mended)


def _accounts(
    of: Opened,
    kind: str,
    statements: Sequence[Statement],
    facts: tuple[Fact, ...],
    ties: Ties,
    issues: Sequence[Issue],
    corrections: Corrections,
) -> Accounts:
    return Accounts(
        of.document.file,
        of.document.sha256,
        of.department,
        of.year,
        of.tables,
        tuple(statements),
        facts,
        tuple(ties.found),
        tuple(issues),
        tuple(ties.blanks),
        of.demo,
        kind,
        corrections.files,
    )
