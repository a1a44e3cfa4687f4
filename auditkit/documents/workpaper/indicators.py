"""The sheet 指标计算: every indicator as a live formula over 数据项, its target and its status."""

from __future__ import annotations

import math

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle

from auditkit.assessment.computation import Computation
from auditkit.documents.workpaper.figures import cell_value, number_format, value_address
from auditkit.documents.workpaper.formulas import (
    APPLIES,
    NOT_APPLICABLE,
    IndicatorCells,
    check_excel,
    fits,
    status_excel,
    value_excel,
)
from auditkit.documents.workpaper.plan import Plan, numbers
from auditkit.documents.workpaper.sheets import (
    FIGURES,
    FIRST_ROW,
    INDICATORS,
    POINTS,
    Column,
    Paper,
    PaperSheet,
    begin,
    index_number,
    letters,
    link,
    naming,
)
from auditkit.files.sheets import drop_down, listed
from auditkit.files.sheetstyle import CLOSED, INPUT, WARNING

_COLUMNS = (
    *naming(14, 18),
    Column("formula", "算式（照申报表或规则包）", 32),
    Column("figures", "所用数据项\n（索引号）", 17),
    Column("applies", "适用", 8, "center"),
    Column("actual", "实际值", 13, "right"),
    Column("unit", "单位", 7, "center"),
    Column("target", "指标值\n（照原文）", 11, "center"),
    Column("sign", "比较", 6, "center"),
    Column("goal", "目标值", 11, "right"),
    Column("status", "状态", 11, "center"),
    Column("reason", "说明（按原始数据写成，不随修改变动）", 36),
    Column("check", "与程序\n核对", 9, "center"),
)
_LETTERS = letters(_COLUMNS)
_HINT = (
    "实际值、状态、核对均为公式。数据缺失、不可比（基数为0或负数）、待评定、无目标值、不适用都不按0计算。"
    "黄色格可以修改。“不能断定”（四舍五入或抽样的误差跨过指标值）按原始数据得出；实际值或目标值改动后，按改动后的数直接比较。"
    "“与程序核对”：原始数据未改动时应为“一致”。"
)
_OPEN = ("数据缺失", "不可比", "待评定")
_NO_VERDICT = "不参与评价"
_TOO_LONG = "（算式超出表格软件的限度，实际值为程序算得的数值，不随修改变动）"


def write_indicators(book: Workbook, plan: Plan, paper: Paper) -> None:
    """One row for each declared indicator, then one for each alternative that the form prints."""
    sheet = begin(book, INDICATORS, _COLUMNS, paper, _HINT)
    declared = plan.audit.assessed
    for position, c in enumerate(plan.computations):
        row = FIRST_ROW + position
        cells = indicator_cells(row)
        if position < len(declared):
            status, reason = declared[position].status, declared[position].reason
            _write_target(sheet, row, c)
            sheet.value(row, "status", f"={status_excel(c, status, cells)}")
            sheet.value(row, "check", f"={check_excel(c, status, cells)}")
        else:
            reason = f"申报表另印的算式（{c.formula.name}），不参与评价；{c.reason}".rstrip("；")
            for key in ("target", "sign", "goal"):
                sheet.text(row, key, "")
            sheet.text(row, "status", _NO_VERDICT)
            sheet.value(row, "check", f"={check_excel(c, _NO_VERDICT, cells)}")
        _write_row(sheet, row, position, c, plan, reason)
        if position < len(declared):
            link(sheet.cell(row, "index"), POINTS, f"A{row}")
    _finish(sheet, FIRST_ROW + len(plan.computations) - 1)


def indicator_cells(row: int, sheet: str = "") -> IndicatorCells:
    """The cells of a row, as formulas of the same or of another sheet write them."""
    of = f"{sheet}!" if sheet else ""
    return IndicatorCells(
        *(f"{of}{_LETTERS[key]}{row}" for key in ("applies", "actual", "goal", "status"))
    )


