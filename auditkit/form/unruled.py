"""Tables without ruling lines: told as read by where the words stand, with what is not sure."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.errors import IssueKind
from auditkit.files.grid import Grid
from auditkit.form.log import ReadingLog

UNRULED = IssueKind("D23", "表格没有框线，按文字的位置分行分栏读入")


def tell_unruled(grids: Sequence[Grid], log: ReadingLog) -> None:
    """Once for the file that its tables have no lines; each cell of which the row is not sure."""
    unruled = [grid for grid in grids if grid.unruled is not None]
    if unruled:
        log.issue(
            UNRULED,
            unruled[0].source(0, 0),
            f"表格没有框线或框线不全，{len(unruled)}个表按文字的位置分行分栏读入",
            "",
            "请对照原件核对；能取得 xlsx 或 docx 原件的，请换用原件",
            grave=False,
        )
    for grid in unruled:
        for row, column in grid.unruled or ():
            log.issue(
                UNRULED,
                grid.source(row, column),
                "这一格在两行之间，属于哪一行不能确定",
                grid.texts[row][column][:40],
                "请对照原件核对这一格；有误的，用 auditkit form 写出后改正",
            )
