"""A finding (审计发现) in its five parts, with the places that prove it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from auditkit.display import mimebundle
from auditkit.files.grid import Source
from auditkit.findings.amount import Amount
from auditkit.findings.auditorwords import NO_WORDS, Part, Words
from auditkit.findings.standard import Standard

if TYPE_CHECKING:
    from auditkit.form.declaration import Part as FormPart
    from auditkit.rules.clauses import Clause

Severity = Literal["严重", "重要", "一般", "提示"]
SEVERITIES: tuple[Severity, ...] = ("严重", "重要", "一般", "提示")


@dataclass(frozen=True, slots=True)
class Finding:
    """标准 criteria, 事实 condition, 原因 cause, 影响 effect, 建议 recommendation.

    `cause` is blank where the data cannot tell it: it is left to the auditor. `amount` is the money
    concerned with its kind, None where no money is. `set_aside` is the reason for which the auditor
    set the finding aside, blank while it stands. `row` is where the indicator meant by `subject`
    stands in the form, None where no single one is meant: two may bear one name. `identity` is what
    it is known by over re-runs and years, `words` is what the auditor says on it. `clauses` are
    those of the library that it cites, read or not; `standard` is what they were taken from, None
    where the criteria are words of their own. `lacking` is the part of the form that it says is
    missing, which has to be read whole to say so.
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
    amount: Amount | None = None
    set_aside: str = ""
    row: Source | None = None
    identity: str = ""
    words: Words = NO_WORDS
    clauses: tuple[Clause, ...] = ()
    standard: Standard | None = None
    lacking: FormPart | None = None

    def told(self, part: Part) -> str:
        """A part as the report says it: in the auditor's words where there are any."""
        own: str = getattr(self.words, part)
        said: str = getattr(self, part)
        return own or said

    @property
    def money(self) -> float | None:
        """The amount concerned in 万元, whatever its kind: never to be added over kinds."""
        return self.amount.value if self.amount else None

    def __repr__(self) -> str:
        return f"<Finding {self.code} {self.severity} {self.subject}: {self.title}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return mimebundle(self)


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding beside the rule that states it; called, it makes one.

    `criteria` is a standard of the clause library, or words where no clause is meant. `criteria`,
    `effect` and `recommendation` hold unless a finding says more: parts that are given
    replace the kind's own. Evidence is listed once.
    """

    code: str
    title: str
    severity: Severity
    criteria: Standard | str
    effect: str
    recommendation: str

    def __call__(
        self,
        subject: str,
        condition: str,
        evidence: Iterable[Source],
        *,
        criteria: Standard | str = "",
        cause: str = "",
        effect: str = "",
        recommendation: str = "",
        amount: Amount | None = None,
        row: Source | None = None,
        lacking: FormPart | None = None,
    ) -> Finding:
        measure = criteria or self.criteria
        return Finding(
            self.code,
            self.title,
            self.severity,
            subject,
            str(measure),
            condition,
            effect or self.effect,
            recommendation or self.recommendation,
            tuple(dict.fromkeys(evidence)),
            cause,
            amount,
            row=row,
            standard=None if isinstance(measure, str) else measure,
            lacking=lacking,
        )


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by severity, then by code, those set aside last; else they keep their order."""
    return sorted(findings, key=lambda f: (bool(f.set_aside), SEVERITIES.index(f.severity), f.code))


def standing(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that nobody set aside."""
    return [finding for finding in findings if not finding.set_aside]
