"""One sheet of 审计发现处理.xlsx put in place: the program's cells anew, all others as before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from auditkit.files.grid import as_text
from auditkit.files.saving import write_text
from auditkit.files.sheets import drop_down, headings, line_across, listed
from auditkit.files.sheetstyle import (
    HEADING,
    INPUT,
    MONEY,
    TITLE_FONT,
    WARNING,
    height_of,
    measure_in_our_font,
    put,
    set_widths,
)
from auditkit.findings.decisionsheets import GONE, IDENTITY, OWN_ROWS, SHEETS, Column, digest_of
from auditkit.results.decisionbook.contents import CHOICES, ProgramRow
from auditkit.results.decisionbook.earlier import EarlierRow, EarlierSheet, Kept, holds
from auditkit.results.decisionbook.layout import USUAL, is_ours, kept_widths, part_columns, set_up

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_HEAD = 3
_LINE = 13.5  # points, of 10 point text
_GREY = "808080"
Written = tuple[str, str, str, str]
"""What the program wrote into a cell: sheet, identity, role, digest."""


@dataclass(frozen=True)
class Placed:
    """A row as it is to stand: the program's part, and what stood there before."""

    program: ProgramRow | None = None
    earlier: EarlierRow | None = None
    words: dict[str, str] = field(default_factory=dict)
    """Texts for the auditor's columns where the earlier row's own cells are not to be taken."""
    moved: str = ""
    """What 变动 says of a fact that is another than before."""


@dataclass(frozen=True)
class Table:
    """A whole sheet as it is to stand; `gone` and `own` stand below, under their headings."""

    name: str
    title: str
    how_to: str
    demo: bool
    rows: Sequence[Placed]
    gone: Sequence[Placed] = ()
    own: Sequence[Placed] = ()
    columns: Sequence[Column] = ()
    """Those of the sheet of that name in 审计发现处理.xlsx where none are given."""


def put_table(book: Workbook, table: Table, earlier: EarlierSheet | None) -> list[Written]:
    """Write a sheet into the book, in place of what stood there; gives what the program wrote."""
    columns = table.columns or SHEETS[table.name]
    sheet = book[table.name] if earlier else book.create_sheet(table.name)
    head = earlier.head if earlier else _HEAD
    anew = earlier is None or is_ours(sheet, head, columns)
    widths = _widths(sheet, table.name, columns, earlier)
    _head_lines(sheet, table, columns, fresh=earlier is None)
    if earlier:
        _clear(sheet, head)
    others = _headings(sheet, head, columns, earlier)
    writer = _Writer(sheet, table.name, columns, widths, others, earlier)
    row = head + 1
    for placed in table.rows:
        writer.write(row, placed)
        row += 1
    last = max(row - 1, head + 1)
    for heading, below in ((GONE, table.gone), (OWN_ROWS, table.own)):
        if below:
            sheet.cell(row, 1).value = heading
            put(sheet.cell(row, 1), bold=True, border=False)
            row += 1
        for placed in below:
            writer.write(row, placed, grey=True)
            row += 1
    width = len(columns) + len(others)
    _choices(sheet, columns, head, max(row - 1, last))
    if earlier is None:
        repeated = sum(column.repeats for column in columns)
        sheet.freeze_panes = sheet.cell(head + 1, max(repeated, 1) + 1).coordinate
        measure_in_our_font(book)
    if anew:
        set_up(
            sheet,
            head,
            columns,
            [*widths, *(earlier.widths.get(was, USUAL) for was in others)] if earlier else widths,
        )
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(width)}{last}"
    return writer.written


def _widths(
    sheet: Worksheet, name: str, columns: Sequence[Column], earlier: EarlierSheet | None
) -> tuple[float, ...]:
    """Sets the widths of the program's columns and gives them: those that people changed stay."""
    widths = tuple(column.width for column in columns)
    if earlier:
        at = {role: earlier.widths[j] for role, j in earlier.columns.items() if j in earlier.widths}
        widths = kept_widths(name, columns, at)
        part_columns(sheet)
    set_widths(sheet, widths)
    return widths


def _head_lines(sheet: Worksheet, table: Table, columns: Sequence[Column], *, fresh: bool) -> None:
    if not fresh:
        # What stands above the head is left alone: somebody may have written there.
        return
    shown = min(len(columns), 12)
    whole = sum(column.width for column in columns[:shown])
    for row, text in enumerate((table.title, table.how_to), 1):
        if row == 1:
            fill = WARNING if table.demo else None
            looks = {"size": 14, "font": TITLE_FONT, "across": "center", "fill": fill}
            line_across(sheet, row, text, shown, 28, **looks)
        else:
            line_across(sheet, row, text, shown, height_of(text, whole))


def _clear(sheet: Worksheet, head: int) -> None:
    for area in list(sheet.merged_cells.ranges):
        if area.min_row >= head:
            sheet.unmerge_cells(str(area))
    for line in sheet.iter_rows(min_row=head):
        for cell in line:
            if holds(cell) or cell.has_style:
                cell.value = None
                cell.comment = None
                cell.hyperlink = None
                cell.style = "Normal"


