"""The sheets 任务执行 and 工作要点: figures summed over tasks and counted over work items."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from auditkit.errors import nearest
from auditkit.facts.facts import Fact, Facts, TaskRecord, WorkItem, printed_decimals
from auditkit.facts.workbook.cells import (
    HALF_FILLED,
    ODD_NUMBER,
    OTHER_TEXT,
    UNKNOWN_NAME,
    WRONG_UNIT,
    FactCell,
    FactLog,
    converted,
    is_confirmed,
    read_choice,
    read_number,
    unit_power,
)
from auditkit.facts.workbook.layout import DONE, YES_NO, plain
from auditkit.facts.workbook.namedrows import named_rows, report_absent
from auditkit.facts.workbook.needs import FactNeeds
from auditkit.facts.workbook.tables import FactTable, TableRow
from auditkit.form.declaration import Declaration, Task
from auditkit.formula.tolerance import HALF_CENT

SPENT, ADJUSTED = "任务实际支出数", "任务调整后预算数"
_MEASURES = (("spent", SPENT, "实际支出"), ("adjusted", ADJUSTED, "调整后预算"))
ALL_DONE, ALL_ITEMS = "部门年度工作要点已完成的数量", "部门年度工作要点工作总数量"
LED_DONE, LED_ITEMS = "工作要点已完成的数量", "工作要点工作总数量"
_UNIT = re.compile(r"[(（]([^()（）]*元)[)）]")
_BETWEEN_NAMES = re.compile(r"[;；,，、\n]")


def read_tasks(table: FactTable, declaration: Declaration, needs: FactNeeds, log: FactLog) -> Facts:
    """What became of each task, and for each indicator the sums over the tasks that serve it.

    A task that serves an indicator and lacks an amount leaves the indicator without that sum.
    """
    year = declaration.year
    powers = {role: _column_power(table, role, log) for role, _, _ in _MEASURES}
    declared = {task.name: task for task in declaration.tasks}
    known = {plain(name): name for name in declared}
    records: list[TaskRecord] = []
    rows: list[TableRow] = []
    repeats = Counter(task.name for task in declaration.tasks)
    for name, row in named_rows(table, known, "任务名称", log, repeats):
        _compare_budget(table, row, declared[name], log)
        spent = _amount(row, "spent", f"“{name}”的实际支出", powers["spent"], log)
        adjusted = _amount(row, "adjusted", f"“{name}”的调整后预算", powers["adjusted"], log)
        done = row.cell("done")
        answer = read_choice(done, f"“{name}”是否完成", DONE, log) if done else None
        serves = _served(row.cell("serves"), name, needs.names, log)
        at = [cell.source if (cell := row.cell(role)) else None for role in ("adjusted", "spent")]
        stated = row.text("source") or row.text("remark")
        sure = is_confirmed(row.cell("confirmed"), log)
        records.append(
            TaskRecord(
                name, adjusted, spent, answer or "", serves, row.source, at[0], at[1], stated, sure
            )
        )
        rows.append(row)
    report_absent(table, declared, [record.name for record in records], "任务", log)
    items = [
        fact
        for indicator in needs.tasks
        for fact in _sums(table, indicator, records, rows, year, log)
    ]
    return Facts(tuple(items), tasks=tuple(records))


def _column_power(table: FactTable, role: str, log: FactLog) -> int:
    """The power of ten from the unit in a column's heading to 万元."""
    if role not in table.columns or not (match := _UNIT.search(table.heading(role).text)):
        return 0
    power = unit_power(match[1], "万元")
    if power:
        log.doubt(
            WRONG_UNIT,
            table.heading(role).source,
            f"这一栏的单位改成了{match[1]}",
            match[1],
            "已换算为万元，请核对",
        )
    return power or 0


def _amount(row: TableRow, role: str, what: str, power: int, log: FactLog) -> float | None:
    cell = row.cell(role)
    number = read_number(cell, what, "万元", log) if cell else None
    if number is None or cell is None:
        return None
    if number < 0:
        log.doubt(ODD_NUMBER, cell.source, f"{what}是负数", cell.text, "请核对正负号")
    return converted(number, power)


def _compare_budget(table: FactTable, row: TableRow, task: Task, log: FactLog) -> None:
    cell = row.cell("budget")
    if cell is None or not cell.text:
        return
    power = _column_power(table, "budget", FactLog())
    number = read_number(cell, f"“{task.name}”的申报预算", "万元", log)
    if number is None or task.budget is None:
        return
    if abs(converted(number, power) - task.budget) >= HALF_CENT:
        log.doubt(
            OTHER_TEXT,
            cell.source,
            f"“{task.name}”的申报预算与申报表的{task.budget:,.2f}不符",
            cell.text,
            "以申报表为准；调整请填“调整后预算”",
        )


