"""One task in the making: a page may cut its name, its content, or its amounts off."""

from __future__ import annotations

import math
import re
from collections.abc import Collection

from auditkit.files.grid import Source
from auditkit.form.declaration import Task
from auditkit.form.log import BELOW_ZERO, NO_AMOUNT, ReadingLog
from auditkit.form.rows.alignment import Aligned
from auditkit.form.rows.rows import FormRow, amount
from auditkit.wording import plain

_BLANK = re.compile("[-—–－/]*")
_MONEY = {"budget": "预算合计", "fiscal": "财政资金"}


class TaskDraft:
    """A task as read so far."""

    def __init__(self, row: FormRow, cells: Aligned, log: ReadingLog) -> None:
        self.source = row.source(cells.cells["name"][0])
        self.name = log.unwrapped(cells.text("name"), self.source)
        self._content, self._note = cells.text("content"), cells.text("note")
        self._money: dict[str, tuple[str, Source]] = {}
        self.parts: list[tuple[str, Source]] = []
        self._take_money(row, cells)
        if re.fullmatch(r"[。；，、]+", self._note):
            # A lone full stop is nobody's remark: it is the end of the text that lacks one.
            log.repair(
                "标点错位",
                row.source(cells.cells["note"][0]),
                "备注栏只有标点，已归还主要内容",
                self._note,
                self._content[-6:] + self._note,
            )
            self._content, self._note = self._content + self._note, ""

    @property
    def has_money(self) -> bool:
        """Whether any amount was read."""
        return bool(self._money)

    @property
    def closed(self) -> bool:
        """Whether its content ends as a sentence does."""
        return bool(re.search("[。；！]$", self._content))

    def carry_on(self, row: FormRow, cells: Aligned, log: ReadingLog) -> bool:
        """Take a row that continues this task; False where it holds amounts of its own."""
        if self._money and any(role in cells.cells for role in _MONEY):
            return False
        for role, (column, text) in cells.cells.items():
            if role in _MONEY:
                log.repair("跨页拼接", row.source(column), f"续接任务“{self.name}”的金额", "", text)
                continue
            before = {"name": self.name, "note": self._note}.get(role, self._content)
            if role == "name":
                self.name, what = before + log.unwrapped(text, row.source(column)), "名称"
            elif role == "note" and self._note:
                self._note, what = before + text, "备注"
            else:
                before = self._content
                self._content, what = before + text, "主要内容"
            log.repair(
                "跨页拼接",
                row.source(column),
                f"续接任务“{self.name}”的{what}",
                before[-8:],
                before[-8:] + text,
            )
        self._take_money(row, cells)
        log.leftovers(row, cells, "任务")
        return True

    def task(self, unit: str, log: ReadingLog, priced: Collection[str]) -> Task:
        """The task as it ends up; an amount that is missing or no number becomes an issue.

        A form that has no column of such amounts (not `priced`) leaves none out.
        """
        budget, fiscal = (
            self._amount(role, unit, log) if role in priced or role in self._money else None
            for role in _MONEY
        )
        budget_source, fiscal_source = (
            self._money[role][1] if role in self._money else None for role in _MONEY
        )
        return Task(
            self.name,
            self._content,
            budget,
            fiscal,
            self._note,
            self.source,
            budget_source,
            fiscal_source,
        )

    def _take_money(self, row: FormRow, cells: Aligned) -> None:
        for role in _MONEY:
            if role in cells.cells:
                column, text = cells.cells[role]
                self._money[role] = text, row.source(column)

    def _added(self, unit: str, log: ReadingLog) -> float | None:
        """What the levels of government give together; None where one of them is no number."""
        values = [amount(text, unit) for text, _ in self.parts if not _BLANK.fullmatch(text)]
        known = [value for value in values if value is not None]
        if not known or len(known) < len(values):
            return None
        added = round(math.fsum(known), 6)
        if len(known) > 1:
            what = f"任务“{self.name}”没有印合计，按各级资金{len(known)}项相加"
            log.repair("另栏所载", self.parts[0][1], what, "", f"{plain(added, 2)}万元")
        return added

    def _amount(self, role: str, unit: str, log: ReadingLog) -> float | None:
        text, source = self._money.get(role, ("", self.source))
        value = self._added(unit, log) if role == "budget" and self.parts else amount(text, unit)
        if value is None:
            log.issue(
                NO_AMOUNT,
                source,
                f"任务“{self.name}”的{_MONEY[role]}{'不是数字' if text else '是空白'}",
                text,
                "请补填金额（万元）；本项暂不计入合计",
            )
        elif value < 0:
            what = f"任务“{self.name}”的{_MONEY[role]}是负数"
            log.issue(BELOW_ZERO, source, what, text, "请核对正负号；已按所印的数计入", grave=False)
        return value
