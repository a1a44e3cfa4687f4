"""The report of one department and year, delivered and sealed; and whether it still holds.

In: a folder of inputs. Out: `write_report` → page, notebook, workbook, JSON, manifest; `verify`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.delivery.report import write_report
    from auditkit.delivery.seal import verify

__all__ = ["verify", "write_report"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={"report": ["write_report"], "seal": ["verify"]},
)
