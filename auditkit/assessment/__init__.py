"""From figures to verdicts and points: yardstick → value → status → points.

In: a declaration, facts, a rule pack. Out: `assess` → one `Assessed` for each indicator, `Score`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.assessment.assessed import Assessed
    from auditkit.assessment.grading import Score
    from auditkit.assessment.scored import assess
    from auditkit.assessment.scoring import score

__all__ = ["Assessed", "Score", "assess", "score"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "assessed": ["Assessed"],
        "scored": ["assess"],
        "grading": ["Score"],
        "scoring": ["score"],
    },
)
