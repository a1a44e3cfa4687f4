"""Typst, with the one font and nothing of the machine that it runs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditkit.show.fonts import font_file


def typeset(files: Mapping[str, bytes], **options: object) -> list[bytes]:
    """What main.typ makes of itself and the files beside it: a PDF, or one picture a page."""
    import typst

    # The stubs do not know that files can be given as bytes by name.
    compiled: Any = typst.compile
    made = compiled(
        dict(files), font_paths=[str(font_file().parent)], ignore_system_fonts=True, **options
    )
    return made if isinstance(made, list) else [made]
