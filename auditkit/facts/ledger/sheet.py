"""A trial balance (科目余额表, 发生额及余额表) as 用友 and 金蝶 export it.

A sheet with some rows of headings, a row for each account, totals below. Rows of auxiliary items
(辅助核算) below an account have no code: they are parts of it and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from auditkit.errors import Issue
from auditkit.facts.facts import DEMO
from auditkit.facts.ledger.balance import Balance, Ledger, code_of
from auditkit.facts.ledger.checks import checked
from auditkit.facts.ledger.headings import Columns, head_of
from auditkit.facts.ledger.kinds import NOT_READ, REPEATED_ACCOUNT
from auditkit.facts.ledger.period import months_in, owner_in
from auditkit.facts.workbook.layout import plain
from auditkit.files.grid import Grid, Scalar
from auditkit.rules.ledgerwords import LedgerWords

KIND = "科目余额表"
_SUMS = re.compile(
    r"[资产负债净收入支出权益成本损结余费用预算共同类]{0,8}(?:小计|合计|总计)"
    r"|制表|制单|审核|打印|第\d+页|核算单位|注[:：]"
)
_ITEM = re.compile(r"[\[【(][0-9A-Za-z.\-]+[\]】)]")
"""How an auxiliary item begins that stands below its account: [0010004] 某公司."""
_CREDIT = ("贷", "credit", "-1")
_FLAT = ("平", "")


def ledger_in(grids: Sequence[Grid], words: LedgerWords) -> Ledger | None:
    """The trial balance of the first sheet that is one, checked; None where no sheet is."""
    for grid in grids:
        if (head := head_of(grid, words)) is not None:
            made = _Reading(grid, *head).ledger()
            return replace(made, issues=(*made.issues, *checked(made)))
    return None


@dataclass
class _Reading:
    """One sheet as it is read."""

    grid: Grid
    head: int
    columns: Columns
    unknown: tuple[int, ...]
    issues: list[Issue] = field(default_factory=list)

    def ledger(self) -> Ledger:
        above = [text for row in self.grid.texts[: self.head + 1] for text in row if text]
        year, first, last = months_in(above)
        self.scale = 4 if any(re.search(r"单位[:：]\s*万元", text) for text in above) else 0
        for i in self.unknown:
            rows = self.grid.texts[max(0, self.head - 1) : self.head + 1]
            heading = "".join(row[i] for row in rows if i < len(row))
            where = self.grid.source(self.head, i)
            remedy = "这一栏没有读入；可在规则包的 ledger: columns 写明"
            self.issues.append(NOT_READ(where, "不认识的栏名", heading, remedy, grave=False))
        accounts = tuple(self._accounts(first))
        return Ledger(
            self.grid.file,
            self.grid.sha256,
            KIND,
            accounts,
            owner_in(above),
            year,
            first,
            last,
            any(plain(DEMO) in plain(text) for text in (self.grid.file, self.grid.name, *above)),
            tuple(self.issues),
        )

    def _accounts(self, first: int) -> Iterator[Balance]:
        seen: dict[str, str] = {}
        items: list[int] = []
        for r in range(self.head + 1, len(self.grid.rows)):
            texts = self.grid.texts[r]
            said = self._text(r, "科目编码")
            code = code_of(said)
            if not code and seen and _ITEM.match(plain(self._text(r, "科目名称"))):
                items.append(r)
                continue
            if not code:
                label = next((text for text in texts if text), "")
                if label and not _SUMS.match(plain(label)):
                    where, remedy = self.grid.source(r, 0), "没有读入；请核对导出的表"
                    self.issues.append(NOT_READ(where, "这一行没有科目编码", label, remedy))
                continue
            if code in seen:
                where = self.grid.source(r, self.columns["科目编码"])
                what = f"科目{said}重复，前面{seen[code]}已有"
                remedy = "没有读入；请导出不含辅助核算的余额表"
                self.issues.append(REPEATED_ACCOUNT(where, what, said, remedy))
                continue
            seen[code] = self.grid.place(r, self.columns["科目编码"])
            yield self._account(r, code, first)
        if items:
            where, what = self.grid.source(items[0], 0), f"辅助核算明细{len(items)}行没有读入"
            self.issues.append(NOT_READ(where, what, "", "其数已在上面的科目里", grave=False))

    def _account(self, r: int, code: str, first: int) -> Balance:
        # what stood when the year began: 期初 of the first month alone, else 年初
        when = "期初" if first <= 1 and self._states("期初") else "年初"
        opening = self._balance(r, when) if self._states(when) else None
        full = "累计" if {"累计借方", "累计贷方"} <= self.columns.keys() else "本期"
        debit, credit = self._amount(r, f"{full}借方"), self._amount(r, f"{full}贷方")
        return Balance(
            code,
            self._text(r, "科目名称"),
            opening,
            debit,
            credit,
            self._balance(r, "期末"),
            self.grid.source(r, self.columns["科目编码"]),
        )

    def _states(self, when: str) -> bool:
        return any(name.startswith(when) for name in self.columns)

    def _balance(self, r: int, when: str) -> Decimal | None:
        """A balance as debit less credit; blank cells of two sides are nothing on that side."""
        sides = [f"{when}借方", f"{when}贷方"]
        if all(side in self.columns for side in sides):
            debit, credit = (self._amount(r, side) for side in sides)
            return None if debit is None or credit is None else debit - credit
        if f"{when}金额" not in self.columns:
            return None
        amount = self._amount(r, f"{when}金额")
        direction = self._text(r, f"{when}方向") or self._text(r, "方向")
        if amount is None or not (direction or amount):
            return amount
        if plain(direction) in _FLAT and amount:
            where = self.grid.source(r, self.columns[f"{when}金额"])  # type: ignore[index]
            remedy = "这个余额没有采用；请导出带方向的余额"
            self.issues.append(NOT_READ(where, f"{when}余额没有方向", str(amount), remedy))
            return None
        return -amount if any(word in direction for word in _CREDIT) else amount

    def _text(self, r: int, column: str) -> str:
        at = self.columns.get(column)  # type: ignore[call-overload]
        texts = self.grid.texts[r]
        return texts[at] if at is not None and at < len(texts) else ""

    def _amount(self, r: int, column: str) -> Decimal | None:
        """What a cell states in 元; a blank cell of a trial balance is nothing there: zero."""
        at = self.columns[column]  # type: ignore[index]
        row = self.grid.rows[r]
        value = row[at] if at < len(row) else None
        amount = decimal_of(value)
        if amount is None:
            where, remedy = self.grid.source(r, at), "请改为数字后再读入"
            self.issues.append(NOT_READ(where, f"{column}不是数字", str(value), remedy))
            return None
        return amount.scaleb(self.scale) if self.scale else amount


def decimal_of(value: Scalar) -> Decimal | None:
    """An amount to the cent, zero for a blank cell, None for what is no number.

    >>> decimal_of("1,234.50"), decimal_of(None), decimal_of(0.1 + 0.2), decimal_of("一千")
    (Decimal('1234.50'), Decimal('0'), Decimal('0.30'), None)
    """
    if value is None or (isinstance(value, str) and not value.strip("- 　")):
        return Decimal(0)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str):
        text = plain(value).replace(",", "").replace("，", "")
        negative = re.fullmatch(r"\((.*)\)", text)
        text = f"-{negative[1]}" if negative else text
    else:
        text = f"{value:.15g}"
    try:
        found = Decimal(text)
        return found.quantize(Decimal("0.01")) if found.is_finite() else None
    except InvalidOperation:
        return None
