"""Goals as changed during the year (全年调整目标), handed to those that they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.form.counted import counted_parts
from auditkit.form.declaration import Goal
from auditkit.form.headings.goalheads import GOAL
from auditkit.form.rows.rows import FormRow

Quoted = tuple[FormRow, int, str, str]
"""A text beside the goals: its row and column, what it says, and its role."""


def with_adjusted(goals: Sequence[Goal], quoted: Sequence[Quoted]) -> tuple[Goal, ...]:
    """The goals with what the form says they were changed to, and where.

    Numbered alike they go one to one; else the whole text is what is now meant by each.
    """
    parts = [
        (part.strip(), row.source(column))
        for row, column, text, role in quoted
        if role == "adjusted"
        for part in (counted_parts(text) or GOAL.split(text)[2::2] or [text])
    ]
    if not parts:
        return tuple(goals)
    whole = "；".join(text for text, _ in parts), parts[0][1]
    alike = parts if len(parts) == len(goals) else [whole] * len(goals)
    return tuple(
        replace(goal, adjusted=text, adjusted_source=at)
        for goal, (text, at) in zip(goals, alike, strict=True)
    )
