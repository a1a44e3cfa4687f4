"""Faults planted one by one in clean departments (虚构), and the finding that each must give.

Each place is looked up in the written workbook by the words of its row, each amount worked out
from what was planted.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from clean_departments import (
    BOOK,
    FORM,
    JUDGEMENT,
    SATISFACTION,
    Department,
    Line,
    department,
)

SEEDS = range(12)
"""The clean departments, one for each."""

# Where something stands in the written files


def in_form(label: str, column: str, at: str = "ABCDEFGH") -> Callable[[Path], str]:
    """The cell of a column in the row that says `label`, in one of the columns `at`."""

    def found(folder: Path) -> str:
        sheet = openpyxl.load_workbook(folder / FORM)["申报表"]
        (row,) = {
            cell.row
            for line in sheet.iter_rows()
            for cell in line
            if cell.value == label and openpyxl.utils.get_column_letter(cell.column) in at
        }
        return f"{FORM}[申报表!{column}{row}]"

    return found


def in_book(sheet: str, label: str, column: str) -> Callable[[Path], str]:
    """The cell of a column in the row of a sheet whose first cell says `label`."""

    def found(folder: Path) -> str:
        lines = openpyxl.load_workbook(folder / BOOK)[sheet].iter_rows(max_col=1)
        row = next(cell.row for (cell,) in lines if cell.value == label)
        return f"{BOOK}[{sheet}!{column}{row}]"

    return found


@dataclass(frozen=True)
class Fault:
    """What is spoiled, and the code, subject, place and amount that it must give."""

    code: str
    plant: Callable[[Department], str]
    """Spoils the department and gives the subject."""
    place: Callable[[Department, str], Callable[[Path], str]]
    amount: float | None = None


def line(one: Department, name: str) -> Line:
    return next(i for i in one.lines if i.name == name)


def of_output(one: Department) -> str:
    return one.jobs[2].serves


def change(name: str, **said: str) -> Callable[[Department], str]:
    """Prints something else in an indicator's row."""

    def plant(one: Department) -> str:
        row = line(one, name)
        for role, text in said.items():
            setattr(row, role, text)
        return row.name

    return plant


def target_of(text: str) -> Callable[[Department], str]:
    """Another target for an output."""

    def plant(one: Department) -> str:
        line(one, of_output(one)).target = text
        return of_output(one)

    return plant


def item(name: str, by: float, subject: str = "") -> Callable[[Department], str]:
    """A figure of this year moved by an amount."""

    def plant(one: Department) -> str:
        one.items[name] = round(one.items[name] + by, 2)
        return subject or name

    return plant


def blank_total(one: Department) -> str:
    one.total = one.fiscal = None
    return "年度主要任务"


def wrong_total(one: Department) -> str:
    assert one.total is not None
    one.total = round(one.total - 90.0, 2)
    return "预算合计"


def fiscal_above(one: Department) -> str:
    one.jobs[3].fiscal = round(one.jobs[3].budget + 5.25, 2)
    one.fiscal = round(math.fsum(job.fiscal for job in one.jobs), 2)
    return one.jobs[3].name


def placeholder(one: Department) -> str:
    one.direct["重点创新事项1"] = one.direct.pop(of_output(one))
    row = line(one, of_output(one))
    row.name = one.jobs[2].serves = "重点创新事项1"
    return row.name


def unmeasured_task(one: Department) -> str:
    job = one.jobs[2]
    one.lines.remove(line(one, job.serves))
    del one.direct[job.serves]
    job.serves = ""
    return job.name


def promise(one: Department) -> str:
    one.goals[1] = "提高管理水平，新建示范站点37处。"
    return "目标2"


def overspent(one: Department) -> str:
    job = one.jobs[2]
    job.spent = round(job.adjusted + 7.77, 2)
    # The department's own total follows, so that only the task is wrong.
    _follow(one)
    return job.name


def much_changed(one: Department) -> str:
    job = min(one.jobs[2:], key=lambda job: job.budget)
    before = job.adjusted
    job.adjusted = round(job.budget * 0.68, 2)
    job.spent = round(job.adjusted * 0.97, 2)
    one.items["预算调整数"] = round(one.items["预算调整数"] + before - job.adjusted, 2)
    _follow(one)
    return job.name


def undone(one: Department) -> str:
    one.jobs[2].done = "否"
    return one.jobs[2].name


def idle(one: Department) -> str:
    job = one.jobs[2]
    job.spent = round(job.adjusted * 0.5, 2)
    _follow(one)
    return job.name


