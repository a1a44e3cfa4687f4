"""Equations in prose: what stands left of an equals sign, and the expression right of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

# An expression ends with its sentence, at the next numbered item, or where an alternative begins.
_END = re.compile(r"[。；;！\n①-⑳]|[\s，,]其中|或(?=[^=＝。；/÷／×*＊+＋]{2,20}[=＝])")
_SIGN = re.compile(r"[=＝]")
_NO_NAME = re.compile(r"[\s。；;，,：:=＝<>＜＞≥≤≠①-⑳%％)）\]］]")
_OPERATOR = re.compile(r"[/÷／+＋×*＊]")


def expressions_in(text: str) -> Iterator[tuple[str, str]]:
    """The equations of a text as (name, expression), in order.

    >>> list(expressions_in("计算公式：①甲率=（A/B）×100%或乙率=（C/B）×100% ②丙率=D÷B"))
    [('甲率', '（A/B）×100%'), ('乙率', '（C/B）×100%'), ('丙率', 'D÷B')]
    """
    return ((name, expression) for _, name, expression in equations_in(text))


def equations_in(text: str) -> Iterator[tuple[int, str, str]]:
    """The equations of a text as (place of the name, name, expression), in order."""
    signs = [match.start() for match in _SIGN.finditer(text)]
    before = 0
    for sign, following in pairwise([*signs, len(text)]):
        start = _start_of_name(text, before, sign)
        end = _END.search(text, sign + 1, following + 1)
        stop = end.start() if end else following
        if end is None and following < len(text):
            # Without punctuation, the name of the next equation ends the expression.
            other = _start_of_name(text, sign + 1, following)
            stop = other if text[sign + 1 : other].strip() else following
        name = text[start:sign].strip().removeprefix("其中")
        if _last_before(text, start) in tuple("%％)）]］"):
            name = name.removeprefix("或")
        # In 甲率=A/B=95% the second sign has a value on its left, and no name.
        chained = before > 0 and not text[before:start].strip() and _OPERATOR.search(name)
        if name and not chained:
            yield start, name, text[sign + 1 : stop].strip()
        before = end.end() if end else sign + 1


def _start_of_name(text: str, before: int, sign: int) -> int:
    """Where the name begins that ends at the equals sign, not earlier than `before`."""
    start = sign
    while start > before and text[start - 1].isspace():
        start -= 1
    while start > before and not _NO_NAME.match(text[start - 1]):
        start -= 1
    return start


def _last_before(text: str, place: int) -> str:
    """The last character before a place that is no blank; looked for without copying the text."""
    while place and text[place - 1].isspace():
        place -= 1
    return text[place - 1 : place]
