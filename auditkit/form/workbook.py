"""Writing a declaration form as a workbook, in the layout in which such forms are published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.files.saving import save_workbook, write_text
from auditkit.files.sheetstyle import (
    FONT,
    HEADING,
    MONEY,
    TITLE_FONT,
    height_of,
    print_setup,
    put,
    set_widths,
)
from auditkit.form.declaration import Declaration, DeclaredIndicator

TITLE = "市级部门整体绩效目标申报表"
# Both tables lie on the same eight columns, spanned so that each text gets the width it needs:
# A 年度主要任务, B 任务名称, C:E 主要内容, F 合计, G 财政资金, H 备注 above;
# A 一级, B 二级, C 三级, D 指标值, E 指标解释, F:H 指标说明 below.
_WIDTHS = (9.0, 22.0, 24.0, 10.0, 30.0, 14.0, 14.0, 24.0)
_LAST = len(_WIDTHS)
_LOWEST = 20.0

Span = tuple[int, int, str | float | None]
"""First column, last column, what the cell says."""


def write_form(declaration: Declaration, path: Path) -> None:
    """Write the form to `path`; `read_declaration` reads an equal declaration back.

    Raises AuditError when the file cannot be written.
    """
    save_workbook(form_workbook(declaration), path)


def form_workbook(declaration: Declaration) -> Workbook:
    """The form on one sheet; amounts in 万元, blank where none was declared."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "申报表"
    set_widths(sheet, _WIDTHS)
    form = _Form(sheet)
    form.heading_line(TITLE, 18, TITLE_FONT)
    form.heading_line(f"（{declaration.year}年度）", 11, FONT)
    form.row([(1, 2, "部门名称"), (3, _LAST, declaration.department)])
    _write_goals(form, declaration)
    _write_tasks(form, declaration)
    sheet.row_breaks.append(Break(id=form.last))
    _write_indicators(form, declaration.indicators)
    print_setup(sheet, "1:3")
    return book


class _Form:
    """A sheet filled from the top; `last` is the row written last."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.last = 0

    def heading_line(self, text: str, size: float, font: str) -> None:
        self.last += 1
        cell = self.sheet.cell(self.last, 1)
        write_text(cell, text)
        put(cell, size=size, font=font, across="center", border=False)
        self.merge(self.last, 1, self.last, _LAST)
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
            width = sum(_WIDTHS[left - 1 : right])
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
            self.sheet.merge_cells(
                start_row=top, start_column=left, end_row=bottom, end_column=right
            )
        rows = [self.sheet.row_dimensions[row] for row in range(top, bottom + 1)]
        needed = height_of(text, sum(_WIDTHS[left - 1 : right])) if text else 0.0
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


def _write_goals(form: _Form, declaration: Declaration) -> None:
    first = form.last + 1
    for goal in declaration.goals:
        label = "年度总体目标" if form.last < first else None
        form.row([(1, 1, label), (2, _LAST, f"目标{goal.number}：{goal.text}")])
    if declaration.goals:
        form.merge(first, 1, form.last, 1, "年度总体目标")


def _write_tasks(form: _Form, declaration: Declaration) -> None:
    first = form.row(
        [
            (1, 1, "年度主要任务"),
            (2, 2, "任务名称"),
            (3, 5, "主要内容"),
            (6, 7, "预算资金（万元）"),
            (8, 8, "备注"),
        ],
        heading=True,
        merged=False,
    )
    second = form.row(
        [(1, 5, None), (6, 6, "合计"), (7, 7, "其中：财政资金"), (8, 8, None)],
        heading=True,
        merged=False,
    )
    for left, right in ((2, 2), (3, 5), (8, 8)):
        form.merge(first, left, second, right)
    form.merge(first, 6, first, 7)
    for task in declaration.tasks:
        form.row(
            [
                (1, 1, None),
                (2, 2, task.name),
                (3, 5, task.content),
                (6, 6, task.budget),
                (7, 7, task.fiscal),
                (8, 8, task.note),
            ]
        )
    if total := declaration.total:
        form.row(
            [(1, 1, None), (2, 5, "合计"), (6, 6, total.budget), (7, 7, total.fiscal), (8, 8, "")],
            across="center",
        )
    form.merge(first, 1, form.last, 1)
    put(form.sheet.cell(first, 1), fill=HEADING, bold=True, across="center", down="top")


def _write_indicators(form: _Form, indicators: Sequence[DeclaredIndicator]) -> None:
    form.row(
        [
            (1, 1, "一级指标"),
            (2, 2, "二级指标"),
            (3, 3, "三级指标"),
            (4, 4, "指标值"),
            (5, 5, "指标解释"),
            (6, _LAST, "指标说明"),
        ],
        heading=True,
    )
    start = form.last + 1
    for indicator in indicators:
        form.row([(3, 3, indicator.name), (4, 4, indicator.target.text)], across="center")
    paths = [(indicator.level1, indicator.level2) for indicator in indicators]
    for top, bottom in _runs([level1 for level1, _ in paths]):
        form.block(start + top, 1, start + bottom, 1, paths[top][0], "center")
    for top, bottom in _runs(paths):
        form.block(start + top, 2, start + bottom, 2, paths[top][1], "center")
    for top, bottom in _runs(paths, [indicator.explanation for indicator in indicators]):
        form.block(start + top, 5, start + bottom, 5, indicators[top].explanation)
    for top, bottom in _runs(paths, [indicator.note for indicator in indicators]):
        form.block(start + top, 6, start + bottom, _LAST, indicators[top].note)


def _runs(groups: Sequence[object], texts: Sequence[str] = ()) -> Iterator[tuple[int, int]]:
    """First and last index of each stretch within one group that a single text covers.

    >>> list(_runs("aaab", ["x", "", "y", ""]))
    [(0, 1), (2, 2), (3, 3)]
    """
    top = 0
    for i in range(1, len(groups) + 1):
        if i == len(groups) or groups[i] != groups[top] or (texts and texts[i] != ""):
            yield top, i - 1
            top = i
