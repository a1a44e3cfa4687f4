"""What must agree inside a ledger: each account, parents with their parts, debit with credit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from auditkit.errors import Issue
from auditkit.facts.ledger.balance import Balance, Ledger
from auditkit.facts.ledger.kinds import OUT_OF_BALANCE, PARENT_DIFFERS, SIDES_DIFFER
from auditkit.files.grid import Source

CENT = Decimal("0.005")
"""Books are kept to the cent: what differs by less is the same."""
_AMOUNTS: tuple[tuple[str, Callable[[Balance], Decimal | None]], ...] = (
    ("期初余额", lambda one: one.opening),
    ("借方发生额", lambda one: one.debit),
    ("贷方发生额", lambda one: one.credit),
    ("期末余额", lambda one: one.closing),
)
_REMEDY = "请与财务核对后重新导出"


def checked(ledger: Ledger) -> Iterator[Issue]:
    """An issue for every account, parent and side that does not agree.

    What the file does not state is not checked, and no issue. Budgetary and financial accounting
    balance each for itself (政府会计制度 总说明: 平行记账).
    """
    for account in ledger.accounts:
        yield from _rolled(account)
    for code in ledger.children:
        yield from _added(ledger, code)
    for budgetary in (False, True):
        yield from _sides(ledger, budgetary)


def _rolled(one: Balance) -> Iterator[Issue]:
    if one.opening is None or one.debit is None or one.credit is None or one.closing is None:
        return
    wanted = one.opening + one.debit - one.credit
    if abs(wanted - one.closing) > CENT:
        what = (
            f"{one}：期初{shown(one.opening)}加借方{shown(one.debit)}减贷方{shown(one.credit)}"
            f"应为{shown(wanted)}"
        )
        yield OUT_OF_BALANCE(one.source, what, shown(one.closing), _REMEDY)


def _added(ledger: Ledger, code: str) -> Iterator[Issue]:
    parent = ledger.by_code[code]
    parts = [ledger.by_code[child] for child in ledger.children[code]]
    for name, amount in _AMOUNTS:
        whole, sums = amount(parent), [amount(part) for part in parts]
        known = [part for part in sums if part is not None]
        if whole is None or len(known) < len(sums):
            continue
        if abs(whole - sum(known, Decimal())) > CENT:
            what = f"{parent}的{name}与{len(parts)}个明细科目之和{shown(sum(known, Decimal()))}不符"
            yield PARENT_DIFFERS(parent.source, what, shown(whole), _REMEDY)


def _sides(ledger: Ledger, budgetary: bool) -> Iterator[Issue]:
    tops = [
        one
        for code, one in ledger.by_code.items()
        if not ledger.parents[code] and one.budgetary == budgetary
    ]
    if not tops:
        return
    book = "预算会计" if budgetary else "财务会计"
    where = Source(ledger.file, "", ledger.sha256)
    for name, amount in (_AMOUNTS[0], _AMOUNTS[3]):
        found = [value for one in tops if (value := amount(one)) is not None]
        if len(found) == len(tops) and abs(sum(found, Decimal())) > CENT:
            debit = sum((value for value in found if value > 0), Decimal())
            credit = -sum((value for value in found if value < 0), Decimal())
            what = f"{book}各科目{name}借方合计{shown(debit)}，贷方合计{shown(credit)}，不相等"
            yield SIDES_DIFFER(where, what, shown(sum(found, Decimal())), _REMEDY)
    moved = [(one.debit, one.credit) for one in tops]
    debits = [debit for debit, _ in moved if debit is not None]
    credits_ = [credit for _, credit in moved if credit is not None]
    if (
        len(debits) == len(credits_) == len(tops)
        and abs(sum(debits, Decimal()) - sum(credits_, Decimal())) > CENT
    ):
        debit, credit = sum(debits, Decimal()), sum(credits_, Decimal())
        what = f"{book}各科目本年借方发生额合计{shown(debit)}，贷方{shown(credit)}，不相等"
        yield SIDES_DIFFER(where, what, shown(debit - credit), _REMEDY)


def shown(amount: Decimal) -> str:
    """An amount in 元 as an auditor reads it.

    >>> shown(Decimal("1234.5"))
    '1,234.50元'
    """
    return f"{amount:,.2f}元"
