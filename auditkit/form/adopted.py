"""The rule pack with the formulas that a form prints for indicators of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from auditkit.errors import FormulaError, nearest
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.form.gathering import is_satisfaction
from auditkit.form.printed import PrintedFormula, printed_formulas
from auditkit.formula import Formula, parse_formula
from auditkit.formula.tree import Binary, Name, Node, Number
from auditkit.rules.caps import is_cap
from auditkit.rules.gathering import ITEMS
from auditkit.rules.rulepack import FactRule, IndicatorRule, RulePack

# 预算数 of an indicator on something narrower (三公经费控制率) may be the budget of that alone.
_WHOLE_BUDGET = re.compile("(?:部门|年度|年初|全年|总)?预算")


def adopting(pack: RulePack, declaration: Declaration) -> RulePack:
    """The pack, extended by the formulas that this form prints for indicators of its own.

    An indicator the pack does not compute is computed as the form says, over the names that the
    form uses, beside those of the pack where they are proved to mean the same; what the pack lays
    down is never changed.
    """
    chosen: dict[str, tuple[PrintedFormula, Mapping[str, str]]] = {}
    for item in printed_formulas(declaration, pack):
        indicator = declaration.indicator(item.indicator) if item.indicator else None
        if item.role != "算式" or indicator is None or indicator.name in pack.canonical_indicator:
            continue
        units: Mapping[str, str]
        if item.formula is not None:
            units = {fact: "" for fact, _ in item.formula.facts if fact not in pack.known_facts}
            adopted = bool(item.formula.facts)
        else:
            units = _beside_known(item, indicator, declaration, pack)
            adopted = bool(units)
        # 完成率 in the row of 项目完成率 yields to a formula that names 项目完成率 in full.
        if adopted and (indicator.name not in chosen or item.name == indicator.name):
            chosen[indicator.name] = item, units
    facts: dict[str, FactRule] = {}
    rules: list[IndicatorRule] = []
    for name, (item, units) in chosen.items():
        indicator = declaration.indicator(name)
        if indicator is None:
            continue
        for fact, unit in units.items():
            facts[fact] = FactRule(name=fact, unit=unit, reference="申报表自印算式")
        reference = f"申报表自印算式（{item.source}）"
        better = "≤" if is_cap(name) else "≥"
        rule = IndicatorRule(name=name, formula=item.text, reference=reference, direction=better)
        rules.append(rule.at(indicator.level1, indicator.level2))
    return pack.adding(rules, facts.values()) if rules else pack


def _beside_known(
    item: PrintedFormula, indicator: DeclaredIndicator, declaration: Declaration, pack: RulePack
) -> dict[str, str]:
    """The one name that the pack does not know, with its unit; none where the others are not
    proved to be the pack's.

    They are in the form of a whole department (预算数 of a project is no fact of the pack), of an
    indicator that nothing narrows, as a quotient in percent of sums and differences: all are then
    measured alike. A survey's counts are gathered by questionnaire.
    """
    if declaration.project or is_satisfaction(indicator) or indicator.target.unit not in ("", "%"):
        return {}
    try:
        formula = parse_formula(item.text, item.name, whole=pack.known_facts)
    except FormulaError:
        return {}
    names = dict.fromkeys(fact for fact, _ in formula.facts)
    known = {name: pack.known_facts[name] for name in names if name in pack.known_facts}
    unknown = [name for name in names if name not in known]
    if not known or len(unknown) != 1 or formula.unit != "%" or not _is_share(formula):
        return {}
    rules = [pack.fact_rules[fact] for fact in known.values() if fact in pack.fact_rules]
    units = {rule.unit for rule in rules}
    ours = len(rules) == len(known) and all(rule.gathering is ITEMS for rule in rules)
    if not ours or len(units) != 1 or misspelt(unknown[0], nearest(unknown[0], pack.known_facts)):
        return {}
    whole = any(_WHOLE_BUDGET.match(name) for name in known)
    if whole and not all(_WHOLE_BUDGET.match(name) for name in (indicator.name, unknown[0])):
        return {}
    return {unknown[0]: units.pop()}


def misspelt(name: str, known: str | None) -> bool:
    """Whether a name is another with one character wrong, lacking or too many.

    >>> misspelt("预算执行额", "预算执行数"), misspelt("预算调整数", "预算数")
    (True, False)
    """
    if not known or abs(len(name) - len(known)) > 1:
        return False
    short, long = sorted((name, known), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) <= 1
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _is_share(formula: Formula) -> bool:
    """Whether it divides a sum of names by a sum of names once, times 100 %."""
    node = formula.root
    if isinstance(node, Binary) and node.operator == "×" and isinstance(node.right, Number):
        node = node.left
    if not (isinstance(node, Binary) and node.operator == "/"):
        return False
    return all(isinstance(leaf, Name) for side in (node.left, node.right) for leaf in _terms(side))


def _terms(node: Node) -> Iterator[Node]:
    if isinstance(node, Binary) and node.operator in "+-":
        yield from _terms(node.left)
        yield from _terms(node.right)
    else:
        yield node
