"""Amounts above the tables that no line of the budget has taken, and a budget not found."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from auditkit.errors import IssueKind
from auditkit.files.grid import Source
from auditkit.form.budget.bylevel import overlapping
from auditkit.form.budget.wholeperiod import whole_amounts
from auditkit.form.declaration import BudgetLine, Unread
from auditkit.form.goals.rows import begins_goals
from auditkit.form.log import ReadingLog
from auditkit.form.rows.outside import bare_label, is_other_title
from auditkit.form.rows.rows import FormRow, amount, squeeze
from auditkit.form.title.beginning import names_a_form

UNREAD_BUDGET = IssueKind("D20", "项目的预算金额没有读到")


_MONEY = re.compile(r".*(?:资金|预算|金额|经费|投资|拨款).*")
# 示例县政府投资审计中心 heads nothing.
_HEADS_MONEY = re.compile(
    r".*(?:资金|预算|金额|经费|投资|拨款)(?:数|数额|总?额|情况|安排|规模|收入|支出|来源|构成|合计)*"
    r"(?:[（(].*[)）])?"
)
# A label that names a year, a code or a share speaks of money without being an amount.
_NO_AMOUNT = re.compile(".*(?:年度|年份|年限|代码|编码|编号|文号|科目|时间|日期|率|占比|比例|单位)")
# 预算执行率权重（%）: the points of the execution, stated apart.
_POINTS = re.compile(".*(?:权重|分值|得分|标准分)")
_SUM = re.compile(r"\d\s*[百千万亿]?元")
_LONGEST = 24
_FEWEST_CELLS, _MOST_QUOTED = 3, 60


def tell_unread_amounts(
    top: Sequence[FormRow],
    used: Collection[int],
    lines: Sequence[BudgetLine],
    project: str,
    log: ReadingLog,
) -> None:
    """Tell each labelled amount that was not read, or that a project's form has no amount.

    `used` are the orders of the rows that make up the budget block. What is stated for a past
    year or for the whole period is only recorded.
    """
    _tell_behind(top, used, lines, log)
    own = _without_other_tables(top)
    levels = () if lines else overlapping([row for row in own if row.order not in used])
    if levels:
        _tell_levels(levels, log)
    told = {at for _, at, _ in levels}
    for row in own:
        if row.order in used:
            continue
        if begins_goals(row):
            break
        for (_, text), (column, figure) in pairwise(row.cells):
            label = squeeze(text)
            if len(label) > _LONGEST or not _MONEY.fullmatch(label) or amount(figure) is None:
                continue
            if row.source(column) in told:
                continue
            if _POINTS.fullmatch(bare_label(label)):
                log.repair("另栏所载", row.source(column), f"“{label}”只作记录", figure, figure)
                continue
            if _NO_AMOUNT.fullmatch(bare_label(label)):
                continue
            if any(row.words.plays("budget", role, label) for role in ("period", "investment")):
                continue
            if row.words.plays("period", "past", label):
                log.repair("另栏所载", row.source(column), f"“{label}”只作记录", figure, figure)
                continue
            log.unread.append(Unread("行", label, 1, row.source(column), "预算"))
            log.issue(
                UNREAD_BUDGET,
                row.source(column),
                f"“{label}”旁的金额没有读作预算",
                figure,
                "请核对；是项目的预算金额的，在规则包的 form 中补充这个名称（budget 的 amount）",
            )
    _tell_tables(own, used, log)
    if any(one.kind in ("行", "表") for one in log.unread):
        return  # what was not read has been told
    if not project or lines:
        return
    if whole := next(whole_amounts(own), None):
        name, figure, at = whole
        what = f"只印有整个实施期的资金（“{name}”），没有本年度的；没有作为预算，不与任何数对照"
        remedy = "请核对原件；本年度安排了资金的，补填年度资金总额"
        log.issue(UNREAD_BUDGET, at, what, figure, remedy, grave=False)
    elif top:
        at, found = _where_money(own) or (top[0].first, project)
        log.issue(
            UNREAD_BUDGET,
            at,
            "没有读到项目的预算金额",
            found[:_MOST_QUOTED],
            "请核对原件是否写有项目资金",
            grave=_SUM.search(found) is not None,
        )


def _tell_levels(levels: Sequence[tuple[str, Source, FormRow]], log: ReadingLog) -> None:
    """Money of several levels that nobody may add up, told once."""
    names = "、".join(name for name, _, _ in levels)
    _, at, _ = levels[0]
    what = f"没有印资金总额，{len(levels)}笔各级资金可能一笔包含另一笔，没有相加，没有读作预算"
    log.unread.append(Unread("行", names[:_LONGEST], len(levels), at, "预算"))
    log.issue(UNREAD_BUDGET, at, what, names[:_MOST_QUOTED], "请核对后补填年度资金总额")


def _where_money(rows: Sequence[FormRow]) -> tuple[Source, str] | None:
    """The cell beside the first label that heads money, and what it says."""
    for row in rows:
        if begins_goals(row):
            return None
        for (_, text), (column, beside) in pairwise(row.cells):
            label = squeeze(text)
            heads = _HEADS_MONEY.fullmatch(label) and not _NO_AMOUNT.fullmatch(bare_label(label))
            if heads and len(label) <= _LONGEST:
                return row.source(column), beside
    return None


def _tell_behind(
    top: Sequence[FormRow], used: Collection[int], lines: Sequence[BudgetLine], log: ReadingLog
) -> None:
    """Tell the figures behind the only one that was taken of a row: its columns have headings
    that are not known."""
    taken = {at for line in lines for at in line.sources.values()}
    single = [line for line in lines if len(line.sources) == 1 and not line.further]
    alone = {at for line in single for at in line.sources.values()}
    for row in top:
        if row.order not in used or not any(row.source(column) in alone for column, _ in row.cells):
            continue
        left = [
            (column, text)
            for (_, before), (column, text) in pairwise(row.cells)
            if _is_figure(before) and _is_figure(text) and row.source(column) not in taken
        ]
        if left:
            figures = "｜".join(text for _, text in left)
            log.unread.append(Unread("行", row.texts[0], 1, row.source(left[0][0]), "预算"))
            log.issue(
                UNREAD_BUDGET,
                row.source(left[0][0]),
                f"“{row.texts[0]}”一行还有{len(left)}个数字没有读入，其栏名不认识",
                figures[:_LONGEST],
                "请核对；在规则包的 form 中补充这些栏名（budget）",
            )


def _is_figure(text: str) -> bool:
    return amount(text.rstrip("%％")) is not None


def _without_other_tables(rows: Sequence[FormRow]) -> list[FormRow]:
    """The rows but for those of another table above the form, which is told as a whole."""
    own: list[FormRow] = []
    other = False
    for row in rows:
        other = is_other_title(row) or (other and not names_a_form(row))
        if not other:
            own.append(row)
    return own


def _tell_tables(top: Sequence[FormRow], used: Collection[int], log: ReadingLog) -> None:
    """Tell each table above the indicators whose heading names amounts and of which nothing was
    read: a list of tasks or projects that is headed in a way of its own."""
    head: FormRow | None = None
    money: set[int] = set()
    lost: dict[int, list[FormRow]] = {}
    for row in top:
        figures = {column for column, text in row.cells if amount(text) is not None}
        if head is not None and head.grid is row.grid and money & figures:
            if row.order not in used and len(row.cells) >= _FEWEST_CELLS:
                lost.setdefault(head.order, []).append(row)
            continue
        named = {c for c, text in row.cells[1:] if _HEADS_MONEY.fullmatch(squeeze(text))}
        named = {c for c in named if not _NO_AMOUNT.fullmatch(bare_label(dict(row.cells)[c]))}
        heads = not figures and len(row.cells) >= _FEWEST_CELLS and row.order not in used
        head, money = (row, named) if heads and named else (None, set())
        if head is not None:
            lost[head.order] = []
    for row in top:
        if below := lost.get(row.order):
            quoted = "｜".join(row.texts)[:_MOST_QUOTED]
            log.unread.append(Unread("表", quoted, len(below), below[0].first, "任务"))
            log.issue(
                UNREAD_BUDGET,
                row.first,
                f"有一张列有金额的表没有认出，{len(below)}行没有读取",
                quoted,
                "请核对表头；属年度主要任务的，改用通用的栏名",
            )
