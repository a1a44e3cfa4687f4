"""A limit of the auditor's own work (工作局限): what was not obtained, typed or answered.

A finding is about the department, a limit about us (ISSAI 3000: evidence sufficient and
appropriate; GAO-20-283G: limits of data are stated, not charged to the auditee). Limits stand in
数据可靠性 and make the 资料清单, never among the findings.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditkit.files.grid import Source


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing to obtain: `what`, for which indicators, ask whom, and where to fill it in.

    `why` says what is known instead, blank where nothing is. `evidence` are the places that show
    that it is wanting: the target's cells, the row of the workbook.
    """

    code: str
    title: str
    what: str
    indicators: tuple[str, ...]
    ask: str
    where: str
    why: str = ""
    evidence: tuple[Source, ...] = ()

    def __str__(self) -> str:
        used = f"（用于{'、'.join(self.indicators)}）" if self.indicators else ""
        why = f"；{self.why}" if self.why else ""
        return f"{self.what}{used}{why}。提供：{self.ask}；填入：{self.where}。"


@dataclass(frozen=True, slots=True)
class LimitKind:
    """A kind of limit beside the rule that states it; called, it states one."""

    code: str
    title: str

    def __call__(
        self,
        what: str,
        indicators: tuple[str, ...],
        ask: str,
        where: str,
        *,
        why: str = "",
        evidence: tuple[Source, ...] = (),
    ) -> Limit:
        return Limit(self.code, self.title, what, indicators, ask, where, why, evidence)
