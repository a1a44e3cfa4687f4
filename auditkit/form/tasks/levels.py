"""What the columns of a task table hold by their content: levels of government, bare numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.form.budget.levels import level_of
from auditkit.form.rows.rows import FormRow, squeeze

_NUMBERED = re.compile(
    r"(?:重点|主要)?(?:任务|工作|事项|项目)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})[:：.、]?"
)


def levels_in(heads: Sequence[FormRow], money: int) -> list[tuple[FormRow, int]]:
    """The columns of what each level of government gives, from that of the amounts on."""
    found = [(row, c) for row in heads for c, text in row.cells if c >= money and level_of(text)]
    return found if len(found) > 1 else []


def level_columns(heads: Sequence[FormRow], money: int) -> frozenset[int]:
    """The columns that the amounts are the sum of, where none has the whole: 中央｜省级｜本级."""
    found = {c for _, c in levels_in(heads, money)}
    return frozenset(found) if money in found else frozenset()


def counts_only(rows: Sequence[FormRow], column: int) -> bool:
    """Whether below 任务名称 stand 任务1, 任务2 and the names themselves in the next column."""
    found = [dict(row.cells) for row in rows]
    counted = [cells for cells in found if _NUMBERED.fullmatch(squeeze(cells.get(column, "")))]
    named = [cells for cells in counted if cells.get(column + 1)]
    return len(named) > 1 and len(named) == len(counted)
