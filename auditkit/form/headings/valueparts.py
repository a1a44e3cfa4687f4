"""Sign, value and unit of a target, or of what was reached, in columns of their own below one
heading 指标值 or 完成值."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditkit.form.headings.column import Column, holds_figures
from auditkit.form.headings.row import width_at
from auditkit.form.headings.words import NEVER_TARGET, heading_role
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.form.values import is_sign
from auditkit.formula.target import parse_target
from auditkit.rules.formwords import FormWords

PARTS = {"target": ("sign", "unit"), "actual": ("actual_sign", "actual_unit")}
"""The roles of the sign and of the unit that stand beside a value in columns of their own."""

_PLAIN = re.compile("(?:具体|完成|实际)?(?:数[值量据字]?|[量数]值|内容|结果|情况)")
_AIMED = re.compile("目标|计划|预期|预计|年初")
_NOTHING = re.compile(r"[-—–－/／\\]+")


def with_parts_of_actual(columns: Sequence[Column], words: FormWords) -> list[Column]:
    """The columns with value, sign and unit of what was reached: 实际完成值 over 数值｜单位.

    数值 below 完成值 is no second target, where the target has a column elsewhere; a second 单位
    right of what was reached is its own.
    """
    found = list(columns)
    groups = {c.group for c in found if c.group and heading_role(words, c.group) == "actual"}
    for group in groups:
        inner = [c for c in found if c.group == group]
        aimed = any(c.role == "target" and c.group != group for c in found)
        value = next((c for c in inner if c.role == "actual"), None)
        if value is None and aimed:
            year = [c for c in inner if not c.role and _is_of_year(c, words)]
            value = next(iter([*filter(_is_plain_value, inner), *year]), None)
        if value is None:
            continue
        roles = {value.at: "actual"}
        roles |= {c.at: f"actual_{c.role}" for c in inner if c.role in ("sign", "unit")}
        found = [replace(c, role=roles[c.at]) if c.at in roles else c for c in found]
    units = [i for i, c in enumerate(found) if c.role == "unit"]
    behind = [i for i in units if i and found[i - 1].role == "actual"]
    if len(units) > 1 and len(behind) == 1 and not any(c.role == "actual_unit" for c in found):
        found[behind[0]] = replace(found[behind[0]], role="actual_unit")
    return found


def _is_plain_value(column: Column) -> bool:
    text = squeeze(column.text)
    counts = column.role == "target" and column.rank < NEVER_TARGET and not _AIMED.search(text)
    return counts or (not column.role and _PLAIN.fullmatch(text) is not None)


def _is_of_year(column: Column, words: FormWords) -> bool:
    """全年 beside 上半年 below 完成值."""
    periods = (words.plays("period", role, column.text) for role in ("year", "half", "past"))
    return tuple(periods) == (True, False, False)


def with_parts_below(
    roles: Mapping[str, int], columns: Sequence[Column], rows: Sequence[FormRow]
) -> dict[str, int]:
    """The roles with those of sign and unit, where they stand without a heading of their own
    below that of the target, or of what was reached."""
    found, by_column = dict(roles), {c.at: c for c in columns}
    for role, (sign, unit) in PARTS.items():
        value = by_column.get(found.get(role, -1))
        if value is not None and _parts_follow(value, found, rows):
            home, end = value.at, value.at + value.width - 1
            found |= {role: home} if value.width == 2 else {sign: home, role: home + 1}
            found[unit] = end
    return found


def _parts_follow(value: Column, roles: Mapping[str, int], rows: Sequence[FormRow]) -> bool:
    """Whether sign, value and unit stand in columns of their own below one heading.

    Only rows that name an indicator show it, and none whose cell goes over both columns.
    """
    taken = set(roles.values()) - {value.at}
    inner = range(value.at + 1, value.at + value.width)
    unit = value.at + value.width - 1
    if not 1 < value.width <= 3 or taken & set(inner):
        return False
    name = roles.get("level3")
    named = [row for row in rows if any(c == name for c, _ in row.cells)]
    apart = sum(any(c == value.at + 1 for c, _ in row.cells) for row in named)
    whole = sum(width_at(row, value.at, ()) > 1 for row in named)
    return apart > whole and not holds_figures(named, unit)


def whole_values(
    row: FormRow, cells: Sequence[tuple[int, str]], homes: Mapping[str, int]
) -> dict[str, tuple[int, str]]:
    """The cells by role that state a value over the columns of its parts: 健全 where other rows
    have ≥｜90｜%.

    Such a cell is merged over the parts; or nothing in the row is out of place, the value is blank
    and words stand in the column of the sign.
    """
    stated, found = dict(cells), dict[str, tuple[int, str]]()
    in_place = homes.get("level3") in stated and set(stated) <= set(homes.values())
    for role, parts in PARTS.items():
        home = homes.get(role)
        if home is None or home in stated:
            continue
        for part in parts:
            at = homes.get(part)
            text = squeeze(stated.get(at, "")) if at is not None else ""
            if at is None or not text or is_sign(text) or _NOTHING.fullmatch(text):
                continue
            worded = parse_target(text).kind in ("quality", "date")
            apart = in_place and part == parts[0] and worded
            if apart or at < home < at + width_at(row, at, ()):
                found[role] = (at, stated[at])
                break
    return found
