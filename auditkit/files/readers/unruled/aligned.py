"""Tables printed without ruling lines: columns and rows by where the words stand.

Segments are words that stand apart on one line. The line of most segments gives the columns, the
lines around it that fit them are the table; `rows` finds its rows. Only what has the
headings of indicators is taken for a table, since prose and lists are set in columns as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from auditkit.files.grid import Grid
from auditkit.files.readers.pdfpage.glyphs import Char, lines_of, rows_of
from auditkit.files.readers.pdfpage.grids import Cell
from auditkit.files.readers.unruled.bandrows import Rule
from auditkit.files.readers.unruled.beginnings import begun_anew, heads_levels, heads_tasks, states
from auditkit.files.readers.unruled.columnspans import (
    HEAD_ALONE,
    divided,
    joined,
    take,
    twice,
    unglued,
)
from auditkit.files.readers.unruled.pieces import left_edges, pieces_of
from auditkit.files.readers.unruled.rows import rows_of_table
from auditkit.files.readers.unruled.segments import (
    Line,
    Span,
    Upright,
    segmented,
    upright_spans,
)

# In sizes of type: how close the next line of a text follows.
_CLOSE = 2.2
_FEWEST_COLUMNS = 3
_HEADINGS = re.compile(
    r"[一二三四](?:级|級)(?:(?:绩效)?指标|目标).{0,4}|.{0,8}(?:指标|目标)值.{0,8}|.{0,6}(?:完成|实现|实际)值.{0,4}"
    r"|指标(?:名称|内容)|分值|得分"
)
_FEWEST_HEADINGS = 3
_LOOSE = 3
_FIGURE = re.compile(r"\d")
_EDGE = 2
# More is no table of a form, and would take long.
_MOST_LINES, _MOST_SEGMENTS = 300, 1500


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table at the end of a page, and whether its labels stand in the middle of
    their rows; of a ruled table of indicators where its columns begin, and its right edge.

    `edges` are the first and last lines of the page without their figures: running heads. `tasks`
    says that the table is of other things than indicators.
    """

    spans: tuple[Span, ...] = ()
    centred: bool = False
    ruled: tuple[float, ...] = ()
    edges: frozenset[str] = frozenset()
    tasks: bool = False


NO_COLUMNS = Columns()


Part = tuple[Sequence[Line], Sequence[Span]]
"""Lines of a page, and the columns that they are in; none for text."""


def aligned_grids(
    file: str,
    sha256: str,
    page: str,
    chars: Sequence[Char],
    rules: Sequence[Rule],
    uprights: Sequence[Upright],
    before: Columns,
) -> tuple[list[Grid], Columns]:
    """The unruled tables of a page and the text around them; none where no table is found.

    `before` are the columns of a table at the end of the page before, which may go on here
    without a heading of its own. With them come the columns of the last table of this page.
    """
    lines = [line for row in rows_of(chars) if (line := segmented(row, uprights))]
    crowded = len(lines) > _MOST_LINES or sum(map(len, lines)) > _MOST_SEGMENTS
    if crowded or (not before.spans and not _headed(lines)):
        return [], NO_COLUMNS
    grids: list[Grid] = []
    columns = NO_COLUMNS
    text: list[Char] = []
    number = 0

    def close_text() -> None:
        if text:
            name = f"{page} 表{max(number, 1)}{'后' if number else '前'}"
            rows = tuple((line,) for _, line in lines_of(text))
            grids.append(Grid(file, sha256, "table", name, rows))
            text.clear()

    if before.tasks and any(map(heads_levels, lines)):
        before = replace(before, spans=())
    edges = frozenset(map(_bare, [*lines[:_EDGE], *lines[-_EDGE:]]))
    above, inner, below = _without_edges(lines, before.edges)
    for part, spans in [(above, ()), *_parts(inner, before.spans, uprights), (below, ())]:
        goes_on = spans == before.spans
        rows = rows_of_table(part, spans, rules, before.centred if goes_on else None)
        if rows is None:
            text += [char for line in part for segment in line for char in segment.chars]
            continue
        close_text()
        number += 1
        name = f"{page} 表{number}"
        grids.append(
            Grid(file, sha256, "table", name, rows.texts, rows.merged, unruled=rows.unsure)
        )
        heads = any(map(heads_levels, part)) or (goes_on and not before.tasks)
        columns = Columns(tuple(spans), rows.centred, edges=edges, tasks=not heads)
    close_text()
    if not number:
        return [], NO_COLUMNS
    tasks = any(map(heads_tasks, lines))
    if not before.spans and not tasks and not heads_indicators(grids):
        return [], NO_COLUMNS
    return grids, columns


