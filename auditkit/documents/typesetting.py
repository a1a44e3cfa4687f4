"""Typst, with the one font and nothing of the machine that it runs on."""

from __future__ import annotations

import base64
import importlib.util
import io
from collections.abc import Mapping
from typing import Any

from auditkit.display import font_file
from auditkit.errors import MissingExtra


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


def drawn_around(picture: bytes, kind: str = "png") -> bytes:
    """A picture of points as the SVG that typst is given: files by name have to be text.

    One unit is one point of the picture; `kind` is its format as in image/png.
    """
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        width, height = image.size
    data = base64.b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'href="data:image/{kind};base64,{data}"/></svg>'
    ).encode()
