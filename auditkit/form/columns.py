"""The columns of an indicator table, known by their headings whatever their order or number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditkit.form.headingwords import heading_role, holds_names, is_side_label, target_rank
from auditkit.form.rows import FormRow, squeeze
from auditkit.formula.target import parse_target

# Where a form has two columns of one kind, the second may stand for its neighbour.
_SECOND = {"note": "explanation", "explanation": "note"}
_KNOWN = re.compile(
    r".*(?:前年|上年|去年|近[两二三]年|历史|20\d\d年?|复核|核定|评审|调整|占比|序号|绩效标准).*"
)
_FEWEST = 3
_TALLEST = 3
_LONGEST_SUB = 14
_PARTS = ("sign", "unit", "property", "direction")


def find_indicator_header(rows: Sequence[FormRow]) -> int | None:
    """The index of the row that heads the indicators, None where the form has no such table."""
    return next((i for i, row in enumerate(rows) if is_indicator_header(row)), None)


def is_indicator_header(row: FormRow) -> bool:
    roles = {heading_role(text) for _, text in row.cells}
    if "level3" not in roles and "level4" not in roles:
        return {"level2", "target"} <= roles and any(holds_names(t) for t in row.texts)
    if not roles & {"target", "level1"}:
        return False
    return len(roles - {None}) >= _FEWEST or "level1" in roles


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its lowest heading, the one above that it shares with others, and its role.

    `known` says that a column without a role is no surprise, like the values of past years.
    """

    at: int
    text: str
    group: str
    width: int
    role: str = ""

    @property
    def heading(self) -> str:
        return f"{squeeze(self.group)}／{squeeze(self.text)}" if self.group else squeeze(self.text)

    @property
    def known(self) -> bool:
        return bool(self.role) or bool(_KNOWN.fullmatch(self.heading))


@dataclass(frozen=True)
class Heading:
    """The columns by role, left to right; `height` is the number of rows the heading takes.

    `weight1` and `weight2` are the points of a whole 一级 or 二级; `further` are the columns that
    no indicator has a place for.
    """

    roles: tuple[tuple[str, int], ...]
    height: int
    further: tuple[Column, ...]

    def __contains__(self, role: str) -> bool:
        return any(name == role for name, _ in self.roles)


def read_heading(rows: Sequence[FormRow], above: Sequence[FormRow] = ()) -> Heading:
    """The heading `rows[0]` with the rows of sub-headings below it.

    The rows `above` hold the rest of a heading whose 一级, 二级, 三级 stand one row lower, and
    the labels over two sets of indicators side by side.
    """
    height = 1
    while height < min(_TALLEST, len(rows)) and _is_second(rows[height], rows[0]):
        height += 1
    columns = heading_columns(rows[:height])
    if above and not any(heading_role(c.text) == "target" for c in columns):
        columns = _with_row_above(columns, above[-1], rows[0])
    year, aside = _one_set(columns, above)
    roles, further = _roles(year)
    by_column = {c.at: c for c in columns}
    target = roles.get("target")
    if target is not None and _parts_follow(by_column[target], roles, rows[height:]):
        roles |= _parts(target, by_column[target].width)
    ordered = tuple(sorted(roles.items(), key=lambda item: item[1]))
    return Heading(ordered, height, tuple(sorted((*further, *aside), key=lambda c: c.at)))


def _roles(columns: Sequence[Column]) -> tuple[dict[str, int], list[Column]]:
    named = [c for c in columns if c.role]
    targets = sorted((c for c in named if c.role == "target"), key=lambda c: target_rank(c.heading))
    chosen = targets[0] if targets else None
    # Sign and unit go with their target where several targets have some of their own.
    named.sort(key=lambda c: c.role in _PARTS and chosen is not None and c.group != chosen.group)
    own = {c.at for role in _PARTS for c in [x for x in named if x.role == role][:1]}
    roles: dict[str, int] = {}
    further: list[Column] = []
    levels = [c for c in columns if c.role.startswith("level")]
    for column in sorted(columns, key=lambda c: c.at):
        role = column.role
        if role == "target" and column is not chosen:
            further.append(column)
            continue
        if role in _PARTS and column.at not in own:
            further.append(column)
            continue
        before = [c.role for c in levels if c.at < column.at]
        if role == "weight" and before and any(c.at > column.at for c in levels):
            role = f"weight{before[-1][-1]}"
        if not role or role in roles:
            role = _SECOND.get(role, "")
        if not role or role in roles:
            if roles or column.role or not is_side_label(column.text):
                further.append(column)
            continue
        roles[role] = column.at
    if "level4" in roles:
        # 四级 names the indicator then, 三级 the group that it stands in.
        if "level3" in roles:
            roles["group"] = roles.pop("level3")
        roles["level3"] = roles.pop("level4")
    return roles, further


