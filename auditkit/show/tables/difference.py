"""What changed since last year: results, figures and findings, each with why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditkit.results.difference import difference
from auditkit.results.move import Kind, Move
from auditkit.results.record import record
from auditkit.show.appearance import Record
from auditkit.show.markup import anchor, joined, link, tag
from auditkit.show.table_html import Column, Table, tabulate

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

# Files and rules differ from year to year in any case; texts of findings do with their figures.
_SHOWN: tuple[Kind, ...] = ("等级", "得分", "指标", "数据项", "任务", "审计发现")
_OF_FINDINGS = ("新增", "消除", "程度", "搁置")
_REASONS = 2
_COLUMNS = (
    Column("kind", "类别"),
    Column("subject", "名称"),
    Column("aspect", "项目"),
    Column("before", "上年度"),
    Column("after", "本年度"),
    Column("by", "变动"),
    Column("because", "原因", wide=True),
)


def changes_table(before: Audit | None, audit: Audit) -> Table:
    """What moved from last year's audit to this one's; a line where there is no year before."""
    caption = f"与{audit.year - 1}年度比较"
    if before is None:
        said = f"没有{audit.year - 1}年度的资料，不作比较。"
        nothing = tag("div", tag("p", said, class_="ak-nothing"), class_="ak")
        return Table(nothing, caption, _COLUMNS, [])
    found = difference(record(before, follow=False), record(audit, follow=False))
    moves = [move for kind in _SHOWN for move in found.of(kind) if _worth_showing(move)]
    data: list[Record] = [
        {
            "kind": move.kind,
            "subject": move.subject,
            "aspect": move.aspect,
            "before": move.before,
            "after": move.after,
            "by": move.by,
            "change": move.change,
            "unit": move.unit,
            "because": "；".join(move.because),
            "reasons": list(move.because),
        }
        for move in moves
    ]

    def cell(column: Column, row: Record) -> object:
        if column.key == "subject" and row["kind"] == "指标":
            return link(anchor("指标", row["subject"]), row["subject"])
        if column.key != "because" or len(row["reasons"]) <= _REASONS:
            return None
        reasons = row["reasons"]
        listed = tag("ul", *(tag("li", reason) for reason in reasons), class_="ak-list")
        opened = tag("details", tag("summary", f"全部{len(reasons)}项"), listed)
        return joined("；".join(reasons[:_REASONS]), opened)

    return tabulate(
        _COLUMNS,
        data,
        caption,
        header="subject",
        group="kind",
        merge=("subject",),
        cell=cell,
        group_note=lambda rows: f"{len(rows)}处变化",
        empty=f"与{audit.year - 1}年度没有差别。",
        style="ak-fold ak-changes",
    )


def _worth_showing(move: Move) -> bool:
    return move.kind != "审计发现" or move.aspect in _OF_FINDINGS
