"""A column of which most cells, or all, came to nothing: told once and gravely, with its count.

What is said of each cell is a hint, since one odd cell is often right. That all are odd is not the
cells' doing: the heading and the column have come apart, and whatever rests on it is not proved.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.form.declaration import DeclaredIndicator
from auditkit.form.indicators.table import IndicatorTable
from auditkit.form.log import SHIFTED_ROW, UNKNOWN_COLUMN, ReadingLog
from auditkit.form.rows.rows import FormRow, squeeze

_FEWEST = 2


def tell_lost_columns(
    head: FormRow,
    table: IndicatorTable,
    indicators: Sequence[DeclaredIndicator],
    log: ReadingLog,
) -> None:
    """Tell the columns whose cells mostly do not belong there, and targets of which there is none.

    `head` is the first row of the table's heading, `indicators` are those of its rows.
    """
    if len(indicators) < _FEWEST:
        return
    told = False
    for cells in table.misfits.values():
        if len(cells) * 2 < len(indicators) or len(cells) < _FEWEST:
            continue
        row, column, _ = cells[0]
        quoted = "、".join(squeeze(text) for _, _, text in cells)[:40]
        what = f"这一栏{len(cells)}格的内容与表头不符，整栏可能错位"
        remedy = "请核对表头与下面各栏是否对齐，改正后再读入"
        log.issue(SHIFTED_ROW, row.source(column), what, quoted, remedy)
        told = True
    if told or "target" not in table.heading:
        return
    if all(one.target.kind == "none" and not one.target.text for one in indicators):
        at = dict(table.heading.roles)["target"]
        column = max((c for c, _ in head.cells if c <= at), default=head.cells[0][0])
        what = f"指标值栏下{len(indicators)}个指标都没有读到指标值"
        remedy = "请核对原件：确实没有填写的，补填指标值；写在别处的，移到这一栏"
        log.issue(UNKNOWN_COLUMN, head.source(column), what, dict(head.cells)[column], remedy)
