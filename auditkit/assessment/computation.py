"""Computing one declared indicator: the goal it is held to, its value, and why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from auditkit.assessment.outcome import outcome
from auditkit.assessment.ownclaims import CLAIMED, claims
from auditkit.assessment.trace import Trace, TracedFact
from auditkit.assessment.yardstick import Goal, goal_of, unit_of
from auditkit.facts.facts import Fact, Facts
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.form.formless import formless
from auditkit.form.gathering import rule_of
from auditkit.formula import Formula, parse_formula
from auditkit.formula.comparison import meets
from auditkit.formula.tolerance import NOISE
from auditkit.rules.gathering import DIRECT, POPULATION, SENT, SURVEYED
from auditkit.rules.rulepack import IndicatorRule, RulePack
from auditkit.wording import dated, show_value

Status = Literal["达标", "未达标", "不能断定", "无目标值", "数据缺失", "不可比", "待评定", "不适用"]
STATUSES: tuple[Status, ...] = (
    "达标", "未达标", "不能断定", "无目标值", "数据缺失", "不可比", "待评定", "不适用",
)  # fmt: skip
SCORED: tuple[Status, ...] = ("达标", "未达标", "不能断定")
"""The statuses of what was assessed: the only ones that earn points."""


@dataclass(frozen=True)
class Computation:
    """One indicator of one year, computed: value, rounding interval, and the figures used.

    `value` is NaN where there is none; then `status` is the reason (数据缺失, 不可比, 待评定,
    不适用) and `reason` says it in words. `low` and `high` bound what the figures' rounding allows.
    `claimed` says that the figure is the department's own 完成值, which nobody has verified.
    """

    indicator: DeclaredIndicator
    rule: IndicatorRule
    goal: Goal
    formula: Formula
    expanded: Formula
    year: int
    facts: Mapping[tuple[str, int], Fact | None]
    value: float
    low: float
    high: float
    status: Status | None
    reason: str
    claimed: bool = False
    sent: Fact | None = None
    """How many questionnaires went out, and below how many people there are to ask, of a survey."""
    population: Fact | None = None
    vetoed: str = ""
    """The criterion answered 否 that leaves a judged indicator without points; blank for none."""
    from_zero: bool = False
    """Whether it rose from a base of 0: there is no rate then, whatever `value` stands for it."""

    @property
    def shown(self) -> str:
        """The value as text, with as many places as tell it from a target that it misses."""
        goal, value = self.goal, self.value
        if self.from_zero:
            return "由0增加"
        if goal.unit != "%" or not goal.sign or math.isnan(goal.value) or math.isnan(value):
            return show_value(value, goal.unit)
        met = bool(meets(goal.sign, goal.value, value))
        places = next(
            (
                n
                for n in range(2, 9)
                if bool(meets(goal.sign, goal.value, round(value, n + 2))) == met
            ),
            9,
        )
        return show_value(value, goal.unit, places=places)

    @property
    def trace(self) -> Trace:
        """The way back from the value to its cells."""
        figures = self.expanded.with_figures(lambda name, shift: self._figure(name, shift))
        return Trace(
            self.indicator.name,
            self.formula.name,
            self.formula.text,
            figures,
            self.shown if self.status is None else self.status,
            tuple(self._traced(name, shift) for name, shift in self.expanded.facts),
            self.rule.reference,
            self.formula.name != self.rule.name,
        )

    def _figure(self, name: str, shift: int) -> str:
        fact = self.facts[name, shift]
        return "（缺）" if fact is None else show_value(fact.value, fact.unit, with_unit=False)

    def _traced(self, name: str, shift: int) -> TracedFact:
        fact = self.facts[name, shift]
        year = self.year + shift
        if fact is None:
            return TracedFact(name, year, None, "", None)
        return TracedFact(name, year, fact.value, fact.unit, fact.source, fact.remark)


def compute(
    indicator: DeclaredIndicator, declaration: Declaration, facts: Facts, pack: RulePack
) -> Computation:
    """The indicator's value by the rule pack's formula over `facts`.

    Where figures are missing, that of a self-evaluation is what it says of itself, marked so.

    By 指标解释 and 指标说明 of the form, or the pack's reference of the indicator; rates as
    fractions, money in 万元.
    """
    rule = rule_of(indicator, pack)
    computed = _by_rule(indicator, rule, declaration, facts, pack)
    if _rate_alone(computed, facts):
        typed = rule.model_copy(update={"gathered": DIRECT.sheet, "formula": None})
        computed = _by_rule(indicator, typed, declaration, facts, pack)
    if computed.status not in ("数据缺失", "待评定") or all(computed.facts.values()):
        return computed
    own = claims(indicator, declaration, rule)
    if own is None:
        return computed
    rule, figures = own
    claimed = _by_rule(indicator, rule, declaration, Facts(figures), pack)
    note = "；".join(filter(None, (f"实际值是{CLAIMED}", claimed.goal.note)))
    return replace(claimed, goal=replace(claimed.goal, note=note), claimed=True)


def _rate_alone(c: Computation, facts: Facts) -> bool:
    """Whether a survey's counts are missing and somebody filled in the rate that came of it."""
    if c.rule.gathering is not SURVEYED or any(c.facts.values()):
        return False
    return all(facts.get(name, c.year, c.indicator.name) for name in DIRECT.needs)


