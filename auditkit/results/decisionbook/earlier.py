"""A workbook that people have worked on, as it stands: every cell that somebody typed."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditkit.errors import AuditError, UnreadableFile
from auditkit.files.grid import Grid
from auditkit.files.readers import read_grids
from auditkit.files.reopening import reopened
from auditkit.files.sheetstyle import HEADING, INPUT
from auditkit.findings.decisionrows import Recorded, TypedRow, head_of, recorded_in, typed_rows
from auditkit.findings.decisionsheets import (
    FINDINGS,
    REPORT,
    REQUESTS,
    SECTIONS,
    SHEETS,
    WEIGHTS,
    Column,
)
from auditkit.results.decisionbook.layout import widths_of

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.comments import Comment
    from openpyxl.worksheet.worksheet import Worksheet

# What openpyxl does not write again, or not whole.
_DRAWING = "xl/drawings/drawing"
_LOST = (
    _DRAWING, "xl/media/", "xl/charts/", "xl/threadedComments", "xl/persons",
    "xl/ctrlProps", "xl/embeddings", "xl/activeX", "xl/vbaProject", "xl/pivot", "xl/slicer",
    "xl/timeline", "xl/richData", "xl/queryTables", "xl/externalLinks", "xl/model", "customXml/",
)  # fmt: skip
_OUR_FILLS = {INPUT.fgColor.rgb[-6:], HEADING.fgColor.rgb[-6:]}
# Black, the grey of what is set aside, and the black of a theme or of the system.
_OUR_INKS = {"000000", "808080", "theme 1", "indexed 8", "indexed 64"}
Wanted = Mapping[str, tuple[Sequence[Column], Sequence[str]]]
"""The sheets to be read by name: their columns, and the roles without which there is no head."""
_NEEDED = {
    FINDINGS: ("code", "own verdict"),
    REPORT: ("item", "own content"),
    REQUESTS: ("what", "own got"),
    WEIGHTS: ("indicator", "own weight"),
}
WORDS: Wanted = {name: (SHEETS[name], needed) for name, needed in _NEEDED.items()}


@dataclass(frozen=True)
class Kept:
    """A cell as it stood: its value, looks, comment and link, and where it was."""

    value: Any
    style: Any
    comment: Comment | None
    link: Any
    at: str
    filled: bool = False
    """Whether it has a fill that the program does not use here."""
    marked: bool = False
    """Whether somebody coloured, struck out or emphasised it: the program does not."""
    is_text: bool = False
    """Whether it is a text, though it may begin like a formula."""


@dataclass(frozen=True)
class EarlierRow:
    """A row of an earlier sheet: as read, and its cells by column, from 1."""

    read: TypedRow
    cells: dict[int, Kept]
    height: float | None = None


@dataclass(frozen=True)
class EarlierSheet:
    """A sheet as it stood: its head, where the known columns were, all others by their column."""

    head: int
    columns: dict[str, int]
    others: dict[int, Kept]
    heads: dict[str, Kept] = field(default_factory=dict)
    """The headings of the known columns that somebody marked or commented on, by role."""
    rows: list[EarlierRow] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    """Of all columns that have one of their own."""
    recorded: bool = True
    """Whether the program said what it wrote: then a row that it does not know is somebody's."""

    def typed(self, row: EarlierRow, columns: Sequence[Column]) -> bool:
        """Whether anything in the row is somebody's."""
        if self.recorded and row.read.written is None:
            return True
        roles = {column.role for column in columns if column.typed}
        by_column = {j: role for role, j in self.columns.items()}
        for j, kept in row.cells.items():
            role = by_column.get(j, "")
            theirs = not role or role in roles or role in row.read.over
            # What the program wrote before it kept a record may have had other colours.
            marked = kept.marked and self.recorded
            if marked or kept.comment is not None or (theirs and kept.value is not None):
                return True
        return False


@dataclass(frozen=True)
class Earlier:
    """A workbook as it stood; `lossy` names what of it cannot be written again."""

    book: Workbook
    record: Recorded
    grids: list[Grid]
    sha256: str
    sheets: dict[str, EarlierSheet]
    lossy: tuple[str, ...] = ()


def read_earlier(path: Path, wanted: Wanted = WORDS) -> Earlier:
    """The workbook at `path`. Raises AuditError where it cannot be read whole.

    The first of the sheets that are wanted must be there.
    """
    try:
        data = path.read_bytes()
        grids = read_grids(path)
        book = reopened(path)
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            lossy = tuple(p for p in _LOST if any(_is_lost(parts, n, p) for n in parts.namelist()))
    except UnreadableFile as error:
        raise AuditError(_refusal(path, error.problem)) from error
    except OSError as error:
        raise AuditError(_refusal(path, error.strerror or type(error).__name__)) from error
    except zipfile.BadZipFile as error:
        raise AuditError(_refusal(path, "文件已损坏")) from error
    record = recorded_in(grids)
    sheets: dict[str, EarlierSheet] = {}
    for grid in grids:
        name = grid.name
        if name not in wanted or name in sheets or name not in book.sheetnames:
            continue
        head = head_of(grid, *wanted[name])
        if head is None:
            raise AuditError(_refusal(path, f"工作表“{name}”没有表头"))
        sheets[name] = _sheet(book[name], grid, head, record)
    if (first := next(iter(wanted))) not in sheets:
        raise AuditError(_refusal(path, f"没有工作表“{first}”"))
    return Earlier(book, record, grids, hashlib.sha256(data).hexdigest(), sheets, lossy)


