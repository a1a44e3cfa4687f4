"""What moved in the data of a table or chart: the row, the column, the value before and after."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import takewhile
from types import MappingProxyType
from typing import Any, TypeVar

from auditkit.formula.tolerance import EQUAL, NOISE
from auditkit.show.appearance import shown

RELATIVE, ABSOLUTE = NOISE, EQUAL
"""How far two numbers may differ and still be the same; the second serves numbers near zero."""

Record = Mapping[str, Any]
Item = TypeVar("Item")
_ABSENT = object()
_NO_COLUMN: Record = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Move:
    """One place where the new run contradicts the stored output."""

    place: str
    stored: str
    new: str

    def __str__(self) -> str:
        return f"{self.place}：{self.stored} → {self.new}"


def bundle_moved(stored: Record, new: Record, place: str) -> Iterator[Move]:
    """Every move in a table (its heads, columns and rows) or in the data that a chart draws."""
    content = ("columns", "rows", "data")
    heads = [{k: v for k, v in bundle.items() if k not in content} for bundle in (stored, new)]
    yield from values_moved(heads[0], heads[1], place)
    alone: set[str] = set()
    columns = [list(bundle.get("columns", ())) for bundle in (stored, new)]
    for old, now in aligned(columns[0], columns[1], lambda column: str(column["key"])):
        if old is None or now is None or old["key"] != now["key"]:
            alone |= {column["key"] for column in (old, now) if column}
            yield Move(place, *(f"列“{c['label']}”" if c else "没有这一列" for c in (old, now)))
        else:
            yield from values_moved(old, now, f"{place} 列“{old['label']}”的")
    known = {column["key"]: column for column in columns[0] if column["key"] not in alone}
    rows = [
        [
            {key: value for key, value in row.items() if key not in alone}
            for row in bundle.get("rows", bundle.get("data", ()))
        ]
        for bundle in (stored, new)
    ]
    yield from _rows_moved(rows[0], rows[1], known, place)


def _rows_moved(
    stored: Sequence[Record], new: Sequence[Record], columns: Mapping[str, Record], place: str
) -> Iterator[Move]:
    telling = _telling_apart(_words(columns, [*stored, *new]), stored, new)

    def name(row: Record | None) -> tuple[str, ...]:
        return tuple(str((row or {}).get(key)) for key in telling)

    # What moves alike in many rows, as the hash of a file does, is told once.
    alike: dict[Move, list[str]] = {}
    pairs: Iterator[tuple[Record | None, Record | None]] = aligned(stored, new, name)
    for number, (old, now) in enumerate(pairs, 1):
        named = "·".join(name(old or now or {}))
        row = f"{place} 第{number}行" + (f"“{_cut(named)}”" if named else "")
        if old is None or now is None:
            yield Move(row, *("没有这一行" if side is None else "有这一行" for side in (old, now)))
            continue
        for key in dict.fromkeys([*old, *now]):
            column = columns.get(key, _NO_COLUMN)
            label = f"列“{column['label']}”" if column else f"项“{key}”"
            values = old.get(key, _ABSENT), now.get(key, _ABSENT)
            for move in values_moved(*values, label, column):
                alike.setdefault(move, []).append(row)
    for move, rows in alike.items():
        many = f"等{len(rows)}行" if len(rows) > 1 else ""
        yield replace(move, place=f"{rows[0]}{many} {move.place}")


def _words(columns: Mapping[str, Record], rows: Sequence[Record]) -> list[str]:
    """The columns that may name a row: of a table those of text; of a chart, figures last."""
    if columns:
        return [key for key, column in columns.items() if column["kind"] == "text"]
    keys = rows[0] if rows else ()
    words = [key for key in keys if all(isinstance(row.get(key), str) for row in rows)]
    return sorted(words, key=lambda key: sum(bool(re.search(r"\d", row[key])) for row in rows))


def _telling_apart(keys: Sequence[str], *tables: Sequence[Record]) -> list[str]:
    """The fewest of the columns, from the left, that tell the rows of each table apart."""

    def told(chosen: Sequence[str]) -> int:
        return sum(len({tuple(str(row.get(k)) for k in chosen) for row in rows}) for rows in tables)

    chosen: list[str] = []
    for key in keys:
        if told([*chosen, key]) > told(chosen):
            chosen.append(key)
    for key in list(chosen):
        rest = [other for other in chosen if other != key]
        if told(rest) == told(chosen):
            chosen = rest
    return chosen or list(keys[:1])


def aligned(
    stored: Sequence[Item], new: Sequence[Item], key: Callable[[Item], Any]
) -> Iterator[tuple[Item | None, Item | None]]:
    """The items of both in order: those of one key together, and as many changed ones in pairs."""
    matcher = SequenceMatcher(None, [*map(key, stored)], [*map(key, new)], autojunk=False)
    for _, i, j, m, n in matcher.get_opcodes():
        if j - i == n - m:
            yield from zip(stored[i:j], new[m:n], strict=True)
        else:
            yield from ((item, None) for item in stored[i:j])
            yield from ((None, item) for item in new[m:n])


def values_moved(stored: Any, new: Any, place: str, column: Record = _NO_COLUMN) -> Iterator[Move]:
    """Where two JSON values differ; a number within the tolerance does not."""
    if isinstance(stored, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*stored, *new]):
            values = stored.get(key, _ABSENT), new.get(key, _ABSENT)
            yield from values_moved(*values, f"{place}“{key}”", column)
    elif isinstance(stored, list) and isinstance(new, list) and len(stored) == len(new):
        for number, (old, now) in enumerate(zip(stored, new, strict=True), 1):
            yield from values_moved(old, now, f"{place}之{number}", column)
    elif not _same(stored, new):
        told = [_printed(value, column) for value in (stored, new)]
        # Printed alike, the two are told apart by all their digits.
        exact = told[0] == told[1]
        yield Move(place, *around(*(map(repr, (stored, new)) if exact else told)))


def _same(stored: Any, new: Any) -> bool:
    # A count is exact, and True is no 1.
    if {type(stored), type(new)} in ({float}, {int, float}):
        return math.isclose(stored, new, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return type(stored) is type(new) and bool(stored == new)


def _printed(value: Any, column: Record) -> str:
    if value is _ABSENT:
        return "没有此项"
    if isinstance(value, int | float) and not isinstance(value, bool):
        kind = column.get("kind", "text")
        return shown(value, kind) + (column.get("unit", "") if kind != "percent" else "")
    return shown(value) or "（空）"


def _cut(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def around(stored: str, new: str) -> tuple[str, str]:
    """Two texts, long ones from shortly before they differ."""
    alike = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(stored, new, strict=False))
    )
    start = alike - 12
    if start <= 0 or max(len(stored), len(new)) <= 60:
        return _cut(stored), _cut(new)
    return "…" + _cut(stored[start:]), "…" + _cut(new[start:])
