"""What a declaration's indicators need to be filled in, and on which sheet of the fact workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.form.gathering import direct_unit, rule_of
from auditkit.formula import parse_formula
from auditkit.rules.gathering import DIRECT, ITEMS, JUDGED, SURVEYED, TASKS, WORK, Gathering
from auditkit.rules.rulepack import FactRule, IndicatorRule, RulePack

_ITEM = re.compile(r"[①-⑳]\s*([^①-⑳]+)")
_ENDING = "。；;，, \n"


@dataclass(frozen=True, slots=True)
class ItemNeed:
    """A figure for the sheet 数据项: the years it is needed for, and for which indicators.

    `decides` names those that cannot be computed without it; an alternative formula decides none.
    """

    rule: FactRule
    years: frozenset[int]
    indicators: tuple[str, ...]
    decides: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """An indicator that is judged by criteria (定性评价)."""

    name: str
    criteria: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class DirectNeed:
    """An indicator whose value is filled in as it is (直接填报)."""

    name: str
    target: str
    unit: str
    note: str

    @property
    def is_date(self) -> bool:
        return self.unit == "日期"


@dataclass(frozen=True, slots=True)
class FactNeeds:
    """Everything to be filled in for one department and year, by sheet."""

    items: tuple[ItemNeed, ...]
    tasks: tuple[str, ...]
    work: tuple[str, ...]
    judged: tuple[Judgement, ...]
    surveyed: tuple[str, ...]
    direct: tuple[DirectNeed, ...]
    names: tuple[str, ...]

    def item(self, name: str) -> ItemNeed | None:
        return next((item for item in self.items if item.rule.name == name), None)


def fact_needs(declaration: Declaration, pack: RulePack) -> FactNeeds:
    """What the declaration's indicators need under the pack, in the form's order."""
    years: dict[str, set[int]] = {}
    users: dict[str, dict[str, None]] = {}
    decides: dict[str, dict[tuple[str, int], None]] = {}
    work: dict[str, None] = {}
    by_sheet: dict[Gathering, dict[str, DeclaredIndicator]] = {}
    for indicator in declaration.indicators:
        rule = rule_of(indicator, pack)
        by_sheet.setdefault(rule.gathering, {}).setdefault(indicator.name, indicator)
        if not rule.gathering.shared:
            continue
        for fact, shift, main in _figures(rule, pack):
            if fact.gathering is WORK:
                work[indicator.name] = None
            elif fact.gathering is ITEMS:
                years.setdefault(fact.name, set()).add(declaration.year + shift)
                users.setdefault(fact.name, {})[indicator.name] = None
                if main:
                    key = (indicator.name, declaration.year + shift)
                    decides.setdefault(fact.name, {})[key] = None
    rules = {i.name: rule_of(i, pack) for i in declaration.indicators}
    return FactNeeds(
        tuple(
            ItemNeed(
                pack.fact_rules[name],
                frozenset(years[name]),
                tuple(users[name]),
                tuple(decides.get(name, ())),
            )
            for name in years
        ),
        tuple(by_sheet.get(TASKS, ())),
        tuple(work),
        tuple(
            Judgement(name, criteria(indicator, rules[name]), _note(indicator, pack))
            for name, indicator in by_sheet.get(JUDGED, {}).items()
        ),
        tuple(by_sheet.get(SURVEYED, ())),
        tuple(
            DirectNeed(name, indicator.target.text, direct_unit(indicator), rules[name].note)
            for name, indicator in by_sheet.get(DIRECT, {}).items()
        ),
        tuple(dict.fromkeys(indicator.name for indicator in declaration.indicators)),
    )


def _note(indicator: DeclaredIndicator, pack: RulePack) -> str:
    """The pack's hint for a judgement; one written for a value to fill in tells nothing here."""
    rule = pack.rule_for(indicator.name, indicator.level2)
    return rule.note if rule.gathering.judged else ""


def criteria(indicator: DeclaredIndicator, rule: IndicatorRule) -> tuple[str, ...]:
    """The criteria of a judgement: the pack's, else the form's ①②③, else the form's own words."""
    if rule.criteria:
        return rule.criteria
    for text in (indicator.note, indicator.explanation):
        # What has an equals sign is a formula and nothing to be judged.
        items = [
            item.strip(_ENDING) for item in _ITEM.findall(text) if not re.search("[=＝]", item)
        ]
        if items:
            return tuple(dict.fromkeys(items))
    words = indicator.explanation or indicator.note
    return (words.strip(_ENDING) or f"是否达到“{indicator.target.text}”",)


def _figures(rule: IndicatorRule, pack: RulePack) -> list[tuple[FactRule, int, bool]]:
    """The facts of the rule's formula and of its alternatives, as (fact, shift, of the formula)."""
    formulas = [(pack.formula(rule), True)] + [
        (parse_formula(other.formula, other.name, pack.known_facts), False)
        for other in rule.alternatives
    ]
    return [
        (pack.fact_rules[name], shift, main)
        for formula, main in formulas
        for name, shift in formula.expanded(pack.defined).facts
    ]