def _is_lost(parts: zipfile.ZipFile, name: str, kind: str) -> bool:
    """Whether a part is of that kind and holds something: LibreOffice writes empty drawings."""
    if not name.startswith(kind):
        return False
    return kind != _DRAWING or b"Anchor" in parts.read(name)


def _refusal(path: Path, why: str) -> str:
    return (
        f"{path}已经存在，读不出其中所填的内容（{why}），没有写入。"
        "请修复或移走它，或换个文件名；确要覆盖请加 --force，原文件另存为备份。"
    )


def _sheet(sheet: Worksheet, grid: Grid, head: dict[str, int], record: Recorded) -> EarlierSheet:
    top = head[""] + 1
    columns = {role: j + 1 for role, j in head.items() if role}
    read = {row.index: row for row in typed_rows(grid, head, record)}
    rows: list[EarlierRow] = []
    used: set[int] = set()
    for number, line in _lines(sheet, top):
        row = read.get(number - 1)
        ours = set(columns.values()) if row else set()
        cells = {
            j: kept(cell)
            for j, cell in line.items()
            if holds(cell) or (j in ours and _marked(cell))
        }
        if row is None and cells:
            # Typed where no known column is, or a formula without a stored result.
            row = TypedRow(number - 1, "", {}, {"": grid.source(number - 1, 0)})
        if row is not None and cells and not _is_section(row, cells):
            rows.append(EarlierRow(row, cells, sheet.row_dimensions[number].height))
            used |= cells.keys()
    known = set(columns.values())
    headed = {j for (row, j), cell in tuple(sheet._cells.items()) if row == top and holds(cell)}
    others = {j: kept(sheet.cell(top, j)) for j in sorted((used | headed) - known)}
    heads = {role: kept(sheet.cell(top, j)) for role, j in columns.items()}
    heads = {role: one for role, one in heads.items() if one.comment or one.filled}
    return EarlierSheet(
        top, columns, others, heads, rows, widths_of(sheet), record.written is not None
    )


def _lines(sheet: Worksheet, head: int) -> Iterator[tuple[int, dict[int, Any]]]:
    """Each row below the head, with its cells by column; only those that there are.

    What is merged down over several rows is said of each of them.
    """
    found: dict[int, dict[int, Any]] = {}
    for (row, j), cell in sheet._cells.items():
        if row > head:
            found.setdefault(row, {})[j] = cell
    for (row, j), first in _merged_above(sheet, head).items():
        found.setdefault(row, {})[j] = sheet.cell(first, j)
    for row in sorted(found):
        yield row, dict(sorted(found[row].items()))


def _merged_above(sheet: Worksheet, head: int) -> dict[tuple[int, int], int]:
    """For the cells of merged areas below the head, the row in which their text stands."""
    return {
        (row, area.min_col): area.min_row
        for area in sheet.merged_cells.ranges
        if area.min_row > head
        for row in range(area.min_row, area.max_row + 1)
    }


def _is_section(row: TypedRow, cells: dict[int, Kept]) -> bool:
    return not row.texts and list(cells) == [1] and str(cells[1].value) in SECTIONS


def holds(cell: Cell | MergedCell) -> bool:
    """Whether there is anything in a cell that would be missed."""
    return cell.value is not None or cell.comment is not None


def kept(cell: Any) -> Kept:
    """The cell as it stands."""
    link = copy(cell.hyperlink) if cell.hyperlink else None
    comment = copy(cell.comment) if cell.comment else None
    style = copy(cell._style)
    how = (_filled(cell), _marked(cell), cell.data_type == "s")
    return Kept(cell.value, style, comment, link, cell.coordinate, *how)


def _filled(cell: Any) -> bool:
    fill = cell.fill
    if fill is None or not fill.fill_type:
        return False
    return fill.fill_type != "solid" or _rgb(fill.fgColor) not in _OUR_FILLS


def _marked(cell: Any) -> bool:
    """Whether a cell below the head looks otherwise than the program makes it look."""
    font = cell.font
    emphasised = bool(font and (font.b or font.i or font.u or font.strike))
    coloured = bool(font and font.color and _rgb(font.color) not in _OUR_INKS)
    return emphasised or coloured or _filled(cell)


def _rgb(color: Any) -> str:
    """The six digits of a colour; of one by number its kind and number."""
    return color.rgb[-6:].upper() if color.type == "rgb" else f"{color.type} {color.value}"
