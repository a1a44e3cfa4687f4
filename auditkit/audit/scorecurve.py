"""The score as a function of one thing that is moved: a figure, target, weight or result.

Only the indicators that it touches are computed anew, by the functions of the engine and for many
values at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from auditkit.assessment.computation import Computation, compute
from auditkit.assessment.earning import Verdicts, points
from auditkit.assessment.grading import UNGRADED
from auditkit.assessment.outcome import outcome
from auditkit.assessment.typedweights import WHOLE
from auditkit.audit.audit import Audit
from auditkit.audit.whatif import figure_parts, figure_unit, indicator_named, what_if
from auditkit.errors import AuditError
from auditkit.facts.facts import COUNTING_UNITS
from auditkit.findings.review.amounts import quotient_of
from auditkit.findings.review.contradictions import at_most_whole
from auditkit.formula.comparison import meets
from auditkit.formula.tree import Name
from auditkit.rules.scoringrules import cents
from auditkit.wording import dated

Kind = Literal["figure", "target", "weight", "actual"]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Control:
    """What is moved: a figure of a year, or an indicator's target, weight or actual value."""

    kind: Kind
    name: str
    year: int = 0


class ScoreCurve:
    """The score as a function of what is moved, all else as in the audit."""

    def __init__(self, audit: Audit, control: Control) -> None:
        self.audit, self.control = audit, control
        self.sign = ""
        match control.kind:
            case "figure":
                scope, fact = figure_parts(audit, control.name)
                self.unit, self.label = figure_unit(audit, fact), dated(fact, control.year)
                self.label += f"（{scope}）" if scope else ""
                self.affected = [
                    i
                    for i, row in enumerate(audit.assessed)
                    if self._key(row.computation) is not None
                ]
                held = audit.facts.get(fact, control.year, scope)
                self.now = held.value if held else math.nan
            case kind:
                name = indicator_named(audit, control.name)
                self.affected = [i for i, row in enumerate(audit.assessed) if row.name == name]
                self._of_indicator(kind, name)

    def _of_indicator(self, kind: Kind, name: str) -> None:
        row = self.audit.assessed[self.affected[0]]
        self.unit, self.label = row.unit, f"“{name}”"
        match kind:
            case "weight":
                self.label += "的权重"
                self.now = row.weight
            case "target":
                if row.indicator.target.kind == "date":
                    raise AuditError(f"“{name}”的指标值是日期，不能逐值试算。")
                self.label += "的指标值"
                self.now = row.goal.value
                self.sign = row.goal.sign or row.rule.direction
            case _:
                self.now = row.value

    @cached_property
    def held(self) -> list[Computation]:
        """The computations touched; one whose target is moved is held to a number."""
        held = [self.audit.assessed[i].computation for i in self.affected]
        if self.control.kind != "target":
            return held
        unit = self.unit if self.unit == "%" else ""
        name = held[0].indicator.name
        number = what_if(self.audit, targets={name: f"{self.sign}1{unit}"})
        return [
            compute(number.declaration.indicators[i], number.declaration, number.facts, number.pack)
            for i in self.affected
        ]

    @cached_property
    def step(self) -> float:
        """What one can write down: a cent of money, a hundredth of a percent, a whole thing."""
        if self.control.kind == "weight":
            return 0.01
        if self.unit == "%":
            return 1e-4
        return 1.0 if self.unit in COUNTING_UNITS or self.unit == "日期" else 0.01

    @cached_property
    def span(self) -> tuple[float, float]:
        """The range that makes sense."""
        if self.control.kind == "weight":
            return 0.0, WHOLE
        known = [v for v in (self.now, *self._beside()) if not math.isnan(v)]
        if self.unit == "日期":
            return (min(known) - 366, max(known) + 366) if known else (1.0, 1.0)
        if self.control.kind == "figure" and self.now:
            # What is there says how large it is; only a missing one is judged by its neighbours.
            known = known if math.isnan(self.now) else [self.now]
        usual = 1.0 if self.unit == "%" else WHOLE
        high = 2 * max(map(abs, known), default=0.0) or usual
        low = 2 * min(0.0, *known, 0.0)
        return self._within(low, max(usual, high) if self.unit == "%" else high)

    def _within(self, low: float, high: float) -> tuple[float, float]:
        """The range less what cannot be: a part above its whole, as more satisfied than asked."""
        if self.control.kind != "figure":
            return low, high
        for c in self.held:
            quotient = quotient_of(c.expanded.root)
            if quotient is None or not at_most_whole(c.rule, self.audit.pack):
                continue
            part, whole = quotient.left, quotient.right
            if not isinstance(part, Name) or not isinstance(whole, Name):
                continue
            of, to = (c.facts.get((name.fact, name.shift)) for name in (part, whole))
            moved = self._key(c)
            if moved == (part.fact, part.shift) and to is not None:
                high = min(high, to.value)
            elif moved == (whole.fact, whole.shift) and of is not None:
                low = max(low, of.value)
        return (low, high) if low <= high else (high, low)

    def _beside(self) -> list[float]:
        """Values of the same unit that say how large this one may be."""
        values: list[float] = []
        for c in self.held:
            if self.control.kind != "figure":
                values += [c.value, self.audit.assessed[self.affected[0]].goal.value]
            else:
                values += [f.value for f in c.facts.values() if f and f.unit == self.unit]
        return values

    def _key(self, c: Computation) -> tuple[str, int] | None:
        """The name and shift under which the indicator uses the figure that is moved."""
        scope, fact = figure_parts(self.audit, self.control.name)
        for (name, shift), found in c.facts.items():
            own = found.scope if found else ""
            used = scope == c.indicator.name if scope else not own
            if name == fact and c.year + shift == self.control.year and used:
                return name, shift
        return None

    def score(self, values: Values) -> Values:
        """The score out of 100 at each value; NaN where nothing is assessed."""
        if self.control.kind == "weight":
            return self._weighed(values)
        rows = self.audit.assessed
        weight = np.array([row.weight for row in rows])
        earned = np.array([row.points for row in rows])
        rest = np.ones(len(rows), np.bool_)
        rest[self.affected] = False
        rest &= ~np.isnan(earned)
        total = np.full(len(values), math.fsum(earned[rest]))
        rests_on = np.full(len(values), math.fsum(weight[rest]))
        for i, c in zip(self.affected, self.held, strict=True):
            held = np.full(len(values), weight[i])
            got = points(self._rows(c, values), self.audit.pack, held)
            got = np.where(np.isnan(got) | (not c.vetoed), got, 0.0)
            assessed = ~np.isnan(got)
            total += np.where(assessed, got, 0.0)
            rests_on += np.where(assessed, held, 0.0)
        return _of_hundred(total, rests_on)

    def _weighed(self, values: Values) -> Values:
        rows = self.audit.assessed
        weight = np.array([row.weight for row in rows], np.float64)
        moved = np.zeros(len(rows), np.bool_)
        moved[self.affected] = True
        rest = math.fsum(weight[~moved])
        part = (WHOLE - values * moved.sum()) / rest if rest else np.zeros(len(values))
        given = np.where(moved, values[:, None], weight * part[:, None])
        whole = given.sum(axis=1, keepdims=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            given = np.where(whole > 0, given * WHOLE / whole, weight)
        many = Verdicts.of(rows).taken(np.tile(np.arange(len(rows)), len(values)))
        earned = points(many, self.audit.pack, given.ravel()).reshape(given.shape)
        assessed = ~np.isnan(earned)
        total = np.where(assessed, earned, 0.0).sum(axis=1)
        return _of_hundred(total, np.where(assessed, given, 0.0).sum(axis=1))

    def _rows(self, c: Computation, values: Values) -> Verdicts:
        """What points rest on, a row for each value."""
        actual, goal = np.full(len(values), c.value), np.full(len(values), c.goal.value)
        match self.control.kind:
            case "figure":
                actual = self._outcome(c, values)
            case "target":
                goal = values
            case _:
                actual = values
        met = meets(c.goal.sign, goal, actual) if c.goal.sign else np.zeros(len(values), np.bool_)
        status = np.where(np.isnan(actual), "数据缺失", np.where(met, "达标", "未达标"))
        if c.status == "不适用":
            status[:] = "不适用"
        elif c.indicator.target.kind == "none" or c.goal.problem:
            status[:] = "无目标值"

        def same(text: str | None) -> NDArray[np.object_]:
            return np.full(len(values), text, np.object_)

        return Verdicts(
            same(c.indicator.name), status.astype(np.object_), same(c.rule.gathered),
            same(c.goal.sign), same(c.goal.unit), actual, goal,
        )  # fmt: skip

    def _outcome(self, c: Computation, values: Values) -> Values:
        moved = self._key(c)
        given = {
            key: values if key == moved else np.full(len(values), fact.value if fact else math.nan)
            for key, fact in c.facts.items()
        }
        return outcome(c.expanded, c.rule, given, self.audit.pack, c.goal).value

    @property
    def grade(self) -> str:
        """The grade of the present score over what is assessed, decided or not."""
        return self.grades(np.array([self.audit.score.normalized]))[0]

    def grades(self, scores: Values) -> list[str]:
        """The grade of each score, by the pack's steps."""
        return [UNGRADED if math.isnan(s) else self.audit.pack.grade(s) for s in scores.tolist()]


def _of_hundred(total: Values, rests_on: Values) -> Values:
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(rests_on > 0, total / rests_on * WHOLE, np.nan)
    return cents(share)
