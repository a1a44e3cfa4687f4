"""Where a form begins: the line that names what it is about, and its title, year and unit above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from auditkit.form.goals.rows import begins_goals
from auditkit.form.headings.goalheads import goal_head, is_goal_label
from auditkit.form.headings.row import is_indicator_header
from auditkit.form.headings.treewords import COMMON_LEVEL2
from auditkit.form.rows.outside import bare_label, is_outside, is_total
from auditkit.form.rows.rows import FormRow, amount, asked_once, money_unit, squeeze
from auditkit.form.title.heading import CODE, is_label, read_project, split_label
from auditkit.rules.formwords import FormWords

_TITLE = re.compile(
    r"表(?:[（(].*[）)])?$|20\d\d\s*[)）]?\s*年|^附件|单位[:：]"
    # 表十一-2, the number of the sheet.
    r"|^(?:公开)?附?表\s*[一二三四五六七八九十\d]+(?:[-—－][一二三四五六七八九十\d]+)?$"
)
_HEADS = (
    *(("budget", role) for role in ("total", "amount", "adjusted", "executed")),
    *(("tasks", role) for role in ("content", "kind", "aside", "note", "sum")),
)
_MOST_ABOVE = 6
_LABELLED = re.compile(r"[\u4e00-\u9fff（）()]{2,12}[:：]")


@asked_once
def names_a_form(row: FormRow) -> bool:
    """Whether a row begins with the label of the line that names what a form is about."""
    first = bare_label(row.texts[0])
    if len(row.cells) > 1:
        return row.words.plays("department", "form", first) or bool(projects_named(row))
    # 项目名称：孤儿保障, alone over the project's own table.
    label, name = split_label(row.texts[0])
    return bool(name) and _labels_project(row, label, name)


def projects_named(row: FormRow) -> list[tuple[int, str]]:
    """The projects that a row names behind or beside their label, with their columns.

    预算单位｜示例市公安局｜项目名称｜校舍改造; 项目概况｜项目名称：校舍改造. In a list of projects
    项目名称 stands beside other headings.
    """
    words = row.words
    if words.plays("department", "number", bare_label(row.texts[0])) and not any(
        map(str.isdigit, "".join(row.texts[1:2]))
    ):
        return []
    stated = [(column, label, name) for (_, label), (column, name) in pairwise(row.cells)]
    stated += [(column, *split_label(text)) for column, text in row.cells]
    return [
        (column, name)
        for column, label, name in stated
        if _labels_project(row, label, name) and _is_name(words, name)
    ]


def named_project(top: Sequence[FormRow]) -> str:
    """The name of the project that a form is of, by its label or one of the like (事项名称);
    blank for the form of a whole department."""
    named = read_project(top)
    return named or next((name for row in top for _, name in projects_named(row)), "")


def _labels_project(row: FormRow, label: str, name: str) -> bool:
    """Whether a label is that of a project's name, beside or before `name`.

    任务名称 is, where the department is named in the same row or next to it: elsewhere it heads the
    tasks of a department.
    """
    words, bare = row.words, bare_label(label)
    if words.plays("department", "project", bare):
        return True
    if not _is_name(words, name):
        return False
    matter = words.plays("department", "matter", bare)
    activity = words.plays("department", "activity", bare) and not _heads_amounts(row)
    return matter or (activity and _beside_department(row))


def _heads_amounts(row: FormRow) -> bool:
    """Whether a row heads columns of tasks, of what they cost too: 任务名称｜…｜预算数｜执行数."""
    heads = any(row.words.plays("tasks", r, text) for text in row.texts for r in ("budget", "done"))
    return heads and not any(amount(text) is not None for text in row.texts)


def _beside_department(row: FormRow) -> bool:
    near = row.grid.texts[max(row.index - 1, 0) : row.index + 2]
    texts = (squeeze(text) for one in near for text in one if text)
    return any(row.words.plays("department", "label", bare_label(text)) for text in texts)


def _is_name(words: FormWords, text: str) -> bool:
    heads = (
        is_label(words, text)
        or words.roles("columns", text)
        or goal_head(words, text)
        or is_goal_label(words, text)
        or any(words.plays(section, role, text) for section, role in _HEADS)
    )
    colon = ":" in text.replace("：", ":")
    return bool(text) and not heads and not colon and amount(text) is None


def title_of(rows: Sequence[FormRow], at: int) -> int:
    """Where a form begins whose first labelled row is at an index: its title, year or unit.

    What a table or a page begins with before that row is of the form too.
    """
    begins = _first_of_table(rows, at)
    at = _prose_of_goals(rows, begins)
    while at and _is_title(rows[at - 1]):
        at -= 1
    return _on_its_sheet(rows, at, begins)


def _prose_of_goals(rows: Sequence[FormRow], at: int) -> int:
    """Where the goals begin that running text right above a table states: 绩效目标：一是…."""
    text = rows[at - 1].grid if at else None
    if text is None or text.style != "text" or rows[at].grid is text:
        return at
    near = range(at - 1, max(at - _MOST_ABOVE, 0) - 1, -1)
    return next((i for i in near if rows[i].grid is text and begins_goals(rows[i])), at)


def _on_its_sheet(rows: Sequence[FormRow], at: int, begins: int) -> int:
    """Where the title begins that was followed up to an index: what ends a sheet that holds more
    (填表日期：2024年3月15日) is no title of the form on the next."""
    grid = rows[at].grid
    if (
        grid is rows[begins].grid
        or grid.style != "sheet"
        or not at
        or rows[at - 1].grid is not grid
    ):
        return at
    return next(i for i in range(at, begins + 1) if rows[i].grid is not grid)


def _first_of_table(rows: Sequence[FormRow], at: int) -> int:
    row = rows[at]
    above = range(at - 1, max(at - _MOST_ABOVE, 0) - 1, -1)
    for i in above:
        if rows[i].grid is not row.grid or is_indicator_header(rows[i]):
            return i + 1 if row.grid.style == "table" and rows[i].grid is not row.grid else at
        if len(rows[i].cells) == 1 and _is_title(rows[i]):
            return i
        if COMMON_LEVEL2.keys() & set(rows[i].texts) or is_total(rows[i].texts[0]):
            return at
    return 0 if not above or above[-1] == 0 else at


def _is_title(row: FormRow) -> bool:
    if len(row.cells) == 1:
        return bool(_TITLE.search(row.texts[0]))
    # 130561示例县教育局本级｜单位：万元
    if all(money_unit(t) or CODE.match(t) for t in row.texts):
        return any(map(money_unit, row.texts))
    if _labels_by_pairs(row):
        return True
    return not is_outside(row) and all(_TITLE.search(t) or _LABELLED.match(t) for t in row.texts)


def _labels_by_pairs(row: FormRow) -> bool:
    """项目编码｜13056123P001｜填报日期｜2023年1月, over the line that names the project."""
    labels, said = row.texts[::2], row.texts[1::2]
    return len(labels) == len(said) > 0 and all(
        (is_label(row.words, label) or row.words.plays("department", "number", bare_label(label)))
        and not is_label(row.words, value)
        for label, value in zip(labels, said, strict=True)
    )
