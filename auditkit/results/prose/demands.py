"""The demands (标准) of the problems, each printed in full once: later problems refer to the first.

A standard is one demand after the other, parted by a semicolon, and may end in what it comes to
for this problem, after a colon: “…（《预算法》第三十二条）；…（本程序约定）：指标应具体”.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from auditkit.results.prose.parts import Paragraph, Part, row, said, sentences

_SHORT = 24
"""Characters up to which a demand is said again: a reference would be no shorter."""
_MARKS = "；："
_OPEN, _CLOSE = "（“《〔［", "）”》〕］"


def divided(text: str) -> list[str]:
    """The demands of a standard and what it comes to, each with the mark that ends it.

    >>> divided("编制要规范（《甲法》第一条；摘）；指标可核对（本程序约定）：指标应具体")
    ['编制要规范（《甲法》第一条；摘）；', '指标可核对（本程序约定）：', '指标应具体']
    """
    depth, cuts = 0, [0]
    for place, sign in enumerate(text):
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if depth <= 0 and sign in _MARKS and (sign == "；" or text[place - 1] == "）"):
            cuts.append(place + 1)
    return [text[start:end] for start, end in pairwise([*cuts, len(text)]) if start < end]


@dataclass
class Demands:
    """What the problems so far have demanded, each demand with the number of its problem."""

    told: dict[str, str] = field(default_factory=dict)

    def line(self, whom: Paragraph | None, text: Part, number: str) -> Paragraph:
        """The standard of problem `number`: what was told before is referred to."""
        if text.own:
            return sentences(_of(whom), said("{text}", text=text), lead="标准")
        new: list[Part] = []
        before: dict[str, None] = {}
        pieces = divided(text.text)
        joint = ""
        for place, piece in enumerate(pieces):
            demand, mark = piece.rstrip(_MARKS), piece[-1] if place + 1 < len(pieces) else ""
            known = self.told.get(demand, number)
            if known != number and len(demand) > _SHORT:
                before[known] = None
            else:
                self.told.setdefault(demand, number)
                new += [Part(joint), Part(demand, f"{text.origin}.part({place})")]
            joint = mark
        if not before:
            return sentences(_of(whom), said("{text}", text=text), lead="标准")
        there = Paragraph(row([f"（{known}）" for known in before]))
        # What is left begins with the mark that parted it from what is referred to.
        rest = Paragraph(tuple(part for part in new if part.text))
        return sentences(_of(whom), said("同"), there, said("所列的规定"), rest, lead="标准")


def _of(whom: Paragraph | None) -> Paragraph | None:
    return sentences(whom, said("：")) if whom else None
