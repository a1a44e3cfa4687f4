"""Writes the invented example of twelve departments in three years, data/示例组合（虚构）/.

Nothing here describes any real department. The figures come from a seeded generator; a few are
set by hand so that the portfolio shows what an auditor meets: a department that fell behind, an
outlier, a base of nought, a survey too small, figures not handed in, a figure that next year's
workbook states otherwise.

Run it from the project folder: python tests/support/example_portfolio.py
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from example_figures import Figure, columns, fill
from openpyxl import Workbook

from auditkit.facts.facts import DEMO
from auditkit.facts.workbook.layout import DIRECT, ITEMS, JUDGED, SURVEYED, TASKS, WORK
from auditkit.facts.workbook.sheets import HEAD_ROW
from auditkit.facts.workbook.template import fact_template
from auditkit.files.grid import Source
from auditkit.files.saving import save_workbook, write_text
from auditkit.form.declaration import Declaration, DeclaredIndicator, Goal, Task, Total
from auditkit.form.writing.workbook import form_workbook
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack

FOLDER = Path(__file__).parents[2] / "data" / "示例组合（虚构）"
PACK = FOLDER / "规则包-示例数据（虚构）.yaml"
YEARS = (2021, 2022, 2023)
SEED = 20211231
BLANK = Source("", "")

# Name, first year's budget in 万元, and how well its affairs are run, 0 to 1.
DEPARTMENTS = (
    ("示例市教育局", 182_000.0, 0.80),
    ("示例市卫生健康委员会", 126_500.0, 0.58),
    ("示例市人力资源和社会保障局", 58_400.0, 0.84),
    ("示例市交通运输局", 97_300.0, 0.16),
    ("示例市水利局", 44_100.0, 0.45),
    ("示例市农业农村局", 51_700.0, 0.50),
    ("示例市文化和旅游局", 23_900.0, 0.72),
    ("示例市生态环境局", 31_200.0, 0.63),
    ("示例市民政局", 39_800.0, 0.95),
    ("示例市市场监督管理局", 27_600.0, 0.66),
    ("示例市应急管理局", 15_300.0, 0.30),
    ("示例市统计局", 4_850.0, 0.88),
)
SHARES = {
    "基本公共服务保障": 0.42,
    "重点项目建设": 0.27,
    "设备购置和更新": 0.12,
    "信息化建设和运行维护": 0.09,
    "人员培训": 0.04,
    "宣传和检查": 0.06,
}
MAJOR = "重点任务资金完成率"
SERVES = {"重点项目建设": MAJOR, "设备购置和更新": MAJOR, "基本公共服务保障": MAJOR}

# 指标值 and the form's 指标说明; a blank note prints no formula.
TARGETS = {
    "目标依据充分性": "充分",
    "工作目标合理性": "合理",
    "总体工作完成率": "≥90%",
    MAJOR: "≥90%",
    "预算编制完整性": "完整",
    "专项资金细化率": "≥95%",
    "预算执行率": "≥95%",
    "预算调整率": "≤10%",
    "结转结余变动率": "≤10%",
    "项目库管理完整性": "完整",
    "国库集中支付合规性": "合规",
    "政府采购执行率": "≥90%",
    "内控制度有效性": "有效",
    "部门固定资产利用率": "≥90%",
    "在职人员经费变动率": "≤5%",
    "“三公经费”变动率": "≤0%",
    "厉行节约支出变动率": "-",
    "群众满意度": "≥90%",
    "企业满意度": "≥85%",
    "培训计划执行率": "≥90%",
    "高级职称人才比重": "≥12%",
}


@dataclass(frozen=True)
class Made:
    """One department and year: its form, and the figures by sheet and name."""

    department: str
    year: int
    declaration: Declaration
    items: dict[str, float]
    tasks: dict[str, tuple[float, float]]
    done: int
    answers: dict[str, int]
    surveys: dict[str, tuple[int, tuple[int, ...]]]
    training: float
    before: dict[str, float] = field(default_factory=dict)


def made(pack: RulePack) -> list[Made]:
    """Every department and year, those of one department in order of the years."""
    found: list[Made] = []
    for number, (department, budget, quality) in enumerate(DEPARTMENTS):
        before: dict[str, float] = {}
        for year in (YEARS[0] - 1, *YEARS):
            random = np.random.default_rng([SEED, number, year])
            # 交通运输局 mends its ways, 农业农村局 lets go.
            drift = {3: 0.24, 5: -0.16}.get(number, 0.0) * (year - YEARS[0])
            well = float(np.clip(quality + drift + random.normal(0, 0.04), 0.05, 0.98))
            total = budget * 1.04 ** (year - YEARS[0])
            one = _made(department, year, total, well, random, pack, before)
            _set_by_hand(number, one)
            if year in YEARS:
                found.append(one)
            before = dict(one.items)
    return found


def _made(
    department: str,
    year: int,
    total: float,
    well: float,
    random: np.random.Generator,
    pack: RulePack,
    before: dict[str, float],
) -> Made:
    def near(middle: float, spread: float) -> float:
        return float(middle + spread * random.normal())

    budgets = {name: round(total * share, 2) for name, share in SHARES.items()}
    planned = round(math.fsum(budgets.values()), 2)
    tasks = {}
    for name, budget in budgets.items():
        adjusted = round(budget * (1 + near(0.0, 0.22 * (1.15 - well))), 2)
        rate = min(1.0, near(0.76 + 0.23 * well, 0.03))
        tasks[name] = (adjusted, round(adjusted * rate, 2))
    spent = round(math.fsum(done for _, done in tasks.values()), 2)
    moved = round(
        math.fsum(abs(a - b) for (a, _), b in zip(tasks.values(), budgets.values(), strict=True)), 2
    )
    staff = round(before.get("在职人员经费", total * 0.31) * near(1.095 - 0.065 * well, 0.012), 2)
    people = round(total / 62) + 20
    items = {
        "部门已细化分配的专项资金": round(
            planned * 0.5 * min(1.0, near(0.90 + 0.1 * well, 0.02)), 2
        ),
        "部门专项资金合计": round(planned * 0.5, 2),
        "预算执行数": spent,
        "预算数": planned,
        "预算调整数": moved,
        "累计结转结余资金总额": round(
            before.get("累计结转结余资金总额", total * 0.05) * near(1.25 - 0.32 * well, 0.05), 2
        ),
        "年度预算安排项目资金总额": round(planned * 0.69, 2),
        "未纳入项目库预算项目资金额": round(planned * 0.05 * max(0.0, 0.6 - well), 2),
        "年度部门预算资金国库集中支付总额": round(spent * 0.97, 2),
        "国库集中支付监控系统拦截资金额": round(spent * 0.01 * max(0.0, 0.7 - well), 2),
        "实际政府采购金额": round(planned * 0.14 * min(1.0, near(0.84 + 0.15 * well, 0.03)), 2),
        "政府采购预算数": round(planned * 0.14, 2),
        "部门实际在用固定资产总额": round(
            total * 1.9 * min(1.0, near(0.87 + 0.11 * well, 0.01)), 2
        ),
        "部门所有固定资产总额": round(total * 1.9, 2),
        "在职人员经费": staff,
        "“三公经费”总额": round(
            before.get("“三公经费”总额", total * 0.0012) * near(1.05 - 0.13 * well, 0.03), 2
        ),
        "厉行节约总额": round(total * 0.0021 * near(1.0, 0.2), 2),
        "高级职称人才数量": float(round(people * near(0.10 + 0.05 * well, 0.008))),
        "单位实有人数": float(people),
    }
    surveys = {
        name: _survey(random, sent, well)
        for name, sent in (("群众满意度", 600), ("企业满意度", 160))
    }
    answers = {
        rule: sum(random.random() > 0.85 * (1 - well) for _ in range(9))
        for rule in ("目标依据充分性", "工作目标合理性", "预算编制完整性", "内控制度有效性")
    }
    return Made(
        department,
        year,
        _declaration(department, year, budgets, well, pack),
        items,
        tasks,
        min(20, round(near(15.2 + 4.6 * well, 0.7))),
        answers,
        surveys,
        round(min(1.0, near(0.84 + 0.14 * well, 0.02)), 4),
        before,
    )


def _survey(random: np.random.Generator, sent: int, well: float) -> tuple[int, tuple[int, ...]]:
    content = min(0.97, 0.72 + 0.24 * well)
    shares = (content * 0.55, content * 0.45, (1 - content) * 0.7, (1 - content) * 0.2, 0.0)
    shares = (*shares[:4], 1 - sum(shares[:4]))
    return sent, tuple(int(n) for n in random.multinomial(round(sent * 0.88), shares))


def _declaration(
    department: str, year: int, budgets: dict[str, float], well: float, pack: RulePack
) -> Declaration:
    tasks = tuple(
        Task(name, f"用于{name}的各项支出。", budget, round(budget * 0.98, 2), "", BLANK)
        for name, budget in budgets.items()
    )
    whole = round(math.fsum(budgets.values()), 2)
    fiscal = round(math.fsum(task.fiscal or 0.0 for task in tasks), 2)
    goals = (
        Goal(1, f"完成{year}年度各项公共服务任务，服务对象满意度不低于90%。", BLANK),
        Goal(2, "严格预算管理，提高资金使用效益，降低运行成本。", BLANK),
    )
    indicators = tuple(_indicator(name, text, well, pack) for name, text in TARGETS.items())
    total = Total(whole, fiscal, BLANK)
    return Declaration(department, year, goals, tasks, total, indicators, "申报表", "")


def _indicator(name: str, target: str, well: float, pack: RulePack) -> DeclaredIndicator:
    rule = pack.rules.get(name)
    level1, level2 = (rule.level1, rule.level2) if rule else ("履职效能", "重点工作履行")
    note = f"{name}={rule.formula}。" if rule and rule.formula else ""
    return DeclaredIndicator(level1, level2, name, parse_target(target), "", note, BLANK)


def _set_by_hand(number: int, one: Made) -> None:
    """What an auditor should find, put where it can be found."""
    match number, one.year:
        case 4, 2022:
            # 水利局: carried over four times as much as the year before.
            one.items["累计结转结余资金总额"] = round(one.before["累计结转结余资金总额"] * 4.1, 2)
        case 6, 2021:
            # 文化和旅游局: nothing saved in 2020, so no rate of change.
            one.before["厉行节约总额"] = 0.0
        case 7, 2023:
            # 生态环境局: 12 answers bear no rate.
            one.surveys["企业满意度"] = (15, (8, 3, 1, 0, 0))
        case 9, 2022:
            # 市场监督管理局: procurement figures not handed in.
            del one.items["实际政府采购金额"]
        case 1, 2023:
            # 卫生健康委员会: states last year's staff costs otherwise than last year.
            one.before["在职人员经费"] = round(one.before["在职人员经费"] * 0.97, 2)


def book_of(one: Made, pack: RulePack) -> Workbook:
    """The fact workbook of one department and year."""
    book = fact_template(one.declaration, pack, demo=True)
    for name, value in one.items.items():
        given: dict[str, Figure] = {f"{one.year}年": value, "来源": "示例：部门报送"}
        if name in _CHANGING and name in one.before:
            given[f"{one.year - 1}年"] = one.before[name]
        fill(book[ITEMS], "数据项", name, given)
    for name, (adjusted, spent) in one.tasks.items():
        fill(
            book[TASKS],
            "任务名称",
            name,
            {
                "调整后预算": adjusted,
                "实际支出": spent,
                "是否完成": "是" if spent > 0.9 * adjusted else "部分",
                "对应指标": SERVES.get(name),
            },
        )
    at = columns(book[WORK])
    for row in range(20):
        write_text(book[WORK].cell(HEAD_ROW + 1 + row, at["工作要点"]), f"示例工作要点{row + 1}")
        done = "是" if row < one.done else "否"
        write_text(book[WORK].cell(HEAD_ROW + 1 + row, at["是否承接市委市政府任务"]), "是")
        write_text(book[WORK].cell(HEAD_ROW + 1 + row, at["是否完成"]), done)
    _fill_judgements(book, one)
    for name, (sent, counts) in one.surveys.items():
        roles = ("发放份数", "有效份数", *pack.survey.answers)
        figures: tuple[Figure, ...] = (sent, sum(counts), *counts)
        fill(book[SURVEYED], "指标", name, dict(zip(roles, figures, strict=True)))
    fill(book[DIRECT], "指标", "培训计划执行率", {f"{one.year}年": one.training})
    return book


_CHANGING = ("累计结转结余资金总额", "在职人员经费", "“三公经费”总额", "厉行节约总额")


def _fill_judgements(book: Workbook, one: Made) -> None:
    sheet = book[JUDGED]
    at = columns(sheet)
    for row in range(HEAD_ROW + 1, sheet.max_row + 1):
        name = str(sheet.cell(row, at["指标"]).value)
        number = sheet.cell(row, at["序号"]).value
        assert isinstance(number, int)
        write_text(sheet.cell(row, at["评价"]), "是" if number <= one.answers[name] else "否")
        write_text(sheet.cell(row, at["佐证材料"]), "示例：审计取证单")


def main() -> None:
    pack = load_rulepack(PACK)
    for one in made(pack):
        folder = FOLDER / one.department / str(one.year)
        folder.mkdir(parents=True, exist_ok=True)
        save_workbook(form_workbook(one.declaration), folder / f"申报表-{DEMO}.xlsx")
        save_workbook(book_of(one, pack), folder / f"实际数-{DEMO}.xlsx")


if __name__ == "__main__":
    main()
