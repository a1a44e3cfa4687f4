"""Figures that people typed, against the published ones."""

from __future__ import annotations

from dataclasses import dataclass

from auditkit.facts.accounts import Accounts
from auditkit.facts.accounts.documentkind import BUDGET
from auditkit.facts.facts import BOOKS, FINAL_NAME, Fact, Facts, published_as
from auditkit.formula.tolerance import NOISE
from auditkit.wording import dated, show_value

_FIRST = "年初预算"


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that people typed and one that was published, further apart than rounding allows."""

    typed: Fact
    published: Fact
    document: str = "决算"

    @property
    def amount(self) -> float:
        """Typed less published, in the fact's unit."""
        return round(self.typed.value - self.published.value, 8)

    def __str__(self) -> str:
        unit = self.typed.unit
        filled = f"按{self.typed.document}填入" if self.typed.document else "填报"
        whose = "账面" if self.typed.source.file.startswith(BOOKS) else filled
        shown = show_value(self.published.value, unit, places=4)
        return (
            f"{dated(self.typed.name, self.typed.year)}："
            f"{whose}{show_value(self.typed.value, unit, places=4)}（{self.typed.source}），"
            f"{self.document}{shown}（{self.published.source}），"
            f"相差{show_value(self.amount, unit, places=4)}"
        )


def differences_of(facts: Facts, accounts: Accounts) -> tuple[Difference, ...]:
    """Where both have a figure and rounding cannot explain that they differ.

    Figures of `facts` that come from the accounts themselves, from what was put right in them, or
    from the department's budget are not compared: nobody typed them. Nor is one that was filled in
    from the final accounts compared with a budget: these two are held against each other (C09).
    """
    typed: dict[tuple[str, int], Fact] = {}
    for fact in facts:
        published_itself = published_as(fact.source.file) != ""
        if accounts.kind == BUDGET and fact.document == FINAL_NAME:
            continue
        if not fact.scope and fact.source.sha256 != accounts.sha256 and not published_itself:
            typed.setdefault((fact.name, fact.year), fact)
    found = []
    for published in accounts.facts:
        mine = typed.get((published.name, published.year))
        if mine is not None and mine.unit == published.unit and not agree(mine, published):
            found.append(Difference(mine, published, accounts.kind[-2:]))
    return tuple(found)


def agree(one: Fact, other: Fact) -> bool:
    """Whether two figures may be one before rounding: their intervals meet."""
    # Binary fractions must not decide what lies exactly on the bound.
    return abs(one.value - other.value) <= one.half_step + other.half_step + NOISE


def is_of_one_plan(fact: Fact, own: Fact, budget: Accounts) -> bool:
    """Whether the accounts' figure and the budget's own are the first plan of one scope.

    Neither holds what was carried over from last year: only then must they agree (C09).
    """
    scope = fact.remark.partition("，")[0]
    carried = [
        figure.value
        for table in budget.tables.values()
        for row in table.rows
        for column, figure in row.figures.items()
        if "结转" in row.name or "结转" in column
    ]
    first = _FIRST in fact.remark and _FIRST in own.remark
    return first and own.remark.startswith(scope) and not any(carried)
