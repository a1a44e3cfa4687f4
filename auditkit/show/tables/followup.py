"""What became of the findings of earlier years, as a table of the report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from auditkit.audit.followup import OPEN, STATES, said_of
from auditkit.show.appearance import Record
from auditkit.show.finding_cards import severity_badge
from auditkit.show.markup import tag
from auditkit.show.table_html import Column, Table, tabulate

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

_COLUMNS = (
    Column("state", "复核结果"),
    Column("severity", "程度"),
    Column("title", "审计发现"),
    Column("years", "发现年度"),
    Column("subject", "对象", wide=True),
    Column("condition", "以往的事实", wide=True),
    Column("said", "被审计单位意见和整改", wide=True),
    Column("retest", "本年度按同一规则复核", wide=True),
)


def followup_table(audit: Audit) -> Table:
    """The earlier findings by state, each with reply, mending and what the same rule found now."""
    data: list[Record] = [
        {
            "state": case.state,
            "severity": case.last.severity,
            "title": case.last.title,
            "years": "、".join(map(str, case.years)),
            "subject": case.last.subject,
            "condition": case.earlier.condition,
            "said": said_of(case),
            "retest": case.retest,
            "again": case.repeated and case.state in ("有所加重", "再次发生", "仍存在"),
        }
        for case in audit.followed
    ]

    def cell(column: Column, row: Record) -> object:
        match column.key:
            case "severity":
                return severity_badge(row["severity"])
            case "state" if row["state"] in OPEN:
                again = "（屡审屡犯）" if row["again"] else ""
                return tag("strong", row["state"], again)
        return None

    counts = Counter(row["state"] for row in data)
    said = "，".join(f"{state}{counts[state]}项" for state in STATES if counts[state])
    empty = "以往年度没有审计发现。"
    if not audit.earlier:
        empty = "没有以往年度的资料，没有复核以往的审计发现。"
    return tabulate(
        _COLUMNS,
        data,
        f"以往审计发现的整改情况（{said}）" if said else "以往审计发现的整改情况",
        header="subject",
        cell=cell,
        empty=empty,
        style="ak-fold",
    )
