"""A working paper as a second program computes it: cells by sheet, row and heading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

import formualizer
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.audit.audit import Audit
from auditkit.documents.workpaper.figures import write_figures
from auditkit.documents.workpaper.indicators import write_indicators
from auditkit.documents.workpaper.inputs import Inputs
from auditkit.documents.workpaper.plan import Plan
from auditkit.documents.workpaper.points import write_points
from auditkit.documents.workpaper.sheets import FIRST_ROW, HEAD_ROW, Paper
from auditkit.documents.workpaper.tasks import write_tasks
from auditkit.files.saving import workbook_bytes


@dataclass(frozen=True)
class Recomputed:
    """The values of every cell, by sheet and address."""

    values: Mapping[str, Mapping[tuple[int, int], object]]
    headings: Mapping[str, Mapping[str, int]]

    def at(self, sheet: str, row: int, heading: str) -> object:
        """A cell by the first line of its column's heading; a blank text is None."""
        value = self.values[sheet].get((row, self.headings[sheet][heading]))
        return None if value == "" else value

    def beside(self, sheet: str, label: str, right: int = 1) -> object:
        """The cell so many columns right of the one that holds a label."""
        row, column = next(at for at, value in self.values[sheet].items() if value == label)
        return self.values[sheet].get((row, column + right))

    def indicator(self, position: int, heading: str) -> object:
        return self.at("指标计算", FIRST_ROW + position, heading)

    def points(self, position: int, heading: str = "得分") -> object:
        return self.at("评分", FIRST_ROW + position, heading)

    def score(self) -> dict[str, object]:
        """The score, by the names that `Score` has for its parts."""
        rows = {
            value: row
            for (row, column), value in self.values["评分"].items()
            if column == self.headings["评分"]["三级指标"] and isinstance(value, str)
        }
        labels = {
            "points": "得分",
            "rests_on": "依据的满分",
            "low": "最低得分",
            "high": "最高得分",
            "value": next(label for label in rows if label.startswith(("评价得分", "参考得分"))),
            "grade": "等级",
            "grade_low": "最低得分的等级",
            "grade_high": "最高得分的等级",
        }
        return {key: self.at("评分", rows[label], "权重") for key, label in labels.items()}


def computing_sheets(audit: Audit) -> Workbook:
    """The sheets of the paper that compute something, for tests that want many papers."""
    book, plan = Workbook(), Plan(audit)
    paper = Paper(audit.department, audit.year, demo=audit.demo)
    book.remove(book.worksheets[0])
    write_figures(book, plan, paper, Inputs())
    write_indicators(book, plan, paper)
    write_points(book, plan, paper)
    write_tasks(book, plan, paper, Inputs())
    return book


def recomputed(book: Workbook) -> Recomputed:
    """The saved file, every formula computed by formualizer."""
    engine = formualizer.load_workbook_bytes(workbook_bytes(book))
    return _values(book, engine)


def computed(book: Workbook) -> Recomputed:
    """The same without a file between: the cells are handed over one by one."""
    engine = formualizer.Workbook()
    for sheet in book.worksheets:
        engine.add_sheet(sheet.title)
    for sheet in book.worksheets:
        for cell in _filled(sheet):
            if cell.data_type == "f":
                engine.set_formula(sheet.title, cell.row, cell.column, cell.value)
            else:
                engine.set_value(sheet.title, cell.row, cell.column, cell.value)
    return _values(book, engine)


def _values(book: Workbook, engine: formualizer.Workbook) -> Recomputed:
    # Cell by cell, each would be planned by itself.
    engine.evaluate_all()
    values = {
        sheet.title: {
            (cell.row, cell.column): engine.get_value(sheet.title, cell.row, cell.column)
            if cell.data_type == "f"
            else cell.value
            for cell in _filled(sheet)
        }
        for sheet in book.worksheets
    }
    return Recomputed(values, headings_of(book))


def _filled(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.value is not None:
                yield cell


def stored(data: bytes) -> Recomputed:
    """The results that another program has stored in the file."""
    book = load_workbook(BytesIO(data), data_only=True)
    values = {
        sheet.title: {(cell.row, cell.column): cell.value for cell in _filled(sheet)}
        for sheet in book.worksheets
    }
    return Recomputed(values, headings_of(book))


def headings_of(book: Workbook) -> dict[str, dict[str, int]]:
    return {
        sheet.title: {
            str(cell.value).partition("\n")[0]: cell.column
            for cell in sheet[HEAD_ROW]
            if cell.value is not None
        }
        for sheet in book.worksheets
        if sheet.title != "封面"
    }
