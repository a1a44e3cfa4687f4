"""Standards in grades (优, 良, 中, 差), as some places print them in place of one target."""

from __future__ import annotations

from auditkit.form.headings.words import heading_role
from auditkit.form.rows.rows import FormRow

_FEWEST = 3


def are_grades(row: FormRow) -> bool:
    """Whether a row heads the grades of a standard, the best of them first."""
    first, *others = row.texts
    return (
        len(others) >= _FEWEST - 1
        and row.words.plays("columns", "best", first)
        and all(row.words.plays("columns", "worse", text) for text in others)
    )


def heads_grades(row: FormRow, below: FormRow) -> bool:
    """Whether a row names levels or duties (职责活动) and indicators, and the next the grades."""
    words = row.words
    named = any(words.plays("columns", "name", text) for text in row.texts)
    levels = any(
        words.plays("columns", "level", text)
        or heading_role(words, text) in ("level1", "level2", "level3")
        for text in row.texts
    )
    duties = any(words.plays("tasks", "name", text) for text in row.texts)
    return named and (levels or duties) and below.grid is row.grid and are_grades(below)
