"""The sheet 说明 of the fact workbook: whose figures they are, and how to fill them in."""

from __future__ import annotations

from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.facts.facts import DEMO
from auditkit.facts.workbook.layout import (
    DIRECT,
    ITEMS,
    JUDGED,
    LAYOUT,
    NOT_APPLICABLE,
    ORIGIN,
    ORIGINS,
    SURVEYED,
    TASKS,
    WORK,
)
from auditkit.files.saving import write_text
from auditkit.files.sheets import drop_down, listed
from auditkit.files.sheetstyle import (
    CLOSED,
    HEADING,
    INPUT,
    TITLE_FONT,
    WARNING,
    height_of,
    print_setup,
    put,
    set_widths,
)
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack

TITLE = "部门整体绩效目标实际数填报表"
_WIDTHS = (16.0, 90.0)
_ABOUT_SHEETS = {
    ITEMS: "计算指标所用的原始数，分年度填列；“用于指标”栏说明每个数的用处。",
    TASKS: "申报表的每项任务：调整后预算、实际支出、是否完成，以及对应哪个指标。",
    WORK: "年度工作要点逐条列示，完成率由此计数。",
    JUDGED: "定性指标的评价标准，逐条回答“是”“部分”“否”或“不适用”。",
    SURVEYED: "满意度问卷各种回答的份数，满意度由此计算。",
    DIRECT: "没有算式的指标，直接填实际值。",
}
_RULES = (
    ("没有发生", "填 0。空白不作 0 处理。"),
    ("不掌握", "留空。用到它的指标报“数据缺失”，不会按 0 计算，也不会算作达标。"),
    (
        NOT_APPLICABLE,
        (
            "在“数据项”“直接填报”的数字格、“问卷调查”的份数格、“定性评价”的评价格填“不适用”，"
            "指标即不评价（定性评价的各条标准都不适用时才如此）。"
        ),
    ),
    ("数字", "只填阿拉伯数字，不带单位和文字；金额为万元，至少两位小数；人数、份数为整数。"),
    ("日期", "按日期填，如 2020-11-30，不要写成“11月底”。"),
    ("来源", "写明账表、文件号、决算表的页和行，报告将逐数列出。"),
    ("不要改动", "表头、名称、单位和灰色格。可以增加备注栏和名为“备注”的工作表。"),
)
_OTHERS = "其他指标可在“直接填报”表末加一行，写指标名称，实际值填“不适用”。"
_REASON = "请在备注栏写明理由。"


def write_cover(
    sheet: Worksheet, declaration: Declaration, pack: RulePack, others: list[str], demo: bool
) -> None:
    """Fill the sheet; its first cell says 示例数据（虚构） where `demo`."""
    set_widths(sheet, _WIDTHS)
    cover = _Cover(sheet)
    if demo:
        cover.title(DEMO, WARNING, "C00000")
    cover.title(TITLE)
    year = declaration.year
    cover.line("部门", declaration.department)
    cover.line("年度", f"{year}年（本年度）；{year - 1}年为上年度")
    cover.line("金额单位", "万元")
    cover.line("规则包", f"{pack.name}　{pack.title}")
    cover.line("版式", LAYOUT)
    cover.choice(ORIGIN, ORIGINS)
    cover.section("图例")
    cover.line("黄色格", "需要填写", INPUT)
    cover.line("灰色格", "不需填", CLOSED)
    cover.line("蓝色格", "表头，请勿改动", HEADING)
    cover.section("工作表")
    for name in others:
        cover.line(name, _ABOUT_SHEETS[name])
    cover.section("填写方法")
    for word, rule in _RULES:
        more = (_OTHERS if DIRECT in others else "") + _REASON
        cover.line(word, rule + more if word == NOT_APPLICABLE else rule)
    if demo:
        cover.section("声明")
        cover.line(
            DEMO, "本表所有实际数均为演示而虚构，与任何部门的真实情况无关，不得引用。", WARNING
        )
    print_setup(sheet, "1:1", landscape=False)


class _Cover:
    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.last = 0

    def title(self, text: str, fill: PatternFill | None = None, color: str = "000000") -> None:
        self._next(30)
        for column in (1, 2):
            put(
                self.sheet.cell(self.last, column),
                fill=fill,
                size=16,
                font=TITLE_FONT,
                color=color,
                across="center",
                border=False,
            )
        write_text(self.sheet.cell(self.last, 1), text)
        self.sheet.merge_cells(start_row=self.last, start_column=1, end_row=self.last, end_column=2)

    def section(self, text: str) -> None:
        self._next(26)
        cell = self.sheet.cell(self.last, 1)
        write_text(cell, text)
        put(cell, bold=True, size=11, font=TITLE_FONT, down="bottom", border=False)

    def line(self, word: str, text: str, fill: PatternFill | None = None) -> None:
        self._next(max(20.0, height_of(text, _WIDTHS[1], 14)))
        for column, content in enumerate((word, text), 1):
            write_text(self.sheet.cell(self.last, column), content)
            put(self.sheet.cell(self.last, column), bold=column == 1)
        if fill is not None:
            put(self.sheet.cell(self.last, 1), fill=fill, bold=True)

    def choice(self, word: str, options: tuple[str, ...]) -> None:
        """A line whose second cell is filled in from a list."""
        self.line(word, "")
        cell = self.sheet.cell(self.last, 2)
        put(cell, fill=INPUT)
        drop_down(self.sheet, cell.coordinate, listed(options))

    def _next(self, height: float) -> None:
        self.last += 1
        self.sheet.row_dimensions[self.last].height = height
