"""How much a reader takes in: a form is small, and a file that is not must say so at once."""

from __future__ import annotations

from collections.abc import Iterable

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Area, Grid, column_letters

MOST_ROWS = 50_000
MOST_CELLS = 1_000_000
# What browsers allow a single cell to span.
MOST_SPAN = 1_000
MOST_TABLES = 10_000
"""In one page or document: a table each for some hundred departments is a thousand."""
LONGEST_CELL = 32_767
"""Characters, as in Excel: no cell of a form or of accounts comes near."""


def check_extent(file: str, name: str, rows: int, columns: int, before: int = 0) -> None:
    """Raise UnreadableFile for a table whose last used row and column are past all use.

    `before` is the number of cells in the file's tables before this one.
    """
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        raise UnreadableFile(
            file,
            f"{name}用到了第{rows}行{column_letters(max(columns, 1) - 1)}列，"
            f"超过{MOST_ROWS}行或{MOST_CELLS // 10_000}万个单元格的上限",
            "请删除表格以外的行列，或只保留需要的表，另存后再读入",
        )
    if before + rows * columns > MOST_CELLS:
        raise UnreadableFile(
            file,
            f"各表合计超过{MOST_CELLS // 10_000}万个单元格的上限",
            "请只保留需要的表，另存后再读入",
        )


def check_tables(file: str, tables: int) -> None:
    """Raise UnreadableFile for more tables than any document has."""
    if tables > MOST_TABLES:
        raise UnreadableFile(
            file, f"有{tables:,}张表，超过{MOST_TABLES:,}张的上限", "请只保留需要的表，另存后再读入"
        )


def check_lengths(grid: Grid) -> None:
    """Raise UnreadableFile for a cell that holds more text than any program lets one type."""
    for r, row in enumerate(grid.rows):
        for c, value in enumerate(row):
            if isinstance(value, str) and len(value) > LONGEST_CELL:
                raise UnreadableFile(
                    f"{grid.file}[{grid.place(r, c)}]",
                    f"有{len(value)}个字，超过一个单元格{LONGEST_CELL}字的上限",
                    "请核对原件，拆分或删去多余的文字后再读入",
                )


def fit_areas(
    file: str, name: str, areas: Iterable[Area], rows: int, columns: int
) -> tuple[Area, ...]:
    """The merged areas cut to the used rows and columns, so that filling them in stays cheap.

    Raises UnreadableFile where they overlap so much that they exceed the table itself.
    """
    fitted = []
    room = rows * columns
    for area in areas:
        cut = Area(area.top, area.left, min(area.bottom, rows - 1), min(area.right, columns - 1))
        height, width = cut.bottom - cut.top + 1, cut.right - cut.left + 1
        if height < 1 or width < 1 or height * width == 1:
            continue
        room -= height * width
        if room < 0:
            raise UnreadableFile(
                file, f"{name}的合并单元格互相重叠", "请取消合并后重新合并，另存后再读入"
            )
        fitted.append(cut)
    return tuple(fitted)
