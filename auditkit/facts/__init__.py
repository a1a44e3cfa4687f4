"""数据项: raw figures, each with its source.

In: 实际数.xlsx (`workbook/`), tables by the row and databases (`extracts/`), ledgers (`ledger/`),
published final accounts (`accounts/`), a Parquet store. Out: `read_facts` → `Facts`,
`read_accounts` → `Accounts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.facts.accounts.accounts import Accounts, read_accounts
    from auditkit.facts.facts import Fact, Facts
    from auditkit.facts.workbook.reading import read_facts

__all__ = ["Accounts", "Fact", "Facts", "read_accounts", "read_facts"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "workbook.reading": ["read_facts"],
        "accounts.accounts": ["Accounts", "read_accounts"],
        "facts": ["Fact", "Facts"],
    },
)
