"""Many departments and years at once (面板): every indicator of a pack over a wide frame.

The same formulas, outcomes, comparisons and scoring rules as for one department; what
rounding and sampling leave open (不能断定) and the wording are left to the single audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from auditkit.assessment.computation import STATUSES
from auditkit.assessment.earning import own_points
from auditkit.assessment.grading import UNGRADED, grade_text
from auditkit.assessment.outcome import outcome
from auditkit.assessment.weighing import WHOLE, Weights, weights
from auditkit.assessment.yardstick import Goal, goal_of, unit_of
from auditkit.errors import AuditError, nearest
from auditkit.facts.facts import SCOPE_MARK
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.form.formless import declaration_of
from auditkit.form.gathering import rule_of
from auditkit.formula import Formula
from auditkit.formula.comparison import meets
from auditkit.formula.target import parse_target
from auditkit.rules.rulepack import IndicatorRule, RulePack
from auditkit.rules.scoringrules import cents

# Rows that stay in a processor's cache through a whole formula.
_BLOCK = 65_536
_CODE: dict[str, int] = {status: code for code, status in enumerate(STATUSES)}

Column = NDArray[np.float64]
Targets = Mapping[str, str | ArrayLike]


@dataclass(frozen=True)
class Panel:
    """The assessment of n department-years by k indicators; row i of each array is indicator i.

    `actual` (k×n) is NaN where there is no value, rates are fractions; `status` (k×n) holds codes
    into STATUSES; `points` (k×n, float32: exact to the cent) is NaN where not assessed. `score`
    has a row for each department-year with points, rests_on, low, high, normalized and grade.
    """

    keys: pd.DataFrame
    indicators: tuple[IndicatorRule, ...]
    weight: NDArray[np.float64]
    actual: NDArray[np.float64]
    status: NDArray[np.int8]
    points: NDArray[np.float32]
    score: pd.DataFrame

    def of(self, indicator: str) -> pd.DataFrame:
        """One indicator's actual, status and points for every department and year, by any name.

        Raises AuditError with the nearest name where the panel has none of that name.
        """
        names = [rule.name for rule in self.indicators]
        known = {alias: rule.name for rule in self.indicators for alias in rule.aliases}
        indicator = indicator if indicator in names else known.get(indicator, indicator)
        if indicator not in names:
            close = nearest(indicator, [*names, *known])
            hint = f"，是否为“{close}”" if close else ""
            raise AuditError(f"面板里没有指标“{indicator}”{hint}。")
        i = names.index(indicator)
        statuses: pd.Index[str] = pd.Index(list(STATUSES))
        status: pd.Categorical[str] = pd.Categorical.from_codes(self.status[i], categories=statuses)
        return self.keys.assign(actual=self.actual[i], status=status, points=self.points[i])


def assess_panel(figures: pd.DataFrame, pack: RulePack, targets: Targets | None = None) -> Panel:
    """Every indicator of the pack for every row of `figures`.

    `figures` has the columns department and year, and a float column for each fact under its name,
    an alias, or 指标：名称 where a figure was gathered for one indicator; money in 万元, rates as
    fractions, NaN where missing. Figures of the year before are those of the department's row for
    that year. `targets` gives an indicator's 指标值 as printed, or a number for each row, NaN for
    none, held to the rule's direction; without it the pack's usual targets hold. Needs no more
    memory than the result and a few blocks of rows. Raises AuditError for an unknown indicator or
    column, or where a department has two rows for one year.
    """
    rules, goals = _held_to(pack, targets, len(figures))
    formulas = [pack.formula(rule).expanded(pack.defined) for rule in rules]
    columns = _columns(figures, rules, formulas, pack)
    before = _rows_before(figures, {shift for f in formulas for _, shift in f.facts if shift})
    given = {c: figures[c].to_numpy(dtype=np.float64) for row in columns for c in row if c}
    n, k = len(figures), len(rules)
    shares = weights(rules, pack)
    weight = shares.points
    actual, status = np.empty((k, n)), np.empty((k, n), np.int8)
    points, sums = np.empty((k, n), np.float32), np.zeros((2, n))
    for start in range(0, n, _BLOCK):
        rows = slice(start, start + _BLOCK)
        taken: dict[tuple[str, int], Column] = {}
        for i, (rule, formula, goal) in enumerate(zip(rules, formulas, goals, strict=True)):
            found: dict[tuple[str, int], Column] = {}
            for (name, shift), column in zip(formula.facts, columns[i], strict=True):
                if (column, shift) not in taken:
                    taken[column, shift] = _taken(given.get(column), before.get(shift), rows, n)
                found[name, shift] = taken[column, shift]
            actual[i, rows], status[i, rows] = _assessed(formula, rule, found, goal, rows, pack)
            assessed = status[i, rows] <= _CODE["未达标"]
            if not goal.goal.sign or not assessed.any():
                points[i, rows] = np.nan
                continue
            earned = _earned(rule, goal, rows, actual[i, rows], weight[i], pack)
            points[i, rows] = np.where(assessed, earned, np.nan)
            sums[0, rows] += np.where(assessed, earned, 0.0)
            sums[1, rows] += assessed * weight[i]
    keys = figures[["department", "year"]]
    return Panel(
        keys,
        rules,
        weight,
        actual,
        status,
        points,
        _scores(sums[0], sums[1], shares, pack),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """A goal, its value one for all rows or one for each."""

    goal: Goal
    value: Column

    def at(self, rows: slice) -> Column:
        return self.value[rows] if self.value.ndim else self.value


def _held_to(
    pack: RulePack, targets: Targets | None, n: int
) -> tuple[tuple[IndicatorRule, ...], list[_Held]]:
    """The pack's rules, and what each is held to."""
    usual = {name: rule.target or "" for name, rule in pack.rules.items()}
    asked = usual if targets is None else targets
    given = {pack.canonical_indicator.get(name, name): target for name, target in asked.items()}
    for name in given:
        if name not in usual:
            close = nearest(name, pack.canonical_indicator)
            hint = f"，是否为“{close}”" if close else ""
            raise AuditError(f"指标值所指的“{name}”不在规则包 {pack.name} 里{hint}。")
    usually = declaration_of(pack, "", pack.years[0])
    rules: list[IndicatorRule] = []
    goals: list[_Held] = []
    for indicator in usually.indicators:
        target = given.get(indicator.name, "")
        printed = parse_target(target if isinstance(target, str) else "")
        declared = replace(indicator, target=printed)
        rules.append(rule_of(declared, pack))
        goals.append(_held(declared, rules[-1], target, usually, pack, n))
    return tuple(rules), goals


