"""How a declared indicator is gathered: its rule, and the unit of a value filled in as it is."""

from __future__ import annotations

import re

from auditkit.form.declaration import DeclaredIndicator
from auditkit.rules.caps import Sign, bare_signs
from auditkit.rules.gathering import DIRECT, JUDGED, SURVEYED, TASKS
from auditkit.rules.rulepack import IndicatorRule, RulePack

_RATE_ENDINGS = ("率", "比重", "比例", "满意度", "占比")
# What money spent on a task can tell; a survival rate or an area it cannot.
_SATISFACTION = re.compile(r"满意(?:度|率|程度|比例|比率)?(?:[（(].*[）)])?$")
_SPENDING = ("完成率", "执行率", "支出率", "支付率", "到位率", "使用率")


def rule_of(indicator: DeclaredIndicator, pack: RulePack) -> IndicatorRule:
    """The rule for the indicator; a word target on one that has only a direct value is judged.

    One that the pack does not know is measured by its tasks' spending only where its name says
    that it is a rate of completion or spending; a satisfaction is asked for by questionnaire; else
    its value is filled in.
    """
    rule = pack.rule_for(indicator.name, indicator.level2)
    unknown = indicator.name not in pack.canonical_indicator
    if unknown and is_satisfaction(indicator):
        return rule.model_copy(update={"gathered": SURVEYED.sheet, "formula": None})
    if unknown and rule.gathering is TASKS and not indicator.name.endswith(_SPENDING):
        rule = rule.model_copy(update={"gathered": DIRECT.sheet})
    if indicator.target.kind == "quality" and rule.gathering.typed and not rule.words:
        return rule.model_copy(update={"gathered": JUDGED.sheet})
    return rule


def is_satisfaction(indicator: DeclaredIndicator) -> bool:
    """Whether it is a share of satisfied people: by its name, or by a rate under 满意度.

    A satisfaction given in 分 is a mean of marks, one that is set in words is judged.
    """
    target = indicator.target
    if target.unit not in ("", "%") or target.kind not in ("quantity", "none"):
        return False
    if _SATISFACTION.search(indicator.name):
        return True
    return target.unit == "%" and "满意" in indicator.name and "满意" in indicator.level2


def direct_unit(indicator: DeclaredIndicator) -> str:
    """The unit of a value filled in as it is: the target's, 日期 for a date, % for a rate."""
    if indicator.target.kind == "date":
        return "日期"
    if indicator.target.unit:
        return indicator.target.unit
    return "%" if indicator.name.endswith(_RATE_ENDINGS) else ""


def bare_signs_of(indicator: DeclaredIndicator) -> tuple[Sign, ...]:
    """The signs that its target in force may stand for, where the form prints neither one nor a
    direction (反向); none where it does, or where the target is no figure."""
    target = indicator.in_force
    if target.kind != "quantity" or target.sign is not None or indicator.direction:
        return ()
    levels = (indicator.level1, indicator.level2)
    return bare_signs(indicator.name, levels, target.unit, target.value)
