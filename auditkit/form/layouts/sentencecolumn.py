"""Tables with their headings at the left, and those whose last column tells name and target.

一级指标｜产出指标｜效益指标 over 三级指标｜…｜… goes across; below 一级指标｜二级指标｜指标内容
may stand 清扫道路不少于320万平方米, several of them in one cell.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditkit.files.grid import Grid
from auditkit.form.headings.contents import LEVEL2_WORDS
from auditkit.form.headings.words import heading_role
from auditkit.form.layouts.sentences import told_in
from auditkit.form.rows.rebuilt import Cell, Line, as_it_stands, put_together_anew, text_at
from auditkit.formula.target import parse_target
from auditkit.rules.formwords import FormWords

_LEVELS = frozenset({"level1", "level2"})
_BESIDE = frozenset({"actual", "score", "weight", "rate", "reason", "note", "explanation"})
_MEASURED = ("quantity", "date")


def turned_or_told(grid: Grid, words: FormWords) -> Grid | None:
    """The table with its headings at the top, a name and a target in each row; None where it has
    that already, or is no table of indicators."""
    for r, row in enumerate(grid.texts):
        roles = {c: role for c, t in enumerate(row) if t and (role := heading_role(words, t))}
        levels = [c for c, role in roles.items() if role in _LEVELS]
        levels = levels or [c for c, t in enumerate(row) if t and _is_level(grid, r, c, words)]
        if not levels:
            continue
        if (down := _headings_below(grid, r, levels[0], words)) and "target" not in roles.values():
            return _turned(grid, r, levels[0], down)
        return _told(grid, r, max(levels), roles, words)
    return None


def _headings_below(grid: Grid, r: int, c: int, words: FormWords) -> int:
    """How many rows a column of headings goes down, names and targets among them; else 0."""
    roles: list[str] = []
    while r + len(roles) < len(grid.texts):
        role = heading_role(words, text_at(grid, r + len(roles), c))
        if not role or role in roles:
            break
        roles.append(role)
    return len(roles) if {"level3", "target"} <= set(roles) else 0


def _turned(grid: Grid, r: int, c: int, height: int) -> Grid:
    lines = [as_it_stands(grid, row) for row in range(r)]
    width = max(len(row) for row in grid.texts[r : r + height])
    for column in range(c, width):
        line = {
            c + i: Cell(grid.rows[r + i][column], r + i, column)
            for i in range(height)
            if text_at(grid, r + i, column)
        }
        if line:
            lines.append(line)
    lines += [as_it_stands(grid, row) for row in range(r + height, len(grid.rows))]
    return put_together_anew(grid, lines, r)


def _is_level(grid: Grid, r: int, c: int, words: FormWords) -> bool:
    """Whether 指标类别 heads the labels of the common tree."""
    if not words.plays("columns", "level", grid.texts[r][c]):
        return False
    below = [t for row in range(r + 1, len(grid.texts)) if (t := text_at(grid, row, c))]
    return bool(below) and sum(t in LEVEL2_WORDS for t in below) * 2 >= len(below)


def _told(grid: Grid, r: int, last: int, roles: Mapping[int, str], words: FormWords) -> Grid | None:
    heads = {c: t for c, t in enumerate(grid.texts[r]) if t}
    below = {heading_role(words, t) for row in grid.texts[r + 1 : r + 2] for t in row if t}
    if "target" in roles.values() or below & {"level3", "target"}:
        return None
    right = [c for c in heads if c > last]
    if not right or roles.get(right[0], "level3") not in ("level3", "explanation"):
        return None
    at, *others = right
    cells = {row: text for row in range(r + 1, len(grid.texts)) if (text := text_at(grid, row, at))}
    told = [_measures(text) for text in cells.values()]
    if not told or sum(told) * 5 < len(told) * 3:
        return None
    if any(_holds_targets(grid, r, c) for c in others if roles.get(c) not in _BESIDE):
        return None
    return _written(grid, r, at, cells)


def _measures(text: str) -> bool:
    told = [*told_in(text)]
    return any(t.name != t.target and parse_target(t.target).kind in _MEASURED for t in told)


def _holds_targets(grid: Grid, r: int, c: int) -> bool:
    texts = [t for row in range(r + 1, len(grid.texts)) if (t := text_at(grid, row, c))]
    found = sum(parse_target(t).kind in _MEASURED for t in texts)
    return bool(texts) and found * 2 > len(texts)


def _written(grid: Grid, r: int, at: int, cells: Mapping[int, str]) -> Grid:
    lines = [as_it_stands(grid, row) for row in range(r)]
    heading = _moved(as_it_stands(grid, r), at)
    head = heading[at]
    lines.append(heading | {at: _as(head, "三级指标"), at + 1: _as(head, "指标值")})
    for row in range(r + 1, len(grid.rows)):
        line = as_it_stands(grid, row)
        told = [*told_in(cells[row])] if row in cells else []
        if not told:
            lines.append(_moved(line, at))
            continue
        beside = _moved(line, at)
        for one in told:
            told_at = line[at]
            lines.append(beside | {at: _as(told_at, one.name), at + 1: _as(told_at, one.target)})
            beside = {}
    return put_together_anew(grid, lines, r)


def _as(cell: Cell, text: str) -> Cell:
    return Cell(text, cell.row, cell.column)


def _moved(line: Line, at: int) -> Line:
    """The cells with room for a column behind `at`."""
    return {c + (c > at): cell for c, cell in line.items()}
