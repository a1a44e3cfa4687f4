"""From figures to verdicts and points: yardstick → value → status → points.

In: a declaration, facts, a rule pack. Out: `assess` → one result for each indicator, `score`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.assessment.scoring import Score, score
    from auditkit.assessment.table import assess

__all__ = ["Score", "assess", "score"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={"table": ["assess"], "scoring": ["Score", "score"]},
)
