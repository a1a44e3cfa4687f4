"""One module for each kind of file; what a file is, its content tells.

In: a path. Out: `read_grids` → the `Grid`s of the file; `read_bytes`, refusing what is too large.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.files.readers.reading import LARGEST_FILE, read_bytes, read_grids

__all__ = ["LARGEST_FILE", "read_bytes", "read_grids"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={"reading": ["LARGEST_FILE", "read_bytes", "read_grids"]},
)