def heading_columns(rows: Sequence[FormRow]) -> list[Column]:
    """The columns with their lowest heading, and the one that stands over several of them."""
    found: dict[int, Column] = {}
    for depth, row in enumerate(rows):
        upper = dict(found) if depth else {}
        for at, text in row.cells:
            width = _width(row, at, [c for c, _ in row.cells])
            over = max((c for c in upper if c <= at), default=None)
            group = ""
            if over is not None and (at < over + upper[over].width or row.grid.style == "text"):
                group = upper[over].text
            found[at] = Column(at, text, group, width)
    # What only stands over others is no column itself; it was overwritten by its first.
    names = [c for c in found.values() if heading_role(c.text) in ("level3", "level4")]
    columns: list[Column] = []
    for column in sorted(found.values(), key=lambda c: c.at):
        role = heading_role(column.text) or ""
        if not names and holds_names(column.text) and any(c.role == "level2" for c in columns):
            role, names = "level3", [column]
        columns.append(replace(column, role=role))
    return columns


def _with_row_above(columns: list[Column], above: FormRow, row: FormRow) -> list[Column]:
    """The columns whose heading stands one row higher: 绩效指标 over 一级, 二级, 三级."""
    if above.grid is not row.grid or not any(
        heading_role(text) == "target" for _, text in above.cells
    ):
        return columns
    taken, last = {c.at for c in columns}, max(c.at for c in columns)
    cells = [c for c, _ in above.cells]
    upper = [
        Column(at, text, "", _width(above, at, cells), heading_role(text) or "")
        for at, text in above.cells
        if at not in taken and at > last
    ]
    return [*columns, *upper]


def _one_set(
    columns: Sequence[Column], above: Sequence[FormRow]
) -> tuple[Sequence[Column], list[Column]]:
    """The indicators of the year where those of the whole period stand beside them, and the rest.

    Two sets of 二级, 三级 and 指标值 share the 一级; the labels above say which is the year's.
    """
    starts = [c.at for c in columns if c.role == "level3"]
    if len(starts) != 2:
        return columns, []
    begins = [
        max((c.at for c in columns if c.role == "level2" and c.at < at), default=at)
        for at in starts
    ]
    if begins[0] == begins[1]:
        begins[1] = starts[1]
    second = any(at >= begins[1] and "年度" in text for row in above[-6:] for at, text in row.cells)
    first_set = [c for c in columns if begins[0] <= c.at < begins[1]]
    second_set = [c for c in columns if c.at >= begins[1]]
    if not second:
        return [c for c in columns if c.at < begins[1]], second_set
    shared = [c for c in columns if c.at < begins[0]]
    return [*shared, *second_set], first_set


def _parts_follow(target: Column, roles: dict[str, int], rows: Sequence[FormRow]) -> bool:
    """Whether sign, value and unit stand in columns of their own below one heading."""
    taken = set(roles.values()) - {target.at}
    inner = range(target.at + 1, target.at + target.width)
    return 1 < target.width <= 3 and not taken & set(inner) and _filled(rows, target.at + 1)


def _parts(column: int, width: int) -> dict[str, int]:
    """The columns below one heading 年度指标值: value and unit, or sign, value and unit."""
    if width == 2:
        return {"target": column, "unit": column + 1}
    return {"sign": column, "target": column + 1, "unit": column + 2}


def _filled(rows: Sequence[FormRow], column: int) -> bool:
    return any(c == column for row in rows for c, _ in row.cells)


def _is_second(row: FormRow, first: FormRow) -> bool:
    """Whether a row heads the columns below one heading of the row above it."""
    if row.grid is not first.grid or is_indicator_header(row):
        return False
    name = next((c for c, t in first.cells if heading_role(t) in ("level3", "level4")), None)
    for area in row.grid.merged:
        if area.top <= first.index < row.index <= area.bottom and area.left == name:
            return True
    heads = {column for column, _ in first.cells}
    return (
        name is not None
        and all(column > name for column, _ in row.cells)
        and all(len(text) <= _LONGEST_SUB and _is_word(text) for text in row.texts)
        and any(column not in heads for column, _ in row.cells)
    )


def _is_word(text: str) -> bool:
    return heading_role(text) is not None or parse_target(text).kind == "quality"


def _width(row: FormRow, column: int, columns: Sequence[int]) -> int:
    """How many columns a heading stands over."""
    for area in row.grid.merged:
        if area.top <= row.index <= area.bottom and area.left == column:
            return area.right - area.left + 1
    # In a text nothing says how far a heading reaches but the next one.
    if row.grid.style == "text":
        after = [c for c in columns if c > column]
        return min(after) - column if after else 1
    return 1
