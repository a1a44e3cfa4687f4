"""What an audit came to, as JSON; what moved between two runs; many departments beside each other.

In: an `Audit`. Out: `record` (结果.json), `calculation` (计算链.json), `difference`, `portfolio`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.results.calculation import calculation
    from auditkit.results.difference import difference
    from auditkit.results.record import record

__all__ = ["calculation", "difference", "record"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "record": ["record"],
        "calculation": ["calculation"],
        "difference": ["difference"],
    },
)
