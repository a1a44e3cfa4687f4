"""Files of figures and ledgers taken into a year's folder, and what became of their figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditkit.audit.inputs import read_fact_file, read_workbooks
from auditkit.audit.yearform import read_form
from auditkit.errors import AuditError, Issue
from auditkit.facts.accounts.differences import Difference, agree, differences_of
from auditkit.facts.accounts.files import open_accounts
from auditkit.facts.extracts.files import SUFFIXES as TABLES
from auditkit.facts.extracts.files import extract_grids
from auditkit.facts.extracts.joining import pairs
from auditkit.facts.extracts.keeping import keep_as, keep_file, keep_query, year_place
from auditkit.facts.extracts.layout import is_extract
from auditkit.facts.facts import Facts
from auditkit.facts.ledger.files import SUFFIXES as LEDGERS
from auditkit.facts.ledger.files import kept_name, ledger_of
from auditkit.rules.ledgerwords import ledger_words_with
from auditkit.rules.load import load_rulepack
from auditkit.wording import dated, show_value


@dataclass(frozen=True)
class Received:
    """A file that was kept, what it gave, and how that stands to what was there before.

    `facts` is None where neither form nor accounts are there yet to say what is asked for.
    """

    place: Path
    facts: Facts | None
    agreeing: int = 0
    issues: tuple[Issue, ...] = ()
    tied: int = 0
    differences: tuple[Difference, ...] = ()

    @property
    def grave(self) -> bool:
        """Whether something must be put right."""
        return bool(self.differences) or any(issue.grave for issue in self.issues)

    def lines(self) -> Iterator[str]:
        """The report as an auditor reads it, one line for each figure."""
        if self.facts is None:
            yield f"存为 {self.place}。还没有申报表和决算，待它们放入后取用"
            return
        yield f"存为 {self.place}：取得数{len(self.facts)}个"
        for fact in self.facts:
            whose = f"{fact.scope}：" if fact.scope else ""
            value = show_value(fact.value, fact.unit)
            yield f"  {whose}{dated(fact.name, fact.year)} {value}  {fact.source}"
            if fact.stated:
                yield f"    来源  {fact.stated}"
        yield f"与其他文件的同一个数一致 {self.agreeing}个"
        yield f"与部门决算一致 {self.tied}个，不一致 {len(self.differences)}个"
        yield from (f"  {difference}" for difference in self.differences)


def receive(
    file: Path, department: str, year: int, data_dir: Path, rulepack: str, *, force: bool = False
) -> Received | None:
    """Keep a table of figures or a ledger in the year's folder; None for what is neither.

    Raises AuditError for a file that cannot be read, or where another lies in its place.
    """
    folder = year_place(data_dir, department, year)
    suffix = file.suffix.lower()
    if suffix in (*TABLES, ".xlsx", ".txt") and is_extract(extract_grids(file)):
        place = keep_file(file, folder, force=force)
    elif suffix in TABLES:
        raise AuditError(
            f"{file.name}：没有找到取数表的表头（年度、数据项、数值）。请写明列名后再读入。"
        )
    elif suffix in LEDGERS:
        words = ledger_words_with(load_rulepack(rulepack).ledger)
        ledger = ledger_of(file, words)
        if ledger is None:
            return None
        place = keep_as(folder / kept_name(file, ledger), file, force=force)
    else:
        return None
    return _became(place, department, year, data_dir, rulepack)


def fetch(
    url: str,
    query: str,
    department: str,
    year: int,
    data_dir: Path,
    rulepack: str,
    *,
    name: str,
    taken: dt.datetime,
    force: bool = False,
) -> Received:
    """Keep what a query gives as a table of figures in the year's folder."""
    folder = year_place(data_dir, department, year)
    place = keep_query(url, query, department, year, folder, name=name, taken=taken, force=force)
    return _became(place, department, year, data_dir, rulepack)


def _became(place: Path, department: str, year: int, data_dir: Path, rulepack: str) -> Received:
    try:
        declaration, pack, folder = read_form(department, year, data_dir, rulepack)
    except AuditError:
        return Received(place, None)
    own = read_fact_file(place, declaration, pack)
    whole = read_workbooks(folder, declaration, pack)
    here = [pair for pair in pairs(whole) if place.name in {one.source.file for one in pair}]
    # A difference is told at one of its two places and names the other.
    told = [i for i in whole.issues if i.source.file == place.name or f"{place.name}[" in i.what]
    accounts = open_accounts(folder, department, year, demo=own.demo, rulepack=pack)[0]
    if accounts is None:
        differences: tuple[Difference, ...] = ()
        tied = 0
    else:
        differences = differences_of(own, accounts)
        printed = {(fact.name, fact.year): fact for fact in accounts.facts}
        both = [f for f in own if (f.name, f.year) in printed and not f.scope]
        tied = sum(agree(fact, printed[fact.name, fact.year]) for fact in both)
    agreeing = sum(one.unit == other.unit and agree(one, other) for one, other in here)
    return Received(place, own, agreeing, tuple(told), tied, differences)
