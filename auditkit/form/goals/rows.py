"""Which rows of a form are of its goals: where they begin, and what stands among them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from auditkit.files.grid import Grid
from auditkit.form.counted import number_of
from auditkit.form.headings.goalheads import GOAL, SPAN, goal_head, is_goal_label
from auditkit.form.headings.row import width_at
from auditkit.form.headings.twosets import group_labels
from auditkit.form.headings.words import heading_role, is_side_label
from auditkit.form.log import ReadingLog
from auditkit.form.rows.outside import bare_label
from auditkit.form.rows.rows import FormRow, amount, squeeze

_TABLE_OF_GOALS = re.compile(r"(?:长期|中长?期|年度|实施期|20\d\d年?度?)(?:绩效)?目标表")
"""The title of the indicators of one period: 长期绩效目标表."""
_HEADS_MONEY = re.compile(
    r"(?:年度|项目|部门)?(?:资金|预算|经费)(?:来源|情况|安排|构成|总额|预算|及|与|和|、)*(?:[（(][^（()）]{0,8}[)）])?"
)
_ANNEX = re.compile(r"附[件表]\s*[\d一二三四五六七八九十]{0,2}\s*[:：]?")
_CHAPTER = re.compile(r"[（(]?[一二三四五六七八九十]+[)）]?\s*[、.．]?\s*")
_DEFINITION = re.compile(
    "(?:就?是|系)?指(?![导挥定标引示派南数向明])|(?:是|系)(?:根据|按照).{0,20}所称"
)
_SAYS = re.compile("(?<=目标)(?:具体|分别|主要|设定)?(?:如下|为|是|有)$")
_NEAR = 3
_LABEL_AND_TEXT = 2
_LABEL_AT_LEAST = 3
_FEWEST_OF_TABLE = 4
_FEWEST_HEADS = 3
_LONGEST_LABEL, _SHORTEST_GOAL = 20, 8


def begins_goals(row: FormRow) -> bool:
    """Whether a row is the first of the goals: it has their label, or the first 目标1."""
    # 年初设定的绩效目标｜清淤河道12公里。
    beside = len(row.cells) == _LABEL_AND_TEXT and len(row.texts[1]) >= _SHORTEST_GOAL
    if beside and goal_head(row.words, row.texts[0]) == "text":
        return True
    return any(
        GOAL.match(text)
        or states_goal(row, text)
        or (text == "目标" and len(row.cells) > 1 and len(row.texts[1]) >= _SHORTEST_GOAL)
        or (
            len(text.rstrip(":：")) >= _LABEL_AT_LEAST
            # A lone text with a year in it, or in the first line, is the title of the form.
            and (len(row.cells) > 1 or (row.order > 0 and not SPAN.search(text)))
            and (is_goal_label(row.words, text) or goal_head(row.words, text) == "period")
        )
        for text in row.texts
    )


def besides_report(rows: Sequence[FormRow], log: ReadingLog) -> Sequence[FormRow]:
    """The rows without what a report around the form says besides the goals.

    A chapter on goals (二、绩效目标设定情况) states none where the form's own table does;
    else it ends at the next of its kind, or at an annex. A line that states a goal itself stays.
    """
    tables = [i for i, row in enumerate(rows) if not _is_prose(row)]
    first = next((i for i in tables if begins_goals(rows[i]) and _states_below(rows, i)), 0)
    kept: list[FormRow] = []
    skips, kind = False, ""
    for i, row in enumerate(rows):
        text = row.texts[0]
        if not _is_prose(row):
            skips = False
        elif begins_goals(row):
            skips, kind = i < first, _kind_of_chapter(text)
            if skips and not _states_itself(row):
                what = f"“{text[:_LONGEST_LABEL]}”是表前文字的标题，目标按表中所填读取"
                log.repair("表外文字", row.first, what, text, text)
        elif kind and (_ANNEX.match(text) or _kind_of_chapter(text) == kind):
            skips, kind = True, ""
        if not skips or _states_itself(row):
            kept.append(row)
    return kept


def _kind_of_chapter(text: str) -> str:
    """How the heading of a chapter is numbered (一、 or （一）), blank for any other text."""
    number = _CHAPTER.match(text)
    headed = number and len(text) <= _LONGEST_LABEL and not text.endswith(("。", "；", ";"))
    return re.sub("[一二三四五六七八九十]+", "一", number[0]) if number and headed else ""


def _is_prose(row: FormRow) -> bool:
    return row.grid.style == "text" or len(row.grid.rows[row.index]) == 1


def _states_itself(row: FormRow) -> bool:
    label, _, body = row.texts[0].replace("：", ":", 1).partition(":")
    return is_stated(body) and (
        goal_head(row.words, label) == "text" or is_goal_label(row.words, label)
    )


def _states_below(rows: Sequence[FormRow], at: int) -> bool:
    """Whether a goal stands beside the label at a row or below it, in the same table."""
    return any(
        len(text) >= _SHORTEST_GOAL
        and not goal_head(row.words, text)
        and not is_goal_label(row.words, text)
        for row in rows[at : at + _NEAR]
        if row.grid is rows[at].grid
        for text in row.texts
    )


def goals_between(rows: Sequence[FormRow], known: int = 0) -> tuple[list[FormRow], list[FormRow]]:
    """The rows of a table of indicators, and those of the goals that stand between them:
    年度绩效目标1（50分）｜提高老年人生活质量.

    Behind the `known` ones that stand above the table a further one bears the next number.
    """
    own: list[FormRow] = []
    goals: list[FormRow] = []
    for row in rows:
        stated = _goal_between(row, known) if own else None
        if stated:
            goals.append(stated)
            known += known > 0
        else:
            own.append(row)
    return own, goals


def _goal_between(row: FormRow, known: int) -> FormRow | None:
    """A row among indicators that states a goal, its label without the points; None for others."""
    (at, first), *others = row.cells
    label, colon, body = first.replace("：", ":", 1).partition(":")
    label = bare_label(squeeze(label))
    bare = label.rstrip("0123456789一二三四五六七八九十")
    texts = others or ([(at, body.strip())] if colon else [])
    stated = [cell for cell in texts if len(squeeze(cell[1])) >= _SHORTEST_GOAL]
    if (
        not bare.endswith("目标")
        or (known and (bare == label or number_of(label.removeprefix(bare)) <= known))
        or len(stated) != 1
        or any(not goal_head(row.words, text) for at, text in texts if (at, text) not in stated)
        or goal_head(row.words, label) != "text"
    ):
        return None
    return replace(row, cells=((at, label), *stated))


def states_goal(row: FormRow, text: str) -> bool:
    """Whether a cell holds a label of goals and, behind its colon, the goal: 项目目标：推进…."""
    label, body = parted(text)
    long = len(label) >= _LABEL_AT_LEAST and is_stated(body)
    return long and label.endswith("目标") and is_goal_label(row.words, label)


def parted(text: str) -> tuple[str, str]:
    """The label before a colon, and what stands behind: 绩效目标为：…; no label without one.

    >>> parted("年度绩效目标如下：修路3公里。"), parted("修路3公里。")
    (('年度绩效目标', '修路3公里。'), ('', '修路3公里。'))
    """
    label, colon, body = text.replace("：", ":", 1).partition(":")
    return (_SAYS.sub("", label), body) if colon else ("", text)


def is_stated(body: str) -> bool:
    """Whether what stands behind 绩效目标： may be a goal; 指财政预算资金… defines the word.

    >>> is_stated("指预算资金计划达到的产出和效果。"), is_stated("指导基层开展疫情防控。")
    (False, True)
    """
    body = body.strip()
    return len(body) >= _SHORTEST_GOAL and not _DEFINITION.match(body)


def besides_budget(rows: Sequence[FormRow], orders: Collection[int]) -> list[FormRow]:
    """The rows that make up no budget, and of those that do the cells that state a goal.

    A goal may stand below its label while the budget goes on beside it: 年度绩效目标｜资金来源.
    """
    found = []
    below: tuple[Grid, int] | None = None
    for i, row in enumerate(rows):
        if _heads_part(rows, i, orders):
            continue
        cells = row.cells
        column, first = cells[0]
        beside = row.order in orders or len(cells) == 1
        if beside and below == (row.grid, column) and len(first) >= _SHORTEST_GOAL:
            cells = cells[:1]
        elif _heads_money_beside(row):
            below, cells = (row.grid, column), cells[:1]
        elif row.order in orders:
            cells = tuple(cell for cell in cells if states_goal(row, squeeze(cell[1])))
        if cells:
            found.append(replace(row, cells=cells))
    return found


def _heads_part(rows: Sequence[FormRow], at: int, orders: Collection[int]) -> bool:
    """Whether a label alone in its row heads a part of the budget around it: 1、资金来源："""
    row = rows[at]
    within = 0 < at < len(rows) - 1 and {rows[at - 1].order, rows[at + 1].order} <= set(orders)
    return (
        within
        and row.grid is rows[at - 1].grid
        and len(row.cells) == 1
        and len(row.texts[0]) <= _LONGEST_LABEL
        and not begins_goals(row)
    )


def _heads_money_beside(row: FormRow) -> bool:
    """Whether nothing stands beside the label of the goals but the head of the budget."""
    label, *others = row.texts
    return (
        bool(others)
        and is_goal_label(row.words, label)
        and all(_HEADS_MONEY.fullmatch(text) for text in others)
    )


def is_of_table(row: FormRow) -> bool:
    """Whether a row has the cells of a table or of an amount (重点项目｜1,300.00), not those of a
    goal and its label."""
    priced = len(row.cells) > 1 and amount(row.texts[-1]) is not None
    return (priced or len(row.cells) >= _FEWEST_OF_TABLE) and all(
        len(text) <= _LONGEST_LABEL for text in row.texts
    )


def heads_form(row: FormRow) -> bool:
    """Whether a row names the department or the project: above it stood only a title, 绩效目标."""
    label = bare_label(row.texts[0])
    stated = len(row.cells) > 1 or len(label) < len(row.texts[0].rstrip(":："))
    return stated and any(row.words.plays("department", r, label) for r in ("label", "project"))


def heads_indicators(row: FormRow) -> bool:
    """Whether a row is the title of the indicators that follow the goals (长期绩效指标), or the
    upper half of their heading: 绩效指标｜指标性质｜指标值｜度量单位; 产出指标｜效益指标."""
    first = row.texts[0]
    if group_labels(row):
        return True
    roles = [bool(heading_role(row.words, text)) for text in row.texts]
    if sum(roles) >= _FEWEST_HEADS:
        return True
    if len(roles) > 1 and all(roles[1:]) and is_side_label(row.words, first):
        return True
    # 年度绩效指标｜指标体系｜目标 over the heading proper.
    short = all(len(text) < _SHORTEST_GOAL for text in row.texts[1:])
    if len(roles) > 1 and first.endswith("指标") and short and is_side_label(row.words, first):
        return True
    if len(row.cells) == 1 and _TABLE_OF_GOALS.fullmatch(first):
        return True
    return len(row.cells) == 1 and "指标" in first and is_side_label(row.words, first)


def heads_beside_number(row: FormRow) -> FormRow:
    """A row of heads without that of the numbers: 序号｜目标内容."""
    first, *others = row.texts
    heads = others and row.words.plays("department", "number", first)
    if heads and all(goal_head(row.words, t) or is_goal_label(row.words, t) for t in others):
        return replace(row, cells=row.cells[1:])
    return row


def remark_columns(row: FormRow) -> frozenset[int]:
    """The columns that a row heads as remarks on the goals: 内容｜说明."""
    if len(row.cells) < 2 or row.texts[0] not in ("内容", "项目", "目标内容"):
        return frozenset()
    found = [c for c, text in row.cells[1:] if row.words.plays("tasks", "note", text)]
    return frozenset(found) if len(found) == len(row.cells) - 1 else frozenset()


def middle_head(row: FormRow, column: int, heads: Mapping[int, str]) -> str:
    """The role of the head under which a text of an unruled table stands though it begins left of
    it, being set in the middle of its columns; blank for any other."""
    right = column + width_at(row, column, ())
    under = [role for at, role in heads.items() if column < at < right and column not in heads]
    return under[0] if under and row.grid.unruled is not None else ""
