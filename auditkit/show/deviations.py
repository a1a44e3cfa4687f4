"""Targets against actuals: how far each computed indicator lies from its target, on which side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from auditkit.assessment.scoring import SCORED
from auditkit.rules.gathering import JUDGED
from auditkit.show.appearance import Record, finite, records, shown, status_mark
from auditkit.show.drawing import (
    WIDTH,
    Chart,
    bare,
    behind,
    breadth,
    clipped,
    drawing,
    finished,
    nothing,
)
from auditkit.show.indicators import Indicators, framed
from auditkit.show.of_audit import of_audit
from auditkit.show.palette import INK, MUTED, RULE

ROW = 0.25
_NAMES = 0.285
"""Where the axes begin, in widths of the picture; the names of the indicators stand before."""
_LEAST = 0.2
"""The least width of the axes, however long the texts beside them are."""
_POINT = 9.0
FURTHEST = 30.0
"""Points from the target beyond which a dot is drawn at the edge, as an arrow with its number."""

_SIDES = {
    "higher": "越高越好（在目标右侧为达标）",
    "lower": "越低越好（在目标左侧为达标）",
    "near": "应与目标相等",
}
_SIDE_OF_SIGN = {"≥": "higher", ">": "higher", "≤": "lower", "<": "lower", "=": "near", "±": "near"}


@of_audit(lambda audit: (audit.assessed,))
def targets_against_actuals(indicators: Indicators) -> Chart:
    """The deviation of each actual from its numeric target, grouped by unit and direction.

    Percentages deviate in percentage points, other units in per cent of the target. Indicators
    without a number on both sides are counted in the caption only.
    """
    frame, caption = framed(indicators), "实际值与指标值的偏离"
    rows = [] if frame.empty else [row for row in map(_deviation, records(frame)) if row]
    if not rows:
        return nothing(caption, "没有同时具备数值目标和实际值的指标，无图可画。")
    panels: dict[tuple[str, str], list[Record]] = {}
    for side in _SIDES:
        for scale in ("百分点", "%"):
            if found := [row for row in rows if (row["side"], row["scale"]) == (side, scale)]:
                panels[side, scale] = found
    head, foot = 0.34, 0.12
    height = sum(head + foot + ROW * len(panel) for panel in panels.values())
    reach = {scale: _reach(rows, scale) for _, scale in panels}
    places = _columns(rows)
    with drawing(height) as figure:
        top = height
        for (side, scale), panel in panels.items():
            size = ROW * len(panel)
            bottom = top - head - size
            axes = figure.add_axes((_NAMES, bottom / height, places.axes, size / height))
            unit = "偏离单位：百分点" if scale == "百分点" else "偏离单位：目标的%"
            figure.text(0, (top - 0.16) / height, _SIDES[side], va="center", color=INK, size=9.5)
            figure.text(
                _NAMES + places.axes,
                (top - 0.16) / height,
                unit,
                va="center",
                ha="right",
                color=MUTED,
                size=8,
            )
            headings = zip(places.ends, ("指标值", "实际值", "偏离"), strict=True)
            for x, heading in headings:
                figure.text(x, (top - 0.16) / height, heading, va="center", ha="right", color=MUTED)
            _panel(axes, panel, reach[scale], side, places)
            top = bottom - foot
        met = sum(row["status"] == "达标" for row in rows)
        missed = [row for row in rows if row["status"] == "未达标"]
        alt = (
            f"点图：{len(rows)}项有数值目标和实际值的指标，{met}项达标，{len(missed)}项未达标，"
            f"{len(rows) - met - len(missed)}项不能断定。"
        )
        if missed:
            alt += "未达标：" + "；".join(
                f"{row['indicator']}目标{row['target']}、实际{row['actual_text']}" for row in missed
            )
            alt += "。"
        omitted = len(frame) - len(rows)
        caption += (
            f"（{len(rows)}项；另有{omitted}项没有数值可比）" if omitted else f"（{len(rows)}项）"
        )
        return finished(figure, alt, caption, rows)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the figures beside the axes end, how wide the axes are, and the size of the texts.

    A figure is never cut: a cut number is a wrong number.
    """

    ends: tuple[float, float, float]
    axes: float
    size: float