def _held(
    declared: DeclaredIndicator,
    rule: IndicatorRule,
    given: str | ArrayLike,
    usually: Declaration,
    pack: RulePack,
    n: int,
) -> _Held:
    if declared.target.kind == "date":
        raise AuditError(
            f"“{rule.name}”的指标值“{declared.target.text}”是日期；面板只比较数值，请改用单个部门的评价。"
        )
    unit = unit_of(declared, rule, pack.formula(rule), {}, pack)
    if isinstance(given, str):
        goal = goal_of(declared, rule, unit, usually)
        return _Held(goal, np.asarray(goal.value))
    value = np.asarray(given, dtype=np.float64)
    if value.shape not in ((), (n,)):
        raise AuditError(f"“{rule.name}”的指标值有{value.size}个，数据有{n}行，对不上。")
    return _Held(Goal(rule.direction, unit=unit), value)


def _columns(
    figures: pd.DataFrame, rules: tuple[IndicatorRule, ...], formulas: list[Formula], pack: RulePack
) -> list[list[str]]:
    """The column of each fact of each formula; blank where the frame has none."""
    named: dict[str, str] = {}
    for column in map(str, figures.columns):
        scope, mark, name = column.rpartition(SCOPE_MARK)
        known = pack.known_facts.get(name, name)
        indicator = pack.canonical_indicator.get(scope, scope)
        named.setdefault(f"{indicator}{mark}{known}", column)
    return [
        [
            named.get(f"{rule.name}{SCOPE_MARK}{name}") or named.get(name) or ""
            for name, _ in formula.facts
        ]
        for rule, formula in zip(rules, formulas, strict=True)
    ]


