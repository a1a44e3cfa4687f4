"""The sheet 任务: the declared tasks with budget, adjusted budget, spending and rate, live."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell.cell import Cell

from auditkit.documents.workpaper.inputs import Inputs, cell_of
from auditkit.documents.workpaper.plan import Plan
from auditkit.documents.workpaper.sheets import (
    ADJUSTED_COLUMN,
    FILES,
    FIRST_ROW,
    SPENT_COLUMN,
    TASKS,
    Column,
    Paper,
    PaperSheet,
    begin,
    index_number,
    letters,
    link,
    link_file,
)
from auditkit.files.grid import Source
from auditkit.files.sheetstyle import COUNT, HEADING, INPUT, MONEY, RATE
from auditkit.formula.excelterms import choice, text

_COLUMNS = (
    Column("index", "索引号", 9),
    Column("number", "序号", 6, "center"),
    Column("name", "任务名称", 36),
    Column("budget", "申报预算\n（万元）", 15, "right"),
    Column("fiscal", "其中财政资金\n（万元）", 15, "right"),
    Column("adjusted", "调整后预算\n（万元）", 15, "right"),
    Column("spent", "实际支出\n（万元）", 15, "right"),
    Column("rate", "执行率", 10, "right"),
    Column("done", "是否完成", 9, "center"),
    Column("serves", "对应指标", 24),
    Column("form", "申报表位置", 24),
    Column("book", "执行数位置", 24),
)
_LETTERS = letters(_COLUMNS)
_HINT = (
    "执行率=实际支出÷调整后预算。黄色格可以修改，对应指标的数据项随之重算；空白表示没有取得，不按0计算。"
    "合计为已填各项之和；有一项未填的，不计算总执行率。"
)


def write_tasks(book: Workbook, plan: Plan, paper: Paper, inputs: Inputs) -> None:
    """The sheet of tasks: budget, spending and rate, live; money in 万元."""
    sheet = begin(book, TASKS, _COLUMNS, paper, _HINT)
    for position, (task, record) in enumerate(plan.tasks):
        row = FIRST_ROW + position
        sheet.write(
            row,
            {
                "index": index_number(TASKS, position),
                "name": task.name,
                "done": record.done if record else "",
                "serves": "、".join(record.serves) if record else "",
                "form": task.source.place,
                "book": record.source.place if record else "（没有取得）",
            },
        )
        sheet.value(row, "number", position + 1, COUNT)
        sheet.value(row, "budget", task.budget, MONEY, INPUT)
        sheet.value(row, "fiscal", task.fiscal, MONEY, INPUT)
        sheet.value(row, "adjusted", record.adjusted if record else None, MONEY, INPUT)
        sheet.value(row, "spent", record.spent if record else None, MONEY, INPUT)
        spent, adjusted = f"{SPENT_COLUMN}{row}", f"{ADJUSTED_COLUMN}{row}"
        sheet.value(row, "rate", f"={_rate(spent, adjusted, f'{spent},{adjusted}', 2)}", RATE)
        _link(sheet.cell(row, "form"), task.source, plan, inputs)
        if record is not None:
            _link(sheet.cell(row, "book"), record.source, plan, inputs)
    if plan.tasks:
        _write_totals(sheet, plan)
    else:
        sheet.note(FIRST_ROW, "没有列出年度主要任务。")
    sheet.finish(FIRST_ROW + len(plan.tasks) - 1, "D")


def _rate(spent: str, adjusted: str, cells: str, count: int) -> str:
    cases = [
        (f"COUNT({cells})<{count}", text("数据缺失")),
        (f"{adjusted}<=0", text("不可比")),
    ]
    return choice(cases, f"{spent}/{adjusted}")


def _write_totals(sheet: PaperSheet, plan: Plan) -> None:
    last = FIRST_ROW + len(plan.tasks) - 1
    row = last + 1
    for column in _COLUMNS:
        sheet.text(row, column.key, "合计" if column.key == "name" else "", HEADING)
    sheet.sheet.row_dimensions[row].height = 20
    areas = {}
    for key in ("budget", "fiscal", "adjusted", "spent"):
        area = areas[key] = f"{_LETTERS[key]}{FIRST_ROW}:{_LETTERS[key]}{last}"
        total = choice([(f"COUNT({area})=0", text(""))], f"SUM({area})")
        sheet.value(row, key, f"={total}", MONEY, HEADING, bold=True)
    rate = _rate(
        f"{SPENT_COLUMN}{row}",
        f"{ADJUSTED_COLUMN}{row}",
        f"{areas['adjusted']},{areas['spent']}",
        2 * len(plan.tasks),
    )
    sheet.value(row, "rate", f"={rate}", RATE, HEADING, bold=True)
    printed = plan.audit.declaration.total
    if printed is None:
        return
    for offset, name in ((1, "申报表所印合计"), (2, "差额（合计－所印合计）")):
        sheet.sheet.row_dimensions[row + offset].height = 20
        for column in _COLUMNS:
            sheet.text(row + offset, column.key, name if column.key == "name" else "")
    sheet.text(row + 1, "form", printed.source.place)
    for key, amount in (("budget", printed.budget), ("fiscal", printed.fiscal)):
        letter = _LETTERS[key]
        sheet.value(row + 1, key, amount, MONEY, INPUT)
        difference = choice(
            [(f"COUNT({letter}{row},{letter}{row + 1})<2", text("数据缺失"))],
            f"ROUND({letter}{row}-{letter}{row + 1},2)",
        )
        sheet.value(row + 2, key, f"={difference}", MONEY)


def _link(cell: Cell, source: Source, plan: Plan, inputs: Inputs) -> None:
    """To the file where it can be reached from the paper, else to its row in 来源清单."""
    row = plan.file_row(source.file)
    if address := inputs.address(source.file):
        link_file(cell, address, cell_of(source))
    elif row is not None:
        link(cell, FILES, f"A{row}")
