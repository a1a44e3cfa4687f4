"""The heading of the year's tasks: which columns hold names, content, amounts and notes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from auditkit.form.budget.heads import is_budget_heading
from auditkit.form.budget.levels import level_of
from auditkit.form.budget.sums import is_sum
from auditkit.form.declaration import Total
from auditkit.form.headings.duties import duty_columns
from auditkit.form.log import MONEY_UNIT, ReadingLog
from auditkit.form.rows.outside import stated_unit
from auditkit.form.rows.rows import FormRow, amount, asked_once, money_unit, squeeze
from auditkit.form.tasks.labels import is_second_heading, is_task_side, own_heads
from auditkit.form.tasks.levels import counts_only, levels_in
from auditkit.form.title.beginning import projects_named
from auditkit.rules.formwords import bare_heading

_NOWHERE = -1
_FEWEST_BEHIND = 2
# What is known and only recorded: other amounts, the project that a task belongs to, its kind, and
# what a self-evaluation says of it.
_BESIDE = ("aside", "other", "budget", "project", "kind", "done")
# No row heads tasks without one of these.
_HEADS = {"name", "content", "project"}
_NOT_FISCAL = ("content", "budget", "other", "kind", "done", "note")


def find_task_header(rows: Sequence[FormRow]) -> int | None:
    """The index of the row that heads the tasks, None where the form has no such section."""
    return next((i for i, row in enumerate(rows) if is_task_header(row)), None)


@asked_once
def is_task_header(row: FormRow) -> bool:
    """Whether a row heads the year's tasks (年度主要任务), and nothing beside them."""
    return _name_column(row) is not None and not duty_columns(row)


def _name_column(row: FormRow) -> int | None:
    """The column that heads the tasks' names; 重点任务 does so only beside content and amounts."""
    if not any(_HEADS & set(row.words.roles("tasks", text)) for _, text in row.cells):
        return None
    if _is_of_project(row):
        return None
    exact = row.words.order("tasks", "name")
    stated = [c for c, text in row.cells if bare_heading(text) in exact]
    if stated:
        return stated[0]
    texts = dict(row.cells)
    like = [c for c in _all(row, "name") if not is_task_side(row, texts[c])]
    content, money = _first(row, "content"), _all(row, "budget")
    inner = [c for c, t in row.cells if like and c > like[0] and _may_name(row, t)]
    if inner and inner[0] != content and _goes_down(row, like[0]):
        like = inner  # 部门职责目标 at the side of 职责名称, 年度重点任务 of 任务
    elif inner == [content] and _goes_down(row, like[0], 2):
        like, content = inner, None  # 年度主要工作 at the side of 序号｜工作内容
    if not like and is_task_side(row, row.texts[0]):
        like = [c for c, text in row.cells[1:2] if bare_heading(text) == "名称"]
    like = _heads_names(row, {content, *_all(row, "project")}) or like
    told = content is not None or (like and _all(row, "project"))
    if not like or not told or content == like[0] or not any(c > like[0] for c in money):
        return _project_column(row)
    return like[0]


def _is_of_project(row: FormRow) -> bool:
    """Whether 任务名称 labels what the form itself is of: 任务名称｜桥梁检测｜主管部门｜某局."""
    activity = any(row.words.plays("department", "activity", text) for text in row.texts)
    return activity and bool(projects_named(row))


def _may_name(row: FormRow, text: str) -> bool:
    """Whether a heading may be that of the names, beside 年度重点工作任务 at their side."""
    return row.words.plays("tasks", "name", text) or bare_heading(text) == "名称"


def _heads_names(row: FormRow, beside: Collection[int | None]) -> list[int]:
    """Where 年度主要任务 or 工作任务 heads the names, no label at their side: next to it stands
    主要内容 or 对应项目, one of the columns `beside`."""
    side = row.words.order("tasks", "side")
    return [
        column
        for (column, text), (behind, _) in pairwise(row.cells)
        if behind in beside
        and not _goes_down(row, column)
        and (bare_heading(text) in side or row.words.plays("tasks", "name", text))
    ]


def _goes_down(row: FormRow, column: int, rows: int = 1) -> bool:
    """Whether a cell is merged with at least so many below it: a label at the side, no heading."""
    areas = row.grid.merged
    return any(a.top <= row.index <= a.bottom - rows and a.left == column for a in areas)


