"""Labels around the heading of the tasks: at their side, and over the parts of the amounts."""

from __future__ import annotations

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