def _by_rule(
    indicator: DeclaredIndicator,
    rule: IndicatorRule,
    declaration: Declaration,
    facts: Facts,
    pack: RulePack,
) -> Computation:
    formula, note = _preferring(pack.formula(rule), rule, declaration.year, facts, pack)
    found = _found(formula.expanded(pack.defined), indicator, declaration, facts)
    unit = unit_of(indicator, rule, formula, found, pack)
    directed = pack.lays_down(indicator.name)
    goal = goal_of(indicator, rule, unit, declaration, directed=directed)
    goal = replace(goal, note="；".join(filter(None, (goal.note, note))))
    if formless(declaration) and pack.targets == "usual":
        goal = replace(goal, usual=True)
    return _computed(indicator, rule, formula, goal, declaration, facts, pack)


def _preferring(
    formula: Formula, rule: IndicatorRule, year: int, facts: Facts, pack: RulePack
) -> tuple[Formula, str]:
    """The formula over the figures that the rule prefers where they were obtained, and a note."""
    taken: list[str] = []
    for name, other in rule.instead.items():
        years = {year + shift for fact, shift in formula.facts if fact == name}
        if years and all(facts.get(other, at) is not None for at in years):
            text = formula.text.replace(name, other)
            formula = parse_formula(text, formula.name, pack.known_facts)
            taken.append(other)
    return formula, f"按印出的{'、'.join(taken)}计算" if taken else ""


def compute_alternatives(
    indicator: DeclaredIndicator, declaration: Declaration, facts: Facts, pack: RulePack
) -> list[Computation]:
    """The alternatives that the form prints for the indicator, with their own direction.

    As 指标说明 of the form prints them; they never enter the score.
    """
    rule = rule_of(indicator, pack)
    return [
        _computed(
            indicator,
            rule,
            parse_formula(alternative.formula, alternative.name, pack.known_facts),
            Goal(alternative.direction, unit="%", note="备选算式，不参与评价"),
            declaration,
            facts,
            pack,
        )
        for alternative in rule.alternatives
    ]


def _found(
    expanded: Formula, indicator: DeclaredIndicator, declaration: Declaration, facts: Facts
) -> dict[tuple[str, int], Fact | None]:
    """The figure of each fact of the formula; one that is no finite number counts as missing."""
    found = {
        (name, shift): facts.get(name, declaration.year + shift, indicator.name)
        for name, shift in expanded.facts
    }
    return {key: f if f and math.isfinite(f.value) else None for key, f in found.items()}


