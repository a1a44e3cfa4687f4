"""Every number in the running text of a report, held against its results: one without origin fails.

The results hold the paragraphs with the origin of each figure. First those are looked up again,
then the finished files are read: what is left of a file when the known paragraphs are taken out may
hold no number, in digits or in Chinese characters. What a person wrote is known too; its numbers
are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from auditkit.delivery.runningtext import squeezed
from auditkit.errors import AuditError
from auditkit.results.prose import WRITTEN
from auditkit.results.prose.origin import found
from auditkit.results.prose.parts import DIGIT, NUMERAL

_DIGITS = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?(?:%|‰|[\u4e00-\u9fff]{1,2})?")
_NUMBER = re.compile(f"{_DIGITS.pattern}|{NUMERAL.pattern}")
_MARK = "\x00"
_AROUND = 16
_TOLD = 5


@dataclass(frozen=True, slots=True)
class Untraced:
    """A number of a file that the results do not hold; `instead` is what they hold in its place."""

    file: str
    text: str
    instead: str = ""

    def __str__(self) -> str:
        if self.instead:
            return f"{self.file}：“{self.text}”与结果不符，结果为“{self.instead}”"
        return f"{self.file}：“{self.text}”在结果中没有出处"


def proofread(
    record: Mapping[str, Any], files: Mapping[str, Sequence[str]], by_hand: Iterable[str] = ()
) -> list[Untraced]:
    """The numbers of the files' running text that the results do not hold.

    `files` are the paragraphs of each file; `by_hand` are those that a person wrote.
    """
    faults = list(_unfounded(record))
    known = [squeezed(_whole(one)) for one in record[WRITTEN]]
    known += [squeezed(text) for text in by_hand]
    known = sorted(filter(None, set(known)), key=len, reverse=True)
    whole = frozenset(known)
    for file, paragraphs in files.items():
        for text in map(squeezed, paragraphs):
            # Most paragraphs are one of them, and nothing is left of those.
            if text not in whole:
                faults += _left(file, text, known)
    return faults


def refuse_untraced(faults: Sequence[Untraced]) -> None:
    """Raises AuditError that names the first of them."""
    if faults:
        first = "；".join(str(fault) for fault in faults[:_TOLD])
        more = f"等{len(faults)}处" if len(faults) > _TOLD else ""
        raise AuditError(f"报告没有生成：正文中的数字对不上结果。{first}{more}。")


def own_numbers(record: Mapping[str, Any], by_hand: Iterable[str] = ()) -> list[str]:
    """The numbers in what a person wrote, which nothing was held against."""
    typed = [part["text"] for one in record[WRITTEN] for part in one["parts"] if part["own"]]
    return [number for text in (*typed, *by_hand) for number in _DIGITS.findall(text)]


def _whole(paragraph: Mapping[str, Any]) -> str:
    lead = f"{paragraph['lead']}：" if paragraph["lead"] else ""
    return lead + "".join(part["text"] for part in paragraph["parts"])


def _unfounded(record: Mapping[str, Any]) -> Iterable[Untraced]:
    """The figures of the results' own paragraphs that are not what their origin holds."""
    for part in (part for one in record[WRITTEN] for part in one["parts"]):
        if not part["origin"]:
            if DIGIT.search(part["text"]) and not part["own"]:
                yield Untraced("结果.json", part["text"])
            continue
        try:
            held = found(record, part["origin"])
        except (KeyError, IndexError, TypeError):
            yield Untraced("结果.json", part["text"])
            continue
        if held != part["text"]:
            yield Untraced("结果.json", part["text"], held)


def _left(file: str, text: str, known: Sequence[str]) -> Iterable[Untraced]:
    if not _NUMBER.search(text):
        return
    left = text
    for one in known:
        left = left.replace(one, "\n")
    for piece in left.split("\n"):
        if _NUMBER.search(piece):
            yield from _differing(file, piece, known)


def _differing(file: str, piece: str, known: Sequence[str]) -> Iterable[Untraced]:
    """What differs in a piece, beside the known paragraphs that say the same in words."""
    while _NUMBER.search(piece):
        nearest = min(_alike(piece, known), key=lambda one: len(one[1]), default=None)
        if nearest is None:
            break
        (start, end), wrong = nearest
        for number, instead in wrong:
            yield Untraced(file, number, instead)
        piece = f"{piece[:start]}\n{piece[end:]}"
    for found_ in _NUMBER.finditer(piece):
        start, end = max(found_.start() - _AROUND, 0), found_.end() + _AROUND
        yield Untraced(file, piece[start:end].strip())


def _alike(
    piece: str, known: Sequence[str]
) -> Iterable[tuple[tuple[int, int], list[tuple[str, str]]]]:
    """Where known paragraphs stand in a piece but for their numbers, and which numbers differ."""
    said = list(_NUMBER.finditer(piece))
    words = ""
    for place, number in enumerate(said):
        before = said[place - 1].end() if place else 0
        words += piece[before : number.start()] + _MARK
    words += piece[said[-1].end() if said else 0 :]
    for one in known:
        skeleton = _skeleton(one)
        if (at := words.find(skeleton)) < 0:
            continue
        first = words[:at].count(_MARK)
        ours = said[first : first + skeleton.count(_MARK)]
        pairs = zip((number[0] for number in ours), _NUMBER.findall(one), strict=True)
        shift = sum(len(number[0]) - 1 for number in said[:first])
        length = len(skeleton) + sum(len(number[0]) - 1 for number in ours)
        wrong = [(mine, theirs) for mine, theirs in pairs if mine != theirs]
        yield (at + shift, at + shift + length), wrong


@lru_cache(maxsize=2048)
def _skeleton(known: str) -> str:
    """A known paragraph with a mark in place of each of its numbers."""
    return _NUMBER.sub(_MARK, known)
