"""Writes the filled example 实际数-示例数据（虚构）.xlsx for 郑州市教育局, 2020 and 2019.

Every figure below is invented for demonstration. They are chosen so that a report made from them
shows each status: most indicators met, some missed, one by a hair, one inside the rounding of its
figures, one without figures, one over a base of nought, one not yet judged.

Run it from the project folder: python tests/support/example_figures.py
"""

from __future__ import annotations

import math
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.facts.workbook.layout import (
    DIRECT,
    ITEMS,
    JUDGED,
    SURVEYED,
    TASKS,
    WORK,
    heading_words,
)
from auditkit.facts.workbook.sheets import HEAD_ROW
from auditkit.facts.workbook.template import fact_template
from auditkit.files.saving import save_workbook, write_text
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack

FOLDER = Path(__file__).parents[2] / "data" / "郑州市教育局" / "2020"
EXAMPLE = FOLDER / "实际数-示例数据（虚构）.xlsx"

Figure = str | float | int | None

# 数据项: 2020, 2019, 来源
ITEM_FIGURES: dict[str, tuple[float | None, float | None, str]] = {
    "部门已细化分配的专项资金": (181_320.45, None, "专项资金分配台账"),
    "部门专项资金合计": (189_240.30, None, "专项资金分配台账"),
    # the sum of what the tasks spent
    "预算执行数": (186_441.82, None, "财决01表 支出决算"),
    "预算数": (196_247.82, None, "2020年部门预算批复"),
    # the sum of the tasks' additions and cuts
    "预算调整数": (20_217.41, None, "预算调整批复汇总"),
    # 841.24 / 8412.37 = 10.00004 %, and half a cent either way decides
    "累计结转结余资金总额": (9_253.61, 8_412.37, "财决01表 年末结转和结余"),
    "年度预算安排项目资金总额": (196_247.82, None, "2020年部门预算批复"),
    "未纳入项目库预算项目资金额": (0.0, None, "项目库清单"),
    "年度部门预算资金国库集中支付总额": (183_550.12, None, "国库集中支付对账单"),
    "国库集中支付监控系统拦截资金额": (36.80, None, "动态监控系统通知单"),
    "实际政府采购金额": (26_113.58, None, "政府采购信息统计报表"),
    "政府采购预算数": (28_764.20, None, "2020年政府采购预算"),
    "部门实际在用固定资产总额": (412_380.66, None, "固定资产年报（原值）"),
    "部门所有固定资产总额": (438_905.21, None, "固定资产年报（原值）"),
    "闲置资产总额": (26_524.55, None, "固定资产年报（原值）"),
    "在职人员经费": (71_236.18, 68_020.45, "财决05表 人员经费"),
    "离退休人员经费": (9_148.62, 8_705.30, "财决05表 对个人和家庭的补助"),
    "年度在职人员公用经费实际支出数": (3_412.77, 3_398.20, "财决05表 公用经费"),
    "年度实际在职人数": (3_186, 3_204, "财决附03表 年末在职人数"),
    "“三公经费”总额": (128.36, 151.92, "财决07表 “三公”经费"),
    "厉行节约总额": (212.40, 0.0, "厉行节约支出台账"),
    "高级职称人才数量": (986, None, "人事年报"),
    "单位实有人数": (3_186, None, "人事年报"),
}

MAJOR, AID = "重大教育专项资金完成率", "学生资助项目完成率"
EQUIPMENT, SCHOOLS = "设备购置计划完成率", "改善学校办学条件完成率"

