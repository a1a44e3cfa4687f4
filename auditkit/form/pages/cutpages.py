"""Tables that the right edge of the paper cuts: told, since nobody can read what is not printed."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.errors import IssueKind
from auditkit.files.grid import Grid
from auditkit.form.declaration import Unread
from auditkit.form.log import ReadingLog

CUT = IssueKind("D25", "表比纸宽，右边的几栏没有印出")


def tell_cut(grids: Sequence[Grid], log: ReadingLog) -> None:
    """Once for the file, with the pages: what is blank in these tables may stand right of them."""
    cut = [grid for grid in grids if grid.cut]
    for grid in cut:
        last = max(len(row) for row in grid.rows) - 1
        log.unread.append(Unread("栏", "", 0, grid.source(0, last), "指标值"))
    if cut:
        last = max(len(row) for row in cut[0].rows) - 1
        log.issue(
            CUT,
            cut[0].source(0, last),
            f"{len(cut)}个表比纸宽，右边的几栏没有印出，没有读到",
            "、".join(grid.name for grid in cut)[:80],
            "请换用 docx、xlsx 原件，或横向、缩小后重新打印成 PDF",
        )
