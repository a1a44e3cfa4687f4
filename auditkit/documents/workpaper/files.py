"""The sheet 来源清单: every file that the paper rests on, with sha256 and size."""

from __future__ import annotations

from openpyxl import Workbook

from auditkit.documents.workpaper.inputs import Inputs, kind_of
from auditkit.documents.workpaper.plan import Plan
from auditkit.documents.workpaper.sheets import (
    FIGURES,
    FILES,
    FIRST_ROW,
    Column,
    Paper,
    begin,
    index_number,
    link,
    link_file,
)

_COLUMNS = (
    Column("index", "索引号", 9),
    Column("file", "文件", 46),
    Column("kind", "类别", 14, "center"),
    Column("sha256", "SHA-256 校验值", 70),
    Column("size", "大小\n（字节）", 14, "right"),
    Column("figures", "首个所用数据项", 16, "center"),
)
_HINT = (
    "文件按收到的原样保存。用任何工具重新计算 SHA-256，与本表一致的，即为编制时所用的文件。"
    "规则包沿用其他规则包的，校验值为各文件校验值清单（sha256sum 的输出）的校验值。"
)


def write_files(book: Workbook, plan: Plan, paper: Paper, inputs: Inputs) -> None:
    """The sheet of input files, each with its sha256."""
    sheet = begin(book, FILES, _COLUMNS, paper, _HINT)
    for position, (file, digest) in enumerate(plan.files):
        row = FIRST_ROW + position
        sheet.write(
            row,
            {
                "index": index_number(FILES, position),
                "file": file,
                "kind": kind_of(file, plan.audit),
                "sha256": digest,
            },
        )
        size = inputs.size(file)
        if size is None:
            sheet.text(row, "size", "（未附）")
        else:
            sheet.value(row, "size", size, "#,##0")
        if address := inputs.address(file):
            link_file(sheet.cell(row, "file"), address)
        first = next(
            (i for i, f in enumerate(plan.figures) if f.fact and f.fact.source.file == file), None
        )
        sheet.text(row, "figures", "" if first is None else index_number(FIGURES, first))
        if first is not None:
            link(sheet.cell(row, "figures"), FIGURES, f"A{FIRST_ROW + first}")
    sheet.finish(FIRST_ROW + len(plan.files) - 1, "A")