# 任务执行: 调整后预算 where it differs from the declared budget
ADJUSTED = {
    "设备购置专项工作": 22_800.00,
    "修缮专项工作": 25_150.00,
    "内涵提升专项工作": 18_400.00,
    "城乡义务教育保障工作": 23_100.00,
    "外聘教师工作": 20_720.00,
    "教育信息化建设工作": 5_650.00,
    "学前教育发展专项工作": 5_900.00,
    "提前启动项目库准备工作": 0.00,
    "考试考务工作": 4_610.00,
    "学生社会实践活动课程工作": 2_340.00,
}
# 任务执行: share of the adjusted budget that was spent, 100 % where not listed
SPENT = {
    "设备购置专项工作": 0.9488,
    "修缮专项工作": 0.9143,
    "内涵提升专项工作": 0.9021,
    "教师素质提升工作": 0.8836,
    "国际班专项工作": 0.9612,
    "疆班专项工作": 0.9904,
    "“千人教育名家”培育工程": 0.7460,
    "“新优质初中”创建和培育三年行动计划": 0.9350,
    "财务资助管理工作": 0.9127,
    "城乡义务教育保障工作": 0.9985,
    "地方高校管理工作": 0.8870,
    "各类培训及师德建设工作": 0.6215,
    "教育教学研究工作": 0.9318,
    "教育信息化建设工作": 0.9531,
    "考试考务工作": 0.9264,
    "生源地信用助学贷款贴息及风险补偿工作": 0.9720,
    "实验教学及装备管理工作": 0.9660,
    "外聘教师工作": 0.9892,
    "学前教育发展专项工作": 0.9480,
    "郑州市乡村教师生活补助工作": 0.9930,
    "郑州市义务教育城乡一体化消除大班额专项工作": 0.9075,
    "中职学生国家助学贷款工作": 0.9816,
    "中职学生免学费工作": 0.9873,
    "其他专项活动工作": 0.8342,
    "专项考试工作": 0.9587,
}
UNDONE = {
    "“千人教育名家”培育工程": "部分",
    "各类培训及师德建设工作": "部分",
    "提前启动项目库准备工作": "否",
}
# 城乡义务教育保障工作 and 外聘教师工作, a fifth of the budget together, serve no indicator.
SERVES = {
    "设备购置专项工作": EQUIPMENT,
    "教育信息化建设工作": EQUIPMENT,
    "实验教学及装备管理工作": EQUIPMENT,
    "修缮专项工作": SCHOOLS,
    "租赁专项工作": SCHOOLS,
    "郑州市义务教育城乡一体化消除大班额专项工作": SCHOOLS,
    "疆班专项工作": AID,
    "财务资助管理工作": AID,
    "普通高中国家助学贷款工作": AID,
    "普通高中建档立卡贫困家庭经济困难学生免学杂费工作": AID,
    "生源地信用助学贷款贴息及风险补偿工作": AID,
    "中职学生国家助学贷款工作": AID,
    "中职学生免学费工作": AID,
    "内涵提升专项工作": MAJOR,
    "教师素质提升工作": MAJOR,
    "“千人教育名家”培育工程": MAJOR,
    "“新优质初中”创建和培育三年行动计划": MAJOR,
    "学前教育发展专项工作": MAJOR,
    "郑州市乡村教师生活补助工作": MAJOR,
}

# 工作要点: 内容, 牵头单位, 是否承接, 是否完成
WORK_ITEMS = (
    ("新建、改扩建市区中小学校30所", "规划建设处", "是", "是"),
    ("新增公办幼儿园40所", "学前教育处", "是", "是"),
    ("全面消除市区小学超大班额", "基础教育处", "是", "是"),
    ("新优质初中创建学校通过中期评估", "基础教育处", "是", "是"),
    ("完成中小学午餐供餐和课后服务全覆盖", "基础教育处", "是", "是"),
    ("推进普通高中多样化发展试点", "高中教育处", "否", "是"),
    ("建成职业教育产教融合实训基地3个", "职业教育处", "是", "否"),
    ("市属高校重点学科建设年度评估", "高等教育处", "否", "是"),
    ("“千人教育名家”培育工程第二批遴选", "教师工作处", "是", "是"),
    ("公开招聘中小学教师", "人事处", "是", "是"),
    ("落实乡村教师生活补助", "教师工作处", "是", "是"),
    ("开展师德师风主题教育", "教师工作处", "否", "是"),
    ("建档立卡家庭经济困难学生资助全覆盖", "财务处", "是", "是"),
    ("校园安全专项整治", "安全稳定处", "是", "是"),
    ("智慧校园示范校建设", "教育信息化办公室", "否", "是"),
    ("“三个课堂”应用试点", "教育信息化办公室", "否", "是"),
    ("学生体质健康监测与近视防控", "体育卫生艺术处", "是", "是"),
    ("中小学生艺术展演", "体育卫生艺术处", "否", "否"),
    ("劳动教育实践基地建设", "基础教育处", "否", "是"),
    ("民办学校年度检查和财务审计", "民办教育处", "否", "是"),
    ("县级人民政府履行教育职责评价", "督导室", "是", "是"),
    ("中招改革实施方案制定并公布", "考试中心", "是", "是"),
    ("机关内部控制制度修订", "财务处", "否", "是"),
    ("社区教育重点实验项目验收", "成人教育处", "否", "是"),
)

# 定性评价: answers in the order of the criteria; what is not listed is answered 是
ANSWERS: dict[str, tuple[str | None, ...]] = {
    "预算编制完整性": ("是", "部分"),
    "内控制度有效性": ("是", "是", "是", "是", "部分", "否", "是"),
    "信息化建设成效": ("是", "部分"),
    "管理制度建设成效": ("是", None),
}

# 问卷调查: 发放, 有效, then the answers from 非常满意 to 非常不满意
SURVEYS = {
    "办美好教育满意度": (1500, 1386, 702, 561, 87, 28, 8),
    "群众满意度": (1200, 1104, 480, 498, 92, 26, 8),
    "对口部门满意度": (60, 52, 31, 17, 3, 1, 0),
    "企业满意度": (100, 86, 40, 36, 7, 2, 1),
    "社会组织满意度": (20, 0, 0, 0, 0, 0, 0),
    "外部监督部门满意度": (30, 24, 15, 8, 1, 0, 0),
}

