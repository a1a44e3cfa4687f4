"""Writing a declaration form as a workbook, in the layout in which such forms are published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break

from auditkit.files.grid import Source
from auditkit.files.saving import save_workbook
from auditkit.files.sheetstyle import (
    FONT,
    HEADING,
    TITLE_FONT,
    print_setup,
    put,
    set_widths,
)
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.form.writing.evaluationsheet import write_budget, write_evaluation
from auditkit.form.writing.formsheet import LAST, WIDTHS, FormSheet, Span

TITLE = "市级部门整体绩效目标申报表"
TITLES = {"绩效目标表": "项目支出绩效目标表", "自评表": "绩效自评表"}


def write_form(declaration: Declaration, path: Path) -> None:
    """Write the form to `path`; `read_declaration` reads an equal declaration back.

    Raises AuditError when the file cannot be written.
    """
    save_workbook(form_workbook(declaration), path)


def form_workbook(declaration: Declaration) -> Workbook:
    """The form on one sheet; amounts in 万元, blank where none was declared."""
    return written_form(declaration)[0]


def written_form(declaration: Declaration) -> tuple[Workbook, dict[Source, str]]:
    """The form on one sheet, and in which cell stands what stood at a place of the original.

    A form of a project or a self-evaluation has a budget block and the columns of its kind.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "申报表"
    set_widths(sheet, WIDTHS)
    form = FormSheet(sheet)
    form.heading_line(TITLES.get(declaration.kind, TITLE), 18, TITLE_FONT)
    form.heading_line(f"（{declaration.year}年度）", 11, FONT)
    form.row([(1, 2, "部门名称"), (3, LAST, declaration.department)])
    if declaration.project:
        form.row([(1, 2, "项目名称"), (3, LAST, declaration.project)])
    write_budget(form, declaration.budget_lines)
    _write_goals(form, declaration)
    if declaration.tasks or not declaration.project:
        _write_tasks(form, declaration)
        sheet.row_breaks.append(Break(id=form.last))
    if declaration.kind == "自评表":
        write_evaluation(form, declaration)
    else:
        _write_indicators(form, declaration.indicators)
    print_setup(sheet, "1:3")
    return book, form.places


def _write_goals(form: FormSheet, declaration: Declaration) -> None:
    first = form.last + 1
    evaluated = any(goal.actual for goal in declaration.goals)
    if evaluated:
        heads: list[Span] = [(1, 1, "年度总体目标"), (2, 4, "预期目标"), (5, LAST, "实际完成情况")]
        form.row(heads, heading=True)
    for goal in declaration.goals:
        label = "年度总体目标" if form.last < first else None
        text = f"目标{goal.number}：{goal.text}"
        spans: list[Span] = [(1, 1, label), (2, LAST, text)]
        if evaluated:
            spans = [(1, 1, label), (2, 4, text), (5, LAST, goal.actual)]
        form.note(form.row(spans), 2, goal.source)
    if declaration.goals:
        form.merge(first, 1, form.last, 1, "年度总体目标")


def _write_tasks(form: FormSheet, declaration: Declaration) -> None:
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
        row = form.row(
            [
                (1, 1, None),
                (2, 2, task.name),
                (3, 5, task.content),
                (6, 6, task.budget),
                (7, 7, task.fiscal),
                (8, 8, task.note),
            ]
        )
        form.note(row, 2, task.source)
        form.note(row, 6, task.budget_source)
        form.note(row, 7, task.fiscal_source)
    if total := declaration.total:
        form.row(
            [(1, 1, None), (2, 5, "合计"), (6, 6, total.budget), (7, 7, total.fiscal), (8, 8, "")],
            across="center",
        )
    form.merge(first, 1, form.last, 1)
    put(form.sheet.cell(first, 1), fill=HEADING, bold=True, across="center", down="top")


def _write_indicators(form: FormSheet, indicators: Sequence[DeclaredIndicator]) -> None:
    form.row(
        [
            (1, 1, "一级指标"),
            (2, 2, "二级指标"),
            (3, 3, "三级指标"),
            (4, 4, "指标值"),
            (5, 5, "指标解释"),
            (6, LAST, "指标说明"),
        ],
        heading=True,
    )
    start = form.last + 1
    for indicator in indicators:
        row = form.row([(3, 3, indicator.name), (4, 4, indicator.target.text)], across="center")
        form.note(row, 3, indicator.source)
        form.note(row, 4, indicator.target_source)
        form.note(row, 5, indicator.explanation_source)
        form.note(row, 6, indicator.note_source)
    paths = [(indicator.level1, indicator.level2) for indicator in indicators]
    for top, bottom in _runs([level1 for level1, _ in paths]):
        form.block(start + top, 1, start + bottom, 1, paths[top][0], "center")
    for top, bottom in _runs(paths):
        form.block(start + top, 2, start + bottom, 2, paths[top][1], "center")
    for top, bottom in _runs(paths, [indicator.explanation for indicator in indicators]):
        form.block(start + top, 5, start + bottom, 5, indicators[top].explanation)
    for top, bottom in _runs(paths, [indicator.note for indicator in indicators]):
        form.block(start + top, 6, start + bottom, LAST, indicators[top].note)


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
