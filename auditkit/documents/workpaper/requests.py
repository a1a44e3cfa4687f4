"""The sheet 资料清单: what is still to be obtained, from whom and for which indicator."""

from __future__ import annotations

from openpyxl import Workbook

from auditkit.documents.workpaper.plan import Plan
from auditkit.documents.workpaper.sheets import (
    FIRST_ROW,
    REQUESTS,
    Column,
    Paper,
    begin,
    index_number,
)
from auditkit.show.tables.limits import limits_table

_COLUMNS = (
    Column("index", "索引号", 9),
    Column("title", "类别", 24),
    Column("what", "资料", 48),
    Column("indicators", "用于指标", 30),
    Column("ask", "向谁索取", 34),
    Column("where", "填入", 40),
)
_HINT = (
    "待取得、待评定、待对应的资料，属于本次工作的局限，不是被评价单位的问题。取得后填入所列位置。"
)


def write_requests(book: Workbook, plan: Plan, paper: Paper) -> None:
    """The limits of the work, a row for each thing to ask for: none is a finding."""
    sheet = begin(book, REQUESTS, _COLUMNS, paper, _HINT)
    rows = limits_table(plan.audit.limits).data
    for position, row in enumerate(rows):
        texts = {c.key: str(row[c.key]) for c in _COLUMNS if c.key != "index"}
        sheet.write(FIRST_ROW + position, {"index": index_number(REQUESTS, position), **texts})
    if not rows:
        sheet.note(FIRST_ROW, "所需资料均已取得。")
    sheet.finish(FIRST_ROW + len(rows) - 1, "D")
