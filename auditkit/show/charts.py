"""The pictures of a report: budget, statuses, targets against actuals, score, tasks."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from auditkit.facts.facts import TaskRecord
from auditkit.form.declaration import Declaration
from auditkit.form.formless import formless
from auditkit.show.appearance import NO_FORM, STATUS_MARKS, Record, shown, status_mark
from auditkit.show.deviations import targets_against_actuals
from auditkit.show.drawing import Chart, bare, clipped, drawing, finished, nothing
from auditkit.show.indicators import Indicators, framed
from auditkit.show.of_audit import of_audit
from auditkit.show.palette import ACCENT, INK, MUTED, PALE
from auditkit.show.score_chart import score_interval

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
    height = 0.4 + ROW * len(rows)
    with drawing(height) as figure:
        axes = figure.add_axes((0.315, 0.0, 0.325, 1 - 0.3 / height))
        bare(axes, keep=("left",))
        axes.set_xlim(0, max(row["budget"] for row in rows))
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xticks([])
        axes.set_yticks(range(len(rows)), [clipped(row["task"], 16) for row in rows])
        across = axes.get_yaxis_transform()
        columns = ((1.45, "预算（万元）"), (1.76, "占比"), (2.1, "累计占比"))
        for x, heading in columns:
            axes.text(x, -0.75, heading, transform=across, ha="right", va="bottom", color=MUTED)
        for place, row in enumerate(rows):
            others = place >= largest
            axes.barh(
                place,
                row["budget"],
                height=0.62,
                color=PALE if others else ACCENT,
                edgecolor=MUTED if others else ACCENT,
                linewidth=0.6,
                hatch="///" if others else None,
            )
            texts = (
                shown(row["budget"], "amount"),
                f"{row['share']:.1%}",
                f"{row['running']:.1%}",
            )
            for (x, _), text in zip(columns, texts, strict=True):
                colour = MUTED if x > 2 else INK
                axes.text(x, place, text, transform=across, ha="right", va="center", color=colour)
        first = rows[0]
        alt = (
            f"条形图：任务{len(tasks)}项，预算合计{shown(total, 'amount')}万元。"
            f"最大一项为{first['task']}，{shown(first['budget'], 'amount')}万元，"
            f"占{first['share']:.1%}；前{min(largest, len(tasks))}项合计占{top_share:.1%}。"
        )
        return finished(
            figure, alt, f"{caption}（合计{shown(total, 'amount')}万元，{len(tasks)}项）", rows
        )


@of_audit(lambda audit: (audit.assessed,))
def status_overview(indicators: Indicators) -> Chart:
    """How many indicators of each 一级指标 have which status, stacked, in their order."""
    frame, caption = framed(indicators), "各一级指标的评价结果（指标个数）"
    if frame.empty:
        return nothing(caption, "没有指标，无图可画。")
    names = list(dict.fromkeys(frame["level1"]))
    present = [status for status in STATUS_MARKS if (frame["status"] == status).any()]
    present += sorted(set(frame["status"].dropna()) - set(present))
    rows: list[Record] = [
        {
            "level1": str(name),
            **{s: int(((frame["level1"] == name) & (frame["status"] == s)).sum()) for s in present},
        }
        for name in names
    ]
    height = 0.5 + 0.36 * len(rows)
    with drawing(height) as figure:
        axes = figure.add_axes((0.17, 0.0, 0.79, 1 - 0.45 / height))
        bare(axes, keep=("left",))
        widest = max(sum(row[s] for s in present) for row in rows)
        axes.set_xlim(0, max(widest, 1) * 1.08)
        axes.set_ylim(len(rows) - 0.45, -0.55)
        axes.set_xticks([])
        axes.set_yticks(range(len(rows)), [clipped(row["level1"], 9) for row in rows])
        left = [0] * len(rows)
        for status in present:
            mark = status_mark(status)
            counts = [row[status] for row in rows]
            axes.barh(
                range(len(rows)),
                counts,
                left=left,
                height=0.66,
                color=mark.fill,
                edgecolor="#ffffff" if not mark.hatch else MUTED,
                linewidth=0.8,
                hatch=mark.hatch or None,
                label=f"{mark.symbol} {status} {sum(counts)}",
            )
            for place, count in enumerate(counts):
                if count:
                    box = {"facecolor": mark.fill, "edgecolor": "none", "pad": 1.2}
                    axes.text(
                        left[place] + count / 2,
                        place,
                        f"{mark.symbol} {count}" if count > 1 else str(count),
                        ha="center",
                        va="center",
                        color=mark.ink,
                        bbox=box if mark.hatch else None,
                    )
            left = [start + count for start, count in zip(left, counts, strict=True)]
        for place, count in enumerate(left):
            axes.text(count + widest * 0.012, place, f"{count}项", va="center", color=MUTED)
        figure.legend(
            loc="upper left",
            bbox_to_anchor=(0.0, 1.01),
            ncol=len(present),
            frameon=False,
            fontsize=8.5,
            handlelength=1.3,
            handleheight=0.9,
            columnspacing=1.1,
            handletextpad=0.4,
        )
        parts = "；".join(
            f"{row['level1']}" + "、".join(f"{s}{row[s]}项" for s in present if row[s])
            for row in rows
        )
        totals = "、".join(f"{s}{sum(row[s] for row in rows)}项" for s in present)
        alt = f"堆叠条形图：{len(frame)}项指标中{totals}。其中{parts}。"
        return finished(figure, alt, caption, rows)


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
    height = 0.4 + ROW * len(rows)
    with drawing(height) as figure:
        axes = figure.add_axes((0.315, 0.0, 0.325, 1 - 0.3 / height))
        bare(axes, keep=("left",))
        axes.set_xlim(0, max(max(row["adjusted"], row["spent"]) for row in rows))
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xticks([])
        axes.set_yticks(range(len(rows)), [clipped(row["task"], 16) for row in rows])
        across = axes.get_yaxis_transform()
        columns = ((1.45, "调整后预算"), (1.82, "支出（万元）"), (2.1, "执行率"))
        for x, heading in columns:
            axes.text(x, -0.75, heading, transform=across, ha="right", va="bottom", color=MUTED)
        for place, row in enumerate(rows):
            axes.barh(place, row["adjusted"], height=0.66, color=PALE, edgecolor=MUTED, lw=0.6)
            axes.barh(place, row["spent"], height=0.34, color=ACCENT)
            texts = (
                shown(row["adjusted"], "amount"),
                shown(row["spent"], "amount"),
                f"{row['rate']:.1%}",
            )
            for (x, _), text in zip(columns, texts, strict=True):
                axes.text(x, place, text, transform=across, ha="right", va="center")
        least = min(rows, key=lambda row: row["rate"])
        alt = (
            f"条形图：预算最大的{len(rows)}项任务（浅色为调整后预算，深色为支出）。"
            f"执行率最低的是{least['task']}，{least['rate']:.1%}。"
        )
        if absent := len(every) - len(known):
            alt += f"另有{absent}项没有填报完整。"
        return finished(figure, alt, f"{caption}（浅色框为预算，深色条为支出）", rows)
