"""The score as a picture: its place among the grades, its interval, the points it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditkit.assessment.grading import Score
from auditkit.show.appearance import Record, finite
from auditkit.show.charts.drawing import Chart, breadth, nothing
from auditkit.show.charts.plate import ACROSS, Anchor, Plate, Scale
from auditkit.show.charts.strips import Strip
from auditkit.show.of_audit import of_audit
from auditkit.show.palette import ACCENT, INK, MUTED, PALE, RULE

_UNIT = 2.3
"""Points of 100 that a Chinese character of the score's label is wide."""
_UP = Scale(-1.75, 2.05, 0.98 * 126, 0.05 * 126)
"""The picture's own scale from bottom to top: of its 1.75 inches."""
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
    plate = Plate(1.75)
    along = Scale(-1, 101, 0.03 * ACROSS, 0.97 * ACROSS)
    _grade_zones(plate, along, zones)
    _bar(plate, along, (low, high), 0.35, 0.3, ACCENT)
    for end in (low, high):
        plate.line([(along(end), _UP(0.1)), (along(end), _UP(0.6))], ACCENT, 1.5)
    for x, text, side in _ends(low, high):
        plate.word(along(x), _UP(-0.22), text, side)
    if normalized is not None:
        plate.dot(along(normalized), _UP(0.35), "D", "#ffffff", INK, 1.4, 8)
        # 暂不评级（可能为…） has brackets of its own.
        text = f"{score.label} {normalized:.2f}，{score.grade}"
        half = breadth(text) * _UNIT / 2
        side = "right" if normalized + half > 100 else "left" if normalized < half else "center"
        plate.word(along(normalized), _UP(1.0), text, side, size=10.5)
    _bar(plate, along, (0, score.full), -0.95, 0.26, "#ffffff", RULE, 0.8)
    _bar(plate, along, (0, rests_on), -0.95, 0.26, PALE, MUTED)
    _bar(plate, along, (0, points), -0.95, 0.26, ACCENT)
    left = score.full - rests_on
    note = f"已评定 {rests_on:.2f} 分，其中得 {points:.2f} 分；未评定 {left:.2f} 分"
    plate.word(along(0), _UP(-1.45), note, colour=MUTED, size=8.5)
    head = (
        f"{score.label}{normalized:.2f}，等级：{score.grade}"
        if normalized is not None
        else "没有可以评定的指标，不给出得分"
    )
    alt = f"区间图：{head}。满分{score.full:g}分中已评定{rests_on:.2f}分，得{points:.2f}分；" + (
        f"{score.interval_of}，总分在{low:.2f}至{high:.2f}之间。" if low != high else ""
    )
    steps = tuple((start / 100, MUTED) for start, _ in zones if start > 0)
    ends = f"最低 {low:.2f}，最高 {high:.2f}" if low != high else f"总分 {low:.2f}"
    narrow = []
    if normalized is not None:
        names = "、".join(f"{name}{start:g}分起" for start, name in zones if start > 0)
        dots = ((normalized / 100, INK), *steps)
        pieces = ((low / 100, high / 100, ACCENT),)
        said = f"{normalized:.2f}，{score.grade}；{ends}（细线：{names}）"
        narrow.append(Strip(score.label, said, pieces, dots))
    whole = score.full or 100.0
    shares = ((0.0, points / whole, ACCENT), (points / whole, rests_on / whole, RULE))
    narrow.append(Strip("已评定的部分", note, shares))
    return plate.chart(alt, caption, data, narrow)


def _bar(
    plate: Plate, along: Scale, ends: tuple[float, float], middle: float, high: float, fill: str,
    edge: str | None = None, line: float = 0.6,
) -> None:  # fmt: skip
    """A bar over points of 100; its middle and height in parts of the picture's own scale."""
    left, right = map(along, ends)
    plate.box(left, _UP(middle + high / 2), right, _UP(middle - high / 2), fill, edge, line)


def _ends(low: float, high: float) -> list[tuple[float, str, Anchor]]:
    """The two ends' labels with their places: as one where they would lie over each other."""
    if high - low < _APART:
        both = f"最低 {low:.2f}，最高 {high:.2f}" if low != high else f"总分 {low:.2f}"
        middle = (low + high) / 2
        return [(middle, both, "left" if middle < 20 else "right" if middle > 80 else "center")]
    return [
        (low, f"最低 {low:.2f}", "left" if low < 8 else "center"),
        (high, f"最高 {high:.2f}", "right" if high > 92 else "center"),
    ]


def _grade_zones(plate: Plate, along: Scale, zones: Sequence[tuple[float, str]]) -> None:
    tints = ("#f1f3f6", "#e3e8ee", "#d6dee8", "#c8d4e2")
    for place, (start, name) in enumerate(zones):
        end = zones[place + 1][0] if place + 1 < len(zones) else 100.0
        tint = tints[min(place, len(tints) - 1)]
        _bar(plate, along, (start, end), 0.7, 1.3, tint, "#ffffff", 1)
        plate.word(along((start + end) / 2), _UP(1.68), name, "center", MUTED, 10)
        if start > 0:
            plate.word(along(start), _UP(1.52), f"{start:g}", "center", MUTED, 7.5)
