"""What a reviewer would remark: each kind of finding beside its rule.

In: a declaration, facts, results, accounts. Out: `findings` → `Finding`s with evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.findings.all import findings
    from auditkit.findings.finding import Finding

__all__ = ["Finding", "findings"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={"all": ["findings"], "finding": ["Finding"]},
)
