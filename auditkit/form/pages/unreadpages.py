"""Pages of a form that could not be read at all: told, and anything may stand on them."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.errors import IssueKind
from auditkit.files.grid import UNREAD, Grid, Source
from auditkit.form.declaration import Unread
from auditkit.form.log import ReadingLog

UNREAD_PAGE = IssueKind("D19", "有一页没有文字，未能读入")


def tell_unread_pages(grids: Sequence[Grid], file: str, log: ReadingLog) -> None:
    """Tell each page of `file` that stands among the grids without a row."""
    for grid in grids:
        if grid.unread:
            page = grid.name.removesuffix(UNREAD).strip()
            at = Source(file, page, grid.sha256)
            log.unread.append(Unread("页", page, 1, at, "其他"))
            what, remedy = (
                "本页无法识读，其中的内容没有读入",
                "请换用可复制文字的原件，或另存为 xlsx",
            )
            log.issue(UNREAD_PAGE, at, what, "", remedy)
