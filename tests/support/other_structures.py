"""Departments of other structures than the example's, in which nothing is wrong. 示例数据（虚构）.

Each is written whole into a folder; a fault is one word that the writer knows. What a fair auditor
says of each was worked out before the program saw it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from auditkit import open_audit
from auditkit.audit.audit import Audit
from auditkit.facts.workbook.layout import DIRECT, ITEMS, SURVEYED, TASKS
from auditkit.facts.workbook.sheets import HEAD_ROW
from auditkit.facts.workbook.template import fact_template
from auditkit.form import read_declaration
from auditkit.rules.load import load_rulepack

YEAR = 2023
Rows = Sequence[Sequence[Any]]
Values = Mapping[str, Sequence[Any]]


def book(path: Path, sheets: Mapping[str, tuple[Rows, Sequence[str]]]) -> None:
    """A workbook of these sheets: rows, and the areas that are merged."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, (rows, merged) in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in merged:
            sheet.merge_cells(area)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)


def fill(folder: Path, pack: str, filled: Mapping[str, Values]) -> None:
    """实际数.xlsx of the form in the folder, with these values from the second column on."""
    made = fact_template(read_declaration(folder / "申报表.xlsx"), load_rulepack(pack))
    for name, rows in filled.items():
        sheet = made[name]
        for row in range(HEAD_ROW + 1, sheet.max_row + 1):
            for column, value in enumerate(rows.get(sheet.cell(row, 1).value, ()), 2):
                if value is not None:
                    sheet.cell(row, column).value = value
    made.save(folder / "实际数.xlsx")


def direct(values: Mapping[str, Any]) -> Values:
    return {name: (None, None, value, "业务台账") for name, value in values.items()}


def without_tasks(folder: Path, fault: str) -> None:
    """产出、效益、满意度, no list of tasks; the whole's amounts under heads of two rows."""
    total = 5250 if fault == "wrong total" else 5200
    rows = [
        ["部门整体支出绩效目标申报表"], ["（2023年度）"],
        ["部门名称", "", "虚构市水务局", "", "", "单位：万元"],
        ["年度预算申请", "资金总额", "按收入性质分", "", "按支出性质分", ""],
        ["", "", "财政拨款", "其他资金", "基本支出", "项目支出"],
        ["", total, 4800, 400, 2100, 3100],
        ["年度绩效目标", "目标1：治理中小河流12公里，农村集中供水人口达到6.5万人。"],
        ["一级指标", "二级指标", "三级指标", "指标值", "备注"],
        ["产出指标", "数量指标", "中小河流治理长度", "≥12公里"],
        ["", "", "农村集中供水人口", "≥6.5万人"],
        ["", "质量指标", "工程验收合格率", "100%"],
        ["", "时效指标", "年度工程完工时间", "2023年11月底前"],
        ["效益指标", "社会效益指标", "供水保证率", "≥95%"],
        ["满意度指标", "服务对象满意度指标", "供水用户满意度", "≥90%"],
        ["管理指标", "预算管理", "预算执行率", "≥95%", "预算执行率=（预算执行数/预算数）×100%"],
    ]  # fmt: skip
    areas = ("A4:A6", "B4:B5", "C4:D4", "E4:F4", "B7:F7", "A9:A12", "B9:B10")
    book(folder / "申报表.xlsx", {"申报表": (rows, areas)})
    spent = 49870000 if fault == "yuan" else 4987
    fill(folder, "common", {
        ITEMS: {"预算数": (None, 5200, 4900, "批复"), "预算执行数": (None, spent, 4700, "账")},
        SURVEYED: {"供水用户满意度": (200, 186, 100, 78, 6, 2, 0, 65000)},
        DIRECT: direct({
            "中小河流治理长度": 12.6, "农村集中供水人口": 6.62, "工程验收合格率": 1,
            "年度工程完工时间": dt.date(2023, 11, 18), "供水保证率": 0.962,
        }),
    })  # fmt: skip


