"""Sign, value and unit of a target in columns of their own below one heading 指标值."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.form.headings.column import Column, holds_figures
from auditkit.form.headings.row import width_at
from auditkit.form.rows.rows import FormRow


def parts_follow(target: Column, roles: dict[str, int], rows: Sequence[FormRow]) -> bool:
    """Whether sign, value and unit stand in columns of their own below one heading.

    Only rows that name an indicator show it, and none whose cell goes over both columns.
    """
    taken = set(roles.values()) - {target.at}
    inner = range(target.at + 1, target.at + target.width)
    unit = target.at + target.width - 1
    if not 1 < target.width <= 3 or taken & set(inner):
        return False
    name = roles.get("level3")
    named = [row for row in rows if any(c == name for c, _ in row.cells)]
    apart = sum(any(c == target.at + 1 for c, _ in row.cells) for row in named)
    whole = sum(width_at(row, target.at, ()) > 1 for row in named)
    return apart > whole and not holds_figures(named, unit)


def parts_below(column: int, width: int) -> dict[str, int]:
    """The columns below one heading 年度指标值: value and unit, or sign, value and unit."""
    if width == 2:
        return {"target": column, "unit": column + 1}
    return {"sign": column, "target": column + 1, "unit": column + 2}
