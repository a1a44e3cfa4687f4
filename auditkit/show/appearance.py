"""How results look wherever they are shown: colours, status marks, printed numbers."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from auditkit.show.palette import SOLID

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "amount", "percent", "points", "count"]
Record = dict[str, Any]

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


def _mark(symbol: str, key: str, hatch: str = "") -> Mark:
    return Mark(symbol, key, *SOLID[key], hatch)


# Noto Sans SC has no ✗.
STATUS_MARKS: Mapping[str, Mark] = {
    "达标": _mark("✓", "met"),
    "未达标": _mark("×", "missed"),
    "不能断定": _mark("≈", "undecided"),
    "待评定": _mark("○", "pending"),
    "数据缺失": _mark("?", "missing", "///"),
    "不可比": _mark("…", "incomparable", "---"),
    "无目标值": _mark("–", "untargeted"),
    "不适用": _mark("⊘", "inapplicable", "\\\\\\"),
}

SEVERITY_MARKS: Mapping[str, Mark] = {
    "严重": _mark("▲", "severe"),
    "重要": _mark("◆", "important"),
    "一般": _mark("●", "ordinary"),
    "提示": _mark("○", "hint"),
}


def status_mark(status: str) -> Mark:
    """The mark of a status; an unknown word gets a neutral one."""
    return STATUS_MARKS.get(status, Mark("?", "missing", *SOLID["untargeted"]))


def is_missing(value: object) -> bool:
    """Whether nothing stands there: None, NaN, NaT or blank."""
    if type(value) is str:
        return not value
    if value is None or _of_pandas(value) or value == "":
        return True
    return isinstance(value, float) and math.isnan(value)


def _of_pandas(value: object) -> bool:
    """Whether it is pandas' NaT or NA, which nobody has who has not imported pandas."""
    return type(value).__name__ in ("NaTType", "NAType")


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


_PLAIN = frozenset((str, int, bool, type(None)))


def plain(value: object) -> Any:
    """A value that JSON can carry: numpy scalars unwrapped, missing and infinite ones as None."""
    if type(value) in _PLAIN:
        return value
    if hasattr(value, "item"):
        value = value.item()
    if _of_pandas(value):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
