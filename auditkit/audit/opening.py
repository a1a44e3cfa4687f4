"""Opening the audit of a department and year from its folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.audit.ahead import taken
from auditkit.audit.audit import Audit
from auditkit.audit.inputs import data_folder, read_fact_files, year_of
from auditkit.audit.publishedbefore import published_before
from auditkit.audit.yearform import read_form
from auditkit.facts.accounts.files import open_accounts
from auditkit.facts.suspects import without_suspects
from auditkit.findings.decisions import read_decisions
from auditkit.rules import DEFAULT_PACK
from auditkit.rules.rulepack import RulePack

if TYPE_CHECKING:
    import pandas as pd


def open_audit(
    department: str,
    year: int | str,
    data_dir: str | Path | None = None,
    rulepack: str | Path | RulePack = DEFAULT_PACK,
    facts: pd.DataFrame | None = None,
) -> Audit:
    """The audit of what lies in `data_dir`/`department`/`year`.

    Without `data_dir` it is the folder data here or, as from notebooks/, in a folder above. The
    year may be written "2020".
    A department without a form but with final accounts is held to the usual targets of the pack.
    `facts` are figures by the row beside those of the folder, with the columns of a 取数表
    (`auditkit.facts.extracts.layout`); where both have one, the folder's counts and a difference is
    an issue.
    Without figures every computed indicator is 数据缺失. Raises AuditError when the folder or both
    documents are missing, or the pack is faulty.
    """
    if facts is None and (ahead := taken(department, year, data_dir, rulepack, another)):
        return ahead
    year, data_dir = year_of(year), data_folder(data_dir)
    declaration, pack, folder = read_form(department, year, data_dir, rulepack)
    typed = read_fact_files(folder, declaration, pack, facts)
    demo = typed.demo if typed.files else None
    accounts, published, budget = open_accounts(folder, department, year, demo=demo, rulepack=pack)
    # What people typed comes first; where the accounts differ, that is a finding. Last year's
    # accounts come last: they state only what nobody else does.
    merged, decisions = typed.merged([published]), read_decisions(folder)
    kind = merged.demo if merged.files else None
    merged = merged.merged([published_before(folder, declaration, merged, pack, kind)])
    sound = without_suspects(merged, declaration, pack, published)
    other_year = partial(another, department, data_dir, rulepack)
    return Audit(
        declaration, sound, pack, accounts, decisions, folder, rulepack, budget, other_year
    )  # fmt: skip


def another(department: str, data_dir: Path, rulepack: str | Path | RulePack, year: int) -> Audit:
    """Another year of a department, opened as the first one was; raises as `open_audit` does."""
    return open_audit(department, year, data_dir, rulepack)


def each_year(
    department: str, data_dir: str | Path, rulepack: str | Path | RulePack = DEFAULT_PACK
) -> Callable[[int], Audit]:
    """Opens the years of a department one after the other, each once; raises as `open_audit` does.

    An audit goes back to all earlier years. Those that were opened here before it are the same
    audits, and what was computed of them stays computed.
    """
    known: dict[int, Audit] = {}

    def opened(year: int) -> Audit:
        audit = open_audit(department, year, data_dir, rulepack)
        if (other_year := audit.other_year) is not None:
            audit = replace(audit, other_year=partial(_known_or, dict(known), other_year))
        known[year] = audit
        return audit

    return opened


def _known_or(known: dict[int, Audit], other_year: Callable[[int], Audit], year: int) -> Audit:
    return known[year] if year in known else other_year(year)
