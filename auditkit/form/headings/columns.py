"""The columns of an indicator table, known by their headings whatever their order or number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditkit.errors import UnreadableFile
from auditkit.form.headings.column import Column, holds_figures
from auditkit.form.headings.contents import explained, with_sign_and_unit
from auditkit.form.headings.duties import goal_column
from auditkit.form.headings.grades import are_grades
from auditkit.form.headings.levels import aimed, levelled
from auditkit.form.headings.row import is_indicator_header, width_at
from auditkit.form.headings.sidebyside import one_set, with_names_of_sets
from auditkit.form.headings.valueparts import with_parts_below, with_parts_of_actual
from auditkit.form.headings.words import (
    NEVER_TARGET,
    SPAN_OF_YEARS,
    heading_role,
    is_side_label,
    target_rank,
)
from auditkit.form.rows.outside import is_beneath
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.formula.target import parse_target
from auditkit.rules.formwords import FormWords

_TALLEST = 3
_LONGEST_SUB = 14
_YEAR_ALONE = re.compile(r"20\d\d年?度?")


@dataclass(frozen=True)
class Heading:
    """The columns by role, left to right; `height` is the number of rows the heading takes.

    `weight1` and `weight2` are the points of a whole 一级 or 二级; `further` are the columns that
    no indicator has a place for. `guessed` holds the targets although its heading does not say so;
    `undecided` are the names of a second set, where nothing says which of the two is the year's.
    `columns` are all of the form's own year, as they are headed.
    """

    roles: tuple[tuple[str, int], ...]
    height: int
    further: tuple[Column, ...]
    guessed: Column | None = None
    undecided: Column | None = None
    columns: tuple[Column, ...] = ()

    def __contains__(self, role: str) -> bool:
        return any(name == role for name, _ in self.roles)


def read_heading(rows: Sequence[FormRow], above: Sequence[FormRow] = (), year: int = 0) -> Heading:
    """The heading `rows[0]` with the rows of sub-headings below it; `year` is the form's own.

    The rows `above` hold the rest of a heading whose 一级, 二级, 三级 stand one row lower, and the
    labels over two sets side by side. Raises UnreadableFile where no column names the indicators.
    """
    height = 1
    while height < min(_TALLEST, len(rows)) and _is_second(rows[height], rows[0]):
        height += 1
    # A heading merged over the rows below it makes no heading of them.
    for tall in range(height, 0, -1):
        if "level3" in (heading := _heading(rows, tall, above, year)):
            return heading
    raise UnreadableFile(str(rows[0].first), "表头没有指标名称一栏", "请补上“三级指标”")


def _heading(rows: Sequence[FormRow], height: int, above: Sequence[FormRow], year: int) -> Heading:
    words, body = rows[0].words, [row for row in rows[height:] if not is_beneath(row)]
    columns = _ranked(heading_columns(rows[:height]), words, year)
    if above and not {"target", "score"} <= {c.role for c in columns}:
        columns = _with_row_above(columns, above[-1], rows[0], year)
    if above:
        columns = _merged_down(columns, above[-1], rows[0], year)
    year = year or _latest(columns)
    columns = with_parts_of_actual(columns, words)
    columns = levelled(with_names_of_sets(columns, words, body, year), words, body)
    own, aside, undecided = one_set(columns, above, words, year)
    own, guessed = aimed(own, words, body)
    own = with_sign_and_unit(explained(own, body), body)
    roles, further = _roles(own, words)
    roles = with_parts_below(roles, own, body)
    ordered = tuple(sorted(roles.items(), key=lambda item: item[1]))
    named = [row for row in body if any(at == roles.get("level3") for at, _ in row.cells)]
    bare = _unheaded(own, set(roles.values()), named)
    if (goals := goal_column(rows)) is not None:
        bare += [c for c in own if c.at == goals and c not in further]
    unread = tuple(sorted((*further, *aside, *bare), key=lambda c: c.at))
    return Heading(ordered, height, unread, guessed, undecided, tuple(own))


def _roles(columns: Sequence[Column], words: FormWords) -> tuple[dict[str, int], list[Column]]:
    named = [c for c in columns if c.role]
    targets = sorted((c for c in named if c.role == "target"), key=lambda c: c.rank)
    chosen = targets[0] if targets and targets[0].rank < NEVER_TARGET else None
    # Sign and unit go with their target where several targets have some of their own.
    named.sort(key=lambda c: c.role in _PARTS and chosen is not None and c.group != chosen.group)
    own = {c.at for role in _PARTS for c in [x for x in named if x.role == role][:1]}
    roles: dict[str, int] = {}
    further: list[Column] = []
    levels = [c for c in columns if c.role.startswith("level")]
    for column in sorted(columns, key=lambda c: c.at):
        role = column.role
        if role == "target" and column is not chosen:
            further.append(replace(column, known=True))
            continue
        if role in _PARTS and column.at not in own:
            further.append(replace(column, known=True))
            continue
        before = [c.role for c in levels if c.at < column.at]
        if role == "weight" and before and any(c.at > column.at for c in levels):
            role = f"weight{before[-1][-1]}"
        if not role or role in roles:
            role = _SECOND.get(role, "")
        if not role or role in roles:
            if roles or column.role or not is_side_label(words, column.text):
                further.append(replace(column, known=column.known or bool(column.role)))
            continue
        roles[role] = column.at
    if "level4" in roles:
        # 四级 names the indicator then, 三级 the group that it stands in.
        if "level3" in roles:
            roles["group"] = roles.pop("level3")
        roles["level3"] = roles.pop("level4")
    return roles, further


# Where a form has two columns of one kind, the second may stand for its neighbour.
_SECOND = {"note": "explanation", "explanation": "note"}
_PARTS = ("sign", "unit", "property", "direction")


def heading_columns(rows: Sequence[FormRow]) -> list[Column]:
    """The columns with their lowest heading, and the one that stands over several of them."""
    found: dict[int, Column] = {}
    for depth, row in enumerate(rows):
        upper = dict(found) if depth else {}
        for at, text in row.cells:
            width = width_at(row, at, [c for c, _ in row.cells])
            over = max((c for c in upper if c <= at), default=None)
            group = ""
            if over is not None and (at < over + upper[over].width or row.grid.style == "text"):
                group = upper[over].text
            # What only stands over others is no column itself; its first overwrites it.
            found[at] = Column(at, text, group, width)
    return sorted(found.values(), key=lambda c: c.at)


def _ranked(columns: Sequence[Column], words: FormWords, year: int) -> list[Column]:
    """The columns with the roles that their headings have, and the ranks of the targets."""
    year = year or _latest(columns)
    ranked = []
    for column in columns:
        rank = target_rank(words, column.heading, year)
        role = _role(column, words, rank)
        known = any(
            words.plays("columns", r, text)
            for r in ("beside", "standard")
            for text in (column.heading, column.text)
        )
        known = known or (bool(column.group) and words.plays("columns", "worse", column.text))
        ranked.append(replace(column, role=role, known=known, rank=rank))
    # 分解目标 left of 一级目标 and 二级目标 is what stands over all of them, at the side.
    outer = next((c.at for c in ranked if c.role == "level1"), 0)
    again = {c.role for c in ranked if c.role.startswith("level") and c.at > outer}
    ranked = [
        replace(c, role="", known=True) if c.at < outer and c.role in again else c for c in ranked
    ]
    first = min((c.at for c in ranked if c.role.startswith("level")), default=0)
    # 年度绩效指标完成情况 left of all levels is the label at the side, not what was reached.
    return [
        replace(c, role="") if c.at < first and is_side_label(words, c.text) else c for c in ranked
    ]


def _latest(columns: Sequence[Column]) -> int:
    """The last year that headings state, 0 where none does; a span of years states none."""
    return max(
        (int(y) for c in columns for y in re.findall(r"20\d\d", SPAN_OF_YEARS.sub("", c.heading))),
        default=0,
    )


def _role(column: Column, words: FormWords, rank: int) -> str:
    """The role by the column's own heading, else by the one above: 指标值 over 上年 and 本年."""
    if column.group and words.plays("columns", "best", column.text):
        return "target"
    role = heading_role(words, column.text)
    if not role and _YEAR_ALONE.fullmatch(squeeze(column.text)):
        return "target"
    if role in ("target", "actual") and rank == NEVER_TARGET:
        return "target"  # of a past year: never the form's own
    over = heading_role(words, column.group) if column.group else ""
    if over != "target" or role not in ("", "actual"):
        return role
    if rank == NEVER_TARGET:
        return "target"
    aimed = re.search("预期|预计|计划|目标", column.text)
    if role or (re.search("实际|完成|实现", column.text) and not aimed):
        return "actual"
    return "target" if words.plays("period", "planned", column.text) else ""


