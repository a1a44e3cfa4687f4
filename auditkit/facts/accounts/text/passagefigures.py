"""What one passage says of one subject: its amounts, plans, changes and shares, and their proof."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.text.statement import Rate
from auditkit.formula.tolerance import SUMS

Span = tuple[int, int]
Key = tuple[str, str]
"""A subject and its item."""


@dataclass
class Change:
    """A change against the year before (or the plan): the amount, the rate, or both.

    `sure` where the words leave no other subject to which it may belong.
    """

    plan: bool
    which: str = ""
    way: str = ""
    rate_way: str = ""
    unmarked: str = ""
    delta: Figure | None = None
    rate: Rate | None = None
    same: bool = False
    sure: bool = True
    spans: list[Span] = field(default_factory=list)

    def fits(self, now: Figure) -> bool:
        """Whether the rate can come of the change in this amount, within rounding."""
        if self.rate is None or self.delta is None:
            return True
        base = now.value + (self.delta.value if self.way == "减少" else -self.delta.value)
        if not base:
            return not self.delta.value
        exact = abs(self.delta.value / base) * 100
        slack = 100 * (self.delta.half_step + now.half_step) / abs(base)
        return abs(exact - abs(self.rate[0])) < self.rate[1] + slack + SUMS


@dataclass
class Share:
    """A share or a part done: the rate, of what, and which plan it names."""

    rate: Rate
    of: str
    span: Span


@dataclass
class Said:
    """What a passage says of one subject: amounts by role, changes, shares, parts done."""

    figures: dict[str, Figure] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    done: list[Share] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    told_apart: bool = False
    """Whether the amount of the year before stands in words of its own: 上年为60万元."""
    misprint: tuple[str, Span] | None = None
    others: list[tuple[Figure, Span]] = field(default_factory=list)
    """Further amounts of the year that differ from the first: of another whole."""

    def put(self, role: str, number: Figure, span: Span) -> None:
        """Keeps the amount of a role; two that differ make it doubtful."""
        before = self.figures.setdefault(role, number)
        self.spans.setdefault(role, span)
        if abs(before.value - number.value) > before.half_step + number.half_step:
            self.doubtful.add(role)
            if role == "now":
                self.others.append((number, span))
        elif before is not number and span != self.spans[role]:
            self.spans.setdefault(f"{role}+{span[0]}", span)

    def get(self, role: str) -> Figure | None:
        """The amount of a role, None where there is none or two that differ."""
        return None if role in self.doubtful else self.figures.get(role)
