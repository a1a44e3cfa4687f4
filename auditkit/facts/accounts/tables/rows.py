"""The rows below a head: codes, names, and the figures of each block of columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from auditkit.errors import Issue, IssueKind
from auditkit.facts.accounts.tables.columns import of_year, three_item, three_measure
from auditkit.facts.accounts.tables.figures import Figure, compact, figure
from auditkit.facts.accounts.tables.heads import Head
from auditkit.files.grid import Grid, Source

UNREAD_AMOUNT = IssueKind("accounts-number", "决算表中不是数字的格")
NAMELESS = IssueKind("accounts-nameless", "决算表中有金额而没有项目名称")

_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_YEAR = re.compile(r"(20\d\d)年")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+")
_HEADED = re.compile("^类款项?")
_BESIDE = re.compile(r"栏次|行次|注:.*")
_DIGIT = re.compile(r"\d|cid")
_WORD = re.compile("[\u4e00-\u9fff]{2,}")
_CODED_NAME = re.compile(r"(\d{3}(?:\d\d){0,2})(?=\D)(.+)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one half of a table: code, name as printed, and the figures by column.

    Columns have one name in all documents (合计, 基本支出, 决算数 …). A blank cell has no figure.
    """

    side: str
    code: str
    name: str
    figures: Mapping[str, Figure]
    source: Source
    growth: Figure | None = None
    """By how much the amount grew, as printed: percent, or a fraction of 1."""

    def __getitem__(self, column: str) -> Figure | None:
        return self.figures.get(column)


def read_rows(
    grid: Grid, first: int, head: Head, unit: str, three: str
) -> tuple[list[Row], list[Issue]]:
    """The rows from `first` on; a row with figures and no name is an issue.

    Not so in the 三公 table, where `three` is the amount meant if neither head nor row says which.
    """
    rows: list[Row] = []
    issues: list[Issue] = []
    for r in range(first, len(grid.rows)):
        sum_: Row | None = None
        for block in head.blocks:
            code = "".join(_digits(grid, r, c) for c in block.codes)
            name = compact("".join(_text(grid, r, c) for c in block.labels))
            if not _CODE.fullmatch(code):
                code, name = "", compact("".join(_text(grid, r, c) for c in block.codes)) + name
                if coded := _CODED_NAME.fullmatch(name):
                    code, name = coded.group(1), coded.group(2)
            name = _HEADED.sub("", name)
            figures: dict[str, Figure] = {}
            measure = three_measure(name) if three and not three_item([name]) else ""
            for c, column in block.values:
                if column.endswith("|"):
                    column += measure or three
                cell = grid.rows[r][c] if c < len(grid.rows[r]) else None
                blank = cell is None or cell == ""
                number = None if blank else figure(cell, unit, grid.source(r, c))
                if number is not None:
                    figures.setdefault(column, number)
                elif _unread(text := _text(grid, r, c), name, grid.texts[r]):
                    where = grid.source(r, c)
                    issues.append(UNREAD_AMOUNT(where, "不是数字，未取用", text, "请对照原件填写"))
            at = min((*block.codes, *block.labels, *(c for c, _ in block.values)))
            growth = None if block.growth is None else _growth(grid, r, block.growth)
            row = Row(block.side, code, name, figures, grid.source(r, at), growth)
            if _BESIDE.fullmatch(name) or not (name or code or figures):
                continue
            if sum_ is not None and not (name or code):
                # The name of a total may span the groups of columns, its figure in the last one.
                rows[rows.index(sum_)] = sum_ = replace(sum_, figures=figures)
            elif name or code or three:
                rows.append(row)
                sum_ = row if name.endswith("合计") and not figures else None
            else:
                issues.append(_nameless(row))
            misplaced = [c for c in block.labels if _AMOUNT.fullmatch(compact(_text(grid, r, c)))]
            issues += [_misplaced(grid, r, c) for c in misplaced]
    return (_by_year(rows) if three else rows), issues


def _growth(grid: Grid, row: int, column: int) -> Figure | None:
    text = compact(_text(grid, row, column)).removesuffix("%")
    return figure(text, "万元", grid.source(row, column))


def _unread(text: str, name: str, row: Sequence[str]) -> bool:
    """Whether a cell for an amount holds something else than a blank: digits, or words.

    A total row may print sub-headings there, and a note stands in a row of its own.
    """
    if _DIGIT.search(text):
        return True
    words = _WORD.search(text) is not None
    return words and not name.endswith(("合计", "总计", "小计")) and sum(map(bool, row)) > 1


def _by_year(rows: Sequence[Row]) -> list[Row]:
    """Rows of the 三公 table set apart by the years in their names: 2021年决算数 is last year's."""
    years = {i: int(found[1]) for i, row in enumerate(rows) if (found := _YEAR.match(row.name))}
    latest = max(years.values(), default=0)
    mended = list(rows)
    for i, year in years.items():
        if year < latest:
            figures = {of_year(k, latest - year): f for k, f in rows[i].figures.items()}
            mended[i] = replace(rows[i], figures=figures)
    return mended


def _misplaced(grid: Grid, row: int, column: int) -> Issue:
    what, remedy = "金额印在名称一栏，没有取用", "请对照原件核对表头，手工填写"
    return UNREAD_AMOUNT(grid.source(row, column), what, _text(grid, row, column), remedy)


def _text(grid: Grid, row: int, column: int) -> str:
    texts = grid.texts[row]
    return texts[column] if column < len(texts) else ""


def _digits(grid: Grid, row: int, column: int) -> str:
    text = compact(_text(grid, row, column))
    return text if text.isdecimal() else ""


def _nameless(row: Row) -> Issue:
    found = "、".join(number.printed for number in row.figures.values())
    return NAMELESS(
        row.source,
        "有金额而没有项目名称，未取用",
        found,
        "请对照原件核对",
    )
