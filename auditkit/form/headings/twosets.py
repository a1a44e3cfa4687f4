"""Several sets of one heading side by side (一级、三级、指标值 and again), read one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.form.headings.levelnames import group_row
from auditkit.form.headings.row import is_indicator_header
from auditkit.form.headings.words import heading_role, is_side_label
from auditkit.form.rows.rows import FormRow

_WHOLE = {"level1", "level3", "target"}
_NAMED = {"level3", "target"}
_MOST = 5


def tables_in(rows: Sequence[FormRow], above: Sequence[FormRow] = ()) -> list[Sequence[FormRow]]:
    """The table headed by `rows[0]`, or the tables of its sets where the heading says all again.

    Each set has its own 一级, as a column or as the label over it (产出指标｜效益指标 in the last
    of the rows `above`). Sets that share their 一级, or say the same one, are those of two periods,
    which `sidebyside` tells apart.
    """
    starts = _starts(rows[0]) if rows else ()
    if len(starts) < 2 or rows[0].grid.style == "text":
        return [rows]
    first = {heading_role(rows[0].words, t) for c, t in rows[0].cells if c < starts[1]}
    labels = group_labels(above[-1]) if above and above[-1].grid is rows[0].grid else {}
    if not first >= _WHOLE and not (first >= _NAMED and tuple(labels) == starts):
        return [rows]
    if first >= _WHOLE and _of_two_periods(rows, starts):
        return [rows]
    ends = (*starts[1:], None)
    tables: list[Sequence[FormRow]] = []
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        head, *body = [p for row in rows if (p := _part(row, start if i else 0, end)).cells]
        if "level1" not in first and not first & {"level2"}:
            body = [replace(above[-1], cells=((start, labels[start]),)), *body]
        tables.append([head, *body])
    return tables


def group_labels(row: FormRow) -> dict[int, str]:
    """The labels by column where a row has nothing but those of several groups, perhaps behind the
    label at the side: 绩效指标｜产出指标｜效益指标; none of any other row."""
    cells = row.cells
    if is_side_label(row.words, row.texts[0]) and not group_row(row.texts[:1], ()):
        cells = cells[1:]
    labelled = len(cells) > 1 and all(group_row([text], ()) for _, text in cells)
    return dict(cells) if labelled else {}


def _starts(heading: FormRow) -> tuple[int, ...]:
    """The columns where the same headings begin, once for each set."""
    roles = [heading_role(heading.words, text) or text for text in heading.texts]
    for sets in range(2, _MOST + 1):
        width, over = divmod(len(roles), sets)
        if width > 1 and not over and roles == roles[:width] * sets:
            whole = is_indicator_header(heading)
            return tuple(heading.cells[i * width][0] for i in range(sets)) if whole else ()
    return ()


def _of_two_periods(rows: Sequence[FormRow], starts: Sequence[int]) -> bool:
    """Whether each row of labels says the same in every set: 产出指标 beside 产出指标."""
    roles = {heading_role(rows[0].words, text): at for at, text in rows[0].cells if at < starts[1]}
    shift = roles["level1"] - starts[0]
    labels = [{dict(row.cells).get(at + shift, "") for at in starts} for row in rows[1:]]
    stated = [one for one in labels if one != {""}]
    return bool(stated) and all(len(one) == 1 for one in stated)


def _part(row: FormRow, begin: int, end: int | None) -> FormRow:
    return replace(
        row, cells=tuple(c for c in row.cells if c[0] >= begin and (end is None or c[0] < end))
    )
