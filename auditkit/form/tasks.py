"""The form's section 年度主要任务: tasks with content, budget, fiscal part and note."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditkit.declaration import Task, Total
from auditkit.form.alignment import Aligned, align
from auditkit.form.fitting import task_fit
from auditkit.form.log import ReadingLog
from auditkit.form.rows import FormRow, amount, squeeze
from auditkit.grid import Source

_SIDE_LABEL = "年度主要任务"
_TOTAL_LABELS = ("合计", "总计", "金额合计", "预算合计")
_YUAN_IN_WANYUAN = 1e-4


def find_task_header(rows: Sequence[FormRow]) -> int | None:
    """The index of the row that heads the tasks, None where the form has no such section."""
    for i, row in enumerate(rows):
        if any(squeeze(text) == "任务名称" for _, text in row.cells):
            return i
    return None


def read_tasks(rows: Sequence[FormRow], log: ReadingLog) -> tuple[tuple[Task, ...], Total | None]:
    """The tasks below the heading `rows[0]`, and the printed total, whose amounts may be blank."""
    roles, scale, start = _columns(rows, log)
    homes = dict(roles)
    tasks: list[Task] = []
    total: Total | None = None
    side: list[tuple[Source, str]] = []
    for row in rows[start:]:
        texts = [squeeze(text) for _, text in row.cells]
        first = row.source(row.cells[0][0])
        if "任务名称" in texts:
            log.repair("重复表头", first, "换页后重印的表头，已略过")
        elif len(texts) == 1 and texts[0] in _SIDE_LABEL:
            side.append((first, texts[0]))
        elif texts[0] in _TOTAL_LABELS:
            total = Total(*_amounts(row, homes, scale), first)
        else:
            cells = align(row.cells, roles, task_fit)
            if not cells.text("name") or (len(cells.cells) == 1 and tasks):
                _continue(tasks, row, cells, log)
                continue
            if cells.shifted:
                log.shifted(row, cells, homes)
            log.leftovers(row, cells)
            tasks.append(_task(row, cells, scale, log))
    if side:
        text = "".join(word for _, word in side)
        log.repair("标签迟印", side[0][0], f"“{text}”印在表的中部，属于全部任务", text, text)
    return tuple(tasks), total or _total_in_heading(rows[:start], homes["budget"])


def _columns(rows: Sequence[FormRow], log: ReadingLog) -> tuple[list[tuple[str, int]], float, int]:
    """The columns by role, what one printed unit is in 万元, and where the tasks begin."""
    at = {squeeze(text): column for column, text in rows[0].cells}
    below = {squeeze(text): column for column, text in rows[1].cells} if len(rows) > 1 else {}
    name = at["任务名称"]
    content = at.get("主要内容", at.get("任务内容", name + 1))
    money = next((c for text, c in at.items() if text.startswith(("预算", "金额"))), content + 1)
    fiscal, note, start = money + 1, at.get("备注", money + 2), 1
    part = next((c for text, c in below.items() if text.startswith("其中")), None)
    if part is not None:
        start, note = 2, at.get("备注", fiscal + 1)
        if part != fiscal:
            log.repair(
                "表头错位",
                rows[1].source(part),
                "第二行表头错位，“其中：财政资金”应在预算资金的第二栏",
                f"第{part + 1}栏",
                f"第{fiscal + 1}栏",
            )
    yuan = next((text for text in (*at, *below) if re.search(r"(?<!万)元", text)), None)
    if yuan is not None:
        log.issue(
            "D05", rows[0].address(money), "任务预算以元为单位", yuan, "已换算为万元，请核对", False
        )
    roles = [
        ("name", name), ("content", content), ("budget", money), ("fiscal", fiscal), ("note", note),
    ]  # fmt: skip
    return roles, _YUAN_IN_WANYUAN if yuan else 1.0, start


def _task(row: FormRow, cells: Aligned, scale: float, log: ReadingLog) -> Task:
    def source(role: str) -> Source | None:
        return row.source(cells.cells[role][0]) if role in cells.cells else None

    at = row.source(cells.cells["name"][0])
    name = log.unwrapped(cells.text("name"), at)
    content, note = cells.text("content"), cells.text("note")
    if re.fullmatch(r"[。；，、]+", note):
        # A lone full stop is nobody's remark: it is the end of the text that lacks one.
        log.repair(
            "标点错位",
            source("note") or at,
            "备注栏只有标点，已归还主要内容",
            note,
            content[-6:] + note,
        )
        content, note = content + note, ""

    def money(role: str, column: str) -> float | None:
        text = cells.text(role)
        value = amount(text)
        if value is None:
            fault = "不是数字" if text else "是空白"
            log.issue(
                "D06",
                source(role) or at,
                f"任务“{name}”的{column}{fault}",
                text,
                "请补填金额（万元）；本项暂不计入合计",
            )
            return None
        return value * scale if scale != 1.0 else value

    return Task(
        name,
        content,
        money("budget", "预算合计"),
        money("fiscal", "财政资金"),
        note,
        at,
        source("budget"),
        source("fiscal"),
    )


def _continue(tasks: list[Task], row: FormRow, cells: Aligned, log: ReadingLog) -> None:
    """A row without a task of its own carries on the text of the task above it."""
    if not tasks or cells.text("budget") or cells.text("fiscal"):
        for _, text in row.cells:
            log.unplaced(row, text)
        return
    for column, text in row.cells:
        before = tasks[-1].content
        tasks[-1] = replace(tasks[-1], content=before + text)
        log.repair(
            "跨页拼接",
            row.source(column),
            f"续接任务“{tasks[-1].name}”的主要内容",
            before[-8:],
            before[-8:] + text,
        )


def _amounts(
    row: FormRow, homes: Mapping[str, int], scale: float
) -> tuple[float | None, float | None]:
    values = {
        column: value * scale if scale != 1.0 else value
        for column, text in row.cells[1:]
        if (value := amount(text)) is not None
    }
    if set(values) <= {homes["budget"], homes["fiscal"]}:
        return values.get(homes["budget"]), values.get(homes["fiscal"])
    first, second, *_ = (*values.values(), None, None)
    return first, second


def _total_in_heading(heading: Sequence[FormRow], money: int) -> Total | None:
    """A 合计 that stands only in the heading: its figures were never printed.

    Above the column of amounts it is no total, but the name of that column.
    """
    for row in heading:
        for column, text in row.cells:
            if squeeze(text) in _TOTAL_LABELS and column != money:
                return Total(None, None, row.source(column))
    return None
