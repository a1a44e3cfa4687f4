"""The tables of published final accounts, recognised by title and header words in any grid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from auditkit.accounts.figures import compact, is_number, unit_in
from auditkit.accounts.heads import LABELS, Head, first_data_row, kind_of_head, read_head
from auditkit.accounts.rows import Row, read_rows
from auditkit.errors import Issue
from auditkit.grid import Grid

KINDS = (
    "收入支出决算总表",
    "收入决算表",
    "支出决算表",
    "财政拨款收入支出决算总表",
    "一般公共预算财政拨款支出决算表",
    "一般公共预算财政拨款基本支出决算表",
    "财政拨款“三公”经费支出决算表",
    "政府性基金预算财政拨款收入支出决算表",
    "国有资本经营预算财政拨款收入支出决算表",
)
(
    TOTAL, INCOME, EXPENDITURE, FISCAL_TOTAL, GENERAL, BASIC, THREE, FUND, STATE_CAPITAL,
) = KINDS  # fmt: skip

# Tried in this order: the more particular title contains the words of the more general one.
_TITLES = (
    (THREE, r"三公经费"),
    (FUND, r"政府性基金"),
    (STATE_CAPITAL, r"国有资本经营"),
    (BASIC, r"基本支出"),
    (GENERAL, r"一般公共预算"),
    (FISCAL_TOTAL, r"财政拨款收入支出|财政拨款收支"),
    (TOTAL, r"收入支出决算总?表|收支决算总?表|收入支出总表|收支总表"),
    ("", r"财政拨款|项目支出|明细表|构成|分单位"),
    (INCOME, r"收入决算(?:总|情况)?表"),
    (EXPENDITURE, r"支出决算(?:总|情况)?表"),
)
_IS_TITLE = re.compile(
    r"决算.*表(?:\(.*\))?(?:续表?|\(续表?\))?(?=$|单位|公开|编制|部门)|[总支]出?决?算?表$"
)
_NEAR_TITLE = 8


@dataclass(frozen=True)
class Table:
    """One of the nine tables, with all its pages; money is in 万元, `unit` is what was printed."""

    kind: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    grids: tuple[str, ...] = ()
    columns: tuple[str, ...] = field(default=())

    def named(self, pattern: str, side: str = "") -> Row | None:
        """The first row whose compact name matches the whole pattern."""
        test = re.compile(pattern)
        return next((r for r in self.rows if side in ("", r.side) and test.fullmatch(r.name)), None)

    def coded(self, code: str) -> Row | None:
        """The row of a 类, 款 or 项."""
        return next((row for row in self.rows if row.code == code), None)


def kind_of_title(text: str) -> str | None:
    """Which table a compact line names: one of KINDS, "" for another table, None for no title.

    >>> kind_of_title("三、2024年度支出决算表"), kind_of_title("收入支出决算总体情况说明")
    ('支出决算表', None)
    """
    if "表" not in text or len(text) > 60 or not _IS_TITLE.search(text) or "详见" in text:
        return None
    return next((kind for kind, words in _TITLES if re.search(words, text)), None)


def is_prose(grid: Grid) -> bool:
    """Whether a grid is text around tables and not a table."""
    return grid.style != "sheet" and all(len(row) <= 1 for row in grid.rows)


class _Open:
    """The table being read, over as many grids as it takes."""

    def __init__(self, kind: str, title: str, unit: str, head: Head) -> None:
        self.kind, self.title, self.unit, self.head = kind, title, unit, head
        self.width = 0
        self.rows: list[Row] = []
        self.grids: list[str] = []


def read_tables(grids: Sequence[Grid]) -> tuple[dict[str, Table], list[Issue]]:
    """Every known table by kind; the issues say what was recognised and could not be read."""
    issues: list[Issue] = []
    found: dict[str, _Open] = {}
    lines: list[str] = []
    current: _Open | None = None
    unit: str | None = None
    for grid in grids:
        if is_prose(grid):
            lines += [compact(text) for row in grid.texts for text in row]
            if any(kind_of_title(line) is not None for line in lines[-_NEAR_TITLE:]):
                current = None
            continue
        for top, bottom in _segments(grid):
            part = replace(
                grid,
                rows=((),) * top + grid.rows[top:bottom],
                merged=tuple(a for a in grid.merged if top <= a.top and a.bottom < bottom),
            )
            start, own = _preamble(part, top)
            words = lines[-_NEAR_TITLE:] + own
            if grid.style == "sheet" and not any(kind_of_title(w) for w in words):
                words = [re.sub(r"\W*\d*\W*$", "", compact(grid.name)), *words]
            title = next((w for w in reversed(words) if kind_of_title(w) is not None), None)
            unit = next(
                (u for w in reversed(lines[-_NEAR_TITLE:] + own) if (u := unit_in(w))), unit
            )
            lines = []
            first = first_data_row(part, start)
            head = read_head(part, start, first)
            first = first if head.columns else top
            kind = kind_of_title(title) if title else None
            if kind is None and not (current and _continues(current, part, head)):
                kind = kind_of_head(part, start, first)
            if kind is None and current is not None and _continues(current, part, head):
                _append(current, part, first, head if head.columns else current.head, issues)
                continue
            if not kind:
                current = None
                continue
            if kind in found and current is not found[kind]:
                # The same title again over the same columns is the next page of the table.
                before = found[kind]
                if head.names != before.head.names or _again(before, part, first, head):
                    issues.append(_twice(grid, part, start, kind))
                    current = None
                    continue
                current = before
            elif kind not in found:
                current = found[kind] = _Open(kind, title or kind, unit or "", head)
            assert current is not None
            if head.columns:
                current.head, current.width = head, _width(part)
            _append(current, part, first, current.head, issues)
    tables = {kind: _closed(found[kind]) for kind in KINDS if kind in found}
    issues += [_no_unit(table, grids) for table in tables.values() if not table.unit]
    return tables, issues


def _closed(part: _Open) -> Table:
    return Table(
        part.kind, part.title, part.unit, tuple(part.rows), tuple(part.grids), part.head.names
    )


def _segments(grid: Grid) -> Iterator[tuple[int, int]]:
    """The row ranges of a grid that holds several tables one below the other."""
    starts = []
    for r, row in enumerate(grid.texts):
        texts = {compact(text) for text in row if text}
        if 1 <= len(texts) <= 2 and any(kind_of_title(text) for text in texts):
            starts.append(r)
    bounds = [0, *(s for s in starts if s > 3), len(grid.rows)]
    for top, bottom in pairwise(bounds):
        if bottom > top:
            yield top, bottom


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


def _continues(current: _Open, grid: Grid, head: Head) -> bool:
    if grid.style == "sheet":
        return False
    return head.names == current.head.names if head.columns else _width(grid) == current.width


def _again(before: _Open, grid: Grid, first: int, head: Head) -> bool:
    """Whether a grid prints rows that the table has already: another unit's table, not a page."""
    rows, _ = read_rows(grid, first, head, "万元", before.kind == THREE)
    known = {(row.side, row.code or row.name) for row in before.rows}
    sums = ("合计", "总计", "人员经费合计", "")
    return any(
        (row.side, row.code or row.name) in known for row in rows if row.code or row.name in sums
    )


