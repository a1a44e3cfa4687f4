"""The figures of a panel: which column is which fact, and where the year before stands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from auditkit.errors import AuditError
from auditkit.facts.facts import SCOPE_MARK
from auditkit.formula import Formula
from auditkit.rules.gathering import POPULATION
from auditkit.rules.rulepack import IndicatorRule, RulePack

Column = NDArray[np.float64]


def columns_of(
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


def rows_before(figures: pd.DataFrame, shifts: set[int]) -> dict[int, NDArray[np.int64]]:
    """For each shift the row of the department's year so far back, -1 where there is none.

    Raises AuditError where a department has two rows for one year.
    """
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


def taken(figures: Column | None, before: NDArray[np.int64] | None, rows: slice, n: int) -> Column:
    if figures is None:
        return np.full(len(range(*rows.indices(n))), np.nan)
    if before is None:
        return figures[rows]
    at = before[rows]
    return np.where(at < 0, np.nan, figures[at])


def populations(
    figures: pd.DataFrame, rules: Sequence[IndicatorRule], pack: RulePack
) -> dict[str, Column]:
    """How many people each survey could ask, by its indicator; one without column is left out."""
    found: dict[str, Column] = {}
    for column in map(str, figures.columns):
        scope, _, name = column.rpartition(SCOPE_MARK)
        if name == POPULATION:
            indicator = pack.canonical_indicator.get(scope, scope)
            found.setdefault(indicator, figures[column].to_numpy(dtype=np.float64))
    return {rule.name: found[rule.name] for rule in rules if rule.name in found}
