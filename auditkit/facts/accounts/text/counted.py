"""What the text counts beside the 三公经费: groups, people, cars, receptions; and all cars by kind.

安排因公出国(境)团组1个、累计2人次; 公务用车保有量5辆; 国内公务接待20批次、150人次; 共有车辆6辆.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.text.belonging import is_of_other_year, is_of_others
from auditkit.facts.accounts.text.prose import Prose
from auditkit.facts.accounts.text.statement import Statement
from auditkit.rules.subjectwords import Subjects

COUNTED, CARS_BY_KIND = "计数", "车辆分项"

_WHOLE = 8
"""Decimals: a count is exact."""
_N = r"(?P<n>\d{1,3}(?:,\d{3})+|\d+)"
_IS = "(?:[为是共有]|总计|合计|累计|,|、|及|和)*"
_GROUPS = r"出国(?:\(境\))?的?团组(?:个?数)?"
_RECEIVED = r"国内(?:公务)?接待(?:批次)?数?"
_PEOPLE = "(?:接待)?(?:来宾|总?人次数?|总?人数)?"
_VISITED = r"接待国内(?:来访|来宾)?(?:团组)?(?=\d)"
# From the expenses to the groups: 因公出国(境)费0万元,与上年持平,团组0个; no other thing between.
_TRAVEL = r"[^。;¶用车接待]{0,40}?(?<![访待内])"


class Kind(NamedTuple):
    """What is counted, in which unit, how the text says it, and how a row of a table is named."""

    name: str
    unit: str
    said: re.Pattern[str]
    row: re.Pattern[str]


def _kind(name: str, unit: str, said: str, row: str) -> Kind:
    numbered = r"(?:\(?[一二三四五六七八九十\d]{1,4}[)、.])?(?:其中:)?"
    return Kind(name, unit, re.compile(said), re.compile(f"{numbered}(?:{row})(?:\\([^()]*\\))?"))


KINDS = (
    _kind(
        "因公出国（境）团组数", "个",
        rf"(?:{_GROUPS}{_IS}{_N}个|因公(?:临时)?出国{_TRAVEL}团组(?:个?数)?{_IS}(?P<m>\d+)个)",
        r"因公出国\(境\)团组数?",
    ),
    _kind(
        "因公出国（境）人次数", "人次",
        rf"(?:(?:{_GROUPS}|因公(?:临时)?出国{_TRAVEL}团组(?:个?数)?)"
        rf"{_IS}\d+个{_IS}(?:参加|参团)?{_IS}{_N}人次"
        rf"|因公(?:临时)?出国(?:\(境\))?(?:人次数?|人数){_IS}(?P<m>\d+)人次?)",
        r"因公出国\(境\)人次数?",
    ),
    _kind(
        "公务用车购置数", "辆",
        rf"(?:公务用车购置(?:数量?|量)?|(?:购置|更新)公务用车){_IS}{_N}[辆台]",
        "公务用车购置(?:数量?|量)",
    ),
    _kind(
        "公务用车保有量", "辆",
        rf"(?:公务用车(?:的)?保有(?:量|数)|保有公务用车(?:数量?|量)?){_IS}{_N}[辆台]",
        "公务用车保有量",
    ),
    _kind(
        "国内公务接待批次", "批次",
        rf"(?:{_RECEIVED}{_IS}{_N}(?:个)?批次?|{_VISITED}{_IS}(?P<m>\d+)[个批]"
        rf"|国内(?:公务)?接待批次数?{_IS}(?P<k>\d+)个)",
        "国内公务接待批次数?",
    ),
    _kind(
        "国内公务接待人次", "人次",
        rf"(?:{_RECEIVED}{_IS}\d+(?:个)?批次?|{_VISITED}{_IS}\d+[个批]|国内(?:公务)?接待批次数?{_IS}\d+个)"
        rf"{_IS}{_PEOPLE}{_IS}{_N}人次?",
        "国内公务接待人次数?",
    ),
)  # fmt: skip

_ALL_CARS = re.compile(r"共?有(?:公务)?车辆(?P<n>\d+)辆[,;(]?其中[:,]?")
_CARS = re.compile(r"[^,、;。:¶\d]{2,16}?(?P<n>\d+)辆(?P<end>[,、;。])?")
_REST = "其他用车"


def counts(prose: Prose, year: int | None, subjects: Subjects) -> Iterator[Statement]:
    """Each count of the year, of the department alone; the figure `now` is a number, no money."""
    text = prose.text
    for kind in KINDS:
        for match in kind.said.finditer(text):
            role = next(role for role, number in match.groupdict().items() if number)
            at = match.start()
            if is_of_other_year(text, at, year) or is_of_others(prose, at, subjects):
                continue
            yield _counted(prose, COUNTED, kind.name, match, role)
    for match in _ALL_CARS.finditer(text):
        parts, at = [], match.end()
        while part := _CARS.match(text, at):
            parts.append(part)
            at = part.end()
            if part["end"] not in (",", "、"):
                break
        # Only with 其他用车 does the list name every car.
        if (
            parts
            and parts[-1][0].startswith(_REST)
            and all("车" in part[0] and "其中" not in part[0] for part in parts)
            and not is_of_others(prose, match.start(), subjects)
        ):
            whole = _counted(prose, CARS_BY_KIND, "车辆", match, "n")
            figures = {str(i): _number(prose, part, "n") for i, part in enumerate(parts)}
            spans = frozenset(part.start("n") for part in parts) | whole.spans
            yield Statement(
                CARS_BY_KIND, whole.figures | figures, {}, whole.words,
                prose.quote(match.start(), at), whole.source, spans,
            )  # fmt: skip


def _counted(
    prose: Prose, subject: str, item: str, match: re.Match[str], role: str
) -> Statement:  # fmt: skip
    figure = _number(prose, match, role)
    span = frozenset([match.start(role)])
    return Statement(
        subject, {"now": figure}, {}, {"item": item}, figure.quote, figure.source, span
    )


def _number(prose: Prose, match: re.Match[str], role: str) -> Figure:
    value = float(match[role].replace(",", ""))
    source = prose.source(*match.span(role))
    return Figure(value, _WHOLE, match[role], source, prose.quote(match.start(), match.end()))
