"""底稿.xlsx: figures with their sources, every indicator and the score as live formulas.

In: an `Audit`. Out: `write_working_paper`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.documents.workpaper.paper import FILE_NAME, working_paper, write_working_paper

__all__ = ["FILE_NAME", "working_paper", "write_working_paper"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={"paper": ["FILE_NAME", "working_paper", "write_working_paper"]},
)