def self_evaluation(folder: Path, fault: str) -> None:
    """项目支出绩效自评表: 90 points for indicators, 10 for the budget; scores to the cent."""
    executed = 10 if fault == "full marks" else 9.25
    total = executed + 89.25 + (1 if fault == "wrong total" else 0)
    rows = [
        ["项目支出绩效自评表"], ["（2023年度）"], ["项目名称", "", "全民阅读推广"],
        ["主管部门", "", "虚构市图书馆", "", "实施单位", "虚构市图书馆"],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],  # noqa: E501
        ["", "年度资金总额", 120, 120, 111, 10, "92.50%", executed],
        ["", "其中：当年财政拨款", 120, 120, 111],
        ["年度总体目标", "预期目标", "", "", "实际完成情况"],
        ["", "举办阅读活动40场。", "", "", "举办阅读活动42场。"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
        ["产出指标", "数量指标", "阅读活动场次", "≥40场", "42场", 20, 20],
        ["", "质量指标", "图书采购验收合格率", "100%", "100%", 15, 15],
        ["", "时效指标", "活动按期举办率", "≥95%", "97.6%", 15, 15],
        ["效益指标", "社会效益指标", "读者到馆人次", "≥60万人次", "57万人次", 15, 14.25, "闭馆。"],
        ["", "可持续影响指标", "阅读推广志愿者人数", "≥150人", "163人", 15, 15],
        ["满意度指标", "服务对象满意度指标", "读者满意度", "≥90%", "93.4%", 10, 10],
        ["总分", "", "", "", "", 100, total],
    ]  # fmt: skip
    areas = ("A1:H1", "A2:H2", "A3:B3", "A4:B4", "C4:D4", "A5:B5", "A6:A7", "A8:A9", "B8:D8",
             "E8:H8", "B9:D9", "E9:H9", "A11:A13", "A14:A15", "A17:E17")  # fmt: skip
    book(folder / "绩效自评表.xlsx", {"自评表": (rows, areas)})


def project(folder: Path, fault: str) -> None:
    """项目支出绩效目标申报表 without scores, all values filled in as they are."""
    goal = f"新建口袋公园{5 if fault == 'two targets' else 3}座，绿地养护面积180公顷。"
    rows = [
        ["项目支出绩效目标申报表"], ["（2023年度）"], ["项目名称", "公园绿地建设养护"],
        ["主管部门", "虚构市公园管理中心", "实施单位", "虚构市公园管理中心"],
        ["项目资金（万元）", "年度资金总额：", 860], ["", "其中：财政拨款", 860],
        ["", "其他资金", 0],
        ["年度总体目标", goal],
        ["一级指标", "二级指标", "三级指标", "指标值", "备注"],
        ["产出指标", "数量指标", "新建口袋公园数量", "≥3座"],
        ["", "", "绿地养护面积", "≥180公顷"],
        ["", "质量指标", "绿地养护考核合格率", "≥95%"],
        ["", "时效指标", "口袋公园完工时间", "2023年12月底前"],
        ["效益指标", "生态效益指标", "绿地完好率", "≥96%"],
        ["满意度指标", "服务对象满意度指标", "市民游园满意度", "≥88%"],
    ]  # fmt: skip
    areas = ("B3:E3", "D4:E4", "A5:A7", "B8:E8", "A10:A13", "B10:B11")
    book(folder / "申报表.xlsx", {"申报表": (rows, areas)})
    done = dt.date(2024, 3, 15) if fault == "late" else dt.date(2023, 12, 8)
    fill(folder, "common", {
        SURVEYED: {"市民游园满意度": (300, 288, 150, 115, 15, 6, 2, 900000)},
        DIRECT: direct({
            "新建口袋公园数量": 3, "绿地养护面积": 184.5, "绿地养护考核合格率": 0.972,
            "口袋公园完工时间": done, "绿地完好率": 0.968,
        }),
    })  # fmt: skip


