"""One sheet of a form filled from the top, in the columns in which such forms are published."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.files.grid import Source
from auditkit.files.saving import write_text
from auditkit.files.sheetstyle import HEADING, MONEY, height_of, join, put

# Both tables lie on the same eight columns, spanned so that each text gets the width it needs:
# A 年度主要任务, B 任务名称, C:E 主要内容, F 合计, G 财政资金, H 备注 above;
# A 一级, B 二级, C 三级, D 指标值, E 指标解释, F:H 指标说明 below.
WIDTHS = (9.0, 22.0, 24.0, 10.0, 30.0, 14.0, 14.0, 24.0)
LAST = len(WIDTHS)
_LOWEST = 20.0

Span = tuple[int, int, str | float | None]
"""First column, last column, what the cell says."""


class FormSheet:
    """A sheet filled from the top; `last` is the row written last.

    `places` are the cells in which what stood at a place of the original was written.
    """

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.last = 0
        self.places: dict[Source, str] = {}

    def note(self, row: int, column: int, source: Source | None) -> None:
        """Remember which cell holds what stood at a place of the original."""
        if source is not None:
            self.places.setdefault(source, f"{get_column_letter(column)}{row}")

    def heading_line(self, text: str, size: float, font: str) -> None:
        """A line over the whole width."""
        self.last += 1
        cell = self.sheet.cell(self.last, 1)
        write_text(cell, text)
        put(cell, size=size, font=font, across="center", border=False)
        self.merge(self.last, 1, self.last, LAST)
        self.sheet.row_dimensions[self.last].height = size * 2

    def row(
        self,
        spans: Sequence[Span],
        *,
        heading: bool = False,
        merged: bool = True,
        across: str = "left",
    ) -> int:
        """One row of the table, as high as its texts need; spans are joined if `merged`."""
        self.last += 1
        height = _LOWEST
        for left, right, content in spans:
            width = sum(WIDTHS[left - 1 : right])
            cell = self.sheet.cell(self.last, left)
            if isinstance(content, str):
                write_text(cell, content)
                height = max(height, height_of(content, width))
            else:
                cell.value = content
            for column in range(left, right + 1):
                put(
                    self.sheet.cell(self.last, column),
                    fill=HEADING if heading else None,
                    bold=heading,
                    across="center" if heading else across,
                )
            if not isinstance(content, str):
                put(cell, fill=HEADING if heading else None, across="right", number_format=MONEY)
            if merged:
                self.merge(self.last, left, self.last, right)
        self.sheet.row_dimensions[self.last].height = height
        return self.last

    def merge(self, top: int, left: int, bottom: int, right: int, text: str = "") -> None:
        """Join cells, raising the rows to the height that a text over several of them needs."""
        if (bottom, right) != (top, left):
            join(self.sheet, top, left, bottom, right)
        rows = [self.sheet.row_dimensions[row] for row in range(top, bottom + 1)]
        needed = height_of(text, sum(WIDTHS[left - 1 : right])) if text else 0.0
        lacking = needed - sum(row.height or _LOWEST for row in rows)
        if lacking > 0:
            for row in rows:
                row.height = (row.height or _LOWEST) + lacking / len(rows)

    def block(
        self, top: int, left: int, bottom: int, right: int, text: str, across: str = "left"
    ) -> None:
        """One text over several rows."""
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                put(self.sheet.cell(row, column), across=across)
        write_text(self.sheet.cell(top, left), text)
        self.merge(top, left, bottom, right, text)
