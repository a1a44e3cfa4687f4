"""A column of which most cells, or all, came to nothing: told once and gravely, with its count.

What is said of each cell is a hint, since one odd cell is often right. That all are odd is not the
cells' doing: the heading and the column have come apart, and whatever rests on it is not proved.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.form.declaration import DeclaredIndicator, Part, Unread
from auditkit.form.headings.column import Column
from auditkit.form.headings.words import heading_role
from auditkit.form.indicators.table import IndicatorTable
from auditkit.form.log import SHIFTED_ROW, UNKNOWN_COLUMN, ReadingLog
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.rules.formwords import FormWords

_FEWEST = 2
_VALUES: dict[str, tuple[str, Part]] = {
    "actual": ("完成值", "其他"),
    "weight": ("分值", "分值"),
    "score": ("得分", "分值"),
}


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
    _tell_empty_values(table, indicators, log)
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


def _tell_empty_values(
    table: IndicatorTable, indicators: Sequence[DeclaredIndicator], log: ReadingLog
) -> None:
    """Tell a column of figures below a heading that is understood, alone or by the one over it,
    where no indicator has the value that it promises: 实际完成值 over what was taken for another.

    Of the targets `tell_columns` and the rest of this module say as much.
    """
    words = table.lines[0].row.words
    homes = {at: role for role, at in table.heading.roles}
    unknown = {column.at for column in table.heading.further if not column.known}
    for role, (name, part) in _VALUES.items():
        if any(getattr(one, role) is not None for one in indicators):
            continue
        for column in table.heading.columns:
            taken = homes.get(column.at, role) != role or column.at in unknown
            if taken or not _promises(column, role, words):
                continue
            cells = [(x.row, t) for x in table.lines for c, t in x.row.cells if c == column.at]
            figures = sum(any(map(str.isdigit, text)) for _, text in cells)
            if figures < _FEWEST or log.told_gravely(r.source(column.at) for r, _ in cells):
                continue
            at = cells[0][0].source(column.at)
            what = f"{name}栏下有{len(cells)}格内容，没有一格读作{name}"
            remedy = f"请核对表头；{name}分在几栏的，合为一栏后再读入"
            log.issue(UNKNOWN_COLUMN, at, what, column.heading, remedy)
            log.unread.append(Unread("栏", column.heading, len(cells), at, part))


def _promises(column: Column, role: str, words: FormWords) -> bool:
    """Whether a column's own heading or the one over it is that of a value of the form's year."""
    heads = [text for text in (column.text, column.group) if text]
    aside = any(words.plays("columns", "beside", text) for text in heads)
    past = any(words.plays("period", "past", text) for text in heads)
    return not aside and not past and any(heading_role(words, text) == role for text in heads)
