"""The cells of an indicator's row under the columns of its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.form.headings.fitting import IndicatorFit, names_something
from auditkit.form.headings.valueparts import whole_values
from auditkit.form.rows.alignment import FIRM_SHIFT_CHANGE, SHIFT_CHANGE, Aligned, align
from auditkit.form.rows.outside import is_covered
from auditkit.form.rows.rows import FormRow, squeeze


def placed(
    row: FormRow,
    cells: Sequence[tuple[int, str]],
    roles: Sequence[tuple[str, int]],
    fit: IndicatorFit,
) -> Aligned:
    """The `cells` of a row (column, text) on the `roles` of its table (name, column)."""
    if standing := _standing(cells, roles, fit):
        return standing
    homes = dict(roles)
    firm = row.grid.style == "sheet" or is_covered(row, homes)
    whole = whole_values(row, cells, homes)
    parts = [cell for cell in cells if cell not in whole.values()]
    found = align(parts, roles, fit, FIRM_SHIFT_CHANGE if firm else SHIFT_CHANGE)
    return replace(found, cells={**found.cells, **whole})


def _standing(
    cells: Sequence[tuple[int, str]], roles: Sequence[tuple[str, int]], fit: IndicatorFit
) -> Aligned | None:
    """A row whose name begins as a target does, where name and target stand in their columns.

    What only looks like a target is then the name that it stands for: 80周岁以上老人补贴.
    """
    at_home = {column: name for name, column in roles}
    at = {at_home[cell[0]]: cell for cell in cells if cell[0] in at_home}
    name, target = at.get("level3"), at.get("target")
    if name is None or target is None or len(at) < len(cells):
        return None
    others = (fit(role, text) for role, (_, text) in at.items() if role != "level3")
    # So it is where a label that is known stands in its column: nothing has moved.
    known = any(fit.known(at[r][1]) for r in ("level1", "level2") if r in at)
    named = known or names_something(squeeze(name[1]))
    stands = named and sum(others) < FIRM_SHIFT_CHANGE
    return Aligned(at, (), False) if stands else None
