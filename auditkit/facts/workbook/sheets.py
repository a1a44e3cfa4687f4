"""One sheet of the fact workbook in the writing: title, hint, headings, rows, drop-down lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.facts.workbook.layout import NOT_NEEDED, Column
from auditkit.files.saving import write_text
from auditkit.files.sheets import drop_down, headings, line_across, listed
from auditkit.files.sheetstyle import (
    CLOSED,
    INPUT,
    TITLE_FONT,
    height_of,
    print_setup,
    put,
    set_widths,
)

Content = str | float | int | dt.date | None
HEAD_ROW = 3
_CENTRED = frozenset(("number", "unit", "target", "assigned", "done", "answer"))


class TemplateSheet:
    """A sheet with a title in row 1, a hint in row 2, headings in row 3, a frozen head."""

    def __init__(self, sheet: Worksheet, columns: Sequence[Column], title: str, hint: str) -> None:
        self.sheet = sheet
        self.columns = tuple(columns)
        self.at = {column.role: i for i, column in enumerate(self.columns, 1)}
        self.last = HEAD_ROW
        widths = tuple(column.width for column in self.columns)
        set_widths(sheet, widths)
        for row, text, size in ((1, title, 14.0), (2, hint, 9.0)):
            line_across(
                sheet,
                row,
                text,
                len(widths),
                max(24.0, height_of(text, sum(widths), 13)),
                size=size,
                font=TITLE_FONT if row == 1 else "宋体",
                color="000000" if row == 1 else "595959",
            )

    def headings(self, words: dict[str, str]) -> None:
        """The heading row; `words` replaces what the column's role prints."""
        texts = [words.get(column.role, column.heading) for column in self.columns]
        headings(self.sheet, HEAD_ROW, texts, 34)
        self.sheet.freeze_panes = f"B{HEAD_ROW + 1}"
        print_setup(self.sheet, f"{HEAD_ROW}:{HEAD_ROW}")

    def row(self, fixed: dict[str, Content], inputs: dict[str, str]) -> int:
        """A row of given cells and of cells to be filled in, each with its number format."""
        self.last += 1
        height = 20.0
        for role, column in self.at.items():
            cell = self.sheet.cell(self.last, column)
            if role in fixed:
                content = fixed[role]
                if isinstance(content, str):
                    write_text(cell, content)
                    height = max(height, height_of(content, self.columns[column - 1].width, 13.5))
                else:
                    cell.value = content
            self._look(cell, role, role in inputs, inputs.get(role, ""))
        self.sheet.row_dimensions[self.last].height = height
        return self.last

    def _look(self, cell: Cell | MergedCell, role: str, is_input: bool, number_format: str) -> None:
        fill: PatternFill | None = INPUT if is_input else None
        if cell.value == NOT_NEEDED:
            fill = CLOSED
        centred = role in _CENTRED or cell.value == NOT_NEEDED
        amount = bool(number_format) and number_format != "@"
        put(
            cell,
            fill=fill,
            across="center" if centred else ("right" if amount else "left"),
            number_format=number_format,
            color="7F7F7F" if cell.value == NOT_NEEDED else "000000",
        )

    def fill(self, role: str, content: Content) -> None:
        """Put a known figure into the last row's cell."""
        cell = self.sheet.cell(self.last, self.at[role])
        if isinstance(content, str):
            write_text(cell, content)
        else:
            cell.value = content

    def choices(
        self, role: str, allowed: Sequence[str], *, strict: bool = True, listed_at: str = ""
    ) -> None:
        """A drop-down list down the column; `listed_at` is a range that holds a long list."""
        if self.last == HEAD_ROW:
            return
        told = ("请从下拉列表选择", "可填：" + "、".join(allowed)[:200])
        source = listed_at or listed(allowed)
        drop_down(self.sheet, self._below(role), source, strict=strict, told=told)

    def numbers(self, role: str, *, whole: bool = False) -> None:
        """Only numbers down the column, with 不适用 and the like let through after a warning."""
        if self.last == HEAD_ROW:
            return
        rule = DataValidation(
            type="whole" if whole else "decimal",
            operator="greaterThanOrEqual" if whole else "between",
            formula1="0" if whole else "-1000000000000",
            formula2=None if whole else "1000000000000",
            allow_blank=True,
        )
        rule.errorStyle, rule.showErrorMessage = "warning", True
        rule.errorTitle = "应填数字"
        rule.error = "请填阿拉伯数字，不带单位；确实不适用的才填“不适用”。"
        rule.add(self._below(role))
        self.sheet.add_data_validation(rule)

    def _below(self, role: str) -> str:
        """The cells of a column below its head."""
        letter = get_column_letter(self.at[role])
        return f"{letter}{HEAD_ROW + 1}:{letter}{self.last}"

    def range_of(self, column: int, count: int) -> str:
        """An absolute reference to `count` cells below the head, usable from another sheet."""
        letter = get_column_letter(column)
        first = HEAD_ROW + 1
        name = quote_sheetname(self.sheet.title)
        return f"{name}!${letter}${first}:${letter}${first + count - 1}"
