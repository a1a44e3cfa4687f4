"""Printed amounts of final accounts: value in 万元, the precision printed, and where it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from auditkit.facts.facts import printed_decimals
from auditkit.files.grid import Scalar, Source

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|[+-]?\.[0-9]+")
_BRACKETED = re.compile(r"\(-?([0-9][0-9,]*\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\)")
_MINUS = re.compile(r"^(?:[△▲\u2010-\u2015\ufe63]|负)-?(?=[0-9.])")
_QUOTES = re.compile(r"[\s\u200b\ufeff“”\"'‘’《》「」]+")
_DIGITS_OF_UNIT = {"万元": 0, "元": 4, "千元": 1, "亿元": -4, "百万元": -2}
_UNIT_OF_DIGITS = {digits: unit for unit, digits in _DIGITS_OF_UNIT.items()}
_MONEY = r"((?:[百千]?万|[千亿])?元)"
_UNIT = re.compile(rf"单位(?:均)?[:(为是]*(?:人民币)?{_MONEY}")
_UNIT_BEHIND = re.compile(rf"\((?:人民币)?{_MONEY}\)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount in 万元 as one place of a document prints it.

    `decimals` counts places of 万元: 元 printed to the cent have 6. `quote` is the sentence, for a
    figure that stands in the text.
    """

    value: float
    decimals: int
    printed: str
    source: Source
    quote: str = ""

    @property
    def half_step(self) -> float:
        """The true amount lies within value ± this."""
        return 0.5 * 10.0**-self.decimals

    @property
    def unit(self) -> str:
        """The money unit in which it is printed."""
        digits = len(self.printed.rpartition(".")[2]) if "." in self.printed else 0
        return _UNIT_OF_DIGITS.get(self.decimals - max(2, digits), "万元")


@lru_cache(maxsize=16_384)
def compact(text: str) -> str:
    """Text for recognising words: NFKC, without blanks and quotation marks.

    >>> compact("财政拨款“三公” 经费（２０２４）")
    '财政拨款三公经费(2024)'
    """
    return _QUOTES.sub("", unicodedata.normalize("NFKC", text)).replace("−", "-")


def unit_in(text: str) -> str | None:
    """The money unit that a compact text declares: 金额单位:元 → 元."""
    found = _UNIT.search(text)
    return found.group(1) if found and found.group(1) in _DIGITS_OF_UNIT else None


def unit_of_headings(texts: Iterable[str]) -> str | None:
    """The one money unit that compact headings carry behind them: 金额(万元), 合计(万元)."""
    found = {match[1] for text in texts if (match := _UNIT_BEHIND.search(text))}
    return found.pop() if len(found) == 1 and found <= _DIGITS_OF_UNIT.keys() else None


def is_number(cell: Scalar) -> bool:
    """Whether a cell holds a number, as a number or as its text."""
    if isinstance(cell, (int, float)):
        return not isinstance(cell, bool)
    return isinstance(cell, str) and _NUMBER.fullmatch(_signed(cell)) is not None


def _signed(cell: str) -> str:
    """The compact text of a number with a plain minus, however the book prints negatives.

    Whole numbers in brackets, (1), number paragraphs and stay as they are.

    >>> _signed("△2.50"), _signed("（2.50）"), _signed("–2.50"), _signed("（1）")
    ('-2.50', '-2.50', '-2.50', '(1)')
    """
    text = compact(cell)
    if bracketed := _BRACKETED.fullmatch(text):
        return f"-{bracketed[1]}"
    return _MINUS.sub("-", text)


def figure(cell: Scalar, unit: str, source: Source, quote: str = "") -> Figure | None:
    """The amount in a cell; None where it is blank, a dash or no number: missing is never zero."""
    if not is_number(cell):
        return None
    shift = _DIGITS_OF_UNIT[unit]
    if isinstance(cell, str):
        text = _signed(cell).replace(",", "")
        value, digits = float(text), len(text.partition(".")[2])
    else:
        value = round(float(str(cell)), 8)
        text, digits = f"{value:.2f}", printed_decimals(value, unit) or 2
    # Writers drop trailing zeros: 6.2 万元 in the text is 6.20 in the table.
    decimals = max(2, digits) + shift
    return Figure(round(value / 10.0**shift, max(decimals, 0)), decimals, text, source, quote)


def total(figures: Iterable[Figure]) -> Figure | None:
    """The sum of figures, with their sources joined; None where there are none."""
    parts = list(figures)
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    decimals = min(part.decimals for part in parts)
    value = round(sum(part.value for part in parts), max(decimals, 0))
    printed = "＋".join(part.printed for part in parts).replace("＋-", "－")
    quotes = dict.fromkeys(part.quote for part in parts if part.quote)
    return Figure(value, decimals, printed, joined(part.source for part in parts), "".join(quotes))


def joined(sources: Iterable[Source]) -> Source:
    """Several places of one file as one source: 第7页 表1 第31行第2列、第33行第2列.

    A place on a sheet keeps the sheet's whole name, which may have blanks.
    """
    parts = list(dict.fromkeys(sources))
    places: list[str] = []
    before = ""
    for part in parts:
        head, _, cell = part.place.rpartition(" ")
        drawn = head and head == before and "!" not in part.place
        places.append(cell if drawn else part.place)
        before = head
    return replace(parts[0], place="、".join(places))
