"""The numbers of the text that no statement holds, each with the subject that it is said of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditkit.facts.accounts.text.passagetokens import TOKEN
from auditkit.facts.accounts.text.prose import BREAK, Prose
from auditkit.rules.subjectwords import Named, Subjects, SubjectWords

_SENTENCE = re.compile(f"[^。{BREAK}]+")
# 公务用车费5.5万元,均为运行维护费: the amount of the part too.
_ALL_OF_IT = re.compile("[,(](?:均|全部?|都)(?:为|是|系)[^,;。()]*")
# What a share is one of is not what is spoken of.
_SHARE_OF = re.compile("占[^,;()]{0,8}$")
_BRACKET = re.compile("[()]")
_OF_A_SENTENCE = ("基金", "运行")
COSTS = ("其他费用", "会议费", "培训费")
_FUNDS, _NO_FUNDS = ("财政拨款", "基金"), ("三公", "运行", "采购")


@dataclass(frozen=True, slots=True)
class Unread:
    """A number without a statement: from where to where, and where the words before it begin.

    `named` is the subject named last before it in its sentence, else in the passage, never one
    that stands in brackets which are closed; `wider` is the one before it that is no mere kind of
    cost; `sentence` is where its sentence begins.
    """

    start: int
    stop: int
    begins: int
    sentence: int
    named: Named
    wider: SubjectWords | None


def unread_numbers(prose: Prose, read: set[int], subjects: Subjects) -> Iterator[Unread]:
    """Every amount and rate that stands at none of the places `read`, in the order of the text."""
    passage, last = -1, None
    whole: SubjectWords | None = None
    for sentence in _SENTENCE.finditer(prose.text):
        at, text = sentence.start(), sentence[0]
        if (heads := prose.text.rfind(BREAK, 0, at)) != passage:
            passage, last, whole = heads, None, None
        outer = last.subject if last else None
        past = [None if one and one.family in _OF_A_SENTENCE else one for one in (outer, whole)]
        found = [
            one
            for one in subjects.named(text, *past, loosely=True)
            if not _SHARE_OF.search(text, 0, one.start)
        ]
        names = [Named(one.subject, at + one.start, at + one.end) for one in found]
        closed = [at + _closed(text, one.start - at) for one in names]
        within = {n for n, end in zip(names, closed, strict=True) if end <= sentence.end()}
        begins = at
        for token in TOKEN.finditer(text):
            start, stop = at + token.start(), at + token.end()
            own = [n for n, end in zip(names, closed, strict=True) if n.end <= start < end]
            named = own[-1] if own else last
            if start not in read:
                if named is not None and not _is_aside(own, within):
                    wider = _wider([*([last] if last else []), *own])
                    yield Unread(start, stop, max(begins, named.end), at, named, wider)
                if part := _ALL_OF_IT.match(text, token.end()):
                    parts = subjects.named(part[0], named.subject if named else None, whole)
                    for one in parts:
                        there = Named(one.subject, at + part.start(), at + part.end())
                        yield Unread(start, stop, start, at, there, None)
            begins = stop
        lasting = [n for n in names if n not in within and n.subject.name not in COSTS]
        last = lasting[-1] if lasting else last
        whole = next((one.subject for one in reversed(names) if not one.subject.item), whole)


def _wider(names: list[Named]) -> SubjectWords | None:
    return next((n.subject for n in reversed(names) if n.subject.name not in COSTS), None)


def _is_aside(own: list[Named], within: set[Named]) -> bool:
    """Whether the name is that of a fund in brackets behind another subject.

    “三公”经费1万元(其中:一般公共预算支出1万元).
    """
    if len(own) < 2 or own[-1] not in within:
        return False
    return own[-1].subject.family in _FUNDS and own[-2].subject.family in _NO_FUNDS


def _closed(text: str, start: int) -> int:
    """Behind which place of a sentence a name in brackets no longer counts."""
    depth = 0
    for match in _BRACKET.finditer(text, 0, start):
        depth = max(0, depth + (1 if match[0] == "(" else -1))
    if not depth:
        return len(text) + 1
    for match in _BRACKET.finditer(text, start):
        depth += 1 if match[0] == "(" else -1
        if not depth:
            return match.end()
    return len(text) + 1
