"""Printed formulas that cannot be read: a name misspelt, or merely unknown to the pack."""

from __future__ import annotations

import re
from dataclasses import replace

from auditkit.files.grid import Source
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.standard import TRACEABLE
from auditkit.form.adopted import misspelt
from auditkit.form.printed import PrintedFormula

_UNKNOWN = re.compile("未知的数据项“([^”]+)”")

# fmt: off
UNREADABLE_FORMULA = FindingKind(
    "S12", "印出的算式无法识读", "一般", TRACEABLE,
    "算式中的名称在数据项里没有，本次不能照印出的算式计算。",
    "更正算式中的名称，使之与数据项一致。",
)
# fmt: on


def unreadable(bad: PrintedFormula, indicator: str, row: Source) -> Finding:
    """S12: of a formula whose names are whole words that the pack merely does not know, a hint
    that it was not used; the form says how it computes, and has nothing to correct."""
    unknown = _UNKNOWN.search(bad.problem)
    printed = f"印出的算式“{bad.name}={bad.text}”"
    if unknown is None or misspelt(unknown[1], bad.nearest):
        text = f"{printed}无法识读：{bad.problem}"
        return UNREADABLE_FORMULA(indicator, text, [bad.source], row=row)
    found = UNREADABLE_FORMULA(
        indicator,
        f"{printed}中的“{unknown[1]}”不是规则包的数据项，本次没有照这个算式计算。",
        [bad.source],
        effect="申报表写明了算法，只是本次不能照此复算。",
        recommendation=f"请部门说明“{unknown[1]}”指哪一个数；需要复算的，在规则包中补充这个数据项。",
        row=row,
    )
    return replace(found, severity="提示")
