"""The pictures of a report: budget, statuses, targets against actuals, score, tasks."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from auditkit.facts.facts import TaskRecord
from auditkit.form.declaration import Declaration
from auditkit.form.formless import formless
from auditkit.show.appearance import NO_FORM, STATUS_MARKS, Record, shown, status_mark
from auditkit.show.charts.deviations import targets_against_actuals
from auditkit.show.charts.drawing import Chart, breadth, clipped, nothing
from auditkit.show.charts.plate import ACROSS, POINTS, SIZE, Plate, Scale
from auditkit.show.charts.score import score_interval
from auditkit.show.charts.strips import Strip
from auditkit.show.indicators import Indicators, listed
from auditkit.show.of_audit import of_audit
from auditkit.show.palette import ACCENT, INK, MUTED, PALE, RULE

__all__ = [
    "Chart",
    "budget_structure",
    "score_interval",
    "status_overview",
    "targets_against_actuals",
    "task_execution",
]

ROW = 0.25
"""Inches from one bar to the next."""
_BARS, _FIGURES = 0.315 * ACROSS, 0.64 * ACROSS
"""Where the bars of tasks begin, and where the longest one ends."""
_HEAD = 21.6
_LEVEL = 0.36
"""Inches from one 一级指标 to the next."""
_LEGEND = 8.5


@of_audit(lambda audit: (audit.declaration,))
def budget_structure(declaration: Declaration, largest: int = 12) -> Chart:
    """The largest tasks with amount, share and running share; the rest in one bar; 万元."""
    caption = f"{declaration.department}{declaration.year}年度任务预算构成"
    if formless(declaration):
        return nothing(caption, f"{NO_FORM}，无图可画。")
    tasks = sorted(
        (task for task in declaration.tasks if (task.budget or 0) > 0),
        key=lambda task: (-(task.budget or 0), task.name),
    )
    total = math.fsum(task.budget or 0 for task in tasks)
    if not tasks or total <= 0:
        return nothing(caption, f"{declaration.kind}没有列出任务预算，无图可画。")
    if len(tasks) == largest + 1:
        largest += 1
    rows: list[Record] = []
    for task in tasks[:largest]:
        amount = task.budget or 0
        running = (rows[-1]["running"] if rows else 0.0) + amount / total
        rows.append(
            {"task": task.name, "budget": amount, "share": amount / total, "running": running}
        )
    top_share = rows[-1]["running"]
    if rest := tasks[largest:]:
        amount = math.fsum(task.budget or 0 for task in rest)
        rows.append(
            {
                "task": f"其余{len(rest)}项任务",
                "budget": round(amount, 2),
                "share": amount / total,
                "running": 1.0,
            }
        )
    plate = Plate(0.35 + ROW * len(rows))
    along = Scale(0, max(row["budget"] for row in rows), _BARS, _FIGURES)
    columns = _columns(
        plate,
        [row["task"] for row in rows],
        ("预算（万元）", "占比", "累计占比"),
        (1.45, 1.76, 2.1),
    )
    for place, row in enumerate(rows):
        others = place >= largest
        _bar(
            plate, place, along(row["budget"]), 0.62, PALE if others else ACCENT,
            edge=MUTED if others else ACCENT, hatch="///" if others else "",
        )  # fmt: skip
        texts = (shown(row["budget"], "amount"), f"{row['share']:.1%}", f"{row['running']:.1%}")
        for x, text, colour in zip(columns, texts, (INK, INK, MUTED), strict=True):
            plate.word(x, _middle(place), text, "right", colour)
    first = rows[0]
    alt = (
        f"条形图：任务{len(tasks)}项，预算合计{shown(total, 'amount')}万元。"
        f"最大一项为{first['task']}，{shown(first['budget'], 'amount')}万元，"
        f"占{first['share']:.1%}；前{min(largest, len(tasks))}项合计占{top_share:.1%}。"
    )
    most = max(row["budget"] for row in rows)
    narrow = [
        Strip(
            row["task"],
            f"{shown(row['budget'], 'amount')}万元，占{row['share']:.1%}，累计{row['running']:.1%}",
            ((0.0, row["budget"] / most, MUTED if place >= largest else ACCENT),),
        )
        for place, row in enumerate(rows)
    ]
    caption = f"{caption}（合计{shown(total, 'amount')}万元，{len(tasks)}项）"
    return plate.chart(alt, caption, rows, narrow)


@of_audit(lambda audit: (audit.assessed,))
def status_overview(indicators: Indicators) -> Chart:
    """How many indicators of each 一级指标 have which status, stacked, in their order."""
    every, caption = listed(indicators), "各一级指标的评价结果（指标个数）"
    if not every:
        return nothing(caption, "没有指标，无图可画。")
    counted = Counter((row["level1"], row["status"]) for row in every)
    found = {status for _, status in counted if status is not None}
    present = [status for status in STATUS_MARKS if status in found]
    present += sorted(found - set(present))
    rows: list[Record] = [
        {"level1": str(name), **{status: counted[name, status] for status in present}}
        for name in dict.fromkeys(row["level1"] for row in every)
    ]
    legend, lines = _legend([(s, sum(row[s] for row in rows)) for s in present])
    top = 14.0 * lines + 18.4
    plate = Plate((top + 3.6) / POINTS + _LEVEL * len(rows))
    for x, y, status, text in legend:
        _swatch(plate, x, y - 3.8, x + 11.0, y + 3.8, status)
        plate.word(x + 14.4, y, text, size=_LEGEND)
    widest = max(sum(row[s] for s in present) for row in rows)
    along = Scale(0, max(widest, 1) * 1.08, 0.17 * ACROSS, 0.96 * ACROSS)
    plate.line([(along.start, top), (along.start, plate.height)], RULE, 0.8)
    for place, row in enumerate(rows):
        middle = top + (place + 0.55) * _LEVEL * POINTS
        plate.word(along.start - 3.5, middle, clipped(row["level1"], 9), "right")
        done = 0
        for status in (status for status in present if row[status]):
            left, right = along(done), along(done + row[status])
            _segment(plate, left, right, middle, status, row[status])
            done += row[status]
        plate.word(along(done + widest * 0.012), middle, f"{done}项", colour=MUTED)
    parts = "；".join(
        f"{row['level1']}" + "、".join(f"{s}{row[s]}项" for s in present if row[s]) for row in rows
    )
    totals = "、".join(f"{s}{sum(row[s] for row in rows)}项" for s in present)
    alt = f"堆叠条形图：{len(every)}项指标中{totals}。其中{parts}。"
    return plate.chart(alt, caption, rows, (_counted(row, present, widest) for row in rows))


def _counted(row: Record, present: Sequence[str], widest: int) -> Strip:
    """The statuses of one 一级指标 as a strip, in shares of the longest bar."""
    there = [status for status in present if row[status]]
    said = "、".join(f"{status_mark(s).symbol}\u00a0{s}{row[s]}项" for s in there)
    ends = list(itertools.accumulate((row[s] / max(widest, 1) for s in there), initial=0.0))
    colours = [status_mark(status).fill for status in there]
    return Strip(row["level1"], said, tuple(zip(ends[:-1], ends[1:], colours, strict=True)))


def _legend(
    counts: Sequence[tuple[str, int]],
) -> tuple[list[tuple[float, float, str, str]], int]:
    """Each status with its place and words, and in how many lines they stand."""
    entries, x, line = [], 4.0, 0
    for status, count in counts:
        text = f"{status_mark(status).symbol} {status} {count}"
        width = 14.4 + breadth(text) * _LEGEND + 3.0
        if x + width > ACROSS and x > 4.0:
            x, line = 4.0, line + 1
        entries.append((x, 10.5 + 14.0 * line, status, text))
        x += width
    return entries, line + 1


def _segment(
    plate: Plate, left: float, right: float, middle: float, status: str, count: int
) -> None:
    """The part of a bar that one status has, with its count where there is room for it."""
    mark, half = status_mark(status), 0.33 * _LEVEL * POINTS
    _swatch(plate, left, middle - half, right, middle + half, status)
    for text in (f"{mark.symbol} {count}" if count > 1 else str(count), str(count)):
        width = breadth(text) * SIZE
        if width <= right - left:
            x = (left + right) / 2
            if mark.hatch:
                side = width / 2 + 1.2
                plate.box(x - side, middle - 5.5, x + side, middle + 5.5, mark.fill)
            plate.word(x, middle, text, "center", mark.ink)
            return


def _swatch(
    plate: Plate, left: float, top: float, right: float, bottom: float, status: str
) -> None:
    mark = status_mark(status)
    edge = MUTED if mark.hatch else "#ffffff"
    plate.box(left, top, right, bottom, mark.fill, edge, 0.8, mark.hatch)


@of_audit(lambda audit: (audit.facts.tasks,))
def task_execution(tasks: Iterable[TaskRecord], largest: int = 12) -> Chart:
    """Spent against the adjusted budget of the largest tasks; those without figures are counted."""
    caption = "主要任务预算执行情况"
    every = list(tasks)
    known: list[dict[str, Any]] = [
        {"task": t.name, "adjusted": t.adjusted, "spent": t.spent, "rate": t.spent / t.adjusted}
        for t in every
        if t.adjusted is not None and t.spent is not None and t.adjusted > 0
    ]
    if not known:
        return nothing(caption, "没有任务执行情况的数据，无图可画。")
    rows = sorted(known, key=lambda row: (-row["adjusted"], row["task"]))[:largest]
    plate = Plate(0.35 + ROW * len(rows))
    along = Scale(0, max(max(row["adjusted"], row["spent"]) for row in rows), _BARS, _FIGURES)
    columns = _columns(
        plate,
        [row["task"] for row in rows],
        ("调整后预算", "支出（万元）", "执行率"),
        (1.45, 1.82, 2.1),
    )
    for place, row in enumerate(rows):
        _bar(plate, place, along(row["adjusted"]), 0.66, PALE, edge=MUTED)
        _bar(plate, place, along(row["spent"]), 0.34, ACCENT)
        texts = (
            shown(row["adjusted"], "amount"),
            shown(row["spent"], "amount"),
            f"{row['rate']:.1%}",
        )
        for x, text in zip(columns, texts, strict=True):
            plate.word(x, _middle(place), text, "right")
    least = min(rows, key=lambda row: row["rate"])
    alt = (
        f"条形图：预算最大的{len(rows)}项任务（浅色为调整后预算，深色为支出）。"
        f"执行率最低的是{least['task']}，{least['rate']:.1%}。"
    )
    if absent := len(every) - len(known):
        alt += f"另有{absent}项没有填报完整。"
    most = max(max(row["adjusted"], row["spent"]) for row in rows)
    narrow = [
        Strip(
            row["task"],
            f"调整后{shown(row['adjusted'], 'amount')}万元，"
            f"支出{shown(row['spent'], 'amount')}万元，执行率{row['rate']:.1%}",
            (
                (0.0, row["spent"] / most, ACCENT),
                (row["spent"] / most, row["adjusted"] / most, RULE),
            ),
        )
        for row in rows
    ]
    return plate.chart(alt, f"{caption}（浅色框为预算，深色条为支出）", rows, narrow)


def _columns(
    plate: Plate, names: Sequence[str], headings: Sequence[str], ends: Sequence[float]
) -> list[float]:
    """Puts the names before the bars and the headings above; gives where the columns end.

    `ends` are in widths of the bars.
    """
    places = [_BARS + end * (_FIGURES - _BARS) for end in ends]
    for x, heading in zip(places, headings, strict=True):
        plate.word(x, _HEAD - 8.5, heading, "right", MUTED)
    for place, name in enumerate(names):
        plate.word(_BARS - 3.5, _middle(place), clipped(name, 16), "right")
    plate.line([(_BARS, _HEAD), (_BARS, plate.height)], RULE, 0.8)
    return places


def _bar(
    plate: Plate, place: int, end: float, part: float, fill: str, edge: str = "", hatch: str = ""
) -> None:
    """A bar from the line on which bars begin, `part` of its row high."""
    half, middle = part * ROW * POINTS / 2, _middle(place)
    plate.box(_BARS, middle - half, end, middle + half, fill, edge or None, hatch=hatch)


def _middle(place: int) -> float:
    return _HEAD + (place + 0.6) * ROW * POINTS
