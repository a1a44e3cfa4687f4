"""One thing that differs between two runs: from what to what, by how much, because of what."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from auditkit.files.canonical import Json
from auditkit.formula.tolerance import EQUAL
from auditkit.wording import points_apart, show_value

Kind = Literal["输入文件", "规则包", "程序", "数据项", "任务", "指标", "得分", "等级", "审计发现"]
KINDS: tuple[Kind, ...] = (
    "输入文件", "规则包", "程序", "数据项", "任务", "指标", "得分", "等级", "审计发现",
)  # fmt: skip
NOTHING = "（无）"


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that differs: `change` is after less before in `unit`, None where no number is.

    `before` and `after` are as shown; `because` names facts, files or the rules, gravest first.
    """

    kind: Kind
    subject: str
    aspect: str
    before: str
    after: str
    change: float | None = None
    unit: str = ""
    because: tuple[str, ...] = ()

    @property
    def by(self) -> str:
        """How far it moved, as one says it; blank where no number did."""
        if self.change is None:
            return ""
        sign = "+" if self.change > 0 else "−"
        return sign + points_apart(round(self.change, 10), 0.0, self.unit)

    def since(self, *why: str) -> Move:
        """The same move with its reasons."""
        return replace(self, because=tuple(filter(None, why)))


def figure_moved(
    kind: Kind, subject: str, aspect: str, was: float | None, now: float | None, unit: str
) -> Move | None:
    """The move of a figure, None where it did not; a missing one is shown as missing."""
    if not differ(was, now):
        return None
    for places in range(2, 7):
        # As many places as tell the two apart.
        before, after = (_shown(value, unit, places) for value in (was, now))
        if before != after:
            break
    return Move(kind, subject, aspect, before, after, change(was, now), unit)


def listed(kind: Kind, subject: str, was: object, now: object) -> Move:
    """The move of what stands on one side only."""
    before, after = ("有" if side else NOTHING for side in (was, now))
    return Move(kind, subject, "列入", before, after)


def differ(was: float | None, now: float | None) -> bool:
    """Whether two figures are two, missing ones included."""
    if was is None or now is None:
        return was is not now
    return not math.isclose(was, now, rel_tol=EQUAL, abs_tol=EQUAL)


def change(was: float | None, now: float | None) -> float | None:
    """After less before, None where either is missing."""
    return None if was is None or now is None else now - was


def place(source: Json | None) -> str:
    """A source of a record as one says it: 实际数.xlsx[数据项!C6]."""
    if source is None:
        return ""
    return f"{source['file']}[{source['place']}]" if source["place"] else str(source["file"])


def _shown(value: float | None, unit: str, places: int) -> str:
    if value is None:
        return NOTHING
    return f"{value:.{places}f}分" if unit == "分" else show_value(value, unit, places=places)
