"""What a department declared: goals, tasks, indicators, and the formulas that its form prints.

In: a form in any kind of file, however damaged. Out: `read_declaration` → `Declaration` with every
repair and issue at its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.form.declaration import Declaration
    from auditkit.form.reading import read_declaration

__all__ = ["Declaration", "read_declaration"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={"reading": ["read_declaration"], "declaration": ["Declaration"]},
)