def _project_column(row: FormRow) -> int | None:
    """The column of the projects that a department lists as its tasks: 项目名称｜项目类型｜预算.

    Every cell behind it heads a column of tasks, and one of them amounts: beside 项目名称 in the
    form of a single project stands its name.
    """
    found = _all(row, "project")
    # 主要项目 at the side of 项目名称 is no column.
    at = next((c for c in found if not (_goes_down(row, c) and c != found[-1])), None)
    if at is None:
        return None
    behind = [text for c, text in row.cells if c > at]
    headed = [set(row.words.roles("tasks", text)) for text in behind]
    # Beside 年度主要任务 the amounts alone say that its projects are listed.
    fewest = 1 if at > row.cells[0][0] and is_task_side(row, row.texts[0]) else _FEWEST_BEHIND
    if len(behind) < fewest or not all(headed):
        return None
    priced = any("budget" in roles for roles in headed)
    # Above 年度资金总额 it heads the funds of one project.
    return at if priced and not is_sum(row.words, squeeze(_text_below(row, at))) else None


def _text_below(row: FormRow, column: int) -> str:
    texts = row.grid.texts[row.index + 1 : row.index + 2]
    return texts[0][column] if texts and column < len(texts[0]) else ""


def _amounts(row: FormRow, name: int, content: int) -> int | None:
    """The column of the tasks' amounts: of several that of the year, not of the whole project."""
    found = [c for c in _all(row, "budget") if c > name and c != content]
    texts = dict(row.cells)
    own = [c for c in found if row.words.plays("period", "year", squeeze(texts[c]))]
    return next(iter(own or found), None)


def task_columns(
    rows: Sequence[FormRow], above: Sequence[FormRow], log: ReadingLog
) -> tuple[list[tuple[str, int]], str, int, frozenset[int]]:
    """The columns by role, the unit of the amounts, where the tasks begin, and the columns that
    a task has no place for, each told."""
    head = rows[0]
    name = _name_column(head)
    assert name is not None  # the row was chosen for it
    counted = counts_only(rows[1:], name)
    name += bool(counted)
    content = next((c for c in _all(head, "content") if c != name), None)
    kinds = _all(head, "kind")
    if content is None:
        content = next((c for c in kinds if c > name), name + 1)
        if content in (*_all(head, "budget"), *_all(head, "done")):
            content = _NOWHERE  # 项目名称｜预算数｜执行数 says nothing of what is done
    found = _amounts(head, name, content)
    money = content + 1 if found is None else found
    note, start, beside = _first(head, "note"), 1, list[tuple[FormRow, int]]()
    under: list[int] = []
    stated_fiscal = next((c for c in _all(head, "fiscal") if c > money), None)
    fiscal = _fiscal_place(head, money) if stated_fiscal is None else stated_fiscal
    beside += [(head, c) for c in _all(head, "other") if c > money]
    other = [*kinds, *_all(head, "budget"), *_all(head, "project"), *_all(head, "done")]
    other += _all(head, "aside")
    beside += [(head, c) for c in other if c > name and c not in (content, money, fiscal)]
    heads = rows[:1]
    if len(rows) > 1 and is_second_heading(rows[1]):
        heads, start = own_heads(rows[:2]), 2
        second = heads[1]
        stated = _first(second, "fiscal")
        whole = _first(second, "sum")
        others = _all(second, "other")
        if stated is None:
            stated = next((c for c, text in second.cells if squeeze(text).startswith("其中")), None)
        if whole is not None and stated is not None and whole < stated and whole >= money:
            money, fiscal = whole, stated
        elif fiscal == _NOWHERE:
            fiscal = _NOWHERE if stated is None else stated
        elif stated is not None and stated != fiscal:
            log.repair(
                "表头错位",
                second.source(stated),
                "第二行表头错位，“其中：财政资金”应在预算资金的第二栏",
                f"第{stated + 1}栏",
                f"第{fiscal + 1}栏",
            )
        beside += [(second, c) for c in others]
        own = {c for c, _ in second.cells}
        under += [c for c, _ in rows[1].cells if c > name and c not in own]
    levels = levels_in(heads, money if found is not None else name + 1)
    if levels:
        taken = {c for _, c in beside}
        beside += [(row, c) for row, c in levels if c != money and c not in taken]
        if fiscal in {c for _, c in levels} or stated_fiscal is None:
            fiscal = _NOWHERE  # 中央｜省级｜本级 are all of them fiscal
    known = {name, content, money, fiscal, note, *(c for _, c in beside)}
    beside += [
        (head, c)
        for c, text in head.cells
        if c > name
        and c not in known
        and not is_task_side(head, text)
        and not _all_roles(head, text)
    ]
    last = max(content, money, fiscal, *under, *(c for _, c in beside))
    note = last + 1 if note is None else note
    for row, at in beside:
        cells = [text for other in rows[start:] for c, text in other.cells if c == at]
        heading = next(squeeze(text) for c, text in row.cells if c == at)
        if any(row.words.plays("tasks", role, heading) for role in _BESIDE) or level_of(heading):
            what = f"任务的“{heading}”栏只作记录"
            log.repair("另栏所载", row.source(at), what, heading, heading)
        else:
            log.column(heading, row.source(at), cells, "任务")
    texts = [squeeze(text) for row in rows[:start] for _, text in row.cells]
    priced = stated_fiscal is not None or start > 1 or _holds_amounts(rows[start:], fiscal)
    unit = _unit(head, money, texts, above, log)
    roles = [
        ("name", name), ("content", content), ("budget", money), ("fiscal", fiscal), ("note", note),
    ]  # fmt: skip
    if not priced and head.grid.style != "text":
        # Without a heading of its own and without any amount there is no such column.
        roles = [role for role in roles if role[0] != "fiscal"]
    # What is done may stand behind the money: 任务｜预算｜内容.
    roles = sorted((r for r in roles if r[1] != _NOWHERE), key=lambda role: role[1])
    numbers = [c for c, text in head.cells if head.words.plays("department", "number", text)]
    numbers += [name - 1] if counted else []
    return roles, unit, start, frozenset([*numbers, *under, *(c for _, c in beside)]) - {note}


