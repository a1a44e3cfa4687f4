"""Whether a form says how an indicator is computed: by a formula, in prose, or not at all."""

from __future__ import annotations

import re

from auditkit.assessment.yardstick import MONEY
from auditkit.form.declaration import Declaration, DeclaredIndicator

_HOW = re.compile(
    r"[\u4e00-\u9fff）)]÷[（(\u4e00-\u9fff]|[/／][^/／，。；;]*[×xX*]\s*100"
    r"|[按依][照据]?(?!规定)[^，。；;]{2,16}(?:办法|规程|规范|标准)(?:计算|统计|核算|评定)"
    r"|占[^，。；;]{1,30}(?:比例|比重|百分比|比率)|[\u4e00-\u9fff]之比"
)

# 验收合格小区／完工小区; 问卷/访谈 and 12元/平方米 are none.
_QUOTIENT = re.compile(
    r"(?:^|[=＝:：，。；])(?!反映|考核|衡量|评价|.{0,12}(?:问卷|访谈|查阅|现场|台账|资料|材料))"
    r"[^/／，。；\d]{2,30}[/／][^/／，。；\d]{2,30}(?<!情况)(?<!程度)(?<!效果)(?:$|[，。；×xX*])"
)
_CHANGE = re.compile("变动|变化|增长|增幅|增速|上升|下降|降低|提高|提升|节约|压减")
# 户均改造成本 (元/户) is a sum divided by a count; 补助标准 (元/人) is laid down.
_MEAN = re.compile(r"(?:均|单位|单[^价\W\d]|每).*(?:成本|费用|造价|支出|投资)(?:[（(].*[)）])?$")
_SATISFIED, _SURVEY = re.compile(r"满意[度率]$"), re.compile(r"问卷|测评|满意度调查")


def is_silent(declaration: Declaration) -> bool:
    """Whether the table itself explains none of its indicators."""
    return not any(says_how(i) and not i.is_noted_below for i in declaration.indicators)


def says_how(indicator: DeclaredIndicator) -> bool:
    """Whether it is explained at all; under 备注 nobody is asked for it (详见台账)."""
    noted = indicator.note and (not indicator.is_remark or in_prose(indicator))
    return bool(indicator.explanation or noted)


def is_counted(indicator: DeclaredIndicator) -> bool:
    """Whether it counts things, which its name says: such a target needs no formula.

    An amount of money may be one of many, and has to say of what or from where it is. None of it
    (投诉率 0) is none by any formula, unless it is a change.
    """
    if indicator.target.value == 0 and not _CHANGE.search(indicator.name):
        return True
    if indicator.target.unit in MONEY:
        return bool(indicator.note or indicator.explanation)
    return indicator.target.unit not in ("", "%")


def is_mean(indicator: DeclaredIndicator) -> bool:
    """Whether it is what one of them costs, which is computed from a sum and a count."""
    return indicator.target.unit.partition("/")[0] in MONEY and bool(_MEAN.search(indicator.name))


def is_explained(indicator: DeclaredIndicator) -> bool:
    """Whether it needs no formula, or has one in words or in the name of a survey."""
    asked = _SATISFIED.search(indicator.name) and _SURVEY.search(
        f"{indicator.note}；{indicator.explanation}"
    )
    return bool(asked) or is_counted(indicator) or in_prose(indicator)


def in_prose(indicator: DeclaredIndicator) -> bool:
    """Whether it says what of what it is in words of its own: A/B×100 %, A/B, A 占 B 的比例."""
    said = f"{indicator.note}；{indicator.explanation}"
    return bool(_HOW.search(said) or _QUOTIENT.search(said))
