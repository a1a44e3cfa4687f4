"""What a finding's code stands for: the parts that are the same for every finding of a kind."""

from __future__ import annotations

from dataclasses import dataclass

from auditkit.findings.finding import Severity

REVIEW = "财预〔2015〕88号对绩效目标审核的要求（完整性、相关性、适当性、可行性；条文未核对）"
REPEATABLE = "绩效评价应依据充分、口径一致、结果可复核"


@dataclass(frozen=True, slots=True)
class FindingKind:
    """`effect` and `recommendation` hold unless a finding says more."""

    code: str
    title: str
    severity: Severity
    criteria: str
    effect: str
    recommendation: str
