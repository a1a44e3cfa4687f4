"""Widths and print set-up of a sheet that people have worked on: what they changed stays.

A width or a set-up counts as changed where it is none of those that the program has written, now or
in an earlier version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.pagebreak import ColBreak

from auditkit.files.sheetstyle import print_in_parts, print_setup, scale_of_parts
from auditkit.findings.decisionsheets import FINDINGS, REQUESTS, Column

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LEDGER = "整改台账"
_FORMER: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    FINDINGS: {
        "code": (6,), "severity": (6,), "title": (14,), "subject": (18,), "criteria": (24,),
        "cause": (12,), "effect": (22,), "money": (12,), "recommendation": (22,),
        "evidence": (26,), "own owner": (22,), "own due": (22,), "own state": (22,),
    },
    REQUESTS: {
        "ordinal": (6,), "what": (40,), "why": (44,), "owed": (20, 30), "where": (22,),
        "own got": (12,), "own when": (14,), "own remark": (34,),
    },
    LEDGER: {
        "department": (18,), "retest": (34,), "years": (12,), "recommendation": (24,),
        "own remark": (26,),
    },
}  # fmt: skip
"""Widths that earlier versions wrote, by sheet and role."""
USUAL = 13.0
"""The width of a column that nobody gave one."""
_NEAR = 0.75
"""Characters by which office programs change a width that nobody touched."""
_CLOSE = 0.05
"""The same for margins, in inches."""


def widths_of(sheet: Worksheet) -> dict[int, float]:
    """The width of each column that has one of its own, from 1; columns alike are stored as one."""
    return {
        column: each.width
        for letter, each in sheet.column_dimensions.items()
        for column in range(
            each.min or column_index_from_string(letter),
            min(each.max or column_index_from_string(letter), sheet.max_column) + 1,
        )
        if each.width and each.customWidth
    }


def part_columns(sheet: Worksheet) -> None:
    """Let each column have its own entry: widths set one by one would overlap those of a group."""
    for letter, each in list(sheet.column_dimensions.items()):
        first = each.min or column_index_from_string(letter)
        last = min(each.max or first, max(sheet.max_column, first))
        for column in range(first, last + 1):
            own = copy(each)
            own.index, own.min, own.max = get_column_letter(column), column, column
            sheet.column_dimensions[own.index] = own


def kept_widths(
    name: str, columns: Sequence[Column], were: Mapping[str, float]
) -> tuple[float, ...]:
    """The width of each column: a person's where he changed it; `were` are those found, by role."""
    former = _FORMER.get(name, {})

    def changed(column: Column) -> bool:
        known = (column.width, *former.get(column.role, ()))
        return column.role in were and all(abs(were[column.role] - one) > _NEAR for one in known)

    return tuple(were[column.role] if changed(column) else column.width for column in columns)


def is_ours(sheet: Worksheet, head: int, columns: Sequence[Column]) -> bool:
    """Whether the print set-up is one that the program wrote, now or before, and nobody changed.

    Asked before the widths are set anew: those that stand there gave the scale.
    """
    page, margins = sheet.page_setup, sheet.page_margins
    around = ((margins.left, 0.5), (margins.right, 0.5), (margins.top, 0.6), (margins.bottom, 0.6))
    if any(abs(found - wrote) > _CLOSE for found, wrote in around):
        return False
    if page.orientation != "landscape" or sheet.print_area:
        return False
    if (sheet.print_title_rows or "").replace("$", "") != f"{head}:{head}" or sheet.row_breaks.brk:
        return False
    fitted = bool(
        sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage
    )
    breaks = [each.id for each in sheet.col_breaks.brk]
    if fitted:
        # The first versions wrote A3, one page wide.
        wrote = (int(page.paperSize or 9) in (8, 9), page.fitToWidth or 1, page.fitToHeight or 0)
        return wrote == (True, 1, 0) and not breaks and not sheet.print_title_cols
    starts, repeated = _parts(columns)
    there = widths_of(sheet)
    found = [there.get(j, USUAL) for j in range(1, max(there, default=1) + 1)]
    scales = {
        scale_of_parts(widths, starts, repeated)
        for widths in ([column.width for column in columns], found)
    }
    return (
        int(page.paperSize or 9) == 9
        and breaks == [start - 1 for start in starts]
        and (sheet.print_title_cols or "").replace("$", "") == f"A:{get_column_letter(repeated)}"
        and page.scale in scales
    )


def set_up(sheet: Worksheet, head: int, columns: Sequence[Column], widths: Sequence[float]) -> None:
    """The print set-up of today, for columns of these widths."""
    starts, repeated = _parts(columns)
    sheet.col_breaks = ColBreak()
    print_setup(sheet, f"{head}:{head}")
    if starts:
        print_in_parts(sheet, widths, starts, repeated)


def _parts(columns: Sequence[Column]) -> tuple[list[int], int]:
    """The columns that begin a page, and how many stand on every page."""
    starts = [j for j, column in enumerate(columns, 1) if column.breaks]
    return starts, max(sum(column.repeats for column in columns), 1)
