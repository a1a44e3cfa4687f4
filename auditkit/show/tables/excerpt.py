"""The cells that the findings cite, with the heads of their rows and columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditkit.files.grid import Source
from auditkit.findings.finding import Finding
from auditkit.results.excerpts import Excerpt, excerpts
from auditkit.show.appearance import Record
from auditkit.show.markup import anchor, joined
from auditkit.show.table_html import Column, Table, tabulate
from auditkit.show.tables.crops import crops_of, picture
from auditkit.show.tables.evidence import address

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

_COLUMNS = (
    Column("title", "审计发现"),
    Column("subject", "对象"),
    Column("place", "位置"),
    Column("row", "行首"),
    Column("column", "列首"),
    Column("text", "内容", wide=True),
)
_LONGEST = 24


def excerpt_table(audit: Audit) -> Table:
    """One row for each cited cell, by finding; its code stands beside the kind's title."""
    cited = excerpts(audit, [at for finding in audit.findings for at in finding.evidence])
    data = [row for finding in audit.findings for row in _rows(finding, cited)]
    sources = {str(one.source): one.source for each in cited.values() for one in each}
    pictured = crops_of(audit, sources.values())
    first = {row["title"]: row for row in reversed(data)}

    def cell(column: Column, row: Record) -> object:
        source = sources[row["place"]]
        match column.key:
            case "place":
                return address(source)
            case "text" if source in pictured:
                return joined(row["text"], picture(pictured[source]))
        return None

    return tabulate(
        _COLUMNS,
        data,
        "审计发现所引资料的摘录",
        header="place",
        group="title",
        group_note=lambda rows: f"{len({row['subject'] for row in rows})}项",
        merge=("subject",),
        cell=cell,
        row_id=lambda row: row["anchor"] if first[row["title"]] is row else "",
        style="ak-fold ak-excerpts",
    )


def _rows(finding: Finding, cited: dict[Source, list[Excerpt]]) -> Iterator[Record]:
    for source in finding.evidence:
        for excerpt in cited[source]:
            yield {
                "title": f"{finding.title}（{finding.code}）",
                "subject": finding.subject,
                "place": str(excerpt.source),
                "row": _short(excerpt.row),
                "column": _short(excerpt.column),
                "text": excerpt.text,
                "anchor": anchor("摘录", finding.code),
            }


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
