"""算式 and 指标值: parsed once into a small tree, evaluated, compared, written for a spreadsheet.

In: a text as a form prints it. Out: `parse_formula` → `Formula`, `parse_target` → `Target`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.formula.comparison import meets
    from auditkit.formula.formula import Formula, Values, parse_formula
    from auditkit.formula.notation import read_name, vocabulary
    from auditkit.formula.target import Target, parse_target

__all__ = [
    "Formula",
    "Target",
    "Values",
    "meets",
    "parse_formula",
    "parse_target",
    "read_name",
    "vocabulary",
]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "formula": ["Formula", "Values", "parse_formula"],
        "target": ["Target", "parse_target"],
        "comparison": ["meets"],
        "notation": ["read_name", "vocabulary"],
    },
)
