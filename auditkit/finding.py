"""A finding (审计发现) in its five parts, with the places that prove it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from auditkit.grid import Source

Severity = Literal["严重", "重要", "一般", "提示"]
SEVERITIES: tuple[Severity, ...] = ("严重", "重要", "一般", "提示")


@dataclass(frozen=True, slots=True)
class Finding:
    """标准 criteria, 事实 condition, 原因 cause, 影响 effect, 建议 recommendation.

    `cause` is blank where the data cannot tell it: it is left to the auditor. `money` is the amount
    concerned in 万元, None where no money is.
    """

    code: str
    title: str
    severity: Severity
    subject: str
    criteria: str
    condition: str
    effect: str
    recommendation: str
    evidence: tuple[Source, ...]
    cause: str = ""
    money: float | None = None


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by severity, then by code; those of one code keep their order."""
    return sorted(findings, key=lambda f: (SEVERITIES.index(f.severity), f.code))
