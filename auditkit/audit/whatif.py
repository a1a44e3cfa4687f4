"""What would be if (假设试算): the same audit with other targets, weights, figures, scoring rules.

A hypothetical audit goes through the engine that every audit goes through; only its inputs differ.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from auditkit.assessment.computation import Computation
from auditkit.assessment.typedweights import WHOLE
from auditkit.audit.audit import Audit
from auditkit.errors import AuditError, nearest
from auditkit.facts.facts import SCOPE_MARK, Fact, Facts, printed_decimals
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration
from auditkit.formula.target import parse_target
from auditkit.formula.tolerance import NOISE
from auditkit.rules.ownrules import Bands, Steps, share
from auditkit.rules.rulepack import IndicatorRule, RulePack
from auditkit.rules.scoringrules import JUDGEMENT, QUANTITY, known_rule
from auditkit.wording import dated, show_value

HYPOTHETICAL = "假设试算，不是评价结果"
"""What stands beside everything that a hypothetical audit shows."""
ASSUMED = "假设试算"
"""The file that a hypothetical figure names as its source."""
_NOTHING: Mapping[Any, Any] = MappingProxyType({})

FigureKey = tuple[str, int]
"""A figure by name and year; 指标：名称 names one gathered for that indicator alone."""


def what_if(
    audit: Audit,
    *,
    targets: Mapping[str, str] = _NOTHING,
    weights: Mapping[str, float] = _NOTHING,
    figures: Mapping[FigureKey, float | None] = _NOTHING,
    quantity: str | None = None,
    judgement: str | None = None,
) -> Audit:
    """The audit as it would be under these assumptions; the one given stays as it is.

    `targets` are 指标值 as a form prints them. `weights` are points of 100; the other indicators
    share what is left in their former proportion, and if none is left to share, all are scaled to
    100. `figures` are in 万元, rates as fractions; None takes a figure away, and it is missing.
    `quantity` and `judgement` name scoring rules. Raises AuditError for an unknown name, with the
    nearest, and for weights below 0 or above 100 in all.
    """
    pack = audit.pack
    if quantity or judgement:
        pack = _scored_by(pack, quantity, judgement)
    if weights:
        pack = _reweighted(audit, pack, weights)
    return replace(
        audit,
        declaration=_retargeted(audit, targets) if targets else audit.declaration,
        facts=_refigured(audit, figures) if figures else audit.facts,
        pack=pack,
    )


def indicator_named(audit: Audit, name: str) -> str:
    """The declared indicator of that name or alias. Raises AuditError with the nearest."""
    canonical = audit.pack.canonical_indicator
    declared = [indicator.name for indicator in audit.declaration.indicators]
    for known in declared:
        if known == name or canonical.get(known, known) == canonical.get(name, name):
            return known
    close = nearest(name, declared)
    hint = f"，是否为“{close}”" if close else ""
    raise AuditError(f"没有指标“{name}”{hint}。")


def computation_of(audit: Audit, indicator: str) -> Computation:
    """How that indicator was computed. Raises AuditError with the nearest name."""
    name = indicator_named(audit, indicator)
    return next(row.computation for row in audit.assessed if row.name == name)


def figure_parts(audit: Audit, name: str) -> tuple[str, str]:
    """Scope and fact of a figure's name. Raises AuditError where no formula and no file has it."""
    scope, _, given = name.rpartition(SCOPE_MARK)
    fact = audit.pack.known_facts.get(given, given)
    scope = indicator_named(audit, scope) if scope else ""
    needed = {n for row in audit.assessed for n, _ in row.facts}
    known = {*needed, *audit.pack.fact_rules, *(f.name for f in audit.facts)}
    if fact not in known:
        close = nearest(fact, known)
        hint = f"，是否为“{close}”" if close else ""
        raise AuditError(f"没有数据项“{name}”{hint}。")
    return scope, fact


def figure_unit(audit: Audit, fact: str) -> str:
    """The unit in which a fact is filled in, as its figures or the rule pack state it."""
    stated = next((f.unit for f in audit.facts if f.name == fact), "")
    rule = audit.pack.fact_rules.get(fact)
    return stated or (rule.unit if rule else "")


def _retargeted(audit: Audit, targets: Mapping[str, str]) -> Declaration:
    said = {indicator_named(audit, name): parse_target(text) for name, text in targets.items()}
    indicators = tuple(
        replace(indicator, target=said[indicator.name]) if indicator.name in said else indicator
        for indicator in audit.declaration.indicators
    )
    return replace(audit.declaration, indicators=indicators)


