"""A row that the end of a page cuts: the rest of its name, its target or its labels stand on the
next page, beside cells that are blank there.

Word and browsers print so, and close the cell on both pages; only what the cells say tells the
rest of a row from the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from auditkit.form.indicators.draft import Line
from auditkit.form.log import ReadingLog
from auditkit.form.rows.alignment import Aligned
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.formula.target import parse_target

_PAGE = re.compile(r"第\d+页")
_MAY_GO_ON = frozenset({"level3", "explanation", "note", "reason"})
_POINTS = ("weight", "score")
_MAY_BE_CUT = _MAY_GO_ON | {"level1", "level2", "target", "actual"}
_VALUES = ("target", "actual", "weight", "score")
_PARTS = ("sign", "unit", "actual_sign", "actual_unit")
_FIGURES = frozenset({*_VALUES, *_PARTS, "adjusted", "rate"})
_OPENS, _CLOSES = re.compile("[（(]"), re.compile("[)）]")
_NAMES = {"level3": "名称", "target": "指标值", "actual": "完成值"}


def is_cut(last: FormRow | None, row: FormRow) -> bool:
    """Whether a row is the first of a page whose table goes on from the row before it."""
    if last is None or last.grid is row.grid or row.grid.style != "table":
        return False
    # What stands behind a table on its own page is no rest of it.
    pages = [_PAGE.match(one.grid.name) for one in (last, row)]
    return not all(pages) or len({page[0] for page in pages if page}) > 1


def rest_of_name(last: Aligned, cells: Aligned, known: Callable[[str], bool]) -> bool:
    """Whether the first row of a page is what is left of the last row of the page before.

    It is where it has no figure of its own, though that row had, and its name is none that is
    known; or where it closes the bracket that the name above left open.
    """
    name = squeeze(cells.text("level3"))
    if not name or known(name) or not last.text("level3"):
        return False
    if _left_open(last.text("level3")) > 0 > _left_open(name):
        return True
    return cells.cells.keys() <= _MAY_GO_ON and any(last.text(role) for role in _VALUES)


def joined(last: Aligned, row: FormRow, cells: Aligned, log: ReadingLog) -> Aligned:
    """The cells of the upper row with what the lower one adds to its name and its figures."""
    found = dict(last.cells)
    for role, (column, text) in cells.cells.items():
        if role in _MAY_GO_ON - {"level3"} or role.startswith(("level1", "level2", "group")):
            continue
        before = last.text(role)
        at = found[role][0] if role in found else column
        found[role] = at, before + (squeeze(text) if before else text)
        what = f"续接上一页“{squeeze(last.text('level3'))}”的{_NAMES.get(role, '内容')}"
        log.repair("跨页拼接", row.source(column), what, before, found[role][1])
    return replace(last, cells=found)


def rest_of_row(
    cells: Sequence[tuple[int, str]],
    last: Aligned,
    homes: Mapping[str, int],
    labels: Mapping[str, str],
    known: Callable[[str], bool],
) -> Aligned | None:
    """The first row of a page as what is left of the last row of the page before, whose `labels`
    stand above it by the role of their column; None where it is none."""
    return (
        _rest_as_it_stands(cells, last, homes, known)
        or _rest_of_figures(cells, last, homes, labels)
        or _rest_beside_label(cells, labels, homes, known)
    )


def _rest_as_it_stands(
    cells: Sequence[tuple[int, str]],
    last: Aligned,
    homes: Mapping[str, int],
    known: Callable[[str], bool],
) -> Aligned | None:
    """The first row of a page as the rest of the last row of the one before; None where it is none.

    Each of its cells stands in a column that the upper row fills, it has neither points nor a
    figure though that row had points, and none of its labels is whole.
    """
    if not any(last.text(role) for role in _POINTS):
        return None
    at_home = {column: role for role, column in homes.items()}
    placed = {at_home.get(column, ""): (column, text) for column, text in cells}
    if not placed.keys() <= _MAY_BE_CUT or any(known(squeeze(text)) for _, text in cells):
        return None
    figures = {role: placed[role][1] for role in ("target", "actual") if role in placed}
    # 1793.5 over 万元: where one figure is cut before its unit, the one beside it is cut too.
    cut = any(_is_unit_of(last.text(role), text) for role, text in figures.items())
    whole = any(parse_target(text).kind in ("quantity", "date") for text in figures.values())
    if whole and not cut:
        return None
    if "level3" not in placed and "target" in placed:
        return None
    return Aligned(placed, (), False)


def _rest_of_figures(
    cells: Sequence[tuple[int, str]],
    last: Aligned,
    homes: Mapping[str, int],
    labels: Mapping[str, str],
) -> Aligned | None:
    """The first row of a page as the figures of the last row of the one before, whose name and
    labels alone stand there; None where it is none.

    It has no name, no label but those of that row printed again (`labels`), and each of its
    figures stands in a column that the upper row leaves blank.
    """
    at_home = {column: role for role, column in homes.items()}
    placed = {at_home.get(column, ""): (column, text) for column, text in cells}
    figures = [role for role in _VALUES if role in placed]
    own = {role for role, label in labels.items() if role in placed and label}
    again = all(squeeze(placed[role][1]) == labels[role] for role in own)
    known = placed.keys() <= _FIGURES | _MAY_GO_ON - {"level3"} | own
    if not (figures and again and known and last.text("level3")):
        return None
    if any(last.text(role) for role in placed.keys() & _FIGURES):
        return None
    return Aligned({r: cell for r, cell in placed.items() if r not in own}, (), False)


def _rest_beside_label(
    cells: Sequence[tuple[int, str]],
    labels: Mapping[str, str],
    homes: Mapping[str, int],
    known: Callable[[str], bool],
) -> Aligned | None:
    """A row beside the rest of a label as it stands: the rest of the name stands there too.

    `labels` are those above by the role of their column. None where the row is no such rest.
    """
    at_home = {column: role for role, column in homes.items()}
    placed = {at_home.get(column, ""): (column, text) for column, text in cells}
    rests = any(
        role in placed and is_rest_of_label(above, squeeze(placed[role][1]), known, stands=False)
        for role, above in labels.items()
    )
    named = placed.keys() <= {*labels, "level3"} and "level3" in placed
    return Aligned(placed, (), False) if rests and named else None


def is_rest_of_label(above: str, below: str, known: Callable[[str], bool], *, stands: bool) -> bool:
    """Whether a label goes on one above: 服务对象满意 over 度指标, 效益指标（30分 over ）. `stands`
    says that its row is the rest of the last one of the page before."""
    if not (above and below) or known(below):
        return False
    return stands or known(above + below) or _left_open(above) > 0 > _left_open(below)


def _is_unit_of(above: str, below: str) -> bool:
    """Whether a text without a digit is the unit of the bare figure above it."""
    bare = re.fullmatch(r"[≥≤＝=<>＜＞]?[\d.,]+", above) and not re.search(r"\d", below)
    return bool(bare) and parse_target(above + below).kind == "quantity"


def _left_open(text: str) -> int:
    """How many brackets it opens and does not close; below 0, closes and does not open."""
    return len(_OPENS.findall(text)) - len(_CLOSES.findall(text))


def relabelled(line: Line, role: str, before: str, after: str) -> Line:
    """A line whose label is whole where it was cut."""
    if role == "level1":
        return replace(line, level1=after) if line.level1 == before else line
    return replace(line, level2=after) if line.level2 == before else line