def _with_row_above(columns: list[Column], above: FormRow, row: FormRow, year: int) -> list[Column]:
    """The columns whose heading stands one row higher: 绩效指标 over 一级, 二级, 三级."""
    words = row.words
    if above.grid is not row.grid or not any(
        heading_role(words, text) == "target" for _, text in above.cells
    ):
        return columns
    taken = {c.at for c in columns}
    # What goes over both rows stands behind the levels: 目标值 beside 历史标准 over its years.
    last = max(c.at for c in columns if c.role.startswith("level"))
    cells = [c for c, _ in above.cells]
    upper = [
        Column(at, text, "", width_at(above, at, cells))
        for at, text in above.cells
        if at not in taken and at > last
    ]
    return [*columns, *_ranked(upper, words, year)]


def _merged_down(columns: list[Column], above: FormRow, row: FormRow, year: int) -> list[Column]:
    """With the columns whose heading is merged over both rows: 指标说明 at the right of 绩效指标,
    which stands over 一级指标 to 度量单位."""
    if above.grid is not row.grid:
        return columns
    taken = {at for c in columns for at in range(c.at, c.at + c.width)}
    first, cells = min(c.at for c in columns), [c for c, _ in above.cells]
    upper = [
        Column(at, text, "", width_at(above, at, cells))
        for at, text in above.cells
        if at not in taken and at > first and _goes_over(above, row, at)
    ]
    return [*columns, *_ranked(upper, row.words, year)] if upper else columns


