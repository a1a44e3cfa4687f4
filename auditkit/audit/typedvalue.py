"""A number as a person types it into a box: 6,000; 6000万元; 90%; １２。"""

from __future__ import annotations

import math

from auditkit.errors import AuditError, Source
from auditkit.facts.workbook.cells import FactCell, FactLog, read_number
from auditkit.formula.tolerance import EQUAL


def typed_value(text: str, unit: str, low: float = -math.inf, high: float = math.inf) -> float:
    """The number in terms of `unit`, a rate as a fraction, read as a cell of 实际数.xlsx is.

    A unit behind it is converted. Raises AuditError, which says why, for what is no number, for
    a unit of another kind, and for what lies outside `low` to `high`.

    >>> typed_value("6,000万元", "万元"), typed_value("９０％", "%"), typed_value("60亿元", "万元")
    (6000.0, 0.9, 600000.0)
    """
    said = text.strip()
    if not said:
        raise AuditError("没有写数字。不作假设请点“恢复原值”。")
    if unit == "%" and not said.rstrip().endswith(("%", "％", "‰")):
        said += "%"  # the box counts in percent, as its slider does
    log = FactLog()
    number = read_number(FactCell(said, Source("", "")), "", unit, log)
    if number is None:
        (issue,) = log.issues
        raise AuditError(f"“{text.strip()}”没有采用：{issue.what}。{issue.remedy}。")
    if not low - EQUAL <= number <= high + EQUAL:
        raise AuditError(
            f"“{text.strip()}”没有采用：可试的范围是{_shown(low, unit)}至{_shown(high, unit)}。"
        )
    return number


def _shown(number: float, unit: str) -> str:
    return f"{number * 100:,.10g}%" if unit == "%" else f"{number:,.10g}{unit}"
