"""One indicator's assessment (评价结果): value, verdict, reason, weight, points, way back.

Findings, results, documents and pages read these objects; a DataFrame is only a view of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from auditkit.assessment.computation import Computation, Status, compute
from auditkit.assessment.spread import Spread
from auditkit.assessment.surveys import Sample
from auditkit.assessment.trace import Trace
from auditkit.assessment.verdict import verdict
from auditkit.assessment.yardstick import Goal
from auditkit.facts.facts import Fact, Facts
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.formula import Formula
from auditkit.rules.rulepack import IndicatorRule, RulePack

__all__ = ["Assessed", "Sample", "assessed"]


@dataclass(frozen=True, slots=True)
class Assessed:
    """What one declared indicator of one department and year came to.

    `critical` says that it is the rounding of the printed figures that leaves a verdict 不能断定;
    where it is a sample's error, `sample` tells. `usual` marks a target that nobody declared: the
    pack's 常用参考值, beside which a value stands without a verdict. `weight` and
    `points` are points of 100; `points` is NaN where the status earns none, both are NaN before
    scoring. `spread` is what an undecided one may earn, None for all others. Rates are fractions
    with unit %, money is in 万元, a missing value is NaN.
    """

    department: str
    computation: Computation
    status: Status
    reason: str
    critical: bool
    sample: Sample | None = None
    weight: float = math.nan
    points: float = math.nan
    spread: Spread | None = None

    @property
    def indicator(self) -> DeclaredIndicator:
        """The row of the form."""
        return self.computation.indicator

    @property
    def rule(self) -> IndicatorRule:
        """What the pack says of it."""
        return self.computation.rule

    @property
    def name(self) -> str:
        """三级指标, as the form calls it."""
        return self.indicator.name

    @property
    def level1(self) -> str:
        """一级指标."""
        return self.indicator.level1

    @property
    def level2(self) -> str:
        """二级指标."""
        return self.indicator.level2

    @property
    def target(self) -> str:
        """指标值 as printed."""
        return self.indicator.in_force.text

    @property
    def goal(self) -> Goal:
        """The target as a comparison in the unit of the value."""
        return self.computation.goal

    @property
    def usual(self) -> bool:
        """Whether the target is the pack's 常用参考值, of a department that declared none."""
        return self.goal.usual

    @property
    def unit(self) -> str:
        """The unit of the value: % for rates, 日期 for dates."""
        return self.goal.unit

    @property
    def gathered(self) -> str:
        """The sheet of 实际数.xlsx that the figures come from."""
        return self.rule.gathered

    @property
    def year(self) -> int:
        """本年度."""
        return self.computation.year

    @property
    def value(self) -> float:
        """The actual value, NaN where there is none."""
        return self.computation.value

    @property
    def shown(self) -> str:
        """The actual value as text; blank where there is none."""
        return self.computation.shown

    @property
    def low(self) -> float:
        """The least value that the figures' rounding allows."""
        return self.computation.low

    @property
    def high(self) -> float:
        """The largest value that the figures' rounding allows."""
        return self.computation.high

    @property
    def least(self) -> float:
        """The least points that it may come to: none where it is not assessed."""
        if self.spread:
            return self.spread.least
        return 0.0 if math.isnan(self.points) else self.points

    @property
    def most(self) -> float:
        """The most points that it may come to: the weight where it is not assessed."""
        if self.spread:
            return self.spread.most
        return self.weight if math.isnan(self.points) else self.points

    @property
    def attainment(self) -> float:
        """Actual over target for ≥, > and =; NaN where no such quotient means anything."""
        c, goal = self.computation, self.goal
        if c.status is not None or goal.problem or goal.unit == "日期":
            return math.nan
        if goal.sign not in ("≥", ">", "=") or not goal.value > 0:
            return math.nan
        return c.value / goal.value

    @property
    def formula(self) -> Formula:
        """The formula in force, as printed."""
        return self.computation.formula

    @property
    def facts(self) -> Mapping[tuple[str, int], Fact | None]:
        """The figures used, by (name, 0 for 本年度 or -1 for 上年度); None where missing."""
        return self.computation.facts

    @property
    def trace(self) -> Trace:
        """The way back from the value to its cells."""
        return self.computation.trace

    def __repr__(self) -> str:
        return f"<Assessed {self.name} {self.shown or '–'} {self.status}>"


def assessed(declaration: Declaration, facts: Facts, pack: RulePack) -> tuple[Assessed, ...]:
    """Every declared indicator with its verdict, in the form's order, not yet scored."""
    computed = (compute(one, declaration, facts, pack) for one in declaration.indicators)
    return tuple(_assessed(c, declaration.department) for c in computed)


def _assessed(c: Computation, department: str) -> Assessed:
    found = verdict(c)
    return Assessed(department, c, found.status, found.reason, found.critical, found.sample)
