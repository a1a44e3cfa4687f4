"""The heads of final-account tables: which columns hold codes, names and which amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from auditkit.errors import Issue
from auditkit.facts.accounts.figures import compact, is_number
from auditkit.files.grid import Grid, Source

LABELS = frozenset(("收入", "支出", "项目", "科目名称", "人员经费", "公用经费", "合计", "决算数"))

THREE_ITEMS = (
    ("因公出国(境)费", r"因公出国|出国\(境\)"),
    ("公务用车购置及运行维护费", r"公务用车购置(?:及|和|与)运行|公务用车费"),
    ("公务用车购置费", r"公务用车购置|购置费"),
    ("公务用车运行维护费", r"公务用车运行|运行(?:维护)?费"),
    ("公务接待费", r"公务接待"),
)
_CODE_HEAD = re.compile(r"(?:编码|代码|分类|^[类款项])(?:\(.*\))?$")
_LABEL_HEAD = re.compile(r"(?:项目|名称|科目)(?:\(.*\))?$")
_SUMS = ("合计", "小计", "总计")
# A sum under one of these is the sum of the whole row.
_PLAIN = ("收入", "支出", "项目", "本年支出", "决算数", "金额")
_COLUMNS = (
    (r"行次$", ""),
    (r"其中", ""),
    (r"年初(?:财政拨款)?结转(?:和|及)?结余", "年初结转和结余"),
    (r"年末(?:财政拨款)?结转(?:和|及)?结余", "年末结转和结余"),
    (r"本年(?:收入|支出)合计$|^(?:收入|支出)?合计$|本年支出(?:/[合小]计)?$", "合计"),
    (r"一般公共预算", "一般公共预算财政拨款"),
    (r"政府性基金", "政府性基金预算财政拨款"),
    (r"国有资本经营", "国有资本经营预算财政拨款"),
    (r"(?:全年|调整)(?:后)?预算", "全年预算数"),
    (r"预算数?$", "年初预算数"),
    (r"(?:决算数?|金额)$", "决算数"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that belong together: those of the code, of the name, and of each amount."""

    side: str
    codes: tuple[int, ...]
    labels: tuple[int, ...]
    values: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Head:
    """The blocks of a table side by side; no blocks where a page goes on without a head.

    `unclear` where the same sub-headings stand twice and nothing says which half is which.
    """

    blocks: tuple[Block, ...] = ()
    unclear: bool = False

    @property
    def columns(self) -> bool:
        return bool(self.blocks)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(name for block in self.blocks for _, name in block.values)


def first_data_row(grid: Grid, start: int) -> int:
    """The row below the head: the first with a code, an amount, a numbered item or a total."""
    for r in range(start, len(grid.rows)):
        texts = [compact(text) for text in grid.texts[r]]
        filled = [text for text in texts if text]
        if not filled or _counts(grid, r):
            continue
        if any(re.fullmatch(r"\d{3}(?:\d\d){0,2}", t) and t != "100" for t in filled):
            return r
        if any(re.fullmatch(r"-?[\d,]*\d\.\d+", text) for text in filled):
            return r
        if any(re.match(r"[一二三四五六七八九十]+、", text) for text in filled):
            return r
        if filled[0] in _SUMS and all(is_number(text) for text in filled[1:]):
            return r
        if all(is_number(text) for text in filled):
            return r
    return len(grid.rows)


def _counts(grid: Grid, row: int) -> bool:
    """Whether a row numbers the columns: 栏次 1 2 3."""
    texts = [compact(text) for text in grid.texts[row] if text]
    if "栏次" in texts:
        return True
    if len(texts) < 2 or not all(t.isdecimal() for t in texts) or int(texts[0]) > 60:
        return False
    return [int(t) for t in texts] == [int(texts[0]) + i for i in range(len(texts))]


def paths(grid: Grid, start: int, first: int) -> list[tuple[str, ...]]:
    """For every column the head texts above it, merged areas spread, from the top down."""
    width = max((len(row) for row in grid.rows[start:]), default=0)
    cells = [
        [compact(row[c]) if c < len(row) else "" for c in range(width)]
        for row in grid.texts[start:first]
    ]
    inside = [area for area in grid.merged if start <= area.top < first]
    for area in inside:
        text = cells[area.top - start][area.left]
        for r in range(area.top, min(area.bottom, first - 1) + 1):
            for c in range(area.left, min(area.right, width - 1) + 1):
                cells[r - start][c] = text
    kept = [r for r in range(len(cells)) if not _counts(grid, start + r)]
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


