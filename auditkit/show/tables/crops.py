"""The part of a scanned page that a figure was read from, as evidence beside the figure."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from auditkit.errors import AuditError, Source
from auditkit.files.readers.crops import Crop, crops
from auditkit.show.blocks import CROP_DOTS
from auditkit.show.markup import Markup, tag

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

_SCREEN = 96
"""Dots an inch of a screen, as stylesheets count them."""


def crops_of(audit: Audit, sources: Iterable[Source]) -> dict[Source, Crop]:
    """What each source was read from, of those that were read from a picture of this year."""
    by_file: dict[str, list[Source]] = {}
    for source in dict.fromkeys(sources):
        by_file.setdefault(source.file, []).append(source)
    found: dict[Source, Crop] = {}
    for file, wanted in by_file.items():
        path = audit.folder / file if audit.folder else None
        if path is None or not path.is_file():
            continue
        try:
            cut = crops(path, [source.place for source in wanted])
        except AuditError:
            continue
        found |= {source: cut[source.place] for source in wanted if source.place in cut}
    return found


def picture(crop: Crop) -> Markup:
    """The crop on a line of its own, as large as on paper; its reading for those who hear it."""
    width, _ = _size(crop.picture)
    return tag(
        "div",
        tag(
            "img",
            src=f"data:image/png;base64,{base64.b64encode(crop.picture).decode()}",
            alt=f"原件图片，识读为“{crop.text}”",
            width=round(width * _SCREEN / CROP_DOTS),
            class_="ak-crop",
        ),
    )


def beside(source: Source, found: Mapping[Source, Crop]) -> Markup | str:
    """The crop of a source, nothing where it was not read from a picture."""
    return picture(found[source]) if source in found else ""


def _size(png: bytes) -> tuple[int, int]:
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        return image.size
