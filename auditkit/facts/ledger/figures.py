"""From accounts to facts, by the mapping of `rules/ledger.yaml`: the sum of what lies below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from auditkit.errors import Issue
from auditkit.facts.facts import Fact, Facts
from auditkit.facts.ledger.balance import Balance, Ledger
from auditkit.facts.ledger.checks import shown
from auditkit.facts.ledger.kinds import OTHER_BOOKS
from auditkit.facts.workbook.layout import plain
from auditkit.files.grid import Source
from auditkit.rules.ledgerwords import AccountPlace, LedgerFact, LedgerWords

_SHOWN = 4
_TEN_THOUSAND = -4


def facts_of(ledger: Ledger, words: LedgerWords, department: str, year: int) -> Facts:
    """The facts of a ledger for the year audited, in 万元, each with accounts and rows behind it.

    A fact whose accounts the ledger lacks, or whose amount one of them does not state, is missing.
    Books of another year give none.
    """
    issues = list(ledger.issues)
    items: list[Fact] = []
    if ledger.year in (0, year):
        for wanted in words.facts:
            if wanted.take.endswith("发生") and ledger.last and ledger.last < 12:
                continue
            accounts = _accounts(ledger, wanted)
            if accounts and (fact := _fact(ledger, wanted, accounts, year)) is not None:
                items.append(fact)
    issues += [*_period(ledger, year), *_owner(ledger, department)]
    return Facts(tuple(items), tuple(issues), ledger.demo, files=((ledger.file, ledger.sha256),))


def _period(ledger: Ledger, year: int) -> Iterator[Issue]:
    where = Source(ledger.file, "", ledger.sha256)
    if not ledger.year:
        what, remedy = "账簿没有写明年度和期间", f"已按{year}年1至12月读取，请核对"
        yield OTHER_BOOKS(where, what, "", remedy, grave=False)
    elif ledger.year != year:
        what, remedy = f"账簿是{ledger.year}年的，评价的是{year}年度", "没有取数；请换用当年的账簿"
        yield OTHER_BOOKS(where, what, str(ledger.year), remedy)
    elif ledger.last and ledger.last < 12:
        what = f"账簿只到{ledger.last}月，不是全年"
        remedy = "全年发生数没有取用；请导出1至12月的账簿"
        yield OTHER_BOOKS(where, what, f"{ledger.first}—{ledger.last}月", remedy)


def _owner(ledger: Ledger, department: str) -> Iterator[Issue]:
    """The books of a unit are not those of the whole department: told, as both may be meant."""
    if ledger.owner and plain(ledger.owner) != plain(department):
        where = Source(ledger.file, "", ledger.sha256)
        what, remedy = f"账簿的单位不是“{department}”", "数已取用；请核对是否含所属单位"
        yield OTHER_BOOKS(where, what, ledger.owner, remedy, grave=False)


def _accounts(ledger: Ledger, wanted: LedgerFact) -> list[Balance]:
    """The leaves that make a fact, in the ledger's order, of the first place that has any."""
    for place in wanted.places:
        if found := [leaf for leaf in ledger.leaves if _matches(ledger, leaf, place)]:
            return found
    return []


def _matches(ledger: Ledger, leaf: Balance, place: AccountPlace) -> bool:
    if not re.match(place.code, leaf.code):
        return False
    names = ledger.names(leaf.code)
    if place.without and any(re.search(place.without, name) for name in names):
        return False
    return all(any(re.search(words, plain(name)) for name in names) for words in place.path)


def _fact(ledger: Ledger, wanted: LedgerFact, accounts: list[Balance], year: int) -> Fact | None:
    amounts = [_amount(one, wanted) for one in accounts]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        return None
    total = sum(known, Decimal())
    parts = [f"{one} {shown(a)}" for one, a in zip(accounts, known, strict=True) if a]
    listed = "，".join(parts[:_SHOWN]) or f"{accounts[0]} 为 0"
    more = f"等{len(parts)}个科目" if len(parts) > _SHOWN else ""
    said = f"{ledger.kind} {wanted.take}：{listed}{more}"
    remark = f"{wanted.remark}；{said}" if wanted.remark else said
    return Fact(
        wanted.name,
        year - 1 if wanted.year == "上年" else year,
        float(total.scaleb(_TEN_THOUSAND)),
        "万元",
        _place(accounts),
        6,
        remark=remark,
        stated=remark,
    )


def _amount(one: Balance, wanted: LedgerFact) -> Decimal | None:
    match wanted.take:
        case "借方发生":
            return one.debit
        case "贷方发生":
            return one.credit
        case "期初借方":
            return one.opening
        case "期末借方":
            return one.closing
        case "期初贷方":
            return None if one.opening is None else -one.opening
        case "期末贷方":
            return None if one.closing is None else -one.closing


def _place(accounts: list[Balance]) -> Source:
    """The rows of the accounts as one place: those of one sheet behind its name."""
    first = accounts[0].source
    sheet, mark, _ = first.place.partition("!")
    rest = [one.source.place for one in accounts[1:]]
    if mark:
        rest = [place.removeprefix(f"{sheet}!") for place in rest]
    shown_places = [first.place, *rest[: 2 * _SHOWN]]
    more = f"等{len(accounts)}处" if len(rest) > 2 * _SHOWN else ""
    return Source(first.file, ",".join(shown_places) + more, first.sha256)
