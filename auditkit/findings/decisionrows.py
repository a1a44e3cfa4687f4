"""Rows of the auditor's sheets as they stand in a file: what is the program's, what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditkit.facts.workbook.layout import plain
from auditkit.files.grid import Grid, Source
from auditkit.findings.decisionsheets import (
    IDENTITY,
    RECORD,
    RECORD_LAYOUT,
    SECTIONS,
    Column,
    digest_of,
    heading_of,
)

LOOKED_AT = 30
"""Rows in which a heading may stand."""

Written = Mapping[tuple[str, str], Mapping[str, str]]
"""By sheet and identity: the digests of what the program wrote, by role."""


@dataclass(frozen=True)
class Recorded:
    """What the hidden sheet of a workbook says: the mark of its export, and what was written."""

    mark: str = ""
    written: Written | None = None


@dataclass(frozen=True)
class TypedRow:
    """One row: its texts and places by role; `over` are program cells that somebody typed over."""

    index: int
    """Its row in the sheet, from 0."""
    identity: str
    texts: Mapping[str, str]
    places: Mapping[str, Source]
    over: frozenset[str] = frozenset()
    written: Mapping[str, str] | None = None
    """The digests of what the program wrote here, by role; None where it wrote nothing."""
    section: str = ""
    """What heads the part of the table it stands in; blank above them."""

    def own(self, part: str) -> str:
        """What was typed into the auditor's column of that part."""
        return self.texts.get(f"own {part}", "")

    def at(self, *roles: str) -> Source:
        """The cell of the first of those roles that there is."""
        places = (self.places.get(role) for role in roles)
        return next((place for place in places if place), next(iter(self.places.values())))


def recorded_in(grids: Sequence[Grid]) -> Recorded:
    """The record of a workbook; an empty one where there is none that this program knows."""
    for grid in grids:
        rows = grid.texts
        if grid.name != RECORD or not rows or list(rows[0][:1]) != [RECORD_LAYOUT]:
            continue
        mark = rows[0][1] if len(rows[0]) > 1 else ""
        written: dict[tuple[str, str], dict[str, str]] = {}
        for sheet, identity, role, digest, *_ in (row for row in rows[1:] if len(row) >= 4):
            written.setdefault((sheet, identity), {})[role] = digest
        return Recorded(mark, written)
    return Recorded()


def head_of(grid: Grid, columns: Sequence[Column], needed: Sequence[str]) -> dict[str, int] | None:
    """Where the columns of a table stand, and its head under the key of a blank role.

    The first column of a heading counts. None where not all `needed` roles are headed.
    """
    for i, texts in enumerate(grid.texts[:LOOKED_AT]):
        headings = [heading_of(text) for text in texts]
        found = {
            column.role: headings.index(wanted)
            for column in columns
            if (wanted := heading_of(column.heading)) in headings
        }
        if all(role in found for role in needed):
            return {"": i} | found
    return None


def typed_rows(grid: Grid, head: Mapping[str, int], record: Recorded) -> list[TypedRow]:
    """The rows below the head that hold anything."""
    rows: list[TypedRow] = []
    section = ""
    columns = {role: j for role, j in head.items() if role}
    for i in range(head[""] + 1, len(grid.rows)):
        if not any(grid.texts[i]):
            continue
        if grid.texts[i][0] in SECTIONS and not any(grid.texts[i][1:]):
            section = grid.texts[i][0]
            continue
        texts = {role: text_at(grid, head[""], i, j) for role, j in columns.items()}
        places = {role: grid.source(i, j) for role, j in columns.items()}
        identity = plain(texts.get(IDENTITY, ""))
        written = (record.written or {}).get((grid.name, identity)) if identity else None
        over = frozenset(
            role
            for role, text in texts.items()
            if written is not None and text and role in written and digest_of(text) != written[role]
        )
        rows.append(TypedRow(i, identity, texts, places, over, written, section))
    return rows


def text_at(grid: Grid, head: int, i: int, j: int) -> str:
    """A cell's text; one merged with cells above it says what the topmost says."""
    top = next(
        (a.top for a in grid.merged if a.left == j and head < a.top < i <= a.bottom),
        i,
    )
    texts = grid.texts[top]
    return texts[j] if j < len(texts) else ""
