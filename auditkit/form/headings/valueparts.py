"""Sign, value and unit of a target in columns of their own below one heading 指标值."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.form.headings.column import Column, holds_figures
from auditkit.form.rows.rows import FormRow


def parts_follow(target: Column, roles: dict[str, int], rows: Sequence[FormRow]) -> bool:
    """Whether sign, value and unit stand in columns of their own below one heading."""
    taken = set(roles.values()) - {target.at}
    inner = range(target.at + 1, target.at + target.width)
    unit = target.at + target.width - 1
    return (
        1 < target.width <= 3
        and not taken & set(inner)
        and any(c == target.at + 1 for row in rows for c, _ in row.cells)
        and not holds_figures(rows, unit)
    )


def parts_below(column: int, width: int) -> dict[str, int]:
    """The columns below one heading 年度指标值: value and unit, or sign, value and unit."""
    if width == 2:
        return {"target": column, "unit": column + 1}
    return {"sign": column, "target": column + 1, "unit": column + 2}
