"""Published final accounts (部门决算): tables, text, facts and tie-outs of one file.

In: a file. Out: `read_accounts` → `Accounts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.facts.accounts.accounts import FLAWS, Accounts, accounts_of, read_accounts

__all__ = ["FLAWS", "Accounts", "accounts_of", "read_accounts"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={"accounts": ["FLAWS", "Accounts", "accounts_of", "read_accounts"]},
)