def _computed(
    indicator: DeclaredIndicator,
    rule: IndicatorRule,
    formula: Formula,
    goal: Goal,
    declaration: Declaration,
    facts: Facts,
    pack: RulePack,
) -> Computation:
    expanded = formula.expanded(pack.defined)
    year = declaration.year
    found = _found(expanded, indicator, declaration, facts)

    def figure(name: str, shift: int) -> float:
        fact = found[name, shift]
        return math.nan if fact is None else fact.value

    def half_step(name: str, shift: int) -> float:
        fact = found[name, shift]
        return 0.0 if fact is None else fact.half_step

    came = outcome(expanded, rule, {key: figure(*key) for key in found}, pack, goal)
    value, low, high = float(came.value), math.nan, math.nan
    status: Status | None = None
    reason, from_zero = "", False
    if indicator.name in facts.not_applicable:
        status, reason = "不适用", "审计人员标明不适用"
    elif came.missing:
        missing = [dated(name, year + shift) for (name, shift), fact in found.items() if not fact]
        judged = rule.gathering.judged
        status = "待评定" if judged else "数据缺失"
        reason = "评价标准尚未全部评定" if judged else f"缺少{'、'.join(missing)}"
        if indicator.actual is not None and indicator.actual.kind != "none" and not judged:
            printed = f"自评表印作“{indicator.actual.text}”"
            reason = f"{printed}，尚无据以复算的数据（{'、'.join(missing)}）"
        absent = [key for key, fact in found.items() if not fact]
        held = (facts.held_back(name, year + shift, indicator.name) for name, shift in absent)
        reason = "；".join(dict.fromkeys(filter(None, held))) or reason
    elif came.stated:
        low = high = value
        by_difference = pack.zero_base == "by-difference"
        from_zero = by_difference and value > 0
        how = "按增减额判断" if by_difference else f"按规则包约定记作{value:.0%}"
        note = f"上年为0，没有比率，{how}"
        goal = replace(goal, note="；".join(filter(None, (goal.note, note))))
    elif came.zero_base:
        zero = [text for text, base in expanded.bases(figure) if abs(base) < NOISE]
        status, reason = "不可比", f"{'、'.join(zero) or '分母'}为0，不能作分母"
    elif came.negative_base:
        negative = [text for text, base in expanded.bases(figure) if base < 0]
        status, reason = "不可比", f"{'、'.join(negative)}为负数，变动率没有意义"
    elif came.impossible:
        status, reason = "待评定", _impossible(expanded, found)
    else:
        low, high = expanded.interval(figure, half_step)
    if status is not None:
        value = math.nan
    return Computation(
        indicator, rule, goal, formula, expanded, year, MappingProxyType(found),
        value, low, high, status, reason, False, *_asked(indicator, rule, facts, year),
        _vetoed(indicator, rule, facts, pack), from_zero,
    )  # fmt: skip


def _vetoed(indicator: DeclaredIndicator, rule: IndicatorRule, facts: Facts, pack: RulePack) -> str:
    """The first criterion that the pack lets veto, and that is answered 否."""
    if not rule.gathering.judged:
        return ""
    denied = (
        one.text for one in facts.judged if one.scope == indicator.name and one.answer == "否"
    )
    return next((text for text in denied if any(word in text for word in pack.scoring.veto)), "")


def _asked(
    indicator: DeclaredIndicator, rule: IndicatorRule, facts: Facts, year: int
) -> tuple[Fact | None, Fact | None]:
    """The questionnaires sent out and the people there are to ask, of a survey's indicator."""
    if rule.gathering is not SURVEYED:
        return None, None
    return facts.get(SENT, year, indicator.name), facts.get(POPULATION, year, indicator.name)


def _impossible(expanded: Formula, found: Mapping[tuple[str, int], Fact | None]) -> str:
    """Why counts cannot be true: a part larger than its whole, or below nothing."""
    part, whole = (found[key] for key in expanded.facts)
    if part is None or whole is None:
        raise ValueError(expanded.name)
    return f"{part.name}（{part.value:g}）应在0与{whole.name}（{whole.value:g}）之间，请核对"
