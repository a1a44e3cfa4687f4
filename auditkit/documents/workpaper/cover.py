"""The sheet 封面: whose paper it is, room for names and conclusion, the result, the contents."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.assessment.computation import STATUSES
from auditkit.documents.workpaper.indicators import status_range
from auditkit.documents.workpaper.plan import Plan
from auditkit.documents.workpaper.points import score_cells
from auditkit.documents.workpaper.remarks import findings_counts
from auditkit.documents.workpaper.sheets import (
    COVER,
    FIGURES,
    FILES,
    FINDINGS,
    INDEX,
    INDICATORS,
    POINTS,
    REQUESTS,
    TASKS,
    Paper,
    link,
    mark_pages,
)
from auditkit.facts.facts import DEMO
from auditkit.files.saving import write_text
from auditkit.files.sheets import merge_across
from auditkit.files.sheetstyle import (
    COUNT,
    HEADING,
    TITLE_FONT,
    WARNING,
    height_of,
    print_setup,
    put,
    set_widths,
)

_WIDTHS = (18.0, 30.0, 18.0, 30.0)
_CONTENTS = {
    FIGURES: "所用的每一个数：数值、单位、来源文件和位置",
    INDICATORS: "每个指标的算式、实际值、目标值和状态（公式）",
    POINTS: "权重、得分、区间和等级（公式）",
    FINDINGS: "审计发现：标准、事实、原因、影响、建议和证据",
    REQUESTS: "尚未取得、评定或对应的资料：不是审计发现",
    TASKS: "年度主要任务的预算和执行（公式）",
    FILES: "所依据的文件、SHA-256 校验值和大小",
}
_ABOUT = (
    "各表的指标、状态、得分、区间和等级都是公式，打开时由表格软件重新计算；修改黄色格，结果随之变动。"
    "金额单位为万元（另有注明的除外）。蓝色带下划线的可以点击，跳到对应的行或文件。"
    "公式格存有编制时的结果，预览也能显示；修改后请用 Excel、WPS 或 LibreOffice 重算。"
)
_INVENTED = "本底稿所用实际数为演示而虚构，与任何部门的真实情况无关，不得引用。"


def write_cover(sheet: Worksheet, plan: Plan, paper: Paper) -> None:
    """The sheet 封面: what is audited, the score live, who made it and who reviewed it."""
    sheet.title = COVER
    set_widths(sheet, _WIDTHS)
    sheet.sheet_view.showGridLines = False
    cover = _Cover(sheet)
    if paper.demo:
        cover.title(DEMO, WARNING, "C00000")
    cover.title("审计工作底稿")
    _write_head(cover, plan, paper)
    _write_result(cover, plan)
    _write_contents(cover)
    cover.section("审计结论及其依据（由审计人员填写）")
    cover.across("", 90)
    cover.section("说明")
    cover.across(_ABOUT)
    if paper.demo:
        cover.across(f"{DEMO}：{_INVENTED}", fill=WARNING)
    print_setup(sheet, "1:1", landscape=False)
    mark_pages(sheet, COVER, paper)


def _write_head(cover: _Cover, plan: Plan, paper: Paper) -> None:
    pack = plan.audit.pack
    cover.pairs("被审计单位", paper.department, "索引号", INDEX[COVER])
    cover.pairs("审计事项", plan.audit.declaration.audited, "审计期间", f"{paper.year}年度")
    cover.pairs("规则包", f"{pack.name}\n{pack.title}", "依据的表", plan.audit.declaration.kind)
    for name in ("编制人", "复核人"):
        cover.pairs(name, "", f"{name.removesuffix('人')}日期", "")


def _write_result(cover: _Cover, plan: Plan) -> None:
    cover.section("评价结果（公式）")
    score = score_cells(plan)
    for left, right in (
        ((plan.audit.score.label, score.normalized, "0.00"), ("等级", score.grade, "")),
        (("已评定指标得分", score.points, "0.00"), ("依据的满分", score.rests_on, "0.00")),
        (("最低得分", score.low, "0.00"), ("最低得分的等级", score.grade_low, "")),
        (("最高得分", score.high, "0.00"), ("最高得分的等级", score.grade_high, "")),
        (
            ("达标率（占已评定）", score.met_of_assessed, "0.00%"),
            ("达标率（占全部）", score.met_of_all, "0.00%"),
        ),
    ):
        cover.formulas(*((name, f"{POINTS}!{cell}", shape) for name, cell, shape in (left, right)))
    counted: list[tuple[str, str, str]] = [
        (status, f'SUMPRODUCT(({status_range(plan)}="{status}")*1)', COUNT) for status in STATUSES
    ]
    found = findings_counts(plan)
    counted += [(f"审计发现：{severity}", formula, COUNT) for severity, formula in found.items()]
    counted.append(("审计发现：合计", "+".join(found.values()), COUNT))
    for i in range(0, len(counted), 2):
        cover.formulas(*counted[i : i + 2])


def _write_contents(cover: _Cover) -> None:
    cover.section("目录")
    for name, about in _CONTENTS.items():
        row = cover.pairs(INDEX[name], name, "", "")
        cover.merge_text(row)
        write_text(cover.sheet.cell(row, 3), about)
        put(cover.sheet.cell(row, 3))
        cover.link(row, name)


@dataclass
class _Cover:
    """The sheet and its last row."""

    sheet: Worksheet
    last: int = 0
    _beside: StyleArray | None = None

    def title(self, text: str, fill: PatternFill | None = None, color: str = "000000") -> None:
        self._merged(34)
        cell = self.sheet.cell(self.last, 1)
        write_text(cell, text)
        put(cell, fill=fill, size=20, font=TITLE_FONT, color=color, across="center", border=False)

    def section(self, text: str) -> None:
        self._merged(26)
        cell = self.sheet.cell(self.last, 1)
        write_text(cell, text)
        put(cell, bold=True, size=11, font=TITLE_FONT, down="bottom", border=False)

    def across(self, text: str, height: float = 0, fill: PatternFill | None = None) -> None:
        self._merged(max(height, height_of(text, sum(_WIDTHS), 14)))
        for column in range(1, 5):
            put(self.sheet.cell(self.last, column), fill=fill, down="top")
        write_text(self.sheet.cell(self.last, 1), text)

    def pairs(self, *texts: str) -> int:
        """A row of name, text, name, text; its number."""
        self.last += 1
        for column, text in enumerate(texts, 1):
            cell = self.sheet.cell(self.last, column)
            write_text(cell, text)
            put(cell, bold=column % 2 == 1, fill=HEADING if column % 2 == 1 and text else None)
        heights = (height_of(text, width, 14) for text, width in zip(texts, _WIDTHS, strict=False))
        self.sheet.row_dimensions[self.last].height = max(22, *heights)
        return self.last

    def formulas(self, *named: tuple[str, str, str]) -> None:
        """A row of name, formula, name, formula, each with its number format."""
        texts = [text for name, _, _ in named for text in (name, "")]
        self.pairs(*texts, *[""] * (4 - len(texts)))
        for i, (_, formula, shape) in enumerate(named):
            cell = self.sheet.cell(self.last, 2 * i + 2)
            cell.value = f"={formula}"
            put(cell, across="left", number_format=shape)

    def merge_text(self, row: int) -> None:
        """Merges the last two cells of a row, which have borders."""
        if self._beside is None:
            self.sheet.merge_cells(start_row=row, start_column=3, end_row=row, end_column=4)
            self._beside = copy(_style_of(self.sheet.cell(row, 4)))
        else:
            # Openpyxl compares the borders of every two anew.
            merge_across(self.sheet, row, 3, 4)
            _style_of(self.sheet.cell(row, 4))[:] = self._beside

    def link(self, row: int, name: str) -> None:
        for column in (1, 2):
            cell = self.sheet.cell(row, column)
            link(cell, name, "A1")  # type: ignore[arg-type]

    def _merged(self, height: float) -> None:
        self.last += 1
        merge_across(self.sheet, self.last, 1, len(_WIDTHS))
        self.sheet.row_dimensions[self.last].height = height


def _style_of(cell: Any) -> StyleArray:
    style: StyleArray = cell._style
    return style
