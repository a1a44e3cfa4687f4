"""The worked cases of a rule pack, worked again: what a person stated beside what it comes to."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditkit.assessment.scored import assess
from auditkit.facts.facts import Fact, Facts
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.formula import read_name
from auditkit.formula.target import parse_target
from auditkit.formula.tolerance import NOISE
from auditkit.rules.gathering import POPULATION, SURVEYED
from auditkit.rules.rulepack import Case, IndicatorRule, RulePack


@dataclass(frozen=True, slots=True)
class Worked:
    """A case of an indicator and what it comes to; None where there is no value, no points.

    Points are of 100: a single indicator carries the whole weight.
    """

    rule: IndicatorRule
    case: Case
    target: str
    actual: float | None
    status: str
    score: float | None

    @property
    def agrees(self) -> bool:
        """Whether it comes to what the case states."""
        return (
            self.status == self.case.status
            and _same(self.actual, self.case.actual)
            and _same(self.score, self.case.score)
        )


def worked_cases(pack: RulePack) -> Iterator[Worked]:
    """Every case of every indicator, in the pack's order."""
    for rule in pack.rules.values():
        for case in rule.cases:
            yield worked_case(pack, rule, case)


def worked_case(pack: RulePack, rule: IndicatorRule, case: Case) -> Worked:
    """The case as a form of one indicator in the pack's first year, assessed and scored."""
    year, at = pack.years[0], Source("算例", rule.name)
    printed = f"{rule.direction}100%" if case.target is None else case.target
    target = parse_target(printed)
    indicator = DeclaredIndicator(rule.level1, rule.level2, rule.name, target, "", "", at)
    declaration = Declaration("算例", year, (), (), None, (indicator,))
    figures = ((*read_name(name, pack.known_facts), value) for name, value in case.given.items())
    facts = tuple(
        # The figures of a case are exact.
        Fact(name, year + shift, value, unit, at, None)
        for name, shift, value in figures
        if value is not None
        for unit in [pack.fact_rules[name].unit]
    )
    if rule.gathering is SURVEYED:
        # Its survey asked everybody: a case is about the arithmetic, not about chance.
        _, valid = SURVEYED.needs
        facts += tuple(replace(fact, name=POPULATION) for fact in facts if fact.name == valid)
    if rule.weight:
        pack = pack.with_(full_points=rule.weight)
    (row,) = assess(declaration, Facts(facts), pack)
    return Worked(rule, case, printed, _known(row.value), row.status, _known(row.points))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=0.0, abs_tol=NOISE)
