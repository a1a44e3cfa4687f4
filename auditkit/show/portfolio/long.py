"""What a portfolio of thousands shows of a table, and where it says that the rest is.

A page holds what somebody reads; `delivery.portfoliofiles` writes all rows beside it as CSV.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.show.appearance import Record

LONG = 500
"""Rows up to which a table shows all."""
ENDS = 200
"""Rows of a longer ranking shown from its top, and as many from its end."""
OTHERS = 100
"""Rows shown of those without a rank."""
RANKING, RESULTS, FINDINGS, OUTLIERS = "名次.csv", "指标结果.csv", "审计发现.csv", "离群值.csv"
"""The files beside the page."""
_WHERE = "全部见 auditkit portfolio 写在网页旁的"


def ranked_rows(rows: Sequence[Record]) -> tuple[list[Record], str]:
    """The rows of a ranking to show, ranked ones first as they come, and what is said of the rest;
    blank where all are shown."""
    if len(rows) <= LONG:
        return list(rows), ""
    ranked = [row for row in rows if not row["unranked"]]
    others = [row for row in rows if row["unranked"]]
    ends = ranked if len(ranked) <= 2 * ENDS else [*ranked[:ENDS], *ranked[-ENDS:]]
    shown = [*ends, *others[:OTHERS]]
    without = f"，不排名的{min(OTHERS, len(others))}个" if others else ""
    said = (
        f"共{len(rows)}个部门，其中排名的{len(ranked)}个。本表列出{len(shown)}个："
        f"名次最前和最后的{len(ends)}个{without}。{_WHERE}“{RANKING}”。"
    )
    return shown, said


def first_rows(rows: Sequence[Record], file: str) -> tuple[list[Record], str]:
    """The first rows of a long table, and what is said of the rest; blank where all are shown."""
    if len(rows) <= LONG:
        return list(rows), ""
    return list(rows[:ENDS]), f"共{len(rows)}项，本表列出前{ENDS}项。{_WHERE}“{file}”。"