def read_head(grid: Grid, start: int, first: int) -> Head:
    """The head between two rows; empty where there is none."""
    columns = paths(grid, start, first)
    if first <= start or not any(columns):
        return Head()
    three = sum(
        any(re.search(words, text) for path in columns for text in path)
        for _, words in THREE_ITEMS
    )  # fmt: skip
    blocks: list[Block] = []
    codes: list[int] = []
    labels: list[int] = []
    values: list[tuple[int, str]] = []
    opened: tuple[str, ...] = ()

    def close() -> None:
        if values:
            side = next((s for s in ("收入", "支出") if opened and opened[0] == s), "")
            blocks.append(Block(side, tuple(codes), tuple(labels), tuple(values)))

    for c, path in enumerate(columns):
        role = _role(path)
        if role in ("code", "label"):
            if values:
                close()
                codes, labels, values = [], [], []
            if not codes and not labels:
                opened = path
            (codes if role == "code" else labels).append(c)
        elif path and (name := _three(path) if three > 1 else column_name(path)):
            values.append((c, name))
    close()
    if not three and not any(block.codes or block.labels for block in blocks):
        return Head()
    sides = [columns[b.labels[0]] == ("项目",) if b.labels else False for b in blocks]
    if len(blocks) == 2 and all(sides):
        blocks = [
            Block(side, b.codes, b.labels, b.values)
            for side, b in zip(("收入", "支出"), blocks, strict=True)
        ]
    return Head(tuple(blocks), three > 1 and _unclear(columns))


def _unclear(columns: Sequence[tuple[str, ...]]) -> bool:
    """Whether a 三公 item stands twice and the one column lacks the words that set it apart."""
    columns = [path if _role(path) == "value" else () for path in columns]
    for left, one in enumerate(columns):
        for right in range(left + 2, len(columns)):
            other = columns[right]
            same = one and other and three_item(one) == three_item(other)
            apart = any(path not in (one, other) for path in columns[left + 1 : right])
            if same and apart and (set(one) <= set(other) or set(other) <= set(one)):
                return True
    return False


def unclear_halves(where: Source, title: str) -> Issue:
    """The issue of a head whose halves (预算数, 决算数) nothing tells apart."""
    what = "表头的同名各栏分不清属于预算数还是决算数，整张表没有取用"
    remedy = "请在表头把“预算数”“决算数”各自与所属各栏合并，或对照原件手工填写"
    return Issue("accounts-left-out", where, what, title, remedy)


def _role(path: Sequence[str]) -> str:
    texts = [text for text in path if text not in _SUMS]
    if not texts:
        return "value"
    if any(_CODE_HEAD.search(text) for text in texts) and "名称" not in texts[-1]:
        return "code"
    return "label" if _LABEL_HEAD.search(texts[-1]) else "value"


def column_name(path: Sequence[str]) -> str:
    """The one name of a column, whatever the document calls it; "" for one that is not used.

    >>> column_name(("本年支出", "小计")), column_name(("本年收入合计",)), column_name(("金额",))
    ('合计', '合计', '决算数')
    """
    text = "/".join(path)
    for words, name in _COLUMNS:
        if re.search(words, text):
            return name
    last = path[-1]
    if last in _SUMS:
        last = path[-2] if len(path) > 1 else "合计"
        last = "合计" if last in _PLAIN else last
    return re.sub(r"\(.*?\)", "", last)


def _three(path: Sequence[str]) -> str:
    """A 三公 column as item|measure; 合计 where the path names no single item."""
    text = "/".join(path)
    measure = "决算数" if "决算" in text or "预算" not in text else "预算数"
    if re.search(r"上年", text):
        measure = "上年" + measure
    return f"{three_item(path) or '合计'}|{measure}"


def three_item(path: Sequence[str]) -> str | None:
    """Which part of the 三公经费 the most particular of some texts names."""
    for text in reversed(path):
        for item, words in THREE_ITEMS:
            if re.search(words, text):
                return item
    return None


def kind_of_head(grid: Grid, start: int, first: int) -> str | None:
    """The table that a head without a title can only be; None where it could be several."""
    words = {text for path in paths(grid, start, first) for text in path}
    rows = grid.texts[first : first + 3]
    words |= {compact(text) for row in rows for text in row if text}
    text = "/".join(words)
    signs = (
        ("财政拨款“三公”经费支出决算表", "因公出国.*公务接待|公务接待.*因公出国"),
        ("收入决算表", "上级补助收入.*事业收入|事业收入.*上级补助收入"),
        ("支出决算表", "上缴上级支出.*经营支出|经营支出.*上缴上级支出"),
        ("一般公共预算财政拨款基本支出决算表", "(?=.*工资福利支出)(?=.*商品和服务支出)"),
        ("财政拨款收入支出决算总表", "(?=.*一、一般公共服务)(?=.*政府性基金预算)(?=.*合计)"),
        ("收入支出决算总表", "(?=.*一、一般公共服务支出)(?=.*一般公共预算财政拨款收入)"),
    )  # fmt: skip
    if first <= start or "上年" in text:
        return None
    if re.search(r"上级补助收入", text) and re.search(r"一般公共服务支出", text):
        return "收入支出决算总表"
    return next((kind for kind, sign in signs if re.search(sign, text)), None)
