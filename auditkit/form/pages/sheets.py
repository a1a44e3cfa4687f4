"""Which sheets of a workbook belong to the form; the others are told, not read into its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditkit.files.grid import Grid
from auditkit.form.budget.heads import is_budget_heading
from auditkit.form.declaration import UNREAD_SHEET, Unread
from auditkit.form.goals.rows import begins_goals
from auditkit.form.headings.row import find_indicator_header
from auditkit.form.headings.treewords import COMMON_LEVEL1, COMMON_LEVEL2
from auditkit.form.log import ANOTHER_TABLE, ReadingLog
from auditkit.form.pages.accounttables import heads_accounts, lists_three_publics, without_accounts
from auditkit.form.pages.published import is_published, tell_published
from auditkit.form.pages.unseen import seen
from auditkit.form.rows.outside import is_outside
from auditkit.form.rows.rows import FormRow, FormRows, amount
from auditkit.form.tasks.head import find_task_header
from auditkit.form.title.beginning import names_a_form
from auditkit.formula.target import parse_target
from auditkit.rules.rulepack import RulePack

_ROWS_OF_TITLE = 4
# A chapter, what it asks, and the answer: 一、基本情况｜（一）部门概况｜….
_MOST_OF_PROSE = 3
_MOVE = "把内容移到申报表所在的工作表"


def sheets_of_the_form(grids: Sequence[Grid], pack: RulePack, log: ReadingLog) -> list[Grid]:
    """The grids to read, in their order.

    A hidden sheet never is; nor is a further sheet that neither begins a part of the form nor
    goes on with its rows, as the pages of a converted PDF do. Both are told with their rows.
    """
    kept: list[Grid] = []
    for grid in without_accounts(grids, pack.form_words, log):
        if grid.name == UNREAD_SHEET:
            continue
        if grid.style != "sheet" or not any(map(any, grid.texts)):
            kept.append(grid)
            continue
        if grid.hidden:
            _tell(grid, "隐藏的工作表没有读取", "取消隐藏并把内容移到申报表所在的工作表", log)
            continue
        visible = seen(grid, log)
        lists = lists_three_publics(_rows(visible, pack))
        if not kept or (any(map(_begins, _rows(visible, pack))) and not lists):
            kept.append(visible)
        elif lists or is_published(visible, pack.form_words):
            _unread(grid, log)
            tell_published(grid, pack.form_words, log)
        elif _is_report(visible, pack):
            _tell(grid, "这张工作表是绩效情况的文字说明，没有读取", _MOVE, log, grave=False)
        elif _goes_on(visible, pack):
            kept.append(visible)
        else:
            _tell(grid, "这张工作表不是申报表的内容，没有读取", _MOVE, log)
    return kept


def _rows(grid: Grid, pack: RulePack) -> FormRows:
    return FormRows([grid], pack.form_words)


def _begins(row: FormRow) -> bool:
    """Whether a row begins some part of a form."""
    one = [row]
    return (
        find_indicator_header(one) is not None
        or find_task_header(one) is not None
        or is_budget_heading(row)
        or names_a_form(row)
        or begins_goals(row)
    )


def _goes_on(grid: Grid, pack: RulePack) -> bool:
    """Whether a good part of the rows look like those of tasks or of indicators."""
    known = COMMON_LEVEL1 | COMMON_LEVEL2.keys() | pack.canonical_indicator.keys()
    rows = [row for row in _rows(grid, pack) if not is_outside(row)]
    if any(map(heads_accounts, rows[:_ROWS_OF_TITLE])):
        return False
    measured = [_measures(row) for row in rows]
    like = sum(
        any(text in known for text in row.texts) or m for row, m in zip(rows, measured, strict=True)
    )
    # A sheet of labels alone is the list that the cells of the form choose from.
    wide = any(len(row.cells) > 2 for row in rows)
    return bool(rows) and like * 3 >= len(rows) and (any(measured) or wide)


def _measures(row: FormRow) -> bool:
    """Whether a row has a name and, behind it, a target or an amount."""
    return len(row.cells) > 1 and any(map(_is_figure, _behind(row)))


def _behind(row: FormRow) -> Iterator[str]:
    yield from row.texts[1:]


def _is_figure(text: str) -> bool:
    target = parse_target(text)
    return amount(text) is not None or target.kind == "date" or target.sign is not None


def _is_report(grid: Grid, pack: RulePack) -> bool:
    """Whether a sheet is by its title prose on what was evaluated (部门整体支出绩效自评情况), and
    no row of it has the cells of a table."""
    rows = list(_rows(grid, pack))
    titled = any(
        len(row.cells) == 1 and row.words.plays("outside", "report", row.texts[0])
        for row in rows[:_ROWS_OF_TITLE]
    )
    return titled and not any(len(row.cells) > _MOST_OF_PROSE or _measures(row) for row in rows)


def _tell(grid: Grid, what: str, remedy: str, log: ReadingLog, *, grave: bool = True) -> None:
    filled = _unread(grid, log)
    row, column, _ = next(grid.cells())
    told = f"{what}（{filled}行有内容）"
    remedy = f"请核对；属于申报表的，{remedy}"
    log.issue(ANOTHER_TABLE, grid.source(row, column), told, grid.name, remedy, grave)


def _unread(grid: Grid, log: ReadingLog) -> int:
    """Note that a sheet was not read; how many of its rows are filled."""
    filled = sum(map(any, grid.texts))
    row, column, _ = next(grid.cells())
    log.unread.append(Unread("工作表", grid.name, filled, grid.source(row, column), "其他"))
    return filled
