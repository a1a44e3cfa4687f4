"""Accounts as GB/T 24589 XML (财经信息技术 会计核算软件数据接口), or as GB/T 19581-2004 before it.

科目余额及发生额 has a record for each account and period, or several where they are kept apart by
currency or auxiliary item; 会计科目 has their names. The elements' names of GB/T 24589.1-2010 and
of GB/T 19581-2004 were compared with the lists of elements in public programs that export both,
those of the edition of 2024 with one (a record stands as 记录 in its table there); the texts of the
standards and part 2 (行政事业单位) were not read.
Identifiers (locID) and the namespace are passed over.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from auditkit.errors import Issue, UnreadableFile
from auditkit.facts.facts import DEMO
from auditkit.facts.ledger.balance import Balance, Ledger, code_of
from auditkit.facts.ledger.checks import checked
from auditkit.facts.ledger.kinds import NOT_READ
from auditkit.facts.ledger.sheet import decimal_of
from auditkit.facts.workbook.layout import plain
from auditkit.files.grid import Source

KIND = "GB/T 24589 账簿"
_RECORD = "科目余额及发生额"
# In GB/T 24589, and in GB/T 19581-2004: this one states the year once, in 电子账簿, and the side
# of a balance in 会计科目 alone.
_YEAR = ("会计年度", "年度")
_PERIOD = ("会计期间号", "会计月度")
_OPENING, _CLOSING = ("期初本币余额", "期初余额"), ("期末本币余额", "期末余额")
_DEBIT, _CREDIT = ("借方本币金额", "借方发生额"), ("贷方本币金额", "贷方发生额")
_REMEDY = "请从财务软件重新导出"
MOST_TAGS = 2_000_000
"""Tags of one file, both ends counted: some 80,000 balances, 6,000 accounts over twelve months."""


def is_standard(data: bytes) -> bool:
    """Whether bytes are XML that names the records of the standard."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if not head.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return False
    return any(
        _RECORD.encode(code) in data for code in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
    )


def read_standard(file: str, data: bytes) -> Ledger:
    """The accounts of a file, checked. Raises UnreadableFile for XML that is broken or another."""
    from lxml import etree

    if data.count(b"<") > MOST_TAGS:
        problem = f"XML 里超过{MOST_TAGS // 10_000}万个标签，远超一年的总账"
        raise UnreadableFile(file, problem, "请只导出本年度的总账类数据")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise UnreadableFile(file, f"XML 在第{line}行处损坏", _REMEDY) from None
    reading = _Reading(file, hashlib.sha256(data).hexdigest())
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for one in _records(element):
            match _name(element):
                case "会计科目":
                    reading.name(_fields(one))
                case "电子账簿":
                    reading.book = _fields(one)
                case "科目余额及发生额":
                    reading.record(_fields(one), one.sourceline or 0)
    if not reading.records:
        raise UnreadableFile(
            file, f"没有“{_RECORD}”，不是 GB/T 24589 的总账数据", "请导出总账类数据"
        )
    demo = plain(DEMO) in plain(file) or any(
        isinstance(node, etree._Comment) and DEMO in (node.text or "") for node in root.iter()
    )
    made = reading.ledger(demo)
    return replace(made, issues=(*made.issues, *checked(made)))


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _records(element: Any) -> list[Any]:
    """An element of the table's name is a record of it; in the edition of 2024 it holds them."""
    inner = [child for child in element if isinstance(child.tag, str) and _name(child) == "记录"]
    return inner or [element]


def _fields(element: Any) -> dict[str, str]:
    """The children's texts by name; a value may stand in an element of its own, or an attribute."""
    said = {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}
    for child in element:
        if isinstance(child.tag, str):
            text = "".join(child.itertext()).strip() or str(child.get("Value") or "")
            said[_name(child)] = text.strip()
    return said


def _first(record: dict[str, str], names: tuple[str, str]) -> str:
    return next((record[name] for name in names if record.get(name)), "")


