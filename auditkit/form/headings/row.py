"""The row that heads the indicators of a form, however it words its columns."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.form.headings.contents import holds_levels
from auditkit.form.headings.grades import heads_grades
from auditkit.form.headings.words import heading_role
from auditkit.form.rows.rows import FormRow, asked_once
from auditkit.formula.target import parse_target

_FEWEST = 3


def find_indicator_header(rows: Sequence[FormRow]) -> int | None:
    """The index of the row that heads the indicators, None where the form has no such table."""
    at = next((i for i, row in enumerate(rows) if is_indicator_header(row)), None)
    if at is None:
        at = next((i for i in range(1, len(rows)) if _completes(rows[i - 1], rows[i])), None)
    for heads in (_heads_levels, heads_grades, _heads_standards):
        if at is None:
            at = next((i for i in range(len(rows) - 1) if heads(rows[i], rows[i + 1])), None)
    # 一级指标 may stand one row higher, beside what is over the sets of 二级, 三级 and 指标值.
    return at - 1 if at and _is_upper(rows[at - 1], rows[at]) else at


def _heads_levels(row: FormRow, below: FormRow) -> bool:
    """Whether a row of unknown headings has a column of targets over labels of the common tree."""
    # 绩效指标 may stand over the columns of all levels.
    wide = len(row.cells) + width_at(row, row.cells[0][0], [c for c, _ in row.cells]) - 1
    return wide >= _FEWEST and _aims(row) and holds_levels(below) and not holds_levels(row)


def _heads_standards(row: FormRow, below: FormRow) -> bool:
    """Whether a row heads names and, for want of targets, what they are held to: 活动｜绩效指标｜
    绩效标准 over figures."""
    words, cells = row.words, dict(below.cells)
    named = [at for at, text in row.cells if words.plays("columns", "name", text)]
    return below.grid is row.grid and any(
        named
        and at > named[0]
        and words.plays("columns", "standard", text)
        and parse_target(cells.get(at, "")).kind in ("quantity", "date")
        for at, text in row.cells
    )


def _completes(above: FormRow, row: FormRow) -> bool:
    """Whether a row holds only levels of indicators, and the one above it the targets:
    绩效指标｜绩效指标值 over 二级指标｜三级指标."""
    roles = [heading_role(row.words, text) for text in row.texts]
    levels = len(roles) > 1 and all(role.startswith("level") for role in roles)
    return levels and "level3" in roles and above.grid is row.grid and _aims(above)


def _is_upper(above: FormRow, row: FormRow) -> bool:
    """Whether a row holds the 一级 of the heading that the next row goes on with."""

    def roles(of: FormRow) -> set[str]:
        return {heading_role(of.words, text) for text in of.texts}

    return above.grid is row.grid and "level1" in roles(above) and "level1" not in roles(row)


@asked_once
def is_indicator_header(row: FormRow) -> bool:
    """Whether a row names levels of indicators, and the target or the 一级 beside them."""
    words = row.words
    every = [words.roles("columns", text) for _, text in row.cells]
    if not any(every):
        return False
    roles = {heading_role(words, text) for _, text in row.cells} - {""}
    if roles & {"level3", "level4"}:
        aimed = "target" in roles or any("aim" in kinds for kinds in every)
        # 指标名称｜指标值 and nothing else heads the indicators of one of many projects.
        known = sum(map(bool, every))
        return "level1" in roles or (aimed and (known >= _FEWEST or known == len(row.cells)))
    if not _aims(row):
        return False
    levels = sum(
        heading_role(words, text) in ("level1", "level2") or words.plays("columns", "level", text)
        for _, text in row.cells
    )
    named = any(words.plays("columns", "name", text) for _, text in row.cells)
    return levels > 1 or ("level2" in roles and named)


def _aims(row: FormRow) -> bool:
    """Whether a cell heads targets; one that may also head goals counts only at the right."""
    words = row.words
    return any(
        heading_role(words, text) == "target" or (i > 1 and words.plays("columns", "aim", text))
        for i, (_, text) in enumerate(row.cells)
    )


def width_at(row: FormRow, column: int, columns: Sequence[int]) -> int:
    """How many columns a heading stands over."""
    for area in row.grid.merged:
        if area.top <= row.index <= area.bottom and area.left == column:
            return area.right - area.left + 1
    # In a text nothing says how far a heading reaches but the next one.
    if row.grid.style == "text":
        after = [c for c in columns if c > column]
        return min(after) - column if after else 1
    return 1