def _follow(one: Department) -> None:
    """预算执行数, 预算数 and the carry-over as the tasks now have them."""
    basic = one.items["在职人员经费"] + one.items["离退休人员经费"]
    was = one.items["预算执行数"]
    tasks = sum(job.spent for job in one.jobs)
    reserve = one.reserve
    one.items["预算执行数"] = round(tasks + basic + reserve, 2)
    one.items["预算数"] = round(one.items["预算数"] + one.items["预算执行数"] - was, 2)


def beyond_budget(one: Department) -> str:
    one.items["预算数"] = round(one.items["预算执行数"] - 12.5, 2)
    # The carry-over rolls with it: opening + budget − spent.
    one.items["累计结转结余资金总额"] = round(one.before["累计结转结余资金总额"] - 12.5, 2)
    return "预算执行率"


def scope(one: Department) -> str:
    # Staff costs of both years: the rate of change stays, the sum no longer fits.
    add = round(one.reserve + 55.55, 2)
    for figures in (one.items, one.before):
        figures["在职人员经费"] = round(figures["在职人员经费"] + add, 2)
    return "预算执行数"


def part_above_whole(one: Department) -> str:
    one.items["部门实际在用固定资产总额"] = round(one.items["部门所有固定资产总额"] * 1.1, 2)
    return "部门固定资产利用率"


def assets_idle(one: Department) -> str:
    whole = one.items["部门所有固定资产总额"] = 8000.0
    one.items["部门实际在用固定资产总额"] = 6700.0
    assert whole * 0.85 - 6700.0 == 100.0
    return "部门固定资产利用率"


def staff_costs(one: Department) -> str:
    one.before["在职人员经费"] = 1000.0
    spent = one.items["在职人员经费"]
    one.items["在职人员经费"] = 1060.0
    one.items["预算执行数"] = round(one.items["预算执行数"] + 1060.0 - spent, 2)
    one.items["预算数"] = round(one.items["预算数"] + 1060.0 - spent, 2)
    return "在职人员经费变动率"


def failed_criterion(one: Department) -> str:
    one.failed = 1
    return JUDGEMENT


def no_answers(one: Department) -> str:
    one.counts = (0, 0, 0, 0, 0, 0, 0)
    return SATISFACTION


def few_answers(one: Department) -> str:
    one.counts = (29, 28, 28, 0, 0, 0, 0)
    line(one, SATISFACTION).target = "≥85%"
    return SATISFACTION


def dissatisfied(one: Department) -> str:
    one.counts = (1500, 1400, 700, 350, 200, 100, 50)
    return SATISFACTION


def across(one: Department) -> str:
    # 1,232 of 1,400 is 88.00 %: met by nothing, and the sample does not bear it.
    one.counts = (1500, 1400, 812, 420, 100, 60, 8)
    return SATISFACTION


def outdone(one: Department) -> str:
    name = of_output(one)
    line(one, name).target = f"≥50{line(one, name).target[1:].lstrip('0123456789')}"
    one.direct[name] = 80.0
    return name


def missed_output(one: Department) -> str:
    one.direct[of_output(one)] = 30.0
    return of_output(one)


def no_formula(one: Department) -> str:
    line(one, "部门固定资产利用率").note = ""
    return "部门固定资产利用率"


def jumped(one: Department) -> str:
    line(one, "离退休人员经费变动率").target = "≤40%"
    one.before["离退休人员经费"] = round(one.items["离退休人员经费"] / 1.35, 2)
    return "离退休人员经费"


def closing(one: Department) -> str:
    one.items["累计结转结余资金总额"] = round(one.items["累计结转结余资金总额"] + 12.34, 2)
    return "累计结转结余资金总额"


def adjustment(one: Department) -> str:
    short = 3.21
    one.items["预算调整数"] = round(one.items["预算调整数"] - short, 2)
    return "预算调整数"


RATE = "预算执行率"
FORMULA = "预算执行率=（预算执行数/预算数）×100%。"
ASSETS = "部门固定资产利用率"


def row_in_form(column: str) -> Callable[[Department, str], Callable[[Path], str]]:
    return lambda _, subject: in_form(subject, column)


def cell_in_book(
    sheet: str, label: str, column: str
) -> Callable[[Department, str], Callable[[Path], str]]:
    return lambda _, subject: in_book(sheet, label or subject, column)


def at_total(_: Department, __: str) -> Callable[[Path], str]:
    return in_form("合计", "B", at="B")


def at_goal(one: Department, _: str) -> Callable[[Path], str]:
    return in_form(f"目标2：{one.goals[1]}", "B")


