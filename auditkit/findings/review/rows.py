"""The rows of a form that a review speaks of: told apart where two bear one name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auditkit.assessment.computation import Computation
from auditkit.files.grid import Source
from auditkit.findings.finding import Finding, FindingKind
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.form.printed import PrintedFormula
from auditkit.wording import short_value


def target_cell(indicator: DeclaredIndicator) -> Source:
    """The cell of the target, else the row's own."""
    return indicator.target_source or indicator.source


def evidence_of(c: Computation) -> list[Source]:
    """The target's cell and that of every figure used."""
    used = [fact.source for fact in c.facts.values() if fact is not None]
    return [target_cell(c.indicator), *used]


def on_row(
    kind: FindingKind, c: Computation, condition: str, also: Sequence[Source] = (), **parts: Any
) -> Finding:
    """A finding on an indicator's row, with the target's cell and every figure as evidence."""
    evidence = [*also, *evidence_of(c)]
    return kind(c.indicator.name, condition, evidence, row=c.indicator.source, **parts)


def cells_of(indicator: DeclaredIndicator) -> set[Source]:
    """The cells of the row in which something about the indicator may be printed."""
    cells = (
        indicator.source,
        indicator.target_source,
        indicator.explanation_source,
        indicator.note_source,
    )
    return {cell for cell in cells if cell is not None}


def alike(indicator: DeclaredIndicator, declaration: Declaration) -> list[DeclaredIndicator]:
    """The other rows of the same name."""
    return [
        other
        for other in declaration.indicators
        if other.name == indicator.name and other is not indicator
    ]


def printed_for(
    indicator: DeclaredIndicator, printed: list[PrintedFormula], declaration: Declaration
) -> list[PrintedFormula]:
    """The printed formulas of the indicator, without those beside another row of its name."""
    elsewhere = {cell for other in alike(indicator, declaration) for cell in cells_of(other)}
    elsewhere -= cells_of(indicator)
    return [p for p in printed if p.indicator == indicator.name and p.source not in elsewhere]


def row_of(name: str, at: Source, declaration: Declaration) -> Source | None:
    """The row of the indicator of that name, the one whose cell `at` is where there are two."""
    named = [i for i in declaration.indicators if i.name == name]
    here = [i for i in named if at in cells_of(i)]
    return next((i.source for i in [*here, *named]), None)


def indicator_findings(found: list[Finding], indicator: DeclaredIndicator) -> list[Finding]:
    """The findings on one row of the form."""
    return [
        finding
        for finding in found
        if finding.subject == indicator.name and finding.row in (None, indicator.source)
    ]


def together(sources: list[Source]) -> list[Source]:
    """The cells of one sheet as one place (任务执行!A8,A11), others as they are."""
    sheets = {(s.file, s.sha256, s.place.partition("!")[0]) for s in sources}
    if len(sheets) != 1 or not all("!" in s.place for s in sources):
        return sources
    ((file, sha256, sheet),) = sheets
    cells = ",".join(dict.fromkeys(s.place.partition("!")[2] for s in sources))
    return [Source(file, f"{sheet}!{cells}", sha256)]


def wanted(sign: str, value: float, unit: str) -> str:
    """A target as one says it: ≥95%."""
    return f"{sign}{short_value(value, unit)}"