def _unheaded(columns: Sequence[Column], taken: set[int], rows: Sequence[FormRow]) -> list[Column]:
    """Columns of figures below a heading that stands over several, without one of their own.

    `rows` are those that name an indicator: a telephone number below the table is no column.
    """
    if not rows or rows[0].grid.style == "text":
        return []
    known = taken | {column.at for column in columns}
    return [
        Column(at, f"{squeeze(column.text)}（其下第{at - column.at + 1}栏，没有栏名）", "", 1)
        for column in columns
        for at in range(column.at + 1, column.at + column.width)
        if at not in known and holds_figures(rows, at)
    ]


def _goes_over(upper: FormRow, row: FormRow, column: int) -> bool:
    """Whether a cell that begins in a column is merged over both rows, the upper one above."""
    return any(
        area.left == column and area.top <= upper.index < row.index <= area.bottom
        for area in row.grid.merged
    )


def _is_second(row: FormRow, first: FormRow) -> bool:
    """Whether a row heads the columns below one heading of the row above it."""
    if row.grid is not first.grid:
        return False
    if are_grades(row):
        return True
    if is_indicator_header(row):
        roles = [{heading_role(r.words, text) for text in r.texts} for r in (first, row)]
        # What the upper row lacks stands below the headings of its sets: 三级指标 and 指标值.
        completes = "level3" in roles[1] - roles[0] and not roles[1] & {"level1", "level2"}
        return completes or not is_indicator_header(first)
    name = next(
        (c for c, t in first.cells if heading_role(row.words, t) in ("level3", "level4")), None
    )
    if name is not None and _goes_over(first, row, name):
        return True
    heads = {column for column, _ in first.cells}
    return (
        name is not None
        and all(column >= name for column, _ in row.cells)
        and all(len(text) <= _LONGEST_SUB and _is_word(row.words, text) for text in row.texts)
        and any(column not in heads for column, _ in row.cells)
    )


def _is_word(words: FormWords, text: str) -> bool:
    return (
        heading_role(words, text) != ""
        or words.plays("period", "planned", text)
        or parse_target(text).kind == "quality"
    )
