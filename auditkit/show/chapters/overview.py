"""The problems in one table, the weightiest first: what a reader sees after the conclusion."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.results.prose import Problem
from auditkit.show.finding_cards import place_of, severity_badge
from auditkit.show.markup import link
from auditkit.show.table_html import Column, Table, tabulate


def problems_overview(found: Sequence[Problem], left: Sequence[Problem] = ()) -> Table:
    """One line for each kind of problem told in full; those `left` stand in the annex alone."""
    rows = [
        {
            "number": number,
            "severity": one.severity,
            "title": one.title.text,
            "count": len(one.places),
            "amount": one.largest,
            "kind": one.amount.parts[0].text if one.amount else "",
            "code": one.code,
        }
        for number, one in enumerate(found, 1)
    ]

    def cell(column: Column, row: dict[str, object]) -> object:
        match column.key:
            case "severity":
                return severity_badge(str(row["severity"]))
            case "title":
                return link(place_of(str(row["code"])), row["title"])
            case "amount" if row["amount"] is None:
                return ""
        return None

    more = f"；另有{_counted(left)}见附件“申报表审查”" if left else ""
    return tabulate(
        (
            Column("number", "序号", "count"),
            Column("severity", "程度"),
            Column("title", "问题", wide=True),
            Column("count", "项数", "count"),
            Column("amount", "最大一项涉及", "amount", "万元"),
            Column("kind", "金额性质"),
        ),
        rows,
        f"主要问题一览（{_counted(found)}{more}）",
        header="title",
        cell=cell,
        style="ak-fold ak-overview",
    )


def _counted(found: Sequence[Problem]) -> str:
    """How many kinds, and how many findings they are: with those left they add up to all."""
    return f"{len(found)}类{sum(len(one.places) for one in found)}项"
