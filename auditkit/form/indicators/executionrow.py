"""The points of the budget's execution that stand below the indicators: 预算执行率得分（10分）."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditkit.files.grid import Source
from auditkit.form.budget.sums import is_sum
from auditkit.form.declaration import BudgetLine
from auditkit.form.rows.rows import FormRow
from auditkit.form.values import points

_LABEL = re.compile(
    r"(?:部门|项目|年度)?(?:预算|资金)执行(?:率|情况|进度)?(?:得分|评分|分值)?"
    r"\s*(?:[（(]\s*(?P<weight>\d{1,2}(?:\.\d+)?)\s*分\s*[)）])?[:：]?"
)
_MOST_FIGURES = 2


def execution_points(row: FormRow, homes: Mapping[str, int]) -> BudgetLine | None:
    """The points that a row gives to the budget's execution; None for any other row.

    It names no indicator: its label stands left of the names and only points stand beside it.
    `homes` are the table's columns by role.
    """
    (column, _), *others = row.cells
    label = _LABEL.fullmatch(row.texts[0])
    if label is None or column >= homes["level3"] or len(others) > _MOST_FIGURES or not others:
        return None
    roles = {at: role for role, at in homes.items() if role in ("weight", "score")}
    found = {roles[at]: (points(text), row.source(at)) for at, text in others if at in roles}
    if len(found) < len(others) or any(value is None for value, _ in found.values()):
        return None
    weight, score = (found.get(role, (None, row.first)) for role in ("weight", "score"))
    stated = float(label["weight"]) if label["weight"] else None
    places: dict[str, Source] = {role: at for role, (_, at) in found.items()}
    return BudgetLine(
        row.texts[0], None, None, None, weight[0] if weight[0] is not None else stated, None,
        score[0], row.first, "", places,
    )  # fmt: skip


def with_points(
    lines: Sequence[BudgetLine], given: BudgetLine | None, row: FormRow
) -> tuple[BudgetLine, ...]:
    """The lines of the budget, the whole of it with the points `given` below the indicators.

    `row` is any of the form, for the words by which its lines are known. Points that stand beside
    the money already are kept.
    """
    if given is None or any(x.weight is not None or x.score is not None for x in lines):
        return tuple(lines)
    spent = [line for line in lines if line.executed is not None]
    whole = next((line for line in spent or lines if is_sum(row.words, line.name)), None)
    whole = whole or next(iter(spent), None)
    if whole is None:
        return (*lines, given)
    scored = replace(
        whole, weight=given.weight, score=given.score, sources={**whole.sources, **given.sources}
    )
    return tuple(scored if line is whole else line for line in lines)
