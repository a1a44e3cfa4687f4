"""A formula tried out (直接试算): typed in the form's notation, computed for every department."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from math import isnan, nan

import numpy as np
import pandas as pd

from auditkit.assessment.computation import Computation
from auditkit.assessment.panel import assess_panel
from auditkit.errors import AuditError
from auditkit.facts.facts import SCOPE_MARK, Facts
from auditkit.formula import Formula, parse_formula
from auditkit.formula.target import parse_target
from auditkit.formula.tree import Name
from auditkit.formula.tree import dated as in_year
from auditkit.rules.rulepack import FactRule, Group, IndicatorRule, RulePack
from auditkit.wording import dated

NAME = "直接试算"
_BEFORE = re.compile(r"^[^=＝+\-×*/÷()（）\[\]]*[=＝]")
_CALL = re.compile(
    r"(?P<name>(?<![A-Za-zＡ-Ｚａ-ｚ.])[A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ.]++|求和|平均值?|合计)\s*+[(（]"
)
COMPUTED = "已算出"


@dataclass(frozen=True)
class Trial:
    """A formula over the figures of all departments and years.

    `frame` has department, year, value (a fraction where `unit` is %, NaN where there is none),
    status (已算出 or, with a target, 达标 and 未达标; else 数据缺失 or 不可比) and the reason.
    """

    formula: Formula
    unit: str
    target: str
    frame: pd.DataFrame


def wide_facts(years: Iterable[tuple[str, int, Facts]]) -> pd.DataFrame:
    """The facts of (department, year audited, facts) as a row for each department and year.

    Columns as `assess_panel` takes them. A figure that a year's own files state comes before what
    the next year's files say of it; years that only the next year speaks of have rows too.
    """
    rows = [
        (department, fact.year, _column(fact.scope, fact.name), fact.value, audited - fact.year)
        for department, audited, facts in years
        for fact in facts
    ]
    keys = ["department", "year", "name"]
    frame = pd.DataFrame(rows, columns=[*keys, "value", "distance"])
    frame = frame.sort_values("distance", kind="stable").drop_duplicates(keys)
    wide = frame.set_index(keys)["value"].astype("float64").unstack("name")
    wide.columns.name = None
    return wide.reset_index()


def try_formula(
    text: str,
    figures: pd.DataFrame,
    pack: RulePack,
    target: str = "",
    only: Collection[tuple[str, int]] | None = None,
) -> Trial:
    """The typed formula for every row of `figures`, as `assess_panel` takes them.

    A name is a fact of the pack, an alias, a definition (人均公用经费) or a column of `figures`
    (群众满意度：满意份数). `target` is a 指标值 to hold the values against. `only` are the
    (department, year) to show; the other rows serve as years before. Raises FormulaError with the
    place and the nearest known name, AuditError for a target that is no number.
    """
    pack = _with_columns(pack, figures)
    text = as_typed(text, pack.known_facts)
    parsed = parse_formula(text, NAME, pack.known_facts)
    target = target.strip()
    if target and parse_target(target).kind != "quantity":
        raise AuditError(f"“{target}”不是可以比较的指标值。请写成 ≥95%、≤10 这样的数值，或留空。")
    rule = IndicatorRule(name=NAME, formula=text, reference=NAME)
    alone = pack.with_(indicators={NAME: {NAME: Group(reference=NAME, indicators=(rule,))}})
    # Held to a number of no meaning, a row without target still says why it has no value.
    of = assess_panel(figures, alone, {NAME: target or np.zeros(len(figures))}).of(NAME)
    frame = of[["department", "year"]].assign(
        value=of["actual"], status=of["status"].astype(object)
    )
    if not target:
        frame["status"] = frame["status"].where(frame["value"].isna(), COMPUTED)
    if only is not None:
        keys = zip(frame["department"], frame["year"], strict=True)
        frame = frame[[(name, int(year)) in only for name, year in keys]]
    expanded = parsed.expanded(pack.defined)
    given = _Given(figures)
    rows = zip(frame["department"], frame["year"], frame["value"], strict=True)
    frame["reason"] = [
        _reason(expanded, given.lookup(str(name), int(year)), int(year)) if isnan(value) else ""
        for name, year, value in rows
    ]
    return Trial(parsed, parsed.unit, target, frame.reset_index(drop=True))


def as_typed(text: str, known: Collection[str] = ()) -> str:
    """A formula without what people put before it: “=” as in Excel, or “名称=” as in a form.

    Raises AuditError where a function of Excel is called: the notation has none.

    >>> as_typed("＝预算执行数/预算数"), as_typed("预算执行率=（预算执行数/预算数）×100%")
    ('预算执行数/预算数', '（预算执行数/预算数）×100%')
    """
    said = _BEFORE.sub("", text.strip(), count=1).strip()
    for called in _CALL.finditer(said):
        if not any(name.startswith(called["name"]) for name in known):
            raise AuditError(
                f"这里不能用函数“{called['name']}”，只能用 + - × ÷ 和括号，如 （甲+乙）/丙×100%。"
            )
    return said


def typed(computation: Computation) -> str:
    """An indicator's formula as one types it, its own figures by their full names."""
    formula, own = computation.formula, computation.indicator.name
    if computation.rule.gathering.shared:
        return formula.text
    return formula.with_figures(lambda name, shift: in_year(Name(_column(own, name), shift, "")))


@dataclass(frozen=True)
class _Given:
    """The figures of one department and year, and of its years before, by name."""

    figures: pd.DataFrame

    @cached_property
    def _rows(self) -> dict[tuple[str, int], int]:
        keys = zip(self.figures["department"], self.figures["year"], strict=True)
        return {(str(name), int(year)): row for row, (name, year) in enumerate(keys)}

    def lookup(self, department: str, year: int) -> Callable[[str, int], float]:
        def value(name: str, shift: int) -> float:
            row = self._rows.get((department, year + shift))
            if row is None or name not in self.figures:
                return nan
            return float(self.figures[name].iloc[row])

        return value


def _reason(formula: Formula, value: Callable[[str, int], float], year: int) -> str:
    """Why there is no value: the figures that are missing, else the base that is 0 or negative."""
    if missing := [key for key in formula.facts if isnan(value(*key))]:
        return f"缺少{'、'.join(dated(name, year + shift) for name, shift in missing)}"
    bases = formula.bases(value)
    zero = [text for text, base in bases if base == 0]
    if zero:
        return f"{'、'.join(zero)}为0，不能作分母"
    negative = [text for text, base in bases if base < 0]
    return f"{'、'.join(negative)}为负数，变动率没有意义" if negative else "数值超出范围"


def _with_columns(pack: RulePack, figures: pd.DataFrame) -> RulePack:
    """The pack knowing every column of the figures as a fact."""
    new = [
        FactRule(name=str(column), unit="")
        for column in figures.columns
        if column not in ("department", "year") and column not in pack.known_facts
    ]
    return pack.adding((), new)


def _column(scope: str, name: str) -> str:
    return f"{scope}{SCOPE_MARK}{name}" if scope else name
