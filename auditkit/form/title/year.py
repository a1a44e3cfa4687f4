"""The year of a form: of its title or label, else of what else stands above its tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from auditkit.errors import IssueKind
from auditkit.files.grid import Source
from auditkit.form.counted import year_in_digits
from auditkit.form.goals.byyear import year_of_goals
from auditkit.form.goals.rows import begins_goals
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRow, amount, squeeze
from auditkit.form.title.heading import split_label, whole_form

NO_YEAR = IssueKind("D02", "申报表没有写年度，或年度不明")

_DATE = re.compile(r"20\d\d\s*[年./-]\s*\d{1,2}\s*[月./-](?:\s*\d{1,2}\s*日?)?")
_PERIOD = re.compile(r"20\d\d\s*[.年/]\s*\d{1,2}\s*月?\s*[-—–~至到]")
_YEAR_OF_FORM = re.compile(r"(20\d\d)\s*[)\]】〕]?\s*年度")
_YEAR_OF_BUDGET = re.compile(r"(?:预算|评价|本|当)年度\((20\d\d)年?度?\)")
_YEAR = re.compile(r"(20\d\d)\s*年(?!\s*\d)")
_NOT_OF_FORM = re.compile("截[止至]|长期|中期|近[两二三]年|上年|去年|前年|以前")
# （2023年度）, 2023年, and the title of a form: what says the year of the table, not of a project.
_NOTHING_BUT_YEAR = re.compile(r"[\[(【〔]?20\d\d\s*[)\]】〕]?\s*年度?[)\]】〕]?")
_EVALUATION = re.compile("自评|评价")
_LONGEST_TITLE = 40
_TITLE = re.compile(r"(?:绩效|自评|评价).*表|表.*(?:绩效|自评|评价)")


def year_printed(top: Sequence[FormRow]) -> tuple[int, Source] | None:
    """The year that the form's title, a line of its own, a label or its sheet's name prints, with
    its place; None where none does or they differ: what else names a year may mean another."""
    found = [(year, at) for year, at in _labelled(top)]
    found += [(year, at) for text, at in _headings(top) for year in years_of_title(text)]
    found = found or list(_sheets(top))
    return found[0] if len({year for year, _ in found}) == 1 else None


def years_of_title(text: str) -> list[int]:
    """The years in a form's title, or in a line that is nothing else; none in any other text.

    >>> years_of_title("（2023年度）"), years_of_title("2023年绩效自评表")
    ([2023], [2023])
    >>> years_of_title("2023年道路养护")
    []
    """
    compact = unicodedata.normalize("NFKC", squeeze(text))
    if not (_NOTHING_BUT_YEAR.fullmatch(compact) or _TITLE.search(compact)):
        return []
    return [int(year) for year in _YEAR_OF_FORM.findall(compact) or _YEAR.findall(compact)]


def read_year(top: Sequence[FormRow], path: Path, log: ReadingLog) -> int:
    """The year of the form: of its title or label, not of a date or of a goal; else the folder's.

    Years that contradict each other are told (see `_believed`).
    """
    folder = path.resolve().parent.name
    for kind in (_titles, _labelled, _years, _beside_goals, year_of_goals, _sheets):
        if stated := list(kind(top)):
            titled = list(_of_title(top))
            both = [*titled, *stated, *_lines(top)]
            years = sorted({year for year, _ in both})
            if len(years) == 1:
                return years[0]
            in_title = [year for year, _ in titled]
            year, made = _believed([year for year, _ in both[len(titled) :]], in_title, folder)
            made = made and any(_EVALUATION.search(row.texts[0]) for row in top)
            at = next(at for one, at in both if one != year)
            what = f"表头写有不同的年度（{'、'.join(map(str, years))}）"
            why = "（表题写的是自评的年份）" if made else ""
            log.issue(
                NO_YEAR, at, what, str(year), f"已按{year}年读取{why}，请核对", grave=not made
            )
            return year
    if re.fullmatch(r"20\d\d", folder):
        # 某局2023年部门预算项目绩效目标.xlsx: the name of the file bears the folder's year out.
        named = folder in _YEAR.findall(path.name) or folder in _YEAR_OF_FORM.findall(path.name)
        remedy = f"已按文件夹名{'和文件名' if named else ''}取{folder}年，请核对"
        log.issue(NO_YEAR, whole_form(top, path), "申报表没有写年度", "", remedy, grave=not named)
        return int(folder)
    log.issue(NO_YEAR, whole_form(top, path), "申报表没有写年度", "", "请在表头写明“（20××年度）”")
    return 0


def _believed(stated: Sequence[int], titled: Sequence[int], folder: str) -> tuple[int, bool]:
    """Of years that contradict each other the one to read by, and whether the other is only that
    in which a self-evaluation was made: 2025年…自评表 above （2024年度）.

    A person has put the file into the folder of a year: that bears out the one that says the same,
    and the other is left over from the form it was copied from. Where the folder bears out none,
    the line of its own goes before the title, which may be that of a publication.
    """
    below = [year for year in stated if year not in titled] or list(stated)
    ours = [year for year in (*stated, *titled) if str(year) == folder]
    year = (ours or below)[0]
    return year, {*stated, *titled} == {year, year + 1} and set(titled) == {year + 1}


def _of_title(top: Sequence[FormRow]) -> Iterator[tuple[int, Source]]:
    """The years of the form's own title, the last lone line above its tables that is one."""
    for row in reversed(top):
        text = unicodedata.normalize("NFKC", squeeze(row.texts[0]))
        if len(row.cells) == 1 and len(text) <= _LONGEST_TITLE and _TITLE.search(text):
            yield from ((year, row.first) for year in years_of_title(text))
            return


