"""Targets against actuals: how far each computed indicator lies from its target, on which side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from auditkit.assessment.computation import SCORED
from auditkit.rules.gathering import JUDGED
from auditkit.show.appearance import Record, finite, shown, status_mark
from auditkit.show.charts.drawing import Chart, breadth, clipped, nothing
from auditkit.show.charts.plate import ACROSS, POINTS, SIZE, Plate, Scale
from auditkit.show.charts.strips import Strip
from auditkit.show.indicators import Indicators, listed
from auditkit.show.of_audit import of_audit
from auditkit.show.palette import INK, MUTED, PALE, RULE

ROW = 0.25
_NAMES = 0.285 * ACROSS
"""Where the dots' field begins, in points; the names of the indicators stand before it."""
_LEAST = 0.2 * ACROSS
"""The least width of that field, however long the texts beside it are."""
FURTHEST = 30.0
"""Points from the target beyond which a dot is drawn at the edge, as an arrow with its number."""

_MET = "#e4f1ef"
"""Tints the side of the target on which it is met."""
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
    every, caption = listed(indicators), "实际值与指标值的偏离"
    rows = [row for row in map(_deviation, every) if row]
    if not rows:
        return nothing(caption, "没有同时具备数值目标和实际值的指标，无图可画。")
    panels: dict[tuple[str, str], list[Record]] = {}
    for side in _SIDES:
        for scale in ("百分点", "%"):
            if found := [row for row in rows if (row["side"], row["scale"]) == (side, scale)]:
                panels[side, scale] = found
    head, foot = 0.34, 0.12
    plate = Plate(sum(head + foot + ROW * len(panel) for panel in panels.values()))
    reach = {scale: _reach(rows, scale) for _, scale in panels}
    places = _columns(rows)
    top = 0.0
    for (side, scale), panel in panels.items():
        line = top + 0.16 * POINTS
        plate.word(0, line, _SIDES[side], size=9.5)
        unit = "偏离单位：百分点" if scale == "百分点" else "偏离单位：目标的%"
        plate.word(places.right, line, unit, "right", MUTED, 8)
        for x, heading in zip(places.ends, ("指标值", "实际值", "偏离"), strict=True):
            plate.word(x, line, heading, "right", MUTED)
        _panel(plate, top + head * POINTS, panel, reach[scale], side, places)
        top += (head + foot + ROW * len(panel)) * POINTS
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
    omitted = len(every) - len(rows)
    caption += (
        f"（{len(rows)}项；另有{omitted}项没有数值可比）" if omitted else f"（{len(rows)}项）"
    )
    narrow = [
        line
        for (side, scale), panel in panels.items()
        for line in (
            Strip(_SIDES[side]),
            *(_narrow(row, side, reach[scale]) for row in panel),
        )
    ]
    return plate.chart(alt, caption, rows, narrow)


def _narrow(row: Record, side: str, reach: float) -> Strip:
    """One indicator as a strip: the target in the middle, the side that is met tinted."""
    mark = status_mark(row["status"])
    at = 0.5 + max(-reach, min(reach, row["deviation"])) / reach / 2
    unit = "个百分点" if row["scale"] == "百分点" else "%"
    said = (
        f"指标值{row['target']}，实际{row['actual_text']}，偏离{_printed(row)}{unit}，"
        f"{mark.symbol}\u00a0{row['status']}"
    )
    low, high = sorted((0.5, at))
    tints = {"higher": (PALE, _MET), "lower": (_MET, PALE), "near": (PALE, PALE)}[side]
    pieces = ((0.0, low, tints[0]), (low, high, mark.fill), (high, 1.0, tints[1]))
    return Strip(row["indicator"], said, pieces, ((at, mark.fill), (0.5, INK)))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the figures beside the dots end, where the dots' field does, and the size of the texts.

    In points. A figure is never cut: a cut number is a wrong number.
    """

    ends: tuple[float, float, float]
    right: float
    size: float


def _columns(rows: Sequence[Record]) -> _Columns:
    texts = (
        [row["target"] for row in rows],
        [row["actual_text"] for row in rows],
        [_printed(row) for row in rows],
    )
    wide = [max([breadth(text) for text in column] + [3.0]) + 1.2 for column in texts]
    verdict = 1.8
    room = ACROSS - _NAMES - _LEAST
    unit = min(SIZE, room / (sum(wide) + verdict))
    last = ACROSS - verdict * unit
    ends = (last - (wide[1] + wide[2]) * unit, last - wide[2] * unit, last)
    return _Columns(ends, ends[0] - wide[0] * unit, unit)


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


def _panel(
    plate: Plate, top: float, panel: list[Record], reach: float, side: str, places: _Columns
) -> None:
    """A row for each indicator: a line from the target to the actual, and its figures beside."""
    edge, bottom = reach * 1.14, top + ROW * POINTS * len(panel)
    along = Scale(-edge, edge, _NAMES, places.right)
    narrow = edge * 0.01
    good = {"higher": (0.0, edge), "lower": (-edge, 0.0), "near": (-narrow, narrow)}[side]
    plate.box(along(good[0]), top, along(good[1]), bottom, _MET)
    plate.box(_NAMES, top, places.right, bottom, None, RULE, 0.8)
    plate.line([(along(0), top), (along(0), bottom)], INK, 1)
    for place, row in enumerate(panel):
        y = top + (place + 0.5) * ROW * POINTS
        plate.word(_NAMES - 3.5, y, clipped(row["indicator"], 14), "right")
        _deviating(plate, y, row, reach, along)
        mark, met = status_mark(row["status"]), row["status"] != "未达标"
        colour = INK if met else mark.fill
        for x, text, ink in zip(
            places.ends,
            (row["target"], row["actual_text"], _printed(row)),
            (INK, INK, colour),
            strict=True,
        ):
            plate.word(x, y, text, "right", ink, places.size)
        plate.word(places.ends[2] + 6.0, y, mark.symbol, "left", colour, places.size)


def _deviating(plate: Plate, y: float, row: Record, reach: float, along: Scale) -> None:
    """The line, the sample's interval and the dot of one indicator."""
    mark, met = status_mark(row["status"]), row["status"] != "未达标"
    at = max(-reach, min(reach, row["deviation"]))
    beyond = abs(row["deviation"]) > reach
    plate.line([(along(0), y), (along(at), y)], mark.fill, 1.6)
    if row["interval"] and not beyond:
        ends = [along(max(along.low, min(along.high, end))) for end in row["interval"]]
        plate.line([(end, y) for end in ends], MUTED, 0.8)
        for end in ends:
            plate.line([(end, y - 3), (end, y + 3)], MUTED, 1)
    shape = ("<" if at < 0 else ">") if beyond else "o" if met else "X"
    plate.dot(along(at), y, shape, mark.fill, "#ffffff", 0.5, 8 if met else 9)
