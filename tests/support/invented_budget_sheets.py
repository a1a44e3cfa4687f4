"""Tables of an invented budget (虚构县水务局 2024), which several tests look at."""

from collections.abc import Sequence

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[object]]

# 1,050 in all with 20 carried over; the general budget 900, a fund 100.
TOTALS: Rows = [
    ["收入", None, "支出", None],
    ["项目", "预算数", "项目", "预算数"],
    ["一、一般公共预算拨款收入", 900, "八、社会保障和就业支出", 90],
    ["二、政府性基金预算拨款收入", 100, "十二、农林水支出", 850],
    ["三、其他收入", 30, "十一、城乡社区支出", 110],
    ["本年收入合计", 1030, "本年支出合计", 1050],
    ["上年结转结余", 20, "结转下年", None],
    ["收入总计", 1050, "支出总计", 1050],
]
THREE: Rows = [
    ["2023年预算数", None, None, None, None, None, "2024年预算数"],
    ["合计", "因公出国（境）费", "公务用车购置及运行费", None, None, "公务接待费",
     "合计", "因公出国（境）费", "公务用车购置及运行费", None, None, "公务接待费"],
    [None, None, "小计", "公务用车购置费", "公务用车运行费", None,
     None, None, "小计", "公务用车购置费", "公务用车运行费"],
    [9, 0, 6, 0, 6, 3, 8, 0, 6, 0, 6, 2],
]  # fmt: skip
TOTALS_MERGED = ("A3:B3", "C3:D3")
THREE_MERGED = ("A3:F3", "G3:L3", "C4:E4", "I4:K4")


def add_table(book: Workbook, name: str, rows: Rows, merged: Sequence[str] = ()) -> Worksheet:
    """A sheet with a table below the two lines of its title and unit."""
    page: Worksheet = book.create_sheet(name.replace("“", "").replace("”", ""))
    page.append([name])
    page.append(["部门：虚构县水务局", None, None, "单位：万元"])
    for row in rows:
        page.append(list(row))
    for span in merged:
        page.merge_cells(span)
    return page
