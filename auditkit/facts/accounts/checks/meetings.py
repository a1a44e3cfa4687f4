"""会议费 and 培训费 of the text, against the table that prints them beside the 三公经费."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditkit.facts.accounts.checks.ties import UNSURE, Ties
from auditkit.facts.accounts.tables.cells import amount, same, three
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.tables import RUNNING, THREE, Table
from auditkit.facts.accounts.text.statement import Statement

ITEMS = ("会议费", "培训费")


def check_meetings(
    ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]
) -> None:
    """What was spent and what was planned, each where the text gives one amount of it; 万元.

    The table is of fiscal appropriations, a sentence may be of all expenditure or of one project:
    it is held against the table where it gives the plan too, or says 财政拨款.
    """
    for item in ITEMS:
        about = [s for s in statements if s.subject == item]
        for role, measure in (("", "决算数"), ("budget", "预算数")):
            kind, shown = _shown(tables, item, measure)
            said = {f.value: (f, s) for s in about if (f := _said(s, role))}
            if shown is None or not said:
                continue
            agreeing = [figure for figure, _ in said.values() if same(figure, shown)]
            figure, statement = next(iter(said.values()))
            trial = Ties(gapped=ties.gapped).on(kind)
            what = f"{item}{measure[:2]}：文字与{kind}"
            trial.equal("text", what, agreeing[0] if agreeing else figure, shown)
            if agreeing or (len(said) == 1 and _is_of_the_table(statement)):
                ties.found += trial.found
                ties.held += trial.held
            else:
                ties.held += [(UNSURE, kind, tie) for tie in trial.found]


def _said(statement: Statement, role: str) -> Figure | None:
    return statement.figures.get(role) if role else statement.said


def _is_of_the_table(statement: Statement) -> bool:
    planned = "budget" in statement.figures
    return planned or any(word in statement.quote for word in ("财政拨款", "一般公共预算"))


def _shown(tables: Mapping[str, Table], item: str, measure: str) -> tuple[str, Figure | None]:
    """Which table prints it, and what."""
    if figure := three(tables.get(THREE), item, measure):
        return THREE, figure
    running = tables.get(RUNNING)
    row = running.named(f"(?:[一二三四五六七八九十]+、)?{item}") if running else None
    if measure == "预算数":
        return RUNNING, (row["预算数"] or row["年初预算数"]) if row else None
    return RUNNING, amount(row)
