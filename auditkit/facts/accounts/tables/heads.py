"""The heads of final-account tables: which columns hold codes, names and which amounts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from auditkit.facts.accounts.tables.columns import (
    COUNTED,
    THREE_ITEMS,
    Named,
    growth_column,
    name_columns,
    three_item,
)
from auditkit.facts.accounts.tables.figures import compact, is_number
from auditkit.files.grid import Grid
from auditkit.rules.accountwords import CODE, LABEL, NOT_READ, SUM, AccountWords

LABELS = frozenset(("收入", "支出", "项目", "科目名称", "人员经费", "公用经费", "合计", "决算数"))
_SUMS = ("合计", "小计", "总计")
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_AMOUNT = re.compile(r"-?[\d,]*\d\.\d+")
_ITEM = re.compile(r"[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)")
_COUNTED_BESIDE = re.compile(r"[甲乙丙丁戊己]|行次|[类款项]|[/\-—]|")


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that belong together: those of the code, of the name, and of each amount."""

    side: str
    codes: tuple[int, ...]
    labels: tuple[int, ...]
    values: tuple[tuple[int, str], ...]
    growth: int | None = None
    """The column that prints by how much they grew, in percent."""


@dataclass(frozen=True)
class Head:
    """The blocks of a table side by side; no blocks where a page goes on without a head.

    `unclear` where the same sub-headings stand twice and nothing says which half is which;
    `doubts` are the columns of amounts that are not understood, by number.
    """

    blocks: tuple[Block, ...] = ()
    unclear: bool = False
    doubts: tuple[tuple[int, Named], ...] = ()

    @property
    def columns(self) -> bool:
        """Whether it heads any column."""
        return bool(self.blocks)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns by name."""
        return tuple(name for block in self.blocks for _, name in block.values)

    def without_codes(self, width: int, full: int) -> Head | None:
        """The head of a page on which the code cells (类 款 项) are one; None where it is not so.

        `width` is the page's number of columns, `full` that of the pages with a head.
        """
        if len(self.blocks) != 1 or len(self.blocks[0].codes) < 2:
            return None
        block = self.blocks[0]
        less = len(block.codes) - 1
        if full - width != less:
            return None
        first = block.codes[0]
        return Head((
            Block(
                block.side,
                (first,),
                tuple(c - less for c in block.labels),
                tuple((c - less, name) for c, name in block.values),
                None if block.growth is None else block.growth - less,
            ),
        ))  # fmt: skip


def first_data_row(grid: Grid, start: int) -> int:
    """The row below the head: the first with a code, an amount, a numbered item or a total."""
    for r in range(start, len(grid.rows)):
        texts = [compact(text) for text in grid.texts[r]]
        filled = [text for text in texts if text]
        if not filled or counts_columns(grid, r):
            continue
        if any(_CODE.fullmatch(text) and text != "100" for text in filled):
            return r
        if any(map(_AMOUNT.fullmatch, filled)) or any(map(_ITEM.match, filled)):
            return r
        numbers = [text for text in filled if is_number(text)]
        if filled[0] in _SUMS and len(numbers) == len(filled) - 1:
            return r
        # Columns of a head may be named by their years.
        if numbers and not all(re.fullmatch(r"20[0-3]\d", text) for text in numbers):
            return r
    return len(grid.rows)


def counts_columns(grid: Grid, row: int) -> bool:
    """Whether a row numbers the columns: 栏次 1 2 3, or 甲 乙 1 2 3."""
    texts = [compact(text) for text in grid.texts[row] if text]
    if "栏次" in texts:
        return True
    numbers = [int(text) for text in texts if text.isdecimal()]
    if len(numbers) < 2 or numbers[0] > 60:
        return False
    if not all(b in (a + 1, 1) for a, b in pairwise(numbers)):
        return False
    beside = [text for text in texts if not text.isdecimal()]
    if all(_COUNTED_BESIDE.fullmatch(text) for text in beside):
        return True
    return len(numbers) > 2 and numbers[0] == 1 and not set(beside) & set(_SUMS)


def paths(grid: Grid, start: int, first: int) -> list[tuple[str, ...]]:
    """For every column the head texts above it, merged areas spread, from the top down."""
    width = max((len(row) for row in grid.rows[start:]), default=0)
    cells = [
        [compact(row[c]) if c < len(row) else "" for c in range(width)]
        for row in grid.texts[start:first]
    ]
    inside = [a for a in grid.merged if start <= a.top < first and a.left < width]
    for area in inside:
        text = cells[area.top - start][area.left]
        for r in range(area.top, min(area.bottom, first - 1) + 1):
            for c in range(area.left, min(area.right, width - 1) + 1):
                cells[r - start][c] = text
    kept = [r for r in range(len(cells)) if not counts_columns(grid, start + r)]
    rows = [cells[r] for r in kept]
    whole = {r for a in inside if a.right > a.left for r in range(a.top, a.bottom + 1)}
    # From below: a group spreads over the sub-headings that spread themselves before.
    for at in reversed(range(len(rows) - 1)):
        if start + kept[at] not in whole and (groups := _repeated(rows, at)):
            for left, right in groups:
                for c in range(left, right):
                    if any(row[c] for row in rows[at + 1 :]):
                        rows[at][c] = rows[at][left]
        elif not inside:
            _spread(rows, at)
    return [tuple(dict.fromkeys(row[c] for row in rows if row[c])) for c in range(width)]


def _repeated(rows: Sequence[Sequence[str]], at: int) -> list[tuple[int, int]]:
    """How far the headings of a row reach, where the same sub-headings stand under each."""
    starts = [c for c, text in enumerate(rows[at]) if text]
    reach = list(pairwise([*starts, len(rows[at])]))
    below = {
        tuple(dict.fromkeys(row[c] for c in range(a, b) for row in rows[at + 1 :] if row[c]))
        for a, b in reach
    }
    return reach if len(reach) > 1 and len(below) == 1 and any(below) else []


def _spread(rows: Sequence[list[str]], at: int) -> None:
    """In a head that lost its merged areas a blank right of a group's name belongs to the group.

    The group ends where the next begins, in its own row or in one above.
    """
    row = rows[at]
    for c in range(1, len(row)):
        ends = any(above[c] and above[c] != above[c - 1] for above in rows[:at])
        if not row[c] and rows[at + 1][c] and row[c - 1] not in ("项目", "") and not ends:
            row[c] = row[c - 1]


def read_head(grid: Grid, start: int, first: int, words: AccountWords, kind: str = "") -> Head:
    """The head between two rows of a table of some kind; empty where there is none."""
    columns = paths(grid, start, first)
    if first <= start or not any(columns):
        return Head()
    roles = [_role(path, words) for path in columns]
    _sub_headings(grid, first, columns, roles, words)
    three = sum(
        any(pattern.search(text) for path in columns for text in path)
        for _, pattern in THREE_ITEMS
    )  # fmt: skip
    drafts: list[tuple[tuple[str, ...], list[int], list[int], list[int]]] = []
    for c, role in enumerate(roles):
        path = columns[c]
        first_of_block = not drafts or not drafts[-1][3]
        if role == "" and first_of_block and _holds_names(grid, first, c, path, words):
            role = LABEL
        if role in (CODE, LABEL):
            if not drafts or drafts[-1][3]:
                drafts.append((path, [], [], []))
            _, codes, labels, _ = drafts[-1]
            (codes if role == CODE else labels).append(c)
        elif path or _holds_amounts(grid, first, c):
            if not drafts:
                drafts.append(((), [], [], []))
            drafts[-1][3].append(c)
    blocks: list[Block] = []
    doubts: list[tuple[int, Named]] = []
    for opened, codes, labels, values in drafts:
        named = name_columns([columns[c] for c in values], words, kind, three > 1)
        known = [(c, name) for c, name in zip(values, named, strict=True) if name]
        doubts += [(c, name) for c, name in known if name.doubt]
        if known:
            side = next((s for s in ("收入", "支出") if opened and s in opened[0][:2]), "")
            side = side if opened and re.fullmatch(f"{side}(?:决算)?数?", opened[0]) else ""
            amounts = tuple((c, name.name) for c, name in known)
            growth = growth_column([columns[c] for c in values], values, words)
            blocks.append(Block(side, tuple(codes), tuple(labels), amounts, growth))
    if not three and not any(block.codes or block.labels for block in blocks):
        return Head()
    sides = [columns[b.labels[0]] == ("项目",) if b.labels else False for b in blocks]
    if len(blocks) == 2 and all(sides):
        blocks = [replace(b, side=s) for s, b in zip(("收入", "支出"), blocks, strict=True)]
    blocks = _sides_apart(blocks)
    unclear = three > 1 and _unclear(columns, roles)
    return Head(tuple(blocks), unclear, tuple(doubts))


def _sides_apart(blocks: Sequence[Block]) -> list[Block]:
    """Blocks of one side numbered: 支出 by function, and the same 支出 again by its nature."""
    counts: Counter[str] = Counter()
    apart = []
    for block in blocks:
        counts[block.side] += 1
        again = counts[block.side] if block.side else 1
        apart.append(replace(block, side=f"{block.side}{again}") if again > 1 else block)
    return apart


def _sub_headings(
    grid: Grid,
    first: int,
    columns: list[tuple[str, ...]],
    roles: Sequence[str],
    words: AccountWords,
) -> None:
    """Adds the words that a total row prints where its amounts should be: 合计|0|合计|基本支出."""
    if first >= len(grid.rows):
        return
    texts = [compact(text) for text in grid.texts[first]]
    if not any(text in _SUMS for text in texts[:4]):
        return
    found = [
        c
        for c, text in enumerate(texts[: len(columns)])
        if text and columns[c] and roles[c] == "" and words.column(text) not in (None, NOT_READ)
    ]
    if len(found) > 1:
        for c in found:
            columns[c] = tuple(dict.fromkeys((*columns[c], texts[c])))


def _holds_names(
    grid: Grid, first: int, column: int, path: Sequence[str], words: AccountWords
) -> bool:
    """Whether a column in front, with no heading that is known, names the rows: text, no figure."""
    if any(words.column(text) for text in path) or _holds_amounts(grid, first, column):
        return False
    cells = [compact(row[column]) for row in grid.texts[first:] if column < len(row)]
    return any(re.search("[\u4e00-\u9fff]", text) for text in cells)


def _holds_amounts(grid: Grid, first: int, column: int) -> bool:
    """Whether a column without a heading has a figure somewhere below the head."""
    return any(
        column < len(row) and is_number(row[column]) and not counts_columns(grid, first + r)
        for r, row in enumerate(grid.rows[first:])
    )


def _unclear(columns: Sequence[tuple[str, ...]], roles: Sequence[str]) -> bool:
    """Whether a 三公 item stands twice and the one column lacks the words that set it apart."""
    columns = [path if role == "" else () for path, role in zip(columns, roles, strict=True)]
    for left, one in enumerate(columns):
        for right in range(left + 2, len(columns)):
            other = columns[right]
            same = one and other and three_item(one) == three_item(other)
            apart = any(path not in (one, other) for path in columns[left + 1 : right])
            if same and apart and (set(one) <= set(other) or set(other) <= set(one)):
                return True
    return False


def _role(path: Sequence[str], words: AccountWords) -> str:
    """CODE, LABEL, or "" for a column of amounts."""
    texts = [text for text in path if words.column(text) != SUM]
    said = [words.column(text) for text in texts]
    if CODE in said and "名称" not in texts[-1]:
        return CODE
    return LABEL if said and said[-1] == LABEL else ""


_TOLD_BY = (
    ("收入支出决算总表", ("上级补助收入", "一般公共服务支出")),
    ("财政拨款“三公”经费支出决算表", ("因公出国", "公务接待")),
    ("收入决算表", ("上级补助收入", "事业收入")),
    ("支出决算表", ("上缴上级支出", "经营支出")),
    ("一般公共预算财政拨款基本支出决算表", ("工资福利支出", "商品和服务支出")),
    ("财政拨款收入支出决算总表", ("一、一般公共服务", "政府性基金预算", "合计")),
    ("收入支出决算总表", ("一、一般公共服务支出", "一般公共预算财政拨款收入")),
)
"""Kinds of table, each with the words that together only such a one has, the surest first."""


def kind_of_head(grid: Grid, start: int, first: int) -> str | None:
    """The table that a head without a title can only be; None where it could be several."""
    words = {text for path in paths(grid, start, first) for text in path}
    rows = grid.texts[first : first + 3]
    words |= {compact(text) for row in rows for text in row if text}
    words = {text for text in words if not COUNTED.search(text)}
    text = "/".join(words)
    if first <= start or "上年" in text:
        return None
    return next((kind for kind, signs in _TOLD_BY if all(sign in text for sign in signs)), None)