def _rows_before(figures: pd.DataFrame, shifts: set[int]) -> dict[int, NDArray[np.int64]]:
    """For each shift the row of the department's year so far back, -1 where there is none."""
    department, _ = pd.factorize(figures["department"])
    year = figures["year"].to_numpy(dtype=np.int64)
    # Room for the shifts between one department's years and the next one's.
    span = int(year.max() - year.min()) + 16 if len(year) else 1
    key = department * span + (year - (year.min() if len(year) else 0)) + 8
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    twice = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(twice):
        row = figures.iloc[order[twice[0]]]
        raise AuditError(f"{row['department']}{row['year']}年度在数据里有两行，请只留一行。")
    before: dict[int, NDArray[np.int64]] = {}
    for shift in shifts:
        at = np.searchsorted(ordered, key + shift)
        at[at == len(ordered)] = 0
        before[shift] = np.where(ordered[at] == key + shift, order[at], -1)
    return before


def _taken(figures: Column | None, before: NDArray[np.int64] | None, rows: slice, n: int) -> Column:
    if figures is None:
        return np.full(len(range(*rows.indices(n))), np.nan)
    if before is None:
        return figures[rows]
    at = before[rows]
    return np.where(at < 0, np.nan, figures[at])


def _assessed(
    formula: Formula,
    rule: IndicatorRule,
    found: Mapping[tuple[str, int], Column],
    held: _Held,
    rows: slice,
    pack: RulePack,
) -> tuple[Column, NDArray[np.int8]]:
    came = outcome(formula, rule, found, pack, held.goal)
    goal = held.at(rows)
    status = np.full(came.value.shape, _CODE["未达标"], np.int8)
    if held.goal.sign:
        status -= meets(held.goal.sign, goal, came.value)
    missing = "待评定" if rule.gathering.judged else "数据缺失"
    for mask, name in (
        (came.missing, missing),
        (came.zero_base, "不可比"),
        (came.negative_base, "不可比"),
        (came.impossible, "待评定"),
    ):
        if mask.any():
            status[mask] = _CODE[name]
    if held.goal.problem:
        status[:] = _CODE["待评定"]
    elif (none := np.isnan(goal)).any():
        status[np.broadcast_to(none, status.shape)] = _CODE["无目标值"]
    return came.value, status


def _earned(
    rule: IndicatorRule, held: _Held, rows: slice, actual: Column, weight: float, pack: RulePack
) -> Column:
    """The points of every row, to be used where the status is one that earns any."""
    sign, target = held.goal.sign, held.at(rows)
    if rule.gathering.judged:
        return pack.judgement_rule.points(actual, weight)
    if rule.scoring:
        return own_points(rule, sign, target, actual, weight)
    return pack.quantity_rule.points(sign, target, actual, weight)


def _scores(points: Column, rests_on: Column, shares: Weights, pack: RulePack) -> pd.DataFrame:
    """The score of every row as `scoring.score` gives it, the grade where the interval decides."""
    with np.errstate(invalid="ignore", divide="ignore"):
        normalized = cents(points / rests_on * WHOLE)
    if shares.whole < WHOLE:
        normalized = np.full_like(normalized, np.nan)
    low, high = cents(points), cents(points + float(shares.points.sum()) - rests_on)
    if shares.whole < WHOLE:
        high = cents(points + WHOLE - rests_on)
    names = [name for name, _ in sorted(pack.grade_steps, key=lambda step: step[1])]
    spans = [grade_text(one, other) for one in names for other in names]
    codes = _grade(low, pack) * len(names) + _grade(high, pack)
    codes = np.where(rests_on > 0, codes, len(spans))
    # Two pairs of ends may read the same only where they are one grade.
    grades = list(dict.fromkeys([*spans, UNGRADED]))
    grade: pd.Categorical[str] = pd.Categorical.from_codes(codes, categories=pd.Index(grades))
    return pd.DataFrame(
        {
            "points": cents(points),
            "rests_on": cents(rests_on),
            "low": low,
            "high": high,
            "normalized": normalized,
            "grade": grade,
        }
    )


def _grade(scores: Column, pack: RulePack) -> NDArray[np.int64]:
    """The place of each score's grade among the grades, the lowest first."""
    starts = sorted(start for _, start in pack.grade_steps)
    return np.maximum(np.searchsorted(starts, scores, side="right") - 1, 0)
