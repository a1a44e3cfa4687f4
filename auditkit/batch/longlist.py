"""A list of runs that is too long to stand in a page: its cells as data, each distinct one once.

The page's script puts rows together from it, a screenful at a time; what a cell looks like is
settled here, by the same functions as for a short list.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from typing import Any

from auditkit.batch.job import Run
from auditkit.batch.links import href
from auditkit.show.appearance import Record
from auditkit.show.markup import Markup
from auditkit.show.table_html import Cell, Column, content_of
from auditkit.wording import in_order

WHOLE = 1_000
"""Rows that stand in a page as they are: some 1.6 MB."""
SHOWN = 200
"""Rows of a longer list that are shown at once, and that stand in the page where no script runs."""
_PLACE, _NAME = "\0p", "\0n"
"""What stands in a cell for the folder and the name of its run: no name of a file holds a NUL."""


def is_long(rows: Sequence[object]) -> bool:
    """Whether a list is shown by pages."""
    return len(rows) > WHOLE


def packed_list(
    columns: Sequence[Column],
    records: Sequence[Record],
    cell: Cell,
    heat: Mapping[str, Any] | None = None,
) -> Markup:
    """The block of data for the script: `columns` with their distinct cells and, by row, which.

    `heat` is what `heatmap.packed_rows` gives of the same rows.
    """
    names = _Distinct()
    departments = [names.number(record["department"]) for record in records]
    paths = {}
    for number, name in enumerate(names.values):
        quoted = _folder(Run(name, 0)).split("/")[1]
        if quoted != html.escape(in_order(name)):
            paths[number] = quoted
    told = []
    for column in columns:
        cells = _Distinct()
        rows = [cells.number(_fragment(column, record, cell)) for record in records]
        told.append({"values": cells.values, "rows": rows})
    content = {
        "names": [html.escape(in_order(name)) for name in names.values],
        "paths": paths,
        "name": departments,
        "columns": told,
        "heat": _heat(heat, records),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    # Whatever stands in it, it must not end its element.
    safe = text.replace("<", "\\u003c")
    return Markup(
        f'<script type="application/json" class="rows" data-shown="{SHOWN}">{safe}</script>'
    )


def _fragment(column: Column, record: Record, cell: Cell) -> str:
    content = content_of(column, record, cell)
    text = str(content) if isinstance(content, Markup) else html.escape(in_order(str(content)))
    text = text.replace("\0", "")
    if 'href="' in text:
        run = Run(record["department"], record["year"])
        text = text.replace(f'href="{_folder(run)}', f'href="{_PLACE}')
    name = html.escape(in_order(record["department"]))
    if column.key == "department" and text.startswith(name):
        return _NAME + text.removeprefix(name)
    return text


def _heat(heat: Mapping[str, Any] | None, records: Sequence[Record]) -> dict[str, Any] | None:
    if heat is None:
        return None
    heads, rests = _Distinct(), _Distinct()
    leading = []
    for page, record in zip(heat["pages"], records, strict=True):
        run, said = Run(record["department"], record["year"]), f"{_NAME} {record['year']}"
        at = href(run, page).replace(_folder(run), _PLACE, 1)
        leading.append(heads.number(f'<a href="{at}">{said}</a>' if page else said))
    counted = [rests.number(said) for said in heat["rests"]]
    return {
        "letters": heat["letters"],
        "heads": {"values": heads.values, "rows": leading},
        "rests": {"values": rests.values, "rows": counted},
    }


def _folder(run: Run) -> str:
    return href(run, "")


class _Distinct:
    """Texts by number, each kept once, in the order in which they first come."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    @property
    def values(self) -> list[str]:
        return list(self._numbers)
