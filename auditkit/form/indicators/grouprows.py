"""Rows across the table that are nothing but the label of those below them: （一）成本指标."""

from __future__ import annotations

import re
from collections.abc import Mapping

from auditkit.form.headings.levelnames import group_row
from auditkit.form.log import ReadingLog
from auditkit.form.rows.alignment import Aligned
from auditkit.form.rows.rows import FormRow

_LABEL = re.compile(
    r"(?:[^，。；：:、？！\d]{1,5}[、.．]|\d{1,2}[、.．])?[^，。；：:？！\d]{2,16}(?:[（(]\d+(?:\.\d+)?分[)）])?"
)


class GroupRows:
    """The labels met so far of the groups in a table with those columns by role (`homes`)."""

    def __init__(self, homes: Mapping[str, int]) -> None:
        self._homes = homes
        self._met: list[str] = []

    def known(self, row: FormRow, log: ReadingLog) -> Aligned | None:
        """The row as the label of a group of the common tree, the points beside it told; None for
        any other row."""
        role = group_row(row.texts, self._homes, self._met)
        if not role:
            return None
        self._met.append(row.texts[0])
        for column, text in row.cells[1:]:
            what = f"“{row.texts[0]}”一类的分值、得分只作记录"
            log.repair("另栏所载", row.source(column), what, text, text)
        return Aligned({role: row.cells[0]}, (), False)

    def merged(self, row: FormRow) -> Aligned | None:
        """The row as the label of a group that a place words its own way (一、运行成本), where it
        goes over the columns of names and targets and none is that of 一级; None for others."""
        (column, text), *others = row.cells
        homes = self._homes
        if others or "level1" in homes or "target" not in homes or not _LABEL.fullmatch(text):
            return None
        wide = any(
            area.top == row.index == area.bottom
            and area.left == column <= homes.get("level2", homes["level3"])
            and area.right >= max(homes["level3"], homes["target"])
            for area in row.grid.merged
        )
        return Aligned({"level1": row.cells[0]}, (), False) if wide else None
