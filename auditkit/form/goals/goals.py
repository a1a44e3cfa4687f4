"""The year's overall goals (年度总体目标), and what a self-evaluation says was reached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.form.counted import counted_parts, number_of
from auditkit.form.declaration import Goal
from auditkit.form.goals.adjusted import with_adjusted
from auditkit.form.goals.rows import (
    begins_goals,
    heads_beside_number,
    heads_form,
    heads_indicators,
    is_of_table,
    is_stated,
    middle_head,
    remark_columns,
    states_goal,
)
from auditkit.form.goals.unread import tell_foreign
from auditkit.form.headings.goalheads import (
    GOAL,
    goal_head,
    is_aside,
    is_goal_label,
    is_whole_label,
    like_head,
    whole_beside_year,
    year_apart,
)
from auditkit.form.log import ReadingLog
from auditkit.form.rows.outside import bare_label, is_outside, is_page_line, is_section_title
from auditkit.form.rows.rows import FormRow, money_unit

_PREFIX = re.compile(
    r"\s*(?:(?:年度)?总体(?:绩效)?目标\s*[:：]|[（(]?[一二三四五六七八九十]+[)）]?\s*[、.．]"
    r"|[（(]?\d{1,2}[)）、.．](?!\d)|[①-⑳])\s*"
)
_NUMBER_ALONE = re.compile(r"[（(]?(?:\d{1,2}|[一二三四五六七八九十])[)）]?[.．、]?")
_QUOTED = {"adjusted": "调整后的目标", "period": "实施期或长期目标"}
_CLOSED = re.compile(r"[。！？；;!?]$")


def read_goals(top: Sequence[FormRow], log: ReadingLog) -> tuple[Goal, ...]:
    """The year's goals, numbered or not, with what a self-evaluation says was reached."""
    reader = _GoalReader(log, whole_beside_year(top), year_apart(top))
    for row in top:
        reader.take(row)
    return reader.finish()


