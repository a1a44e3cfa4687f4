"""Cells joined by `join` look as those that openpyxl joins."""

import pytest
from openpyxl import Workbook

from auditkit.files.sheetstyle import HEADING, INPUT, join, put


@pytest.mark.parametrize("area", [(2, 2, 2, 5), (2, 2, 6, 2), (2, 2, 5, 6), (2, 2, 2, 2)])
@pytest.mark.parametrize("fill", [None, HEADING, INPUT])
@pytest.mark.parametrize("border", ["all", "first", "none"])
def test_every_cell_has_the_border_and_the_protection_of_an_area(
    area: tuple[int, int, int, int], fill: object, border: str
) -> None:
    top, left, bottom, right = area
    looks = []
    for ours in (True, False):
        sheet = Workbook().worksheets[0]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                framed = border == "all" or (border == "first" and (row, column) == (top, left))
                put(sheet.cell(row, column), fill=fill, border=framed)  # type: ignore[arg-type]
        sheet.cell(top, left).value = "合并"
        for _ in range(2):  # the styles are kept when the next area is joined
            if ours:
                join(sheet, top, left, bottom, right)
            else:
                sheet.merge_cells(
                    start_row=top, start_column=left, end_row=bottom, end_column=right
                )
            top, left, bottom, right = top + 8, left, bottom + 8, right
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    put(sheet.cell(row, column), fill=fill)  # type: ignore[arg-type]
        top, left, bottom, right = area
        areas = sorted(str(one) for one in sheet.merged_cells.ranges)
        cells = {
            place: (type(cell), cell.value, repr(cell.protection), *sides(cell.border))
            for place, cell in sheet._cells.items()
        }
        looks.append((areas, cells))
    assert looks[0] == looks[1]
    assert len(looks[0][1]) >= 1


def sides(border: object) -> list[str | None]:
    named = (getattr(border, name) for name in ("left", "right", "top", "bottom"))
    return [side.style if side else None for side in named]
