"""A table with its data: HTML with merged cells and scopes, aligned text, records beside both."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from auditkit.show.appearance import Kind, Record, plain, shown, status_mark
from auditkit.show.blockmaking import packed_of
from auditkit.show.markup import Markup, joined, tag

TABLE_MIME = "application/vnd.auditkit.table+json"
TEXT_ROWS = 12
TEXT_WIDTH = 22


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key of its records, its heading, unit and kind.

    A percent is a fraction in the data. `wide` columns take the room that is left.
    """

    key: str
    label: str
    kind: Kind = "text"
    unit: str = ""
    wide: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers, which stand to the right."""
        return self.kind != "text"

    @property
    def heading(self) -> Markup:
        """Its heading with the unit."""
        if not self.unit:
            return joined(self.label)
        return joined(self.label, tag("span", f"（{self.unit}）", class_="ak-unit"))


Cell = Callable[[Column, Record], object]
"""What to show in a cell: markup, text, or None for the value as its kind is printed."""


@dataclass(frozen=True)
class Table:
    """A table as shown and as data; `merge` names the columns whose equal neighbours are merged."""

    html: Markup = field(repr=False)
    caption: str
    columns: tuple[Column, ...] = field(repr=False)
    data: list[Record] = field(repr=False)
    merge: tuple[str, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """The first rows as aligned text."""
        return _aligned(self)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            "text/html": str(self.html),
            "text/plain": self.text,
            TABLE_MIME: {
                "version": 1,
                "caption": self.caption,
                "columns": [
                    {
                        "key": column.key,
                        "label": column.label,
                        "kind": column.kind,
                        "unit": "%" if column.kind == "percent" else column.unit,
                        "align": "right" if column.numeric else "left",
                    }
                    for column in self.columns
                ],
                "merge": list(self.merge),
                "rows": self.data,
                "blocks": packed_of(self.html),
            },
        }


def tabulate(
    columns: Sequence[Column],
    data: Sequence[Mapping[str, Any]],
    caption: str,
    *,
    header: str,
    merge: Sequence[str] = (),
    group: str = "",
    group_note: Callable[[Sequence[Record]], str] | None = None,
    cell: Cell | None = None,
    row_id: Callable[[Record], str] | None = None,
    total: Mapping[str, Any] | None = None,
    empty: str = "没有内容。",
    style: str = "",
    after: Markup | str = "",
) -> Table:
    """Write a table.

    `header` is the column that names a row. Rows of one `group` stand in a body of their own under
    a heading row; inside it, equal neighbours in the `merge` columns share a cell. `total` is a
    last row. `after` is markup that belongs below the table. Only a table of the style ak-fold,
    which a telephone shows as cards, repeats the heading of each cell, and its unit.
    """
    rows = [{key: plain(value) for key, value in record.items()} for record in data]
    shown_columns = tuple(column for column in columns if column.key != group)
    merge = tuple(key for key in merge if key != group)
    show = cell or (lambda _column, _record: None)
    folds = "ak-fold" in style.split()
    head = tag(
        "thead",
        tag(
            "tr",
            *(
                tag("th", column.heading, scope="col", class_=_classes(column))
                for column in shown_columns
            ),
        ),
    )
    bodies = []
    for name, members in _runs(rows, group):
        lines = []
        if group:
            note = group_note(members) if group_note else f"{len(members)}项"
            lines.append(
                tag(
                    "tr",
                    tag(
                        "th",
                        name,
                        tag("span", note, class_="ak-group-note"),
                        scope="rowgroup",
                        colspan=len(shown_columns),
                    ),
                    class_="ak-group",
                )
            )
        lines += _lines(shown_columns, members, header, merge, show, row_id, folds=folds)
        bodies.append(tag("tbody", *lines))
    if not rows:
        bodies.append(tag("tbody", tag("tr", tag("td", empty, colspan=len(shown_columns)))))
    if total is not None and rows:
        bodies.append(
            tag(
                "tbody",
                _line(shown_columns, dict(total), header, {}, show, None, folds=folds),
                class_="ak-total",
            )
        )
    table = tag("table", tag("caption", caption), head, *bodies)
    scroll = tag("div", table, class_="ak-scroll", role="group", tabindex=0, aria_label=caption)
    page = tag("div", scroll, after, class_=f"ak ak-table {style}".strip())
    return Table(page, caption, tuple(columns), rows, tuple(filter(None, (group, *merge))))


@lru_cache(maxsize=256)
def _classes(column: Column) -> str:
    if column.numeric:
        return "ak-number ak-wide" if column.wide else "ak-number"
    return "ak-wide" if column.wide else ""


def _runs(rows: Sequence[Record], key: str) -> Iterator[tuple[str, list[Record]]]:
    """Neighbouring rows with the same value."""
    members: list[Record] = []
    for row in rows:
        if members and key and row[key] != members[-1][key]:
            yield str(members[-1][key]), members
            members = []
        members.append(row)
    if members:
        yield str(members[-1].get(key, "")), members


def _lines(
    columns: Sequence[Column],
    rows: Sequence[Record],
    header: str,
    merge: Sequence[str],
    show: Cell,
    row_id: Callable[[Record], str] | None,
    *,
    folds: bool,
) -> Iterator[Markup]:
    for place, row in enumerate(rows):
        spans: dict[str, int] = {}
        for depth, key in enumerate(merge):
            keys = merge[: depth + 1]
            if place and all(rows[place - 1][k] == row[k] for k in keys):
                spans[key] = 0
                continue
            end = place + 1
            while end < len(rows) and all(rows[end][k] == row[k] for k in keys):
                end += 1
            spans[key] = end - place
        identity = row_id(row) if row_id else None
        yield _line(columns, row, header, spans, show, identity, folds=folds)


def _line(
    columns: Sequence[Column],
    row: Record,
    header: str,
    spans: Mapping[str, int],
    show: Cell,
    identity: str | None,
    *,
    folds: bool,
) -> Markup:
    cells = []
    for column in columns:
        span = spans.get(column.key)
        if span == 0:
            continue
        content = content_of(column, row, show)
        merged, names_row = span is not None, column.key == header
        labelled = folds and not (merged or names_row)
        cells.append(
            tag(
                "th" if merged or names_row else "td",
                content,
                scope="rowgroup" if merged else "row" if names_row else None,
                rowspan=span if span is not None and span > 1 else None,
                class_=f"{_classes(column)} ak-merged".lstrip() if merged else _classes(column),
                data_label=column.label if labelled else None,
                data_unit=column.unit if labelled and column.unit and shows(row, column) else None,
            )
        )
    return tag("tr", *cells, id=identity)


def shows(row: Record, column: Column) -> bool:
    """Whether the row has a value there: nothing is measured in no unit."""
    return row.get(column.key) not in (None, "")


def content_of(column: Column, row: Record, show: Cell) -> object:
    """What stands in a cell: as `show` will have it, else the value as its kind is printed."""
    content = show(column, row)
    return shown(row.get(column.key), column.kind) if content is None else content


def status_badge(status: str) -> Markup:
    """A status as symbol, word and colour."""
    mark = status_mark(status)
    symbol = tag("span", mark.symbol, class_="ak-symbol", aria_hidden="true")
    return tag("span", symbol, status, class_=f"ak-status ak-{mark.key}")


def _aligned(table: Table) -> str:
    heads = [
        column.label + (f"（{column.unit}）" if column.unit else "") for column in table.columns
    ]
    rows = [
        [_cut(shown(row.get(column.key), column.kind)) for column in table.columns]
        for row in table.data[:TEXT_ROWS]
    ]
    widths = [max(map(_columns, column)) for column in zip(heads, *rows, strict=True)]
    lines = [table.caption]
    for line in (heads, *rows):
        padded = [
            " " * (width - _columns(text)) + text
            if column.numeric
            else text + " " * (width - _columns(text))
            for text, width, column in zip(line, widths, table.columns, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    if len(table.data) > TEXT_ROWS:
        lines.append(f"……共{len(table.data)}行")
    return "\n".join(lines)


@lru_cache(maxsize=4096)
def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= TEXT_WIDTH else text[: TEXT_WIDTH - 1] + "…"
