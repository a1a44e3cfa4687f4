"""What the auditor says in words of his own: on one finding, and on the report as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Literal

Part = Literal["criteria", "condition", "cause", "effect", "recommendation"]
PARTS: tuple[Part, ...] = ("criteria", "condition", "cause", "effect", "recommendation")
"""The parts of a finding, in the order in which they are read."""
KEPT, SET_ASIDE = "采纳", "不予采纳"
SAID_OF_ASIDE = (SET_ASIDE, "不采纳")
"""What sets a finding aside; the first is what the program writes."""
MENDED = ("已整改", "已完成", "整改到位", "完成整改")
"""States of 整改状态 that ask for nothing more."""


@dataclass(frozen=True, slots=True)
class Words:
    """The auditor's words on one finding, as typed; each blank where nothing was typed.

    `criteria` is 定性依据, `condition` 改写后的表述. `due` is the day as typed.
    """

    verdict: str = ""
    reason: str = ""
    cause: str = ""
    criteria: str = ""
    effect: str = ""
    recommendation: str = ""
    condition: str = ""
    reply: str = ""
    owner: str = ""
    due: str = ""
    state: str = ""
    proof: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, part.name) for part in fields(self))

    def as_json(self) -> dict[str, str] | None:
        """All of them as plain values; None where nothing was typed."""
        return {part.name: getattr(self, part.name) for part in fields(self)} if self else None


NO_WORDS = Words()

WORD_LABELS: dict[str, str] = {
    "verdict": "处理", "reason": "理由", "cause": "原因", "criteria": "定性依据", "effect": "影响",
    "recommendation": "建议", "condition": "改写后的表述", "reply": "被审计单位意见",
    "owner": "责任单位", "due": "整改期限", "state": "整改状态", "proof": "整改证据",
}  # fmt: skip
"""What heads each of the words on a finding."""


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The auditor's words on the report as a whole, as typed; `others` are items people added."""

    conclusion: str = ""
    opinion: str = ""
    basis: str = ""
    conduct: str = ""
    addressee: str = ""
    number: str = ""
    signed: str = ""
    date: str = ""
    prepared: str = ""
    reviewed: str = ""
    others: tuple[tuple[str, str], ...] = field(default=())

    def __bool__(self) -> bool:
        return any(getattr(self, part.name) for part in fields(self))

    def as_json(self) -> dict[str, object] | None:
        """All of them as plain values; None where nothing was typed."""
        if not self:
            return None
        said: dict[str, object] = {name: getattr(self, name) for name in REPORT_LABELS}
        return said | {"others": [list(pair) for pair in self.others]}


NOTHING_ON_REPORT = ReportWords()

REPORT_LABELS: dict[str, str] = {
    "conclusion": "评价结论补充", "opinion": "审计评价意见", "basis": "依据", "conduct": "组织实施",
    "addressee": "主送", "number": "文号", "signed": "落款", "date": "日期", "prepared": "编制",
    "reviewed": "复核",
}  # fmt: skip
"""What heads each of the words on the report."""
