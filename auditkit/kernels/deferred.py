"""nbformat and papermill without what their libraries load and a report never uses."""

from __future__ import annotations

from auditkit.kernels.later import ADDRESSES, STORES, later

with later(ADDRESSES, STORES):
    import nbformat as nbformat
    import papermill.execute  # noqa: F401
