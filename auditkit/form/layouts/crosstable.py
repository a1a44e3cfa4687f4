"""Tables whose indicators stand across or in one cell, as tables of one indicator a row.

数量指标｜质量指标｜时效指标 may head columns, with indicators of a project in each of its cells;
or one cell says them all, 数量指标：…；质量指标：…. Cells keep the address of what they came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditkit.files.grid import Grid
from auditkit.form.headings.contents import LEVEL1_WORDS, LEVEL2_WORDS
from auditkit.form.headings.row import find_indicator_header
from auditkit.form.headings.treewords import COMMON_LEVEL1, COMMON_LEVEL2, EITHER
from auditkit.form.headings.words import heading_role
from auditkit.form.layouts.sentencecolumn import turned_or_told
from auditkit.form.layouts.sentences import groups_in, told_in
from auditkit.form.rows.rebuilt import Cell, Line, as_it_stands, put_together_anew, text_at
from auditkit.form.rows.rows import FormRows, squeeze
from auditkit.formula.target import parse_target
from auditkit.rules.formwords import FormWords

_FEWEST, _TALLEST = 3, 3
_LABELS = LEVEL2_WORDS | LEVEL1_WORDS
_HEADS = ("一级指标", "二级指标", "三级指标", "指标值")
_LONGEST_HEAD = 20


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of indicators: its levels, the name that heads it, and the role of what it holds."""

    at: int
    level1: str
    level2: str
    name: str = ""
    role: str = ""


_Indicator = tuple[Cell, Cell, Cell, Cell]


def one_a_row(grid: Grid, words: FormWords) -> Grid:
    """The grid with an indicator in each row; the grid itself where it is no such table."""
    if (turned := turned_or_told(grid, words)) is not None:
        return turned
    if any(
        _names_and_targets(row, words) and not _in_pairs(grid, r, words)
        for r, row in enumerate(grid.texts)
    ):
        return grid
    at = next((r for r, row in enumerate(grid.texts) if _labels_across(row)), None)
    if at is not None and _labels_across(grid.texts[at + 1] if at + 1 < len(grid.rows) else ()):
        at += 1  # 产出指标｜效益指标 over 数量指标｜质量指标｜社会效益指标
    if at is not None and not _heads_usually(grid.texts[: at + 1], words):
        return _from_across(grid, at, words)
    if (head := _heads_sentences(grid, words)) is not None:
        return _from_sentences(grid, *head)
    groups = [(r, c) for r, c, text in grid.cells() if groups_in(text)]
    if groups and any(groups_in(grid.texts[r][c]) > 1 for r, c in groups):
        return _from_cells(grid, groups, words)
    return grid


def _names_and_targets(row: Sequence[str], words: FormWords) -> bool:
    """Whether a row heads both the names and the targets, as in a table of one indicator a row."""
    roles = {heading_role(words, text) for text in row if text}
    return "level3" in roles and "target" in roles


def _in_pairs(grid: Grid, r: int, words: FormWords) -> bool:
    """Whether a heading of projects has 三级指标｜指标值 below each of the labels across."""
    above = grid.texts[r - 1] if r else ()
    roles = [role for text in grid.texts[r] if text and (role := heading_role(words, text))]
    pairs = len(roles) // 2
    again = pairs > 1 and roles == ["level3", "target"] * pairs and _labels_across(above)
    # 项目名称 goes over all rows of the heading, and may begin above the labels.
    heads = [text for row in grid.texts[max(r - _TALLEST, 0) : r + 1] for text in row]
    return again and any(words.plays("department", "project", text) for text in heads)


def _labels_across(row: Sequence[str]) -> bool:
    found = {label for text in row if text and (label := squeeze(text)) in _LABELS}
    # 满意度指标｜服务对象满意度指标｜服务对象满意度｜≥90% is one indicator with its levels.
    if {"产出指标", "效益指标"} <= found:
        return True
    apart = [label for label in found & LEVEL2_WORDS if "满意" not in label]
    return len(found) >= _FEWEST and len(apart) > 1


def _heads_usually(rows: Sequence[Sequence[str]], words: FormWords) -> bool:
    """Whether 三级指标 or 指标值 heads a column: labels across stand in the body then."""
    return any(heading_role(words, t) in ("level3", "target") for row in rows for t in row if t)


