"""会议费 and 培训费 of the text, against the table that prints them beside the 三公经费."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditkit.facts.accounts.checks.ties import UNSURE, Ties
from auditkit.facts.accounts.tables.cells import same, three
from auditkit.facts.accounts.tables.columns import beside_item
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.tables import RUNNING, THREE, Table
from auditkit.facts.accounts.text.statement import Statement

MEETINGS = ("会议费", "培训费")


def check_meetings(
    ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]
) -> None:
    """What was spent and what was planned, each where the text gives one amount of it; 万元.

    The table is of fiscal appropriations, a sentence may be of all expenditure or of one project:
    it is held against the table where it gives the plan too, or says 财政拨款.
    """
    for item in MEETINGS:
        for role, measure in (("", "决算数"), ("budget", "预算数")):
            kind, shown = meetings_shown(tables, item, measure)
            said = meetings_said(statements, item, role)
            if shown is None or not said:
                continue
            agreeing = [figure for figure, _ in said.values() if same(figure, shown)]
            figure, statement = next(iter(said.values()))
            trial = Ties(gapped=ties.gapped).on(kind)
            what = f"{item}{measure[:2]}：文字与{kind}"
            trial.equal("text", what, agreeing[0] if agreeing else figure, shown)
            if agreeing or (len(said) == 1 and is_of_the_table(statement)):
                ties.found += trial.found
                ties.held += trial.held
            else:
                ties.held += [(UNSURE, kind, tie) for tie in trial.found]


def meetings_said(
    statements: Sequence[Statement], item: str, role: str = ""
) -> dict[float, tuple[Figure, Statement]]:
    """What the text says was spent on it, or planned (role budget), by value; 万元."""
    about = [s for s in statements if s.subject == item]
    figures = [(s.figures.get(role) if role else s.said, s) for s in about]
    return {figure.value: (figure, s) for figure, s in reversed(figures) if figure}


def is_of_the_table(statement: Statement) -> bool:
    """Whether a sentence on it is surely of what the table prints: all fiscal appropriations."""
    planned = "budget" in statement.figures
    return planned or any(word in statement.quote for word in ("财政拨款", "一般公共预算"))


def meetings_shown(
    tables: Mapping[str, Table], item: str, measure: str
) -> tuple[str, Figure | None]:
    """Which table prints it, and what, 万元; the 决算数, the 上年决算数 or the 预算数."""
    if figure := three(tables.get(THREE), item, measure):
        return THREE, figure
    rows = tables[RUNNING].rows if RUNNING in tables else ()
    row = next((row for row in rows if beside_item(row.name) == item), None)
    if measure == "预算数":
        return RUNNING, (row["预算数"] or row["年初预算数"]) if row else None
    if measure == "决算数":
        return RUNNING, row["决算数"] or row["合计"] if row else None
    return RUNNING, row[measure] if row else None
