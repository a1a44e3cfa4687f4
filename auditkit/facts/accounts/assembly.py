"""The tables of a document put together from grids: over pages, and apart for several units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from auditkit.errors import Issue
from auditkit.facts.accounts import heads
from auditkit.facts.accounts.figures import compact, is_number, unit_in
from auditkit.facts.accounts.heads import LABELS, Head, first_data_row, kind_of_head, read_head
from auditkit.facts.accounts.rows import Row, read_rows
from auditkit.facts.accounts.tables import KINDS, THREE, TOTAL, Table, is_prose, kind_of_title
from auditkit.files.grid import Grid, Source

_NEAR_TITLE = 8
_OWNER = re.compile(
    r"^(?:编制|公开)?(?:部门|单位)(?:名称)?(?:\(.*?\))?:([\u4e00-\u9fff()]{4,30}?)(?=$|\d|金额|单位)"
)
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+")


@dataclass
class Draft:
    """The table being read, over as many grids as it takes; a copy that is not kept is `spare`."""

    kind: str
    title: str
    unit: str
    head: Head
    spare: bool = False
    width: int = 0
    rows: list[Row] = field(default_factory=list)
    grids: list[str] = field(default_factory=list)

    @property
    def table(self) -> Table:
        names = self.head.names
        return Table(self.kind, self.title, self.unit, tuple(self.rows), tuple(self.grids), names)


@dataclass
class UnitTables:
    """The tables of one unit (单位); `start` is the number of its first grid in the document."""

    name: str
    start: int
    drafts: dict[str, Draft] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, Table]:
        return {kind: self.drafts[kind].table for kind in KINDS if kind in self.drafts}


def read_units(grids: Sequence[Grid]) -> tuple[list[UnitTables], list[Issue]]:
    """The known tables of every unit in the document, usually of one.

    The issues say which tables were recognised and not read, and which could not be placed.
    """
    assembly = _Assembly()
    for number, grid in enumerate(grids):
        assembly.take(number, grid)
    for unit in assembly.units:
        for table in unit.tables.values():
            if not table.unit:
                assembly.issues.append(_no_unit(table, grids[0].file))
    return [unit for unit in assembly.units if unit.drafts], assembly.issues


class _Assembly:
    """What has been read so far, and the table that the next grid may go on with."""

    def __init__(self) -> None:
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
        elif is_prose(grid):
            self.lines += [compact(" ".join(row)) for row in grid.texts if any(row)]
            if any(kind_of_title(line) is not None for line in self.lines[-_NEAR_TITLE:]):
                self.current = None
        else:
            for top, bottom in _segments(grid):
                merged = tuple(a for a in grid.merged if top <= a.top and a.bottom < bottom)
                rows = ((),) * top + grid.rows[top:bottom]
                self._take_table(number, replace(grid, rows=rows, merged=merged), top)

    def _take_table(self, number: int, part: Grid, top: int) -> None:
        start, own = _preamble(part, top)
        words = self.lines[-_NEAR_TITLE:] + own
        self.lines = []
        self.money = next((u for w in reversed(words) if (u := unit_in(w))), self.money)
        owner = next((m[1] for w in reversed(words) if (m := _OWNER.search(w))), "")
        if part.style == "sheet" and not any(kind_of_title(w) for w in words):
            words = [re.sub(r"\W*\d*\W*$", "", compact(part.name)), *words]
        title = next((w for w in reversed(words) if kind_of_title(w) is not None), None)
        first = first_data_row(part, start)
        head = read_head(part, start, first)
        first = first if head.columns else top
        kind = kind_of_title(title) if title else None
        goes_on = self.current is not None and _continues(self.current, part, head)
        if kind is None and not goes_on:
            kind = kind_of_head(part, start, first)
        if head.unclear and (kind or goes_on):
            kind, goes_on = "", False
        if not kind:
            if kind is None and goes_on:
                self._append(part, first, head)
                return
            self._leave_out(part, start, title, head)
            return
        self._open(number, part, (start, first), kind, title or kind, owner, head)
        self._append(part, first, head)

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
            same = _figures(before.rows) == _figures(_rows(part, at[1], head, before)[0])
            if same or (kind != TOTAL and not other):
                self.issues.append(_twice(part, at[0], kind))
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
        if head.columns:
            draft.head, draft.width = head, _width(part)
        rows, problems = _rows(part, first, draft.head, draft)
        if self.gap and not draft.spare:
            self.issues.append(_gap(part, draft.kind, self.gap))
        self.gap = ""
        if draft.grids and rows and draft.rows and _is_tail(draft.rows[-1], rows[0]):
            last = draft.rows[-1]
            draft.rows[-1] = replace(last, name=last.name + rows.pop(0).name)
        draft.grids.append(part.name)
        draft.rows += rows
        self.issues += [] if draft.spare else problems

    def _leave_out(self, part: Grid, start: int, title: str | None, head: Head) -> None:
        """Says that a table with amounts is not used; a headless page may still be followed."""
        where = part.source(start, 0)
        if head.unclear:
            self.issues.append(heads.unclear_halves(where, title or ""))
        elif _has_amounts(part):
            if title:
                self.issues.append(_other(where, title))
            elif not (self.current and self.current.spare):
                self.issues.append(_unplaced(where, part, self.current))
        if title or head.columns:
            self.current = None


def _segments(grid: Grid) -> Iterator[tuple[int, int]]:
    """The row ranges of a grid that holds several tables one below the other."""
    starts = []
    for r, row in enumerate(grid.texts):
        texts = {compact(text) for text in row if text}
        if 1 <= len(texts) <= 2 and any(kind_of_title(text) for text in texts):
            starts.append(r)
    bounds = [0, *(s for s in starts if s > 3), len(grid.rows)]
    yield from ((top, bottom) for top, bottom in pairwise(bounds) if bottom > top)


def _preamble(grid: Grid, top: int) -> tuple[int, list[str]]:
    """Where the head begins, and the compact lines above it: title, department, unit."""
    words: list[str] = []
    for r in range(top, len(grid.rows)):
        texts = list(dict.fromkeys(compact(text) for text in grid.texts[r] if text))
        if len(texts) > 1 and not any(unit_in(text) or "编制" in text for text in texts):
            return r, words
        if texts and any(re.match(r"\d{3,}|[一二三]、", text) for text in texts):
            return r, words
        known = any(kind_of_title(t) is not None or unit_in(t) for t in texts)
        if not known and any(is_number(t) or t in LABELS for t in texts):
            return r, words
        words += texts
    return top, []


def _width(grid: Grid) -> int:
    return max((len(row) for row in grid.rows), default=0)


def _rows(grid: Grid, first: int, head: Head, draft: Draft) -> tuple[list[Row], list[Issue]]:
    return read_rows(grid, first, head, draft.unit or "万元", draft.kind == THREE)


def _continues(current: Draft, grid: Grid, head: Head) -> bool:
    if grid.style == "sheet":
        return False
    return head.names == current.head.names if head.columns else _width(grid) == current.width


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


def _is_tail(last: Row, row: Row) -> bool:
    """Whether a row is the end of a name that a page break cut in two."""
    plain = last.code and not row.code and not row.figures
    return bool(plain) and len(row.name) <= 6 and "合计" not in row.name


def _has_amounts(grid: Grid) -> bool:
    """Whether a table prints money: figures with decimals, or a code and a figure in one row."""
    for row in grid.texts:
        texts = [compact(text) for text in row if text]
        if any(_AMOUNT.fullmatch(text) for text in texts):
            return True
        coded = bool(texts) and re.fullmatch(r"[23]\d\d(?:\d\d){0,2}", texts[0])
        if coded and any(is_number(text) for text in texts[1:]):
            return True
    return False


def _unplaced(where: Source, part: Grid, current: Draft | None) -> Issue:
    found = "、".join(text for row in part.texts for text in row if text)[:40]
    what = "这张表没有标题，表头也认不出是哪张决算表，没有取用"
    if current is not None:
        what = (
            f"这张表没有标题，栏数（{_width(part)}）与前面的《{current.kind}》（{current.width}）不同，"
            "不能断定是它的续页，没有取用"
        )
    return Issue("accounts-left-out", where, what, found, "请对照原件，把其中的数手工填入")


def _other(where: Source, title: str) -> Issue:
    what = "不是所读的九张决算表，没有取用"
    return Issue("accounts-other", where, what, title, "如其中有需要的数，请手工填写", False)


def _gap(part: Grid, kind: str, gap: str) -> Issue:
    what = f"《{kind}》跨过没有读入的一页，可能缺行"
    where = Source(part.file, part.name, part.sha256)
    return Issue("accounts-gap", where, what, gap, "请对照原件核对各行")


def _twice(part: Grid, start: int, kind: str) -> Issue:
    where = part.source(start, 0)
    what, remedy = f"《{kind}》出现第二次，取用第一次", "请核对是否另一单位的表"
    return Issue("accounts-twice", where, what, "", remedy, False)


def _no_unit(table: Table, file: str) -> Issue:
    where = Source(file, table.grids[0])
    what = f"《{table.kind}》没有写明金额单位，按万元读入"
    return Issue("accounts-unit", where, what, "", "请对照原件核对单位")
