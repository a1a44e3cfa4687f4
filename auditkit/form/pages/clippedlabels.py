"""Labels that the end of a page cuts in two: a spreadsheet prints them over the edge of both parts.

What stands in the middle of a merged cell may be printed with its rows on the next page alone; or
the lines that the page clips stand, in the file, over the heading that the next page repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from auditkit.files.grid import RULED_TABLE, Grid, Scalar
from auditkit.form.headings.words import heading_role
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import squeeze
from auditkit.rules.formwords import FormWords

_LABEL = "指标"


def with_labels_of_next_page(
    grids: Sequence[Grid], words: FormWords, log: ReadingLog
) -> list[Grid]:
    """The grids, a merged cell that is blank at a page's end with the label that the next begins
    with, which is told; and a repeated title without what is printed over it."""
    found = list(grids)
    tables = [i for i, grid in enumerate(found) if RULED_TABLE.fullmatch(grid.name)]
    for at, below in pairwise(tables):
        if len(found[at].rows[0]) == len(found[below].rows[0]):
            found[below] = _bare_title(found[at], found[below])
            found[below] = _whole_labels(found[at], found[below], words, log)
            found[at] = _labelled(found[at], found[below], words, log)
    return found


def _bare_title(above: Grid, grid: Grid) -> Grid:
    title, own = (_only(one.texts[0]) for one in (above, grid))
    if not title or not own.startswith(f"{title}\n"):
        return grid
    first = tuple(title if text == own else text for text in grid.rows[0])
    return replace(grid, rows=(first, *grid.rows[1:]))


def _only(row: Sequence[str]) -> str:
    filled = [text for text in row if text]
    return filled[0] if len(filled) == 1 else ""


def _labelled(grid: Grid, below: Grid, words: FormWords, log: ReadingLog) -> Grid:
    names = _names(grid, words)
    printed = {tuple(map(squeeze, row)) for row in grid.texts}
    start = next((r for r, row in enumerate(below.texts) if _bare(row) not in printed), None)
    if not names or start is None:
        return grid
    rows: list[list[Scalar]] = [list(row) for row in grid.rows]
    for area in grid.merged:
        label = below.texts[start][area.left]
        ends = area.left == area.right < names and area.bottom == len(rows) - 1 > area.top
        if ends and label and not grid.texts[area.top][area.left]:
            rows[area.top][area.left] = label
            what = "合并格跨页，标签印在下一页"
            log.repair("跨页拼接", below.source(start, area.left), what, "", squeeze(label))
    return replace(grid, rows=tuple(map(tuple, rows)))


def _whole_labels(above: Grid, grid: Grid, words: FormWords, log: ReadingLog) -> Grid:
    """The grid, the labels of its first row whole where they are the first line alone of those
    that the page before ends with: the page shows no more of them."""
    printed = {tuple(map(squeeze, row)) for row in above.texts}
    start = next((r for r, row in enumerate(grid.texts) if _bare(row) not in printed), None)
    names = _names(above, words)
    if start is None:
        return grid
    rows: list[list[Scalar]] = [list(row) for row in grid.rows]
    last = len(above.rows) - 1
    for area in above.merged:
        whole = squeeze(above.texts[area.top][area.left])
        own = squeeze(grid.texts[start][area.left])
        cut = own and own != whole and whole.startswith(own) and whole.endswith(_LABEL)
        if cut and area.left == area.right < names and area.bottom == last:
            rows[start][area.left] = whole
            what = "合并格跨页，本页只印出标签的前一行"
            log.repair("跨页拼接", grid.source(start, area.left), what, own, whole)
    return replace(grid, rows=tuple(map(tuple, rows)))


def _names(grid: Grid, words: FormWords) -> int:
    """The column of the names of indicators; 0 where the table has none."""
    heads = ((c, text) for row in grid.texts for c, text in enumerate(row) if text)
    return next((c for c, text in heads if heading_role(words, text) == "level3"), 0)


def _bare(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(squeeze, row))
