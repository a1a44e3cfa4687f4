"""What rounding and samples leave open in a panel, and which points it may still earn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditkit.assessment.openness import across, could_turn, rounding_ends
from auditkit.assessment.panelfigures import Column
from auditkit.assessment.spread import possible
from auditkit.assessment.surveys import wilson_ends
from auditkit.assessment.yardstick import Goal
from auditkit.formula import Formula
from auditkit.rules.gathering import SURVEYED
from auditkit.rules.rulepack import IndicatorRule


@dataclass(frozen=True, slots=True)
class Beside:
    """What leaves values open: the figures' half steps, and how many people a survey could ask."""

    steps: Mapping[tuple[str, int], Column]
    people: Column


@dataclass(frozen=True, slots=True)
class Open:
    """Which rows are 不能断定, and between which values each may lie."""

    rows: NDArray[np.bool_]
    low: Column
    high: Column


def open_of(
    formula: Formula,
    rule: IndicatorRule,
    found: Mapping[tuple[str, int], Column],
    goal: Goal,
    target: Column,
    value: Column,
    beside: Beside,
) -> Open | None:
    """What rounding and sampling leave open; None where nothing is, or neither is asked.

    `target` may be one for all rows.
    """
    if not goal.sign or goal.problem:
        return None
    asked = _samples(formula, found, value, beside) if rule.gathering is SURVEYED else None
    some = asked is not None and len(asked.rows) > 0
    # A deviation from a target below nothing turns without any rounding.
    if not some and not beside.steps and (asked is None or goal.sign != "±"):
        return None
    low, high = value, value
    if beside.steps:
        steps = {key: beside.steps.get(key, np.zeros_like(value)) for key in formula.facts}
        low, high = rounding_ends(formula, found, steps, value, target)
    critical = could_turn(goal.sign, target, value, low, high)
    low, high = np.where(critical, low, np.inf), np.where(critical, high, -np.inf)
    if asked is not None and some:
        at, held = asked.rows, np.broadcast_to(target, value.shape)[asked.rows]
        critical[at] |= across(goal.sign, held, asked.least, asked.most)
        low[at], high[at] = np.minimum(low[at], asked.least), np.maximum(high[at], asked.most)
    return Open(critical & ~np.isnan(value), low, high)


@dataclass(frozen=True, slots=True)
class _Samples:
    """The rows whose survey asked a part of the people, and what the share of all may be there."""

    rows: NDArray[np.int64]
    least: Column
    most: Column


def _samples(
    formula: Formula, found: Mapping[tuple[str, int], Column], value: Column, beside: Beside
) -> _Samples:
    """Where everybody was asked nothing is open: the share is the value."""
    good, answers = (found[key] for key in formula.facts)
    rows = np.flatnonzero((beside.people != answers) & ~np.isnan(value))
    good, answers, people = good[rows], answers[rows], beside.people[rows]
    # Fewer people than answers: nothing may rest on it.
    people = np.where(people >= answers, people, np.nan)
    return _Samples(rows, *wilson_ends(good, answers, people))


def ends_of(
    earning: Callable[[Column, Column], Column],
    earned: Column,
    open_: Open,
    value: Column,
    target: Column,
    weight: float,
) -> tuple[Column, Column]:
    """The least and the most points of every row: those earned where the row is decided."""
    least, most = earned.copy(), earned.copy()
    wide = open_.rows & ~(np.isfinite(open_.low) & np.isfinite(open_.high))
    least[wide], most[wide] = 0.0, weight
    at = np.flatnonzero(open_.rows & ~wide)
    if len(at):
        goal = np.broadcast_to(target, value.shape)[at]
        ends = possible(
            lambda values: earning(values, goal), value[at], open_.low[at], open_.high[at], goal
        )
        least[at], most[at] = ends[:2]
    return least, most
