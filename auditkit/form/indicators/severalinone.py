"""Several indicators that a form writes into one cell, a line each, beside as many targets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditkit.form.counted import counted_parts
from auditkit.form.log import SHIFTED_ROW, ReadingLog
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.formula.target import parse_target

_MARK = re.compile(r"^(?:[（(]?\d{1,2}[)）、.．](?!\d)|[①-⑳])\s*")
_SHORTEST_NAME = 4


def one_indicator_each(
    rows: Sequence[FormRow], homes: Mapping[str, int], log: ReadingLog
) -> list[FormRow]:
    """The rows of a table whose columns are at `homes`, those of several indicators taken apart.

    Names that are counted and as many lines in the cell of the target belong together one by one;
    so do names that are not, where every line of the target is a quantity. What else the row
    states must have as many lines, or stays with the first. Another number of targets is told.
    """
    name, target = homes["level3"], homes.get("target")
    if target is None:
        return list(rows)
    return [part for row in rows for part in _apart(row, name, target, homes, log)]


def _apart(
    row: FormRow, name: int, target: int, homes: Mapping[str, int], log: ReadingLog
) -> Sequence[FormRow]:
    cells = dict(row.cells)
    if "\n" not in cells.get(name, "") or "\n" not in cells.get(target, ""):
        return [row]
    counted = counted_parts(cells[name])
    names, aims = counted or _lines(cells[name]), _lines(cells[target])
    if len(names) != len(aims):
        if counted and all(_is_quantity(aim) for aim in aims):
            what = f"一格里写有{len(names)}个指标，指标值却有{len(aims)}个，没有分开"
            remedy = "请在原件上把各指标分行填写"
            log.issue(SHIFTED_ROW, row.source(name), what, squeeze(cells[name])[:40], remedy)
        return [row]
    if not counted and not all(
        len(one) >= _SHORTEST_NAME and _is_quantity(aim)
        for one, aim in zip(names, aims, strict=True)
    ):
        return [row]
    parts = {name: names, target: aims}
    figures = {homes[role] for role in ("weight", "score", "actual") if role in homes}
    for column, text in cells.items():
        lines = _lines(text)
        if column not in parts and len(lines) == len(names):
            parts[column] = lines
        elif column in figures:
            return [row]  # which of them it is of nobody can say
    what = f"一格里写有{len(names)}个指标，已逐个分开"
    log.repair("粘连拆分", row.source(name), what, cells[name], "、".join(names))
    return [
        replace(
            row,
            cells=tuple(
                (column, parts[column][i] if column in parts else text)
                for column, text in row.cells
                if column in parts or not i
            ),
        )
        for i in range(len(names))
    ]


def _lines(text: str) -> list[str]:
    return [_MARK.sub("", line.strip()) for line in text.splitlines() if line.strip()]


def _is_quantity(text: str) -> bool:
    return parse_target(text).kind == "quantity"
