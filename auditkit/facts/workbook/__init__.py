"""实际数.xlsx: what the auditor fills in.

In: the workbook, and the declaration it was made for. Out: `read_facts` → `Facts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.facts.workbook.reading import facts_in, read_facts

__all__ = ["facts_in", "read_facts"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={"reading": ["facts_in", "read_facts"]},
)
