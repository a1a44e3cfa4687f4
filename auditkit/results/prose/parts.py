"""Paragraphs of texts and figures, and templates that put figures into texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter
from typing import Any

DIGIT = re.compile(r"[0-9０-９]")
_SIGNS = "〇零一二三四五六七八九十百千万亿两"
NUMERAL = re.compile(
    # The number of an annex stands before its name, which may begin like a unit: 附件三年度….
    rf"(?<!附件)(?<![{_SIGNS}])第?[{_SIGNS}]+"
    r"(?:万元|亿元|个百分点|[年月日天条款项个家户人元分倍成次份处类])"
    r"|[（(][一二三四五六七八九十]+[）)]"
)
"""A number in Chinese characters that counts or points somewhere: 第三十二条, 十日, （二）."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text; `origin` is where in the results it stands, blank where it is mere words.

    `own` marks what a person wrote: its numbers are told, not checked. `target` is the place that
    the piece alone leads to.
    """

    text: str
    origin: str = ""
    own: bool = False
    target: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `kind` is "", heading or item, `lead` what stands before it: 标准, 影响.

    `target` is the place that it leads to, or with a heading the place that it is.
    """

    parts: tuple[Part, ...]
    kind: str = ""
    lead: str = ""
    target: str = ""

    @property
    def text(self) -> str:
        """As read, its lead included."""
        lead = f"{self.lead}：" if self.lead else ""
        return lead + "".join(part.text for part in self.parts)

    def as_json(self) -> dict[str, Any]:
        """What 结果.json holds of it: the texts, each with its origin."""
        return {
            "lead": self.lead,
            "parts": [
                {"text": part.text, "origin": part.origin, "own": part.own} for part in self.parts
            ],
        }


def said(
    template: str, *, kind: str = "", lead: str = "", **given: Part | Paragraph | str
) -> Paragraph:
    """The template with the parts that it names; a text without origin must hold no digit.

    >>> said("共{n}。", n=Part("3项", "indicators.count")).text
    '共3项。'

    Raises ValueError for a digit that comes from nowhere.
    """
    parts: list[Part] = []
    for text, name, _, _ in Formatter().parse(template):
        parts += [Part(text)] if text else []
        if name is not None:
            value = given[name]
            if isinstance(value, Paragraph):
                parts += value.parts
            else:
                parts.append(value if isinstance(value, Part) else Part(value))
    for part in parts:
        if not part.origin and not part.own and DIGIT.search(part.text):
            raise ValueError(f"a number without origin: {part.text}")
    return Paragraph(tuple(parts), kind, lead)


def row(parts: Iterable[Part | str | Paragraph], between: str = "、") -> tuple[Part, ...]:
    """The parts one after the other, with the mark between them."""
    found: list[Part] = []
    for one in parts:
        if found:
            found.append(Part(between))
        if isinstance(one, Paragraph):
            found += one.parts
        else:
            found.append(one if isinstance(one, Part) else Part(one))
    return tuple(found)


def sentences(*paragraphs: Paragraph | None, kind: str = "", lead: str = "") -> Paragraph:
    """Several sentences as one paragraph; those that are not there are left out."""
    return Paragraph(tuple(part for one in paragraphs if one for part in one.parts), kind, lead)