FAULTS = {
    "合计空白": Fault("S01", blank_total, at_total),
    "合计少计": Fault("S02", wrong_total, at_total, 90.0),
    "财政资金大于预算": Fault("S03", fiscal_above, row_in_form("G"), 5.25),
    "指标值空白": Fault("S04", target_of(""), row_in_form("C")),
    "指标值为短横": Fault("S05", target_of("-"), row_in_form("D")),
    "比率只写文字": Fault("S06", change(RATE, target="良好"), row_in_form("D")),
    "比率没有算式": Fault("S07", no_formula, row_in_form("D")),
    "说明中的名称不同": Fault(
        "S08", change(RATE, note=f"{FORMULA}预算完成数指实际支出。"), row_in_form("F")
    ),
    "指标是占位文字": Fault("S09", placeholder, row_in_form("C")),
    "任务没有指标": Fault("S10", unmeasured_task, row_in_form("F")),
    "算式颠倒": Fault(
        "S11", change(RATE, note="预算执行率=（预算数/预算执行数）×100%。"), row_in_form("F")
    ),
    "算式无法识读": Fault(
        "S12", change(RATE, note="预算执行率=（预算执行额/预算数）×100%。"), row_in_form("F")
    ),
    "目标的数量没有指标": Fault("S15", promise, at_goal),
    "指标值与说明矛盾": Fault(
        "S16", change(RATE, note=f"{FORMULA}目标值为95%。"), row_in_form("D")
    ),
    "方向相反": Fault("S18", change(RATE, target="≤99%"), row_in_form("D")),
    "超出可能": Fault("S19", change(ASSETS, target="≥0%"), row_in_form("D")),
    "时限在下年": Fault("S21", target_of("2021年3月底前"), row_in_form("D")),
    "利用率未达标": Fault(
        "R01", assets_idle, cell_in_book("数据项", "部门实际在用固定资产总额", "C"), 100.0
    ),
    "人员经费增长过快": Fault(
        "R01", staff_costs, cell_in_book("数据项", "在职人员经费", "C"), 10.0
    ),
    "产出没有完成": Fault("R01", missed_output, cell_in_book("直接填报", "", "D")),
    "满意度未达标": Fault("R01", dissatisfied, cell_in_book("问卷调查", "", "C")),
    "一条标准不符": Fault("R01", failed_criterion, cell_in_book("定性评价", JUDGEMENT, "D")),
    "抽样误差跨过指标值": Fault("R04", across, cell_in_book("问卷调查", "", "C")),
    "远超指标值": Fault("R05", outdone, cell_in_book("直接填报", "", "D")),
    "样本过少": Fault("R06", few_answers, cell_in_book("问卷调查", "", "C")),
    "没有收回问卷": Fault("R08", no_answers, cell_in_book("问卷调查", "", "C")),
    "任务超支": Fault("R09", overspent, cell_in_book("任务执行", "", "D"), 7.77),
    "任务预算大减": Fault("R10", much_changed, cell_in_book("任务执行", "", "C")),
    "任务没有完成": Fault("R11", undone, cell_in_book("任务执行", "", "A")),
    "任务执行偏低": Fault("R11", idle, cell_in_book("任务执行", "", "D")),
    "部分大于整体": Fault(
        "R12", part_above_whole, cell_in_book("数据项", "部门实际在用固定资产总额", "C")
    ),
    "支出超过预算": Fault("R14", beyond_budget, cell_in_book("数据项", "预算执行数", "C"), 12.5),
    "基本支出在执行数之外": Fault("R20", scope, cell_in_book("数据项", "预算执行数", "C"), 55.55),
    "结转不衔接": Fault("R21", closing, cell_in_book("数据项", "", "C"), 12.34),
    "预算调整数偏小": Fault("R22", adjustment, cell_in_book("数据项", "", "C"), 3.21),
    "两年之间突变": Fault("Y03", jumped, cell_in_book("数据项", "", "D")),
}


def planted(name: str) -> tuple[Department, str]:
    """A department with the fault of that name, and the subject of the finding due."""
    one = department(len(name) % len(SEEDS))
    return one, FAULTS[name].plant(one)


def holds(place: str, evidence: Sequence[str]) -> bool:
    """Whether a place is among them; cells of one sheet may be told as one range or list."""
    sheet, _, cell = place.removesuffix("]").partition("!")
    for at in evidence:
        said, _, cells = at.removesuffix("]").partition("!")
        if said == sheet and any(_within(cell, part) for part in cells.split(",")):
            return True
    return False


def _within(cell: str, part: str) -> bool:
    first, _, last = part.partition(":")
    if not last:
        return cell == first
    low, high, at = (openpyxl.utils.cell.coordinate_from_string(c) for c in (first, last, cell))
    return low[0] <= at[0] <= high[0] and low[1] <= at[1] <= high[1]