@dataclass
class _Reading:
    """What is gathered of one file."""

    file: str
    sha256: str
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    book: dict[str, str] = field(default_factory=dict)
    records: list[tuple[str, int, dict[str, str], int]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def name(self, said: dict[str, str]) -> None:
        """Keeps an account's name and the side that its balance is on."""
        if code := code_of(said.get("科目编号", "")):
            self.names[code] = (said.get("科目名称", ""), said.get("余额方向", ""))

    def record(self, said: dict[str, str], line: int) -> None:
        """Keeps a record; one without an account or a period is told."""
        code, period = code_of(said.get("科目编号", "")), _first(said, _PERIOD)
        if not code or not period.isdigit():
            what = "没有科目编号" if not code else "没有会计期间号"
            found = said.get("科目编号", "")
            self.issues.append(NOT_READ(self._at(line), f"{_RECORD}{what}", found, _REMEDY))
            return
        self.records.append((code, int(period), said, line))

    def ledger(self, demo: bool) -> Ledger:
        """The accounts over all periods."""
        years = {said["会计年度"] for _, _, said, _ in self.records if said.get("会计年度")}
        stated = next(iter(years), _first(self.book, _YEAR))
        if len(years) > 1:
            what, remedy = "一个文件里有几个会计年度", "请按年度分别导出"
            self.issues.append(NOT_READ(self._at(0), what, "、".join(sorted(years)), remedy))
        periods = {period for _, period, _, _ in self.records}
        codes = dict.fromkeys(code for code, _, _, _ in self.records)
        accounts = tuple(self._account(code) for code in codes)
        return Ledger(
            self.file,
            self.sha256,
            KIND,
            accounts,
            self.book.get("会计核算单位", ""),
            int(stated) if stated.isdigit() else 0,
            min(periods),
            min(max(periods), 12),
            demo,
            tuple(self.issues),
        )

    def _account(self, code: str) -> Balance:
        mine = [(period, said, line) for one, period, said, line in self.records if one == code]
        periods = sorted({period for period, _, _ in mine})
        rows = {p: self._whole([(s, n) for q, s, n in mine if q == p]) for p in periods}
        name, side = self.names.get(code, ("", ""))
        opening = [self._balance(s, n, "期初", _OPENING, side) for s, n in rows[periods[0]]]
        closing = [self._balance(s, n, "期末", _CLOSING, side) for s, n in rows[periods[-1]]]
        every = [row for period in periods for row in rows[period]]
        return Balance(
            code,
            name or next((s["科目名称"] for _, s, _ in mine if s.get("科目名称")), ""),
            _sum(opening) if periods[0] == 1 else None,
            _sum([self._amount(s, n, _DEBIT) for s, n in every]),
            _sum([self._amount(s, n, _CREDIT) for s, n in every]),
            _sum(closing),
            self._at(mine[0][2]),
        )

    def _whole(self, rows: list[tuple[dict[str, str], int]]) -> list[tuple[dict[str, str], int]]:
        """The records without auxiliary items where there are any: the others are their parts."""
        whole = [
            (said, line)
            for said, line in rows
            if not any(value for key, value in said.items() if key.startswith("辅助"))
        ]
        return whole or rows

    def _amount(self, said: dict[str, str], line: int, names: tuple[str, str]) -> Decimal | None:
        text = _first(said, names)
        amount = decimal_of(text) if text else None
        if amount is None:
            what = f"{_RECORD}的{names[0]}" + ("不是数字" if text else "没有写")
            self.issues.append(NOT_READ(self._at(line), what, text, _REMEDY))
        return amount

    def _balance(
        self, said: dict[str, str], line: int, when: str, names: tuple[str, str], side: str
    ) -> Decimal | None:
        amount = self._amount(said, line, names)
        direction = said.get(f"{when}余额方向") or said.get("余额方向") or side
        if amount and not any(word in direction for word in ("借", "贷", "1")):
            what = f"{when}余额没有方向"
            self.issues.append(NOT_READ(self._at(line), what, str(amount), _REMEDY))
            return None
        credit = "贷" in direction or direction.strip() == "-1"
        return -amount if amount is not None and credit else amount

    def _at(self, line: int) -> Source:
        return Source(self.file, f"第{line}行" if line else "", self.sha256)


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    """The sum, None where one of them is not known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal()) if len(known) == len(amounts) else None