def _bare(line: Line) -> str:
    return re.sub(r"\d+", "#", "".join(segment.text for segment in line))


def _without_edges(
    lines: Sequence[Line], edges: Collection[str]
) -> tuple[Sequence[Line], Sequence[Line], Sequence[Line]]:
    """The lines of a page, before and behind them those that the page before begins or ends
    with."""
    begin, end = 0, len(lines)
    while begin < min(_EDGE, end) and _bare(lines[begin]) in edges and len(lines[begin]) == 1:
        begin += 1
    while end > max(begin, len(lines) - _EDGE) and _bare(lines[end - 1]) in edges:
        if len(lines[end - 1]) > 1:
            break
        end -= 1
    return lines[:begin], lines[begin:end], lines[end:]


def loose_rows(chars: Sequence[Char], tables: Sequence[Sequence[Cell]]) -> bool:
    """Whether rows of several words stand outside all ruled tables, as those that are not shaded
    do between shaded ones."""
    outside = [
        char
        for char in chars
        if not any(
            left <= char["x0"] <= right and top <= char["top"] + 0.5 * char["size"] <= bottom
            for cells in tables
            for left, top, right, bottom in cells
        )
    ]
    lines = [segmented(row) for row in rows_of(outside)]
    return sum(len(line) >= _FEWEST_COLUMNS for line in lines) >= _LOOSE


def rows_in_cells(chars: Sequence[Char], tables: Sequence[Sequence[Cell]]) -> bool:
    """Whether cells hold rows of names and figures, as those between shaded rows do, or below the
    ruled heading of a table with lines down alone."""
    cells = [cell for table in tables for cell in table]
    found = 0
    for line in map(segmented, rows_of(chars)):
        if len(line) < _FEWEST_COLUMNS:
            continue
        y = line[0].y - 0.35 * line[0].size
        for left, _, right, _ in (cell for cell in cells if cell[1] <= y <= cell[3]):
            inside = [s for s in line if left <= s.x0 <= right]
            figures = sum(_FIGURE.search(segment.text) is not None for segment in inside)
            found += len(inside) >= _FEWEST_COLUMNS and figures >= _FEWEST_COLUMNS - 1
    return found >= _LOOSE


def heads_indicators(grids: Sequence[Grid]) -> bool:
    """Whether some cells of tables are headings of indicators, as no other document has them."""
    cells = {cell for grid in grids for row in grid.texts for cell in row}
    return sum(map(_is_heading, cells)) >= _FEWEST_HEADINGS


def _is_heading(text: str) -> bool:
    return bool(_HEADINGS.fullmatch(re.sub(r"\s", "", text)))


def _headed(lines: Sequence[Line]) -> bool:
    """Whether some line may be the heading of indicators or of tasks; only then is a table looked
    for."""
    return any(
        len(line) >= _FEWEST_COLUMNS
        and (any("指标" in s.text or "值" in s.text for s in line) or heads_tasks(line))
        for line in lines
    )


