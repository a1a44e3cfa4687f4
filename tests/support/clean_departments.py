"""Invented departments in which nothing is wrong, from a seeded generator. 示例数据（虚构）.

A department is a plan of texts and figures that a test may spoil in one place before it is written
as 申报表.xlsx and 实际数.xlsx: whatever is then found was planted there. No figure is rounded away:
every sum, carry-over and rate holds to the cent.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from example_figures import Figure, columns, fill
from openpyxl import Workbook

from auditkit.audit.audit import Audit
from auditkit.audit.opening import open_audit
from auditkit.facts.facts import DEMO
from auditkit.facts.workbook.layout import DIRECT, ITEMS, JUDGED, SURVEYED, TASKS
from auditkit.facts.workbook.sheets import HEAD_ROW
from auditkit.facts.workbook.template import fact_template
from auditkit.files.grid import Source
from auditkit.files.saving import save_workbook, write_text
from auditkit.findings.finding import Finding
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration, DeclaredIndicator, Goal, Task, Total
from auditkit.form.writing.workbook import form_workbook
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack

YEAR = 2020
BLANK = Source("", "")
FORM, BOOK = f"申报表-{DEMO}.xlsx", f"实际数-{DEMO}.xlsx"
PUBLIC, INPUT, EFFECT = "服务对象满意", "预算管理", "数量指标"
# A task, the indicator that counts what it brings about, and the unit.
OUTPUTS = (
    ("道路清扫保洁", "道路清扫保洁面积", "万平方米"),
    ("公园绿地养护", "公园绿地养护面积", "公顷"),
    ("路灯维修改造", "路灯维修改造数量", "盏"),
    ("垃圾中转站建设", "垃圾中转站建设数量", "座"),
    ("河道清淤疏浚", "河道清淤疏浚长度", "公里"),
    ("职业技能实训", "职业技能实训人数", "人"),
    ("图书馆藏书更新", "图书馆藏书更新数量", "册"),
    ("社区养老驿站运营", "社区养老驿站运营数量", "个"),
    ("疫苗接种服务", "疫苗接种服务人次", "人次"),
    ("老旧管网更换", "老旧管网更换长度", "公里"),
    ("消防栓检修", "消防栓检修数量", "个"),
    ("低保救助发放", "低保救助发放人数", "人"),
)  # fmt: skip
BUREAUS = ("城市管理局", "园林局", "水务局", "民政局", "卫生局", "文化局",
           "住房局", "应急局", "人社局", "农业局", "商务局", "环保局")  # fmt: skip
RATES = {
    "预算执行率": ("≥90%", "预算执行率=（预算执行数/预算数）×100%。"),
    "预算调整率": ("≤10%", "预算调整率=（预算调整数/预算数）×100%。"),
    "结转结余变动率": (
        "≤12%",
        "结转结余变动率=[（本年度累计结转结余资金总额-上年度累计结转结余资金总额）/上年度累计结转结余资金总额]×100%。",
    ),
    "部门固定资产利用率": (
        "≥85%", "部门固定资产利用率=（部门实际在用固定资产总额/部门所有固定资产总额）×100%。",
    ),
    "在职人员经费变动率": (
        "≤5%",
        "在职人员经费变动率=[（本年度在职人员经费-上年度在职人员经费）/上年度在职人员经费]×100%。",
    ),
    "离退休人员经费变动率": (
        "≤6%",
        "离退休人员经费变动率=[（本年度离退休人员经费-上年度离退休人员经费）/上年度离退休人员经费]×100%。",
    ),
}  # fmt: skip
SATISFACTION, JUDGEMENT = "群众满意度", "目标依据充分性"


@dataclass
class Line:
    """A row of the form's indicators."""

    level1: str
    level2: str
    name: str
    target: str
    explanation: str = ""
    note: str = ""


@dataclass
class Job:
    """A task: declared and fiscal budget, what became of it, and the indicator it serves."""

    name: str
    content: str
    budget: float
    fiscal: float
    adjusted: float
    spent: float
    done: str = "是"
    serves: str = ""


@dataclass
class Department:
    """Everything that is written down of one department, to be spoiled in one place."""

    name: str
    goals: list[str]
    jobs: list[Job]
    lines: list[Line]
    items: dict[str, float]
    before: dict[str, float]
    direct: dict[str, float]
    counts: tuple[int, ...]
    reserve: float
    """Spending that neither the tasks nor the named basic expenditure hold."""
    failed: int = 0
    """How many criteria are answered 否."""
    total: float | None = None
    fiscal: float | None = None


