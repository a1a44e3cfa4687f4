"""Tables of the fact workbook: columns found by their heading words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditkit.errors import IssueKind, nearest
from auditkit.facts.workbook.cells import (
    NO_SHEET,
    REPEATED,
    UNKNOWN_NAME,
    FactCell,
    FactLog,
)
from auditkit.facts.workbook.layout import (
    LAST_YEAR,
    THIS_YEAR,
    Column,
    heading_words,
    plain,
    year_in,
)
from auditkit.files.grid import Grid, Scalar, Source, column_letters

MOVED_COLUMN = IssueKind("F05", "栏目换了位置")
MERGED_CELLS = IssueKind("F11", "有合并的单元格")
WRONG_YEAR = IssueKind("F18", "表头的年度不明或不在评价范围")


_LOOKED_AT = 50
# What the template prints, so that a row with nothing else in it is a blank row.
PRINTED = frozenset(("number", "choices", "hint", "users"))


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table; cells by role, absent where the sheet has no such column."""

    grid: Grid
    index: int
    columns: Mapping[str, int]

    def cell(self, role: str) -> FactCell | None:
        """The row's cell in a role, None where the sheet has no such column."""
        if role not in self.columns:
            return None
        return FactCell(self._value(role), self.grid.source(self.index, self.columns[role]))

    def _value(self, role: str) -> Scalar:
        column, row = self.columns[role], self.grid.rows[self.index]
        return row[column] if column < len(row) else None

    def text(self, role: str) -> str:
        """What that cell says, blank where there is none."""
        column, texts = self.columns.get(role), self.grid.texts[self.index]
        return texts[column] if column is not None and column < len(texts) else ""

    def filled(self, roles: Iterable[str]) -> bool:
        """Whether any of these cells says something."""
        return any(self.text(role) for role in roles)

    @property
    def source(self) -> Source:
        """The place of the row, said by its first known cell."""
        return self.grid.source(self.index, min(self.columns.values()))


@dataclass(frozen=True)
class FactTable:
    """A sheet's table: where its columns are, and its rows that are not blank."""

    grid: Grid
    head: int
    columns: Mapping[str, int]
    rows: tuple[TableRow, ...]

    def heading(self, role: str) -> FactCell:
        """The cell that heads a role's column."""
        column = self.columns[role]
        return FactCell(self.grid.rows[self.head][column], self.grid.source(self.head, column))

    def places(self, role: str, rows: Sequence[int]) -> Source:
        """The cells of one column in several rows as one source: 任务执行!D5:D9,D12."""
        letters = column_letters(self.columns[role])
        parts = []
        for first, last in _runs(sorted(rows)):
            start, end = f"{letters}{first + 1}", f"{letters}{last + 1}"
            parts.append(start if first == last else f"{start}:{end}")
        return Source(self.grid.file, f"{self.grid.name}!{','.join(parts)}", self.grid.sha256)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


def find_table(grid: Grid, layout: Sequence[Column], year: int, log: FactLog) -> FactTable | None:
    """The table below the row that has most of the layout's headings; None if unusable."""
    head = _heading_row(grid, layout, year)
    where = f"{grid.file}[{grid.name}]"
    if head is None:
        log.refuse(NO_SHEET, where, "没有找到表头", "", f"应有表头：{_words(layout)}；请照模板补上")
        return None
    columns = _columns(grid, head, layout, year, log)
    for column in layout:
        if column.role not in columns and column.required:
            log.refuse(
                NO_SHEET,
                f"{grid.file}[{grid.name}!第{head + 1}行]",
                f"缺少表头“{_word(column, year)}”",
                "",
                "请照模板补上，这一栏没有读入",
            )
    if "name" not in columns:
        return None
    _report_moved(grid, head, layout, columns, log)
    _report_merged(grid, head, columns, layout, log)
    _report_strays(grid, head, columns, log)
    read = tuple(role for role in columns if role not in PRINTED)
    rows = (TableRow(grid, i, columns) for i in range(head + 1, len(grid.rows)))
    return FactTable(grid, head, columns, tuple(row for row in rows if row.filled(read)))


def _words(layout: Sequence[Column]) -> str:
    return "、".join(column.words[0] for column in layout if column.required)


def _word(column: Column, year: int) -> str:
    years = {THIS_YEAR: f"{year}年（{THIS_YEAR}）", LAST_YEAR: f"{year - 1}年（{LAST_YEAR}）"}
    return years.get(column.role, column.words[0])


def _heading_row(grid: Grid, layout: Sequence[Column], year: int) -> int | None:
    best, most, known = None, 1, _heads(layout)
    for i, texts in enumerate(grid.texts[:_LOOKED_AT]):
        found = len({_role(text, known, year) for text in texts} - {""})
        if found > most:
            best, most = i, found
    return best


