"""A budget block with a label before each figure: 预算数：| 210, and below it 执行数：| 205.8."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from auditkit.files.grid import Source
from auditkit.form.declaration import BudgetLine
from auditkit.form.headings.words import points_in_heading
from auditkit.form.rows.outside import bare_label, stated_unit
from auditkit.form.rows.rows import FormRow, amount, money_unit
from auditkit.form.values import points, rate
from auditkit.rules.formwords import FormWords

_ROWS = 4
_POINTS = ("weight", "score")


def read_scattered(
    top: Sequence[FormRow], role_of: Callable[[FormWords, str], str]
) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """The one line of such a block, and the orders of its rows; nothing where there is none.

    It needs what was planned and what was spent, each behind its label, in rows that follow each
    other.
    """
    for i, row in enumerate(top):
        found: dict[str, tuple[str, Source]] = {}
        orders: set[int] = set()
        heads: dict[int, str] = {}
        for other in top[i : i + _ROWS]:
            stated = dict(_stated(other, role_of))
            if not stated:
                break
            found = dict(_below(heads, other)) | stated | found
            heads = _heads(other, role_of)
            orders.add(other.order)
        planned = next((r for r in ("adjusted", "initial") if r in found), None)
        if planned and "executed" in found:
            return (_line(row, top[:i], found),), orders
    return (), set()


def _stated(
    row: FormRow, role_of: Callable[[FormWords, str], str]
) -> list[tuple[str, tuple[str, Source]]]:
    """What stands behind each label of a row, in the next cell or in the same one."""
    pairs = []
    for (column, text), (beside, figure) in pairwise([*row.cells, (-1, "")]):
        label, colon, inside = text.replace("：", ":").partition(":")
        value, at = (inside, column) if inside.strip() else (figure, beside)
        role = role_of(row.words, bare_label(label)) if (colon or beside >= 0) else ""
        if role and value and (rate(value) is not None or amount(value) is not None):
            pairs.append((role, (value.strip(), row.source(at))))
    return pairs


def _heads(row: FormRow, role_of: Callable[[FormWords, str], str]) -> dict[int, str]:
    """The columns of points by role, where a label has its figure in the row below it."""
    return {c: role for c, text in row.cells if (role := role_of(row.words, text)) in _POINTS}


def _below(heads: dict[int, str], row: FormRow) -> list[tuple[str, tuple[str, Source]]]:
    return [
        (heads[c], (text, row.source(c)))
        for c, text in row.cells
        if c in heads and points(text) is not None
    ]


def _line(
    row: FormRow, above: Sequence[FormRow], found: dict[str, tuple[str, Source]]
) -> BudgetLine:
    side = row.texts[0]
    line = stated_unit(above)
    unit = money_unit(side) or (line[0] if line else "万元")

    def money(role: str) -> float | None:
        return amount(found[role][0], unit) if role in found else None

    score = points(found["score"][0]) if "score" in found else None
    weight = points(found["weight"][0]) if "weight" in found else points_in_heading(side)
    rate_text = found["rate"][0] if "rate" in found else ""
    return BudgetLine(
        bare_label(side),
        money("initial"),
        money("adjusted"),
        money("executed"),
        weight if score is not None else None,
        rate(rate_text),
        score,
        row.first,
        rate_text,
        {role: at for role, (_, at) in found.items()},
    )
