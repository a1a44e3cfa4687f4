"""Reading a declaration form from grids, whatever file it came in and however it is damaged.

The form's sections are found by their header words. Each row's cells are put under the header's
columns (see `alignment`), labels are carried down, texts cut by a page are joined again. One
reader takes 申报表, 绩效目标表 and 自评表, whatever columns they have (see `columns`). The rule
pack's tree proves which 一级 and 二级 an indicator belongs to. Every repair is recorded with its
place, whatever cannot be placed becomes an issue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from auditkit.errors import IssueKind, UnreadableFile
from auditkit.files.grid import Grid, Source
from auditkit.files.readers import read_grids
from auditkit.files.readers.invisible import left_out
from auditkit.files.readers.scan.scan import unsure_figures
from auditkit.form.budget.budget import first_budget, money_below, read_budget
from auditkit.form.budget.unread import tell_unread_amounts
from auditkit.form.declaration import Declaration, DeclaredIndicator, Part, Task
from auditkit.form.goals.byyear import goals_by_year, of_the_period
from auditkit.form.goals.goals import read_goals
from auditkit.form.goals.rows import begins_goals, besides_budget, besides_report, goals_between
from auditkit.form.goals.unread import tell_unread_goals
from auditkit.form.headings.duties import read_duties, read_goal_column
from auditkit.form.headings.numbers import without_column_numbers
from auditkit.form.headings.targetkinds import one_target
from auditkit.form.headings.twosets import tables_in
from auditkit.form.indicators.executionrow import with_points
from auditkit.form.indicators.indicators import PrintedTotals, read_indicators
from auditkit.form.kind import kind_of_form
from auditkit.form.layouts.crosstable import one_a_row
from auditkit.form.layouts.formsbeside import apart
from auditkit.form.layouts.labelsapart import one_label_each
from auditkit.form.layouts.mixedsheets import groups_of_sheets, told_of_list
from auditkit.form.layouts.periods import in_printed_order, of_the_year
from auditkit.form.layouts.projecttable import by_project, end_of_projects
from auditkit.form.layouts.projecttitles import named_by_titles
from auditkit.form.layouts.stackedunits import with_unit_of_stack
from auditkit.form.layouts.unreadprojects import tell_unread_projects
from auditkit.form.log import ANOTHER_TABLE, ReadingLog
from auditkit.form.pages.commas import as_cells
from auditkit.form.pages.cuttexts import tell_cut_texts
from auditkit.form.pages.formend import (
    OTHER,
    begins_form,
    end_of_form,
    own_headings,
    tell_other_titles,
)
from auditkit.form.pages.formtop import beside_prose, own_top
from auditkit.form.pages.printedpages import one_after_another
from auditkit.form.pages.published import told_of_file
from auditkit.form.pages.sheets import sheets_of_the_form
from auditkit.form.pages.unreadpages import tell_unread_pages
from auditkit.form.pages.unruled import why_no_form
from auditkit.form.plausibility import tell_empty_claims, tell_units, tell_weights
from auditkit.form.projects import without_other_years
from auditkit.form.rows.outside import is_section_title
from auditkit.form.rows.readfrom import ReadFrom, pack_of
from auditkit.form.rows.rows import FormRow, FormRows, amount
from auditkit.form.tasks.head import ends_tasks
from auditkit.form.tasks.lacking import tell_no_tasks
from auditkit.form.tasks.tasks import read_tasks
from auditkit.form.title.beginning import named_project, title_of
from auditkit.form.title.common import with_common_heads
from auditkit.form.title.heading import read_department
from auditkit.form.title.nameless import nameless_project
from auditkit.form.title.otherkind import refuse_monitoring, without_monitoring
from auditkit.form.title.year import read_year, year_printed
from auditkit.rules.rulepack import RulePack

NO_INDICATORS = IssueKind("D04", "没有找到绩效指标表")


def read_declaration(path: str | Path, rulepack: RulePack | str | None = None) -> Declaration:
    """The declaration form in a file (txt, xlsx, …), with every repair and issue of its reading.

    Without `rulepack`, the pack that comes with auditkit and knows most of the form's indicators
    proves the repairs. Of several forms in one file the first is read, and the others are told.
    Raises UnreadableFile when the file holds no declaration form at all.
    """
    path = Path(path)
    grids = read_grids(path)
    return _alone(_at(grids, path, pack_of(grids, rulepack)))


def declaration_in(
    grids: Sequence[Grid], path: Path, rulepack: RulePack | str | None = None
) -> Declaration:
    """The declaration form in the grids of a file that lies, or would lie, at `path`.

    Raises UnreadableFile when there is none.
    """
    return _alone(_first(grids, path, pack_of(grids, rulepack)))


def _alone(read: _First) -> Declaration:
    """The first form of a file, with the remark that there are others."""
    (form,) = told_of_file([read.form])
    if not read.others:
        return form
    what = f"表中还有{len(read.others)}个项目，这里只读第一个"
    remedy = "放在部门的文件夹里，各项目都会读入并与任务对照"
    issue = ANOTHER_TABLE(read.others[0][0].first, what, form.project, remedy, False)
    return replace(form, issues=(*form.issues, issue))


def read_forms(
    path: str | Path,
    rulepack: RulePack | str | None = None,
    grids: Sequence[Grid] | None = None,
) -> list[Declaration]:
    """Every form in a file in its order, as a department publishes those of its projects.

    `grids` are those that may hold forms, by default all. Raises UnreadableFile when none does.
    """
    path = Path(path)
    grids = read_grids(path) if grids is None else grids
    pack = pack_of(grids, rulepack)
    groups = groups_of_sheets(grids, pack.form_words)
    forms = told_of_file([f for one in groups for f in _all_in(one, path, pack)])
    forms = told_of_list(forms, grids, groups)
    read = without_monitoring(grids, pack.form_words, ReadingLog())
    forms = with_common_heads(tell_unread_projects(forms, read, pack.form_words))
    return without_other_years(forms, path.resolve().parent.name)


def _all_in(grids: Sequence[Grid], path: Path, pack: RulePack) -> list[Declaration]:
    forms, rows, end = _each(_at(grids, path, pack), path, pack)
    while end < len(rows) and begins_form(rows, end):
        rest = rows.part(title_of(rows, end) or end)
        try:
            more, rows, end = _each(_first_in(rest, path, pack, ReadingLog(), ()), path, pack)
        except UnreadableFile:
            break
        forms[-1] = _without_other(forms[-1])
        forms += more
    return forms


@dataclass(frozen=True, slots=True)
class _First:
    """The first form of some rows: its own rows, the one at which it ends, those of the projects
    that share its table."""

    form: Declaration
    rows: FormRows
    end: int
    others: tuple[FormRows, ...]


def _at(grids: Sequence[Grid], path: Path, pack: RulePack) -> _First:
    """The first form of the file at `path`, whose grids these are."""
    read_from = ReadFrom(tuple(grids), path, pack)
    return _kept(read_from) if read_from.is_short else _first(grids, path, pack)


@lru_cache(maxsize=8)
def _kept(read_from: ReadFrom) -> _First:
    """The last ones are kept: to look for forms, to audit and to export reads the same one."""
    return _first(read_from.grids, read_from.path, read_from.pack)


def _first_in(
    rows: FormRows, path: Path, pack: RulePack, log: ReadingLog, grids: Sequence[Grid]
) -> _First:
    first, *others = by_project(rows, log)
    form, end = _declared(first, path, pack, log, grids)
    if first is not rows and (others or end_of_projects(rows) < len(rows)):
        first, end = rows, end_of_projects(rows)
    return _First(form, first, end, tuple(others))


def _each(read: _First, path: Path, pack: RulePack) -> tuple[list[Declaration], FormRows, int]:
    """The first form of the rows, or each of a table of projects; its rows, and where it ends."""
    others = (_declared(rows, path, pack, ReadingLog(), ())[0] for rows in read.others)
    return [read.form, *others], read.rows, read.end


def _without_other(form: Declaration) -> Declaration:
    """A form whose remark that another one follows is settled: that was read."""
    last = max((i for i, issue in enumerate(form.issues) if issue.what == OTHER), default=None)
    kept = tuple(issue for i, issue in enumerate(form.issues) if i != last)
    return replace(form, issues=kept)


def _first(grids: Sequence[Grid], path: Path, pack: RulePack) -> _First:
    given = grids
    grids = [one_a_row(as_cells(grid, pack.form_words), pack.form_words) for grid in grids]
    log = ReadingLog()
    grids = without_monitoring(grids, pack.form_words, log)
    grids = one_after_another(grids, pack.form_words, log)
    grids = in_printed_order(grids, path, pack.form_words)
    sheets = sheets_of_the_form(grids, pack, log)
    kept = [part for grid in sheets for part in apart(grid, pack.form_words)]
    rows = without_column_numbers(FormRows(kept, pack.form_words), log)
    rows = with_unit_of_stack(named_by_titles(one_label_each(rows)))
    return _first_in(rows, path, pack, log, given)


def _declared(
    rows: FormRows, path: Path, pack: RulePack, log: ReadingLog, grids: Sequence[Grid]
) -> tuple[Declaration, int]:
    """The first form of the rows, and the index of the row at which it ends."""
    tell_unread_pages(grids, path.name, log)
    log.add((*unsure_figures(grids), *left_out(grids)))
    tasks_at, table_at = own_headings(rows)
    starts = sorted(at for at in (tasks_at, table_at) if at is not None)
    if not starts:
        raise UnreadableFile(path.name, *why_no_form(rows))
    top = rows[: starts[0]]
    refuse_monitoring(top, rows[table_at] if table_at is not None else None, path.name)
    tell_other_titles(top, log)
    end = end_of_form(rows, starts[-1], log)
    last = max(title_of(rows, end), starts[-1] + 1) if end < len(rows) else end
    department, year = read_department(top, path, log), read_year(top, path, log)
    tasks: tuple[Task, ...] = ()
    total = None
    below: Sequence[FormRow] = ()
    if tasks_at is not None:
        section = _section(rows, tasks_at, (*starts, last))
        ends = (i for i, row in enumerate(section) if i and _ends(row, section[0]))
        end_of_tasks = next(ends, len(section))
        below = section[end_of_tasks:]
        tasks, total = read_tasks(section[:end_of_tasks], rows[:tasks_at], log)
    tables, prose = beside_prose(own := own_top(top, log))
    budget_lines, budget_rows = first_budget((tables, below), log, year)
    around = [*own, *below]
    of_goals = besides_report(around, log)
    goals, beside = goals_by_year(besides_budget(of_goals, budget_rows), year, log)
    goals = of_the_period(goals, read_goals(beside, log), log)
    indicators: tuple[DeclaredIndicator, ...] = ()
    totals, columns = PrintedTotals(), frozenset[str]()
    if table_at is not None:
        section = _section(rows, table_at, (*starts, last))
        if not budget_lines:
            section, below = money_below(section)
            budget_lines, more_rows = read_budget(below, log, year)
            budget_rows |= more_rows
            # Below the budget may stand the total of all points.
            section = [*section, *(row for row in below if row.order not in budget_rows)]
        section, between = goals_between(section, len(goals))
        more_goals = enumerate(read_goals(between, log), len(goals) + 1)
        goals += tuple(replace(goal, number=i) for i, goal in more_goals)
        table, above = of_the_year(section, rows[:table_at], log, year)
        table, above = one_target(table, above, log)
        for part in tables_in(table, above):
            more, totals, columns = read_indicators(part, pack, log, above, year, totals)
            indicators += more
        totals = totals.or_above(top)
        budget_lines = with_points(budget_lines, totals.execution, rows[table_at])
        goals += read_goal_column(table, len(goals))
        if tasks_at is None:
            tasks, further = read_duties(table, rows[:table_at], log)
            goals += further
    if not budget_lines:  # the form's own tables go before what a report says of its funds
        budget_lines, more_rows = read_budget(prose, log, year)
        budget_rows |= more_rows
    left_blank: frozenset[Part] = frozenset()
    if not goals:
        tell_unread_goals(of_goals, log)
        left_blank = frozenset({"目标"}) if any(map(begins_goals, of_goals)) else left_blank
    project = named_project(own)
    if not project and tasks_at is None:
        project = nameless_project(own, log)
    tell_unread_amounts(around, budget_rows, budget_lines, project, log)
    whole = Source(path.name, "", rows.sha256)
    kind = kind_of_form(top, columns, tasks_at is not None, project)
    if not tasks and tasks_at is None and not project and kind != "自评表":
        tell_no_tasks(around, indicators, pack, whole, log)
    if table_at is None:
        log.issue(NO_INDICATORS, whole, "没有找到绩效指标表", "", "请核对原件是否缺页")
    tell_weights(indicators, budget_lines, log)
    tell_units(budget_lines, tasks, indicators, goals, pack.form_words, log)
    tell_empty_claims([*own, *rows[starts[0] : end]], bool(indicators), log)
    tell_cut_texts(rows[:end], indicators, log)
    declaration = Declaration(
        department,
        year,
        goals,
        tasks,
        total,
        indicators,
        path.name,
        rows.sha256,
        log.repairs(rows),
        log.issues(rows),
        kind,
        budget_lines,
        totals.weight,
        totals.score,
        totals.score_source,
        project,
        tuple(log.unread),
        left_blank=left_blank,
        year_source=printed[1] if (printed := year_printed(own)) and printed[0] == year else None,
    )
    return declaration, end


def _heads_goals(row: FormRow) -> bool:
    """Whether the goals begin at a row below the tasks: with its first cell, not inside a task."""
    priced = any(amount(text) is not None for text in row.texts)
    return not priced and begins_goals(replace(row, cells=row.cells[:1]))


def _ends(row: FormRow, head: FormRow) -> bool:
    """Whether the tasks below a heading end before a row: at the goals or at the budget."""
    return _heads_goals(row) or ends_tasks(row, head) or is_section_title(row)


def _section(rows: FormRows, start: int, starts: Sequence[int]) -> Sequence[FormRow]:
    """The rows from a heading to the next one of another section."""
    return rows[start : next(at for at in starts if at > start)]
