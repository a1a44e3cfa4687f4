"""How results look wherever they are shown: colours, status marks, printed numbers."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

Kind = Literal["text", "amount", "percent", "points", "count"]
Record = dict[str, Any]

ACCENT = "#1f4e79"
INK = "#1d2733"
MUTED = "#5b6773"
RULE = "#d5dbe2"
PALE = "#eef2f6"
MISSING = "–"
NO_FORM = "没有申报表"


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands for a status beside its word; `fill` and `ink` differ in lightness too."""

    symbol: str
    key: str
    fill: str
    ink: str
    hatch: str = ""


# The lightness of the fills differs, so that they can be told apart in grey. Noto Sans SC has no ✗.
STATUS_MARKS: Mapping[str, Mark] = {
    "达标": Mark("✓", "met", "#4a9c93", INK),
    "未达标": Mark("×", "missed", "#98291c", "#ffffff"),
    "待评定": Mark("○", "pending", "#bcd3ea", INK),
    "数据缺失": Mark("?", "missing", "#f6e3b4", INK, "///"),
    "不可比": Mark("…", "incomparable", "#cfc8e4", INK, "---"),
    "无目标值": Mark("–", "untargeted", "#dfe3e8", INK),
    "不适用": Mark("⊘", "inapplicable", "#ffffff", INK, "\\\\\\"),
}

SEVERITY_MARKS: Mapping[str, Mark] = {
    "严重": Mark("▲", "severe", "#98291c", "#ffffff"),
    "重要": Mark("◆", "important", "#b0600f", "#ffffff"),
    "一般": Mark("●", "ordinary", ACCENT, "#ffffff"),
    "提示": Mark("○", "hint", "#dfe3e8", INK),
}


def status_mark(status: str) -> Mark:
    """The mark of a status; an unknown word gets a neutral one."""
    return STATUS_MARKS.get(status, Mark("?", "missing", "#dfe3e8", INK))


def is_missing(value: object) -> bool:
    """Whether nothing stands there: None, NaN, NaT or blank."""
    if value is None or value is pd.NaT or value is pd.NA or value == "":
        return True
    return isinstance(value, float) and math.isnan(value)


def finite(value: object) -> float | None:
    """The value as a float, None where it is missing, infinite or no number."""
    if is_missing(value):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def shown(value: object, kind: Kind = "text") -> str:
    """A value as printed; a fraction of kind percent as %, a missing value as –.

    >>> shown(24577.43, "amount"), shown(0.93214, "percent"), shown(None, "points")
    ('24,577.43', '93.21%', '–')
    """
    if is_missing(value):
        return "" if kind == "text" else MISSING
    if kind == "text":
        return str(value)
    number = finite(value)
    if number is None:
        return str(value)
    match kind:
        case "amount":
            return f"{number:,.2f}"
        case "percent":
            return f"{number * 100:.2f}%"
        case "points":
            return f"{number:.2f}"
        case "count":
            return f"{number:,.0f}"


def records(frame: pd.DataFrame) -> list[Record]:
    """The rows of a frame as dicts of plain Python values, missing ones as None."""
    rows: list[dict[Hashable, Any]] = frame.to_dict("records")
    return [{str(key): plain(value) for key, value in row.items()} for row in rows]


def plain(value: object) -> Any:
    """A value that JSON can carry: numpy scalars unwrapped, missing and infinite ones as None."""
    if hasattr(value, "item"):
        value = value.item()
    if value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
