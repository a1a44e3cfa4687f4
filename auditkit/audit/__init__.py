"""One department and year, opened; and the same under assumptions.

In: the folder of a department and year. Out: `open_audit` → `Audit`; `what_if`, `try_formula`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit
    from auditkit.audit.opening import open_audit
    from auditkit.audit.trial import try_formula
    from auditkit.audit.whatif import what_if

__all__ = ["Audit", "open_audit", "try_formula", "what_if"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "audit": ["Audit"],
        "opening": ["open_audit"],
        "whatif": ["what_if"],
        "trial": ["try_formula"],
    },
)
