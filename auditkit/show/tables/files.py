"""The input files with their digests: the annex by which a reader knows what this rests on."""

from __future__ import annotations

from collections.abc import Iterable

from auditkit.show.markup import anchor, tag
from auditkit.show.of_audit import of_audit
from auditkit.show.table_html import Column, Table, tabulate


@of_audit(lambda audit: (audit.files,))
def files_table(files: Iterable[tuple[str, str]]) -> Table:
    """The input files with their sha256, as (name, sha256); each once."""
    data = [{"file": name, "sha256": digest} for name, digest in dict.fromkeys(files)]
    return tabulate(
        (Column("file", "文件"), Column("sha256", "SHA-256 校验值", wide=True)),
        data,
        "输入文件",
        header="file",
        cell=lambda column, row: (
            tag("code", row["sha256"]) if column.key == "sha256" and row["sha256"] else None
        ),
        row_id=lambda row: anchor("文件", row["file"]),
        empty="没有输入文件。",
        style="ak-files",
    )