def _served(
    cell: FactCell | None, task: str, indicators: Sequence[str], log: FactLog
) -> tuple[str, ...]:
    """The indicators that a task is counted for; their names may hold separators themselves."""
    if cell is None or not cell.text:
        return ()
    known = {plain(name): name for name in indicators}
    found: list[str] = []
    rest = plain(cell.text)
    for spelling in sorted(known, key=len, reverse=True):
        if spelling not in rest:
            continue
        pieces = re.split(rf"(?:^|(?<=[;,、])){re.escape(spelling)}(?=$|[;,、])", rest)
        if len(pieces) > 1:
            found.append(known[spelling])
            rest = "".join(pieces)
    for piece in _BETWEEN_NAMES.split(rest):
        if piece:
            close = nearest(piece, indicators)
            hint = f"，是否为“{close}”" if close else ""
            log.refuse(
                UNKNOWN_NAME,
                cell.source,
                f"任务“{task}”的对应指标不能识别{hint}",
                piece,
                "没有计入任何指标；请从下拉列表选择",
            )
    return tuple(name for name in indicators if name in found)


def _sums(
    table: FactTable,
    indicator: str,
    records: Sequence[TaskRecord],
    rows: Sequence[TableRow],
    year: int,
    log: FactLog,
) -> list[Fact]:
    serving = [i for i, record in enumerate(records) if indicator in record.serves]
    facts = []
    for role, name, word in _MEASURES:
        if not serving or role not in table.columns:
            continue
        amounts: list[float] = []
        for i in serving:
            amount = records[i].spent if role == "spent" else records[i].adjusted
            cell = rows[i].cell(role)
            if amount is not None:
                amounts.append(amount)
            elif cell is not None and not cell.text:
                log.refuse(
                    HALF_FILLED,
                    cell.source,
                    f"任务“{records[i].name}”的{word}没有填",
                    "",
                    f"“{indicator}”因此不能计算；没有的请填 0",
                )
        if len(amounts) == len(serving):
            decimals = min(printed_decimals(amount, "万元") or 2 for amount in amounts)
            total = round(math.fsum(amounts), 8)
            source = table.places(role, [rows[i].index for i in serving])
            remark = f"{len(serving)}项任务合计"
            told = _all_stated([records[i].stated for i in serving])
            facts.append(Fact(name, year, total, "万元", source, decimals, indicator, remark, told))
    return facts


def _all_stated(texts: Sequence[str]) -> str:
    """What people typed, blank where one of them left it open: a sum is as known as its parts."""
    return "；".join(dict.fromkeys(texts)) if texts and all(texts) else ""


def read_work(table: FactTable, year: int, log: FactLog) -> Facts:
    """How many work items there are and how many are done, of all and of those taken on.

    A row without an answer leaves the counts that hang on it missing.
    """
    done = _answers(table, "done", "是否完成", log)
    led = _answers(table, "assigned", "是否承接市委市政府任务", log)
    rows = list(range(len(table.rows)))
    for i in rows:
        cell = table.rows[i].cell("name")
        if cell is not None and not cell.text:
            log.doubt(HALF_FILLED, cell.source, "这一行没有写工作要点", "", "仍按一项计数，请补写")
    counts: list[tuple[str, str, list[int], str]] = []
    if rows and "name" in table.columns:
        counts.append((ALL_ITEMS, "name", rows, "全部工作要点"))
        if done is not None:
            counts.append((ALL_DONE, "done", rows, "“是否完成”答“是”的"))
        if led is not None:
            taken = [i for i in rows if led[i] == "是"]
            counts.append((LED_ITEMS, "assigned", taken, "“是否承接”答“是”的"))
            if done is not None:
                counts.append((LED_DONE, "done", taken, "承接的工作要点中“是否完成”答“是”的"))
    facts = []
    for name, role, counted, remark in counts:
        value = sum(done[i] == "是" for i in counted) if role == "done" and done else len(counted)
        source = table.places(role, [table.rows[i].index for i in (counted or rows)])
        told = _all_stated([table.rows[i].text("evidence") for i in counted])
        facts.append(Fact(name, year, float(value), "项", source, None, remark=remark, stated=told))
    items = [
        WorkItem(
            row.text("name"), row.text("lead"), (led or {}).get(i, ""), (done or {}).get(i, ""),
            row.text("evidence"), row.source,
        )
        for i, row in enumerate(table.rows)
    ]  # fmt: skip
    return Facts(tuple(facts), work=tuple(items))


def _answers(table: FactTable, role: str, word: str, log: FactLog) -> Mapping[int, str] | None:
    """The answer of every row; None as soon as one is wanting."""
    answers: dict[int, str] = {}
    if role not in table.columns:
        return None
    for i, row in enumerate(table.rows):
        cell = row.cell(role)
        answer = read_choice(cell, f"“{word}”", YES_NO, log) if cell else None
        if cell is not None and answer is None:
            log.refuse(
                HALF_FILLED,
                cell.source,
                f"“{row.text('name')[:20]}”没有回答“{word}”",
                "",
                "完成率因此不能计算；请填“是”或“否”",
            )
        elif answer:
            answers[i] = answer
    return answers if len(answers) == len(table.rows) else None