def _holds_amounts(rows: Sequence[FormRow], column: int) -> bool:
    return any(c == column and amount(text) is not None for row in rows for c, text in row.cells)


def _fiscal_place(head: FormRow, money: int) -> int:
    """Where the fiscal part stands without a heading: beside the budget, if nothing else does."""
    others = [c for role in _NOT_FISCAL for c in _all(head, role)]
    return _NOWHERE if money + 1 in others else money + 1


def has_amounts(head: FormRow) -> bool:
    """Whether a heading of tasks, one that stands over several columns too, names amounts."""
    return bool(_all(head, "budget") or _all(head, "sum") or _all(head, "fiscal"))


def ends_tasks(row: FormRow, head: FormRow) -> bool:
    """Whether the department's budget begins at a row: with its label left of the tasks' names, or
    with a head of its own (年初预算数｜全年预算数｜全年执行数) that begins no further right."""
    column, text = row.cells[0]
    label = squeeze(text)
    # Columns of a text are no sure places, and pages shift them.
    if len(row.cells) < 2 or row.grid.style == "text":
        return False
    headed = is_budget_heading(row)
    if not (headed or is_sum(row.words, label) or row.words.plays("budget", "side", label)):
        return False
    other = is_task_side(row, text) or row.words.plays("tasks", "total", text)
    if other or is_second_heading(row) or is_task_header(row):
        return False
    name = _name_column(head)
    return name is not None and (column < name or (headed and column == name))


def _all_roles(row: FormRow, text: str) -> bool:
    """Whether a text heads some column of the tasks, or stands over the amounts."""
    return bool(row.words.roles("tasks", text))


def _first(row: FormRow, role: str) -> int | None:
    return next(iter(_all(row, role)), None)


def _all(row: FormRow, role: str) -> list[int]:
    return [c for c, text in row.cells if row.words.plays("tasks", role, text)]


def _unit(
    heading: FormRow,
    column: int,
    texts: Sequence[str],
    above: Sequence[FormRow],
    log: ReadingLog,
) -> str:
    """The unit that the heading states, else a line above the table; 万元 where neither does."""
    inside = next(((unit, text) for text in texts if (unit := money_unit(text))), None)
    line = stated_unit(above)
    if inside and line and inside[0] != line[0]:
        log.issue(
            MONEY_UNIT,
            heading.source(column),
            f"表头的单位与表上方的“{line[1]}”不一致，按表头读取",
            inside[1],
            "请核对金额的单位",
        )
    unit, text = inside or line or ("万元", "")
    if unit != "万元":
        what, remedy = f"任务预算以{unit}为单位", "已换算为万元，请核对"
        log.issue(MONEY_UNIT, heading.source(column), what, text, remedy, False)
    return unit


def total_in_heading(heading: Sequence[FormRow], besides: Collection[int]) -> Total | None:
    """A 合计 that stands only in the heading: its figures were never printed.

    Above a column of amounts (`besides`) it is no total, but the name of that column.
    """
    for row in heading:
        for column, text in row.cells:
            if row.words.plays("tasks", "total", text) and column not in besides:
                return Total(None, None, row.source(column))
    return None
