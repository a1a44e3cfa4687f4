"""A second table of indicators below the first, whose columns are others: told, never silent."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from auditkit.form.columns import is_indicator_header
from auditkit.form.declaration import Unread
from auditkit.form.headingwords import heading_role
from auditkit.form.log import ANOTHER_TABLE, ReadingLog
from auditkit.form.rows import FormRow, squeeze

# Of a heading printed again these need not stand in the first.
_UNTOLD = frozenset({"explanation", "note", "property", "direction", "reason", "core", "level4"})
_MOST_QUOTED = 80


def has_other_columns(row: FormRow, homes: Mapping[str, int], first: Collection[str]) -> bool:
    """Whether a heading has other columns than the first, or those in another order.

    `homes` are the columns by role, `first` the texts of the first heading. One that is merely
    moved by a page break has the same.
    """
    if not is_indicator_header(row):
        return False
    roles = {heading_role(row.words, text): at for at, text in row.cells}
    roles.pop("", None)
    if "target" in homes and "target" not in roles:
        return bool(roles.keys() & {"actual", "score", "weight"})
    if {squeeze(text) for _, text in row.cells} <= set(first):
        return False
    moves = {at - homes[role] for role, at in roles.items() if role in homes}
    return len(moves) > 1 or bool(roles.keys() - homes.keys() - _UNTOLD)


def tell_other_columns(row: FormRow, log: ReadingLog) -> None:
    """An issue that must be put right: the rows below may stand under wrong columns."""
    heading = "｜".join(row.texts)
    log.unread.append(Unread("表", heading, 0, row.first, "指标值"))
    log.issue(
        ANOTHER_TABLE,
        row.first,
        "其下另有一张栏目不同的指标表，各行仍按前一张表的栏读取，可能读错",
        heading[:_MOST_QUOTED],
        "请核对；把两张表分别存为文件，或把栏目改为一致后再读入",
    )
