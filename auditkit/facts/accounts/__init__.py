"""Published final accounts (部门决算) and budgets (部门预算): tables, text, facts, tie-outs.

In: a file. Out: `read_accounts`, `read_budget` → `Accounts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.facts.accounts.accounts import (
        FLAWS,
        Accounts,
        accounts_of,
        read_accounts,
        read_budget,
    )

__all__ = ["FLAWS", "Accounts", "accounts_of", "read_accounts", "read_budget"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={"accounts": ["FLAWS", "Accounts", "accounts_of", "read_accounts", "read_budget"]},
)
