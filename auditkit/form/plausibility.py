"""What a form says that cannot all be true: weights beside 100, an empty table that is filled."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from auditkit.declaration import BudgetLine, DeclaredIndicator
from auditkit.form.log import ReadingLog
from auditkit.form.rows import FormRow

_EMPTY = re.compile(
    r"(?:此|本|该)表为?(?:是)?空表?(?![\u4e00-\u9fff])|故?(?:本|此)表为空|无此项内容"
)


def tell_weights(
    indicators: Sequence[DeclaredIndicator], lines: Sequence[BudgetLine], log: ReadingLog
) -> None:
    """Weights that add up to neither 100 nor 100 less the points of the budget's execution."""
    weights = [i.weight for i in indicators if i.weight is not None]
    if len(weights) < 2:
        return
    budget = next((line.weight for line in lines if line.weight is not None), None)
    added = round(math.fsum(weights), 6)
    if budget is None and added in (90.0, 80.0, 100.0):
        return
    total = added + (budget or 0.0)
    if abs(total - 100) > 1e-6:
        first = next(i for i in indicators if i.weight is not None)
        with_budget = f"加预算执行{budget:g}分" if budget else ""
        log.issue(
            "D13",
            first.weight_source or first.source,
            f"各指标分值{with_budget}合计{total:g}分，不等于100分",
            f"{total:g}",
            "请核对分值",
            grave=False,
        )


def tell_empty_claims(rows: Sequence[FormRow], filled: bool, log: ReadingLog) -> None:
    """A form that says of itself to be empty and is not."""
    for row in rows:
        for column, text in row.cells:
            if filled and len(text) < 80 and (match := _EMPTY.search(text)):
                log.issue(
                    "D15",
                    row.address(column),
                    "表下注明是空表，而表中已填有指标",
                    match[0],
                    "请删去该注，或核对表中内容",
                    grave=False,
                )
