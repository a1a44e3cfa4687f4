"""Tables of indicators one after the other: 长期绩效指标, then 年度绩效指标; the year's counts."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.form.columns import is_indicator_header
from auditkit.form.headingwords import is_side_label, target_rank
from auditkit.form.log import ReadingLog
from auditkit.form.rows import FormRow

_YEAR, _WHOLE = 0, 3


def of_the_year(
    rows: Sequence[FormRow], above: Sequence[FormRow], log: ReadingLog
) -> tuple[Sequence[FormRow], Sequence[FormRow]]:
    """The rows of the year's own table with the rows above it.

    All rows, where no label at the side or above says that another table is of a longer period.
    The other table is told and not added.
    """
    starts = [i for i, row in enumerate(rows) if is_indicator_header(row)]
    labels = [_label(rows, i, above) for i in starts]
    ranks = [target_rank(rows[0].words, label) if label else None for label in labels]
    if _YEAR not in ranks or _WHOLE not in ranks:
        return rows, above
    kept: list[FormRow] = []
    before: Sequence[FormRow] = above
    rank: int | None = None
    ends = [*starts[1:], len(rows)]
    for start, end, label, own in zip(starts, ends, labels, ranks, strict=True):
        rank = rank if own is None else own
        part = [row for row in rows[start:end] if not _is_label_of_next(row, rows, end)]
        if rank != _WHOLE:
            before = before if kept else [*above, *rows[:start]]
            kept += part
            continue
        held = "；".join("｜".join(row.texts) for row in part[1:])
        what = f"“{label}”的{len(part) - 1}行是整个实施期的，只作记录，不参与评价"
        log.repair("另栏所载", part[0].first, what, held, held)
    return kept, before


def _label(rows: Sequence[FormRow], at: int, above: Sequence[FormRow]) -> str:
    """The label of the table headed by a row: at its side, or alone in the row before."""
    row = rows[at]
    first = row.texts[0]
    if is_side_label(row.words, first):
        return first
    before = rows[at - 1] if at else (above[-1] if above else None)
    if before is not None and len(before.cells) == 1 and is_side_label(row.words, before.texts[0]):
        return before.texts[0]
    return ""


def _is_label_of_next(row: FormRow, rows: Sequence[FormRow], end: int) -> bool:
    """Whether a row is the label of the table that begins after it."""
    return (
        end < len(rows)
        and row is rows[end - 1]
        and len(row.cells) == 1
        and is_side_label(row.words, row.texts[0])
    )
