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
_CLAUSE = re.compile(r"[^，,；;。]+[，,；;。]?|[，,；;。]")
_EXISTS = re.compile(r"是否(?:仍|还)?存在|有无")
_OFFENCE = re.compile(r"是否(?:仍|还)?(?:存在|有)|有无")
# Whatever stands beside 是否有 is an offence only where it says so.
_BAD = re.compile(
    r"损失|丢失|流失|违[法规反纪]|挪用|挤占|截留|坐支|滞留|隐瞒|虚[假列报]|擅自|超标准|超范围|"
    r"浪费|拖欠|套取|私设|弄虚|瞒报|漏报|事故|投诉"
)
_ENDING = "。；;，, \n"


@dataclass(frozen=True, slots=True)
class ItemNeed:
    """A figure for the sheet 数据项: the years it is needed for, and for which indicators.

    `decides` names those that cannot be computed without it; an alternative formula decides none,
    nor does a figure that only the review asks for (`optional`).
    """

    rule: FactRule
    years: frozenset[int]
    indicators: tuple[str, ...]
    decides: tuple[tuple[str, int], ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """An indicator that is judged by criteria (定性评价), each put so that 是 means it is met.

    `printed` are the same criteria in the words of the form or the pack.
    """

    name: str
    criteria: tuple[str, ...]
    note: str
    printed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DirectNeed:
    """An indicator whose value is filled in as it is (直接填报)."""

    name: str
    target: str
    unit: str
    note: str

    @property
    def is_date(self) -> bool:
        """Whether a date is to be filled in."""
        return self.unit == "日期"


@dataclass(frozen=True, slots=True)
class FactNeeds:
    """Everything to be filled in for one department and year, by sheet.

    `rates` are the surveyed ones, of which the rate alone may be filled in where nobody has the
    counts; `unknown` those of them that the pack does not know, which older workbooks do not ask.
    """

    items: tuple[ItemNeed, ...]
    tasks: tuple[str, ...]
    work: tuple[str, ...]
    judged: tuple[Judgement, ...]
    surveyed: tuple[str, ...]
    direct: tuple[DirectNeed, ...]
    names: tuple[str, ...]
    rates: tuple[DirectNeed, ...] = ()
    unknown: frozenset[str] = frozenset()

    def item(self, name: str) -> ItemNeed | None:
        """What is needed of a figure, None where nothing is."""
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
    computed = set(years)
    # What is asked beside the formulas comes last: older workbooks keep their rows.
    for indicator in declaration.indicators:
        for name in rules[indicator.name].asks:
            years.setdefault(name, set()).add(declaration.year)
            users.setdefault(name, {})[indicator.name] = None
    return FactNeeds(
        tuple(
            ItemNeed(
                pack.fact_rules[name],
                frozenset(years[name]),
                tuple(users[name]),
                tuple(decides.get(name, ())),
                name not in computed,
            )
            for name in years
        ),
        tuple(by_sheet.get(TASKS, ())),
        tuple(work),
        tuple(
            _judgement(indicator, rules[name], pack)
            for name, indicator in by_sheet.get(JUDGED, {}).items()
        ),
        tuple(by_sheet.get(SURVEYED, ())),
        tuple(
            DirectNeed(name, indicator.target.text, direct_unit(indicator), rules[name].note)
            for name, indicator in by_sheet.get(DIRECT, {}).items()
        ),
        tuple(dict.fromkeys(indicator.name for indicator in declaration.indicators)),
        tuple(
            DirectNeed(name, indicator.target.text, SURVEYED.unit, "")
            for name, indicator in by_sheet.get(SURVEYED, {}).items()
        ),
        frozenset(
            name for name in by_sheet.get(SURVEYED, ()) if name not in pack.canonical_indicator
        ),
    )


def _judgement(indicator: DeclaredIndicator, rule: IndicatorRule, pack: RulePack) -> Judgement:
    printed = criteria(indicator, rule)
    turned = tuple(map(affirmed, printed))
    return Judgement(indicator.name, turned, _note(indicator, pack), printed)


def affirmed(criterion: str) -> str:
    """A criterion that asks after an offence (是否存在…), put so that 是 means there is none.

    >>> affirmed("资产使用是否规范，是否存在未经批准擅自出租、出借资产行为")
    '资产使用是否规范，不存在未经批准擅自出租、出借资产行为'
    >>> affirmed("是否有完整的目标管理机制")
    '是否有完整的目标管理机制'
    """
    return "".join(
        _OFFENCE.sub("没有" if "有" in clause else "不存在", clause, count=1)
        if _OFFENCE.search(clause) and (_EXISTS.search(clause) or _BAD.search(clause))
        else clause
        for clause in _CLAUSE.findall(criterion)
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
