"""The amount that a finding concerns (涉及金额): of what kind, where it stands, what may be added.

Amounts of different kinds are never added: 100 万元 not spent and 100 万元 misprinted come to
nothing. Nor are amounts that may hold the same money twice, as a bureau's budget holds its tasks'.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from auditkit.files.grid import Source

AmountKind = Literal[
    "未执行", "超支", "预算调剂", "与指标值的差额", "差错", "不符", "口径差额",
    "衔接差额", "少计调整", "变动"
]  # fmt: skip
AMOUNT_KINDS: tuple[AmountKind, ...] = get_args(AmountKind)
"""未执行 budget unspent, 超支 spent beyond it, 预算调剂 moved between tasks, 差错 misprinted,
不符 two places differ, 口径差额 parts beyond what is given as their whole, 衔接差额 a balance that
does not roll, 少计调整 changes that the stated sum lacks, 变动 against the year before."""


@dataclass(frozen=True, slots=True)
class Amount:
    """万元 of one kind; `source` is where it stands or what it was worked out from.

    `part` names the part of the department's money that it lies in (a task), which holds none of
    another part's; blank where it may overlap with anything.
    """

    value: float
    kind: AmountKind
    source: Source
    part: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """How many amounts of a kind there are, and their sum; None where they may not be added."""

    kind: AmountKind
    count: int
    value: float | None


def totals(amounts: Iterable[Amount | None]) -> list[Total]:
    """A total for each kind, in the order of the kinds: a sum only over parts that do not overlap.

    >>> at = Source("实际数.xlsx", "任务执行!D4")
    >>> totals([Amount(2.0, "超支", at, "甲"), Amount(3.0, "超支", at, "乙"), None])
    [Total(kind='超支', count=2, value=5.0)]
    >>> totals([Amount(2.0, "超支", at, "甲"), Amount(3.0, "超支", at)])
    [Total(kind='超支', count=2, value=None)]
    """
    kinds: dict[AmountKind, list[Amount]] = {}
    for amount in amounts:
        if amount is not None:
            kinds.setdefault(amount.kind, []).append(amount)
    return [
        Total(kind, len(kinds[kind]), _sum(kinds[kind])) for kind in AMOUNT_KINDS if kind in kinds
    ]


def _sum(amounts: list[Amount]) -> float | None:
    parts = {amount.part for amount in amounts}
    apart = len(amounts) == 1 or (len(parts) == len(amounts) and "" not in parts)
    return round(math.fsum(amount.value for amount in amounts), 2) if apart else None
