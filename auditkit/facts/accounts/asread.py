"""What was read of a published document, as a workbook in which a person can put it right.

One sheet a table: every figure in 万元 with the page and cell that it was read from beside it. What
was not read stands on the second sheet. Laid beside the original as 决算-校正.xlsx, what a person
changed there is taken (`corrections`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.errors import Issue
from auditkit.facts.accounts.accounts import Accounts
from auditkit.facts.accounts.tables.tables import Table
from auditkit.facts.facts import DEMO
from auditkit.files.readers.crops import unsure_crops
from auditkit.files.readers.scan.scan import DOTS
from auditkit.files.saving import write_text
from auditkit.files.sheets import show_crops
from auditkit.files.sheetstyle import (
    HEADING,
    INPUT,
    MONEY,
    WARNING,
    height_of,
    print_setup,
    put,
    set_widths,
)

COVER, UNREAD_SHEET = "说明", "未读"
FILE_ROW, DIGEST_ROW = 2, 3
NAME_ROW, UNIT_ROW, HEAD_ROW = 1, 2, 3
LABELS = ("侧", "科目编码", "项目")
PLACE = "出处"
UNIT_LABEL = "金额单位"
_HOW = (
    "每张表一页，金额已折算为万元，右边一格是它在原件中的位置。",
    "读错的，改金额一格；栏名不对的，改表头；漏读的行，在下面添一行；金额单位空白的，填万元或元。出处一格请不要改。",
    "改好后另存为“{name}-校正.xlsx”，与原件放在同一文件夹，改动即被采用，并逐处写明。",
)


def as_read(accounts: Accounts, folder: Path | None = None) -> Workbook:
    """The workbook 决算-识读.xlsx: cover, what was not read, and a sheet for each table.

    With the `folder` of the original, an unsure figure of a scan stands beside its picture.
    """
    book = Workbook()
    cover = book.active
    assert isinstance(cover, Worksheet)
    cover.title = COVER
    name = accounts.kind[-2:]
    lines = [
        (f"{accounts.department}{accounts.year or ''}年度{accounts.kind}识读表", ""),
        ("原件", accounts.file),
        ("原件 sha256", accounts.sha256),
        *(("", line.format(name=name)) for line in _HOW),
    ]
    if accounts.demo:
        lines.append(("", DEMO))
    for r, (label, text) in enumerate(lines, 1):
        for c, value in enumerate((label, text), 1):
            write_text(cover.cell(r, c), value)
            put(cover.cell(r, c), bold=r == 1, border=False)
        cover.row_dimensions[r].height = height_of(text, 90)
    set_widths(cover, (30, 90))
    pictured = unsure_crops(folder / accounts.file, accounts.issues) if folder else {}
    _unread(book.create_sheet(UNREAD_SHEET), accounts.issues, pictured)
    for number, table in enumerate(accounts.tables.values(), 1):
        _table(book.create_sheet(f"{number:02}{table.kind}"[:31]), table)
    return book


def _unread(sheet: Worksheet, issues: Sequence[Issue], pictured: Mapping[str, bytes]) -> None:
    """Everything that was told in reading, the gravest first."""
    heads = ("程度", "编码", "位置", "内容", "原文", "处理")
    ordered = sorted(issues, key=lambda issue: not issue.grave)
    rows = [
        ("须更正" if i.grave else "提示", i.code, i.where, i.what, i.found, i.remedy)
        for i in ordered
    ]
    for r, row in enumerate((heads, *rows), 1):
        for c, text in enumerate(row, 1):
            write_text(sheet.cell(r, c), text)
            fill = HEADING if r == 1 else WARNING if row[0] == "须更正" else None
            put(sheet.cell(r, c), bold=r == 1, fill=fill)
    set_widths(sheet, (9, 18, 40, 50, 30, 40))
    at = {r: pictured[row[2]] for r, row in enumerate(rows, 2) if row[2] in pictured}
    show_crops(sheet, len(heads) + 1, at, DOTS)
    sheet.freeze_panes = "A2"
    print_setup(sheet, "1:1")


def _table(sheet: Worksheet, table: Table) -> None:
    columns = list(dict.fromkeys([*table.columns, *(c for r in table.rows for c in r.figures)]))
    write_text(sheet.cell(NAME_ROW, 1), table.kind)
    put(sheet.cell(NAME_ROW, 1), bold=True, border=False)
    write_text(sheet.cell(UNIT_ROW, 1), UNIT_LABEL)
    write_text(sheet.cell(UNIT_ROW, 2), "万元" if table.unit else "")
    put(sheet.cell(UNIT_ROW, 2), fill=INPUT)
    heads = [*LABELS, *(text for column in columns for text in (column, PLACE))]
    for c, text in enumerate(heads, 1):
        write_text(sheet.cell(HEAD_ROW, c), text)
        put(sheet.cell(HEAD_ROW, c), bold=True, fill=HEADING)
    for r, row in enumerate(table.rows, HEAD_ROW + 1):
        for c, label in enumerate((row.side, row.code, row.name), 1):
            write_text(sheet.cell(r, c), label)
            put(sheet.cell(r, c))
        for i, column in enumerate(columns):
            at, figure = len(LABELS) + 1 + 2 * i, row[column]
            if figure is not None:
                sheet.cell(r, at, figure.value)
                write_text(sheet.cell(r, at + 1), figure.source.place)
            put(sheet.cell(r, at), fill=INPUT, across="right", number_format=MONEY)
            put(sheet.cell(r, at + 1), color="808080", size=9)
    set_widths(sheet, (6, 10, 36, *(16, 26) * len(columns)))
    sheet.freeze_panes = f"D{HEAD_ROW + 1}"
    print_setup(sheet, f"{HEAD_ROW}:{HEAD_ROW}")
