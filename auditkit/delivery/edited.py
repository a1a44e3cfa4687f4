"""Files of a report that somebody has edited: kept where another report takes their place."""

from __future__ import annotations

import glob
import os
import re
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from auditkit.delivery.manifest import HISTORY, read_manifest
from auditkit.errors import UnreadableFile
from auditkit.results.sealedfile import seal_of

EDITED = "-改动过"
"""Ends the name of a folder in 历史 that holds edited files; none of them is ever removed."""


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of the report in a folder; empty where there is no whole report."""
    try:
        return read_manifest(folder)
    except UnreadableFile:
        return {}


def made_at(folder: Path) -> str:
    """When the report in a folder was made (UTC), fit for a name; blank where there is none."""
    return _time_of(manifest_of(folder))


def _time_of(manifest: Mapping[str, Any]) -> str:
    finished = re.match(r"[0-9T:-]+", str(manifest.get("finished", "")))
    return re.sub("[:-]", "", finished[0]) + "Z" if finished else ""


def link_file(path: Path, to: Path) -> None:
    """Let a file stand at another place as well, by a copy on a file system without links."""
    try:
        os.link(path, to)
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(path, to)


def keep_edited(
    folder: Path, manifest: Mapping[str, Any] | None = None, only: Collection[str] | None = None
) -> None:
    """Put by the outputs that are no longer as the manifest of their folder says.

    `manifest` is given where the folder's own may have been taken away, `only` the names that
    matter then. What has been put by is not put by again. Raises OSError where they cannot be.
    """
    said = manifest_of(folder) if manifest is None else manifest
    history, stem = folder / HISTORY, f"{_time_of(said)}{EDITED}"
    edited = [
        path
        for output in said.get("outputs", [])
        if (only is None or output["name"] in only) and _is_edited(folder, output)
        if not _is_put_by(path := folder / output["name"], history, stem)
    ]
    if edited:
        new = history / f".{uuid4().hex[:12]}.tmp"
        new.mkdir(parents=True)
        for path in edited:
            link_file(path, new / path.name)
        new.rename(unused(history / stem))


def edited_in(folder: Path) -> set[Path]:
    """The edited files that have been put by in a report's folder."""
    return set(folder.glob(f"{HISTORY}/*{EDITED}*/*"))


def _is_edited(folder: Path, output: Mapping[str, Any]) -> bool:
    # A name is a name: what an edited manifest leads to elsewhere is left alone.
    path = folder / output["name"]
    if Path(output["name"]).name != output["name"] or not path.is_file():
        return False
    return seal_of(path).sha256 != str(output.get("sha256"))


def _is_put_by(path: Path, history: Path, stem: str) -> bool:
    content = seal_of(path).sha256
    return any(
        seal_of(kept).sha256 == content
        for kept in history.glob(f"{glob.escape(stem)}*/{glob.escape(path.name)}")
    )


def unused(place: Path) -> Path:
    """The place, or the first of its name and a number (place2, place3) where nothing lies."""
    number = 1
    free = place
    while free.exists():
        number += 1
        free = place.with_name(f"{place.name}{number}")
    return free