def _columns(rows: Sequence[Record]) -> _Columns:
    texts = (
        [row["target"] for row in rows],
        [row["actual_text"] for row in rows],
        [_printed(row) for row in rows],
    )
    wide = [max([breadth(text) for text in column] + [3.0]) + 1.2 for column in texts]
    verdict = 1.8
    character = _POINT / 72 / WIDTH
    room = 1 - _NAMES - _LEAST
    needed = (sum(wide) + verdict) * character
    shrunk = min(1.0, room / needed)
    unit = character * shrunk
    last = 1 - verdict * unit
    ends = (last - (wide[1] + wide[2]) * unit, last - wide[2] * unit, last)
    return _Columns(ends, ends[0] - wide[0] * unit - _NAMES, _POINT * shrunk)


def _printed(row: Record) -> str:
    return f"{row['deviation']:+.2f}".replace("-", "−")


def _deviation(row: Record) -> Record | None:
    actual, target = finite(row.get("actual")), finite(row.get("target_value"))
    if actual is None or target is None or row.get("status") not in SCORED:
        return None
    if row.get("gathered") == JUDGED.sheet or row.get("unit") == "日期":
        return None
    percent = row.get("unit") == "%"
    if not percent and target == 0:
        return None
    scale = 100.0 if percent else 100.0 / abs(target)
    bounds = [finite(row.get("wilson_low")), finite(row.get("wilson_high"))]
    return {
        "indicator": str(row["indicator"]),
        "target": str(row["target"]),
        "actual_text": str(
            row.get("actual_text") or shown(actual, "percent" if percent else "text")
        ),
        "deviation": round((actual - target) * scale, 4),
        "scale": "百分点" if percent else "%",
        "side": _side(row, actual, target),
        "status": str(row["status"]),
        "interval": (
            [round((bound - target) * scale, 4) for bound in bounds if bound is not None]
            if percent and None not in bounds
            else []
        ),
    }


def _reach(rows: list[Record], scale: str) -> float:
    """How far the axis goes: most dots lie within, and the few far ones do not crowd the rest."""
    sizes = sorted(abs(row["deviation"]) for row in rows if row["scale"] == scale)
    most = sizes[math.ceil(0.85 * len(sizes)) - 1]
    return float(min(FURTHEST, max(5.0, most * 1.05)))


def _side(row: Record, actual: float, target: float) -> str:
    # Where the form lost the sign, the verdict itself tells which side the rule pack holds good.
    if known := _SIDE_OF_SIGN.get(str(row.get("sign") or "")):
        return known
    return "higher" if (row["status"] == "达标") == (actual >= target) else "lower"


def _panel(axes: Axes, panel: list[Record], reach: float, good_side: str, places: _Columns) -> None:
    edge = reach * 1.14
    bare(axes)
    axes.set_xlim(-edge, edge)
    axes.set_ylim(len(panel) - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks(range(len(panel)), [clipped(row["indicator"], 14) for row in panel])
    good = {"higher": (0.0, edge), "lower": (-edge, 0.0), "near": (-edge * 0.01, edge * 0.01)}[
        good_side
    ]
    behind(
        axes.axvspan(*good, color="#e4f1ef", lw=0),
        axes.axvspan(-edge, edge, facecolor="none", edgecolor=RULE, lw=0.8),
    )
    axes.axvline(0, color=INK, lw=1)
    across = axes.get_yaxis_transform()
    for place, row in enumerate(panel):
        mark = status_mark(row["status"])
        met = row["status"] != "未达标"
        at = max(-reach, min(reach, row["deviation"]))
        beyond = abs(row["deviation"]) > reach
        axes.plot([0, at], [place, place], color=mark.fill, lw=1.6, solid_capstyle="butt")
        if row["interval"] and not beyond:
            ends = [max(-edge, min(edge, end)) for end in row["interval"]]
            axes.plot(ends, [place, place], color=MUTED, lw=0.8, marker="|", ms=6)
        shape = ("<" if at < 0 else ">") if beyond else "o" if met else "X"
        axes.plot([at], [place], shape, color=mark.fill, mec="#ffffff", mew=0.5, ms=8 if met else 9)
        deviation = _printed(row)
        colour = INK if met else mark.fill
        for x, text, side, ink in (
            (places.ends[0], row["target"], "right", INK),
            (places.ends[1], row["actual_text"], "right", INK),
            (places.ends[2], deviation, "right", colour),
            (places.ends[2] + 0.012, mark.symbol, "left", colour),
        ):
            at_x = (x - _NAMES) / places.axes
            axes.text(
                at_x,
                place,
                text,
                transform=across,
                ha=side,
                va="center",
                color=ink,
                size=places.size,
            )
