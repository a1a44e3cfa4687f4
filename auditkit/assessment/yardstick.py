"""What an indicator is held against: the target as a comparison in the unit of the value."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from auditkit.facts.facts import Fact
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.form.gathering import bare_signs_of, direct_unit
from auditkit.formula import Formula
from auditkit.formula.target import parse_target
from auditkit.formula.tree import Binary, Name, Node
from auditkit.rules.rulepack import IndicatorRule, RulePack

# A scale of money in 万元, for targets printed in another one.
MONEY = {"元": 1e-4, "千元": 0.1, "万元": 1.0, "百万元": 100.0, "亿元": 1e4}


@dataclass(frozen=True, slots=True)
class Goal:
    """What the actual value is held against; `problem` says why it cannot be."""

    sign: str = ""
    value: float = math.nan
    unit: str = ""
    problem: str = ""
    note: str = ""
    either: bool = False
    """Whether the form prints no sign and proves no direction: only what is equal is judged."""
    usual: bool = False
    """Whether nobody declared it: the pack's 常用参考值, which judges nothing."""


def goal_of(
    indicator: DeclaredIndicator,
    rule: IndicatorRule,
    unit: str,
    declaration: Declaration,
    *,
    directed: bool = True,
) -> Goal:
    """The target as a comparison in `unit`, in which the indicator is computed.

    `directed` says that the pack lays down the indicator's direction, where the form prints none.

    Targets are 指标值 of the form (预算法第三十二条: 绩效目标管理); what a word target stands for
    is the pack's convention.
    """
    target = indicator.in_force
    match target.kind:
        case "none":
            return Goal(unit=unit)
        case "date":
            return _deadline(target.deadline, unit, rule, declaration.year)
        case "quality" if rule.gathering.judged:
            return Goal("≥", 1.0, "%")
        case "quality":
            word = "".join(target.text.split()).rstrip("。；，.;,")
            stated = rule.words.get(word)
            if stated is None:
                problem = f"指标值“{target.text}”没有数值，规则包也未规定其含义"
                return Goal(unit=unit, problem=problem)
            meant = parse_target(stated)
            note = f"申报表未定数值，规则包规定“{word}”={stated}"
            return Goal("≥", meant.value or 0.0, "%", note=note)
    sign, value = target.sign or rule.direction, target.value or 0.0
    ways = bare_signs_of(indicator)
    either = ways[:1] == ("=",) and not directed
    if ways[:1] == ("≤",) or either:
        sign = ways[0]
    notes = [target.doubt] if target.doubt else []
    if indicator.adjusted is not None and indicator.adjusted != indicator.target:
        notes.append(f"年初指标值“{indicator.target.text}”，年中调整，按调整后的评价")
    if either:
        notes.append("指标值未印比较符号，是下限、上限还是定额，表上没有写明")
    elif target.sign is None:
        notes.append(f"指标值未印比较符号，按规则包取“{sign}”")
    if unit in MONEY and target.unit in MONEY:
        value *= MONEY[target.unit] / MONEY[unit]
    elif unit == "%" and target.unit == "":
        notes.append(
            "指标值未印百分号，按" + ("百分数" if value > 1 else "小数（1即100%）") + "理解"
        )
        value = value / 100 if value > 1 else value
    elif target.unit and unit and target.unit != unit:
        problem = f"指标值的单位“{target.unit}”与算得的单位“{unit}”不一致"
        return Goal(unit=unit, problem=problem)
    return Goal(sign, value, unit or target.unit, note="；".join(notes), either=either)


def unit_of(
    indicator: DeclaredIndicator,
    rule: IndicatorRule,
    formula: Formula,
    found: Mapping[tuple[str, int], Fact | None],
    pack: RulePack,
) -> str:
    """The unit of the computed value: % for ratios, else that of the figures, else the target's.

    Money is in 万元, rates are fractions with unit %.
    """
    if rule.gathering.unit == "%" or formula.unit == "%":
        return "%"

    def figure_unit(name: str) -> str:
        given = next((f.unit for (n, _), f in found.items() if n == name and f), "")
        fact = pack.fact_rules.get(name)
        return given or (fact.unit if fact else "")

    figures = dimension(formula.expanded(pack.defined).root, figure_unit)
    if figures:
        return figures
    return direct_unit(indicator)


def dimension(node: Node, unit: Callable[[str], str]) -> str:
    """The unit that the arithmetic leads to; blank for a pure number or where units do not fit."""
    match node:
        case Name():
            return unit(node.fact)
        case Binary(operator, left, right):
            a, b = dimension(left, unit), dimension(right, unit)
            if operator in "+-":
                return a if a == b else ""
            if operator == "×":
                return a or b if not (a and b) else ""
            return a if not b else ""
    return ""


def _deadline(deadline: str, unit: str, rule: IndicatorRule, year: int) -> Goal:
    """A date target as the ordinal of its last day; --11-30 falls in the declaration's year."""
    # Without a unit only what is typed in may be a date: a formula comes to a number.
    if unit != "日期" and (unit or not rule.gathering.typed):
        return Goal(unit=unit, problem="指标值是日期，实际值不是日期")
    text = deadline.replace("--", f"{year}-", 1) if deadline.startswith("--") else deadline
    try:
        return Goal("≤", float(dt.date.fromisoformat(text).toordinal()), "日期")
    except ValueError:
        return Goal(unit="日期", problem="指标值的日期不明确")
