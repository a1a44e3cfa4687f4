"""Putting the cells of a damaged row back under the columns they belong to.

A page break may shift a row by a column or two, whole or in part. The cells keep their order, so
the row is matched to the header's columns from left to right at the least cost: what a cell says
tells how well it fits a column, and every change of the shift costs extra.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

SHIFT_CHANGE = 1.5
# A worksheet states each cell's column: only a certain misfit proves that it is the wrong one.
FIRM_SHIFT_CHANGE = 4.5
SHIFT_WIDTH = 0.1
# Dearer than any misfit, so that a cell is left over only when the row has no column for it.
UNPLACED = 30.0

Fit = Callable[[str, str], float]
"""How badly a text fits a role: 0 certain, 8 out of the question."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A row's cells by role, as (column, text); `unplaced` are those no role takes."""

    cells: dict[str, tuple[int, str]]
    unplaced: tuple[tuple[int, str], ...]
    shifted: bool

    def text(self, role: str) -> str:
        """What stands in a role's cell."""
        return self.cells[role][1] if role in self.cells else ""


def align(
    cells: Sequence[tuple[int, str]],
    roles: Sequence[tuple[str, int]],
    fit: Fit,
    change: float = SHIFT_CHANGE,
) -> Aligned:
    """The cheapest placing of `cells` (column, text) on `roles` (name, column), both in order."""
    at_home = {column: name for name, column in roles}
    # Whatever moves costs a change of shift at least: a better fit unmoved is the best there is.
    if all(column in at_home for column, _ in cells) and (
        sum(fit(at_home[column], text) for column, text in cells) < change
    ):
        return Aligned({at_home[cell[0]]: cell for cell in cells}, (), False)
    placing = _cheapest(
        tuple([column for column, _ in cells]),
        tuple([home for _, home in roles]),
        tuple([tuple([fit(name, text) for name, _ in roles]) for _, text in cells]),
        change,
    )
    placed = {roles[r][0]: cell for cell, r in zip(cells, placing, strict=True) if r is not None}
    homes = dict(roles)
    return Aligned(
        placed,
        tuple(cell for cell, r in zip(cells, placing, strict=True) if r is None),
        any(homes[name] != column for name, (column, _) in placed.items()),
    )


@lru_cache(maxsize=4096)
def _cheapest(
    columns: tuple[int, ...],
    homes: tuple[int, ...],
    fits: tuple[tuple[float, ...], ...],
    change: float,
) -> tuple[int | None, ...]:
    """The role of each cell, by its number, None for one that is left over.

    `fits` are those of each cell to every role. The rows of a page are mostly shifted alike.
    """
    # best[(next role, shift of the last cell)] = (cost, placing so far)
    best: dict[tuple[int, int], tuple[float, tuple[int | None, ...]]] = {(0, 0): (0.0, ())}
    for column, fitting in zip(columns, fits, strict=True):
        # For each role how far the cell moves, and what that costs: with its neighbours or alone.
        moves = [
            (home - column, fitted + width, fitted + change + width)
            for home, fitted in zip(homes, fitting, strict=True)
            for width in (SHIFT_WIDTH * abs(home - column),)
        ]
        after: dict[tuple[int, int], tuple[float, tuple[int | None, ...]]] = {}
        for (start, shift), (cost, placing) in best.items():
            whole = cost + UNPLACED
            if (known := after.get((start, shift))) is None or whole < known[0]:
                after[start, shift] = (whole, (*placing, None))
            for r in range(start, len(moves)):
                moved, along, alone = moves[r]
                whole = cost + (along if moved == shift else alone)
                if (known := after.get((r + 1, moved))) is None or whole < known[0]:
                    after[r + 1, moved] = (whole, (*placing, r))
        best = after
    _, placing = min(best.values(), key=lambda entry: entry[0])
    return placing
