"""Where a number of the running text comes from, in words that can be looked up in 结果.json.

`score.points:分` is the value of that name with its unit, `findings[3].condition` a text;
`indicators[status=未达标].count:项` counts the rows of a list, `tasks[].sum(budget):万元` adds a
column, `a / b:%` is a quotient; `findings[3].criteria.part(1)` is one demand of several.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from auditkit.results.prose.demands import divided
from auditkit.wording import show_value

_STEP = re.compile(r"([^.\[\]]+)|\[([^\[\]]*)\]")
_PART = re.compile(r"part\((\d+)\)")
_TAKEN = re.compile(r"^(count|sum|share|distinct|largest)(?:\(([^)]*)\))?$")


def named(text: str) -> str:
    """A name as a condition holds it, whatever signs are in it.

    >>> named("甲;乙")
    '甲%3B乙'
    """
    return "".join(quote(sign) if sign in "%;|[]=.:/!" else sign for sign in text)


def found(record: Mapping[str, Any], origin: str) -> str:
    """The text of what the origin names, as the report prints it.

    Raises KeyError where the results hold nothing of that name.

    >>> found({"a": [{"s": "x", "v": 1.5}, {"s": "y", "v": 2}]}, "a[s=x].count:项")
    '1项'
    >>> found({"a": [{"s": "x", "v": 1.5}, {"s": "y", "v": 2}]}, "a[].sum(v):万元")
    '3.50万元'
    """
    path, _, unit = origin.rpartition(":") if ":" in origin else (origin, "", "")
    over, _, under = path.partition(" / ")
    value = _value(record, over)
    if under:
        base = _value(record, under)
        value = value / base if base else None
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool) or not math.isfinite(value):
        raise KeyError(origin)
    return printed(float(value), unit)


def chosen(record: Mapping[str, Any], name: str, where: str) -> list[Mapping[str, Any]]:
    """The rows of a list that fit, as `name[where]` chooses them."""
    return _fitting(record[name], where)


def printed(value: float, unit: str) -> str:
    """A number of the running text: points to two places, others as everywhere; 年 as it is."""
    if unit in ("年度", "年"):
        return f"{value:.0f}{unit}"
    return f"{value:.2f}{unit}" if unit == "分" else show_value(value, unit)


def _value(record: Mapping[str, Any], path: str) -> Any:
    value: Any = record
    for name, chosen in _steps(path):
        if name is not None:
            if isinstance(value, str) and (part := _PART.fullmatch(name)):
                value = divided(value)[int(part[1])].rstrip("；：")
                continue
            taken = _TAKEN.match(name)
            if taken and isinstance(value, list):
                value = _taken(value, taken[1], taken[2] or "")
            elif isinstance(value, list):
                value = [row[name] for row in value]
            else:
                value = value[name]
        elif chosen.isdecimal():
            value = value[int(chosen)]
        else:
            value = _fitting(value, chosen)
    return value


# A report asks for some hundred figures several times over, each of a row by row.
@lru_cache(maxsize=4096)
def _steps(path: str) -> tuple[tuple[str | None, str], ...]:
    # What stands in brackets may hold dots and brackets of a call.
    return tuple(
        (match[1], "") if match[1] is not None else (None, match[2])
        for match in _STEP.finditer(path)
    )


def _fitting(rows: Sequence[Mapping[str, Any]], conditions: str) -> list[Mapping[str, Any]]:
    chosen = list(rows)
    for name, wanted, fits in _conditions(conditions):
        chosen = [row for row in chosen if (_shown(row[name]) in wanted) is fits]
    return chosen


def _shown(held: Any) -> str:
    if type(held) is str:
        return held
    return "" if held in (None, False) else str(held)


@lru_cache(maxsize=4096)
def _conditions(conditions: str) -> tuple[tuple[str, frozenset[str], bool], ...]:
    """Each as (name, texts, whether the value is to be one of them)."""
    split = (re.split(r"(!?=)", one, maxsplit=1) for one in conditions.split(";") if one)
    return tuple(
        (name, frozenset(map(unquote, wanted.split("|"))), sign == "=")
        for name, sign, wanted in split
    )


def _taken(rows: Sequence[Any], how: str, column: str) -> float:
    values = [row[column] for row in rows] if column else list(rows)
    present = [value for value in values if value is not None]
    match how:
        case "count":
            return float(len(rows))
        case "distinct":
            return float(len(set(present)))
        case "largest":
            return float(max(present))
        case _:
            return round(math.fsum(present), 6)
