"""A second table of indicators below the first, whose columns are others: read by them, or told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from auditkit.form.declaration import Unread
from auditkit.form.headings.row import is_indicator_header
from auditkit.form.headings.words import heading_role
from auditkit.form.log import ANOTHER_TABLE, ReadingLog
from auditkit.form.rows.rows import FormRow, squeeze

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


def is_heading_again(row: FormRow) -> bool:
    """Whether a row is a heading printed again, perhaps without its side label or some columns."""
    roles = [heading_role(row.words, text) for _, text in row.cells]
    whole = len(roles) > 2 and all(roles) and "level3" in roles
    return whole or is_indicator_header(row)


def is_whole(rows: Sequence[FormRow], names: Collection[str]) -> bool:
    """Whether the table headed by `rows[0]` can be read by its own heading, beside the first.

    It has columns of its own for 一级, 三级 and 指标值, and repeats none of the indicators in
    `names`: what says more of indicators read already is no further set of them.
    """
    if not {"level1", "level3", "target"} <= {
        heading_role(row.words, text) for row in rows[:1] for text in row.texts
    }:
        return False
    return names_of(rows).isdisjoint(names)


def names_of(rows: Sequence[FormRow]) -> set[str]:
    """What stands in the column of the 三级 below the heading `rows[0]`."""
    at = next((at for at, text in rows[0].cells if _is_name(rows[0], text)), None)
    return {squeeze(text) for row in rows[1:] for column, text in row.cells if column == at}


def _is_name(row: FormRow, text: str) -> bool:
    return heading_role(row.words, text) == "level3"


def tell_read(row: FormRow, log: ReadingLog) -> None:
    """A repair: the table below was read too, by its own columns."""
    what = "其下另有一张栏目不同的指标表，按它自己的栏读取"
    log.repair("另栏所载", row.first, what, "｜".join(row.texts)[:_MOST_QUOTED])


def tell_unread(rows: Sequence[FormRow], log: ReadingLog) -> None:
    """An issue that must be put right: the rows below the heading `rows[0]` were not read."""
    heading, count = "｜".join(rows[0].texts), len(rows) - 1
    log.unread.append(Unread("表", heading, count, rows[0].first, "指标值"))
    log.issue(
        ANOTHER_TABLE,
        rows[0].first,
        f"其下另有一张栏目不同的指标表，{count}行没有读取",
        heading[:_MOST_QUOTED],
        "请核对；把两张表分别存为文件，或把栏目改为一致后再读入",
    )
