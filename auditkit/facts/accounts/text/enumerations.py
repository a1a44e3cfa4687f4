"""Lists of the text written out: 货物、工程、服务支出分别为60万元、0万元和150万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_VALUE = r"-?\d[\d,]*(?:\.\d+)?(?![\d年%个.])(?:万元|亿元|万|元)?"
# What stands before the amounts; what it may take it takes, so that no length is tried twice.
_NAMES = re.compile(r"[^,。;:¶%(]{1,24}+(?:\([^()¶]{1,6}\)[^,。;:¶%(]{0,24}+)*+$")
_AMOUNTS = re.compile(
    rf"(?:分别|依次)(?:为|是|支出|安排)?(?P<values>{_VALUE}(?:(?:[、,]|以?及|和){_VALUE})++)"
    # A list that goes on with words before its next amount is not written out in part.
    r"(?!(?:、|以?及|和)[^,。;:¶\d]{1,12}\d)"
)
_BEFORE = 200
"""Characters that the names of a list take at most."""
_UNIT = re.compile("(?:万元|亿元|万|元)$")
_YEAR = re.compile(r"20\d\d年度?")
# What the last name ends with and the others share: 货物、工程、服务支出.
_SHARED = re.compile(
    "(?:财政拨款)?(?:(?<!政府)采购)?(?:支出|决算|预算|费用|金额|经费)*(?:决算|预算)?(?:数|额)?$"
)
_CHAR = tuple[str, int]


def written_out(text: str) -> list[_CHAR]:
    """The characters of a compact text with its lists written out, each with where it was.

    货物、工程、服务支出分别为60万元、0和150万元: 货物支出60万元,工程支出0万元,服务支出150万元;
    as many names as amounts, else the list stays as it is. The places never go back.
    """
    done: list[_CHAR] = []
    at = 0
    for named, amounts in _lists(text):
        items = list(_items(named, amounts))
        if not items:
            continue
        done += [(text[i], i) for i in range(at, named.start())]
        reached = named.start()
        for n, item in enumerate(items):
            if n:
                done.append((",", reached))
            for char, where in item:
                reached = max(reached, where)
                done.append((char, reached))
        at = amounts.end()
    return [*done, *((text[i], i) for i in range(at, len(text)))]


def _lists(text: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """The names of each list, and its amounts."""
    at = 0
    for amounts in _AMOUNTS.finditer(text):
        start = amounts.start()
        named = _NAMES.search(text, max(at, start - _BEFORE), start)
        if named:
            yield named, amounts
            at = amounts.end()


def _items(named: re.Match[str], amounts: re.Match[str]) -> Iterator[list[_CHAR]]:
    values = list(re.finditer(_VALUE, amounts["values"]))
    names = _names(named[0], len(values))
    if not names:
        return
    from_, to = names[-1]
    last = named[0][from_:to]
    first = named[0][slice(*names[0])]
    year = _YEAR.match(last)
    begins = year.end() if year and _YEAR.fullmatch(first) else None
    if begins is None:
        shared = _SHARED.search(last)
        begins = shared.start() if shared else len(last)
    unit = _UNIT.search(amounts["values"])
    name_at, value_at = named.start(), amounts.start("values")
    tail = [(char, name_at + from_ + begins + i) for i, char in enumerate(last[begins:])]
    for (start, end), value in zip(names, values, strict=True):
        name = named[0][start:end]
        own = [(char, name_at + start + i) for i, char in enumerate(name)]
        if end != to and not (last[begins:] and name.endswith(last[begins:])):
            own += tail
        number = [(char, value_at + value.start() + i) for i, char in enumerate(value[0])]
        if unit and not _UNIT.search(value[0]):
            number += [(char, number[-1][1]) for char in unit[0]]
        yield own + number


def _names(text: str, count: int) -> Sequence[tuple[int, int]]:
    """Where the names of a list stand, by the separators that give as many as there are amounts."""
    for separator in ("、", "、|(?<!购置)和(?!运行)|与", "、|和|与|以及|(?<!购置)及(?!运行)"):
        cuts = list(re.finditer(separator, text))
        if len(cuts) == count - 1:
            starts, ends = [0, *(c.end() for c in cuts)], [*(c.start() for c in cuts), len(text)]
            return list(zip(starts, ends, strict=True))
    return ()
