"""The blocks that only project forms and self-evaluations have, written as they are published."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.files.sheetstyle import put
from auditkit.form.declaration import BudgetLine, Declaration
from auditkit.form.writing.formsheet import LAST, FormSheet, Span

_GENERAL = "General"


def write_budget(form: FormSheet, lines: Sequence[BudgetLine]) -> None:
    """The budget block, amounts in 万元; nothing where the form has none."""
    if not lines:
        return
    heads: list[Span] = [
        (1, 2, "资金情况（万元）"), (3, 3, "年初预算数"), (4, 4, "全年预算数"),
        (5, 5, "全年执行数"), (6, 6, "分值"), (7, 7, "执行率"), (LAST, LAST, "得分"),
    ]  # fmt: skip
    form.row(heads, heading=True)
    for line in lines:
        row = form.row(
            [
                (1, 2, line.name),
                (3, 3, line.initial),
                (4, 4, line.adjusted),
                (5, 5, line.executed),
                (6, 6, line.weight),
                (7, 7, line.rate_text),
                (LAST, LAST, line.score),
            ]
        )
        _as_points(form, row, 6, LAST)
        form.note(row, 1, line.source)
        for column, role in (
            (3, "initial"), (4, "adjusted"), (5, "executed"), (6, "weight"), (7, "rate"),
            (LAST, "score"),
        ):  # fmt: skip
            form.note(row, column, line.sources.get(role))


def write_evaluation(form: FormSheet, declaration: Declaration) -> None:
    """The indicators of a self-evaluation with what was reached, the points, and the total."""
    heads: list[Span] = [
        (1, 1, "一级指标"), (2, 2, "二级指标"), (3, 3, "三级指标"), (4, 4, "年度指标值"),
        (5, 5, "实际完成值"), (6, 6, "分值"), (7, 7, "得分"),
        (LAST, LAST, "偏差原因分析及改进措施"),
    ]  # fmt: skip
    form.row(heads, heading=True)
    for one in declaration.indicators:
        row = form.row(
            [
                (1, 1, one.level1),
                (2, 2, one.level2),
                (3, 3, one.name),
                (4, 4, one.target.text),
                (5, 5, one.actual.text if one.actual else None),
                (6, 6, one.weight),
                (7, 7, one.score),
                (LAST, LAST, one.reason or None),
            ]
        )
        _as_points(form, row, 6, 7)
        for column, source in (
            (3, one.source), (4, one.target_source), (5, one.actual_source),
            (6, one.weight_source), (7, one.score_source), (LAST, one.reason_source),
        ):  # fmt: skip
            form.note(row, column, source)
    if (declaration.total_weight, declaration.total_score) != (None, None):
        spans: list[Span] = [
            (1, 5, "总分"), (6, 6, declaration.total_weight), (7, 7, declaration.total_score),
            (LAST, LAST, None),
        ]  # fmt: skip
        row = form.row(spans)
        _as_points(form, row, 6, 7)
        form.note(row, 7, declaration.total_score_source)


def _as_points(form: FormSheet, row: int, *columns: int) -> None:
    """Points are printed as they are, not to the cent like money."""
    for column in columns:
        put(form.sheet.cell(row, column), across="right", number_format=_GENERAL)