class _GoalReader:
    """Goals in the making. They begin at their label or at the first 目标1.

    A cell is what the head of its column says it is, else what the label before it in its row
    or at the side of its block says.
    """

    def __init__(self, log: ReadingLog, whole: bool = False, year_apart: bool = False) -> None:
        self._whole, self._year_apart = whole, year_apart
        self._goals: list[Goal] = []
        self._log = log
        self._inside = False
        self._columns: dict[int, str] = {}
        self._side = "text"
        self._page = 0
        self._actual: list[str] = []
        self._period: list[tuple[FormRow, int, str, str]] = []
        self._foreign: list[FormRow] = []
        self._remarks: frozenset[int] = frozenset()
        self._open = False

    def take(self, row: FormRow) -> None:
        words = row.words
        if self._goals and is_page_line(row):
            self._log.outside(row)  # the title of a page or sheet further on
            return
        if remarks := remark_columns(row):
            self._remarks = remarks
            return
        row = heads_beside_number(row)
        roles = self._roles(row)
        labels = [is_goal_label(words, text) for text in row.texts]
        ends = (
            all(map(money_unit, row.texts))
            or is_outside(row)
            or is_section_title(row)
            or heads_indicators(row)
            or heads_form(row)
        )
        self._inside = (self._inside or begins_goals(row)) and not ends
        if not self._inside and not ends and self._takes_line(row):
            return
        if not self._inside:
            if self._foreign and not ends and (len(row.cells) > 2 or is_of_table(row)):
                self._foreign.append(row)
            return
        if self._remarks and self._states_besides(row):
            row = replace(row, cells=tuple(c for c in row.cells if self._is_no_remark(row, c[0])))
            roles = self._roles(row)
            labels = [is_goal_label(words, text) for text in row.texts]
        if is_of_table(row) and not any(roles) and not any(labels[1:]):
            self._inside = False
            self._foreign.append(row)
            return
        if len(row.cells) > 1 and any(roles):
            known = [bool(role) or label for role, label in zip(roles, labels, strict=True)]
            liked = [like_head(text) for text in row.texts]
            if all(map(_either, liked, known)):
                roles = [
                    role or ("" if label else like)
                    for role, label, like in zip(roles, labels, liked, strict=True)
                ]
        if len(row.cells) > 1 and any(roles) and all(map(_either, roles, labels)):
            self._columns = self._heads(row, roles)
            return
        if self._goals and len(row.cells) == 1 and is_aside(words, bare_label(row.texts[0])):
            self._aside(row, *row.cells[0])  # 备注 that nobody has filled in
            return
        role = ""
        row, roles, labels = _without_numbers(row, roles, labels)
        for (column, text), head, label in zip(row.cells, roles, labels, strict=True):
            if head or label:
                role = self._labelled(row, column, head)
                continue
            if len(row.cells) > 1 and is_aside(words, text):
                role = "aside"
                continue
            if role == "aside":
                self._aside(row, column, text)
                continue
            self._take_text(row, column, text, role or self._role_at(row, column))
        self._page = row.page

    def _aside(self, row: FormRow, column: int, text: str) -> None:
        what = f"“{text[:40]}”不是目标，只作记录"
        self._log.repair("另栏所载", row.source(column), what, text, text)

    def _roles(self, row: FormRow) -> list[str]:
        """What each cell heads; 总体绩效目标 is of the whole period beside 年度绩效目标."""
        roles = [goal_head(row.words, text) for text in row.texts]
        if self._whole and len(row.cells) > 1 and is_whole_label(row.texts[0]):
            roles[0] = "period"
        return roles

    def _takes_line(self, row: FormRow) -> bool:
        """Take a line outside all tables that states a goal behind its label, and what it goes on
        with: 年度绩效目标：推动……"""
        if len(row.cells) != 1:
            self._open = False
            return False
        column, text = row.cells[0]
        label, _, body = text.replace("：", ":", 1).partition(":")
        if is_stated(body) and goal_head(row.words, label) == "text":
            self._take_goal(row, column, body.strip())
            self._open = row.grid.style == "table"
        elif self._open and not body:
            last = self._goals[-1]
            self._goals[-1] = replace(last, text=last.text + text)
        else:
            self._open = False
            return False
        self._open = self._open and not _CLOSED.search(text)
        return True

    def _states_besides(self, row: FormRow) -> bool:
        """Whether a row states something besides its labels and what stands under 说明."""
        return any(
            column not in self._remarks
            and not goal_head(row.words, text)
            and not is_goal_label(row.words, text)
            and not is_aside(row.words, text)
            for column, text in row.cells
        )

    def _is_no_remark(self, row: FormRow, column: int) -> bool:
        """Whether a cell stands under no 说明 of the goals; one that does is only recorded."""
        if column not in self._remarks:
            return True
        text = dict(row.cells)[column]
        what = f"“{text[:40]}”是说明，只作记录"
        self._log.repair("另栏所载", row.source(column), what, text, text)
        return False

    def _labelled(self, row: FormRow, column: int, head: str) -> str:
        """What the cells behind a label are; one at the side of columns leaves it to them."""
        if head and len(row.cells) == 1 and column in self._columns:
            self._columns = {column: head}  # below 中期目标 and its text, in the same column
            return head
        beside = len(row.cells) > 2 or head in ("", "text")
        if self._columns and column < min(self._columns) + 1 and beside:
            return ""
        if len(row.cells) > 1:
            self._columns = {}
            self._side = head or "text"
        return self._side

    def _heads(self, row: FormRow, roles: Sequence[str]) -> dict[int, str]:
        """The roles of the columns below a row of heads; the first may be the side's label."""
        first = row.cells[0][0]
        # A label of goals that says no more heads those of the year.
        named = [
            (c, role or ("" if c == first else "text"))
            for (c, _), role in zip(row.cells, roles, strict=True)
        ]
        found = {c: role for c, role in named if role}
        inner = [role for c, role in found.items() if c != first]
        if "text" not in found.values() or ("text" not in inner and "actual" in inner):
            other = {"adjusted": "text", "period": "text"}
            # What is of the year may be headed in a row of its own, below that of the period.
            wanting = "text" not in found.values() and not self._year_apart
            found = {at: other.get(r, r) if wanting else r for at, r in found.items()}
        return found

    def _role_at(self, row: FormRow, column: int) -> str:
        at = max((at for at in self._columns if at <= column), default=-1)
        middle = middle_head(row, column, self._columns)
        return middle or self._columns.get(at, self._side if not self._columns else "text")

    def _take_text(self, row: FormRow, column: int, text: str, role: str) -> None:
        label, colon, body = text.replace("：", ":", 1).partition(":")
        inline = goal_head(row.words, label) if colon else ""
        if not inline and role == "text" and states_goal(row, text):
            inline = "text"
        if inline in ("period", "adjusted", "actual", "text") and body.strip():
            self._side = role = inline
            text = text if counted_parts(text) else body.strip()  # 目标1完成情况：…目标2…
        if role in _QUOTED:
            self._period.append((row, column, text, role))
        elif role == "actual" and self._goals:
            before = self._actual[-1] if self._actual else ""
            between = "\n" if before and _CLOSED.search(before) else ""
            self._actual = [before + between + text]
        else:
            self._take_goal(row, column, text)

    def _take_goal(self, row: FormRow, column: int, text: str) -> None:
        goals, last = self._goals, self._goals[-1] if self._goals else None
        before, *pieces = GOAL.split(text)
        if before.strip():
            prefix = _PREFIX.match(before)
            counted = counted_parts(before)
            body = before[prefix.end() :] if prefix else before
            if last and not prefix and not _CLOSED.search(last.text) and row.page != self._page:
                whole = last.text + body.strip()
                goals[-1] = replace(last, text=whole)
                self._log.repair(
                    "跨页拼接",
                    row.source(column),
                    f"续接目标{last.number}",
                    last.text[-8:],
                    whole[-8 - len(body) :],
                )
            elif len(counted) > 1:
                self._flush()
                goals += [
                    Goal(len(goals) + i, part, row.source(column))
                    for i, part in enumerate(counted, 1)
                ]
            elif body.strip():
                self._flush()
                goals.append(Goal(len(goals) + 1, body.strip(), row.source(column)))
        for number, body in zip(pieces[::2], pieces[1::2], strict=True):
            self._flush()
            goals.append(Goal(number_of(number), body.strip(), row.source(column)))

    def _flush(self) -> None:
        """Hand what was reached to the goal before the next one begins."""
        if not (self._goals and self._actual):
            return
        (actual,) = self._actual
        parts = counted_parts(actual)
        together = [g for g in self._goals if g.source == self._goals[-1].source]
        if len(parts) == len(together) > 1:
            for i, part in enumerate(parts, len(self._goals) - len(together)):
                self._goals[i] = replace(self._goals[i], actual=part)
        else:
            at = len(self._goals) - len(together)
            self._goals[at] = replace(self._goals[at], actual=actual)
        self._actual = []

    def finish(self) -> tuple[Goal, ...]:
        """The goals; a form that states none but those of the whole period means these."""
        alone = not self._goals
        for row, column, text, role in self._period:
            what = f"{_QUOTED[role]}“{text[:40]}”只作记录"
            if alone:
                what = f"只写有{_QUOTED[role]}，作年度目标读取"
                self._take_goal(row, column, text)
            self._log.repair("另栏所载", row.source(column), what, text, text)
        self._flush()
        tell_foreign(self._foreign, self._log)
        return tuple(self._goals) if alone else with_adjusted(self._goals, self._period)


def _without_numbers(
    row: FormRow, roles: list[str], labels: list[bool]
) -> tuple[FormRow, list[str], list[bool]]:
    """A row of goals that are numbered in a column of their own, without the number."""
    kept = [
        i
        for i, text in enumerate(row.texts)
        if not _NUMBER_ALONE.fullmatch(text) or i + 1 == len(row.texts)
    ]
    cells = tuple(row.cells[i] for i in kept)
    return replace(row, cells=cells), [roles[i] for i in kept], [labels[i] for i in kept]


def _either(role: str, label: bool) -> bool:
    return bool(role) or label