def department(seed: int) -> Department:
    """A department in which nothing is wrong; the same for the same seed."""
    chance = random.Random(seed)
    chosen = chance.sample(OUTPUTS, 6)
    jobs, lines, direct = [], [], {}
    for place, (task, output, unit) in enumerate(chosen):
        budget = round(chance.uniform(800, 4000), 2)
        # Two of the tasks are changed a little during the year.
        change = round(budget * chance.uniform(0.02, 0.06), 2) if place < 2 else 0.0
        adjusted = round(budget + change * (1 if place else -1), 2)
        spent = round(adjusted * chance.uniform(0.965, 0.995), 2)
        fiscal = round(budget * 0.9, 2)
        jobs.append(Job(task, f"完成{task}。", budget, fiscal, adjusted, spent, serves=output))
        aim = chance.randrange(40, 900)
        lines.append(
            Line("产出指标", EFFECT, output, f"≥{aim}{unit}", f"反映{task}的工作量。",
                 "取自年度统计台账，按年末数计。")
        )  # fmt: skip
        direct[output] = float(aim + chance.randrange(0, 6))
    for name, (target, note) in RATES.items():
        lines.append(Line("投入指标", INPUT, name, target, f"反映{name[:-1]}情况。", note))
    lines.append(Line("投入指标", "工作目标管理情况", JUDGEMENT, "充分", "反映目标的依据。"))
    lines.append(
        Line("满意度指标", PUBLIC, SATISFACTION, "≥88%", "反映服务对象的满意程度。",
             "通过问卷调查取得。")
    )  # fmt: skip
    items, before, reserve = _figures(chance, jobs)
    whole = math.fsum(job.budget for job in jobs)
    return Department(
        f"虚构市{BUREAUS[seed % len(BUREAUS)]}",
        ["做好年度各项工作，完成预算安排的任务。", "提高管理水平。", "让群众满意。"],
        jobs,
        lines,
        items,
        before,
        direct,
        (1500, 1400, 900, 420, 60, 15, 5),
        reserve,
        total=round(whole, 2),
        fiscal=round(math.fsum(job.fiscal for job in jobs), 2),
    )


def _figures(
    chance: random.Random, jobs: list[Job]
) -> tuple[dict[str, float], dict[str, float], float]:
    staff, retired, running = (round(chance.uniform(*r), 2) for r in
                               ((900, 1500), (150, 300), (80, 140)))  # fmt: skip
    spent = math.fsum([*(job.spent for job in jobs), staff, retired, running])
    budget = round(spent * 1.02, 2)
    spent = round(spent, 2)
    opening = round((budget - spent) * chance.uniform(11, 15), 2)
    assets = round(chance.uniform(4000, 9000), 2)
    items = {
        "预算数": budget,
        "预算执行数": spent,
        "预算调整数": round(math.fsum(abs(job.adjusted - job.budget) for job in jobs), 2),
        "按规定除外的预算调整数": 0.0,
        "累计结转结余资金总额": round(opening + budget - spent, 2),
        "部门实际在用固定资产总额": round(assets * 0.93, 2),
        "部门所有固定资产总额": assets,
        "在职人员经费": staff,
        "离退休人员经费": retired,
    }
    before = {
        "累计结转结余资金总额": opening,
        "在职人员经费": round(staff / 1.02, 2),
        "离退休人员经费": round(retired / 1.03, 2),
    }
    return items, before, running


def declaration_of(one: Department) -> Declaration:
    """The form as it would be declared."""
    tasks = tuple(
        Task(j.name, j.content, j.budget, j.fiscal, "", BLANK, BLANK, BLANK) for j in one.jobs
    )
    rows = tuple(
        DeclaredIndicator(i.level1, i.level2, i.name, parse_target(i.target), i.explanation,
                          i.note, BLANK)
        for i in one.lines
    )  # fmt: skip
    goals = tuple(Goal(n, text, BLANK) for n, text in enumerate(one.goals, 1))
    total = Total(one.total, one.fiscal, BLANK)
    return Declaration(one.name, YEAR, goals, tasks, total, rows, FORM)


def book_of(one: Department, declared: Declaration) -> Workbook:
    """The fact workbook, filled in with a source in every row."""
    pack = load_rulepack()
    book = fact_template(declared, pack, demo=True)
    for name, value in one.items.items():
        given: dict[str, Figure] = {f"{YEAR}年": value, "来源": "示例：部门决算"}
        if name in one.before:
            given[f"{YEAR - 1}年"] = one.before[name]
        fill(book[ITEMS], "数据项", name, given)
    for job in one.jobs:
        fill(book[TASKS], "任务名称", job.name, {
                "调整后预算": job.adjusted, "实际支出": job.spent, "是否完成": job.done,
                "对应指标": job.serves, "来源": "示例：支出明细账",
            })  # fmt: skip
    sheet = book[JUDGED]
    at = columns(sheet)
    for row in range(HEAD_ROW + 1, sheet.max_row + 1):
        answer = "否" if row - HEAD_ROW <= one.failed else "是"
        write_text(sheet.cell(row, at["评价"]), answer)
        write_text(sheet.cell(row, at["佐证材料"]), "示例：审计取证单")
    roles = ("发放份数", "有效份数", *pack.survey.answers)
    fill(book[SURVEYED], "指标", SATISFACTION, dict(zip(roles, one.counts, strict=True)))
    for name, value in one.direct.items():
        fill(book[DIRECT], "指标", name, {f"{YEAR}年": value, "来源": "示例：统计台账"})
    return book


_AUDITS: dict[str, Audit] = {}


def audited(one: Department, data: Path) -> Audit:
    """The department written as files and audited from them."""
    folder = data / one.name / str(YEAR)
    folder.mkdir(parents=True)
    save_workbook(form_workbook(declaration_of(one)), folder / FORM)
    declared = read_declaration(folder / FORM)
    save_workbook(book_of(one, declared), folder / BOOK)
    audit = _AUDITS[repr(one)] = open_audit(one.name, YEAR, data)
    return audit


def findings_of(one: Department) -> list[Finding]:
    """What is found of an equal department, wherever it was written: in one process found once."""
    if repr(one) not in _AUDITS:
        with TemporaryDirectory() as folder:
            return audited(one, Path(folder)).findings
    return _AUDITS[repr(one)].findings
