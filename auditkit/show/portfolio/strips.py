"""The pictures of a portfolio for a narrow screen: a line of figures and its bar for each row."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from auditkit.show.appearance import STATUS_MARKS, Record, status_mark
from auditkit.show.charts.strips import Strip
from auditkit.show.palette import ACCENT, ALARM, BETWEEN, INK, RULE

_FEW = 25
"""Departments up to which each has its dot."""


def rank_strip(row: Record, left: float) -> Strip:
    """A department's score and interval, on a scale that begins at `left`."""
    span = 100 - left
    low, score, high = ((row[name] - left) / span for name in ("low", "normalized", "high"))
    grade = row["grade"] if row["graded"] else "暂不评级"
    said = f"{row['normalized']:.2f} {grade}（{row['low']:.2f}—{row['high']:.2f}）"
    return Strip(row["department"], said, ((low, high, BETWEEN),), ((score, ACCENT),))


def status_strip(indicator: str, rows: Sequence[Record]) -> Strip:
    """One indicator's statuses as a strip; who did not meet it is named."""
    by_status: dict[str, list[str]] = {}
    for row in rows:
        by_status.setdefault(row["status"], []).append(short_name(row["department"], 12))
    there = [status for status in STATUS_MARKS if status in by_status]
    said = "；".join(
        f"{status_mark(status).symbol}\u00a0{status}{len(by_status[status])}个"
        + ("" if status == "达标" else f"（{'、'.join(by_status[status])}）")
        for status in there
    )
    shares = (len(by_status[status]) / max(len(rows), 1) for status in there)
    ends = list(itertools.accumulate(shares, initial=0.0))
    colours = [status_mark(status).fill for status in there]
    return Strip(indicator, said, tuple(zip(ends[:-1], ends[1:], colours, strict=True)))


def spread_strip(row: Record) -> Strip:
    """One indicator's values as a strip: dots where they are few, the target and the median."""
    known = [*row["values"], *([row["target"]] if row["target"] is not None else [])]
    low, wide = min(known), max(known) - min(known)
    first, median, last = row["values"][0], row["median"], row["values"][-1]
    said = f"最低{first:.1%}，中位数{median:.1%}，最高{last:.1%}，指标值{row['goal']}"

    def at(value: float) -> float:
        return (value - low) / wide if wide else 0.5

    few = row["values"] if len(row["values"]) <= _FEW else ()
    target = [(at(row["target"]), ALARM)] if row["target"] is not None else []
    dots = [(at(median), INK), *target, *((at(value), ACCENT) for value in few)]
    return Strip(row["indicator"], said, ((at(first), at(last), RULE),), tuple(dots))


def trend_strip(row: Record, floor: float) -> Strip:
    """One department's scores over the years as a strip from the lowest to the highest."""
    known = [(year, score) for year, score in row["scores"] if score is not None]
    said = "，".join(f"{year}年{score:.2f}" for year, score in known)
    places = [(score - floor) / (100 - floor) for _, score in known]
    change = f"{row['change']:+.2f}".replace("-", "−")
    return Strip(
        row["department"], f"{said}（{change}）",
        ((min(places), max(places), BETWEEN),), ((places[-1], ACCENT),),
    )  # fmt: skip


def short_name(department: str, most: int = 8) -> str:
    """A department's name without the city before it, for a narrow heading.

    >>> short_name("示例市人力资源和社会保障局"), short_name("水利局")
    ('人力资源和社会保…', '水利局')
    """
    _, mark, rest = department.partition("市")
    name = rest if mark and len(rest) > 1 else department
    return name if len(name) <= most else f"{name[:most]}…"
