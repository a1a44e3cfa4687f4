"""The report as documents: 底稿.xlsx (`workpaper/`), PDF, Word.

In: an executed notebook, or an `Audit` for the working paper. Out: the bytes of a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.documents.pdf import pdf_bytes
    from auditkit.documents.word import word_bytes

__all__ = ["pdf_bytes", "word_bytes"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={"pdf": ["pdf_bytes"], "word": ["word_bytes"]},
)