def _refigured(audit: Audit, figures: Mapping[FigureKey, float | None]) -> Facts:
    assumed: dict[tuple[str, str, int], Fact] = {}
    for (name, year), given in figures.items():
        scope, fact = figure_parts(audit, name)
        value = math.nan if given is None else float(given)
        unit = figure_unit(audit, fact)
        assumed[scope, fact, year] = Fact(
            fact, year, value, unit, Source(ASSUMED, ""), printed_decimals(value, unit), scope
        )
    kept = (f for f in audit.facts if (f.scope, f.name, f.year) not in assumed)
    return replace(audit.facts, items=(*assumed.values(), *kept))


def _scored_by(pack: RulePack, quantity: str | None, judgement: str | None) -> RulePack:
    changed: dict[str, str] = {}
    rules: tuple[tuple[str, str | None, Mapping[str, object]], ...] = (
        ("quantity", quantity, QUANTITY),
        ("judgement", judgement, JUDGEMENT),
    )
    for field, said, known in rules:
        if not said:
            continue
        try:
            changed[field] = known_rule(said, known)
        except ValueError as error:
            raise AuditError(f"{error}。") from None
    return pack.with_(scoring=pack.scoring.model_copy(update=changed))


def _reweighted(audit: Audit, pack: RulePack, weights: Mapping[str, float]) -> RulePack:
    said = {indicator_named(audit, name): float(weight) for name, weight in weights.items()}
    for name, weight in said.items():
        if not 0 <= weight <= WHOLE:
            raise AuditError(f"“{name}”的权重应在0与100之间，不能是{weight:g}。")
    if (total := math.fsum(said.values())) > WHOLE + NOISE:
        raise AuditError(f"所设权重合计{total:g}分，超过100分。请调低。")
    names = [row.name for row in audit.assessed]
    before = [row.weight for row in audit.assessed]
    left = math.fsum(w for name, w in zip(names, before, strict=True) if name not in said)
    part = (WHOLE - total) / left if left else 0.0
    # Where nothing is left to share, what is said stands for all of it.
    scale = 1.0 if left or not total else WHOLE / total
    after: dict[str, float] = {}
    for name, weight in zip(names, before, strict=True):
        rule = audit.pack.canonical_indicator.get(name, name)
        wanted = said[name] * scale if name in said else weight * part
        if not math.isclose(after.setdefault(rule, wanted), wanted, abs_tol=NOISE):
            raise AuditError(f"有两个指标叫“{name}”而权重不同，不能试算权重。")
    tree = {
        level1: {
            level2: group.model_copy(
                update={"indicators": tuple(_weighing(r, after) for r in group.indicators)}
            )
            for level2, group in groups.items()
        }
        for level1, groups in pack.indicators.items()
    }
    own = (
        pack.rule_for(declared.name, declared.level2).at(declared.level1, declared.level2)
        for declared in audit.declaration.indicators
        if declared.name not in pack.canonical_indicator
    )
    return pack.with_(indicators=tree).adding(_weighing(rule, after) for rule in own)


def _weighing(rule: IndicatorRule, weights: Mapping[str, float]) -> IndicatorRule:
    """The rule with its weight; what it takes off in points keeps its share of the weight."""
    if rule.name not in weights:
        return rule
    changed: dict[str, object] = {"weight": weights[rule.name]}
    match rule.scoring:
        case Steps(minus=minus):
            part = _portion(minus, rule.weight)
            changed["scoring"] = rule.scoring.model_copy(update={"minus": part})
        case Bands(bands=bands):
            parts = {limit: _portion(portion, rule.weight) for limit, portion in bands.items()}
            changed["scoring"] = rule.scoring.model_copy(update={"bands": parts})
    return rule.model_copy(update=changed)


def _portion(portion: str | float, full: float | None) -> str:
    return portion if isinstance(portion, str) else f"{share(portion, full) * 100:.12g}%"


def assumptions(
    audit: Audit,
    targets: Mapping[str, str] = _NOTHING,
    weights: Mapping[str, float] = _NOTHING,
    figures: Mapping[FigureKey, float | None] = _NOTHING,
    quantity: str | None = None,
    judgement: str | None = None,
) -> list[str]:
    """The assumptions of `what_if` in words, one line each."""
    said = [f"“{name}”的指标值为“{text}”" for name, text in targets.items()]
    said += [f"“{name}”的权重为{weight:.2f}分" for name, weight in weights.items()]
    if weights:
        said.append("其余指标按原比例分摊剩余分值，合计100分")
    for (name, year), value in figures.items():
        scope, _, fact = name.rpartition(SCOPE_MARK)
        of = f"（{scope}）" if scope else ""
        told = "缺失" if value is None else show_value(value, figure_unit(audit, fact))
        said.append(f"{dated(fact, year)}{of}为{told}")
    if quantity:
        said.append(f"定量指标按{QUANTITY[quantity].label}评分")
    if judgement:
        said.append(f"定性指标按{JUDGEMENT[judgement].label}评分")
    return said