def _append(current: _Open, grid: Grid, first: int, head: Head, issues: list[Issue]) -> None:
    """Adds the rows of one more grid to the table."""
    rows, problems = read_rows(grid, first, head, current.unit or "万元", current.kind == THREE)
    issues += problems
    if current.grids and rows and current.rows and _is_tail(current.rows[-1], rows[0]):
        last = current.rows[-1]
        current.rows[-1] = replace(last, name=last.name + rows.pop(0).name)
    current.grids.append(grid.name)
    current.rows += rows


def _is_tail(last: Row, row: Row) -> bool:
    """Whether a row is the end of a name that a page break cut in two."""
    plain = last.code and not row.code and not row.figures
    return bool(plain) and len(row.name) <= 6 and "合计" not in row.name


def _twice(grid: Grid, part: Grid, start: int, kind: str) -> Issue:
    where = str(part.source(start, 0))
    return Issue(
        "accounts-twice",
        where,
        f"《{kind}》出现第二次，取用第一次",
        "",
        "请核对是否另一单位的表",
        False,
    )


def _no_unit(table: Table, grids: Sequence[Grid]) -> Issue:
    where = f"{grids[0].file}[{table.grids[0]}]"
    return Issue(
        "accounts-unit",
        where,
        f"《{table.kind}》没有写明金额单位，按万元读入",
        "",
        "请对照原件核对单位",
    )
