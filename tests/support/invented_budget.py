"""示例数据（虚构）: a small budget (部门预算) whose tables agree, of 某省某厅 for 2022, in 元."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

SHEETS = {
    "部门收支总表": [
        ["部门收支总表"],
        ["部门：某省某厅", None, None, "单位：元"],
        ["收入", None, "支出", None],
        ["项目", "预算数", "项目", "预算数"],
        ["一、一般公共预算拨款收入", 11850000, "一、一般公共服务支出", 9850000],
        ["二、政府性基金预算拨款收入", 1000000, "二、城乡社区支出", 3000000],
        ["收入总计", 12850000, "支出总计", 12850000],
    ],
    "部门收入总表": [
        ["部门收入总表"],
        ["部门：某省某厅", None, None, "单位：元"],
        ["科目编码", "科目名称", "合计", "一般公共预算"],
        ["201", "一般公共服务支出", 9850000, 9850000],
        ["212", "城乡社区支出", 3000000, 2000000],
        ["合计", None, 12850000, 11850000],
    ],
    "部门支出总表": [
        ["部门支出总表"],
        ["部门：某省某厅", None, None, None, "单位：元"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["201", "一般公共服务支出", 9850000, 7850000, 2000000],
        ["212", "城乡社区支出", 3000000, None, 3000000],
        ["合计", None, 12850000, 7850000, 5000000],
    ],
    "一般公共预算支出表": [
        ["一般公共预算支出表"],
        ["部门：某省某厅", None, None, None, "单位：元"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["201", "一般公共服务支出", 9850000, 7850000, 2000000],
        ["212", "城乡社区支出", 2000000, None, 2000000],
        ["合计", None, 11850000, 7850000, 4000000],
    ],
    "三公经费预算表": [
        ["一般公共预算“三公”经费支出预算表"],
        ["部门：某省某厅", None, None, None, None, "单位：万元"],
        ["合计", "因公出国（境）费", "公务用车购置及运行费", None, None, "公务接待费"],
        [None, None, "小计", "购置费", "运行费", None],
        [20, 0, 15, 0, 15, 5],
    ],
    "编制说明": [
        ["某省某厅2022年部门预算编制说明"],
        ["2022年机关运行经费预算为68.00万元。"],
        ["2022年本部门政府采购预算250.00万元，其中：政府采购货物预算100.00万元。"],
    ],
}  # fmt: skip


def write_budget(path: Path, change: Callable[[Workbook], None] | None = None) -> Path:
    """The budget as a workbook, with something changed."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in SHEETS.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book["三公经费预算表"].merge_cells("C3:E3")
    if change is not None:
        change(book)
    book.save(path)
    return path
