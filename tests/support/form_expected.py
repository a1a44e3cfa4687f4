"""What the published form of 2020 says, typed from the form by hand; see data/form_*.tsv."""

from __future__ import annotations

import csv
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"

DEPARTMENT, YEAR = "郑州市教育局", 2020
BUDGET = 196_247.82
TOTAL_LINE = 12

GOALS = (
    (
        "坚持党的教育方针, 坚持立德树人根本任务, 深入贯彻全国全省全市教育大会精神, "
        "全面落实市委市政府决策部署, 提升教育治理能力, 回应社会关切, "
        "加快推进教育现代化, 高质量建设郑州“美好教育”。"
    ),
    "紧紧围绕“建设全国区域性教育中心”目标, 谋划学校发展, 统筹资金保障。",
    (
        "加快学前教育普惠发展、均衡发展、优质发展; 持续实施新优质初中培育计划, "
        "促进全市公办初中教育教学质量提升; 优化结构、合理布局, "
        "强力推进高中阶段教育普及; 加快推进职业教育产教融合深度发展; "
        "继续实施1000名教育专家型教师和100名教育专家型校长培育工程。"
    ),
)
GOAL_LINES = (8, 9, 10)

# Rows printed one or two columns too far left, by page of the original.
SHIFTED_TASK_LINES = (
    *range(22, 30), *range(31, 39), *range(44, 51), *range(52, 60), *range(61, 69), *range(70, 76),
)  # fmt: skip
SHIFTED_INDICATOR_LINES = (87, 99, 100, 101, 102, 103, 126)
# Names into which line wrapping put blanks.
WRAPPED_NAME_LINES = (22, 23, 25, 27, 28)

COUNTS = {"履职效能": 11, "管理效率": 18, "运行成本": 6, "服务满意": 5, "可持续性": 8}
# 一级指标 and the first and last line of its rows.
BLOCKS = {
    "履职效能": (80, 93),
    "管理效率": (94, 113),
    "运行成本": (114, 119),
    "服务满意": (120, 124),
    "可持续性": (125, 133),
}
TASK_HEADING = (11, 12)
TASK_LINES = (13, 78)
INDICATOR_HEADING = 79

MISMATCHES = (
    ("牵头单位工作完成率", "工作完成率", "牵头单位工作完成率", 84),
    ("预算执行率", "预算完成数", "预算执行数", 96),
    ("政府采购执行率", "政府采购预算", "政府采购预算数", 107),
    ("厉行节约支出变动率", "厉行节约变动率", "厉行节约支出变动率", 116),
    ("高级职称人才比重", "高层次领军人才数量", "高级职称人才比重", 130),
)


def typed(name: str) -> list[dict[str, str]]:
    """The rows of a table typed from the form."""
    with (DATA / f"form_{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def number(printed: str) -> float:
    return float(printed.replace(",", ""))
