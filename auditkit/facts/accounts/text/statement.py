"""One statement of the text of accounts: its subject, and the figures it gives by role."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from auditkit.errors import IssueKind
from auditkit.facts.accounts.tables.figures import Figure, figure
from auditkit.facts.accounts.text.prose import Prose
from auditkit.files.grid import Source

# A number that goes on, or that counts people, cars or percent, is no amount.
AMOUNT = (
    r"(?P<{0}>-?\d[\d,]*(?:\.\d+)?)(?![\d,.]*\d)"
    r"(?P<{0}_unit>万元|亿元|元|万(?!元)|(?![%人次个辆批项名户家件台套年月日亿]))"
)
# One whose sign was forgotten counts too, but an amount is none.
PERCENT = r"(?P<{0}>-?\d[\d,]*(?:\.\d+)?)(?![\d,.]*\d)(?:%|(?![万亿元人次个辆批项名户家件台套]))"
UNREAD_SENTENCE = IssueKind("accounts-sentence", "决算正文有一句写了金额而没有读懂")

_FALLS = ("减少", "下降", "降低")

Rate = tuple[float, float, str]
"""A percentage as printed, the half step of its last place, and its digits."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the text: its subject, and the figures it gives by role.

    `rates` are in percent as printed, with the half step of the last place printed.
    """

    subject: str
    figures: dict[str, Figure]
    rates: dict[str, Rate]
    words: dict[str, str]
    quote: str
    source: Source
    spans: frozenset[int] = frozenset()
    """Where each of its numbers begins in the text."""

    @property
    def said(self) -> Figure | None:
        """The amount that it gives of its subject, 万元."""
        figures = self.figures
        return figures.get("now") or figures.get("final") or figures.get("total")

    def sign(self, role: str = "way") -> int:
        """Whether the change stated is a rise (+1) or a fall (−1)."""
        said = self.words.get(role) or self.words.get(f"rate_{role}")
        return -1 if said in _FALLS else 1


def statement(
    prose: Prose,
    subject: str,
    match: re.Match[str],
    *more: re.Match[str] | None,
    words: Mapping[str, str] | None = None,
) -> Statement:
    """The statement that one match makes, with those that follow it and belong to it."""
    parts = [match, *(part for part in more if part is not None)]
    end = max(part.end() for part in parts)
    quote = prose.quote(match.start(), end)
    source = prose.source(match.start(), end)
    figures: dict[str, Figure] = {}
    rates: dict[str, Rate] = {}
    said = dict(words or {})
    spans: set[int] = set()
    for part in parts:
        for role, text in part.groupdict().items():
            if text is None or role.endswith("_unit") or role == "gap":
                continue
            if role.endswith(("rate", "share")):
                spans.add(part.start(role))
                rates[role] = rate_of(text)
                if prose.text[part.end(role) : part.end(role) + 1] != "%":
                    said["unmarked"] = text
            elif f"{role}_unit" in part.re.groupindex:
                unit = {"万": "万元", "": "万元"}.get(part[f"{role}_unit"], part[f"{role}_unit"])
                spans.add(part.start(role))
                at = prose.source(*part.span(role))
                if number := figure(text, unit, at, quote):
                    figures[role] = number
                else:
                    said["misprint"] = text
            else:
                said[role] = text
    return Statement(subject, figures, rates, said, quote, source, frozenset(spans))


def rate_of(text: str) -> Rate:
    """A printed percentage as a rate."""
    plain = text.replace(",", "")
    digits = len(plain.partition(".")[2])
    return float(plain), 0.5 * 10.0**-digits, plain


def before_change(said: Statement, now: Figure | None, way: str, delta: str) -> Figure | None:
    """The figure that this one is compared with, from the change that the text states."""
    change = said.figures.get(delta)
    if now is None or change is None:
        return None
    sign = -said.sign(way)
    decimals = min(now.decimals, change.decimals)
    printed = f"{now.printed}{'＋' if sign > 0 else '－'}{change.printed}"
    value = round(now.value + sign * change.value, max(decimals, 0))
    return Figure(value, decimals, printed, said.source, said.quote)


def prior(said: Statement, now: Figure | None) -> Figure | None:
    """The figure of the year before: as printed, else from this year's and the change stated."""
    if before := said.figures.get("before"):
        return before
    if now is not None and "same" in said.words:
        return replace(now, source=said.source, quote=said.quote)
    return before_change(said, now, "way", "delta")


def select(
    statements: Sequence[Statement], subject: str, test: Callable[[Statement], bool] = bool
) -> Statement | None:
    """The first statement about the subject that passes the test."""
    return next((s for s in statements if s.subject == subject and test(s)), None)
