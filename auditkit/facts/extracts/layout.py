"""The one table of figures by the row (取数表): its columns, and the words that head them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditkit.facts.workbook.layout import heading_words, plain
from auditkit.files.grid import Grid


@dataclass(frozen=True, slots=True)
class ExtractColumn:
    """One column: its role, the words that may head it, and whether there must be one."""

    role: str
    words: tuple[str, ...]
    required: bool = False

    @property
    def heading(self) -> str:
        """The heading as it is written."""
        return self.words[0]


COLUMNS = (
    ExtractColumn("department", ("部门", "部门名称", "单位名称", "department")),
    ExtractColumn("year", ("年度", "会计年度", "year"), required=True),
    ExtractColumn("name", ("数据项", "数据项名称", "fact", "name"), required=True),
    ExtractColumn("value", ("数值", "金额", "value"), required=True),
    ExtractColumn("unit", ("单位", "计量单位", "unit")),
    ExtractColumn("source", ("来源", "出处", "数据来源", "source")),
    ExtractColumn("scope", ("指标", "指标名称", "indicator")),
    ExtractColumn("remark", ("备注", "remark")),
    ExtractColumn("confirmed", ("确认", "confirmed")),
    ExtractColumn("taken", ("提取时间", "taken")),
    ExtractColumn("query", ("查询", "query")),
    ExtractColumn("digest", ("结果校验值", "digest")),
)
"""The columns in the order in which they are written; only three must be there."""

BY_ROLE: Mapping[str, ExtractColumn] = {column.role: column for column in COLUMNS}
_ROLES = {plain(word).lower(): c.role for c in COLUMNS for word in c.words}
_LOOKED_AT = 30
_MONEY = re.compile("[十百千万亿]*元")


def role_of(heading: str) -> str:
    """The role that a heading gives its column, blank for none.

    >>> role_of("数值（万元）"), role_of("Year"), role_of("本年度")
    ('value', 'year', '')
    """
    return _ROLES.get(plain(heading_words(heading)).lower(), "")


def unit_in(heading: str) -> str:
    """The unit that a heading states in brackets, blank where it states none.

    >>> unit_in("数值（元）"), unit_in("数值")
    ('元', '')
    """
    found = re.search(r"[（(]\s*(?:单位[:：])?\s*([^（()）]+?)\s*[）)]", heading)
    return found[1] if found and _MONEY.fullmatch(found[1]) else ""


def roles_in(headings: Iterable[str]) -> dict[str, int]:
    """Where each role stands among the headings of a row, the first of its kind."""
    found: dict[str, int] = {}
    for column, heading in enumerate(headings):
        if role := role_of(heading):
            found.setdefault(role, column)
    return found


def head_of(grid: Grid) -> tuple[int, Mapping[str, int]] | None:
    """The row that heads a table of figures, and its columns; None where the grid has none.

    A sheet whose years are columns (本年度, 上年度) is no such table: it lacks 数值.
    """
    wanted = {column.role for column in COLUMNS if column.required}
    for row, texts in enumerate(grid.texts[:_LOOKED_AT]):
        columns = roles_in(texts)
        if wanted <= columns.keys():
            return row, columns
    return None


def columns_of(grid: Grid) -> Mapping[str, int] | None:
    """The columns alone, as `auditkit.files.celltext` asks for them."""
    found = head_of(grid)
    return found[1] if found else None


def is_extract(grids: Sequence[Grid]) -> bool:
    """Whether any of the grids holds a table of figures by the row."""
    return any(head_of(grid) is not None for grid in grids)


def wanted_headings() -> str:
    """The headings that there must be, then those that there may be."""
    must = "、".join(column.heading for column in COLUMNS if column.required)
    may = "、".join(column.heading for column in COLUMNS if not column.required)
    return f"{must}；另可有 {may}"
