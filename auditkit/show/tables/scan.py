"""附件“图片识读的数据”: every figure that rests on a scanned page, beside what stands on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditkit.errors import Source
from auditkit.show.appearance import Record
from auditkit.show.markup import tag
from auditkit.show.table_html import Column, Table, tabulate
from auditkit.show.tables.crops import crops_of, picture
from auditkit.show.tables.evidence import address

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

_DIGIT = re.compile(r"[0-9０-９]")
_COLUMNS = (
    Column("subject", "数据"),
    Column("text", "识读为"),
    Column("sure", "把握", "percent"),
    Column("crop", "原件图片", wide=True),
    Column("place", "位置"),
)


def scan_table(audit: Audit) -> Table:
    """One row for each figure of form and accounts that was recognised, the unsure ones first."""
    resting = dict(_resting(audit))
    found = crops_of(audit, resting)
    figures = [source for source in found if _DIGIT.search(found[source].text)]
    ordered = sorted(figures, key=lambda source: not found[source].doubtful)
    data: list[Record] = [
        {
            "subject": resting[source],
            "text": found[source].text,
            "sure": found[source].sure,
            "crop": "",
            "place": str(source),
        }
        for source in ordered
    ]
    at = {str(source): source for source in ordered}

    def cell(column: Column, row: Record) -> object:
        source = at[row["place"]]
        match column.key:
            case "crop":
                return picture(found[source])
            case "place":
                return address(source)
            case "sure":
                share = f"{found[source].sure:.0%}"
                return tag("strong", f"{share} 须核对") if found[source].doubtful else share
        return None

    unsure = sum(found[source].doubtful for source in ordered)
    said = f"（{len(data)}项" + (f"，把握不足{unsure}项，须对照原件" if unsure else "") + "）"
    return tabulate(
        _COLUMNS,
        data,
        f"由图片识读的数据{said}",
        header="subject",
        cell=cell,
        empty="没有由图片识读的数据。",
        style="ak-fold ak-scans",
    )


def _resting(audit: Audit) -> Iterator[tuple[Source, str]]:
    """The cells that the report rests on, with what they say: form first, then the facts."""
    form = audit.declaration
    for line in form.budget_lines:
        for at in line.sources.values():
            yield at, line.name
    for task in form.tasks:
        for source, part in ((task.budget_source, "预算"), (task.fiscal_source, "其中财政资金")):
            if source is not None:
                yield source, f"{task.name}：{part}"
    for one in form.indicators:
        if one.target_source is not None and one.target.text:
            yield one.target_source, f"{one.name}：指标值"
    for trace in audit.traces:
        for fact in trace.facts:
            if fact.source is not None:
                yield fact.source, f"{fact.name}（{fact.year}年度）"
