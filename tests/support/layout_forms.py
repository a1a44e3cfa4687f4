"""Forms of other places in their real file types. 示例数据（虚构）: all figures invented."""

from __future__ import annotations

import html
import struct
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
from docx import Document
from matplotlib.figure import Figure
from openpyxl import Workbook
from printing_face import face
from test_pdf import document
from test_readers_workbook import record, xls

Rows = Sequence[Sequence[str]]
Area = tuple[int, int, int, int]
"""Top, left, bottom, right of a merged area, 0-based and inclusive."""

# The form that most places print: a budget block, goals, nine columns of indicators.
EVALUATION: Rows = [
    ["项目支出绩效自评表（示例数据，虚构）", "", "", "", "", "", "", "", ""],
    ["（2021年度）", "", "", "", "", "", "", "", ""],
    ["项目名称", "", "公园绿地养护", "", "", "", "", "", ""],
    ["主管部门", "", "示例市园林局（虚构）", "", "", "实施单位", "示例市绿化站（虚构）", "", ""],
    [
        "项目资金（万元）", "", "", "年初预算数", "全年预算数（A）", "全年执行数（B）", "分值",
        "执行率（B/A）", "得分",
    ],
    ["", "", "年度资金总额", "820.00", "800.00", "640.40", "10", "80.05%", "8.01"],
    ["", "", "其中：当年财政拨款", "700.00", "700.00", "560.40", "-", "80.06%", "-"],
    ["", "", "上年结转资金", "100.00", "80.00", "60.00", "-", "75%", "-"],
    ["", "", "其他资金", "20.00", "20.00", "20.00", "-", "100%", "-"],
    ["年度总体目标", "预期目标", "", "", "", "实际完成情况", "", "", ""],
    ["", "完成养护任务，绿地完好。", "", "", "", "已完成养护任务。", "", "", ""],
    [
        "绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分",
        "偏差原因分析及改进措施",
    ],
    ["", "产出指标", "数量指标", "养护面积", "≥266公顷", "≥280公顷", "15", "15", ""],
    ["", "", "", "补植苗木", "≥2000株", "1500株", "10", "7.5", "雨季偏长，次年补植。"],
    ["", "", "质量指标", "苗木成活率", "≥95%", "≥98百分比", "15", "15", ""],
    ["", "", "时效指标", "完成时间", "11月底前", "11月20日", "10", "10", ""],
    ["", "效益指标", "社会效益指标", "提升公园环境", "有效提升", "有效提升", "20", "19", ""],
    ["", "", "生态效益指标", "绿地率变动", "≤5%", "6%", "10", "8", "新区并入"],
    ["", "满意度指标", "服务对象满意度指标", "市民满意度", "≥90%", "92%", "10", "10", ""],
    ["总分", "", "", "", "", "", "100", "92.51", ""],
]  # fmt: skip
EVALUATION_MERGED: Sequence[Area] = [
    (0, 0, 0, 8), (1, 0, 1, 8), (2, 0, 2, 1), (2, 2, 2, 8), (3, 0, 3, 1), (3, 2, 3, 4),
    (3, 6, 3, 8), (4, 0, 8, 1), (9, 0, 10, 0), (9, 1, 9, 4), (9, 5, 9, 8), (10, 1, 10, 4),
    (10, 5, 10, 8), (11, 0, 18, 0), (12, 1, 15, 1), (12, 2, 13, 2), (16, 1, 17, 1), (19, 0, 19, 5),
]  # fmt: skip

THREE_COLUMNS = "一级指标\t二级指标\t三级指标\t计算符号\t目标值\t度量单位\t指标值说明"
DIRECTED = "一级指标\t二级指标\t三级指标\t指标性质\t指标方向\t目标值\t计量单位\t分值"
PROVINCIAL = (
    "一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t完成值\t权重\t得分\t未完成原因分析"
)


def title(rows: str, name: str = "部门整体支出绩效自评表") -> str:
    """A text form of 示例市档案馆 for 2022 with these rows below its heading."""
    return f"{name}（示例数据，虚构）\n（2022年度）\n单位名称\t示例市档案馆（虚构）\n{rows}\n"