def _from_across(grid: Grid, at: int, words: FormWords) -> Grid:
    labels = [c for c, text in enumerate(grid.texts[at]) if squeeze(text) in _LABELS]
    upper = at > 0 and any(squeeze(text) in LEVEL1_WORDS for text in grid.texts[at - 1])
    top = at - upper
    labels += [
        c
        for c, text in enumerate(grid.texts[at - 1])
        if upper and squeeze(text) in LEVEL1_WORDS and not text_at(grid, at, c)
    ]
    labels.sort()
    ends = [*labels[1:], _end(grid, at, labels[-1])]
    columns: list[_Column] = []
    begin = at + 1
    named = _named_below(grid, begin, labels[0], ends[-1], words)
    begin += bool(named)
    for label, end in zip(labels, ends, strict=True):
        level1, level2 = _path(grid, at, label, upper)
        for c in range(label, end):
            name, role = named.get(c, ("", ""))
            if c == label or name or role:
                columns.append(_Column(c, level1, level2, name, role))
    # 项目名称 goes over all rows of the heading, and may begin higher than its own.
    while top and _reaches(grid, top - 1, at, labels[0]):
        top -= 1
    last = columns[-1].at
    beside = [c for r in range(top, len(grid.texts)) for c in range(len(grid.texts[r]))]
    left = [c for c in dict.fromkeys(beside) if c < labels[0]]
    right = [c for c in sorted(dict.fromkeys(beside)) if c > last]
    heads = {c: _lowest(grid, top, begin, c) for c in (*left, *right)}
    return _written(grid, top, begin, heads, labels[0], columns)


def _from_cells(grid: Grid, groups: Sequence[tuple[int, int]], words: FormWords) -> Grid:
    """Where a cell says all indicators of its row: a column of such cells, or one label's own."""
    if find_indicator_header(FormRows([grid], words)) is not None:
        return grid
    column = groups[0][1]
    rows = [r for r, c in groups if c == column]
    head = next((r for r in range(rows[0] - 1, -1, -1) if _is_head(grid, r, column, words)), None)
    if head is None or len(rows) != len(groups):
        return _beside_labels(grid, groups)
    return _from_sentences(grid, head, column)


def _heads_sentences(grid: Grid, words: FormWords) -> tuple[int, int] | None:
    """The heading of projects and the column below it that tells the indicators of each in
    sentences: 项目名称｜预算｜年度目标｜绩效指标; None in any other table."""
    for r, row in enumerate(grid.texts[:-1]):
        named = [c for c, t in enumerate(row) if t and words.plays("department", "project", t)]
        told = [c for c, t in enumerate(row) if t and words.plays("columns", "name", t)]
        if not named or not told or told[-1] <= named[0] or heading_role(words, row[told[-1]]):
            continue
        if any(heading_role(words, t) for t in row if t):
            continue
        below = [
            text
            for other in range(r + 1, len(grid.rows))
            if (text := text_at(grid, other, told[-1]))
        ]
        measured = sum(
            any(
                one.name != one.target and parse_target(one.target).value is not None
                for one in told_in(text)
            )
            for text in below
        )
        if below and measured * 5 >= len(below) * 3:
            return r, told[-1]
    return None


def _from_sentences(grid: Grid, head: int, column: int) -> Grid:
    beside = sorted({c for row in grid.texts[head:] for c in range(len(row)) if c != column})
    heads = {c: Cell(grid.rows[head][c], head, c) for c in beside if text_at(grid, head, c)}
    return _written(grid, head, head + 1, heads, column, [_Column(column, "", "")])


def _beside_labels(grid: Grid, groups: Sequence[tuple[int, int]]) -> Grid:
    """The rows 绩效指标｜数量指标：…；质量指标：… as a table of their own, in their place."""
    first, last = groups[0][0], groups[-1][0]
    lines = [as_it_stands(grid, r) for r in range(first)]
    at = max(1, min(c for _, c in groups))
    lines.append({at + i: Cell(h, first, groups[0][1]) for i, h in enumerate(_HEADS)})
    for r in range(first, last + 1):
        held = [c for row, c in groups if row == r]
        if not held:
            lines.append(as_it_stands(grid, r))
        label = next((squeeze(t) for t in grid.texts[r][: held[0]] if t), "") if held else ""
        above = label if label in LEVEL1_WORDS else ""
        for c in held:
            column = _Column(c, above, "")
            lines += [_placed(at, one) for one in _indicators(grid, r, [column])]
    lines += [as_it_stands(grid, r) for r in range(last + 1, len(grid.rows))]
    return put_together_anew(grid, lines, first)


def _written(
    grid: Grid,
    top: int,
    begin: int,
    heads: Mapping[int, Cell],
    first: int,
    columns: Sequence[_Column],
) -> Grid:
    """The rows above, the heading, a row for each indicator with what is beside it, the rest."""
    lines = [as_it_stands(grid, r) for r in range(top)]
    right = [c for c in heads if c > first]
    moved = {c: c for c in heads if c < first} | {c: first + 4 + i for i, c in enumerate(right)}
    heading = {moved[c]: cell for c, cell in heads.items()}
    label = Cell("", begin - 1, columns[0].at)
    lines.append(heading | {first + i: replace(label, value=h) for i, h in enumerate(_HEADS)})
    for r in range(begin, len(grid.rows)):
        beside = {moved[c]: Cell(grid.rows[r][c], r, c) for c in moved if text_at(grid, r, c)}
        found = list(_indicators(grid, r, columns))
        if not found:
            lines.append(beside or as_it_stands(grid, r))
        for one in found:
            lines.append(beside | _placed(first, one))
            beside = {}
    return put_together_anew(grid, lines, top)


