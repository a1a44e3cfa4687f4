"""At which value the grade flips (等级翻转点): one figure, target, weight or result moved alone.

The search ends at the first value that can be written down: a cent, a hundredth of a percent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditkit.assessment.computation import Computation
from auditkit.audit.audit import Audit
from auditkit.audit.scorecurve import Control, ScoreCurve
from auditkit.audit.whatif import indicator_named
from auditkit.facts.facts import SCOPE_MARK
from auditkit.formula.tolerance import NOISE
from auditkit.wording import short_value, show_value

__all__ = ["Control", "Flip", "Flips", "figures_of", "flips"]

_SAMPLES = 257
"""Values over the range that are tried first; two flips closer than these are not told apart."""
_WEIGHT_SAMPLES = 65
_SECTIONS = 65


@dataclass(frozen=True, slots=True)
class Flip:
    """The first value, away from the present one, at which the grade is another."""

    value: float
    before: str
    after: str
    rising: bool


@dataclass(frozen=True, slots=True)
class Flips:
    """Where the grade flips while one thing moves from `low` to `high` in steps of `step`.

    `now` is its present value, NaN where it is missing. `moves` says whether the score depends on
    it at all. `grade` names the range of scores in which that over what is assessed lies: a grade
    is printed only where nothing open can change it. Rates are fractions, money is in 万元, a
    weight in points.
    """

    control: Control
    label: str
    unit: str
    sign: str
    now: float
    grade: str
    low: float
    high: float
    step: float
    moves: bool
    flips: tuple[Flip, ...]

    def shown(self, value: float) -> str:
        """A value of what is moved, as one says it."""
        if self.control.kind == "weight":
            return f"{value:.2f}分"
        text = short_value(value, self.unit) if self.sign else show_value(value, self.unit)
        return f"{self.sign}{text}"

    @property
    def sentences(self) -> list[str]:
        """What an auditor reads: each flip, or that there is none."""
        if not self.moves:
            return [f"改动{self.label}不影响得分。"]
        if not self.flips:
            span = f"{self.shown(self.low)}至{self.shown(self.high)}"
            return [
                f"{self.label}在{span}之间变动，按已评定部分折算的得分仍在{self.grade}的分数段。"
            ]
        return [self._sentence(flip) for flip in self.flips]

    def _sentence(self, flip: Flip) -> str:
        verb = "填为" if math.isnan(self.now) else "达到" if flip.rising else "降到"
        turned = f"按已评定部分折算的得分由{flip.before}的分数段进入{flip.after}的分数段"
        return f"若{self.label}{verb}{self.shown(flip.value)}，{turned}。"


def flips(audit: Audit, control: Control, within: tuple[float, float] | None = None) -> Flips:
    """The values within a range at which the grade changes, nearest first in each direction.

    The range is what makes sense for the unit where none is given: rates from 0 to 100 %, money
    and counts from 0 to twice the present value, weights from 0 to 100. Raises AuditError for an
    unknown name, and for a target that is a date.
    """
    curve = ScoreCurve(audit, control)
    low, high = within or curve.span
    first, last = math.ceil(low / curve.step - NOISE), math.floor(high / curve.step + NOISE)
    count = _WEIGHT_SAMPLES if control.kind == "weight" else _SAMPLES
    lattice = np.unique(np.rint(np.linspace(first, last, count)).astype(np.int64))
    scores = curve.score(lattice.astype(np.float64) * curve.step)
    known = scores[~np.isnan(scores)]
    at_rest = audit.score.normalized
    moves = bool(curve.affected) and bool(
        (known != at_rest).any() if not math.isnan(at_rest) else len(known)
    )
    found = _search(curve, lattice, curve.grades(scores)) if moves else ()
    return Flips(
        control, curve.label, curve.unit, curve.sign, curve.now, curve.grade,
        first * curve.step, last * curve.step, curve.step, moves, tuple(found),
    )  # fmt: skip


def _search(curve: ScoreCurve, lattice: NDArray[np.int64], grades: Sequence[str]) -> list[Flip]:
    """The flips upwards from the present value, then downwards; all upwards where it is missing."""
    here = curve.now / curve.step
    now = curve.grade
    if math.isnan(here):
        return _walk(curve, lattice, grades, now, rising=True)
    above = lattice > here
    below = lattice < here
    up = _walk(curve, lattice[above], _chosen(grades, above), now, rising=True)
    down = _walk(curve, lattice[below][::-1], _chosen(grades, below)[::-1], now, rising=False)
    return [*up, *down]


def _chosen(grades: Sequence[str], mask: NDArray[np.bool_]) -> list[str]:
    return [grade for grade, wanted in zip(grades, mask, strict=True) if wanted]


def _walk(
    curve: ScoreCurve, lattice: NDArray[np.int64], grades: Sequence[str], now: str, *, rising: bool
) -> list[Flip]:
    found: list[Flip] = []
    before, previous = now, None
    if not math.isnan(curve.now):
        # The present value may lie between two that can be written down.
        previous = math.floor(curve.now / curve.step + (0 if rising else 1))
    for place, grade in zip(lattice.tolist(), grades, strict=True):
        if grade != before:
            at = place if previous is None else _first(curve, previous, place, grade)
            found.append(Flip(at * curve.step, before, grade, rising))
            before = grade
        previous = place
    return found


def _first(curve: ScoreCurve, inside: int, beyond: int, grade: str) -> int:
    """The place nearest to `inside` from which on the grade is the one at `beyond`."""
    while abs(beyond - inside) > 1:
        places = np.unique(np.rint(np.linspace(inside, beyond, _SECTIONS)).astype(np.int64))
        if beyond < inside:
            places = places[::-1]
        grades = curve.grades(curve.score(places.astype(np.float64) * curve.step))
        # The last place, counted from `inside`, that has another grade yet.
        last = max((i for i, g in enumerate(grades[:-1]) if g != grade), default=0)
        inside, beyond = int(places[last]), int(places[last + 1])
    return beyond


def figures_of(audit: Audit, indicator: str) -> list[Control]:
    """The figures that an indicator is computed from, as things to move."""
    name = indicator_named(audit, indicator)
    controls: list[Control] = []
    for c in (row.computation for row in audit.assessed if row.name == name):
        for (fact, shift), found in c.facts.items():
            scoped = found.scope if found else _gathered_scope(c)
            full = f"{scoped}{SCOPE_MARK}{fact}" if scoped else fact
            controls.append(Control("figure", full, c.year + shift))
    return list(dict.fromkeys(controls))


def _gathered_scope(c: Computation) -> str:
    """The scope that a missing figure would have: what is not a 数据项 belongs to its indicator."""
    return "" if c.rule.gathering.shared else c.indicator.name
