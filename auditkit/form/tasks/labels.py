"""Labels around the heading of the tasks: at their side, and over the parts of the amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from auditkit.form.budget.levels import level_of
from auditkit.form.rows.rows import FormRow, amount
from auditkit.rules.formwords import FormWords


def is_task_side(row: FormRow, text: str) -> bool:
    """Whether a text is the label at the side of the tasks, or a piece of it."""
    return text in _pieces_of_side(row.words)


@lru_cache(maxsize=64)
def _pieces_of_side(words: FormWords) -> frozenset[str]:
    labels = words.order("tasks", "side")
    return frozenset(
        label[start:end]
        for label in labels
        for start in range(len(label))
        for end in range(start, len(label) + 1)
    )


def is_second_heading(row: FormRow) -> bool:
    """Whether a row names the parts of the amounts: 合计, 其中：财政资金, 其他资金."""
    parts = ("sum", "fiscal", "other")
    named = [
        any(row.words.plays("tasks", part, text) for part in parts) or bool(level_of(text))
        for text in row.texts
    ]
    stated = any(text.startswith("其中") for text in row.texts) or all(named)
    return stated and not any(map(amount, row.texts))


def own_heads(rows: Sequence[FormRow]) -> list[FormRow]:
    """The rows of a heading, the second without what stands under 执行数: 总额 and 财政拨款 of what
    was spent are no parts of the budget, which may have a single column."""
    head, *below = rows
    done = {column for column, text in head.cells if head.words.plays("tasks", "done", text)}

    def over(column: int) -> int:
        return max((c for c, _ in head.cells if c <= column), default=-1)

    return [
        head,
        *(replace(x, cells=tuple(c for c in x.cells if over(c[0]) not in done)) for x in below),
    ]
