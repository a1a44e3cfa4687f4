"""A table too wide for its paper, printed in two halves: the right half on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.facts.accounts.tables.rows import Row


def joined(rows: Sequence[Row], names: Sequence[str], half: Sequence[Row]) -> list[Row] | None:
    """The rows of a table with what a further page prints of each; None if that is no right half.

    It is one where every row repeats code and name of the table's last rows, in their order, and
    no column of it is among those that the table has already (`names`). The rows' places stay
    those of the left half, each figure keeps its own.
    """
    if len(half) < 2 or len(half) > len(rows) or any(not (r.code or r.name) for r in half):
        return None
    filled = {name for row in half for name in row.figures}
    left = rows[-len(half) :]
    alike = all((a.code, a.name) == (b.code, b.name) for a, b in zip(left, half, strict=True))
    if not filled or filled & set(names) or not alike:
        return None
    both = [replace(a, figures={**a.figures, **b.figures}) for a, b in zip(left, half, strict=True)]
    return [*rows[: -len(half)], *both]