def small_weights(folder: Path, fault: str) -> None:
    """A form with points of its own, two of them half a point."""
    last = 8 if fault == "weights" else 10
    rows = [
        ["部门整体绩效目标申报表"], ["（2023年度）"], ["部门名称", "", "虚构市体育局"],
        ["年度总体目标", "举办群众体育赛事50场，更新健身器材400件。"],
        ["一级指标", "二级指标", "三级指标", "指标值", "权重", "备注"],
        ["产出指标", "数量指标", "群众体育赛事场次", "≥50场", 20],
        ["产出指标", "数量指标", "健身器材更新件数", "≥400件", 20],
        ["产出指标", "质量指标", "赛事安全保障率", "100%", 0.5],
        ["产出指标", "质量指标", "器材完好率", "≥90%", 0.5],
        ["产出指标", "时效指标", "年度赛事按期举办率", "≥95%", 9],
        ["效益指标", "社会效益指标", "经常参加锻炼人数比例", "≥41%", 25],
        ["效益指标", "可持续影响指标", "社会体育指导员人数", "≥2600人", 15],
        ["满意度指标", "服务对象满意度指标", "群众健身满意度", "≥90%", last],
    ]  # fmt: skip
    book(folder / "申报表.xlsx", {"申报表": (rows, ("A1:F1", "A2:F2", "B4:F4"))})
    fill(folder, "common", {
        SURVEYED: {"群众健身满意度": (500, 470, 300, 146, 16, 6, 2, 600000)},
        DIRECT: direct({
            "群众体育赛事场次": 53, "健身器材更新件数": 412, "赛事安全保障率": 1,
            "器材完好率": 0.899 if fault == "hidden miss" else 0.912,
            "年度赛事按期举办率": 0.98, "经常参加锻炼人数比例": 0.423, "社会体育指导员人数": 2680,
        }),
    })  # fmt: skip


def with_tasks(folder: Path, fault: str) -> None:
    """A form of the example's kind, with three tasks that bring about what it counts."""
    rows = [
        ["市级部门整体绩效目标申报表"], ["（2023年度）"], ["部门名称", "", "虚构市司法局"],
        ["年度总体目标", "目标1：完成法律援助案件900件。"],
        ["年度主要任务", "任务名称", "主要内容", "", "", "预算资金（万元）"],
        ["", "", "", "", "", "合计", "其中：财政资金"],
        ["", "法律援助", "办理法律援助案件", "", "", 180, 180],
        ["", "人民调解", "化解矛盾纠纷", "", "", 220, 220],
        ["", "合计", "", "", "", 410 if fault == "wrong total" else 400, 400],
        ["一级指标", "二级指标", "三级指标", "指标值", "指标解释", "指标说明"],
        ["履职效能", "重点工作履行", "法律援助案件数", "≥900件"],
        ["", "", "人民调解案件数", "≥2000件"],
        ["管理效率", "预算管理", "预算执行率", "≥95%", "",
         "预算执行率=（预算执行数/预算数）×100%。"],
        ["服务满意", "服务对象满意", "群众满意度", "≥90%"],
    ]  # fmt: skip
    areas = ("A1:H1", "A2:H2", "B4:H4", "A5:A9", "B5:B6", "C5:E6", "F5:G5")
    book(folder / "申报表.xlsx", {"申报表": (rows, areas)})
    spent = 230 if fault == "overspent" else 216
    fill(folder, "zhengzhou-2020", {
        ITEMS: {"预算数": (None, 1250, None, "批复"), "预算执行数": (None, 1228, None, "账")},
        TASKS: {
            "法律援助": (None, 180, 175, "是", "法律援助案件数", "台账"),
            "人民调解": (None, 220, spent, "是", "人民调解案件数", "台账"),
        },
        SURVEYED: {"群众满意度": (400, 380, 250, 112, 12, 4, 2, 500000)},
        DIRECT: direct({"法律援助案件数": 934, "人民调解案件数": 2240}),
    })  # fmt: skip


STRUCTURES = {
    "虚构市水务局": (without_tasks, "common"),
    "虚构市图书馆": (self_evaluation, "common"),
    "虚构市公园管理中心": (project, "common"),
    "虚构市体育局": (small_weights, "common"),
    "虚构市司法局": (with_tasks, "zhengzhou-2020"),
}


def audited(data: Path, department: str, fault: str = "") -> Audit:
    """The department as a writer leaves it, with this fault planted."""
    write, pack = STRUCTURES[department]
    folder = data / department / str(YEAR)
    folder.mkdir(parents=True)
    write(folder, fault)
    return open_audit(department, YEAR, data, pack)