def status_range(plan: Plan) -> str:
    """The statuses of all declared indicators."""
    last = FIRST_ROW + max(len(plan.audit.assessed), 1) - 1
    return f"{INDICATORS}!{_LETTERS['status']}{FIRST_ROW}:{_LETTERS['status']}{last}"


def actual_format(c: Computation) -> str:
    """The number format that shows an actual as the report does, with as many places."""
    shown = c.shown.rstrip("%") if c.goal.unit == "%" else ""
    return number_format(c.goal.unit, places=max(2, len(shown.partition(".")[2])))


def _write_row(
    sheet: PaperSheet, row: int, position: int, c: Computation, plan: Plan, reason: str
) -> None:
    cells = indicator_cells(row)

    def figure(name: str, shift: int) -> str:
        return value_address(plan.figure_row(c, name, shift))

    formula = f"={value_excel(c, plan.audit.pack, figure, cells.applies)}"
    live = fits(formula)
    texts = {
        "index": index_number(INDICATORS, position),
        "level1": c.indicator.level1,
        "level2": c.indicator.level2,
        "indicator": c.formula.name if c.formula.name != c.rule.name else c.indicator.name,
        "formula": c.formula.text,
        "figures": numbers(FIGURES, plan.figures_of(c)),
        "unit": "" if c.goal.unit == "日期" else c.goal.unit,
        "reason": reason if live else reason + _TOO_LONG,
    }
    sheet.write(row, texts)
    if plan.figures_of(c):
        link(sheet.cell(row, "figures"), FIGURES, f"A{FIRST_ROW + plan.figures_of(c)[0]}")
    aside = c.indicator.name in plan.audit.facts.not_applicable
    sheet.value(row, "applies", NOT_APPLICABLE if aside else APPLIES, fill=INPUT)
    if live:
        sheet.value(row, "actual", formula, actual_format(c))
    elif math.isnan(c.value):
        sheet.text(row, "actual", c.status or "")
    else:
        sheet.value(row, "actual", cell_value(c.value, c.goal.unit), actual_format(c))


def _write_target(sheet: PaperSheet, row: int, c: Computation) -> None:
    sheet.text(row, "target", c.indicator.target.text)
    sheet.text(row, "sign", c.goal.sign)
    if math.isnan(c.goal.value):
        sheet.text(row, "goal", "")
    else:
        value = cell_value(c.goal.value, c.goal.unit)
        sheet.value(row, "goal", value, number_format(c.goal.unit), INPUT)


def _finish(sheet: PaperSheet, last: int) -> None:
    if last >= FIRST_ROW:
        drop_down(
            sheet.sheet,
            f"{_LETTERS['applies']}{FIRST_ROW}:{_LETTERS['applies']}{last}",
            listed((APPLIES, NOT_APPLICABLE)),
            told=("适用", f"请填“{APPLIES}”或“{NOT_APPLICABLE}”"),
            blank=False,
        )
        warned = f'{_LETTERS["status"]}{FIRST_ROW}="未达标"'
        open_ = ",".join(f'{_LETTERS["status"]}{FIRST_ROW}="{s}"' for s in _OPEN)
        _mark(sheet, "status", last, warned, WARNING)
        _mark(sheet, "status", last, f"OR({open_})", CLOSED)
        _mark(sheet, "check", last, f'{_LETTERS["check"]}{FIRST_ROW}="已变动"', WARNING)
    sheet.finish(last, "E")


def _mark(sheet: PaperSheet, key: str, last: int, test: str, fill: PatternFill) -> None:
    """Colour the cells of a column for which the test of its first row holds."""
    # A solid fill of a conditional format shows its background colour.
    look = DifferentialStyle(fill=PatternFill("solid", bgColor=fill.fgColor))
    area = f"{_LETTERS[key]}{FIRST_ROW}:{_LETTERS[key]}{last}"
    rule = Rule(type="expression", dxf=look, formula=[test])
    sheet.sheet.conditional_formatting.add(area, rule)
