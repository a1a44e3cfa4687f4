"""The accounts of a ledger: what stood, what moved, what stands; amounts in 元, exact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from auditkit.errors import Issue
from auditkit.facts.workbook.layout import plain
from auditkit.files.grid import Source

BUDGETARY = frozenset("678")
"""The first digits of the accounts of budgetary accounting (预算会计)."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One account (科目) of a year, its row as `source`; balances are debit less credit.

    `debit` and `credit` are what moved in the year. None is what the file does not state.
    """

    code: str
    name: str
    opening: Decimal | None
    debit: Decimal | None
    credit: Decimal | None
    closing: Decimal | None
    source: Source

    @property
    def budgetary(self) -> bool:
        """Whether it belongs to budgetary accounting."""
        return self.code[:1] in BUDGETARY

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True)
class Ledger:
    """The accounts of one file, in its order; `year` is 0 where the file says none.

    `owner` is whose books they are, as printed. `first` and `last` are the months they cover.
    """

    file: str
    sha256: str
    kind: str
    accounts: tuple[Balance, ...]
    owner: str = ""
    year: int = 0
    first: int = 0
    last: int = 0
    demo: bool = False
    issues: tuple[Issue, ...] = field(default=())

    @cached_property
    def by_code(self) -> Mapping[str, Balance]:
        """The accounts by their code, the first of a repeated one."""
        found: dict[str, Balance] = {}
        for account in self.accounts:
            found.setdefault(account.code, account)
        return found

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """Each account's code to that of the account right above it, blank for the topmost."""
        return {code: self._above(code) for code in self.by_code}

    def _above(self, code: str) -> str:
        return next((code[:n] for n in range(len(code) - 1, 2, -1) if code[:n] in self.by_code), "")

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The codes right below each account; an account without any is a leaf (末级)."""
        below: dict[str, tuple[str, ...]] = {}
        for code, above in self.parents.items():
            if above:
                below[above] = (*below.get(above, ()), code)
        return below

    @property
    def leaves(self) -> Iterator[Balance]:
        """The accounts that have none below them."""
        return (one for code, one in self.by_code.items() if code not in self.children)

    def names(self, code: str) -> tuple[str, ...]:
        """The names on the way down to an account, its own last, without blanks."""
        above = self.parents[code]
        own = re.split(r"[\\/—_]", plain(self.by_code[code].name))[-1]
        return (*(self.names(above) if above else ()), own)


def code_of(text: str) -> str:
    """An account's code without the marks between its levels, blank for what is none.

    >>> code_of("7101.01.02"), code_of(" 710101 "), code_of("合计")
    ('71010102', '710101', '')
    """
    found = re.sub(r"[\s.\-_·]", "", text)
    return found if re.fullmatch(r"[0-9]{3}[0-9A-Za-z]*+", found) else ""