def _indicators(grid: Grid, r: int, columns: Sequence[_Column]) -> Iterator[_Indicator]:
    """The indicators in the cells of a row; a name and its target may stand beside each other."""
    cells = [(c, text_at(grid, r, c.at)) for c in columns]
    if sum(map(bool, (text for text in grid.texts[r]))) == 1 and len(columns) > 1:
        return  # a note below the table
    pending: tuple[_Column, str] | None = None
    for column, text in cells:
        if column.role == "level3":
            pending = (column, text) if text else None
        elif column.role == "target":
            if pending and pending[1]:
                yield _made(pending[0], r, pending[1], text, column.at)
            pending = None
        elif column.name:
            if text:
                yield _made(column, r, column.name, text, column.at)
        elif text and parse_target(text).kind != "none":
            for told in told_in(text, column.level1, column.level2):
                found = replace(column, level1=told.level1, level2=told.level2)
                yield _made(found, r, told.name, told.target, column.at)


def _made(column: _Column, r: int, name: str, target: str, at: int) -> _Indicator:
    return (
        Cell(column.level1, r, column.at),
        Cell(column.level2, r, column.at),
        Cell(name, r, column.at),
        Cell(target, r, at),
    )


def _named_below(
    grid: Grid, r: int, first: int, end: int, words: FormWords
) -> dict[int, tuple[str, str]]:
    """What the row below the levels says of its columns: 指标内容｜指标值, or the names of the
    indicators themselves where all rows below hold their targets."""
    if r + 1 >= len(grid.rows):
        return {}
    inner = {c: text for c in range(first, end) if (text := text_at(grid, r, c))}
    roles = {c: _sub_role(words, text) for c, text in inner.items()}
    if {"level3", "target"} <= set(roles.values()):
        return {c: ("", role) for c, role in roles.items() if role}
    if not inner or any(parse_target(text).kind in ("quantity", "date") for text in inner.values()):
        return {}
    values = [text_at(grid, below, c) for below in range(r + 1, len(grid.rows)) for c in inner]
    values = [text for text in values if text]
    aimed = sum(parse_target(text).kind in ("quantity", "date") for text in values)
    return {c: (text, "") for c, text in inner.items()} if aimed * 2 > len(values) else {}


def _sub_role(words: FormWords, text: str) -> str:
    role = heading_role(words, text)
    if role in ("level3", "target"):
        return role
    return "level3" if words.plays("columns", "name", text) or text == "内容" else ""


def _path(grid: Grid, at: int, column: int, upper: bool) -> tuple[str, str]:
    text = squeeze(text_at(grid, at, column))
    over = ""
    if upper:
        row = grid.texts[at - 1]
        over = next(
            (squeeze(row[c]) for c in range(min(column, len(row) - 1), -1, -1) if row[c]), ""
        )
        over = over if over in LEVEL1_WORDS else ""
    full = text if text.endswith(("指标", "目标")) or not text else f"{text}指标"
    if full in COMMON_LEVEL1 and full not in EITHER and not over:
        return full, ""
    if not text or (full in EITHER and over in ("", full)):
        return over or full, ""
    return over or COMMON_LEVEL2.get(full, COMMON_LEVEL2.get(text, "")), full


def _is_head(grid: Grid, r: int, column: int, words: FormWords) -> bool:
    texts = [text for text in grid.texts[r] if text]
    text = squeeze(text_at(grid, r, column))
    about = any(word in text for word in ("指标", "目标", "绩效"))
    short = all(len(one) <= _LONGEST_HEAD for one in texts)
    return len(texts) >= _FEWEST and about and short and not any(map(groups_in, texts))


def _reaches(grid: Grid, r: int, at: int, first: int) -> bool:
    return any(a.top == r and a.bottom >= at and a.left < first for a in grid.merged)


def _lowest(grid: Grid, top: int, begin: int, column: int) -> Cell:
    r = next((r for r in range(begin - 1, top - 1, -1) if text_at(grid, r, column)), top)
    return Cell(text_at(grid, r, column), r, column)


def _end(grid: Grid, at: int, label: int) -> int:
    """The column behind a label and all that it is merged over."""
    return next(
        (a.right + 1 for a in grid.merged if a.left == label and a.top <= at <= a.bottom), label + 1
    )


def _placed(first: int, one: _Indicator) -> Line:
    return {first + i: cell for i, cell in enumerate(one) if cell.value}