def _parts(
    lines: Sequence[Line],
    before: Sequence[Span],
    uprights: Sequence[Upright] = (),
    fewest: int = _FEWEST_COLUMNS,
) -> list[Part]:
    """The lines of a page from above, in tables with their columns and text without."""
    if not lines:
        return []
    fixed = upright_spans(lines, uprights)
    if len(fixed) >= _FEWEST_COLUMNS:
        top, bottom = min(u[1] for u in uprights), max(u[2] for u in uprights)
        inside = [top <= line[0].y <= bottom for line in lines]
        begin, end = inside.index(True), len(lines) - inside[::-1].index(True)
        return [
            *_parts(lines[:begin], ()),
            (lines[begin:end], tuple(fixed)),
            *_parts(lines[end:], ()),
        ]
    if before and (taken := _fitting(lines, before)):
        return [(lines[:taken], before), *_parts(lines[taken:], ())]
    whole = _parts_around(lines, fewest)
    begun = begun_anew(lines)
    if begun and _rows_over_columns(whole, lines[begun[0]][0].y):
        cuts = pairwise([0, *begun, len(lines)])
        return [part for a, b in cuts for part in _parts_around(lines[a:b], fewest)]
    return [part for lines, spans in whole for part in _forms_apart(lines, spans)]


def _forms_apart(lines: Sequence[Line], spans: Sequence[Span]) -> Iterator[Part]:
    """A table of several forms below each other cut where each but the first begins: at what it
    states above its headings."""
    heads = [i for i, line in enumerate(lines) if heads_levels(line)] if spans else []
    begin = 0
    for head in heads[1:]:
        above = head
        while above > begin and states(lines[above - 1]):
            above -= 1
        if above < head:
            yield lines[begin:above], spans
            yield lines[above:head], ()
            begin = head
    yield lines[begin:], spans


def _rows_over_columns(parts: Sequence[Part], top: float) -> bool:
    """Whether rows from a height on that fill most columns have words over several of them: then
    those columns are of the table above."""
    return any(
        piece.left != piece.right
        for lines, spans in parts
        for line in lines
        if line[0].y >= top and len(line) * 2 >= len(spans) > 0
        for piece in pieces_of(line, spans, left_edges(lines, spans))
    )


def _parts_around(lines: Sequence[Line], fewest: int) -> list[Part]:
    """The table around the fullest line, and what stands above and below it."""
    most = max(map(len, lines))
    if most < fewest:
        return [(lines, ())]
    top, bottom, spans = _around(lines, next(i for i, x in enumerate(lines) if len(x) == most))
    part = (lines[top : bottom + 1], spans)
    # Beside a table two columns are one as well: labels and what is said of them.
    above = _parts(lines[:top], (), fewest=2)
    return [*above, part, *_parts(lines[bottom + 1 :], (), fewest=2)]


def _around(lines: Sequence[Line], at: int) -> tuple[int, int, list[Span]]:
    """The first and last line of the table around the fullest line, and its columns."""
    spans = [Span(s.x0, s.x1, {at}) for s in lines[at]]
    top = bottom = at
    for step in (1, -1):
        while 0 <= (nxt := (bottom if step > 0 else top) + step) < len(lines):
            if twice(lines[nxt], spans):
                spans = unglued(spans, lines[top : bottom + 1], lines[nxt])
            if twice(lines[nxt], spans):
                spans = divided(spans, lines[top : bottom + 1], least=2)
            if not take(lines[nxt], nxt, spans):
                break
            top, bottom = min(top, nxt), max(bottom, nxt)
    while top < at and (states(lines[top]) or _apart(lines[top], lines[top + 1])):
        top += 1
    while bottom > at and len(lines[bottom]) == 1 and not _close(lines[bottom - 1], lines[bottom]):
        bottom -= 1
    while bottom > at and states(lines[bottom]):
        bottom -= 1
    return (
        top,
        bottom,
        divided(
            joined(spans, lines[top : bottom + 1]), lines[top : bottom + 1], least=HEAD_ALONE + 1
        ),
    )


def _fitting(lines: Sequence[Line], spans: Sequence[Span]) -> int:
    """How many lines from the top of a page go on with the table of the page before."""
    count = 0
    for line in lines:
        if twice(line, spans):
            break
        count += 1
    many = sum(len(line) >= _FEWEST_COLUMNS - 1 for line in lines[:count])
    return count if many else 0


def _apart(line: Line, below: Line) -> bool:
    """Whether one word stands farther above a line than the rows of one text do."""
    return len(line) == 1 and below[0].y - line[0].y > line[0].size


def _close(above: Line, line: Line) -> bool:
    """Whether a line follows the one above as closely as the next line of one text."""
    return line[0].y - above[0].y <= _CLOSE * line[0].size
