"""Sums that must hold across the whole workbook, whatever any single indicator says.

Scope (预算法实施条例第五条: a department's spending is its basic and its project spending), the
carry-over, and the adjustments against those of the tasks themselves.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from auditkit.facts.accounts.differences import agree
from auditkit.facts.facts import Fact, Facts, TaskRecord
from auditkit.files.grid import Source
from auditkit.findings.amount import Amount
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.amounts import BASIC
from auditkit.findings.review.rounding import half_step
from auditkit.findings.review.rows import together
from auditkit.findings.standard import standard
from auditkit.form.declaration import Declaration
from auditkit.formula.tolerance import NOISE
from auditkit.wording import plain

EXEMPT = "按规定除外的预算调整数"
"""What a form leaves out of 预算调整数 (国家政策、不可抗力、临时交办), asked for apart."""
# A list of tasks that holds the basic expenditure itself would count it twice.
_BASIC_TASK = re.compile(r"人员经费|人员工资|工资福利|公用经费|基本支出|机关运行|离退休")

# fmt: off
SCOPE = FindingKind(
    "R20", "任务支出与基本支出之和大于预算执行数", "一般",
    standard("预算法实施条例第五条"),
    "预算执行数没有包括全部支出，或者任务支出、人员和公用经费有重复，以执行数计算的指标口径可能不全。",
    "核对预算执行数的口径：未包括基本支出的，按部门决算的支出总额更正；有重复的，逐项扣除。",
)
CARRY_OVER = FindingKind(
    "R21", "结转结余的年初、收支、年末数不能衔接", "提示",
    standard("年度衔接"),
    "年末数与年初数加预算减支出得不出同一个数，差额没有说明，结转结余变动率可能失实。",
    "取得结转结余明细，说明差额（财政收回、其他收入、年中追加等）；填错的更正。",
)
ADJUSTMENTS = FindingKind(
    "R22", "预算调整数小于各项任务自身的增减", "一般",
    "预算调整数是年度内追加、追减和结构调整的资金总和，只有按规定除外的可以不计",
    "预算调整率可能因此偏低，把超过指标值的调整算成达标。",
    "逐项列出任务预算的增减和批复，分出按规定除外的部分，重新计算预算调整数。",
)
# fmt: on


def on_rolls(declaration: Declaration, facts: Facts) -> Iterator[Finding]:
    """R20 scope, R21 carry-over, R22 adjustments: each only where every figure of it is known.

    预算法实施条例第五条 (基本支出和项目支出), 年度衔接 (convention). Amounts in 万元.
    """
    yield from _scope(declaration, facts)
    yield from _carried(declaration.year, facts)
    yield from _adjusted(declaration, facts)


def _money(facts: Facts, name: str, year: int) -> Fact | None:
    fact = facts.get(name, year)
    return fact if fact is not None and fact.unit == "万元" and not fact.scope else None


def _all_tasks(declaration: Declaration, facts: Facts) -> list[TaskRecord]:
    """The record of every declared task, none where one is wanting or two bear one name."""
    records = {record.name: record for record in facts.tasks}
    names = [task.name for task in declaration.tasks]
    if not names or len(set(names)) != len(names) or any(name not in records for name in names):
        return []
    return [records[name] for name in names]


def _scope(declaration: Declaration, facts: Facts) -> Iterator[Finding]:
    records = _all_tasks(declaration, facts)
    executed = _money(facts, "预算执行数", declaration.year)
    basic = [fact for name in BASIC if (fact := _money(facts, name, declaration.year))]
    spent = [record.spent for record in records if record.spent is not None]
    if any(facts.held_back(name, declaration.year) for name in BASIC):
        return  # the sum would lack what is held back as suspect
    if executed is None or not basic or not records or len(spent) < len(records):
        return
    if any(_BASIC_TASK.search(record.name) for record in records):
        return
    whole = math.fsum([*spent, *(fact.value for fact in basic)])
    slack = math.fsum([*map(half_step, spent), *(fact.half_step for fact in basic)])
    over = whole - executed.value
    if over <= slack + executed.half_step + NOISE:
        return
    parts = "、".join(f"{fact.name}{plain(fact.value, 2)}万元" for fact in basic)
    text = (
        f"{len(records)}项任务支出{plain(math.fsum(spent), 2)}万元，{parts}，"
        f"合计{plain(whole, 2)}万元；预算执行数{plain(executed.value, 2)}万元，"
        f"少{plain(over, 2)}万元。"
    )
    at = [executed.source, *(fact.source for fact in basic), *_cells(records, "spent_source")]
    amount = Amount(round(over, 2), "口径差额", executed.source)
    yield SCOPE("预算执行数", text, at, amount=amount)


def _cells(records: list[TaskRecord], role: str) -> list[Source]:
    return together([getattr(record, role) or record.source for record in records])


def _carried(year: int, facts: Facts) -> Iterator[Finding]:
    opening = _money(facts, "累计结转结余资金总额", year - 1)
    closing = _money(facts, "累计结转结余资金总额", year)
    budget, spent = _money(facts, "预算数", year), _money(facts, "预算执行数", year)
    if opening is None or closing is None or budget is None or spent is None:
        return
    due = math.fsum([opening.value, budget.value, -spent.value])
    apart = closing.value - due
    figures = (opening, budget, spent, closing)
    # The budget that accounts print is that of one fund, their carry-over is of all; what rolls
    # there is tied out within the accounts.
    if any(fact.published for fact in figures) or _rolls_in_accounts(opening, closing, facts):
        return
    if abs(apart) <= math.fsum(fact.half_step for fact in figures) + NOISE:
        return
    text = (
        f"年初结转结余{plain(opening.value, 2)}万元，加预算数{plain(budget.value, 2)}万元，"
        f"减预算执行数{plain(spent.value, 2)}万元，应为{plain(due, 2)}万元；"
        f"年末{plain(closing.value, 2)}万元，{'多' if apart > 0 else '少'}"
        f"{plain(abs(apart), 2)}万元，没有说明。"
    )
    amount = Amount(round(abs(apart), 2), "衔接差额", closing.source)
    yield CARRY_OVER("累计结转结余资金总额", text, [f.source for f in figures], amount=amount)


def _rolls_in_accounts(opening: Fact, closing: Fact, facts: Facts) -> bool:
    """Whether both ends are those of the final accounts, whose own income and spending tie out."""
    published = [fact for fact in facts.items if fact.published and fact.name == closing.name]
    return all(
        any(fact.year == end.year and agree(fact, end) for fact in published)
        for end in (opening, closing)
    )


def shortfall(declaration: Declaration, facts: Facts) -> tuple[float, float, Fact] | None:
    """What the tasks' own changes come to, by how much 预算调整数 falls short of it, and the fact.

    Additions and cuts are added up, not set off. None where a figure is wanting or none is short.
    """
    records = _all_tasks(declaration, facts)
    stated = _money(facts, "预算调整数", declaration.year)
    pairs = [
        (task.budget, record.adjusted)
        for task, record in zip(declaration.tasks, records, strict=False)
        if task.budget is not None and record.adjusted is not None
    ]
    if stated is None or not records or len(pairs) < len(records):
        return None
    own = math.fsum(abs(now - before) for before, now in pairs)
    slack = math.fsum(half_step(amount) for pair in pairs for amount in pair)
    exempt = _money(facts, EXEMPT, declaration.year)
    short = own - stated.value - (exempt.value if exempt else 0.0)
    if short <= slack + stated.half_step + (exempt.half_step if exempt else 0.0) + NOISE:
        return None
    return own, short, stated


def _adjusted(declaration: Declaration, facts: Facts) -> Iterator[Finding]:
    found = shortfall(declaration, facts)
    if found is None:
        return
    own, short, stated = found
    exempt = _money(facts, EXEMPT, declaration.year)
    left = "按规定除外的数没有取得"
    if exempt is not None:
        left = f"按规定除外{plain(exempt.value, 2)}万元"
    text = (
        f"各项任务预算的增减相加{plain(own, 2)}万元（增减不相抵），"
        f"预算调整数{plain(stated.value, 2)}万元，{left}，仍少{plain(short, 2)}万元。"
    )
    records = _all_tasks(declaration, facts)
    at = [stated.source, *_cells(records, "adjusted_source")]
    if exempt is not None:
        at.append(exempt.source)
    amount = Amount(round(short, 2), "少计调整", stated.source)
    yield ADJUSTMENTS("预算调整数", text, at, amount=amount)
