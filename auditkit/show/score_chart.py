"""The score as a picture: its place among the grades, its interval, the points it rests on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes

from auditkit.assessment.scoring import Score
from auditkit.show.appearance import Record, finite
from auditkit.show.drawing import Chart, bare, breadth, drawing, finished, nothing
from auditkit.show.of_audit import of_audit
from auditkit.show.palette import ACCENT, INK, MUTED, PALE, RULE

_UNIT = 2.3
"""Points of 100 that a Chinese character of the score's label is wide."""
_APART = 22.0
"""Points of 100 between the ends from which on their labels stand apart."""


@of_audit(lambda audit: (audit.score, audit.pack.grade_steps))
def score_interval(score: Score, grades: Iterable[tuple[str, float]]) -> Chart:
    """The score among the grades, and where the whole 100 points may still fall."""
    caption = f"{score.label}与等级区间（满分100分）"
    zones = sorted(((float(start), name) for name, start in grades), key=lambda zone: zone[0])
    if score.usual:
        return nothing(caption, "没有申报指标值，不评分，也不评级。")
    numbers = [finite(value) for value in (score.points, score.rests_on, score.low, score.high)]
    points, rests_on, low, high = (0.0 if value is None else value for value in numbers)
    normalized = finite(score.value)
    data: list[Record] = [
        {
            "points": points,
            "rests_on": rests_on,
            "low": low,
            "high": high,
            "normalized": normalized,
            "grade": score.grade if score.graded else None,
            "grades": [[name, start] for start, name in zones],
        }
    ]
    with drawing(1.75) as figure:
        axes = figure.add_axes((0.03, 0.02, 0.94, 0.93))
        bare(axes)
        axes.set_xlim(-1, 101)
        axes.set_ylim(-1.75, 2.05)
        axes.set_xticks([])
        axes.set_yticks([])
        _grade_zones(axes, zones)
        axes.barh(0.35, high - low, left=low, height=0.3, color=ACCENT, alpha=0.9)
        axes.plot([low, low, math.nan, high, high], [0.1, 0.6, math.nan, 0.1, 0.6], color=ACCENT)
        for x, text, side in _ends(low, high):
            axes.text(x, -0.22, text, ha=side, va="center")
        if normalized is not None:
            axes.plot([normalized], [0.35], "D", color="#ffffff", mec=INK, mew=1.4, ms=8)
            # 暂不评级（可能为…） has brackets of its own.
            text = f"{score.label} {normalized:.2f}，{score.grade}"
            half = breadth(text) * _UNIT / 2
            side = "right" if normalized + half > 100 else "left" if normalized < half else "center"
            axes.text(
                normalized,
                1.0,
                text,
                ha=side,
                va="center",
                fontsize=10.5,
                color=INK,
            )
        axes.barh(-0.95, score.full, height=0.26, color="#ffffff", edgecolor=RULE, linewidth=0.8)
        axes.barh(-0.95, rests_on, height=0.26, color=PALE, edgecolor=MUTED, linewidth=0.6)
        axes.barh(-0.95, points, height=0.26, color=ACCENT)
        left = score.full - rests_on
        note = f"已评定 {rests_on:.2f} 分，其中得 {points:.2f} 分；未评定 {left:.2f} 分"
        axes.text(0, -1.45, note, va="center", color=MUTED, fontsize=8.5)
        head = (
            f"{score.label}{normalized:.2f}，等级：{score.grade}"
            if normalized is not None
            else "没有可以评定的指标，不给出得分"
        )
        alt = (
            f"区间图：{head}。满分{score.full:g}分中已评定{rests_on:.2f}分，得{points:.2f}分；"
            + (f"{score.interval_of}，总分在{low:.2f}至{high:.2f}之间。" if low != high else "")
        )
        return finished(figure, alt, caption, data)


def _ends(low: float, high: float) -> list[tuple[float, str, str]]:
    """The two ends' labels with their places: as one where they would lie over each other."""
    if high - low < _APART:
        both = f"最低 {low:.2f}，最高 {high:.2f}" if low != high else f"总分 {low:.2f}"
        middle = (low + high) / 2
        return [(middle, both, "left" if middle < 20 else "right" if middle > 80 else "center")]
    return [
        (low, f"最低 {low:.2f}", "left" if low < 8 else "center"),
        (high, f"最高 {high:.2f}", "right" if high > 92 else "center"),
    ]


def _grade_zones(axes: Axes, zones: Sequence[tuple[float, str]]) -> None:
    tints = ("#f1f3f6", "#e3e8ee", "#d6dee8", "#c8d4e2")
    for place, (start, name) in enumerate(zones):
        end = zones[place + 1][0] if place + 1 < len(zones) else 100.0
        tint = tints[min(place, len(tints) - 1)]
        axes.barh(0.7, end - start, left=start, height=1.3, color=tint, edgecolor="#ffffff")
        axes.text((start + end) / 2, 1.68, name, ha="center", va="center", color=MUTED, fontsize=10)
        if start > 0:
            axes.text(
                start, 1.44, f"{start:g}", ha="center", va="bottom", color=MUTED, fontsize=7.5
            )
