"""The form as it was read, as a workbook to look over and to correct.

Every cell in which something was put right is coloured and says what stood there and where; what
was not read stands on a second sheet. A person corrects the first sheet and saves it as
申报表-校正.xlsx beside the original (see `corrections`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment

from auditkit.files.readers.crops import unsure_crops
from auditkit.files.readers.scan.scan import DOTS
from auditkit.files.saving import CREATOR, write_text
from auditkit.files.sheets import show_crops
from auditkit.files.sheetstyle import HEADING, WARNING, put, set_widths
from auditkit.form.declaration import UNREAD_SHEET, Declaration
from auditkit.form.writing.workbook import written_form

_HEADS = ("类别", "位置", "说明", "原文", "处理")
_WIDTHS = (14.0, 34.0, 56.0, 44.0, 44.0)
_COMMENT_WIDTH, _COMMENT_HEIGHT = 360, 120


def blank_form(department: str, year: int) -> Declaration:
    """A form to be filled in by hand, for an original that no reader can read."""
    return Declaration(department, year, (), (), None, ())


def readback(declaration: Declaration, folder: Path | None = None) -> Workbook:
    """The form as read, its repaired cells coloured, and what was not read on a second sheet.

    With the `folder` of the original, what was recognised in a picture and is not sure stands there
    beside what is to be seen on the page.
    """
    book, places = written_form(declaration)
    sheet = book.worksheets[0]
    told: dict[str, list[str]] = {}
    for repair in declaration.repairs:
        if (at := places.get(repair.source)) is not None:
            told.setdefault(at, []).append(str(repair))
    for issue in declaration.issues:
        if (at := places.get(issue.source)) is not None:
            told.setdefault(at, []).append(str(issue))
    for at, lines in told.items():
        cell = sheet[at]
        cell.fill = WARNING
        comment = Comment("\n".join(lines), CREATOR)
        comment.width, comment.height = _COMMENT_WIDTH, _COMMENT_HEIGHT
        cell.comment = comment
    pictured = unsure_crops(folder / declaration.file, declaration.issues) if folder else {}
    shown = {place for place in places if str(place) not in pictured}
    _write_unread(book, declaration, shown, pictured)
    return book


def _write_unread(
    book: Workbook,
    declaration: Declaration,
    shown: Collection[object],
    pictured: Mapping[str, bytes],
) -> None:
    sheet = book.create_sheet(UNREAD_SHEET)
    set_widths(sheet, _WIDTHS)
    for column, head in enumerate(_HEADS, 1):
        cell = sheet.cell(1, column)
        write_text(cell, head)
        put(cell, fill=HEADING, bold=True, across="center")
    rows = list(_unread(declaration, shown)) or [("", "", "没有未读的内容", "", "")]
    for number, row in enumerate(rows, 2):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            write_text(cell, text)
            put(cell)
    at = {n: pictured[row[1]] for n, row in enumerate(rows, 2) if row[1] in pictured}
    show_crops(sheet, len(_HEADS) + 1, at, DOTS)
    sheet.freeze_panes = "A2"


def _unread(
    declaration: Declaration, shown: Collection[object]
) -> Iterator[tuple[str, str, str, str, str]]:
    for one in declaration.unread:
        what = f"未读的{one.kind}，共{one.count}格，可能含{one.part}"
        yield "未读", str(one.source), what, one.heading, "请在第一页相应位置补填"
    for issue in declaration.issues:
        if issue.source not in shown:
            kind = "须更正" if issue.grave else "提示"
            yield kind, str(issue.source), issue.what, issue.found, issue.remedy
    for indicator in declaration.indicators:
        for cell in indicator.further:
            yield "另栏所载", str(cell.source), f"“{indicator.name}”的{cell.heading}", cell.text, ""
    for repair in declaration.repairs:
        if repair.source not in shown:
            after = f"读作“{repair.after}”" if repair.after != repair.before else ""
            yield repair.code, str(repair.source), repair.what, repair.before, after
