"""四、主要问题 and 五、建议: the findings in groups, each text once, the weightiest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditkit.results.prose.parts import Paragraph, Part, row, said, sentences
from auditkit.results.prose.results import Results

STANDING = "set_aside="
SEVERITIES = ("严重", "重要", "一般", "提示")
_MOST = 12
"""Facts of one group that are printed; the rest stand in the annex."""
_OF_ONE = ("reply", "owner", "due", "state", "proof")
"""What only people say, on one finding or another."""
_ON_FORM = ("S", "E", "Y01", "Y02")


@dataclass(frozen=True)
class Problem:
    """The findings of one kind: title, severity, how many, their largest amount, their texts."""

    title: Part
    severity: str
    count: Part
    amount: Paragraph | None
    places: tuple[int, ...]
    """Which of the results' findings they are."""
    results: Results

    @property
    def on_form(self) -> bool:
        """Whether it is about the form itself and not about what became of it."""
        first: str = self.results.rows("findings")[self.places[0]]["code"]
        return first.startswith(_ON_FORM)

    @property
    def weighty(self) -> bool:
        """Whether it is told in full: grave ones, and all on results."""
        return self.severity in ("严重", "重要") or not self.on_form

    @property
    def largest(self) -> float | None:
        """The largest amount of one of them, in 万元."""
        amounts = [money for place in self.places if (money := self._money(place)) is not None]
        return max(amounts, default=None)

    @property
    def evidenced(self) -> bool:
        """Whether any of them cites a place, which the annex then prints."""
        rows = self.results.rows("findings")
        return any(rows[place]["evidence"] for place in self.places)

    @property
    def code(self) -> str:
        """What it is known by inside the program."""
        code: str = self.results.rows("findings")[self.places[0]]["code"]
        return code

    def facts(self) -> list[Paragraph]:
        """Each fact once with whom it is about, the largest amounts first."""
        order = sorted(self.places, key=lambda place: -(self._money(place) or 0.0))
        alike: dict[str, list[int]] = {}
        for place in order:
            alike.setdefault(self._text(place, "condition").text, []).append(place)
        lines = [self._fact(places) for places in alike.values()]
        if len(lines) > _MOST:
            lines[_MOST:] = [said("其余各项见附件“证据摘录”。", kind="item")]
        return lines

    def texts(self, part: str, lead: str) -> list[Paragraph]:
        """The texts of 标准, 原因 or 影响, each once; where they differ, with whom it is about."""
        return [
            sentences(whom, said("：") if whom else None, said("{text}", text=text), lead=lead)
            for whom, text in self.apart(part)
        ]

    def apart(self, part: str) -> list[tuple[Paragraph | None, Part]]:
        """Each text of a part, and whom it is about; None where it is about all of them."""
        alike: dict[str, list[int]] = {}
        for place in self.places:
            if text := self._text(place, part).text:
                alike.setdefault(text, []).append(place)
        groups = sorted(alike.values(), key=len)
        if not groups:
            return []
        if len(groups) == 1 and (part not in _OF_ONE or len(self.places) == len(groups[0])):
            return [(None, self._text(groups[0][0], part))]
        return [
            (self._whom(places, part, number == len(groups)), self._text(places[0], part))
            for number, places in enumerate(groups, 1)
        ]

    def _whom(self, places: Sequence[int], part: str, last: bool) -> Paragraph:
        if last and len(places) > 2 and part not in _OF_ONE:
            return said("其余各项")
        return Paragraph(row([self._text(place, "subject") for place in places]))

    def _fact(self, places: Sequence[int]) -> Paragraph:
        subject, condition = (self._text(places[0], part) for part in ("subject", "condition"))
        if condition.text.startswith(subject.text) and len(places) == 1:
            return said("{fact}", kind="item", fact=condition)
        whom = Paragraph(row([self._text(place, "subject") for place in places]))
        return sentences(whom, said("："), said("{fact}", fact=condition), kind="item")

    def _text(self, place: int, part: str) -> Part:
        """As the auditor words it, where he does; what only he can say may be blank."""
        words = self.results.rows("findings")[place]["words"] or {}
        if words.get(part):
            return self.results.text(f"findings[{place}].words.{part}", own=True)
        if part in _OF_ONE:
            return Part("")
        return self.results.text(f"findings[{place}].{part}")

    def _money(self, place: int) -> float | None:
        return money_of(self.results.rows("findings")[place])


def money_of(finding: Mapping[str, Any]) -> float | None:
    """The amount concerned in 万元, of whatever kind."""
    money: float | None = finding["money"]
    return money


def amount_of(results: Results, place: int) -> Paragraph:
    """The amount of one finding with its kind: 未执行489.68万元."""
    return said(
        "{nature}{money}",
        nature=results.text(f"findings[{place}].amount.kind"),
        money=results.figure(f"findings[{place}].money:万元"),
    )


def problems(results: Results) -> list[Problem]:
    """The findings that stand, in groups of one kind: by severity, then by the largest amount."""
    kinds: dict[str, list[int]] = {}
    rows = results.rows("findings")
    for place, finding in enumerate(rows):
        if not finding["set_aside"]:
            kinds.setdefault(finding["code"], []).append(place)
    found = [_problem(results, places) for places in kinds.values()]

    def weight(one: Problem) -> tuple[int, float, str]:
        largest = max((money_of(rows[place]) or 0.0 for place in one.places), default=0.0)
        return SEVERITIES.index(one.severity), -largest, one.code

    return sorted(found, key=weight)


def _problem(results: Results, places: Sequence[int]) -> Problem:
    rows = results.rows("findings")
    first = rows[places[0]]
    largest = max(places, key=lambda place: money_of(rows[place]) or 0.0)
    return Problem(
        results.text(f"findings[{places[0]}].title"),
        min((rows[place]["severity"] for place in places), key=SEVERITIES.index),
        results.count("findings", f"{STANDING};code={first['code']}"),
        amount_of(results, largest) if money_of(rows[largest]) is not None else None,
        tuple(places),
        results,
    )
