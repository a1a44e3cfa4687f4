"""The form's section 年度主要任务: tasks with content, budget, fiscal part and note."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from auditkit.files.grid import Source
from auditkit.form.budget.sums import tell_size
from auditkit.form.declaration import Task, Total
from auditkit.form.headings.fitting import task_fit
from auditkit.form.log import NO_AMOUNT, ReadingLog
from auditkit.form.rows.alignment import Aligned, align
from auditkit.form.rows.outside import is_note, is_outside, is_page_line
from auditkit.form.rows.rows import FormRow, amount, squeeze
from auditkit.form.rows.templaterows import is_unfilled
from auditkit.form.tasks.draft import TaskDraft
from auditkit.form.tasks.head import (
    has_amounts,
    is_task_header,
    task_columns,
    total_in_heading,
)
from auditkit.form.tasks.labels import is_second_heading, is_task_side, own_heads
from auditkit.form.tasks.levels import level_columns

# How the names of tasks end; one that ends otherwise may go on over the page.
_WHOLE_NAME = re.compile(
    r"(?:工作|专项|项目|经费|培训|补助|补贴|建设|计划|工程|活动|资金|费|服务|管理|运行|维护|保障)$"
)

_FRAGMENT = 3
_SUBTOTAL = re.compile(r"小计[:：]?")


def read_tasks(
    rows: Sequence[FormRow], above: Sequence[FormRow], log: ReadingLog
) -> tuple[tuple[Task, ...], Total | None]:
    """The tasks below the heading `rows[0]`, and the printed total, whose amounts may be blank.

    The rows `above` the heading may state the unit of the amounts.
    """
    section = _TaskSection(rows, above, log)
    for i in range(section.start, len(rows)):
        section.take(i)
    return section.finish()


class _TaskSection:
    """The tasks in the making, row by row."""

    def __init__(self, rows: Sequence[FormRow], above: Sequence[FormRow], log: ReadingLog) -> None:
        self._rows, self._log = rows, log
        self._roles, self._unit, self.start, self._beside = task_columns(rows, above, log)
        self._homes = dict(self._roles)
        self._levels = level_columns(own_heads(rows[: self.start]), self._homes["budget"])
        priced = any(map(has_amounts, rows[: self.start]))
        self._priced = {role for role in ("budget", "fiscal") if priced and role in self._homes}
        self._drafts: list[TaskDraft] = []
        self._total: Total | None = None
        self._side: list[tuple[Source, str]] = []
        self._heading = False
        self._noting = False
        self._last: FormRow | None = None

    def take(self, i: int) -> None:
        row, log = self._rows[i], self._log
        texts = row.texts
        below_heading, self._heading = self._heading, is_task_header(row)
        if self._heading:
            log.repair("重复表头", row.first, "换页后重印的表头，已略过")
        elif below_heading and is_second_heading(row):
            pass
        elif len(texts) == 1 and is_task_side(row, texts[0]):
            self._side.append((row.first, texts[0]))
        elif (
            is_page_line(row)
            or is_unfilled([t for t in texts if not is_task_side(row, t)])
            or self._heads_what_follows(row, i)
        ):
            log.outside(row)
        elif is_outside(row) or (self._noting and len(texts) == 1):
            self._noting = is_note(row) or self._noting
            log.outside(row)
        elif _SUBTOTAL.fullmatch(self._named(row)) and not self._is_whole(row):
            log.outside(row)
        elif row.words.plays("tasks", "total", self._named(row)):
            self._take_total(row)
        elif self._repeats(row):
            log.repeated(row)
        else:
            self._noting = False
            self._take_task(row, i)
            self._last = row

    def _is_whole(self, row: FormRow) -> bool:
        """Whether a 小计 is the total of all the tasks: no other and no 合计 stands beside it."""
        sums = [r for r in self._rows if r.words.plays("tasks", "total", self._named(r))]
        return sums == [row]

    def _heads_what_follows(self, row: FormRow, i: int) -> bool:
        """Whether a lone text at the top of a page, over its table, heads that and ends the tasks.

        What is cut out of a ruled table's last row stands between rules there, too.
        """
        last = self._last
        if last is None or last.page == row.page or i + 1 < len(self._rows):
            return False
        ruled = last.grid.style == "table" and not last.grid.name.endswith(("前", "后"))
        return ruled and len(row.cells) == 1 and row.grid.name.endswith("前")

    def finish(self) -> tuple[tuple[Task, ...], Total | None]:
        if self._side:
            text = "".join(word for _, word in self._side)
            what = f"“{text}”印在表的中部，属于全部任务"
            self._log.repair("标签迟印", self._side[0][0], what, text, text)
        tasks = tuple(draft.task(self._unit, self._log, self._priced) for draft in self._drafts)
        figures = [(task.budget, task.name, task.source) for task in tasks if task.budget]
        tell_size(figures, self._unit, self._log)
        heading = self._rows[: self.start]
        return tasks, self._total or total_in_heading(
            heading, {self._homes["budget"], *self._beside}
        )

    def _named(self, row: FormRow) -> str:
        """The first text of a row but for the label at the side."""
        side = len(row.cells) > 1 and is_task_side(row, row.texts[0])
        return row.texts[1] if side else row.texts[0]

    def _repeats(self, row: FormRow) -> bool:
        """Whether the last row of a page is printed again at the top of the next."""
        last = self._last
        if last is None or len(row.cells) < 2 or last.texts != row.texts:
            return False
        if last.page == row.page:
            self._log.doubled(row)
            return False
        return True

    def _take_task(self, row: FormRow, i: int) -> None:
        cells = self._aligned(row, i)
        last = self._drafts[-1] if self._drafts else None
        cut = self._last is not None and self._last.page != row.page
        if last is not None and not cells.text("name"):
            if not last.carry_on(row, cells, self._log):
                self._log.unplaced_row(row, "任务")
            return
        if not cells.text("name"):
            self._log.unplaced_row(row, "任务")
            return
        if last is not None and cut and _goes_on(last, cells):
            last.carry_on(row, cells, self._log)
            return
        if cells.shifted:
            self._log.shifted(row, cells, self._homes)
        self._log.leftovers(row, cells, "任务")
        self._drafts.append(TaskDraft(row, cells, self._log))
        self._drafts[-1].parts = [(t, row.source(c)) for c, t in row.cells if c in self._levels]

    def _aligned(self, row: FormRow, i: int) -> Aligned:
        """The row's cells by role; a lone cell moves as the rows of its page do."""
        side = len(row.cells) > 1 and is_task_side(row, row.texts[0])
        cells = row.cells[1:] if side and row.cells[0][0] < self._homes["name"] else row.cells
        cells = tuple(cell for cell in cells if cell[0] not in self._beside) or cells
        if len(cells) > 1:
            return align(cells, self._roles, task_fit)
        column, text = cells[0]
        roles = [self._role(column)]
        for other in self._rows[i + 1 : i + 4]:
            if other.page == row.page and len(other.cells) > 2 and not is_outside(other):
                near = align(other.cells, self._roles, task_fit).cells
                role, (stands, _) = next(iter(near.items()))
                roles.append(self._role(column + self._homes[role] - stands))
                break
        if roles[-1] == "content" and roles[0] == "name":
            whole = self._drafts and self._drafts[-1].closed and len(text) <= 12
            roles.append("name" if whole and not re.search("[，。；、]", text) else "content")
        if roles[-1] and task_fit(roles[-1], text) < 4.0:
            return Aligned({roles[-1]: cells[0]}, (), False)
        return align(cells, self._roles, task_fit)

    def _role(self, column: int) -> str:
        return next((name for name, home in self._roles if home == column), "")

    def _take_total(self, row: FormRow) -> None:
        if self._levels:
            values = [amount(text, self._unit) for c, text in row.cells if c in self._levels]
            filled = [value for value in values if value is not None]
            whole = round(math.fsum(filled), 6) if filled else None
            self._total = Total(whole, None, row.first)
            return
        places: list[tuple[int, float | None]] = []
        for column, text in row.cells[1:]:
            if column in self._beside or row.words.plays("tasks", "total", text):
                continue
            value = amount(text, self._unit)
            if value is None and not re.search(r"\d", text):
                if not re.fullmatch("[-—－/]+", text):
                    self._log.leftover(row, column, text, "任务")
                    continue
            elif value is None:
                self._log.issue(
                    NO_AMOUNT,
                    row.source(column),
                    "合计行的金额不是数字",
                    text,
                    "请核对后填写金额（万元）；本项按空白处理",
                )
            places.append((column, value))
        homes = (self._homes["budget"], self._homes.get("fiscal", -1))
        if {column for column, _ in places} <= set(homes):
            by_column = dict(places)
            budget, fiscal = by_column.get(homes[0]), by_column.get(homes[1])
        else:
            budget, fiscal, *_ = (*(value for _, value in places), None, None)
        before = self._total
        if before is None or (before.budget, before.fiscal) == (None, None):
            self._total = Total(budget, fiscal, row.first)
        elif (budget, fiscal) not in ((None, None), (before.budget, before.fiscal)):
            self._log.unplaced_row(row, "任务")


def _goes_on(last: TaskDraft, cells: Aligned) -> bool:
    """Whether a row at the top of a page is the rest of the task above it, name and all."""
    short = len(squeeze(cells.text("name"))) < _FRAGMENT
    if last.has_money and len(cells.cells) > 1:
        # A row without money whose name is the missing end: 公交运营补｜贴.
        bare = not (cells.text("budget") or cells.text("fiscal"))
        return bare and short and not _WHOLE_NAME.search(last.name)
    fragment = len(cells.cells) == 1 and short
    return fragment or not _WHOLE_NAME.search(last.name)
