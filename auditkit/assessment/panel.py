"""Many departments and years at once (面板): every indicator of a pack over a wide frame.

The same formulas, outcomes, comparisons and scoring rules as for one department, rounding and
samples included; the wording is left to the single audit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from auditkit.assessment.computation import STATUSES
from auditkit.assessment.earning import own_points
from auditkit.assessment.outcome import outcome
from auditkit.assessment.panelfigures import Column, columns_of, populations, rows_before, taken
from auditkit.assessment.panelopen import Beside, ends_of, open_of
from auditkit.assessment.panelscore import scores
from auditkit.assessment.weighing import weights
from auditkit.assessment.yardstick import Goal, goal_of, unit_of
from auditkit.errors import AuditError, nearest
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.form.formless import declaration_of
from auditkit.form.gathering import rule_of
from auditkit.formula import Formula
from auditkit.formula.comparison import meets
from auditkit.formula.target import parse_target
from auditkit.rules.rulepack import IndicatorRule, RulePack

# Rows that stay in a processor's cache through a whole formula.
_BLOCK = 65_536
_CODE: dict[str, int] = {status: code for code, status in enumerate(STATUSES)}

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


def assess_panel(
    figures: pd.DataFrame,
    pack: RulePack,
    targets: Targets | None = None,
    steps: pd.DataFrame | None = None,
) -> Panel:
    """Every indicator of the pack for every row of `figures`, judged as the single audit judges.

    `figures` has the columns department and year, and a float column for each fact under its name,
    an alias, or 指标：名称 where a figure was gathered for one indicator; money in 万元, rates as
    fractions, NaN where missing. Figures of the year before are those of the department's row for
    that year. `targets` gives an indicator's 指标值 as printed, or a number for each row, NaN for
    none, held to the rule's direction. Without it nobody declared any: no verdict and no grade, but
    where the pack prescribes its targets. `steps` has, for columns of `figures`, half a unit of the
    last place in which each figure was printed (0.005 of two places): what rounding leaves open is
    不能断定; a column that it lacks is taken as exact. A survey's rate is a sample of its 总体数
    (指标：总体数; NaN for unknown). 不适用 cannot be told: leave the figures NaN.

    Needs no more memory than the result and a few blocks of rows. Raises AuditError for an unknown
    indicator or column, where a department has two rows for one year, and for what it cannot judge:
    a target that is a date, and judged indicators of a pack with 一票否决.
    """
    usual = targets is None and pack.targets == "usual"
    rules, goals = _held_to(pack, targets, len(figures))
    formulas = [pack.formula(rule).expanded(pack.defined) for rule in rules]
    columns = columns_of(figures, rules, formulas, pack)
    before = rows_before(figures, {shift for f in formulas for _, shift in f.facts if shift})
    given = {c: figures[c].to_numpy(dtype=np.float64) for row in columns for c in row if c}
    _refuse_veto(rules, columns, pack)
    half = {
        c: steps[c].fillna(0.0).to_numpy(dtype=np.float64)
        for c in given
        if steps is not None and c in steps
    }
    people = populations(figures, rules, pack)
    n, k = len(figures), len(rules)
    shares = weights(rules, pack)
    weight = shares.points
    actual, status = np.empty((k, n)), np.empty((k, n), np.int8)
    points, sums = np.empty((k, n), np.float32), np.zeros((4, n))
    for start in range(0, n, _BLOCK):
        rows = slice(start, start + _BLOCK)
        found_in: dict[tuple[str, int], Column] = {}
        for i, (rule, formula, goal) in enumerate(zip(rules, formulas, goals, strict=True)):
            found: dict[tuple[str, int], Column] = {}
            for (name, shift), column in zip(formula.facts, columns[i], strict=True):
                if (column, shift) not in found_in:
                    found_in[column, shift] = taken(given.get(column), before.get(shift), rows, n)
                found[name, shift] = found_in[column, shift]
                if (other := rule.instead.get(name)) in figures.columns:
                    preferred = taken(
                        figures[other].to_numpy(dtype=np.float64), before.get(shift), rows, n
                    )
                    own = found[name, shift]
                    found[name, shift] = np.where(np.isnan(preferred), own, preferred)
            value, status[i, rows], stated = _assessed(formula, rule, found, goal, rows, pack)
            actual[i, rows] = value
            beside = Beside(
                {
                    (name, shift): taken(half[column], before.get(shift), rows, n)
                    for (name, shift), column in zip(formula.facts, columns[i], strict=True)
                    if column in half
                },
                taken(people.get(rule.name), None, rows, n),
            )
            target = goal.at(rows)
            # A change from 0 that the pack states is no figure that rounding could move.
            known = np.where(stated, np.nan, value) if stated.any() else value
            open_ = open_of(formula, rule, found, goal.goal, target, known, beside)
            if open_ is not None:
                status[i, rows][open_.rows & (status[i, rows] <= _CODE["未达标"])] = _CODE[
                    "不能断定"
                ]
            assessed = status[i, rows] <= _CODE["不能断定"]
            if usual:
                status[i, rows][assessed] = _CODE["无目标值"]
                assessed = np.zeros_like(assessed)
            if not goal.goal.sign or not assessed.any():
                points[i, rows] = np.nan
                sums[3, rows] += weight[i]
                continue
            earning = partial(_earned, rule, goal.goal.sign, weight=weight[i], pack=pack)
            earned = earning(value, target)
            points[i, rows] = np.where(assessed, earned, np.nan)
            least, most = earned, earned
            if open_ is not None:
                least, most = ends_of(earning, earned, open_, value, target, weight[i])
            kept = np.where(assessed, earned, 0.0)
            sums[0, rows] += kept
            sums[1, rows] += assessed * weight[i]
            sums[2, rows] += kept if least is earned else np.where(assessed, least, 0.0)
            sums[3, rows] += np.where(assessed, most, weight[i])
    keys = figures[["department", "year"]]
    return Panel(
        keys,
        rules,
        np.full_like(weight, np.nan) if usual else weight,
        actual,
        status,
        points,
        scores(sums, shares, pack, usual=usual),
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


def _assessed(
    formula: Formula,
    rule: IndicatorRule,
    found: Mapping[tuple[str, int], Column],
    held: _Held,
    rows: slice,
    pack: RulePack,
) -> tuple[Column, NDArray[np.int8], NDArray[np.bool_]]:
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
    return came.value, status, came.stated


def _earned(
    rule: IndicatorRule,
    sign: str,
    actual: Column,
    target: Column,
    *,
    weight: float,
    pack: RulePack,
) -> Column:
    """The points of every row, to be used where the status is one that earns any."""
    if rule.gathering.judged:
        return pack.judgement_rule.points(actual, weight)
    if rule.scoring:
        return own_points(rule, sign, target, actual, weight)
    return pack.quantity_rule.points(sign, target, actual, weight)


def _refuse_veto(
    rules: Sequence[IndicatorRule], columns: Sequence[Sequence[str]], pack: RulePack
) -> None:
    """A panel has counts of criteria alone: whether one of them vetoes nobody can tell."""
    for rule, named in zip(rules, columns, strict=True):
        if pack.scoring.veto and rule.gathering.judged and any(named):
            raise AuditError(
                f"“{rule.name}”按评价标准评定，规则包{pack.name}规定一票否决；"
                "面板只有达成标准的个数，不知道否的是哪一条，请改用单个部门的评价。"
            )