def _heads(layout: Sequence[Column]) -> Mapping[str, str]:
    """The role of every heading that a layout knows."""
    words = ((plain(word), column.role) for column in reversed(layout) for word in column.words)
    return dict(words)


def _role(text: str, known: Mapping[str, str], year: int) -> str:
    """The role that a heading gives its column, "" for none; a stated year decides."""
    if not text:
        return ""
    stated = year_in(text) if len(text) <= 24 else None
    if stated is not None and THIS_YEAR in known.values():
        role = {year: THIS_YEAR, year - 1: LAST_YEAR}.get(stated, "")
        return role if role in known.values() else ""
    return known.get(heading_words(text), "")


def _columns(
    grid: Grid, head: int, layout: Sequence[Column], year: int, log: FactLog
) -> dict[str, int]:
    columns: dict[str, int] = {}
    known = _heads(layout)
    for i, text in enumerate(grid.texts[head]):
        if not text:
            continue
        at, role = grid.source(head, i), _role(text, known, year)
        if not role and year_in(text) is not None:
            log.refuse(
                WRONG_YEAR,
                at,
                "表头的年度不在评价范围",
                text,
                f"只读{year}年和{year - 1}年，这一栏没有读入",
            )
        elif not role:
            close = nearest(heading_words(text), [c.words[0] for c in layout])
            hint = f"，是否为“{close}”" if close else ""
            log.doubt(UNKNOWN_NAME, at, f"不认识的表头{hint}", text, "这一栏没有读入；表头请照模板")
        elif role in columns:
            log.doubt(
                REPEATED,
                at,
                f"表头重复，与{column_letters(columns[role])}{head + 1}相同",
                text,
                "以前一栏为准，请删去多余的一栏",
            )
        else:
            columns[role] = i
            if role in (THIS_YEAR, LAST_YEAR):
                _check_year(at, text, role, year, log)
    return columns


def _check_year(at: Source, text: str, role: str, year: int, log: FactLog) -> None:
    stated = year if role == THIS_YEAR else year - 1
    other = LAST_YEAR if role == THIS_YEAR else THIS_YEAR
    if year_in(text) is None:
        log.doubt(WRONG_YEAR, at, "表头没有写年度", text, f"已按{stated}年读取，请写明“{stated}年”")
    elif other in text:
        log.doubt(WRONG_YEAR, at, f"表头的年度与“{other}”矛盾", text, f"已按{stated}年读取，请核对")


def _report_moved(
    grid: Grid, head: int, layout: Sequence[Column], columns: Mapping[str, int], log: FactLog
) -> None:
    """Columns out of the template's order: all but the longest stretch that keeps it."""
    order = {column.role: i for i, column in enumerate(layout)}
    by_place = sorted(columns, key=lambda role: columns[role])
    ends: list[list[str]] = []
    for role in by_place:
        i = bisect_left([order[chain[-1]] for chain in ends], order[role])
        ends[i : i + 1] = [[*(ends[i - 1] if i else []), role]]
    for role in by_place:
        if role not in ends[-1]:
            text = grid.texts[head][columns[role]]
            log.doubt(
                MOVED_COLUMN,
                grid.source(head, columns[role]),
                "这一栏换了位置",
                text,
                "已按表头读取，请核对",
            )


def _report_merged(
    grid: Grid, head: int, columns: Mapping[str, int], layout: Sequence[Column], log: FactLog
) -> None:
    wanted = {columns[c.role] for c in layout if c.role in columns and c.required}
    for area in grid.merged:
        if area.bottom > head and (area.top, area.left) != (area.bottom, area.right):
            used = wanted & set(range(area.left, area.right + 1))
            report = log.refuse if used else log.doubt
            end = f"{column_letters(area.right)}{area.bottom + 1}"
            report(
                MERGED_CELLS,
                f"{grid.file}[{grid.place(area.top, area.left)}:{end}]",
                "表中有合并的单元格，只有左上角一格能读入",
                grid.texts[area.top][area.left] if area.top < len(grid.texts) else "",
                "请取消合并，逐格填写",
            )


def _report_strays(grid: Grid, head: int, columns: Mapping[str, int], log: FactLog) -> None:
    """Columns without a heading that hold something: told once, at their first cell."""
    told = set(columns.values()) | {i for i, text in enumerate(grid.texts[head]) if text}
    for r, c, text in grid.cells():
        if r > head and c not in told:
            told.add(c)
            log.doubt(
                UNKNOWN_NAME,
                grid.source(r, c),
                "没有表头的一栏有内容",
                text,
                "没有读入；请写明表头",
            )
