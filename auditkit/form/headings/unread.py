"""The columns of an indicator table that no indicator has a place for, each told by what it holds.

Where the targets themselves may stand in such a column, what would rest on them is held back.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.files.grid import Source
from auditkit.form.declaration import Part, Unread
from auditkit.form.headings.column import Column, holds_targets
from auditkit.form.headings.columns import Heading
from auditkit.form.headings.contents import level_in, texts_at
from auditkit.form.headings.duties import duty_columns, goal_column
from auditkit.form.headings.goalheads import goal_head
from auditkit.form.headings.totalcolumn import TotalBeside, total_beside
from auditkit.form.log import SHIFTED_ROW, UNKNOWN_COLUMN, ReadingLog
from auditkit.form.rows.rows import FormRow

_FEWEST_NAMES = 3


def tell_columns(rows: Sequence[FormRow], heading: Heading, log: ReadingLog) -> TotalBeside | None:
    """Tell the further columns below a heading (the first of `rows`), and a want of targets; the
    total that one of them prints is understood, and handed on."""
    duties = duty_columns(rows[0])
    goal = goal_column(rows)
    read = {*duties.values(), goal}
    # All at once: a form may have a column for each of a thousand towns.
    below: dict[int, list[str]] = {}
    for row in rows[heading.height :]:
        for at, text in row.cells:
            below.setdefault(at, []).append(text)
    total = total_beside(rows, heading)
    if total:
        read.add(total.column.at)
    for column in heading.further:
        if column.at not in read:
            _tell_further(rows, heading, column, below.get(column.at, []), log)
    if not duties and goal is None:
        _hold_back(rows, heading, log)
    if "target" not in heading and not any(u.part == "指标值" for u in log.unread):
        _tell_no_targets(rows[0], heading, log)
    _tell_contradiction(rows, heading, log)
    if heading.undecided:
        _tell_undecided(rows, heading, heading.undecided, log)
    if heading.guessed:
        _tell_guessed(rows, heading, heading.guessed, log)
    return total


def _tell_no_targets(row: FormRow, heading: Heading, log: ReadingLog) -> None:
    """Told once of the table, not of each indicator. Some forms state only how each is scored."""
    what, found = "指标表没有指标值栏，各指标都没有读到指标值", "｜".join(row.texts)[:60]
    if any(role in heading for role in ("note", "explanation", "actual")):
        told = f"{what}；要求写在评分标准里，只作记录"
        log.repair("另栏所载", row.first, told, found, found)
    else:
        remedy = "请核对原件；指标值写在别处的，补一栏“指标值”"
        log.issue(UNKNOWN_COLUMN, row.first, what, found, remedy)
    log.unread.append(Unread("栏", "指标值", 0, row.first, "指标值"))


def _hold_back(rows: Sequence[FormRow], heading: Heading, log: ReadingLog) -> None:
    """Goals and duties in columns left of the names (职责活动｜绩效目标): their cells are told, and
    that they are blank or missing is not proved."""
    homes = dict(heading.roles)
    for row in rows[: heading.height]:
        for at, text in row.cells:
            if at >= homes.get("level3", 0) or at in homes.values():
                continue
            goal = goal_head(row.words, text) == "text"
            if not (goal or row.words.plays("tasks", "name", text)):
                continue
            if cells := texts_at(rows[heading.height :], at):
                part: Part = "目标" if goal else "任务"
                log.unread.append(Unread("栏", text, len(cells), row.source(at), part))


def _tell_further(
    rows: Sequence[FormRow], heading: Heading, column: Column, cells: Sequence[str], log: ReadingLog
) -> None:
    """A column without a place: of the past or of the whole period, or not understood.

    Where no column of targets is known, its `cells` below the heading may be the targets.
    """
    body = rows[heading.height :]
    at = _place_of(rows[: heading.height], column)
    lost = "target" not in heading
    if cells and lost and (not column.known or holds_targets(body, column.at)):
        log.unread.append(Unread("栏", column.heading, len(cells), at, "指标值"))
        log.issue(
            UNKNOWN_COLUMN,
            at,
            f"没有认出本年度的指标值栏；这一栏有{len(cells)}格，可能就是指标值，没有读作指标值",
            column.heading,
            "请核对表头；在规则包的 form 中写明哪一栏是指标值（columns 的 target）后再读入",
        )
    elif column.known:
        what = f"“{column.heading}”栏只作记录，不参与评价"
        log.repair("另栏所载", at, what, column.heading, column.heading)
    else:
        log.column(column.heading, at, cells, "指标值")


def _tell_contradiction(rows: Sequence[FormRow], heading: Heading, log: ReadingLog) -> None:
    """Names that are all labels of the tree, while what should be a level is none: a shifted head.

    In a form of two levels the 二级 are the names; there the 一级 are labels too.
    """
    body, homes = rows[heading.height :], dict(heading.roles)
    levels = [homes[role] for role in ("level1", "level2") if role in homes]
    names = homes.get("level3")
    if names is None or not levels or not (found := level_in(body, names)):
        return
    others = [at for at in levels if not level_in(body, at) and _all_differ(texts_at(body, at))]
    if others:
        what = f"三级指标栏里多是{'二' if found == 'level2' else '一'}级指标的名称，栏目可能错位"
        texts = "、".join(texts_at(body, names)[:3])
        remedy = "请核对表头是否与下面各栏对齐，改正后再读入"
        log.issue(SHIFTED_ROW, rows[0].source(names), what, texts, remedy)


def _tell_undecided(
    rows: Sequence[FormRow], heading: Heading, column: Column, log: ReadingLog
) -> None:
    """Two sets of indicators side by side, either of which may be the year's: one is read."""
    at = _place_of(rows[: heading.height], column)
    count = len(texts_at(rows[heading.height :], column.at))
    what = f"并列几组指标，看不出哪一组是本年度的；读了最左的一组，这一组{count}个只作记录"
    remedy = "请在栏名或其上方写明哪一组是本年度的（如“年度指标”“中期指标”）后再读入"
    log.issue(UNKNOWN_COLUMN, at, what, column.heading, remedy)
    log.unread.append(Unread("栏", column.heading, count, at, "指标"))


def _all_differ(texts: Sequence[str]) -> bool:
    return len(texts) >= _FEWEST_NAMES and len(set(texts)) == len(texts)


def _tell_guessed(
    rows: Sequence[FormRow], heading: Heading, column: Column, log: ReadingLog
) -> None:
    at = _place_of(rows[: heading.height], column)
    count = sum(c == column.at for row in rows[heading.height :] for c, _ in row.cells)
    log.issue(
        UNKNOWN_COLUMN,
        at,
        f"不认识的表头，该栏{count}格的内容是指标值，已作指标值读取",
        column.heading,
        "请核对；确是指标值的，在规则包的 form 中补充这个表头（columns 的 target）",
    )


def _place_of(heading: Sequence[FormRow], column: Column) -> Source:
    """The cell of a column's lowest heading."""
    for row in reversed(heading):
        if any(at == column.at for at, _ in row.cells):
            return row.source(column.at)
    row = heading[0]
    return row.source(next((c for c, _ in reversed(row.cells) if c <= column.at), row.cells[0][0]))