def _headings(
    sheet: Worksheet, head: int, columns: Sequence[Column], earlier: EarlierSheet | None
) -> dict[int, int]:
    """Write the headings; gives where the columns that people added go, by where they were."""
    fills = [INPUT if column.typed else HEADING for column in columns]
    headings(sheet, head, [column.heading for column in columns], 32, fills)
    others: dict[int, int] = {}
    if earlier is None:
        return others
    for j, column in enumerate(columns, 1):
        if earlier.recorded and (theirs := earlier.heads.get(column.role)):
            restore(sheet.cell(head, j), theirs)
    for j, (was, kept) in enumerate(earlier.others.items(), len(columns) + 1):
        others[was] = j
        restore(sheet.cell(head, j), kept)
        sheet.column_dimensions[get_column_letter(j)].width = earlier.widths.get(was, USUAL)
    return others


@dataclass
class _Writer:
    sheet: Worksheet
    name: str
    columns: Sequence[Column]
    widths: Sequence[float]
    others: dict[int, int]
    earlier: EarlierSheet | None
    written: list[Written] = field(default_factory=list)

    def write(self, row: int, placed: Placed, *, grey: bool = False) -> None:
        tallest = 0.0
        program, earlier = placed.program, placed.earlier
        grey = grey or bool(program and program.grey)
        for j, column in enumerate(self.columns, 1):
            cell = self.sheet.cell(row, j)
            kept = self._kept(placed, column)
            if kept is not None:
                restore(cell, kept)
            else:
                self._put(cell, column, placed, grey=grey)
            if program and not column.typed and column.role != IDENTITY:
                self._record(program, column, placed)
            elif earlier and not program and not column.typed and earlier.read.written:
                self._record_again(earlier, column)
            needed = height_of(as_text(_plain(cell.value)), self.widths[j - 1], _LINE)
            tallest = max(tallest, needed)
        for was, j in self.others.items():
            if earlier and (kept := earlier.cells.get(was)):
                restore(self.sheet.cell(row, j), kept)
        self.sheet.row_dimensions[row].height = tallest

    def _kept(self, placed: Placed, column: Column) -> Kept | None:
        """The earlier cell of a column that is somebody's, or of a row that is no more."""
        if placed.earlier is None or self.earlier is None:
            return None
        at = self.earlier.columns.get(column.role)
        kept = placed.earlier.cells.get(at) if at else None
        if kept is None:
            return None
        if placed.program is None:
            return kept
        if column.typed:
            return None if f"{column.role}" in placed.words else kept
        if column.role in placed.earlier.read.over:
            return kept
        if kept.comment is not None or (kept.marked and self.earlier.recorded):
            # Somebody's comment on the program's cell goes with the cell, and so does a colour.
            return replace(kept, value=self._value(placed, column))
        return None

    def _value(self, placed: Placed, column: Column) -> Any:
        if placed.program is None:
            return placed.words.get(column.role)
        if column.role == IDENTITY:
            return placed.program.identity
        if column.role == "moved":
            return placed.moved or None
        if column.typed:
            return placed.words.get(column.role)
        return placed.program.values.get(column.role)

    def _put(self, cell: Any, column: Column, placed: Placed, *, grey: bool) -> None:
        value = self._value(placed, column)
        looks: dict[str, Any] = {"color": _GREY} if grey or column.role == IDENTITY else {}
        if isinstance(value, int | float):
            cell.value = value
            looks |= {"across": "center" if column.role == "ordinal" else "right"}
            if column.role == "money":
                looks |= {"number_format": MONEY}
        else:
            write_text(cell, str(value or ""))
        if column.typed:
            looks |= {"fill": INPUT}
        put(cell, down="top", **looks)

    def _record(self, program: ProgramRow, column: Column, placed: Placed) -> None:
        value = self._value(placed, column)
        text = as_text(value) if isinstance(value, int | float) else str(value or "").strip()
        self.written.append((self.name, program.identity, column.role, digest_of(text)))

    def _record_again(self, earlier: EarlierRow, column: Column) -> None:
        digest = (earlier.read.written or {}).get(column.role)
        if digest is not None:
            self.written.append((self.name, earlier.read.identity, column.role, digest))


def restore(cell: Any, kept: Kept) -> None:
    """Put a cell as it stood, at another place if need be: formulas move along."""
    if isinstance(cell, MergedCell):
        return
    value = kept.value
    formula = isinstance(value, str) and value.startswith("=") and not kept.is_text
    if formula and kept.at != cell.coordinate:
        value = Translator(value, origin=kept.at).translate_formula(cell.coordinate)
    cell.value = value
    if kept.is_text:
        cell.data_type = "s"
    cell._style = kept.style
    if kept.link is not None:
        cell.hyperlink = kept.link.target or kept.link.location
        cell._style = kept.style
    if kept.comment is not None:
        old = kept.comment
        cell.comment = Comment(old.text, old.author, old.height, old.width)


def _plain(value: Any) -> Any:
    """A value as text can be made of it: rich text is text."""
    return value if isinstance(value, int | float | None) else str(value)


def _choices(sheet: Worksheet, columns: Sequence[Column], head: int, last: int) -> None:
    ours = {listed(options) for options in CHOICES.values()}
    others = [one for one in sheet.data_validations.dataValidation if one.formula1 not in ours]
    sheet.data_validations.dataValidation = others
    for j, column in enumerate(columns, 1):
        if options := CHOICES.get(column.role):
            letter = get_column_letter(j)
            # A person may have good reason for another word: told, not refused.
            told = (column.heading, f"请选{'、'.join(options)}")
            cells = f"{letter}{head + 1}:{letter}{last}"
            drop_down(sheet, cells, listed(options), strict=False, told=told)
