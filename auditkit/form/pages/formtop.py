"""Which of the rows above a form's tables are its own, where other tables stand before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.files.grid import Grid
from auditkit.form.declaration import Unread
from auditkit.form.headings.treewords import COMMON_LEVEL1, COMMON_LEVEL2
from auditkit.form.log import ANOTHER_TABLE, ReadingLog
from auditkit.form.pages.published import is_published, tell_published
from auditkit.form.rows.outside import (
    bare_label,
    is_other_title,
    is_page_line,
    is_unit_line,
    unit_in,
)
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.form.title.beginning import names_a_form
from auditkit.form.title.heading import split_label

_LABELS = frozenset({*COMMON_LEVEL1, *COMMON_LEVEL2})
_MOST_QUOTED = 60
_FEWEST_GAPS = 3
_TITLE = re.compile(
    r"[（(]?20\d\d年?度?[）)]?|附[件表]?[\d一二三四五六七八九十-]{0,5}[：:]?"
    r"|.{0,40}绩效.{0,12}表(?:[（(].{0,12}[）)])?"
)


def own_top(top: Sequence[FormRow], log: ReadingLog) -> Sequence[FormRow]:
    """The rows from the table on whose line names the form, and the text above it.

    The tables and sheets before it (收支总表, 基础数据表) are of another kind: told, not read.
    """
    named = next((row for row in reversed(top) if names_a_form(row)), None)
    if named is None or named.grid.style == "text":
        return top
    start = next(i for i, row in enumerate(top) if row.grid is named.grid)
    before = [row for row in top[:start] if row.grid.style != "text"]
    if not before:
        return top
    lines = [row for row in before if _is_running(row.grid)]
    _tell_lines([row for row in lines if not (_is_title(row) or is_other_title(row))], log)
    running = {row.order for row in lines}
    foreign = [row for row in before if row.order not in running and not _is_title(row)]
    # A table with such a title has been told by it.
    titled = {id(row.grid) for row in top if is_other_title(row)}
    foreign = [row for row in foreign if id(row.grid) not in titled]
    beside = {id(row.grid): row.grid for row in foreign if is_published(row.grid, row.words)}
    for grid in beside.values():
        tell_published(grid, named.words, log)
    foreign = [row for row in foreign if id(row.grid) not in beside]
    grids = {id(row.grid): row for row in reversed(foreign)}
    if foreign:
        first = list(grids.values())[-1]
        quoted = "、".join(map(_named, reversed(grids.values())))[:_MOST_QUOTED]
        what = f"申报表之前的{len(grids)}个表不是它的内容，没有读取（{len(foreign)}行）"
        form = any(not _LABELS.isdisjoint(row.texts) for row in foreign)
        around = (row for row in top if row.grid.style == "text" or row.order in running)
        said = [row.texts[0][:_MOST_QUOTED] for row in around if is_other_title(row)]
        if len(said) >= len(grids) and not form:
            return _kept(top, start)  # each by the title that running text states above it
        if said:
            what = f"{what}，含上面已指出的“{'”、“'.join(said)}”"
        if form:
            what = f"{what}，其中像有指标"
            log.unread.append(Unread("表", quoted, len(foreign), first.first, "其他"))
        remedy = "请核对；是另一份绩效表的，改用通用的表题和栏名后再读入" if form else "请核对"
        log.issue(ANOTHER_TABLE, first.first, what, quoted, remedy, grave=form)
    return _kept(top, start)


def _kept(top: Sequence[FormRow], start: int) -> Sequence[FormRow]:
    return [row for row in top[:start] if row.grid.style == "text"] + list(top[start:])


def _is_running(grid: Grid) -> bool:
    """Whether a grid holds lines of text alone, as a PDF prints them around its tables: paragraphs,
    signatures. Lines with gaps in several of them may be a table without rules."""
    if grid.style != "table":
        return False
    lines = [[text for text in row if text] for row in grid.texts]
    gaps = sum(len(line[0].split()) >= _FEWEST_GAPS for line in lines if line)
    return all(len(line) <= 1 for line in lines) and gaps < _FEWEST_GAPS - 1


def _tell_lines(lines: Sequence[FormRow], log: ReadingLog) -> None:
    """The lines of text before a form in one entry; they are no table."""
    if lines:
        what = f"申报表之前有{len(lines)}行文字（正文、签字等），不是它的内容，只作记录"
        log.repair("表外文字", lines[0].first, what, lines[0].texts[0], lines[0].texts[0])


def beside_prose(own: Sequence[FormRow]) -> tuple[Sequence[FormRow], Sequence[FormRow]]:
    """The rows of tables above a form, with the lines right above them that state their unit, and
    the text of the report around them; all rows and no text where there is nothing else."""
    if all(row.grid.style == "text" for row in own):
        return own, []
    tables: list[FormRow] = []
    text: list[FormRow] = []
    for i, row in enumerate(own):
        said = row.grid.style == "text" and not _heads(own, i)
        (text if said else tables).append(row)
    return tables, text


def _heads(own: Sequence[FormRow], i: int) -> bool:
    """Whether a line states the unit of a table that begins right below it: 单位：元."""
    below = own[i + 1 : i + 4]
    return any(map(unit_in, own[i].texts)) and any(row.grid.style != "text" for row in below)


def _named(row: FormRow) -> str:
    """A table by its sheet, else by what its first row says."""
    return row.grid.name if row.grid.style == "sheet" else row.texts[0]


def _is_title(row: FormRow) -> bool:
    """Whether a line above the table is of the form's own title, as a PDF prints it: its name,
    year, annex number and unit, who fills it in."""
    text = squeeze(row.texts[0])
    stated = bool(split_label(text)[1]) and row.words.plays("department", "label", bare_label(text))
    title = is_page_line(row) or is_unit_line(row) or bool(_TITLE.fullmatch(text))
    return len(row.cells) == 1 and (title or stated)
