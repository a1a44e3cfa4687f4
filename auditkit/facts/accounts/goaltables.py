"""The 绩效目标表 that stand inside a department's budget: which pages of it are forms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.facts.accounts.tables.figures import compact
from auditkit.facts.accounts.tables.tables import kind_of_title
from auditkit.files.grid import Grid
from auditkit.rules.accountwords import BUDGET_FILE, shipped_words

_GOALS = re.compile(r"绩效(?:目标)?(?:申报|自评|评价)?(?:情况)?(?:表|\(20\d\d年度?\))")
_SHORT = 45
_TOP = 4


def goal_tables(grids: Sequence[Grid]) -> list[Grid]:
    """The grids of a budget that hold 绩效目标表, with the lines above each, in their order.

    They begin at a title that names one and end at the next table of the published set.
    """
    words = shipped_words(BUDGET_FILE)
    found: list[Grid] = []
    inside = False
    for grid in grids:
        lines = _lines(grid)
        if grid.style == "sheet":
            inside = False
        for line in lines:
            if _GOALS.search(line):
                inside = True
            elif kind_of_title(line, words) is not None:
                inside = False
        heads = {compact(text) for row in grid.texts for text in row if text}
        if inside or "三级指标" in heads:
            found.append(grid)
            inside = True
    return found


def _lines(grid: Grid) -> list[str]:
    """The short lines of a page that may be titles: its prose, and what stands above a table."""
    rows = grid.texts if all(sum(map(bool, row)) <= 1 for row in grid.texts) else grid.texts[:_TOP]
    lines = [compact(grid.name)] if grid.style == "sheet" else []
    for row in rows:
        filled = [text for text in row if text]
        if len(filled) == 1 and len(filled[0]) <= _SHORT and "。" not in filled[0]:
            lines.append(compact(filled[0]))
    return lines
