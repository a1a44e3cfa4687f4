"""How a declared indicator is gathered: its rule, and the unit of a value filled in as it is."""

from __future__ import annotations

from auditkit.declaration import DeclaredIndicator
from auditkit.rulepack import IndicatorRule, RulePack

_RATE_ENDINGS = ("率", "比重", "比例", "满意度", "占比")


def rule_of(indicator: DeclaredIndicator, pack: RulePack) -> IndicatorRule:
    """The rule for the indicator; a word target on one that has only a direct value is judged."""
    rule = pack.rule_for(indicator.name, indicator.level2)
    if indicator.target.kind == "quality" and rule.gathered == "直接填报" and not rule.words:
        return rule.model_copy(update={"gathered": "定性评价"})
    return rule


def direct_unit(indicator: DeclaredIndicator) -> str:
    """The unit of a value filled in as it is: the target's, 日期 for a date, % for a rate."""
    if indicator.target.kind == "date":
        return "日期"
    if indicator.target.unit:
        return indicator.target.unit
    return "%" if indicator.name.endswith(_RATE_ENDINGS) else ""
