"""Tables that have a form's columns and are none: the monitoring of how a year's targets fare.

An 绩效运行监控表 prints the targets beside what was done by July. It declares nothing and
evaluates nothing, so it is named and not read. What kind a table is, its own title and columns
say: not a project's name, nor a line of a list of contents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from auditkit.errors import OtherTable
from auditkit.files.grid import Grid
from auditkit.form.headings.row import find_indicator_header, is_indicator_header
from auditkit.form.log import ANOTHER_TABLE, ReadingLog
from auditkit.form.rows.rows import FormRow, FormRows, squeeze
from auditkit.form.title.beginning import names_a_form
from auditkit.form.title.tabletitles import titles_in
from auditkit.rules.formwords import FormWords

_WATCHED = "(?:监控|跟踪|监测)"
_MONITORING = re.compile(
    r"(?:.*[^表])?(?:绩效[^表]{0,8}|(?:预算|项目|支出|资金|目标|财政|年度?|月|季度)"
    r"(?:预算|支出|资金|执行|运行|实施|实现|完成|情况|进度|进展|程度|目标|和|及|与)*)"
    rf"[“\"]?双?{_WATCHED}(?:{_WATCHED}|[”\"]|自评价?|评价|情况|信息|结果|报告|分析|汇总|采集|统计"
    "|登记|记录|填报|审核|反馈)*表"
)
_SO_FAR = re.compile(r"(?:1月?|[一上]?半?年?初?)[-—–~至到]\d{1,2}月.{0,6}(?:执行|完成|实现).{0,4}")
_TO_COME = re.compile(r".*(?:全年预计|预计全年|完成目标可能性|目标完成可能性|完成的?可能性).*")
_MAY_BE = re.compile(rf"{_WATCHED}|[-—–~至到]\d{{1,2}}月")
_STANDS_ABOVE = re.compile(
    r"[（(]?20\d\d\s*年?度?[)）]?|[（(]?(?:金额)?单位[:：].{1,6}|填[报表]日期[:：].{0,12}"
)
_MOST_QUOTED, _MOST_LINES = 40, 4
_WHAT = "绩效运行监控表"


def refuse_monitoring(top: Sequence[FormRow], heading: FormRow | None, file: str) -> None:
    """Stops at a table of monitoring, known by its title or by the columns of its `heading`.

    Raises OtherTable, with the kind of table by name.
    """
    if found := _evidence(top, heading):
        raise OtherTable(
            file,
            f"这是{_WHAT}，不是申报表或自评表，没有读取（“{found[:_MOST_QUOTED]}”）",
            "请放入年初的绩效目标申报表或年终的自评表；监控表可以另存他处",
        )


def is_monitoring(grid: Grid, words: FormWords) -> bool:
    """Whether a sheet, or a table of a document, is one of monitoring and nothing else."""
    return bool(_shown_by(grid, words))


def without_monitoring(grids: Sequence[Grid], words: FormWords, log: ReadingLog) -> Sequence[Grid]:
    """The grids but for sheets and tables of monitoring, told, where others hold indicators; where
    one sheet holds both, without the rows of monitoring."""
    if not any(map(_may_hold, grids)):
        return grids
    left = {id(grid): found for grid in grids if (found := _shown_by(grid, words))}
    others = [grid for grid in grids if id(grid) not in left]
    if all(find_indicator_header(FormRows([grid], words)) is None for grid in others):
        return grids
    for grid in grids:
        if id(grid) in left:
            row, column, _ = next(grid.cells())
            at, where = grid.source(row, column), "工作表" if grid.style == "sheet" else "表"
            what = f"这张{where}是{_WHAT}，不是申报表或自评表，没有读取"
            log.issue(ANOTHER_TABLE, at, what, left[id(grid)][:_MOST_QUOTED], "请核对", grave=False)
    return _without_parts(others, words, log)


def _without_parts(grids: Sequence[Grid], words: FormWords, log: ReadingLog) -> Sequence[Grid]:
    """The grids without the rows from the title of a table of monitoring to the title, or the first
    line, of a form before or behind it, told; a table goes on over the pages of a PDF."""
    rows = FormRows([g for g in grids if g.style != "text" and not g.hidden], words)
    parts = [rows[begin:end] for begin, end in pairwise([0, *_beginnings(rows), len(rows)])]
    told: list[tuple[Sequence[FormRow], str]] = []
    for part in parts:
        # The next project of the same table, below heads printed again, needs no title of its own.
        again = told and told[-1][0][-1].order + 1 == part[0].order if part else False
        found = _evidence_of(part)
        if not found and again and _heads(part) == _heads(told[-1][0]) is not None:
            found = told[-1][1]
        if found:
            told.append((part, found))
    left = {row.order for part, _ in told for row in part}
    if not told or find_indicator_header([row for row in rows if row.order not in left]) is None:
        return grids
    for part, found in told:
        what = f"这里的一份是{_WHAT}，不是申报表或自评表，没有读取（{len(part)}行）"
        log.issue(ANOTHER_TABLE, part[0].first, what, found[:_MOST_QUOTED], "请核对", grave=False)
    blank = {(id(row.grid), row.index) for part, _ in told for row in part}
    return [
        replace(
            grid, rows=tuple(() if (id(grid), i) in blank else r for i, r in enumerate(grid.rows))
        )
        for grid in grids
    ]


def _beginnings(rows: Sequence[FormRow]) -> list[int]:
    """Where a title stands, or a form begins without one below the indicators of another table:
    at the line that names what it is of, or the year and the unit above it."""
    titled = {row.order for row, _ in titles_in(rows)}
    found: list[int] = []
    headed = False
    for i, row in enumerate(rows):
        if row.order in titled or (headed and _names_below(rows, i)):
            found.append(i)
            headed = False
        headed = headed or is_indicator_header(row)
    return found


def _names_below(rows: Sequence[FormRow], at: int) -> bool:
    """Whether a row names what a form is of, or is a lone line above one that does."""
    for row in rows[at : at + _MOST_LINES]:
        if names_a_form(row):
            return True
        if not _STANDS_ABOVE.fullmatch(squeeze(row.texts[0])) or len(row.cells) > 1:
            return False
    return False


def _heads(part: Sequence[FormRow]) -> tuple[str, ...] | None:
    at = find_indicator_header(part)
    return part[at].texts if at is not None else None


def _evidence_of(part: Sequence[FormRow]) -> str:
    """What shows that the rows of one title hold monitoring alone; blank where nothing does, or
    where the heads of another table stand among them."""
    at = find_indicator_header(part)
    if at is None or any(
        is_indicator_header(row) and row.texts != part[at].texts for row in part[at + 1 :]
    ):
        return ""
    return _evidence(part[:at], part[at])


def _may_hold(grid: Grid) -> bool:
    """Whether a visible sheet or a table has a word that monitoring does not do without."""
    visible = grid.style != "text" and not grid.hidden
    return visible and any(_MAY_BE.search(text) for row in grid.texts for text in row if text)


def _shown_by(grid: Grid, words: FormWords) -> str:
    """What shows that a sheet or a table holds monitoring alone; blank for any other.

    The pages of a PDF cut a table, so that what one page shows says nothing of the next.
    """
    if grid.name.startswith("第") or not _may_hold(grid):
        return ""
    rows = FormRows([grid], words)
    at = find_indicator_header(rows)
    if at is None or any(not _is_of_monitoring(title) for _, title in titles_in(rows[at:])):
        return ""
    if any(is_indicator_header(row) and row.texts != rows[at].texts for row in rows[at + 1 :]):
        return ""  # a form without a title below it
    return _evidence(rows[:at], rows[at])


def _evidence(top: Sequence[FormRow], heading: FormRow | None) -> str:
    """The title, or the columns, that show monitoring; blank where nothing does.

    The last title in the table itself counts. Where it has none, those around it do (in Word all
    text stands before all tables) if no form is among them.
    """
    titles = list(titles_in(top))
    own = [title for row, title in titles if heading is not None and row.grid is heading.grid]
    found = [title for title in own[-1:] or (t for _, t in titles) if _is_of_monitoring(title)]
    if found and (own or len(found) == len(titles)):
        return found[-1]
    texts = heading.texts if heading is not None else ()
    so_far = any(map(_SO_FAR.fullmatch, texts))
    if so_far and any(map(_TO_COME.fullmatch, texts)):
        return "｜".join(texts)
    return found[-1] if found and so_far else ""


def _is_of_monitoring(title: str) -> bool:
    return bool(_MONITORING.fullmatch(title))
