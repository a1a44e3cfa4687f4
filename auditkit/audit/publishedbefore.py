"""上年度 figures that this year's files lack, from the final accounts of the year before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from auditkit.errors import AuditError
from auditkit.facts.accounts.files import open_accounts
from auditkit.facts.facts import Facts
from auditkit.facts.workbook.needs import fact_needs
from auditkit.findings.review.yearonyear import past_name
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack


def published_before(
    folder: Path, declaration: Declaration, facts: Facts, pack: RulePack, demo: bool | None
) -> Facts:
    """The figures of last year that an indicator needs and no file of this year has.

    Taken from the accounts in last year's folder, under its year (2022年度/决算.pdf), as published:
    a paper that lies there need not be asked for. What is wrong with that folder is told where the
    years are compared; `demo` says whether this year's figures are invented, whose kind last year's
    must be. None where nothing is wanting.
    """
    year = declaration.year - 1
    wanted = {
        need.rule.name
        for need in fact_needs(declaration, pack).items
        if year in need.years and facts.get(need.rule.name, year) is None
    }
    before = folder.parent / str(year)
    if not wanted or not before.is_dir():
        return Facts()
    try:
        published = open_accounts(
            before, declaration.department, year, demo=demo, rulepack=pack
        ).facts
    except AuditError:
        return Facts()
    items = tuple(
        replace(fact, source=replace(fact.source, file=past_name(year, fact.source.file)))
        for fact in published.items
        if fact.year == year and fact.published and not fact.scope and fact.name in wanted
    )
    files = dict.fromkeys((fact.source.file, fact.source.sha256) for fact in items)
    return Facts(items, files=tuple(files), demo=published.demo if items else False)
