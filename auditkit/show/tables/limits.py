"""What is still to be obtained, from whom and for which indicator (资料清单)."""

from __future__ import annotations

from collections.abc import Iterable

from auditkit.findings.limit import Limit
from auditkit.show.appearance import Record
from auditkit.show.of_audit import of_audit
from auditkit.show.table_html import Column, Table, tabulate

_COLUMNS = (
    Column("number", "序号", "count"),
    Column("title", "类别"),
    Column("what", "资料", wide=True),
    Column("indicators", "用于指标", wide=True),
    Column("ask", "向谁索取", wide=True),
    Column("where", "填入", wide=True),
)


@of_audit(lambda audit: (audit.limits,))
def limits_table(limits: Iterable[Limit]) -> Table:
    """One row for each thing to ask for; none of them is a finding about the department."""
    data: list[Record] = [
        {
            "number": number,
            "code": limit.code,
            "title": limit.title,
            "what": f"{limit.what}（{limit.why}）" if limit.why else limit.what,
            "indicators": "、".join(limit.indicators),
            "ask": limit.ask,
            "where": limit.where,
        }
        for number, limit in enumerate(limits, 1)
    ]
    return tabulate(
        _COLUMNS,
        data,
        f"资料清单（待取得、待评定的{len(data)}项，不是审计发现）",
        header="what",
        empty="所需资料均已取得。",
        style="ak-fold",
    )