def _lines(top: Sequence[FormRow]) -> Iterator[tuple[int, Source]]:
    """The years that stand alone in a line: 2023年."""
    for text, at in _headings([row for row in top if len(row.cells) == 1]):
        if _NOTHING_BUT_YEAR.fullmatch(text):
            yield from ((year, at) for year in years_of_title(text))


def _headings(top: Sequence[FormRow]) -> Iterator[tuple[str, Source]]:
    """The short texts above the tables with their addresses; only these state the form's year."""
    for row in top:
        if begins_goals(row):
            return
        for column, text in row.cells:
            if len(text) > _LONGEST_TITLE or _PERIOD.search(text):
                continue
            # The date on which a form was filled in says nothing of its year.
            if bare := _DATE.sub("", text).strip():
                compact = unicodedata.normalize("NFKC", squeeze(bare))
                yield year_in_digits(compact), row.source(column)


def _titles(top: Sequence[FormRow]) -> Iterator[tuple[int, Source]]:
    for text, address in _headings(top):
        if match := _YEAR_OF_FORM.search(text):
            yield int(match[1]), address


def _labelled(top: Sequence[FormRow]) -> Iterator[tuple[int, Source]]:
    headings = list(_headings(top))
    for (text, at), (value, address) in pairwise(
        [*headings, *(("", at) for _, at in headings[-1:])]
    ):
        label, inside = split_label(text)
        if joined := re.fullmatch(r"([^\d:]*[^\d:(\s])\s*+[(:]?(20\d\d)\s*+年?\)?", text):
            label, inside = joined[1], joined[2]
        match = re.match(r"20\d\d", inside or value)
        if match and top[0].words.plays("year", "label", label):
            yield int(match[0]), at if inside else address


def _beside_goals(top: Sequence[FormRow]) -> Iterator[tuple[int, Source]]:
    """预算年度（2024年）绩效目标: what the form is of is said with its goals alone."""
    for row in top:
        for column, text in row.cells:
            if match := _YEAR_OF_BUDGET.match(unicodedata.normalize("NFKC", squeeze(text))):
                yield int(match[1]), row.source(column)


def _years(top: Sequence[FormRow]) -> Iterator[tuple[int, Source]]:
    columns = {
        row.source(column)
        for row in top
        for column, text in row.cells
        # Two years side by side head the columns of both; 截止2026年 ends a longer period.
        if len({year for other in row.texts for year in _YEAR.findall(other)}) > 1
        or _NOT_OF_FORM.search(text)
    }
    # 2023年｜500 states the amount of a year.
    columns |= {
        row.source(column)
        for row in top
        for (column, text), (_, figure) in pairwise(row.cells)
        if _YEAR.fullmatch(squeeze(text)) and amount(figure) is not None
    }
    for text, address in _headings(top):
        if address not in columns and (match := _YEAR.search(text)):
            yield int(match[1]), address
            return


def _sheets(top: Sequence[FormRow]) -> Iterator[tuple[int, Source]]:
    """What the name of the form's sheet says: 2023年自评表."""
    for row in top[:1]:
        if row.grid.style == "sheet" and (match := _YEAR.search(row.grid.name)):
            yield int(match[1]), row.first