def write_xlsx(rows: Rows, merged: Sequence[Area], path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for r, row in enumerate(rows, 1):
        for c, text in enumerate(row, 1):
            if text:
                # A text that begins with = would become a formula.
                sheet.cell(r, c, text).data_type = "s"
    for top, left, bottom, right in merged:
        sheet.merge_cells(
            start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
        )
    book.save(path)
    return path


def write_xls(rows: Rows, merged: Sequence[Area], path: Path) -> Path:
    cells = b""
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text:
                content = text.encode("utf-16-le")
                cells += record(0x0204, struct.pack("<HHHHB", r, c, 0, len(text), 1) + content)
    areas = struct.pack("<H", len(merged))
    for top, left, bottom, right in merged:
        areas += struct.pack("<HHHH", top, bottom, left, right)
    path.write_bytes(xls(cells, record(0xE5, areas)))
    return path


def write_docx(rows: Rows, merged: Sequence[Area], path: Path) -> Path:
    word = Document()
    table = word.add_table(len(rows), max(map(len, rows)))
    # `table.cell` goes through the whole table for each.
    single = [row.cells for row in table.rows]
    for top, left, bottom, right in merged:
        single[top][left].merge(single[bottom][right])
    for row, line in zip(rows, table.rows, strict=True):
        for text, cell in zip(row, line.cells, strict=False):
            if text:
                cell.text = text
    word.save(str(path))
    return path


def write_html(rows: Rows, merged: Sequence[Area], path: Path) -> Path:
    spans = {
        (top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merged
    }
    covered = {
        (r, c)
        for top, left, bottom, right in merged
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
    } - spans.keys()
    lines = []
    for r, row in enumerate(rows):
        cells = ""
        for c, text in enumerate(row):
            if (r, c) not in covered:
                high, wide = spans.get((r, c), (1, 1))
                cells += f'<td rowspan="{high}" colspan="{wide}">{html.escape(text)}</td>'
        lines.append(f"<tr>{cells}</tr>")
    page = f'<meta charset="utf-8"><table>{"".join(lines)}</table>'
    path.write_text(page, encoding="utf-8")
    return path


def write_txt(rows: Rows, merged: Sequence[Area], path: Path) -> Path:
    path.write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    return path


def write_pdf(rows: Rows, merged: Sequence[Area], path: Path, breaks: Sequence[int] = ()) -> Path:
    """Ruled pages, cut before the rows of `breaks`; an area that a cut divides ends there."""
    limits = [0, *breaks, len(rows)]
    pages = []
    for first, end in pairwise(limits):
        areas = [
            (max(top, first) - first, left, min(bottom, end - 1) - first, right)
            for top, left, bottom, right in merged
            if top < end and bottom >= first
        ]
        pages.append(_page(rows[first:end], areas))
    path.write_bytes(document(*pages))
    return path


def _page(rows: Rows, merged: Sequence[Area]) -> Figure:
    wide, left, top, line = 110, 20, 20, 12
    spans = {(r, c): right - c + 1 for r, c, bottom, right in merged}
    folded = [
        [_folded(text, wide * spans.get((r, c), 1) - 8) for c, text in enumerate(row)]
        for r, row in enumerate(rows)
    ]
    highs = [14 + line * max(map(len, row)) for row in folded]
    tops = [top + sum(highs[:r]) for r in range(len(rows) + 1)]
    width, height = 2 * left + wide * max(map(len, rows)), top + tops[-1]
    figure = Figure(figsize=(width / 72, height / 72))
    boxes = {(r, c): (r, c) for r, row in enumerate(rows) for c in range(len(row))}
    for upper, start, bottom, right in merged:
        for r in range(upper, bottom + 1):
            for c in range(start, right + 1):
                boxes.pop((r, c), None)
        boxes[upper, start] = (bottom, right)
    for (r, c), (bottom, right) in boxes.items():
        x0, x1 = left + wide * c, left + wide * (right + 1)
        y0, y1 = tops[r], tops[bottom + 1]
        xs, ys = np.array([x0, x1, x1, x0, x0]), np.array([y0, y0, y1, y1, y0])
        figure.add_artist(
            mpl.lines.Line2D(xs / width, 1 - ys / height, color="black", linewidth=0.5)
        )
        for i, text in enumerate(folded[r][c]):
            figure.text(
                (x0 + 3) / width, 1 - (y0 + 15 + line * i) / height, text,
                fontproperties=face(), size=9, va="baseline",
            )  # fmt: skip
    return figure


def _folded(text: str, width: float) -> list[str]:
    """The lines of a text in a cell of that many points."""
    lines, used = [""], 0.0
    for character in text:
        step = 5.2 if character.isascii() else 9.0
        if used + step > width:
            lines.append("")
            used = 0.0
        lines[-1] += character
        used += step
    return lines


WRITERS = {
    "xlsx": write_xlsx,
    "xls": write_xls,
    "docx": write_docx,
    "html": write_html,
    "txt": write_txt,
    "pdf": write_pdf,
}
