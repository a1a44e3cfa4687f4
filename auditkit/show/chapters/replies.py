"""The column for the department's reply in 征求意见稿 (审计法第四十四条)."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.results.prose import Problem
from auditkit.show.table_html import Column, Table, tabulate


def replies_table(found: Sequence[Problem]) -> Table:
    """One row for each problem, with room for what the department says to it."""
    rows = [
        {"number": number, "title": one.title.text, "reply": "", "note": ""}
        for number, one in enumerate(found, 1)
    ]
    return tabulate(
        (
            Column("number", "序号", "count"),
            Column("title", "问题", wide=True),
            Column("reply", "被评价单位意见", wide=True),
            Column("note", "证明材料"),
        ),
        rows,
        "被评价单位意见（请逐项填写）",
        header="title",
        style="ak-replies",
    )
