"""Any file as grids of cells, each cell with its address; and files written whole or not at all.

In: a path. Out: `read_grids` → `Grid`s; `write_bytes`, which leaves the old or the new file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.files.grid import Grid, Source
    from auditkit.files.readers.reading import read_grids

__all__ = ["Grid", "Source", "read_grids"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={"readers.reading": ["read_grids"], "grid": ["Grid", "Source"]},
)
