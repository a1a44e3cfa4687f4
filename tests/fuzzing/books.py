"""Ways in which people leave a workbook or a Word table that opens and is wrong inside."""

import copy
import io
import random
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
from openpyxl.utils.exceptions import IllegalCharacterError
from steady import steady


def damaged_book(data: bytes, suffix: str, chance: random.Random, odd: tuple[str, ...]) -> bytes:
    """A sound file with one to six things done in it; still one that Excel or Word would open."""
    made = io.BytesIO()
    if suffix == "docx":
        document = docx.Document(io.BytesIO(data))
        for _ in range(chance.randint(1, 6)):
            _table(chance.choice(document.tables), chance, odd)
        document.save(made)
        return steady(made.getvalue())
    book = openpyxl.load_workbook(io.BytesIO(data))
    for _ in range(chance.randint(1, 6)):
        chance.choice(_DONE)(chance.choice(book.worksheets), chance, odd)
    book.save(made)
    return steady(made.getvalue())


def _place(sheet: Any, chance: random.Random) -> tuple[int, int]:
    return chance.randint(1, sheet.max_row), chance.randint(1, min(sheet.max_column, 40))


def _cell(sheet: Any, chance: random.Random, odd: tuple[str, ...]) -> None:
    cell = sheet.cell(*_place(sheet, chance))
    new: Any = chance.choice(
        (*odd, 0, -1, 1e300, 12.345678901234567, True, 45000, float(10**15), "=1+1", "=A1", "#REF!")
    )
    try:
        cell.value = new
    except (IllegalCharacterError, AttributeError):
        return
    if chance.random() < 0.3:
        cell.number_format = chance.choice(("0.00%", "yyyy-mm-dd", "@", "0.0,", '0.00"万元"'))


def _swap(sheet: Any, chance: random.Random, _: tuple[str, ...]) -> None:
    one, other = (sheet.cell(*_place(sheet, chance)) for _ in range(2))
    try:
        one.value, other.value = other.value, one.value
    except AttributeError:
        return


def _rows(sheet: Any, chance: random.Random, _: tuple[str, ...]) -> None:
    at, count = chance.randint(1, sheet.max_row), chance.choice((1, 1, 2, 30))
    chance.choice((sheet.insert_rows, sheet.delete_rows))(at, count)


def _columns(sheet: Any, chance: random.Random, _: tuple[str, ...]) -> None:
    at = chance.randint(1, min(sheet.max_column, 40))
    chance.choice((sheet.insert_cols, sheet.delete_cols))(at, chance.choice((1, 1, 2)))


def _merge(sheet: Any, chance: random.Random, _: tuple[str, ...]) -> None:
    row, column = _place(sheet, chance)
    sheet.merge_cells(
        start_row=row,
        start_column=column,
        end_row=row + chance.choice((0, 1, 5, 60)),
        end_column=column + chance.choice((0, 1, 3, 12)),
    )


def _unmerge(sheet: Any, chance: random.Random, _: tuple[str, ...]) -> None:
    if areas := list(sheet.merged_cells.ranges):
        # openpyxl's own way of it fails where rows were put in between.
        sheet.merged_cells.remove(chance.choice(areas))


def _hide(sheet: Any, chance: random.Random, _: tuple[str, ...]) -> None:
    row, column = _place(sheet, chance)
    if chance.random() < 0.5:
        sheet.row_dimensions[row].hidden = True
    else:
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].hidden = True


def _sheet(sheet: Any, chance: random.Random, _: tuple[str, ...]) -> None:
    book = sheet.parent
    match chance.randrange(5):
        case 0 if len(book.worksheets) > 1:
            book.remove(sheet)
        case 1:
            sheet.title = chance.choice(("Sheet1", "'", "甲!乙", "数据项", " ")).replace("!", "！")
        case 2:
            sheet.sheet_state = "hidden" if len(book.worksheets) > 1 else "visible"
        case 3:
            book.copy_worksheet(sheet)
        case _:
            book.move_sheet(sheet, chance.choice((-1, 1)))


def _far(sheet: Any, chance: random.Random, _: tuple[str, ...]) -> None:
    sheet.cell(chance.choice((900, 2500)), chance.choice((3, 60)), "甲")


_DONE: tuple[Callable[[Any, random.Random, tuple[str, ...]], None], ...] = (
    _cell, _cell, _cell, _cell, _cell, _cell, _swap, _swap, _rows, _rows, _columns, _merge,
    _unmerge, _hide, _sheet, _far,
)  # fmt: skip


def _table(table: Any, chance: random.Random, odd: tuple[str, ...]) -> None:
    rows = table.rows
    row = chance.choice(list(rows))._tr
    cells = row.tc_lst
    match chance.randrange(7):
        case 0:
            row.getparent().remove(row)
        case 1:
            row.addnext(copy.deepcopy(row))
        case 2 if len(cells) > 1:
            row.remove(chance.choice(cells))
        case 3 if cells:
            chance.choice(cells).grid_span = chance.choice((2, 3, 40))
        case 4 if cells:
            chance.choice(cells).vMerge = chance.choice(("restart", "continue", None))
        case _ if cells:
            texts = [node for node in chance.choice(cells).iter() if node.tag.endswith("}t")]
            if texts:
                new = chance.choice(odd)
                texts[0].text = "".join(c for c in new if c.isprintable()) or "甲"
