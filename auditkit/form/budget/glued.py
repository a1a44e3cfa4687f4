"""Figures of a budget block that a page has run together into one cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditkit.form.budget.sums import MONEY
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRow
from auditkit.form.values import places, split_glued
from auditkit.formula.tolerance import NOISE

_KINDS = {"weight": "points", "rate": "rate", "score": "points"}


def cut_glued(
    row: FormRow,
    name: str,
    texts: dict[str, tuple[int, str]],
    homes: Mapping[str, int],
    log: ReadingLog,
) -> dict[str, tuple[int, str]]:
    """Cut a cell that holds the figures of all the columns behind it, if only one cut adds up.

    `homes` are the columns of the block by role.
    """
    columns = sorted(homes, key=lambda role: homes[role])
    for i, role in enumerate(columns):
        blank = [other for other in columns[i + 1 :] if other not in texts]
        roles = [role, *blank]
        if role not in texts or len(roles) < 3 or columns[i:] != roles:
            continue
        column, text = texts[role]
        kinds = [_KINDS.get(r, "amount") for r in roles]
        pieces = split_glued(text, kinds, lambda p: _adds_up(roles, p))  # noqa: B023
        if pieces:
            what = f"“{name}”的几栏数字粘连，已按各栏拆开（以执行率为证）"
            log.repair("粘连拆分", row.source(column), what, text, "｜".join(pieces))
            return texts | {r: (column, p) for r, p in zip(roles, pieces, strict=True)}
    return texts


def _adds_up(roles: Sequence[str], pieces: Sequence[str]) -> bool:
    found = dict(zip(roles, pieces, strict=True))
    money = [found[role] for role in MONEY if role in found]
    if not {"adjusted", "executed", "rate"} <= found.keys() or float(found["adjusted"]) == 0:
        return False
    if len({places(text) for text in money}) > 1:
        return False
    share = float(found["executed"]) / float(found["adjusted"]) * 100
    printed = found["rate"]
    return abs(share - float(printed.rstrip("%"))) <= 0.5 * 10.0 ** -places(printed) + NOISE and (
        "score" not in found or float(found["score"]) <= float(found.get("weight", 100))
    )
