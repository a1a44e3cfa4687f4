"""The sheet 数据项: every figure used, with its source; the cells that one may change."""

from __future__ import annotations

import datetime as dt

from openpyxl import Workbook

from auditkit.documents.workpaper.inputs import Inputs, cell_of
from auditkit.documents.workpaper.plan import Figure, Plan, numbers
from auditkit.documents.workpaper.sheets import (
    ADJUSTED_COLUMN,
    FIGURES,
    FILES,
    FIRST_ROW,
    INDICATORS,
    SPENT_COLUMN,
    TASKS,
    Column,
    Paper,
    begin,
    index_number,
    letters,
    link,
    link_file,
)
from auditkit.facts.facts import COUNTING_UNITS, Fact
from auditkit.facts.workbook.counts import SPENT
from auditkit.files.sheetstyle import COUNT, DATE, INPUT, MONEY, RATE

_COLUMNS = (
    Column("index", "索引号", 9),
    Column("name", "数据项", 34),
    Column("year", "年度", 7, "center"),
    Column("scope", "只用于指标", 20),
    Column("value", "数值", 17, "right"),
    Column("unit", "单位", 7, "center"),
    Column("listed", "来源\n索引号", 8, "center"),
    Column("file", "来源文件", 31),
    Column("place", "位置", 24),
    Column("open", "原件", 6, "center"),
    Column("remark", "备注", 26),
    Column("users", "用于指标\n（索引号）", 17),
)
_OPEN = "打开"
VALUE_COLUMN = letters(_COLUMNS)["value"]
_HINT = (
    "黄色格可以修改：改动后，指标、状态、得分和等级随之重算。空白表示没有取得，不按 0 计算；"
    "没有发生的填 0。金额单位为万元的，均已换算为万元。"
)


def write_figures(book: Workbook, plan: Plan, paper: Paper, inputs: Inputs) -> None:
    """The sheet 数据项: every figure with its source, one row each; money in 万元."""
    sheet = begin(book, FIGURES, _COLUMNS, paper, _HINT)
    for position, figure in enumerate(plan.figures):
        row = FIRST_ROW + position
        fact = figure.fact
        texts = {
            "index": index_number(FIGURES, position),
            "name": figure.name,
            "scope": figure.scope,
            "unit": "" if figure.unit == "日期" else figure.unit,
            "file": fact.source.file if fact else "",
            "place": fact.source.place if fact else "（没有取得）",
            "remark": fact.remark if fact else "",
            "users": numbers(INDICATORS, figure.users),
        }
        sheet.write(row, texts)
        sheet.value(row, "year", figure.year, COUNT)
        if figure.tasks:
            sheet.value(row, "value", _sum_of_tasks(figure), number_format(figure.unit, fact))
        else:
            value = cell_value(fact.value, figure.unit) if fact else None
            sheet.value(row, "value", value, number_format(figure.unit, fact), INPUT)
        link(sheet.cell(row, "users"), INDICATORS, f"A{FIRST_ROW + figure.users[0]}")
        source = fact.source if fact else None
        sheet.refer(row, "listed", FILES, plan.file_row(source.file) if source else None)
        address = inputs.address(source.file) if source else ""
        opens = sheet.text(row, "open", _OPEN if address else "")
        if source is not None and address:
            link_file(opens, address, cell_of(source))
    sheet.finish(FIRST_ROW + len(plan.figures) - 1, "C")


def value_address(row: int) -> str:
    """A figure's cell, as the formulas of other sheets write it."""
    return f"{FIGURES}!{VALUE_COLUMN}{row}"


def cell_value(value: float, unit: str) -> float | int | dt.date:
    """A figure as its cell holds it: a date as a date, a whole number without a fraction."""
    if unit == "日期" and dt.date.min.toordinal() <= value <= dt.date.max.toordinal():
        return dt.date.fromordinal(int(value))
    value = float(value)
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def number_format(unit: str, fact: Fact | None = None, places: int = 2) -> str:
    """The format for a figure of a unit, with as many places as it was printed to."""
    if fact is not None and fact.decimals:
        places = min(max(places, fact.decimals), 8)
    match unit:
        case "日期":
            return DATE
        case "%":
            return RATE if places == 2 else f"0.{'0' * places}%"
        case _ if unit.endswith("元"):
            return MONEY if places == 2 else f"#,##0.{'0' * places}"
        case _ if unit in COUNTING_UNITS:
            # Criteria met in part count one half.
            return COUNT if fact is None or float(fact.value).is_integer() else "0.0#"
        case _:
            return "General"


def _sum_of_tasks(figure: Figure) -> str:
    column = SPENT_COLUMN if figure.name == SPENT else ADJUSTED_COLUMN
    cells = ",".join(f"{TASKS}!{column}{FIRST_ROW + i}" for i in figure.tasks)
    return f'=IF(COUNT({cells})<{len(figure.tasks)},"",ROUND(SUM({cells}),8))'
