"""The tables of a document put together from grids: over pages, and apart for several units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.errors import Issue
from auditkit.facts.accounts.tables.drafts import Draft, UnitTables
from auditkit.facts.accounts.tables.figures import compact, unit_in, unit_of_headings
from auditkit.facts.accounts.tables.halves import joined
from auditkit.facts.accounts.tables.heads import Head, first_data_row, kind_of_head, read_head
from auditkit.facts.accounts.tables.pagebreaks import below, head_rows, mended, only_names, repeated
from auditkit.facts.accounts.tables.parts import has_amounts, preamble, segments, title_like, width
from auditkit.facts.accounts.tables.rows import Row, read_rows
from auditkit.facts.accounts.tables.tables import TOTAL, is_prose, kind_of_title
from auditkit.facts.accounts.untold import (
    doubtful_columns,
    gap,
    headless,
    no_unit,
    other_table,
    other_tables,
    twice,
    unclear_halves,
    unplaced,
)
from auditkit.files.grid import Grid
from auditkit.rules.accountwords import BUDGET_TABLES, AccountWords

_NEAR_TITLE = 8
_OWNER = re.compile(
    r"^(?:编制|公开)?(?:部门|单位)(?:名称)?(?:\([^()]*\))?:([\u4e00-\u9fff()]{4,30}?)(?=$|\d|(?:金额|计量|计价|货币)?单位|金额)"
)
# Tables that do not say whose they are belong to the department whose part they stand in.
_PART_OF = re.compile(r"第一部分([\u4e00-\u9fff()]{4,30}?)(?:部门|单位)?(?:基本)?概况")


def read_units(grids: Sequence[Grid], words: AccountWords) -> tuple[list[UnitTables], list[Issue]]:
    """The known tables of every unit in the document, usually of one.

    The issues say which tables, columns and rows were recognised and not read, and which could not
    be placed.
    """
    assembly = _Assembly(words)
    for number, grid in enumerate(grids):
        assembly.take(number, grid)
    for unit in assembly.units:
        read = unit.tables.values()
        if bare := [t for t in read if not t.unit and any(row.figures for row in t.rows)]:
            assembly.issues.append(no_unit(bare, grids[0].file))
    return [unit for unit in assembly.units if unit.drafts], other_tables(assembly.issues)


class _Assembly:
    """What has been read so far, and the table that the next grid may go on with."""

    def __init__(self, words: AccountWords) -> None:
        self.words = words
        self.units = [UnitTables("", 0)]
        self.base = self.units[0]
        self.issues: list[Issue] = []
        self.current: Draft | None = None
        self.lines: list[str] = []
        self.money: str | None = None
        self.gap = ""

    def take(self, number: int, grid: Grid) -> None:
        if grid.unread:
            self.gap = str(grid.name)
            if self.current is not None:
                self.current.gaps.append(f"{grid.name}")
        elif is_prose(grid):
            lines = [compact(" ".join(row)) for row in grid.texts if any(row)]
            self.lines += lines
            self._part_of(number, lines)
            if any(self._kind(line) is not None for line in self.lines[-_NEAR_TITLE:]):
                self.current = None
        else:
            for top, bottom in segments(grid, self.words):
                merged = tuple(a for a in grid.merged if top <= a.top and a.bottom < bottom)
                rows = ((),) * top + grid.rows[top:bottom]
                self._take_table(number, replace(grid, rows=rows, merged=merged), top)

    def _kind(self, line: str) -> str | None:
        return kind_of_title(line, self.words)

    def _part_of(self, number: int, lines: Sequence[str]) -> None:
        """Begins a new unit where a first part on another department begins."""
        for line in lines:
            if not (found := _PART_OF.match(line)):
                continue
            name = found[1]
            if self.base.drafts and self.base.name not in ("", name):
                self.base = UnitTables(name, number)
                self.units.append(self.base)
                self.current = None
            elif not self.base.name and not self.base.drafts:
                self.base.name = name

    def _take_table(self, number: int, part: Grid, top: int) -> None:
        start, own = preamble(part, top, self.words)
        words = self.lines[-_NEAR_TITLE:] + own
        near = self.lines[-3:] + own
        self.lines = []
        owner = next((m[1] for w in reversed(words) if (m := _OWNER.search(w))), "")
        if part.style == "sheet" and not any(self._kind(w) for w in words):
            name = re.sub(r"\W*\d*\W*$", "", compact(part.name))
            words, near = [name, *words], [name, *near]
        title = next((w for w in reversed(words) if self._kind(w) is not None), None)
        first = first_data_row(part, start)
        heads = (compact(text) for row in part.texts[start:first] for text in row)
        said = next((u for w in reversed(words) if (u := unit_in(w))), None)
        self.money = said or unit_of_headings([*heads, title or ""]) or self.money
        kind = self._kind(title) if title else None
        going = self.current.kind if self.current else ""
        if self.current is not None and repeated(self.current.head_rows, part, start):
            first = start + len(self.current.head_rows)
        head = read_head(part, start, first, self.words, kind or going)
        if self._begins_with_names(part, title, start, first):
            head = Head()
        first = first if head.columns else top
        if cut := self._cut_head(part, title, going):
            head, first = cut
        goes_on = cut is not None or (
            self.current is not None and _continuing(self.current, part, head) is not None
        )
        unknown = next(title_like(near), None) if title is None else None
        open_to = kind is None and (not goes_on or unknown is not None)
        if open_to and (guessed := kind_of_head(part, start, first)):
            kind, unknown = guessed, None
            head = read_head(part, start, first, self.words, kind)
        if head.unclear and (kind or goes_on):
            kind, goes_on = "", False
        if not kind:
            if kind is None and not unknown and (goes_on or self._is_right_half(part, first, head)):
                self._append(part, first, head)
            else:
                self._leave_out(part, start, title, unknown, head)
            return
        self._open(number, part, (start, first), kind, title or kind, owner, head)
        self._append(part, first, head)
        if self.current is not None and part.style != "sheet":
            self.current.head_rows = head_rows(part, start, first)
            bare = not has_amounts(part) and (first == len(part.rows) or not head.columns)
            self.current.bare = (part, start) if bare else None

    def _begins_with_names(self, part: Grid, title: str | None, start: int, first: int) -> bool:
        """Whether a page goes on with the current table, the end of a name cut before it first."""
        draft = self.current
        if draft is None or title or part.style == "sheet" or width(part) != draft.width:
            return False
        return only_names(draft.head, part, start, first)

    def _cut_head(self, part: Grid, title: str | None, kind: str) -> tuple[Head, int] | None:
        """The head of which the page before prints the upper rows alone, and the row below it."""
        draft = self.current
        if draft is None or draft.bare is None or title or part.style == "sheet":
            return None
        top, start = draft.bare
        if (whole := below(top, part)) is None:
            return None
        first = first_data_row(whole, start)
        return read_head(whole, start, first, self.words, kind), max(0, first - len(top.rows))

    def _open(
        self,
        number: int,
        part: Grid,
        at: tuple[int, int],
        kind: str,
        title: str,
        owner: str,
        head: Head,
    ) -> None:
        """Makes the table that the grid belongs to the current one."""
        unit = next((u for u in self.units if owner and u.name == owner), self.base)
        before = unit.drafts.get(kind)
        other = bool(owner and unit.name and owner != unit.name)
        if before is not None and not other:
            page = before is self.current and part.style != "sheet"
            # The same title again over the same columns is the next page of the table.
            same_head = head.names == before.head.names
            if page or (same_head and not _again(before, part, at[1], head)):
                self._go_on(before)
                return
        draft = Draft(kind, title, self.money or "", head)
        if before is not None:
            rows, _ = _rows(part, at[1], head, before)
            same = _figures(before.rows) == _figures(rows)
            # More columns of the rows that the first has: the same table, printed in two halves.
            known = {name for row in before.rows for name in row.figures}
            filled = dict.fromkeys(name for row in rows for name in row.figures)
            lost = [] if same else [name for name in filled if name not in known]
            if same or (kind not in (TOTAL, BUDGET_TABLES[0]) and not other):
                self.issues.append(twice(part, at[0], kind, lost))
                draft.spare = True
                self._go_on(draft)
                return
            unit = UnitTables(owner, number)
            self.units.append(unit)
        unit.name = unit.name or owner
        unit.drafts[kind] = draft
        self.base = unit
        self._go_on(draft)

    def _go_on(self, draft: Draft) -> None:
        if draft is not self.current:
            self.gap = ""
        self.current = draft

    def _append(self, part: Grid, first: int, head: Head) -> None:
        """Adds the rows of one more grid to the current table."""
        draft = self.current
        assert draft is not None
        begins = bool(head.columns) or not draft.width
        own = head if begins else _continuing(draft, part, head) or head
        rows, problems = _rows(part, first, own, draft)
        whole = _with_right_half(draft, part, head, rows)
        if begins:
            draft.columns += [name for name in head.names if name not in draft.columns]
        if whole is not None:
            draft.rows, rows = whole, []
        elif begins:
            draft.head, draft.width = head, width(part)
        problems = [*problems, *doubtful_columns(part, first, own, draft.kind)]
        if not own.columns and has_amounts(part):
            problems.append(headless(part, first, draft.kind))
        if self.gap and not draft.spare:
            self.issues.append(gap(part, draft.kind, self.gap))
        self.gap = ""
        if draft.grids and rows and draft.rows:
            draft.rows, rows = mended(draft.rows, rows)
        draft.bare = None
        draft.grids.append(part.name)
        draft.gaps += [f"{part.name}中隐藏的行或列"] if part.unseen else []
        draft.rows += rows
        if not draft.spare:
            self.issues += problems
            draft.gaps += [problem.where for problem in problems if problem.grave]

    def _is_right_half(self, part: Grid, first: int, head: Head) -> bool:
        """Whether a page prints more columns of the rows that the current table ends with."""
        draft = self.current
        if draft is None:
            return False
        rows, _ = _rows(part, first, head, draft)
        return _with_right_half(draft, part, head, rows) is not None

    def _leave_out(
        self, part: Grid, start: int, title: str | None, unknown: str | None, head: Head
    ) -> None:
        """Says that a table with amounts is not used; a headless page may still be followed."""
        where = part.source(start, 0)
        current = self.current
        if head.unclear:
            self.issues.append(unclear_halves(where, title or ""))
        elif has_amounts(part):
            if title or unknown:
                self.issues.append(other_table(where, title or unknown or "", title is not None))
            elif not (current and current.spare):
                before = (current.kind, current.width) if current else None
                self.issues.append(unplaced(where, part, before))
                if current is not None:
                    current.gaps.append(str(where))
        if title or head.columns or unknown:
            self.current = None


def _rows(grid: Grid, first: int, head: Head, draft: Draft) -> tuple[list[Row], list[Issue]]:
    measure = "预算数" if "预算" in draft.kind[-4:] else "决算数"
    return read_rows(grid, first, head, draft.unit or "万元", measure * ("三公" in draft.kind))


def _continuing(current: Draft, grid: Grid, head: Head) -> Head | None:
    """The head by which a grid goes on with a table; None where it cannot be its next page."""
    if grid.style == "sheet":
        return None
    if head.columns:
        return head if head.names == current.head.names else None
    if width(grid) == current.width:
        return current.head
    merged = current.head.without_codes(width(grid), current.width)
    if merged is None:
        return None
    at = merged.blocks[0].codes[0]
    firsts = [compact(row[at]) for row in grid.texts if len(row) > at and any(row)]
    coded = sum(re.fullmatch(r"\d{3}(?:\d\d){0,2}", text) is not None for text in firsts)
    return merged if coded and coded >= 0.8 * len(firsts) else None


def _with_right_half(draft: Draft, part: Grid, head: Head, rows: Sequence[Row]) -> list[Row] | None:
    """The table's rows with more columns of the last of them; None where `rows` are no such."""
    if part.style == "sheet" or not head.columns:
        return None
    return joined(draft.rows, draft.columns, rows)


def _again(before: Draft, grid: Grid, first: int, head: Head) -> bool:
    """Whether a grid prints rows that the table has already: another unit's table, not a page."""
    rows, _ = _rows(grid, first, head, before)
    known = {(row.side, row.code or row.name) for row in before.rows}
    sums = ("合计", "总计", "人员经费合计", "")
    return any(
        (row.side, row.code or row.name) in known for row in rows if row.code or row.name in sums
    )


def _figures(rows: Sequence[Row]) -> list[dict[str, float]]:
    return [{name: f.value for name, f in row.figures.items()} for row in rows]
