"""Typst, with the one font and nothing of the machine that it runs on."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from typing import Any

from auditkit.errors import MissingExtra
from auditkit.show.fonts import font_file


def check_typesetting() -> None:
    """Raise MissingExtra where typst is not installed."""
    if importlib.util.find_spec("typst") is None:
        raise MissingExtra("生成 PDF 的组件（typst）", "pdf")


def typeset(files: Mapping[str, bytes], **options: object) -> list[bytes]:
    """What main.typ makes of itself and the files beside it: a PDF, or one picture a page."""
    check_typesetting()
    import typst

    # The stubs do not know that files can be given as bytes by name.
    compiled: Any = typst.compile
    made = compiled(
        dict(files), font_paths=[str(font_file().parent)], ignore_system_fonts=True, **options
    )
    return made if isinstance(made, list) else [made]
