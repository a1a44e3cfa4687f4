"""The form's section 年度主要任务: tasks with content, budget, fiscal part and note."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.files.grid import Source
from auditkit.form.alignment import Aligned, align
from auditkit.form.budgetsums import tell_size
from auditkit.form.declaration import Task, Total
from auditkit.form.fitting import task_fit
from auditkit.form.log import ReadingLog
from auditkit.form.outside import is_note, is_outside, is_page_line, stated_unit
from auditkit.form.rows import FormRow, amount, money_unit, squeeze
from auditkit.form.taskdraft import TaskDraft

_SIDE_LABEL = "年度主要任务"
_TOTAL_LABELS = ("合计", "总计", "金额合计", "预算合计")
# How the names of tasks end; one that ends otherwise may go on over the page.
_WHOLE_NAME = re.compile(
    r"(?:工作|专项|项目|经费|培训|补助|补贴|建设|计划|工程|活动|资金|费|服务|管理|运行|维护|保障)$"
)


def find_task_header(rows: Sequence[FormRow]) -> int | None:
    """The index of the row that heads the tasks, None where the form has no such section."""
    return next((i for i, row in enumerate(rows) if "任务名称" in row.texts), None)


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
        self._roles, self._unit, self.start = _columns(rows, above, log)
        self._homes = dict(self._roles)
        self._drafts: list[TaskDraft] = []
        self._total: Total | None = None
        self._side: list[tuple[Source, str]] = []
        self._heading = False
        self._noting = False
        self._last: FormRow | None = None

    def take(self, i: int) -> None:
        row, log = self._rows[i], self._log
        texts = row.texts
        below_heading, self._heading = self._heading, "任务名称" in texts
        if self._heading:
            log.repair("重复表头", row.first, "换页后重印的表头，已略过")
        elif below_heading and _is_second_heading(texts):
            pass
        elif len(texts) == 1 and texts[0] in _SIDE_LABEL:
            self._side.append((row.first, texts[0]))
        elif is_page_line(row):
            log.outside(row)
        elif is_outside(row) or (self._noting and len(texts) == 1):
            self._noting = is_note(row) or self._noting
            log.outside(row)
        elif texts[0].rstrip(":：") in _TOTAL_LABELS:
            self._take_total(row)
        elif self._repeats(row):
            log.repeated(row)
        else:
            self._noting = False
            self._take_task(row, i)
            self._last = row

    def finish(self) -> tuple[tuple[Task, ...], Total | None]:
        if self._side:
            text = "".join(word for _, word in self._side)
            what = f"“{text}”印在表的中部，属于全部任务"
            self._log.repair("标签迟印", self._side[0][0], what, text, text)
        tasks = tuple(draft.task(self._unit, self._log) for draft in self._drafts)
        figures = [(task.budget, task.name, task.source) for task in tasks if task.budget]
        tell_size(figures, self._unit, self._log)
        heading = self._rows[: self.start]
        return tasks, self._total or _total_in_heading(heading, self._homes["budget"])

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
                self._log.unplaced_row(row)
            return
        if not cells.text("name"):
            self._log.unplaced_row(row)
            return
        if last is not None and cut and _goes_on(last, cells):
            last.carry_on(row, cells, self._log)
            return
        if cells.shifted:
            self._log.shifted(row, cells, self._homes)
        self._log.leftovers(row, cells)
        self._drafts.append(TaskDraft(row, cells, self._log))

    def _aligned(self, row: FormRow, i: int) -> Aligned:
        """The row's cells by role; a lone cell moves as the rows of its page do."""
        side = len(row.cells) > 1 and row.texts[0] in _SIDE_LABEL
        cells = row.cells[1:] if side and row.cells[0][0] < self._homes["name"] else row.cells
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
        places: list[tuple[int, float | None]] = []
        for column, text in row.cells[1:]:
            value = amount(text, self._unit)
            if value is None and not re.search(r"\d", text):
                if not re.fullmatch("[-—－/]+", text):
                    self._log.leftover(row, column, text)
                    continue
            elif value is None:
                self._log.issue(
                    "D06",
                    row.address(column),
                    "合计行的金额不是数字",
                    text,
                    "请核对后填写金额（万元）；本项按空白处理",
                )
            places.append((column, value))
        homes = (self._homes["budget"], self._homes["fiscal"])
        if {column for column, _ in places} <= set(homes):
            by_column = dict(places)
            budget, fiscal = by_column.get(homes[0]), by_column.get(homes[1])
        else:
            budget, fiscal, *_ = (*(value for _, value in places), None, None)
        before = self._total
        if before is None or (before.budget, before.fiscal) == (None, None):
            self._total = Total(budget, fiscal, row.first)
        elif (budget, fiscal) not in ((None, None), (before.budget, before.fiscal)):
            self._log.unplaced_row(row)


def _goes_on(last: TaskDraft, cells: Aligned) -> bool:
    """Whether a row at the top of a page is the rest of the task above it, name and all."""
    if last.has_money and len(cells.cells) > 1:
        return False
    fragment = len(cells.cells) == 1 and len(squeeze(cells.text("name"))) < 3
    return fragment or not _WHOLE_NAME.search(last.name)


def _is_second_heading(texts: Sequence[str]) -> bool:
    return any(text.startswith("其中") for text in texts) and not any(map(amount, texts))


def _columns(
    rows: Sequence[FormRow], above: Sequence[FormRow], log: ReadingLog
) -> tuple[list[tuple[str, int]], str, int]:
    """The columns by role, the unit of the amounts, and where the tasks begin."""
    at = {squeeze(text): column for column, text in rows[0].cells}
    below = {squeeze(text): column for column, text in rows[1].cells} if len(rows) > 1 else {}
    name = at["任务名称"]
    content = at.get("主要内容", at.get("任务内容", name + 1))
    money = next((c for text, c in at.items() if text.startswith(("预算", "金额"))), content + 1)
    fiscal, note, start = money + 1, at.get("备注", money + 2), 1
    if _is_second_heading(list(below)):
        part = next(c for text, c in below.items() if text.startswith("其中"))
        start, note = 2, at.get("备注", fiscal + 1)
        if part != fiscal:
            log.repair(
                "表头错位",
                rows[1].source(part),
                "第二行表头错位，“其中：财政资金”应在预算资金的第二栏",
                f"第{part + 1}栏",
                f"第{fiscal + 1}栏",
            )
    unit = _unit(rows[0], money, (*at, *(below if start == 2 else ())), above, log)
    roles = [
        ("name", name), ("content", content), ("budget", money), ("fiscal", fiscal), ("note", note),
    ]  # fmt: skip
    return roles, unit, start


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
            "D05",
            heading.address(column),
            f"表头的单位与表上方的“{line[1]}”不一致，按表头读取",
            inside[1],
            "请核对金额的单位",
        )
    unit, text = inside or line or ("万元", "")
    if unit != "万元":
        what, remedy = f"任务预算以{unit}为单位", "已换算为万元，请核对"
        log.issue("D05", heading.address(column), what, text, remedy, False)
    return unit


def _total_in_heading(heading: Sequence[FormRow], money: int) -> Total | None:
    """A 合计 that stands only in the heading: its figures were never printed.

    Above the column of amounts it is no total, but the name of that column.
    """
    for row in heading:
        for column, text in row.cells:
            if squeeze(text) in _TOTAL_LABELS and column != money:
                return Total(None, None, row.source(column))
    return None