# 直接填报: 单位 where the form has none, 实际值, 来源; 培训计划执行率 was not handed in
DIRECT_VALUES: dict[str, tuple[str, float | None, str]] = {
    "学校内涵发展、教育教学水平提高率": ("", 0.914, "教学质量监测报告，与2019年比较"),
    "总体成本节约率": ("", 0.0536, "成本核算说明"),
    "高层次领军人才数量": ("人", 18, "人才认定文件汇总"),
    "硕士和博士人才数量": ("人", 1264, "人事年报"),
}


def example_workbook(declaration: Declaration, pack: RulePack) -> Workbook:
    """The template of the declaration, filled with the figures above."""
    book = fact_template(declaration, pack, demo=True)
    _fill_items(book[ITEMS], declaration.year)
    _fill_tasks(book[TASKS], declaration)
    _fill_work(book[WORK])
    _fill_judgements(book[JUDGED])
    for name, counts in SURVEYS.items():
        roles = ("发放份数", "有效份数", *pack.survey.answers)
        fill(book[SURVEYED], "指标", name, dict(zip(roles, counts, strict=True)))
    for name, (unit, value, source) in DIRECT_VALUES.items():
        given: dict[str, Figure] = {f"{declaration.year}年": value, "来源": f"示例：{source}"}
        fill(book[DIRECT], "指标", name, given | ({"单位": unit} if unit else {}))
    return book


def adjusted_budget(name: str, budget: float | None) -> float:
    return ADJUSTED.get(name, budget or 0.0)


def spent(name: str, budget: float | None) -> float:
    return round(adjusted_budget(name, budget) * SPENT.get(name, 1.0), 2)


def total_spent(declaration: Declaration) -> float:
    return round(math.fsum(spent(task.name, task.budget) for task in declaration.tasks), 2)


def total_adjustment(declaration: Declaration) -> float:
    """Additions and cuts added up, not set off against each other."""
    changes = (
        abs(adjusted_budget(task.name, task.budget) - (task.budget or 0.0))
        for task in declaration.tasks
    )
    return round(math.fsum(changes), 2)


def _fill_items(sheet: Worksheet, year: int) -> None:
    for name, (now, before, source) in ITEM_FIGURES.items():
        given: dict[str, Figure] = {f"{year}年": now, "来源": f"示例：{source}"}
        fill(
            sheet, "数据项", name, given | ({f"{year - 1}年": before} if before is not None else {})
        )


def _fill_tasks(sheet: Worksheet, declaration: Declaration) -> None:
    for task in declaration.tasks:
        fill(
            sheet,
            "任务名称",
            task.name,
            {
                "调整后预算": adjusted_budget(task.name, task.budget),
                "实际支出": spent(task.name, task.budget),
                "是否完成": UNDONE.get(task.name, "是"),
                "对应指标": SERVES.get(task.name),
                "来源": "示例：2020年支出明细账",
            },
        )


def _fill_work(sheet: Worksheet) -> None:
    at = columns(sheet)
    for row, item in enumerate(WORK_ITEMS, HEAD_ROW + 1):
        for heading, text in zip(
            ("工作要点", "牵头单位", "是否承接市委市政府任务", "是否完成"), item, strict=True
        ):
            write_text(sheet.cell(row, at[heading]), text)


def _fill_judgements(sheet: Worksheet) -> None:
    at = columns(sheet)
    for row in range(HEAD_ROW + 1, sheet.max_row + 1):
        name = str(sheet.cell(row, at["指标"]).value)
        number = sheet.cell(row, at["序号"]).value
        assert isinstance(number, int)
        answers = ANSWERS.get(name)
        write_text(sheet.cell(row, at["评价"]), answers[number - 1] or "" if answers else "是")
        write_text(sheet.cell(row, at["佐证材料"]), f"示例：审计取证单（{name}）")


def columns(sheet: Worksheet) -> dict[str, int]:
    return {
        heading_words(str(cell.value)): cell.column
        for cell in sheet[HEAD_ROW]
        if cell.value is not None and cell.column is not None
    }


def fill(sheet: Worksheet, key: str, name: str, given: dict[str, Figure]) -> None:
    at = columns(sheet)
    for row in range(HEAD_ROW + 1, sheet.max_row + 1):
        if sheet.cell(row, at[key]).value == name:
            for heading, value in given.items():
                cell = sheet.cell(row, at[heading])
                if isinstance(value, str):
                    write_text(cell, value)
                else:
                    cell.value = value
            return
    raise LookupError(f"{sheet.title}: {name}")


def main() -> None:
    declaration = read_declaration(FOLDER / "申报表.txt")
    save_workbook(example_workbook(declaration, load_rulepack()), EXAMPLE)


if __name__ == "__main__":
    main()
