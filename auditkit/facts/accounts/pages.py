"""The grids of one published document in reading order, and what could not be read of the file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from auditkit.errors import Issue, IssueKind, Source
from auditkit.facts.accounts.unseen import hidden, seen
from auditkit.files.grid import Grid
from auditkit.files.readers import read_bytes, read_grids
from auditkit.files.readers.invisible import left_out
from auditkit.files.readers.kinds import kind_of

UNORDERED = IssueKind("accounts-order", "决算各表的文字顺序错乱")


@dataclass(frozen=True)
class Pages:
    """What a file holds: grids in reading order, and the issues of reading it."""

    file: str
    grids: tuple[Grid, ...]
    issues: tuple[Issue, ...]

    @property
    def sha256(self) -> str:
        """The digest of the document."""
        return self.grids[0].sha256 if self.grids else ""

    def called(self, file: str) -> Pages:
        """The same under the name that the file is kept by."""
        grids = tuple(replace(grid, file=file) for grid in self.grids)
        issues = tuple(
            replace(issue, source=replace(issue.source, file=file)) for issue in self.issues
        )
        return Pages(file, grids, issues)


def read_pages(path: Path, data: bytes | None = None) -> Pages:
    """The pages of a file (pdf, xlsx, xls, docx, html), told by its content.

    `data` are its bytes, where they were read already: a scan of a hundred MB is held once.

    Raises UnreadableFile for a file that cannot be opened.
    """
    data = read_bytes(path) if data is None else data
    kind = kind_of(path.name, data)
    if kind == "pdf":
        from auditkit.files.readers.pdf import read_pdf_pages

        reading = read_pdf_pages(path.name, data, hashlib.sha256(data).hexdigest())
        return Pages(path.name, tuple(reading.grids), (*reading.issues, *left_out(reading.grids)))
    grids = read_grids(path)
    told: list[Issue] = [*left_out(grids), *hidden(grids)]
    grids = [grid for grid in grids if not grid.hidden]
    looked = [seen(grid) for grid in grids]
    grids = [grid for grid, _ in looked]
    told += [issue for _, issues in looked for issue in issues]
    ordered: list[Grid] | None = grids
    if kind in ("word", "html"):
        # Needs lxml, which nothing else of the way from workbooks to findings does.
        from auditkit.files.readers.order import in_order

        ordered = in_order(kind, path.name, data, grids)
    if ordered is None:
        told.append(_unordered(path.name, grids[0].sha256))
    return Pages(path.name, tuple(ordered or grids), tuple(told))


def _unordered(file: str, sha256: str) -> Issue:
    what = "表与正文的先后无法确定，表名只凭表内文字辨认"
    remedy = "请核对各表，或索取 xlsx、PDF 原件"
    return UNORDERED(Source(file, "", sha256), what, "", remedy, False)
