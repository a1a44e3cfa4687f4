"""Tables of indicators one after the other: 长期绩效指标, then 年度绩效指标; the year's counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditkit.files.grid import Grid
from auditkit.files.readers.kinds import kind_of
from auditkit.files.readers.reading import read_bytes
from auditkit.form.goals.rows import is_stated, parted
from auditkit.form.headings.row import is_indicator_header
from auditkit.form.headings.words import is_side_label, target_rank
from auditkit.form.layouts.projecttitles import names_projects
from auditkit.form.log import ReadingLog
from auditkit.form.rows.outside import is_note_line, unit_in
from auditkit.form.rows.rows import FormRow
from auditkit.form.title.year import years_of_title
from auditkit.formula.prose import equations_in
from auditkit.rules.formwords import FormWords

_YEAR, _WHOLE = 0, 3
# The prose and two tables.
_FEWEST_WITH_PROSE = 3
_LONGEST_TITLE, _LONGEST_LABEL = 40, 12


@dataclass(slots=True)
class _Part:
    """The rows of one period: its label, how near to the year it is, and the heading over it."""

    label: str
    rank: int | None
    heading: Sequence[FormRow]
    rows: list[FormRow]


def in_printed_order(grids: Sequence[Grid], path: Path, words: FormWords) -> Sequence[Grid]:
    """The grids with the prose between the tables where it says of which period, year or project
    each table is, states a goal or a formula, or that amounts are in another unit than 万元.

    A Word or web reader gives all the prose first.
    """
    if len(grids) < _FEWEST_WITH_PROSE or grids[0].style != "text" or not path.is_file():
        return grids
    prose = {text for row in grids[0].texts for text in row}
    dated = any(is_side_label(words, t) and target_rank(words, t) in (_YEAR, _WHOLE) for t in prose)
    # One form in 元 among others in 万元 is ten thousand times too large without its line.
    units = {unit for text in prose if (unit := unit_in(text))}
    years = {year for text in prose if len(text) <= _LONGEST_TITLE for year in years_of_title(text)}
    told = dated or len(years) > 1 or names_projects(prose) or any(map(_is_of_one_form, prose))
    if not told and not units - {"万元"}:
        return grids
    # Needs lxml, which nothing else of the way from workbooks to findings does.
    from auditkit.files.readers.order import in_order

    data = read_bytes(path)
    return in_order(kind_of(path.name, data), path.name, data, grids) or grids


def _is_of_one_form(line: str) -> bool:
    """Whether a line of the prose says what one form alone means: its goal, or a formula."""
    label, body = parted(line)
    states = label.endswith("目标") and len(label) <= _LONGEST_LABEL
    return (states and is_stated(body)) or (is_note_line(line) and bool(equations_in(line)))


def of_the_year(
    rows: Sequence[FormRow], above: Sequence[FormRow], log: ReadingLog, year: int = 0
) -> tuple[Sequence[FormRow], Sequence[FormRow]]:
    """The rows of the year's own table with the rows above it.

    All rows, where no label at the side or above says that another table, or another part of one
    table, is of a longer period. That one is told and not added.
    """
    parts = _parts(rows, above, year)
    ranks = {part.rank for part in parts}
    if _YEAR not in ranks or _WHOLE not in ranks:
        return rows, above
    kept: list[FormRow] = []
    before: Sequence[FormRow] = above
    rank: int | None = None
    for part in parts:
        rank = rank if part.rank is None else part.rank
        if rank != _WHOLE:
            if not kept:
                first = (part.heading or part.rows)[0]
                before = [*above, *rows[: _index(rows, first)]]
                kept += part.heading
            kept += part.rows
            continue
        body = [row for row in part.rows if not is_indicator_header(row)]
        if not body:
            kept += part.rows
            continue
        held = "；".join("｜".join(row.texts) for row in body)
        what = f"“{part.label}”的{len(body)}行是整个实施期的，只作记录，不参与评价"
        log.repair("另栏所载", part.rows[0].first, what, held, held)
    return kept, before


def _parts(rows: Sequence[FormRow], above: Sequence[FormRow], year: int) -> list[_Part]:
    parts: list[_Part] = []
    heading: list[FormRow] = []
    for i, row in enumerate(rows):
        if _is_label_of_next(row, rows, i):
            continue
        if is_indicator_header(row):
            label = _label(rows, i, above)
            heading = [row]
            parts.append(_Part(label, _rank(row, label, year), (), [row]))
            continue
        first = row.texts[0]
        rank = _rank(row, first, year) if len(row.cells) > 1 else None
        # One heading may stand over both: 长期指标 at the side of some rows, then 年度指标.
        if heading and is_side_label(row.words, first) and rank in (_YEAR, _WHOLE):
            parts.append(_Part(first, rank, heading, [row]))
        elif parts:
            parts[-1].rows.append(row)
    return parts


def _rank(row: FormRow, label: str, year: int) -> int | None:
    if not label or not is_side_label(row.words, label):
        return None
    return target_rank(row.words, label, year)


def _index(rows: Sequence[FormRow], wanted: FormRow) -> int:
    return next(i for i, row in enumerate(rows) if row is wanted)


def _label(rows: Sequence[FormRow], at: int, above: Sequence[FormRow]) -> str:
    """The label of the table headed by a row: at its side, or alone in the row before."""
    row = rows[at]
    first = row.texts[0]
    if is_side_label(row.words, first) and target_rank(row.words, first) in (_YEAR, _WHOLE):
        return first
    before = rows[at - 1] if at else (above[-1] if above else None)
    if before is not None and len(before.cells) == 1 and is_side_label(row.words, before.texts[0]):
        return before.texts[0]
    return first if is_side_label(row.words, first) else ""


def _is_label_of_next(row: FormRow, rows: Sequence[FormRow], at: int) -> bool:
    """Whether a row is the label of the table that begins after it."""
    return (
        at + 1 < len(rows)
        and is_indicator_header(rows[at + 1])
        and len(row.cells) == 1
        and is_side_label(row.words, row.texts[0])
    )
